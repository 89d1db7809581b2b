"""Citizens in the simulator: a report in three languages on three channels, and its status."""

import re

import httpx
import pytest
from playwright.sync_api import Page, Request, expect

from tests.browser.conftest import PHONE, Visit, shoot
from tests.running import Running, eventually

pytestmark = pytest.mark.slow
TICKET = re.compile(r"BDG-\d{7}")


def say(page: Page, text: str) -> None:
    """Write a message and wait for the reply to it."""
    before = page.locator(".line.out").count()
    page.get_by_role("textbox", name=re.compile("Pesan|Message")).fill(text)
    page.keyboard.press("Enter")
    expect(page.locator(".line.out")).to_have_count(before + 1)


def last(page: Page) -> str:
    return page.locator(".line.out .bubble").last.inner_text()


def ticket(page: Page) -> str:
    found = TICKET.search(last(page))
    assert found, last(page)
    return found.group()


def filed(product: Running, number: str) -> dict[str, str]:
    """Return the report from the desk's public API, as soon as it is there."""

    def look() -> list[dict[str, str]]:
        url = f"{product.web}/open311/v2/requests/{number}.json"
        answer = httpx.get(url, trust_env=False)
        return answer.json() if answer.is_success else []

    [report] = eventually(look)
    return report


def test_report_by_sms(product: Running, visit: Visit) -> None:
    page = visit(f"{product.web}/simulator")
    shoot(page, "simulator-empty")
    say(page, "lampu jalan mati di jl dago dekat simpang udah 3 hari")
    assert "Coblong" in last(page)
    say(page, "ya")
    number = ticket(page)
    report = filed(product, number)
    assert report["service_code"] == "street_light"
    assert "Coblong" in report["address"]
    say(page, f"status {number}")
    assert number in last(page)
    shoot(page, "simulator-sms")


def test_report_in_sundanese_on_telegram(product: Running, visit: Visit) -> None:
    page = visit(f"{product.web}/simulator#telegram")
    say(page, "Punten kang pju di jalan cikutra pareum tos 3 dinten, poek pisan")
    page.locator(".choice").first.click()
    expect(page.locator(".line.out")).to_have_count(2)
    assert filed(product, ticket(page))["service_code"] == "street_light"
    say(page, f"status {ticket(page)}")
    shoot(page, "simulator-telegram")


def test_report_in_english_on_whatsapp(product: Running, visit: Visit) -> None:
    page = visit(f"{product.web}/simulator?lang=en#whatsapp")
    say(page, "street light broken on jalan teuku umar near the junction, 3 days now")
    assert 1 <= page.locator(".choice").count() <= 3
    page.locator(".choice").first.click()
    expect(page.locator(".line.out")).to_have_count(2)
    report = filed(product, ticket(page))
    assert report["service_code"] == "street_light"
    assert "Coblong" in report["address"]
    shoot(page, "simulator-whatsapp")


def test_inspector_tells_what_was_understood(product: Running, visit: Visit) -> None:
    page = visit(f"{product.web}/simulator", permissions=["clipboard-write"])
    say(page, "lampu jalan mati di jl imam bonjol")
    understood, did = page.locator("#understood"), page.locator("#did")
    expect(understood).to_contain_text("street_light")
    expect(understood).to_contain_text("Coblong")
    expect(did).to_contain_text(re.compile(r"dijawab dalam \d+ ms"))
    page.get_by_role("button", name="Salin sebagai tes").click()
    expect(page.locator("#copied")).to_have_text("Tersalin")
    row = page.locator("#test-row").input_value()
    assert row.startswith(
        "- name: lampu jalan mati di jl\n  turns:\n"
        '    - {citizen: "lampu jalan mati di jl imam bonjol", bot: "'
    )


def test_location_and_new_citizen_by_keyboard(product: Running, visit: Visit) -> None:
    page = visit(f"{product.web}/simulator#telegram")
    say(page, "ada tumpukan sampah bau")
    page.locator("#locate").focus()
    page.keyboard.press("Enter")
    page.locator("#spot").select_option(label="ITB")
    page.locator("#lat").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".line.out")).to_have_count(2)
    assert "Lokasi: -6.8" in page.locator(".line.in .bubble").last.inner_text()
    page.locator("#new").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".line")).to_have_count(0)


def test_example_fills_the_composer(product: Running, visit: Visit) -> None:
    page = visit(f"{product.web}/simulator")
    page.get_by_role("button", name="lampu jalan mati di jl dago").click()
    assert page.locator("#words").input_value().startswith("lampu jalan mati")
    assert page.locator("#cost").inner_text() == "53 huruf · 1 SMS · GSM-7"


def test_web_chat_survives_a_reload(product: Running, visit: Visit) -> None:
    page = visit(
        f"{product.web}/chat",
        PHONE,
        geolocation={"latitude": -6.8913, "longitude": 107.6107},
        permissions=["geolocation"],
    )
    shoot(page, "chat-empty")
    say(page, "ada jalan berlubang besar")
    page.get_by_role("button", name="Kirim lokasi").first.click()
    expect(page.locator(".line.out")).to_have_count(2)
    page.locator("#photo").set_input_files(
        {"name": "lubang.png", "mimeType": "image/png", "buffer": page.screenshot()}
    )
    expect(page.locator(".line.in img")).to_have_count(1)
    expect(page.locator(".line.out")).to_have_count(3)
    page.reload()
    expect(page.locator(".line")).to_have_count(6)
    shoot(page, "chat")


def test_chat_weighs_little(product: Running, visit: Visit) -> None:
    """As transferred: 16 KiB take 4 seconds on a connection of 32 kbit/s."""
    page = visit("about:blank")
    loaded: list[Request] = []

    def finished(request: Request) -> None:
        loaded.append(request)

    page.on("requestfinished", finished)
    page.goto(f"{product.web}/chat")
    page.wait_for_timeout(500)
    sizes = {each.url: each.sizes()["responseBodySize"] for each in loaded}
    assert len(sizes) >= 10
    assert sum(sizes.values()) <= 16 * 1024, sizes
