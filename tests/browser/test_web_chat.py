"""The web chat where things go wrong: networks, streams, servers, old phones, no script."""

import re
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, Route, expect

from gateway.chat.api import STREAMS
from tests.browser.conftest import PHONE, SHOTS, Visit, shoot
from tests.browser.test_citizens import say
from tests.running import READY_SECONDS, Running, answers, eventually, free_port, process

pytestmark = pytest.mark.slow
FAILED = "Failed to load resource"
MESSAGES = "**/api/chat/messages"
HIDE = """hidden => {
    Object.defineProperty(document, "hidden", {configurable: true, get: () => hidden});
    document.dispatchEvent(new Event("visibilitychange"));
}"""


def write(page: Page, text: str) -> None:
    """Write a message and wait for nothing."""
    page.locator("#words").fill(text)
    page.keyboard.press("Enter")


def say_elsewhere(product: Running, page: Page, text: str) -> None:
    """Write as the page's citizen, but not in the page."""
    sender = page.evaluate('localStorage.getItem("kentongan.web")')
    said = {"channel": "web", "sender": sender, "text": text}
    url = f"{product.web}/api/chat/messages"
    assert httpx.post(url, json=said, trust_env=False).status_code == 202


def heard(page: Page, text: str) -> None:
    """Check that `text` stands in the thread once, and is answered."""
    expect(page.locator(".line.in", has_text=text)).to_have_count(1)
    expect(page.locator(".line").last).to_have_class(re.compile(r"\bout\b"))


def test_without_streams_it_looks_by_itself(product: Running, visit: Visit) -> None:
    page = visit("about:blank")
    page.add_init_script("delete window.EventSource")
    page.goto(f"{product.web}/chat")
    say(page, "halo")
    say_elsewhere(product, page, "lampu jalan mati")
    heard(page, "lampu jalan mati")


def test_where_streams_are_busy_it_looks_by_itself(product: Running, visit: Visit) -> None:
    page = visit("about:blank", forgives=FAILED)
    page.route("**/api/chat/stream*", lambda route: route.fulfill(status=503, body="busy"))
    page.goto(f"{product.web}/chat")
    say(page, "halo")
    say_elsewhere(product, page, "lampu jalan mati")
    heard(page, "lampu jalan mati")


def test_streams_of_pages_that_left_are_free_at_once(product: Running) -> None:
    """Or else a page that is loaded again and again takes them all."""
    url = f"{product.web}/api/chat/stream?channel=web&sender=nobody"
    with httpx.Client(trust_env=False) as client:
        for _ in range(3 * STREAMS):
            with client.stream("GET", url) as answer:
                assert answer.status_code == 200
                assert next(answer.iter_text()) == ": hello\n\n"
            time.sleep(0.3)


def test_offline_and_online_again(product: Running, visit: Visit) -> None:
    page = visit(f"{product.web}/chat", forgives=FAILED)
    say(page, "halo")
    page.context.set_offline(offline=True)
    expect(page.locator("#trouble")).to_have_text("Sambungan terputus, mencoba lagi…")
    write(page, "lampu jalan mati")
    page.wait_for_timeout(500)
    say_elsewhere(product, page, "terima kasih")
    page.context.set_offline(offline=False)
    heard(page, "lampu jalan mati")
    heard(page, "terima kasih")
    expect(page.locator("#trouble")).to_have_text("")


def test_page_that_slept_catches_up(product: Running, visit: Visit) -> None:
    page = visit(f"{product.web}/chat")
    say(page, "halo")
    page.evaluate(HIDE, arg=True)
    say_elsewhere(product, page, "lampu jalan mati")
    page.wait_for_timeout(1500)
    expect(page.locator(".line")).to_have_count(2)
    page.evaluate(HIDE, arg=False)
    heard(page, "lampu jalan mati")


def test_two_pages_of_one_citizen(product: Running, visit: Visit) -> None:
    one = visit(f"{product.web}/chat")
    say(one, "halo")
    other = one.context.new_page()
    other.goto(f"{product.web}/chat")
    expect(other.locator(".line")).to_have_count(2)
    write(other, "lampu jalan mati")
    for page in (one, other):
        heard(page, "lampu jalan mati")


def test_answer_that_is_lost_makes_no_second_message(product: Running, visit: Visit) -> None:
    page = visit(f"{product.web}/chat", forgives=FAILED)
    lost: list[int] = []

    def lose(route: Route) -> None:
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch().status)
            route.abort()
        else:
            route.continue_()

    page.route(MESSAGES, lose)
    write(page, "lampu jalan mati")
    heard(page, "lampu jalan mati")
    page.wait_for_timeout(2000)  # the second try
    heard(page, "lampu jalan mati")
    assert lost == [202]


def test_too_fast_waits_and_is_sent(product: Running, visit: Visit) -> None:
    page = visit(f"{product.web}/chat", forgives=FAILED)
    refused: list[Route] = []

    def refuse(route: Route) -> None:
        if route.request.method == "POST" and not refused:
            refused.append(route)
            route.fulfill(status=429, headers={"Retry-After": "2"}, json={"errors": []})
        else:
            route.continue_()

    page.route(MESSAGES, refuse)
    write(page, "halo")
    expect(page.locator("#trouble")).to_contain_text("Sedang ramai di sini")
    page.screenshot(path=SHOTS / "chat-slow.png")
    heard(page, "halo")
    expect(page.locator("#trouble")).to_have_text("")


def test_message_to_a_server_that_restarts_is_sent_once(
    product: Running, visit: Visit, tmp_path: Path
) -> None:
    with another(product, tmp_path) as (url, stop, start):
        page = visit(f"{url}/chat", forgives=FAILED)
        say(page, "halo")
        stop()
        write(page, "lampu jalan mati")
        page.wait_for_timeout(1000)
        start()
        expect(page.locator(".line.out")).to_have_count(2, timeout=20_000)
        heard(page, "lampu jalan mati")
        expect(page.locator("#trouble")).to_have_text("")


@contextmanager
def another(
    product: Running, folder: Path
) -> Iterator[tuple[str, partial[None], partial[str]]]:
    """Give a second web process of `product`: its address, what stops it, what starts it."""
    port = str(free_port())
    url = f"http://127.0.0.1:{port}"
    command = [str(Path(sys.executable).parent / "gunicorn"), "-c", "gateway/gunicorn.py"]
    command.append("gateway.app:from_environment()")
    settings = {**product.environment, "PORT": port}

    def start(stack: ExitStack) -> str:
        stack.enter_context(process(command, folder / "web.log", settings))
        assert eventually(partial(answers, f"{url}/live"), READY_SECONDS)
        return url

    with ExitStack() as stack:
        start(stack)
        yield url, partial(stack.close), partial(start, stack)


def test_without_javascript(product: Running, visit: Visit) -> None:
    page = visit(f"{product.web}/chat", PHONE, java_script_enabled=False)
    page.get_by_role("link", name="Buka versi tanpa JavaScript").click()
    page.get_by_label("Pesan").fill("lampu jalan mati di jl dipati ukur dekat simpang")
    page.get_by_role("button", name="Kirim").click()
    expect(page.locator(".line.out")).to_contain_text("Coblong")
    page.get_by_role("button", name="Ya, kirim").click()
    expect(page.locator(".line.in").last).to_contain_text("Ya, kirim")
    expect(page.locator(".line.out").last).to_contain_text("BDG-")
    page.get_by_role("link", name="Muat ulang").click()
    expect(page.locator(".line")).to_have_count(4)


def test_page_without_script_is_accessible(product: Running, visit: Visit) -> None:
    page = visit(f"{product.web}/chat/plain")
    shoot(page, "plain-empty")
    page.get_by_label("Pesan").fill("lampu jalan mati di jl sangkuriang dekat simpang")
    page.get_by_role("button", name="Kirim").click()
    expect(page.locator(".line.out")).to_contain_text("Coblong")
    shoot(page, "plain")


@pytest.mark.parametrize("path", ["/chat", "/chat/plain"])
def test_old_browsers_see_a_page(product: Running, visit: Visit, path: str) -> None:
    """They drop our sheets, which name layers, and take the one for them."""
    page = visit("about:blank", PHONE)
    old = httpx.get(f"{product.web}/static/chat/old.css", trust_env=False).text
    taken = old.replace("@supports not", "@supports")
    assert taken != old
    for file, text in {"base": "", "chat": "", "old": taken}.items():
        page.route(
            f"**/{file}.css*",
            partial(lambda css, route: route.fulfill(body=css, content_type="text/css"), text),
        )
    page.goto(f"{product.web}{path}")
    shoot(page, f"old{path.replace('/', '-')}-empty")
    page.locator("#words").fill("lampu jalan mati di jl cisitu dekat simpang")
    page.get_by_role("button", name="Kirim", exact=True).click()
    expect(page.locator(".line.out")).to_contain_text("Coblong")
    shoot(page, f"old{path.replace('/', '-')}")
