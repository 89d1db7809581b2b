"""What operators see of conversations, and what they do in them."""

import html
import re

from sqlalchemy import insert, select, update

from bot.model import Attachment
from bot.place import Point
from gateway import sitting
from gateway.console.pages import TOLD, Pages
from gateway.store import conversations, links, media, threads
from gateway.store.media import Settled
from gateway.store.tables import Media, Message, Thread
from tests.console.office import NUMBER, Office

HEARD = {
    "intent": "report",
    "confidence": 0.93,
    "language": "id",
    "category": "road",
    "category_confidence": 0.8,
    "place": {"kelurahan": "", "kecamatan": "Coblong", "text": "jl dago"},
    "emergency": True,
    "by": "model",
}
HOSTILE = "<script>alert(1)</script> {{7*7}} \u202ekilab"


def plain(page: str) -> str:
    """Return the words of a page, without its marks."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def test_urgent_first_then_the_longest_waiting(office: Office) -> None:
    office.enter()
    office.hand_over(office.hear("halo", "web"), "asked", 5.0)
    office.hand_over(office.hear("halo"), "emergency", 9.0)
    office.hand_over(office.hear("tolong", "simulator_whatsapp"), "unsure", 2.0)
    office.hear("cuaca", "simulator_telegram")
    page = office.get("/console").text
    words = plain(page[page.index("data-count") :])
    order = [words.index(each) for each in ("mendesak", "WhatsApp (simulasi)", "Web halo")]
    assert order == sorted(order)
    assert 'data-count="3"' in page
    assert NUMBER not in page
    assert "+6281 •••• 890" in words


def test_nobody_waits(office: Office) -> None:
    office.enter()
    assert "Tidak ada yang menunggu." in office.get("/console").text


def test_list_costs_nothing_while_it_is_the_same(office: Office) -> None:
    office.enter()
    office.hand_over(office.hear("halo"))
    first = office.get("/console/waiting")
    tag = first.headers["ETag"]
    again = office.get("/console/waiting", **{"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    office.hand_over(office.hear("halo", "web"))
    assert office.get("/console/waiting", **{"If-None-Match": tag}).status_code == 200


def test_conversation_tells_everything(office: Office) -> None:
    office.enter()
    thread = office.hear(HOSTILE)
    with office.tools.database.write() as session:
        session.execute(update(Message).values(status="handled", heard=HEARD))
        reply = {"direction": "out", "author": "bot", "text": "Kirim?", "status": "sent"}
        choices = {"choices": [["confirm", "Ya, kirim"]]}
        new = {"thread_id": thread, "channel": "twilio_sms", "created_at": 4.0, **reply}
        session.execute(insert(Message).values(error="", content=choices, **new))
    office.hear(button="confirm", external_id="2")
    office.hear(location=Point(lat=-6.9, lon=107.6), external_id="3")
    photos = tuple(Attachment(kind="photo", reference=f"ME{number}") for number in range(2))
    office.hear(attachments=photos, external_id="4")
    with office.tools.database.write() as session:
        first = session.scalars(select(Media.name)).first()
        assert first is not None
        media.settle(session, Settled(name=first, status="kept", kind="photo"))
    page = office.get(f"/console/conversations/{thread}").text
    words = plain(page)
    for told in (
        HOSTILE,
        "report 93 % road 80 % Coblong darurat ID · model",
        "Bot",
        "Warga",
        "menekan tombol Ya, kirim",
        "-6.90000, 107.60000",
        "1 foto masih di penyedia",
        "terkirim 1 SMS",
        "menunggu dibaca bot",
    ):
        assert told in words, told
    assert "<script>alert" not in page
    assert f'<img src="/media/{first}"' in page
    assert NUMBER not in page


def test_reply_reaches_the_outbox_in_sms_letters(office: Office) -> None:
    office.enter()
    thread = office.hand_over(office.hear("halo"))
    answer = office.post(
        f"/console/conversations/{thread}/reply", {"text": " Baik\x00 “Pak” 😀 "}
    )
    assert answer.location == f"/console/conversations/{thread}?told=sent"
    assert office.said() == [("operator", 'Baik "Pak"', "queued")]
    assert office.owed() == [("send", "pending")]
    assert "Balasan dikirim." in office.get(answer.location).text


def test_empty_reply_and_silenced_citizen(office: Office) -> None:
    office.enter()
    thread = office.hand_over(office.hear("halo"))
    path = f"/console/conversations/{thread}"
    assert office.post(f"{path}/reply", {"text": " \x00 "}).location == f"{path}?told=empty"
    with office.tools.database.write() as session:
        threads.stop(session, thread)
    assert office.post(f"{path}/reply", {"text": "halo"}).location == f"{path}?told=stopped"
    assert office.post(f"{path}/back").location == f"{path}?told=back"
    assert office.said() == []
    assert "meminta berhenti" in office.get(path).text


def test_taking_over_and_giving_back(office: Office) -> None:
    office.enter()
    thread = office.hear("halo")
    path = f"/console/conversations/{thread}"
    assert "dipegang bot" in office.get(path).text
    told = [
        office.post(f"{path}/{deed}").location[len(path) :]
        for deed in ("take", "take", "back", "back")
    ]
    assert told == ["?told=taken", "?told=nothing", "?told=back", "?told=nothing"]
    assert [author for author, _, _ in office.said()] == ["bot", "bot"]
    with office.tools.database.read() as session:
        assert conversations.count(session, 10.0) == 0


def test_giving_back_leads_on_where_the_list_goes_on(office: Office) -> None:
    office.enter()
    one, other = (
        office.hand_over(office.hear("halo")),
        office.hand_over(office.hear("a", "web")),
    )
    path = f"/console/conversations/{one}"
    answer = office.post(f"{path}/back", {"next": str(other)})
    assert answer.location == f"/console/conversations/{other}?told=back"
    for last in ("", "//evil.example", "-1"):
        assert office.post(f"{path}/back", {"next": last}).location == "/console?told=nothing"


def test_failed_message_shows_why_and_is_sent_again(office: Office) -> None:
    office.enter()
    thread = office.hand_over(office.hear("halo"))
    message = sitting.answer(thread, sitting.Reply("Baik"), office.tools)
    office.fail(message)
    path = f"/console/conversations/{thread}"
    words = plain(office.get(path).text)
    assert "gagal terkirim 1 SMS 21610 blocked Coba lagi" in words
    assert "Sistem 1" in words
    retry = f"{path}/messages/{message}/retry"
    assert office.post(retry).location == f"{path}?told=again"
    assert office.post(retry).location == f"{path}?told=nothing"
    assert (office.said(), office.owed()) == (
        [("operator", "Baik", "queued")],
        [("send", "pending")],
    )


def test_fragment_of_a_conversation(office: Office) -> None:
    office.enter()
    path = f"/console/conversations/{office.hear('halo')}/lines"
    first = office.get(path)
    assert "<html" not in first.text
    assert office.get(path, **{"If-None-Match": first.headers["ETag"]}).status_code == 304


def test_channel_that_is_gone_still_shows(office: Office) -> None:
    office.enter()
    thread = office.hear("halo", "carrier_pigeon")
    assert "carrier_pigeon" in office.get(f"/console/conversations/{thread}").text


def test_waiting_is_told_in_the_largest_unit(office: Office) -> None:
    pages = Pages(office.tools)
    with office.app.test_request_context():
        told = [pages.waited(seconds) for seconds in (0, 59, 60, 3599, 3660, 86400 * 3)]
        moments = [pages.moment(0.0, now) for now in (0.0, 86400.0)]
    assert told == ["< 1 mnt", "< 1 mnt", "1 mnt", "59 mnt", "1 j 1 mnt", "3 hari"]
    assert moments == ["07.00", "1 Jan 07.00"]


def test_every_word_is_in_both_languages(office: Office) -> None:
    voice = Pages(office.tools).voice
    assert voice.keys("id") == voice.keys("en")
    assert {f"told-{each}" for each in TOLD} <= voice.keys("id")


def test_unknown_news_is_not_repeated(office: Office) -> None:
    office.enter()
    assert "told" not in office.get("/console?told=<b>hi").text.partition("<main")[0]


def test_state_is_kept_when_bot_gets_it_back(office: Office) -> None:
    thread = office.hear("halo")
    with office.tools.database.write() as session:
        state = {"language": "su", "flow": "report"}
        session.execute(update(Thread).values(state=state, language="su"))
    office.enter()
    office.post(f"/console/conversations/{thread}/take")
    office.post(f"/console/conversations/{thread}/back")
    with office.tools.database.read() as session:
        after = threads.load(session, office.tools.seal, [thread])[thread].conversation
    assert (after.owner, after.flow, after.language) == ("bot", "report", "su")


def test_linked_channels_are_one_history(office: Office) -> None:
    office.enter()
    first, second = office.hear("lampu mati"), office.hear("sudah nyala", "web")
    with office.tools.database.write() as session:
        links.join(session, first, second)
    office.hear("bukan saya", "simulator_telegram")
    page = plain(office.get(f"/console/conversations/{first}").text)
    assert page.index("lampu mati") < page.rindex("sudah nyala")
    said = page[page.index("Isi") if "Isi percakapan" in page else 0 :]
    assert "Web" in said
    assert "bukan saya" not in page.partition("dipegang bot")[2].partition("Draf laporan")[0]


def test_a_position_is_drawn_among_its_neighbours(office: Office) -> None:
    office.enter()
    thread = office.hear(location=Point(lat=-6.885, lon=107.613), external_id="3")
    page = office.get(f"/console/conversations/{thread}").text
    drawn = page.partition('class="minimap"')[2].partition("</svg>")[0]
    assert drawn.count("<circle") >= 3
    assert "Dago" in drawn or "Lebakgede" in drawn
    assert "mlat=-6.885000" in page
