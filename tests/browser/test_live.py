"""Open inboxes: what moves is seen without a reload, whatever happens to the line."""

import re
from collections.abc import Iterator
from contextlib import ExitStack

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit, shoot
from tests.browser.test_operators import sign_in
from tests.running import COMMANDS, Running, answers, described, eventually, process

pytestmark = pytest.mark.slow
SOON = 2_000
"""Milliseconds within which what moved is seen."""


@pytest.fixture(scope="module")
def lively(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Give the product without its model: the rules understand what is said here."""
    folder = tmp_path_factory.mktemp("lively")
    office = described(folder)
    office.command("migrate")
    console = {"PORT": office.environment["CONSOLE_PORT"], "WEB_THREADS": "256"}
    with ExitStack() as stack:
        for name in ("web", "console", "worker"):
            here = {**office.environment, **(console if name == "console" else {})}
            stack.enter_context(process(COMMANDS[name], folder / f"{name}.log", here))
        for address in (office.web, office.console):
            assert eventually(lambda url=address: answers(f"{url}/live"), 30), office.logs()  # type: ignore[misc]
        yield office


def write(office: Running, text: str, sender: str = "web-1") -> None:
    """Write as a citizen does on the web."""
    said = {"channel": "web", "sender": sender, "text": text}
    answer = httpx.post(f"{office.web}/api/chat/messages", json=said, trust_env=False)
    assert answer.status_code == 202, answer.text


def listening(page: Page) -> None:
    """Wait until the page has its stream: it looks rarely by itself from then on."""
    page.wait_for_timeout(1500)


def test_a_message_is_in_every_list_and_its_conversation(lively: Running, visit: Visit) -> None:
    write(lively, "bicara dengan petugas soal akta", "web-a")
    rina, budi = sign_in(lively, visit), sign_in(lively, visit, "budi")
    expect(rina.locator(".row", has_text="soal akta")).to_have_count(1)
    second = rina.context.new_page()  # hears from the first one, which has the stream
    second.goto(f"{lively.console}/console")
    for page in (rina, budi, second):
        listening(page)
    budi.locator(".row", has_text="soal akta").first.click()
    budi.wait_for_url(re.compile("/conversations/"))
    listening(budi)
    write(lively, "pohon tumbang menutup jalan", "web-a")
    write(lively, "halo pemkot", "web-b")
    for page in (rina, second, budi):
        told = page.locator(".list")
        expect(told).to_contain_text("pohon tumbang", timeout=SOON)
        expect(told).to_contain_text("halo pemkot", timeout=SOON)
    expect(budi.locator(".said.citizen").last).to_contain_text("pohon tumbang", timeout=SOON)
    rina.close()
    listening(second)  # has the stream now
    write(lively, "masih ada orang?", "web-a")
    expect(second.locator(".list")).to_contain_text("masih ada orang?", timeout=SOON)


def test_nothing_is_missed_while_the_line_is_lost(lively: Running, visit: Visit) -> None:
    operator = sign_in(lively, visit, "siti", forgives="ERR_")
    listening(operator)
    operator.context.set_offline(offline=True)
    write(lively, "ditulis saat jaringan putus", "web-c")
    operator.wait_for_timeout(2500)
    expect(operator.locator(".list")).not_to_contain_text("jaringan putus")
    operator.context.set_offline(offline=False)
    expect(operator.locator(".list")).to_contain_text("jaringan putus", timeout=20_000)


def test_a_page_that_slept_looks_at_once(lively: Running, visit: Visit) -> None:
    operator = sign_in(lively, visit, "siti", forgives="ERR_")
    listening(operator)
    operator.route("**/console/waiting*", lambda route: route.abort())
    write(lively, "ditulis saat tab tidur", "web-d")
    operator.wait_for_timeout(2500)
    operator.unroute("**/console/waiting*")
    operator.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(operator.locator(".list")).to_contain_text("tab tidur", timeout=SOON)


def test_without_room_pages_look_often(lively: Running, visit: Visit) -> None:
    operator = sign_in(lively, visit, "siti", forgives="503")
    operator.route("**/console/events", lambda route: route.fulfill(status=503, body="busy"))
    operator.reload()
    write(lively, "tanpa saluran pun terlihat", "web-e")
    expect(operator.locator(".list")).to_contain_text("tanpa saluran", timeout=6_000)


SOUNDS = """window.sounds = 0;
const make = AudioContext.prototype.createOscillator;
AudioContext.prototype.createOscillator = function () {
    window.sounds += 1;
    return make.call(this);
};
"""


def sounds(page: Page) -> int:
    """Return how many tones the page has played."""
    played: int = page.evaluate("window.sounds")
    return played


def test_the_title_counts_and_a_sound_is_played_where_it_is_wanted(
    lively: Running, visit: Visit
) -> None:
    operator = sign_in(lively, visit, "dewi")
    operator.add_init_script(SOUNDS)
    operator.reload()
    listening(operator)
    write(lively, "bicara petugas", "web-f")
    expect(operator.locator("#news")).to_contain_text("1 percakapan baru")
    assert sounds(operator) == 0  # off until somebody wants it
    button = operator.get_by_role("button", name="Bunyikan tanda")
    expect(button).to_have_attribute("aria-pressed", "false")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    before = sounds(operator)
    assert before > 0  # how it sounds
    operator.wait_for_timeout(1300)
    unread = re.compile(r"^\(\d+\) ")
    expect(operator).to_have_title(unread)
    count = int(operator.title()[1:].partition(")")[0])
    write(lively, "customer service", "web-g")
    expect(operator).to_have_title(re.compile(rf"^\({count + 1}\) "))
    assert sounds(operator) > before
    shoot(operator, "console-sound")
    operator.locator(".row", has_text="customer service").first.click()
    operator.wait_for_url(re.compile("/conversations/"))
    expect(operator).to_have_title(re.compile(rf"^\({count}\) "))
    expect(button).to_have_attribute("aria-pressed", "true")


def test_an_emergency_sounds_until_somebody_has_looked(lively: Running, visit: Visit) -> None:
    operator = sign_in(lively, visit, "dewi")
    operator.add_init_script(SOUNDS)
    operator.reload()
    operator.get_by_role("button", name="Bunyikan tanda").click()
    operator.wait_for_timeout(1500)
    before = sounds(operator)
    write(lively, "tolong ada kebakaran di rumah sebelah", "web-h")
    row = operator.locator(".row.urgent", has_text="kebakaran")
    expect(row).to_have_count(1)
    operator.wait_for_timeout(8_000)
    assert sounds(operator) >= before + 10  # five tones, and again
    row.click()
    operator.wait_for_url(re.compile("/conversations/"))
    expect(operator.locator("[data-alarms='']")).to_have_count(1)
    after = sounds(operator)
    operator.wait_for_timeout(7_000)
    assert sounds(operator) == after


def test_what_is_found_is_marked_in_the_list_and_the_conversation(
    lively: Running, visit: Visit
) -> None:
    write(lively, "ada <script>alert(1)</script> lampu merkuri padam", "web-i")
    for number in range(12):
        write(lively, f"halo {number}", "web-i")
    operator = sign_in(lively, visit, "wati")
    operator.get_by_label("Cari kata").fill("lampu merk")
    operator.keyboard.press("Enter")
    row = operator.locator(".row")
    expect(row).to_have_count(1)
    expect(row.locator("mark")).to_have_text(["lampu", "merkuri"])
    expect(row).to_contain_text("<script>alert(1)</script>")
    shoot(operator, "console-search")
    row.click()
    operator.wait_for_url(re.compile(r"/conversations/\d+\?q=lampu\+merk#m\d+"))
    listening(operator)  # and asked for again
    expect(operator.locator(".hit")).to_be_in_viewport()
    expect(operator.locator(".hit")).to_contain_text("lampu merkuri")
    shoot(operator, "console-search-hit")


def test_a_narrowed_list_is_kept_as_a_view(lively: Running, visit: Visit) -> None:
    operator = sign_in(lively, visit, "wati")
    operator.get_by_text("Saringan (0)").click()
    operator.get_by_label("Menunggu lebih dari").select_option("15m")
    operator.get_by_label("Kategori").select_option("street_light")
    operator.get_by_label("Urutan").select_option("due")
    operator.get_by_role("button", name="Cari").click()
    expect(operator).to_have_url(re.compile("sort=due.*category=street_light.*longer=15m"))
    shoot(operator, "console-narrowed")
    operator.get_by_text("Simpan tampilan ini").click()
    operator.get_by_label("Nama tampilan").fill("Lampu lama menunggu")
    operator.get_by_role("button", name="Simpan", exact=True).click()
    kept = operator.get_by_role("link", name="Lampu lama menunggu")
    expect(kept).to_have_attribute("aria-current", "page")
    operator.get_by_role("link", name="Atur tampilan").click()
    expect(operator.locator(".saved")).to_contain_text("Lampu lama menunggu")
    shoot(operator, "console-views")
    operator.get_by_role("button", name="Hapus").click()
    expect(operator.locator(".saved")).to_have_count(0)
    shoot(operator, "console-views-undo")
    operator.get_by_role("button", name="Urungkan").click()
    kept.click()
    expect(operator.get_by_label("Urutan")).to_have_value("due")
