"""The product running, and a browser that forgives nothing."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from tests.browser.sites import Site, site
from tests.end_to_end.city import City
from tests.end_to_end.peers import Peer, listening
from tests.running import ROOT, Running, running

SHOTS = ROOT / "var" / "screenshots"
DESKTOP, PHONE = (1280, 860), (390, 844)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE = ROOT / "tests/peers/node_modules/axe-core/axe.min.js"
"""Deque's accessibility rules, looked at where the peers are installed."""
FAULTS = """async () => (await axe.run({runOnly: [
    "wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]})).violations.map(
    fault => `${fault.id}: ${fault.nodes.map(node => node.target).join(" ")}`)"""
Visit = Callable[..., Page]


@pytest.fixture(scope="session")
def sites() -> Iterator[tuple[Site, Site]]:
    """Give two sites of somebody else: only the first may embed the chat.

    They are `localhost` where we are `127.0.0.1`: to a browser that is another site.
    """
    with site() as city, site() as stranger:
        yield city, stranger


@pytest.fixture(scope="session")
def providers() -> Iterator[tuple[Peer, Peer]]:
    """Give Twilio's and Telegram's side: what reaches a citizen's own telephone."""
    with listening() as twilio, listening() as telegram:
        yield twilio, telegram


@pytest.fixture(scope="session")
def product(
    tmp_path_factory: pytest.TempPathFactory,
    sites: tuple[Site, Site],
    providers: tuple[Peer, Peer],
) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("product")
    twilio, telegram = providers
    with running(
        folder,
        report_poll_seconds="1",
        chat_origins=sites[0].origin,
        twilio_account_sid=City.account,
        twilio_auth_token=City.token,
        twilio_whatsapp_from=City.number,
        twilio_whatsapp_template="HX" + "0" * 32,
        twilio_api_url=twilio.address,
        twilio_content_url=twilio.address,
        telegram_token=City.bot,
        telegram_webhook_secret=City.secret,
        telegram_api_url=telegram.address,
    ) as product:
        for each in sites:
            each.show(product.web)
        yield product


@pytest.fixture(scope="session")
def city(product: Running, providers: tuple[Peer, Peer]) -> City:
    """Give a citizen's telephone: what it sends reaches us as its provider would tell us."""
    twilio, telegram = providers
    return City(running=product, twilio=twilio, telegram=telegram, prism="", contents="")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    if chromium is None:
        reason = "chromium is not installed; cure: apt install chromium"
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    """Give a function that opens a page as somebody new; any complaint of it fails the test.

    The complaints include what the content security policy refused. A test in which the network
    fails `forgives` what the browser says of that.
    """
    complaints: list[str] = []
    contexts: list[BrowserContext] = []

    def heard(said: ConsoleMessage, forgives: str) -> None:
        if said.type in {"error", "warning"} and not (forgives and forgives in said.text):
            complaints.append(said.text)

    def open_page(
        url: str, size: tuple[int, int] = DESKTOP, *, forgives: str = "", **more: Any
    ) -> Page:
        view = {"width": size[0], "height": size[1]}
        context = browser.new_context(viewport=view, locale="id-ID", **more)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("console", lambda said: heard(said, forgives))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(url)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def shoot(page: Page, name: str) -> None:
    """Keep pictures of the page: light, dark, and on a phone; fail if it scrolls sideways."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    before = page.viewport_size
    for look, size, scheme in (
        ("light", DESKTOP, "light"),
        ("dark", DESKTOP, "dark"),
        ("phone", PHONE, "light"),
        ("phone-dark", PHONE, "dark"),
    ):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.wait_for_timeout(150)
        page.screenshot(path=SHOTS / f"{name}-{look}.png")
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= size[0], f"{name} is {wide} px wide on {size[0]} px"
        if AXE.exists():
            page.evaluate(AXE.read_text(encoding="utf-8"))  # a script tag would be refused
            assert page.evaluate(FAULTS) == []
    page.emulate_media(color_scheme="light")
    if before:
        page.set_viewport_size(before)
