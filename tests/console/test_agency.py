"""What an agency's staff do with their reports, and what they do not see."""

from collections.abc import Mapping
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import select, update

from bot.place import Place
from gateway.clocks import Timed, begin
from gateway.store import clocks, desk, events, filings, reports, supporters
from gateway.store.desk import Filing
from gateway.store.report_tables import Clock, Notice, Report
from gateway.store.reports import NewReport
from tests.console.office import OURS, Office
from tests.console.test_inbox import plain

NUMBER, OTHER = "BDG-0000001", "BDG-0000002"
ONE = f"/console/reports/{NUMBER}"
DAY = 86400.0
WHO = "operator:rina agency dishub"


def file(
    office: Office,
    number: str = NUMBER,
    *,
    agency: str = "dishub",
    description: str = "lampu mati",
    at: float = 1000.0,
    anonymous: bool = False,
) -> int:
    """File a report of a citizen that is at the desk, too, and return its id."""
    thread = office.hear(f"lapor {number}")
    new = NewReport(
        ticket=number,
        thread=thread,
        category="street_light",
        description=description,
        place=Place(text="jl dago", kecamatan="Coblong"),
        photos=(),
        agency=agency,
        reason="categories.yml: street_light",
        anonymous=anonymous,
    )
    request = Filing(
        service_code="street_light",
        description=description,
        address="jl dago, Coblong",
        agency=agency,
        reference=number,
    )
    with office.tools.database.write() as session:
        [report], [filing] = reports.file(session, [(new, ["open311"])], at)
        begin(session, [Timed(report, "street_light")], office.tools.pack, at)
        desk.keep(session, request, number, at)
        filings.forwarded(
            session, [filings.Forwarded(filing=filing, external_id=number, token="")], at
        )
    return report


def state(office: Office, number: str = NUMBER) -> tuple[str, str, str]:
    with office.tools.database.read() as session:
        [found] = desk.get(session, [number])
    return found.status, found.notes, found.agency


def told(office: Office, path: str, form: Mapping[str, str]) -> str:
    """Press a button and return what the next page says."""
    answer = office.post(path, form)
    assert answer.status_code == 303, answer.text
    return answer.location.partition("?told=")[2]


def history(office: Office, number: str = NUMBER) -> list[tuple[str, str, str]]:
    with office.tools.database.read() as session:
        [found] = desk.get(session, [number])
        every = events.of(session, found.row, events.REQUEST)
    return [(each.who, each.what, each.why) for each in every]


def test_an_agency_sees_its_own_reports_alone(office: Office) -> None:
    file(office)
    file(office, OTHER, agency="dlh", description="sampah numpuk")
    office.enter("agency", "dishub")
    words = plain(office.get("/console/reports?agency=dlh&shown=all").text)
    assert (NUMBER in words, OTHER in words) == (True, False)
    assert office.get(ONE).status_code == 200
    other = f"/console/reports/{OTHER}"
    assert office.get(other).status_code == 404
    for path, form in (
        ("", {"status": "done"}),
        ("/note", {"note": "x"}),
        ("/agency", {"agency": "dishub", "why": "x"}),
        ("/merge", {"into": NUMBER}),
    ):
        assert office.post(other + path, form).status_code == 404
    assert told(office, f"{ONE}/merge", {"into": OTHER}) == "unknown"
    assert state(office, OTHER) == ("received", "", "dlh")


def test_an_agency_does_not_see_whose_a_report_is(office: Office) -> None:
    file(office, anonymous=True)
    office.enter("agency", "dishub")
    page = office.get(ONE).text
    assert "/console/conversations" not in page
    assert "/console/filings" not in page
    assert "anonim" in plain(page)
    assert 'href="/console"' not in page.replace('class="brand" href="/console"', "")


def test_a_ready_answer_and_own_words(office: Office) -> None:
    file(office)
    office.enter("agency", "dishub")
    assert "Perbaikan sedang dikerjakan." in office.get(ONE).text
    assert told(office, ONE, {"status": "in_progress", "reply": "repairing"}) == "saved"
    assert state(office) == ("in_progress", "Perbaikan sedang dikerjakan.", "dishub")
    form = {"status": "done", "reply": "repaired", "note": "Sudah menyala lagi."}
    assert told(office, ONE, form) == "saved"
    assert state(office) == ("done", "Sudah menyala lagi.", "dishub")


@pytest.mark.parametrize("status", ["needs_information", "rejected"])
def test_a_question_and_a_refusal_need_words(status: str, office: Office) -> None:
    file(office)
    office.enter("agency", "dishub")
    assert told(office, ONE, {"status": status}) == "explain"
    assert state(office)[0] == "received"
    assert told(office, ONE, {"status": status, "note": "Di mana persisnya?"}) == "saved"
    assert state(office)[:2] == (status, "Di mana persisnya?")


def test_two_at_once_do_not_undo_each_other(office: Office) -> None:
    file(office)
    office.enter("agency", "dishub")
    assert told(office, ONE, {"status": "in_progress", "before": "received"}) == "saved"
    assert told(office, ONE, {"status": "verified", "before": "received"}) == "changed"
    assert state(office)[0] == "in_progress"


def photo(kind: str) -> bytes:
    out = BytesIO()
    Image.new("RGB", (4000, 100), "green").save(out, kind)
    return out.getvalue()


def test_a_photo_of_the_result(office: Office) -> None:
    file(office)
    office.enter("agency", "dishub")
    for content, wanted in (
        (b"%PDF-1.7", "photo"),
        (b"nothing", "photo"),
        (photo("PNG"), "saved"),
    ):
        form = {"status": "done", "photo": (BytesIO(content), "x.png")}
        answer = office.client.post(ONE, data=form, headers=OURS)
        assert answer.location == f"{ONE}?told={wanted}"
    with office.tools.database.read() as session:
        [found] = desk.get(session, [NUMBER])
    assert found.after_url.startswith("http://127.0.0.1:8000/media/")
    page = office.get(ONE).text
    name = found.after_url.partition("/media/")[2].partition("?")[0]
    assert f'<img src="/media/{name}" alt="Foto hasil"' in page
    assert office.get(f"/media/{name}").data[:3] == b"\xff\xd8\xff"


def test_a_note_is_for_the_staff_alone(office: Office) -> None:
    file(office)
    office.enter("agency", "dishub")
    assert told(office, f"{ONE}/note", {"note": " "}) == "nothing"
    assert told(office, f"{ONE}/note", {"note": "Tunggu suku cadang."}) == "noted"
    assert history(office)[-1] == (
        WHO,
        "noted",
        "Tunggu suku cadang.",
    )
    assert "Tunggu suku cadang." in office.get(ONE).text
    with office.tools.database.read() as session:
        assert session.scalars(select(Notice)).all() == []


def test_a_report_goes_to_another_agency_with_a_reason(office: Office) -> None:
    file(office)
    office.enter("agency", "dishub")
    path = f"{ONE}/agency"
    assert office.post(path, {"agency": "nobody", "why": "x"}).status_code == 400
    assert told(office, path, {"agency": "dlh"}) == "explain"
    assert told(office, path, {"agency": "dishub", "why": "x"}) == "nothing"
    answer = office.post(path, {"agency": "dlh", "why": "Tiang milik taman."})
    assert answer.location == "/console/reports?told=given"
    assert state(office)[2] == "dlh"
    assert office.get(ONE).status_code == 404
    assert history(office)[-1] == (
        WHO,
        "agency",
        "Tiang milik taman.",
    )
    with office.tools.database.read() as session:
        report = reports.by_ticket(session, NUMBER)
    assert report is not None
    assert (report.agency, report.reason) == ("dlh", "Tiang milik taman.")
    office.enter()
    assert told(office, path, {"agency": "dishub", "why": "salah"}) == "given"


def test_a_merged_report_follows_the_other(office: Office) -> None:
    first = file(office)
    another = office.hear("halo", "web")
    with office.tools.database.write() as session:
        session.execute(update(Report).values(thread_id=another))
    second = file(office, OTHER)
    office.enter("agency", "dishub")
    path = f"/console/reports/{OTHER}/merge"
    assert told(office, path, {"into": OTHER}) == "nothing"
    assert told(office, path, {"into": "BDG-9999999"}) == "unknown"
    assert told(office, path, {"into": NUMBER.lower()}) == "merged"
    assert told(office, path, {"into": NUMBER}) == "nothing"
    assert told(office, f"{ONE}/merge", {"into": OTHER}) == "nothing"
    assert state(office, OTHER)[:2] == ("duplicate", NUMBER)
    with office.tools.database.read() as session:
        kept = reports.get(session, second)
        assert kept is not None
        assert supporters.of(session, first) == [kept.thread]
    assert history(office)[-1][1] == history(office, OTHER)[-1][1] == "merged"
    assert f"{OTHER} → {NUMBER}" in plain(office.get(ONE).text)


def test_what_is_due_first_comes_first_and_filters_narrow(office: Office) -> None:
    late = file(office, OTHER, description="lampu padam")
    file(office, at=2e9)
    with office.tools.database.write() as session:
        now = office.tools.database.now(session)
        session.execute(update(Clock).where(Clock.report_id == late).values(due_at=now - 1))
        session.execute(update(Clock).where(Clock.report_id != late).values(due_at=now + DAY))
    office.enter()

    def listed(query: str) -> list[str]:
        words = plain(office.get(f"/console/reports?{query}").text)
        return [each for each in words.split() if each in {NUMBER, OTHER}]

    assert listed("") == [OTHER, NUMBER]
    assert listed("shown=all") == [NUMBER, OTHER]
    assert listed("shown=late") == [OTHER]
    assert listed("shown=closed") == []
    assert listed("q=PADAM") == [OTHER]
    assert listed(f"q={NUMBER[-7:]}") == [NUMBER]
    assert listed("q=%25") == []
    assert listed("category=street_light") == [OTHER, NUMBER]
    assert listed("category=waste") == []
    assert listed("agency=dlh") == []
    assert listed("page=2") == listed("page=x&page=0")[2:] == []
    assert "Tidak ada laporan yang cocok." in office.get("/console/reports?q=zzz").text


def test_the_limits_of_a_report_are_shown(office: Office) -> None:
    report = file(office)
    office.enter()
    words = plain(office.get(ONE).text)
    assert "Batas waktu" in words
    assert "diteruskan ke dinas" in words
    assert words.count("terlewat") == 2
    with office.tools.database.write() as session:
        clocks.stop(session, report, ["forward"], 1001.0)
    assert plain(office.get(ONE).text).count("tepat waktu") == 1


def test_a_report_that_went_elsewhere_is_moved_here(office: Office) -> None:
    thread = office.hear("lapor")
    new = NewReport(
        ticket=NUMBER,
        thread=thread,
        category="road",
        description="jalan rusak",
        place=Place(kecamatan="Coblong"),
        photos=(),
        agency="dsdabm",
        reason="",
    )
    with office.tools.database.write() as session:
        reports.file(session, [(new, ["lapor"])], 1.0)
    office.enter("agency", "dsdabm")
    assert NUMBER in plain(office.get("/console/reports").text)
    assert told(office, ONE, {"status": "in_progress", "note": "Tim jalan."}) == "saved"
    assert told(office, f"{ONE}/note", {"note": "x"}) == "noted"
    with office.tools.database.read() as session:
        report = reports.by_ticket(session, NUMBER)
        owed = session.scalars(select(Notice.news)).all()
    assert report is not None
    assert (report.status, report.notes) == ("in_progress", "Tim jalan.")
    assert [each["status"] for each in owed] == ["in_progress"]


def test_what_citizens_say_is_counted_with_how_many_answered(office: Office) -> None:
    for number in range(4):
        file(office, f"BDG-100000{number}", agency="dlh" if number == 3 else "dishub")
    said = (("solved", 5), ("unsolved", 2), ("silent", 0), ("solved", 4))
    with office.tools.database.write() as session:
        now = office.tools.database.now(session)
        for number, (outcome, stars) in enumerate(said):
            changed = update(Report).where(Report.ticket == f"BDG-100000{number}")
            session.execute(changed.values(outcome=outcome, stars=stars, asked_at=now))
    office.enter("agency", "dishub")
    words = plain(office.get("/console/reports").text)
    for each in ('ditanya "sudah beres?" 3', "menjawab 67 %", "bilang sudah beres 1"):
        assert each in words, each
    assert "rata-rata bintang 3.5 dari 2 penilaian" in words


def test_without_answers_there_is_no_mean(office: Office) -> None:
    file(office)
    with office.tools.database.write() as session:
        now = office.tools.database.now(session)
        session.execute(update(Report).values(asked_at=now))
    office.enter()
    words = plain(office.get("/console/reports").text)
    assert "menjawab 0 %" in words
    assert "rata-rata bintang - dari 0 penilaian" in words
