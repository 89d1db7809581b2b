"""Reports at the desk, and dead letters."""

from sqlalchemy import update

from bot.place import Place
from gateway.console.pages import Pages
from gateway.store import desk, events, filings, lanes, reports
from gateway.store.desk import Filing
from gateway.store.filings import NewFiling
from gateway.store.lanes import NewTask
from gateway.store.report_tables import Report
from gateway.store.reports import NewReport
from gateway.store.tables import Task
from tests.console.office import Office
from tests.console.test_inbox import plain

PHOTO = "media/" + "a" * 64 + ".jpg"


def file(office: Office, number: str = "BDG-0000001", code: str = "street_light") -> None:
    filing = Filing(
        service_code=code,
        description="<b>lampu</b> mati",
        address="Jl. Dago, Coblong",
        media_url=f"http://127.0.0.1:8000/{PHOTO}",
        agency="dishub",
    )
    with office.tools.database.write() as session:
        assert desk.keep(session, filing, number, 1.0)


def request(office: Office, number: str = "BDG-0000001") -> desk.Kept:
    with office.tools.database.read() as session:
        [found] = desk.get(session, [number])
    return found


def test_reports_of_the_desk_are_listed(office: Office) -> None:
    office.enter()
    assert "Belum ada laporan." in office.get("/console/reports").text
    file(office)
    file(office, "BDG-0000002", "unheard_of")
    words = plain(office.get("/console/reports").text)
    for told in ("lampu jalan BDG-0000001 <b>lampu</b> mati diterima", "unheard_of", "Dishub"):
        assert told in words, told
    assert "2 laporan" in words
    assert f'<img src="/{PHOTO}"' in office.get("/console/reports/BDG-0000001").text


def test_state_and_note_are_kept(office: Office) -> None:
    office.enter()
    file(office)
    form = {"status": "done", "note": " Sudah diganti. "}
    answer = office.post("/console/reports/BDG-0000001", form)
    assert answer.location == "/console/reports/BDG-0000001?told=saved"
    assert (request(office).status, request(office).notes) == ("done", "Sudah diganti.")
    assert "Sudah diganti." in office.get("/console/reports/BDG-0000001").text


def test_unknown_state_or_report(office: Office) -> None:
    office.enter()
    file(office)
    assert office.post("/console/reports/BDG-0000001", {"status": "burnt"}).status_code == 400
    assert office.post("/console/reports/none", {"status": "done"}).status_code == 404


def test_dead_letters_are_told_and_tried_again(office: Office) -> None:
    office.enter()
    assert "Tidak ada yang gagal." in office.get("/console/failures").text
    thread = office.hear("halo")
    report = Report(
        ticket="BDG-0000009",
        thread_id=thread,
        category="road",
        description="",
        place={},
        photos={},
        filed_at=1.0,
        updated_at=1.0,
    )
    with office.tools.database.write() as session:
        session.add(report)
        session.flush()
        [made] = filings.add(
            session, [NewFiling(report=report.id, backend="open311", leads=True)]
        )
        filings.put(session, made, filings.FAILED, "503")
        new = [
            NewTask(lane=f"report:{made}", kind="file", subject=made),
            NewTask(lane="timer:x", kind="tick", subject=0),
        ]
        lanes.add(session, new, 1.0)
        session.execute(update(Task).values(status="dead", error="503 <b>", attempts=8))
    page = office.get("/console/failures").text
    words = plain(page)
    for told in ("meneruskan laporan BDG-0000009", "membaca pesan warga", "pekerjaan tick"):
        assert told in words, told
    assert words.count("Sebab: 503 <b>") == 3
    assert words.count("8 kali dicoba") == 3
    assert page.count(f"/console/conversations/{thread}") == 2
    tasks = sorted(int(part.split("/")[0]) for part in page.split("/console/failures/")[1:])
    answers = [
        office.post(f"/console/failures/{task}/retry").location for task in (*tasks, tasks[0])
    ]
    assert answers == ["/console/failures?told=again"] * 3 + ["/console/failures?told=nothing"]
    assert office.owed() == [("file", "pending"), ("tick", "pending")]


def test_dead_message_is_sent_again(office: Office) -> None:
    office.enter()
    thread = office.hand_over(office.hear("halo"))
    office.post(f"/console/conversations/{thread}/reply", {"text": "Baik"})
    with office.tools.database.read() as session:
        message = session.query(Task).filter_by(kind="send").one().subject
    task = office.fail(message)
    assert office.post(f"/console/failures/{task}/retry").location.endswith("told=again")
    assert office.said() == [("operator", "Baik", "queued")]


def lapor(office: Office) -> tuple[str, int]:
    """Return ticket and filing of a report that an operator must file by hand."""
    thread = office.hear("halo")
    new = NewReport(
        ticket="BDG-0000008",
        thread=thread,
        category="road",
        description="jalan <b>rusak</b>",
        place=Place(text="jl dago", kecamatan="Coblong"),
        photos=(),
        agency="dsdabm",
        reason="categories.yml: road",
        secret=True,
        anonymous=True,
    )
    with office.tools.database.write() as session:
        _, [filing] = reports.file(session, [(new, ["lapor"])], 1.0)
        filings.put(session, filing, filings.BY_HAND, "lapor: no access")
    return new.ticket, filing


def test_what_must_be_filed_by_hand_is_pasted_and_its_number_typed(office: Office) -> None:
    office.enter()
    ticket, filing = lapor(office)
    assert f"/console/reports/{ticket}" in office.get("/console/reports").text
    page = office.get(f"/console/reports/{ticket}")
    words = plain(page.text)
    shown = ("jalan <b>rusak</b>", "rahasia", "anonim", "perlu dikirim sendiri", "Coblong")
    assert [each for each in shown if each not in words] == []
    assert f"/console/filings/{filing}/typed" in page.text
    told = [
        office.post(f"/console/filings/{filing}/typed", {"number": number}).location
        for number in (" ", "#1916449", "2")
    ]
    back = f"/console/reports/{ticket}?told="
    assert told == [f"{back}nothing", f"{back}saved", f"{back}nothing"]
    page = office.get(f"/console/reports/{ticket}")
    assert "1916449" in page.text
    assert "diteruskan" in plain(page.text)
    assert f"/console/filings/{filing}/typed" not in page.text


def test_a_filing_is_tried_again(office: Office) -> None:
    office.enter()
    ticket, filing = lapor(office)
    told = [office.post(f"/console/filings/{filing}/again").location for _ in range(2)]
    assert told == [f"/console/reports/{ticket}?told={each}" for each in ("again", "nothing")]
    assert ("file", "pending") in office.owed()


def test_a_request_of_another_program_has_a_page(office: Office) -> None:
    office.enter()
    file(office, "DSK-0000001")
    office.post("/console/reports/DSK-0000001", {"status": "in_progress", "note": "Tim jalan."})
    words = plain(office.get("/console/reports/DSK-0000001").text)
    for told in ("laporan masuk", "keadaan berubah", "Tim jalan."):
        assert told in words, told


def test_everything_that_can_happen_has_words(office: Office) -> None:
    voice = Pages(office.tools).voice
    assert {f"event-{kind}" for kind in events.KINDS} <= voice.keys("id") & voice.keys("en")
