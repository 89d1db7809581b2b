"""An admin adds somebody; they set a password and a second factor, and sign in with both."""

import re

import pyotp
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit, shoot
from tests.browser.test_operators import sign_in
from tests.end_to_end.city import City
from tests.running import Running

pytestmark = pytest.mark.slow
PASSWORD = "kucing terbang lewat"


def enrol(person: Page) -> pyotp.TOTP:
    """Set a second factor up and return its clock."""
    person.get_by_role("button", name="Pasang faktor kedua").click()
    secret = person.get_by_label("Rahasia", exact=True).input_value()
    shoot(person, "console-enrol")
    clock = pyotp.TOTP(secret)
    person.get_by_label("Kode", exact=True).fill(clock.now())
    person.get_by_role("button", name="Pasang").click()
    expect(person.get_by_role("heading", name="Kode cadangan")).to_be_visible()
    shoot(person, "console-account")
    return clock


def come_back(person: Page, clock: pyotp.TOTP) -> None:
    """Sign out, and in again by password and second factor."""
    person.get_by_role("button", name="Keluar", exact=True).click()
    person.get_by_label("Nama").fill("Agus Salim")
    person.get_by_label("Sandi").fill(PASSWORD)
    person.get_by_role("button", name="Masuk").click()
    person.wait_for_url(re.compile(r"/login/second$"))
    shoot(person, "console-second")
    now = int(person.evaluate("Date.now() / 1000"))
    person.get_by_label("Kode").fill(clock.at(now + 30))  # the present one was used up
    person.get_by_role("button", name="Masuk").click()
    person.wait_for_url("**/console")


def test_from_a_link_to_two_factors(product: Running, visit: Visit) -> None:
    admin = sign_in(product, visit, "dewi")
    product.command("operator", "assign", "dewi", "--role", "admin")
    admin.goto(f"{product.console}/console/people")
    admin.get_by_role("textbox", name="Nama").fill("Agus Salim")
    admin.get_by_role("button", name="Tambah dan buat tautan").click()
    shoot(admin, "console-people")
    link = admin.get_by_label("Berlaku satu kali").input_value()
    person = visit(link)
    person.get_by_role("button", name="Masuk").click()
    person.get_by_role("link", name="Agus Salim").click()
    person.get_by_label("Sandi baru", exact=True).fill(PASSWORD)
    person.get_by_label("Sandi baru sekali lagi").fill(PASSWORD)
    person.get_by_role("button", name="Ganti sandi").click()
    expect(person.get_by_role("status").first).to_contain_text("Sandi diganti.")
    come_back(person, enrol(person))
    admin.goto(f"{product.console}/console/people")
    admin.get_by_role("link", name="Ubah: Agus Salim").click()
    shoot(admin, "console-person")
    admin.get_by_role("button", name="Tutup akses").click()
    expect(admin.get_by_role("button", name="Urungkan")).to_be_visible()
    person.goto(f"{product.console}/console")
    person.wait_for_url("**/console/login")


def test_a_viewer_reads_and_an_operator_says_why(product: Running, visit: Visit) -> None:
    citizen = visit(f"{product.web}/simulator#whatsapp")
    citizen.locator("#words").fill("mau bicara petugas tentang nomor saya")
    citizen.keyboard.press("Enter")
    expect(citizen.locator(".line.out")).to_have_count(1)
    operator = sign_in(product, visit, forgives="422")
    operator.locator(".row", has_text="tentang nomor saya").first.click()
    operator.get_by_text("Tampilkan nomor").click()
    operator.get_by_label("Untuk apa?").fill("menelepon balik warga")
    operator.get_by_role("button", name="Tampilkan sekali").click()
    expect(operator.locator(".beside [role=status]")).to_contain_text("+6281")
    shoot(operator, "console-revealed")
    viewer = sign_in(product, visit, "wati")
    product.command("operator", "assign", "wati", "--role", "viewer")
    viewer.goto(operator.url.replace("/reveal", ""))
    expect(viewer.locator("#reply")).to_have_count(0)
    shoot(viewer, "console-viewer")


def test_a_position_is_drawn(product: Running, visit: Visit, city: City) -> None:
    city.pins(4712, -6.885, 107.613)
    operator = sign_in(product, visit)
    operator.goto(f"{product.console}/console?view=bot")
    operator.locator(".row").first.click()
    expect(operator.locator(".minimap")).to_be_visible()
    shoot(operator, "console-map")
