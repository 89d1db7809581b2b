"""An operator who never touches the mouse: conversations, notes, and what the bot misheard."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit, shoot
from tests.browser.test_citizens import say
from tests.browser.test_operators import sign_in
from tests.running import Running

pytestmark = pytest.mark.slow
OPEN = re.compile(r"/console/conversations/\d+")


def test_keys_are_listed_and_a_search_begins_by_one(product: Running, visit: Visit) -> None:
    for words in ("mau bicara petugas perkara taman", "mau bicara petugas perkara pohon"):
        say(visit(f"{product.web}/simulator#telegram"), words)
    operator = sign_in(product, visit)
    keys = operator.keyboard
    keys.press("?")
    expect(operator.get_by_role("dialog")).to_contain_text("kembalikan ke bot")
    operator.wait_for_timeout(100)
    shoot(operator, "console-keys")
    keys.press("j")
    keys.press("Escape")
    expect(operator.get_by_role("dialog")).to_have_count(0)
    expect(operator).to_have_url(re.compile(r"/console$"))
    keys.press("/")
    keys.type("perkara")
    keys.press("Enter")
    expect(operator.locator(".list .row")).to_have_count(2)


def test_a_conversation_by_keys_alone(product: Running, visit: Visit) -> None:
    for words in ("mau bicara petugas soal lurah", "mau bicara petugas soal camat"):
        say(visit(f"{product.web}/simulator#telegram"), words)
    operator = sign_in(product, visit)
    keys = operator.keyboard
    keys.press("j")
    operator.wait_for_url(OPEN)
    first = operator.url
    keys.press("j")
    operator.wait_for_url(lambda url: url != first)
    keys.press("k")
    operator.wait_for_url(first)
    keys.press("a")
    expect(operator.locator("#who")).to_have_value("rina")
    keys.press("n")
    keys.type("jangan lupa kabari dinas taman ya")
    keys.press("Escape")
    expect(operator.locator("#note")).not_to_be_focused()
    keys.press("r")
    expect(operator.locator("#reply")).to_be_focused()
    keys.type("Jeda kan ya? Nanti kami kabari.")
    keys.press("Control+Enter")
    expect(operator.get_by_role("status").first).to_contain_text("Balasan dikirim")
    expect(operator.locator(".said.operator").last).to_contain_text("Jeda kan ya?")
    keys.press("Escape")
    operator.wait_for_url(re.compile(r"/console$"))


def test_done_leads_to_the_next_and_keys_can_be_switched_off(
    product: Running, visit: Visit
) -> None:
    for words in ("mau bicara petugas soal parkir", "mau bicara petugas soal pasar"):
        say(visit(f"{product.web}/simulator#telegram"), words)
    operator = sign_in(product, visit)
    operator.locator(".row", has_text="soal parkir").first.click()
    operator.wait_for_url(OPEN)
    before = operator.url
    following = operator.evaluate(
        "document.querySelector('.row[aria-current]').closest('li').nextElementSibling"
        ".querySelector('.row').href"
    )
    operator.keyboard.press("e")
    expect(operator.get_by_role("status").first).to_contain_text("Selesai.")
    assert following.partition("?")[0] == operator.url.partition("?")[0] != before
    operator.keyboard.press("?")
    operator.get_by_label("Matikan pintasan").check()
    operator.get_by_role("button", name="Tutup").click()
    operator.keyboard.press("r")
    expect(operator.locator("#reply")).not_to_be_focused()


def test_what_the_bot_misheard_by_keys_alone(product: Running, visit: Visit) -> None:
    citizen = visit(f"{product.web}/simulator#telegram")
    for words in ("blokekok wesi kuwi piye carane", "blokekok wesi kuwi piye carane!!"):
        say(citizen, words)
    say(citizen, "resep nasi goreng kambing yang enak apa")
    operator = sign_in(product, visit)
    operator.goto(f"{product.console}/console/review")
    item = operator.locator("[data-item]", has_text="blokekok")
    expect(item).to_contain_text("2 kali")
    shoot(operator, "console-review")
    for _ in range(operator.locator("[data-item]").count()):
        operator.keyboard.press("j")
        if "blokekok" in operator.locator(":focus").inner_text():
            break
    operator.keyboard.press("c")
    operator.get_by_label("Maksudnya").select_option("ask_service")
    shoot(operator, "console-review-form")
    operator.get_by_role("button", name="Benar, pelajari").click()
    expect(operator.get_by_role("status").first).to_contain_text("Diterima")
    expect(item).to_have_count(0)
    shoot(operator, "console-review-undo")
    operator.keyboard.press("u")
    expect(item).to_contain_text("usul rina")
    item.focus()
    operator.keyboard.press("x")
    expect(operator.get_by_role("status").first).to_contain_text("Diabaikan")
    expect(item).to_have_count(0)
