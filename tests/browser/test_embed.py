"""The web chat inside somebody else's page: opened, written to, closed, refused."""

import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, FrameLocator, Locator, Page, expect

from tests.browser.conftest import AXE, DESKTOP, FAULTS, FLAGS, PHONE, SHOTS, Visit, shoot
from tests.browser.sites import Site
from tests.running import Running

pytestmark = pytest.mark.slow
OPEN, CLOSE = "Tulis ke Kota Bandung", "Tutup obrolan"
Sites = tuple[Site, Site]


def knob(page: Page) -> Locator:
    return page.locator(".knob")


def inside(page: Page) -> FrameLocator:
    return page.frame_locator("iframe")


def say(page: Page, text: str) -> None:
    """Write in the frame and wait for the reply."""
    before = inside(page).locator(".line.out").count()
    inside(page).locator("#words").fill(text)
    inside(page).locator("#words").press("Enter")
    expect(inside(page).locator(".line.out")).to_have_count(before + 1)


def test_citizen_writes_in_the_citys_own_page(
    product: Running, sites: Sites, visit: Visit
) -> None:
    page = visit(sites[0].origin)
    assert page.locator("iframe").count() == 0  # nothing is loaded before it is asked for
    page.get_by_role("button", name=OPEN).click()
    expect(page.get_by_title(OPEN).and_(page.locator("iframe"))).to_be_visible()
    expect(inside(page).locator("#words")).to_be_focused()
    say(page, "lampu jalan mati di jl badak singa dekat simpang")
    expect(inside(page).locator(".line.out .bubble").last).to_contain_text("Coblong")
    shoot(page, "embed")
    assert product.web in page.frames[-1].url


def test_conversation_survives_a_reload(
    product: Running, sites: Sites, browser: Browser, tmp_path: Path
) -> None:
    """As in most browsers, which keep storage by pairs of sites; Playwright turns it off."""
    partitioned = [*FLAGS, "--disable-features=Nothing"]
    context = browser.browser_type.launch_persistent_context(
        tmp_path, executable_path=shutil.which("chromium"), args=partitioned, locale="id-ID"
    )
    page = context.new_page()
    page.goto(sites[0].origin)
    knob(page).click()
    say(page, "halo")
    page.reload()
    expect(inside(page).locator(".line")).to_have_count(2)  # open as it was, nothing lost
    expect(page.locator("iframe")).not_to_be_focused()
    assert product.web in page.frames[-1].url
    context.close()


def test_escape_closes_and_focus_comes_back(
    product: Running, sites: Sites, visit: Visit
) -> None:
    page = visit(sites[0].origin)
    expect(knob(page)).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(knob(page)).to_be_focused()
    page.keyboard.press("Enter")
    expect(inside(page).locator("#words")).to_be_focused()
    page.keyboard.type("setengah jadi")
    page.keyboard.press("Escape")
    expect(page.locator(".panel")).to_be_hidden()
    expect(knob(page)).to_be_focused()
    page.keyboard.press("Space")
    expect(inside(page).locator("#words")).to_be_focused()
    expect(inside(page).locator("#words")).to_have_value("setengah jadi")
    inside(page).get_by_role("button", name=CLOSE).click()
    expect(knob(page)).to_be_focused()
    page.reload()
    expect(knob(page)).to_be_visible()
    assert page.locator("iframe").count() == 0
    assert product.web in page.content()


def test_reply_while_closed_is_told(product: Running, sites: Sites, visit: Visit) -> None:
    page = visit(sites[0].origin)
    knob(page).click()
    expect(inside(page).get_by_role("button", name=CLOSE)).to_be_visible()
    streams: list[str] = []
    page.on("request", lambda asked: streams.append(asked.url))
    inside(page).locator("#words").fill("halo")
    inside(page).locator("#words").press("Enter")
    page.keyboard.press("Escape")
    expect(knob(page)).to_have_accessible_name("Ada balasan dari Kota Bandung", timeout=25_000)
    shoot(page, "embed-news")
    knob(page).click()
    expect(inside(page).locator(".line.out")).to_have_count(1)
    expect(knob(page)).to_have_accessible_name(CLOSE)
    assert product.web in streams[0]


@pytest.mark.parametrize(
    ("language", "label"),
    [
        ("su", "Nyerat ka Kota Bandung"),
        ("en-GB", "Write to Kota Bandung"),
        ("fr", OPEN),
        ("en/su", "Nyerat ka Kota Bandung"),
    ],
)
def test_language_is_the_pages(
    product: Running, sites: Sites, visit: Visit, language: str, label: str
) -> None:
    page = visit(f"{sites[0].origin}/{language}")
    page.get_by_role("button", name=label).click()
    expect(inside(page).get_by_role("heading", name=label)).to_be_visible()
    inside(page).get_by_title("English").click()
    expect(inside(page).get_by_role("heading", name="Write to Kota Bandung")).to_be_visible()
    expect(inside(page).get_by_role("button", name="Close the chat")).to_be_visible()
    assert product.web in page.frames[-1].url


def test_phone_is_filled(product: Running, sites: Sites, visit: Visit) -> None:
    page = visit(
        sites[0].origin,
        PHONE,
        has_touch=True,
        color_scheme="dark",
        reduced_motion="reduce",
        geolocation={"latitude": -6.8913, "longitude": 107.6107},
        permissions=["geolocation"],
    )
    knob(page).tap()
    expect(knob(page)).to_be_hidden()
    box = page.locator("iframe").bounding_box()
    assert box == {"x": 0, "y": 0, "width": PHONE[0], "height": PHONE[1]}
    say(page, "ada jalan berlubang besar")
    inside(page).locator("#locate").tap()
    expect(inside(page).locator(".line.out")).to_have_count(2)
    page.screenshot(path=SHOTS / "embed-full-phone-dark.png")
    if AXE.exists():
        chat = page.frames[-1]
        chat.evaluate(AXE.read_text(encoding="utf-8"))
        assert chat.evaluate(FAULTS) == []
    inside(page).get_by_role("button", name=CLOSE).tap()
    expect(knob(page)).to_be_visible()
    assert product.web in page.content()


def test_site_that_may_not_is_refused(product: Running, sites: Sites, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": DESKTOP[0], "height": DESKTOP[1]})
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text))
    page.goto(sites[1].origin)
    knob(page).click()
    expect(page.get_by_role("link", name="Buka di tab baru")).to_be_visible()
    assert inside(page).locator("#words").count() == 0
    assert [text for text in complaints if re.search("frame-ancestors", text)]
    page.screenshot(path=SHOTS / "embed-refused.png")
    page.get_by_role("button", name=CLOSE).last.click()
    expect(knob(page)).to_be_focused()
    with context.expect_page() as opened:
        knob(page).click()
        page.get_by_role("link", name="Buka di tab baru").click()
    assert opened.value.url == f"{product.web}/chat?lang=id"
    context.close()


def test_where_storage_is_blocked_the_conversation_works(
    product: Running, sites: Sites, visit: Visit
) -> None:
    page = visit(sites[0].origin)  # storage inside other sites is blocked here
    knob(page).click()
    say(page, "halo")
    with pytest.raises(Error, match="Access is denied"):
        page.frames[-1].evaluate("localStorage.length")
    inside(page).locator("#words").press("Escape")
    knob(page).click()
    expect(inside(page).locator(".line")).to_have_count(2)
    assert product.web in page.frames[-1].url


def test_only_the_page_around_is_heard(product: Running, sites: Sites, visit: Visit) -> None:
    page = visit(sites[0].origin)
    knob(page).click()
    expect(inside(page).get_by_role("button", name=CLOSE)).to_be_visible()
    page.evaluate('window.postMessage({kentongan: "close"}, "*")')  # of another window
    chat = page.frames[-1]
    chat.evaluate('window.postMessage({kentongan: "closed"}, "*")')
    chat.evaluate('parent.postMessage({kentongan: "toString"}, "*")')
    say(page, "halo")
    expect(page.locator(".panel")).to_be_visible()
    assert product.web in chat.url
