"""An operator and a citizen: handed over, answered, given back; a report's state changed."""

import re

import pytest
from playwright.sync_api import Page, expect

from gateway import sms
from tests.browser.conftest import Visit, shoot
from tests.browser.test_citizens import last, say, ticket
from tests.running import Running

pytestmark = pytest.mark.slow
TEXTS = [
    "",
    "halo",
    "“Kêlas” \u2013 Dinas… 😀",
    "a" * 161,
    "ü^€|" * 60,
    "漢字" * 40,
    "é\u0301x\tz",
]


def sign_in(product: Running, visit: Visit, name: str = "rina", forgives: str = "") -> Page:
    """Return the console as an operator sees it who came by a link."""
    link = product.command("operator", "link", name, "--console", product.console)
    page = visit(link.strip(), forgives=forgives)
    page.get_by_role("button", name="Masuk").click()
    page.wait_for_url("**/console")
    return page


def test_hand_over_reply_and_give_back(product: Running, visit: Visit) -> None:
    citizen = visit(f"{product.web}/simulator")
    say(citizen, "mau bicara sama petugas")
    operator = sign_in(product, visit)
    shoot(operator, "console-inbox")
    expect(operator).to_have_title(re.compile(r"^\(\d+\) "))
    operator.locator(".row", has_text="mau bicara sama petugas").first.click()
    operator.get_by_label("Balasan").fill("Selamat siang, ada yang bisa kami bantu?")
    expect(operator.locator("#cost")).to_have_text("40 huruf · 1 SMS · GSM-7")
    operator.get_by_role("button", name="Kirim").click()
    expect(citizen.locator(".line.operator .bubble")).to_contain_text(
        "ada yang bisa kami bantu?"
    )
    citizen.locator("#words").fill("lampu jalan mati")
    citizen.keyboard.press("Enter")
    expect(operator.locator(".said.citizen").last).to_contain_text("lampu jalan mati")
    shoot(operator, "console-conversation")
    before = citizen.locator(".line.out").count()
    operator.get_by_role("button", name="Kembalikan ke bot").click()
    expect(operator.locator(".about")).to_contain_text("dipegang bot")
    expect(citizen.locator(".line.out")).to_have_count(before + 1)
    say(citizen, "terima kasih")
    assert "Sama-sama" in last(citizen)


def test_two_operators_do_not_answer_over_each_other(product: Running, visit: Visit) -> None:
    citizen = visit(f"{product.web}/simulator#telegram")
    say(citizen, "saya mau bicara dengan petugas soal ktp")
    rina = sign_in(product, visit, forgives="409 (CONFLICT)")
    budi = sign_in(product, visit, "budi")
    for operator in (rina, budi):
        operator.locator(".row", has_text="soal ktp").first.click()
    expect(rina.locator(".others")).to_contain_text("budi sedang melihat", timeout=15_000)
    budi.get_by_label("Balasan").fill("Ada yang bisa kami bantu?")
    expect(rina.locator(".others")).to_contain_text("budi sedang mengetik", timeout=15_000)
    rina.get_by_label("Balasan").fill("Silakan, ada apa?")
    seen = rina.locator("#seen").input_value()
    budi.get_by_role("button", name="Kirim").click()
    expect(citizen.locator(".line.operator").last).to_contain_text("bisa kami bantu?")
    rina.evaluate(
        "seen => { const kept = document.getElementById('seen'); kept.value = seen;"
        " kept.form.requestSubmit() }",
        seen,
    )
    expect(rina.locator(".answered")).to_contain_text("budi baru saja membalas")
    expect(rina.get_by_label("Balasan")).to_have_value("Silakan, ada apa?")
    shoot(rina, "console-collision")
    rina.get_by_role("button", name="Kirim").click()
    expect(citizen.locator(".line.operator").last).to_contain_text("Silakan, ada apa?")
    rina.get_by_role("combobox", name="Tanda").fill("ktp")
    rina.get_by_role("button", name="Tambah").click()
    rina.get_by_text("Catatan (0)").click()
    rina.get_by_label("Hanya petugas").fill("@budi tolong lanjutkan ya")
    rina.get_by_role("button", name="Simpan catatan").click()
    expect(rina.locator(".beside .clamp")).to_contain_text("tolong lanjutkan")
    shoot(rina, "console-beside")


def test_a_canned_reply_is_chosen_by_keyboard(product: Running, visit: Visit) -> None:
    citizen = visit(f"{product.web}/simulator#telegram")
    say(citizen, "tolong sambungkan ke petugas dong")
    operator = sign_in(product, visit)
    operator.goto(f"{product.console}/console/canned/0")
    operator.get_by_label("Singkatan").fill("salam")
    operator.get_by_label("Jawaban (ID)").fill("Selamat datang di {kota}.")
    shoot(operator, "console-canned-form")
    operator.get_by_role("button", name="Simpan").click()
    shoot(operator, "console-canned")
    operator.goto(f"{product.console}/console")
    operator.locator(".row", has_text="petugas dong").first.click()
    operator.locator("#reply").press_sequentially("/sal")
    expect(operator.locator("#canned li")).to_contain_text("/salam")
    shoot(operator, "console-canned-choose")
    operator.keyboard.press("Enter")
    expect(operator.locator("#reply")).to_have_value("Selamat datang di Kota Bandung.")
    operator.keyboard.press("Control+Enter")
    expect(citizen.locator(".line.operator").last).to_contain_text("Selamat datang")


def test_state_of_a_report_reaches_the_citizen(product: Running, visit: Visit) -> None:
    citizen = visit(f"{product.web}/simulator#telegram")
    say(citizen, "ada pohon tumbang di jalan riau menutup jalan")
    say(citizen, "ya")
    number = ticket(citizen)
    operator = sign_in(product, visit)
    operator.goto(f"{product.console}/console/reports")
    shoot(operator, "console-reports")
    operator.locator(".queued", has_text=number).click()
    operator.get_by_label("Catatan untuk warga").fill("Pohon sudah dipotong.")
    shoot(operator, "console-report")
    operator.get_by_role("button", name="selesai").click()
    expect(operator.get_by_role("status").first).to_contain_text("Tersimpan.")
    expect(operator.locator(".history")).to_contain_text("Pohon sudah dipotong.")
    expect(citizen.locator(".line.out").last).to_contain_text("Pohon sudah dipotong.")


def test_an_agency_asks_and_the_citizen_just_answers(product: Running, visit: Visit) -> None:
    citizen = visit(f"{product.web}/simulator#telegram")
    say(citizen, "tiang lampu miring mau roboh di jalan merdeka")
    say(citizen, "ya")
    number = ticket(citizen)
    link = product.command("operator", "link", "dede", "--console", product.console)
    product.command("operator", "assign", "dede", "dishub")
    agency = visit(link.strip())
    agency.get_by_role("button", name="Masuk").click()
    agency.wait_for_url("**/console/reports")
    expect(agency.get_by_role("navigation").get_by_role("link")).to_have_text(["Laporan"])
    agency.get_by_label("Cari").fill(number)
    agency.keyboard.press("Enter")
    expect(agency.locator(".queued")).to_have_count(1)
    agency.locator(".queued").click()
    expect(agency.get_by_text("Buka percakapan")).to_have_count(0)
    agency.get_by_text("Tanya warga").click()
    agency.get_by_label("Pertanyaan").fill("Di depan nomor berapa?")
    shoot(agency, "console-report-agency")
    agency.get_by_role("button", name="Kirim pertanyaan").click()
    expect(citizen.locator(".line.out").last).to_contain_text("Di depan nomor berapa?")
    say(citizen, "di depan nomor 12")
    expect(agency.locator(".history")).to_contain_text("dinas bertanya")
    agency.wait_for_timeout(1500)  # the answer goes to the desk as any other report's does
    agency.reload()
    expect(agency.locator(".history")).to_contain_text("di depan nomor 12")


def test_what_citizens_write_stays_text(product: Running, visit: Visit) -> None:
    citizen = visit(f"{product.web}/chat")
    say(citizen, "<img src=x onerror=alert(1)><script>alert(2)</script> {{7*7}} \u202eterbalik")
    say(citizen, "mau bicara petugas soal tulisan ini")
    operator = sign_in(product, visit)
    operator.locator(".row", has_text="mau bicara petugas soal tulisan ini").first.click()
    expect(operator.locator(".said.citizen").first).to_contain_text(
        "<img src=x onerror=alert(1)>"
    )
    expect(operator.locator(".said img")).to_have_count(0)


def test_counter_costs_what_the_server_charges(product: Running, visit: Visit) -> None:
    page = visit(f"{product.web}/simulator")
    counted = page.evaluate(
        """async texts => {
            const { plain, cost } = await import("/static/look/sms.js");
            return texts.map(text => [plain(text), cost(text).alphabet, cost(text).segments]);
        }""",
        TEXTS,
    )
    costs = [(sms.plain(text), sms.segments(text)) for text in TEXTS]
    assert counted == [[plain, cost.alphabet, cost.count] for plain, cost in costs]


def test_sign_in_page(product: Running, visit: Visit) -> None:
    page = visit(f"{product.console}/console")
    page.wait_for_url("**/console/login")
    shoot(page, "console-login")


def test_laid_aside_and_done_with(product: Running, visit: Visit) -> None:
    citizen = visit(f"{product.web}/simulator#whatsapp")
    say(citizen, "mau ngobrol sama petugas perihal taman lansia")
    operator = sign_in(product, visit)
    operator.locator(".row", has_text="taman lansia").first.click()
    operator.locator("#keys-open").wait_for()
    operator.keyboard.press("z")
    operator.get_by_role("button", name="Besok pagi").wait_for()
    shoot(operator, "console-snooze")
    operator.get_by_role("button", name="Besok pagi").click()
    expect(operator.get_by_role("status").first).to_contain_text("Ditunda.")
    operator.goto(f"{product.console}/console?view=snoozed")
    row = operator.locator(".row", has_text="taman lansia").first
    expect(row).to_contain_text("ditunda sampai")
    citizen.locator("#words").fill("halo, masih ada?")
    citizen.keyboard.press("Enter")
    expect(row).to_have_count(0)
    operator.goto(f"{product.console}/console")
    operator.locator(".row", has_text="halo, masih ada?").first.click()
    operator.get_by_role("button", name="Selesai").click()
    expect(citizen.locator(".line.out").last).to_contain_text("Percakapan ini kami tutup.")


def test_a_call_is_written_down(product: Running, visit: Visit) -> None:
    operator = sign_in(product, visit)
    operator.goto(f"{product.console}/console/reports")
    operator.get_by_role("link", name="Catat laporan").click()
    shoot(operator, "console-report-new")
    operator.get_by_role("radio", name="media sosial").check()
    operator.get_by_label("Tautan kiriman").fill("https://x.com/warga/status/20")
    operator.get_by_label("Jenis").select_option("waste")
    operator.get_by_label("Isi laporan").fill("Sampah menumpuk di pojok pasar")
    operator.get_by_label("Tempat, dengan").fill("pasar cihaurgeulis")
    operator.get_by_role("button", name="Kirim laporan").click()
    expect(operator.get_by_role("status").first).to_contain_text("Laporan dicatat dan dikirim.")
    expect(operator.locator("main")).to_contain_text("media sosial")
