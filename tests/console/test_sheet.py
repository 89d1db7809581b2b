"""Reports that staff write down: from the conversation, a call, a post; filed once."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.dialogue import step
from bot.model import Heard, Say
from bot.place import Place
from bot.report import Draft
from gateway.store import supporters, threads
from gateway.store.report_tables import Report
from gateway.store.tables import Thread
from gateway.store.threads import Kept, Step
from tests.console.office import NUMBER, Office
from tests.console.test_agency import NUMBER as TICKET, file
from tests.console.test_inbox import HOSTILE, plain
from tests.console.test_sharing import one, told

COBLONG = Place(text="jl dago", kecamatan="Coblong", precision="kecamatan", code="32.73.02")
DRAFT = Draft(category="road", kind="complaint", description="jalan bolong", place=COBLONG)
WHOLE = {
    "category": "road",
    "description": "jalan bolong di depan pasar",
    "place": "jl riau",
    "kind": "complaint",
    "draft": "0.",
    "act": "file",
}
CALL = {**WHOLE, "origin": "phone", "key": "k" * 32}


def drafting(office: Office, draft: Draft = DRAFT) -> int:
    """Give a conversation in which this is being told to the bot."""
    thread = office.hear("jalan bolong di jl dago")
    with office.tools.database.write() as session:
        before = kept(office, thread)
        after = replace(before.conversation, flow="report", awaiting="confirm", draft=draft)
        assert threads.save(session, [Step(before, after)], 5.0)
    return thread


def kept(office: Office, thread: int) -> Kept:
    with office.tools.database.read() as session:
        return threads.load(session, office.tools.seal, [thread])[thread]


def filed(office: Office) -> list[Report]:
    with office.tools.database.read() as session:
        found = list(session.scalars(select(Report).order_by(Report.id)))
        session.expunge_all()
        return found


def test_the_draft_stands_beside_the_conversation(office: Office) -> None:
    office.enter()
    thread = drafting(office, replace(DRAFT, place=None, description=HOSTILE))
    page = office.get(one(thread)).text
    beside = plain(page.partition('id="draft-title"')[2])
    assert "jalan rusak" in beside
    assert "Tempat belum ada" in beside
    assert "<script>alert" not in page
    form = office.get(f"{one(thread)}/report").text
    assert '<option value="road" selected>' in form
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in form


def test_filed_in_the_citizens_name(office: Office) -> None:
    office.enter()
    thread = drafting(office)
    assert told(office, f"{one(thread)}/report", WHOLE) == "filed-for"
    [report] = filed(office)
    assert (report.thread_id, report.category, report.origin) == (thread, "road", "chat")
    assert report.description == "jalan bolong di depan pasar"
    assert report.place["kecamatan"] == "Bandung Wetan"
    assert office.said()[-1][1].startswith(
        f"Laporan Anda sudah kami catat, nomor {report.ticket}."
    )
    conversation = kept(office, thread).conversation
    assert (conversation.flow, conversation.draft, conversation.ticket) == (
        "",
        Draft(),
        report.ticket,
    )
    assert conversation.owner == "operator"
    page = office.get(f"/console/reports/{report.ticket}").text
    assert "dicatat petugas dari percakapan" in plain(page)
    assert "operator:rina" in page


def test_pressed_twice_is_filed_once(office: Office) -> None:
    office.enter()
    thread = drafting(office)
    office.post(f"{one(thread)}/report", WHOLE)
    again = office.post(f"{one(thread)}/report", WHOLE)
    assert again.status_code == 409
    assert "jalan bolong di depan pasar" in again.text
    assert len(filed(office)) == 1


def test_what_the_citizen_filed_meanwhile_is_not_filed_again(office: Office) -> None:
    office.enter()
    thread = drafting(office)
    with office.tools.database.write() as session:
        before = kept(office, thread)
        after = replace(before.conversation, flow="", draft=Draft(), ticket="BDG-0000009")
        assert threads.save(session, [Step(before, after)], 6.0)
    assert office.post(f"{one(thread)}/report", WHOLE).status_code == 409
    assert told(office, f"{one(thread)}/join", {"ticket": "x", "draft": "0."}) == "unknown"
    assert filed(office) == []


def test_what_is_missing_is_said_and_nothing_is_lost(office: Office) -> None:
    office.enter()
    thread = drafting(office)
    form = {**WHOLE, "category": "none", "place": "", "description": HOSTILE}
    answer = office.post(f"{one(thread)}/report", form)
    assert answer.status_code == 422
    words = plain(answer.text)
    assert "2 isian perlu dibetulkan" in words
    assert "Pilih jenisnya." in words
    assert "Tulis tempatnya." in words
    assert HOSTILE in words
    assert filed(office) == []


def test_a_draft_that_is_kept_is_gone_on_with(office: Office) -> None:
    office.enter()
    thread = drafting(office)
    form = {**WHOLE, "act": "keep", "description": "jalan bolong besar"}
    assert told(office, f"{one(thread)}/report", form) == "draft-kept"
    assert kept(office, thread).conversation.draft.description == "jalan bolong besar"
    office.post(f"{one(thread)}/back")
    said = office.said()[-1][1]
    assert said.startswith("Percakapan kembali ke asisten otomatis.")
    assert "jalan bolong besar" in said
    after = kept(office, thread).conversation
    assert (after.owner, after.awaiting) == ("bot", "confirm")
    assert "intent:affirm" in after.offered


def test_a_half_draft_is_asked_about_when_given_back(office: Office) -> None:
    office.enter()
    thread = drafting(office)
    office.post(f"{one(thread)}/report", {**WHOLE, "act": "keep", "place": ""})
    office.post(f"{one(thread)}/back")
    assert kept(office, thread).conversation.awaiting == "place"


def test_a_turn_in_flight_does_not_undo_what_staff_did(office: Office) -> None:
    office.enter()
    thread = drafting(office)
    before = kept(office, thread)
    office.post(f"{one(thread)}/report", WHOLE)
    office.post(f"{one(thread)}/back")
    with office.tools.database.write() as session:
        assert not threads.save(session, [Step(before, before.conversation)], 9.0)
    assert kept(office, thread).conversation.draft == Draft()


def test_done_with_drops_the_draft(office: Office) -> None:
    office.enter()
    thread = office.hand_over(drafting(office))
    office.post(f"{one(thread)}/resolve")
    assert kept(office, thread).conversation.draft == Draft()


def test_the_citizen_joins_an_earlier_report(office: Office) -> None:
    earlier = file(office)
    office.enter()
    thread = drafting(office)
    assert told(office, f"{one(thread)}/join", {"ticket": "none", "draft": "0."}) == "unknown"
    form = {"ticket": TICKET.lower(), "draft": "0."}
    assert told(office, f"{one(thread)}/join", form) == "joined"
    assert told(office, f"{one(thread)}/join", form) == "changed"
    with office.tools.database.read() as session:
        assert supporters.of(session, earlier) == [thread]
    assert TICKET in office.said()[-1][1]


def test_reports_alike_are_shown_with_how_far(office: Office) -> None:
    office.enter()
    pin = Place(text="jl dago", precision="point", lat=-6.885, lon=107.613)
    first = drafting(office, replace(DRAFT, place=pin))
    form = {**WHOLE, "place": "jl dago", "pin": "-6.885000, 107.613000"}
    office.post(f"{one(first)}/report", form)
    thread = office.hear("jalan bolong", "web")
    near = replace(DRAFT, place=replace(pin, lat=-6.8855))
    with office.tools.database.write() as session:
        before = kept(office, thread)
        after = replace(before.conversation, flow="report", awaiting="confirm", draft=near)
        threads.save(session, [Step(before, after)], 5.0)
    words = plain(office.get(f"{one(thread)}/reports").text)
    [report] = filed(office)
    assert f"{report.ticket} sangat mirip 56 m" in words


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"origin": "pigeon"}, "Pilih dari mana"),
        ({"origin": ""}, "Pilih dari mana"),
        ({"number": "12"}, "Nomor ini tidak bisa dikirimi SMS."),
        ({"number": "+44 7700 900003"}, "Nomor ini tidak bisa dikirimi SMS."),
        ({"origin": "social", "link": "javascript:alert(1)"}, "Tulis alamat lengkap"),
        ({"origin": "social"}, "Tulis alamat lengkap"),
        ({"pin": "north"}, "Tulis sebagai lintang dan bujur"),
        ({"category": ""}, "Pilih jenisnya."),
        ({"description": ""}, "Tulis apa yang terjadi."),
        ({"place": ""}, "Tulis tempatnya."),
    ],
)
def test_a_call_that_cannot_be_filed(
    office: Office, change: Mapping[str, str], fault: str
) -> None:
    office.enter()
    answer = office.post("/console/reports/new", {**CALL, **change})
    assert answer.status_code == 422
    assert fault in plain(answer.text)
    assert filed(office) == []


def test_who_calls_and_gives_a_number_hears_of_it(office: Office) -> None:
    office.enter()
    form = {**CALL, "number": "0812 3456 7890"}
    answer = office.post("/console/reports/new", form)
    assert office.post("/console/reports/new", form).location == answer.location
    [report] = filed(office)
    assert (report.origin, answer.status_code) == ("phone", 303)
    [[_, text, status]] = office.said()
    assert (report.ticket in text, status) == (True, "queued")
    with office.tools.database.read() as session:
        assert threads.find(session, office.tools.seal, "twilio_sms", NUMBER) is not None


def test_a_citizen_who_asked_for_silence_keeps_it(office: Office) -> None:
    office.enter()
    thread = office.hear("halo")
    with office.tools.database.write() as session:
        threads.stop(session, thread)
    office.post("/console/reports/new", {**CALL, "number": NUMBER})
    assert (len(filed(office)), office.said()) == (1, [])
    assert kept(office, thread).conversation.stopped


def test_a_post_in_social_media(office: Office) -> None:
    office.enter()
    link = "https://x.com/warga/status/1?a=<b>"
    form = {**CALL, "origin": "social", "link": link}
    where = office.post("/console/reports/new", form).location.partition("?")[0]
    assert office.post("/console/reports/new", form).location.startswith(where)
    [report] = filed(office)
    assert (report.origin, report.link, office.said()) == ("social", link, [])
    page = office.get(where).text
    assert "media sosial" in plain(page)
    assert 'href="https://x.com/warga/status/1?a=&lt;b&gt;" rel="noopener noreferrer"' in page
    with office.tools.database.read() as session:
        thread = session.get(Thread, report.thread_id)
        assert thread is not None
        assert (thread.channel, thread.stopped, thread.owner) == ("staff", True, "bot")
    assert office.get(one(report.thread_id)).status_code == 200


@pytest.mark.parametrize(
    ("said", "kept_day"), [(-3, True), (0, False), (2, False), (None, False)]
)
def test_the_day_it_happened(office: Office, said: int | None, *, kept_day: bool) -> None:
    office.enter()
    today = datetime.now(UTC).astimezone(office.tools.pack.timezone).date()
    day = "soon" if said is None else str(today + timedelta(days=said))
    office.post("/console/reports/new", {**CALL, "happened": day})
    [report] = filed(office)
    assert report.happened == (day if kept_day else "")


def test_the_area_that_is_chosen_goes_before_the_words(office: Office) -> None:
    office.enter()
    code = next(
        code
        for code, place in office.tools.pack.city.areas.items()
        if place.kelurahan == "Cigadung"
    )
    office.post("/console/reports/new", {**CALL, "area": code})
    [report] = filed(office)
    assert (report.place["kelurahan"], report.place["text"]) == ("Cigadung", "jl riau")


def test_a_draft_out_of_nothing_is_gone_on_with_by_the_citizen_as_well(office: Office) -> None:
    office.enter()
    thread = office.hand_over(office.hear("tolong dicatat"))
    assert told(office, f"{one(thread)}/report", {**WHOLE, "act": "keep", "draft": "0."})
    before = kept(office, thread).conversation
    assert (before.flow, before.awaiting) == ("report", "confirm")
    after, says = step(before, Heard(text="MENU", intent="help"), office.tools.pack.city)
    assert (after.owner, after.awaiting) == ("bot", "confirm")
    assert [each.key for each in says if isinstance(each, Say)][-1] == "report-confirm"


def test_a_pin_outside_the_city_is_not_kept_as_its_place(office: Office) -> None:
    office.enter()
    thread = drafting(office)
    form = {**WHOLE, "act": "keep", "pin": "-7.8, 110.36"}
    assert told(office, f"{one(thread)}/report", form) == "draft-kept"
    conversation = kept(office, thread).conversation
    assert (conversation.draft.place, conversation.awaiting) == (None, "place")
    refused = office.post(f"{one(thread)}/report", {**WHOLE, "draft": "1.", "pin": form["pin"]})
    assert "Titik ini di luar kota." in plain(refused.text)
