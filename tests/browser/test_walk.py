"""A whole case, on a citizen's own telephone; a window that closed; every page there is."""

import sqlite3
import time
from contextlib import closing

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit, shoot
from tests.browser.test_operators import sign_in
from tests.end_to_end.city import City
from tests.running import Running, eventually

pytestmark = pytest.mark.slow
DAY = 86_400
CHAT, PHONE = 4711, "+6281234567001"
PAGES = (
    *("", "?view=bot", "?view=resolved", "?q=zzz", "reports", "reports?shown=all", "questions"),
    *("review", "articles", "articles/new", "broadcasts", "broadcasts/new", "failures"),
    *("channels", "city", "audit", "people", "account", "canned", "canned/0", "reports/new"),
)
"""Addresses below `/console` that are no conversation, report or the like."""


def put_right(operator: Page) -> None:
    """Say what the bot should have heard in the citizen's last message."""
    operator.locator(".said.citizen").last.get_by_role("link", name="Betulkan").click()
    operator.get_by_label("Maksudnya").select_option("report")
    operator.get_by_label("Kategori").select_option("road")
    operator.get_by_role("button", name="Kirim untuk diperiksa").click()
    expect(operator.locator(".said.citizen").last).to_contain_text("report road")


def write_down(operator: Page) -> None:
    """File the report from the form beside the conversation."""
    operator.locator("#keys-open").wait_for()
    operator.keyboard.press("d")
    form = operator.locator("#report-form")
    form.get_by_label("Isi laporan").fill("")
    form.get_by_role("button", name="Kirim laporan").click()
    expect(form).to_contain_text("Tulis apa yang terjadi.")
    form.get_by_label("Jenis").select_option("road")
    form.get_by_label("Isi laporan").fill("Trotoar ambles di depan SMP 5")
    form.get_by_label("Tempat, dengan").fill("jalan sumatra")
    shoot(operator, "console-sheet")
    form.get_by_role("button", name="Kirim laporan").click()


def test_a_whole_case(product: Running, visit: Visit, city: City) -> None:
    """Live, taken, answered, put right, filed in the citizen's name, given back, answered."""
    operator = sign_in(product, visit, forgives="422 (UNPROCESSABLE ENTITY)")
    city.says(CHAT, "trotoar ambles depan smp lima, tolong panggilkan petugas")
    row = operator.locator(".row", has_text="trotoar ambles depan smp lima").first
    expect(row).to_be_visible()  # without anybody loading the page again
    row.click()
    if operator.get_by_role("button", name="Ambil alih").count():
        operator.get_by_role("button", name="Ambil alih").click()
    operator.get_by_label("Balasan").fill("Baik, kami bantu catat ya.")
    operator.get_by_role("button", name="Kirim").click()
    heard(city, "Baik, kami bantu catat ya.")
    put_right(operator)
    write_down(operator)
    expect(operator.locator(".aside")).to_contain_text("Trotoar ambles di depan SMP 5")
    heard(city, "Laporan Anda sudah kami catat, nomor BDG-")
    shoot(operator, "console-filed")
    operator.get_by_role("button", name="Kembalikan ke bot").click()
    expect(operator.locator(".about")).to_contain_text("dipegang bot")
    city.says(CHAT, "terima kasih")
    heard(city, "Sama-sama")


def heard(city: City, text: str) -> None:
    """Wait until Telegram was told to send `text` to the citizen's chat."""

    def told() -> bool:
        return any(text in each.form.get("text", "") for each in city.telegram.to(str(CHAT)))

    assert eventually(told), [each.form for each in city.telegram.to(str(CHAT))]


def test_a_window_that_closed(product: Running, visit: Visit, city: City) -> None:
    city.whatsapp(PHONE, "mau bicara petugas soal kartu keluarga")
    operator = sign_in(product, visit, forgives="409 (CONFLICT)")
    operator.locator(".row", has_text="soal kartu keluarga").first.click()
    expect(operator.locator(".about")).to_contain_text("balas bebas")
    operator.get_by_label("Balasan").fill("Mohon kirim\nnomornya.")
    with closing(sqlite3.connect(product.folder / "kentongan.db", timeout=10)) as database:
        database.execute(
            "UPDATE thread SET heard_at = ? WHERE channel = 'twilio_whatsapp'",
            (time.time() - DAY - 60,),
        )
        database.commit()
    operator.get_by_role("button", name="Kirim").click()
    expect(operator.get_by_role("alert")).to_contain_text("Belum dikirim")
    expect(operator.get_by_label("Balasan")).to_have_value("Mohon kirim\nnomornya.")
    shoot(operator, "console-window")
    assert "nomornya." not in str(city.twilio.calls)
    operator.get_by_label("Kirim sebagai templat").check()
    operator.get_by_role("button", name="Kirim", exact=True).click()
    [*_, last] = city.twilio.texts(f"whatsapp:{PHONE}", 2)
    assert last == "Mohon kirim nomornya."
    [*_, call] = city.twilio.to(f"whatsapp:{PHONE}")
    assert call.form["ContentSid"] == "HX" + "0" * 32


def test_every_page(product: Running, visit: Visit) -> None:
    admin = sign_in(product, visit, "dewi")
    product.command("operator", "assign", "dewi", "--role", "admin")
    for path in PAGES:
        between = "" if path[:1] in {"", "?"} else "/"
        admin.goto(f"{product.console}/console{between}{path}")
        name = path.replace("/", "-").replace("?", "-").replace("=", "-") or "inbox"
        shoot(admin, f"page-{name}")
