"""Broadcasts in the console: written by one, approved by another, and nothing typed is lost."""

from collections.abc import Mapping

from gateway.store import broadcasts, subscriptions
from tests.console.office import Office
from tests.console.test_inbox import HOSTILE, plain

FORM = {"topic": "news", "area": "", "text-id": "Pasar murah Minggu pagi di alun-alun."}


def subscribe(office: Office, topic: str = "news") -> None:
    thread = office.hear("halo")
    with office.tools.database.write() as session:
        subscriptions.add(session, thread, topic, "", 1.0)


def told(office: Office, path: str, form: Mapping[str, str] | None = None) -> str:
    """Press a button and return what the next page says."""
    answer = office.post(path, form or {})
    assert answer.status_code == 303, answer.text
    return answer.location.partition("?told=")[2]


def draft(office: Office, form: Mapping[str, str]) -> str:
    """Write a broadcast and return the path of its page."""
    answer = office.post("/console/broadcasts/new", form)
    path, _, said = answer.location.partition("?told=")
    assert said == "drafted"
    return path


def status(office: Office, path: str) -> str:
    with office.tools.database.read() as session:
        kept = broadcasts.get(session, int(path.rpartition("/")[2]))
    assert kept is not None
    return kept.status


def test_from_a_draft_to_the_citizen(office: Office) -> None:
    subscribe(office)
    office.enter()
    assert "Belum ada siaran" in plain(office.get("/console/broadcasts").text)
    one = draft(office, FORM)
    page = plain(office.get(one).text)
    assert "Pasar murah Minggu pagi di alun-alun. Berhenti: BERHENTI LANGGANAN." in page
    assert "1 warga · 1 SMS" in page
    assert told(office, f"{one}/submit") == "submitted"
    assert "Menunggu penyelia lain" in plain(office.get(one).text)
    assert office.post(f"{one}/approve").status_code == 403  # no supervisor
    assert office.said() == []
    office.enter("supervisor")
    assert "Setujui dan kirim ke 1 warga" in plain(office.get(one).text)
    assert told(office, f"{one}/approve") == "sending"
    page = plain(office.get(f"{one}/progress").text)
    assert "sedang dikirim" in page
    assert "0 dari 1 sudah diproses" in page
    assert told(office, f"{one}/pause") == "held"
    assert told(office, f"{one}/pause") == "broadcast-changed"
    assert told(office, f"{one}/resume") == "sending"
    assert told(office, f"{one}/cancel", {"reason": "salah"}) == "ended"
    assert "dihentikan salah" in plain(office.get(one).text)
    assert status(office, one) == "cancelled"


def test_a_supervisor_does_not_approve_their_own(office: Office) -> None:
    subscribe(office)
    office.enter("supervisor")
    one = draft(office, FORM)
    assert told(office, f"{one}/submit") == "submitted"
    assert "Setujui dan kirim" not in plain(office.get(one).text)
    assert told(office, f"{one}/approve") == "broadcast-own"
    assert told(office, f"{one}/withdraw") == "drafted"


def test_sent_back_with_a_reason_and_written_anew(office: Office) -> None:
    subscribe(office)
    office.enter()
    one = draft(office, FORM)
    told(office, f"{one}/submit")
    assert told(office, f"{one}/edit", FORM) == "broadcast-changed"
    assert office.get(f"{one}/edit").status_code == 303
    office.enter("supervisor")
    assert told(office, f"{one}/refuse", {"reason": " "}) == "explain"
    assert told(office, f"{one}/refuse", {"reason": "sebut jamnya"}) == "drafted"
    page = office.get(one).text
    assert "sebut jamnya" in page
    assert "Pasar murah" in office.get(f"{one}/edit").text
    changed = {**FORM, "text-id": "Pasar murah Minggu jam 7.", "area": "32.73.02"}
    assert told(office, f"{one}/edit", changed) == "drafted"
    page = plain(office.get(one).text)
    assert "kabar kota · Coblong" in page
    assert "jam 7" in page


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(office: Office) -> None:
    office.enter()
    for form, words in (
        ({**FORM, "text-id": " ", "text-en": "Market"}, "bahasa utama harus diisi"),
        ({**FORM, "text-id": "a" * 301}, "paling banyak dua SMS"),
        ({**FORM, "text-id": "a" * 1500, "without_sms": "1"}, "Pesannya terlalu panjang"),
    ):
        answer = office.post("/console/broadcasts/new", form)
        assert (answer.status_code, words in plain(answer.text)) == (422, True), form
        kept = form["text-id"].strip() or form.get("text-en", "")
        assert kept[:200] in answer.text
    assert "Belum ada siaran" in plain(office.get("/console/broadcasts").text)
    long = {**FORM, "text-id": "a" * 301, "without_sms": "1"}
    draft(office, long)


def test_nobody_wants_it_nobody_can_submit_it(office: Office) -> None:
    office.enter()
    one = draft(office, FORM)
    assert "Belum ada warga yang berlangganan" in plain(office.get(one).text)
    assert told(office, f"{one}/submit") == "broadcast-nobody"
    assert told(office, f"{one}/cancel") == "ended"


def test_hostile_words_and_unknown_choices_do_nothing(office: Office) -> None:
    subscribe(office)
    office.enter()
    form = {**FORM, "text-id": HOSTILE, "topic": "everything", "area": "../../x"}
    one = draft(office, form)
    told(office, f"{one}/submit")
    office.enter("supervisor")
    told(office, f"{one}/refuse", {"reason": HOSTILE})
    for path in ("/console/broadcasts", one, f"{one}/edit", f"{one}/progress"):
        page = office.get(path).text
        assert "<script>alert" not in page
        assert "&lt;script&gt;" in page or path.endswith("progress")
    assert "kabar kota · seluruh kota" in plain(office.get(one).text)
    assert office.get("/console/broadcasts?page=99999999999").status_code == 200
