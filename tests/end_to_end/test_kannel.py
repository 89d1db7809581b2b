"""SMS over a real Kannel, with the configuration we document, and an SMSC that misbehaves."""

import os
import re
import shutil
from collections.abc import Iterator
from functools import partial

import pytest

from bot.model import Outbound
from gateway.sms import segments
from tests.end_to_end.line import PASSWORD, TOKEN, Line, line
from tests.running import ROOT, eventually

pytestmark = pytest.mark.slow
LETTERS = "@ _ $ é è ä £ [ ] { } | € ^ ~ \\"
GREETED = "1. Lapor masalah"
TICKET = re.compile(r"BDG-\d{7}")
RECEIPT_SECONDS = 20.0


@pytest.fixture(scope="module")
def sms(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Line]:
    smpp = ROOT / "tests/peers/node_modules/smpp"
    boxes = [shutil.which(box, path="/usr/sbin:/usr/bin") for box in ("bearerbox", "smsbox")]
    if not (shutil.which("node") and smpp.exists() and all(boxes)):
        reason = "Kannel or npm smpp is missing; tests/peers/setup.sh installs them"
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
    with line(tmp_path_factory.mktemp("line")) as made:
        yield made


def send(sms: Line, to: str, text: str, name: str) -> str:
    """Hand a text to Kannel as the worker does."""
    told = Outbound(channel="kannel", recipient=f"+{to}", text=text, reference=name)
    return sms.carrier.send(told)


def receipts(sms: Line, name: str, last: str) -> list[str]:
    """Wait for the kind `last`, and return the kinds of all receipts for `name`."""
    eventually(lambda: last in sms.relay.receipts[name], RECEIPT_SECONDS)
    return sms.relay.receipts[name]


def test_a_message_and_its_reply_delivered(sms: Line) -> None:
    sms.writes("628123470001", "halo, satu")
    [reply] = sms.texts("628123470001", 1)
    assert GREETED in reply
    assert eventually(lambda: sms.states("halo, satu") == ["delivered"])
    assert len(sms.submitted("628123470001")) == 1, "our answer to Kannel was no SMS"


def test_a_whole_report(sms: Line) -> None:
    siti, said = "628123470002", "lampu jalan mati di jl dago dekat simpang udah 3 hari"
    answers = []
    for count, words in enumerate((f"BDG {said}", "2", "ya", "status"), 1):
        sms.writes(siti, words)
        answers.append(sms.texts(siti, count)[-1])
    category, summary, filed, status = answers
    assert "2. lampu jalan" in category
    assert "Kirim?" in summary
    assert "Coblong" in summary
    found = TICKET.search(filed)
    assert found, filed
    assert status.startswith(f"{found[0]} (")
    assert {segments(each).alphabet for each in answers} == {"GSM-7"}
    sms.said_nothing_of("8123470002", said, PASSWORD, TOKEN)


def test_two_numbers_of_one_citizen_are_one_conversation(sms: Line) -> None:
    sms.writes("628123470003", "halo, pertama")
    assert len(sms.texts("628123470003", 1)) == 1
    sms.writes("08123470003", "halo, kedua")
    assert len(sms.texts("628123470003", 2)) == 2
    assert len(sms.states("halo, pertama")) == len(sms.states("halo, kedua")) == 2


def test_two_parts_are_one_message(sms: Line) -> None:
    first, second = "lampu jalan mati di dekat " + "a" * 120, " simpang dago {kiri} €"
    sms.writes("628123470004", first, second)
    assert eventually(lambda: sms.said(first + second))
    assert len(sms.texts("628123470004", 1)) == 1


@pytest.mark.parametrize(
    ("text", "coding", "understood"),
    [
        (f"0 {LETTERS}", 0, f"0 {LETTERS}"),
        (f"8 {LETTERS}", 8, f"8 {LETTERS}"),
        (f"1 {LETTERS}", 1, f"1 {LETTERS}".replace("ä", "{")),
        ("banjir 😢 “parah” di Sŭkajadi", 8, "banjir 😢 “parah” di Sŭkajadi"),
    ],
)
def test_letters_in(sms: Line, text: str, coding: int, understood: str) -> None:
    sms.writes("628123470005", text, coding=coding)
    assert eventually(lambda: sms.said(understood))


@pytest.mark.parametrize(
    ("text", "coding", "parts"),
    [
        (LETTERS, 0, 1),
        ("Laporan ditarima, séntral Ujungberung: " + "[é] " * 40, 0, 2),
        ("€" * 153, 0, 3),
        ("a" * 900, 0, 6),
        ("Kêlas 😢", 8, 1),
        ("ê" * 900, 8, 14),
    ],
)
def test_letters_out(sms: Line, text: str, coding: int, parts: int) -> None:
    """Kannel splits as we count, and cuts nothing off."""
    to = f"62812348{len(text):04}{coding}{parts:02}"
    assert send(sms, to, text, f"letters{parts}") == f"letters{parts}"
    told = sms.texts(to, parts)
    submitted = sms.submitted(to)
    assert "".join(told) == text
    assert (len(submitted), segments(text).count) == (parts, parts)
    assert {each["coding"] for each in submitted} == {coding}
    headers = [each["udh"] for each in submitted]
    numbers = [(each[:4], each[-4:]) for each in headers]
    expected = [("0003", f"{parts:02x}{part:02x}") for part in range(1, parts + 1)]
    assert numbers == (expected if parts > 1 else [("", "")])


def test_the_smsc_is_down_for_a_while(sms: Line) -> None:
    sms.mode("down")
    try:
        assert eventually(lambda: not sms.is_bound())
        assert send(sms, "628123470006", "sebentar", "down") == "down"
        assert sms.submitted("628123470006") == []
    finally:
        sms.mode("up")
    assert sms.texts("628123470006", 1, 30) == ["sebentar"]
    assert receipts(sms, "down", "1") == ["8", "1"]
    assert eventually(sms.is_bound)


def test_throttled_and_then_taken(sms: Line) -> None:
    """Kannel has said yes by then; it tries again every `sms-resend-freq` seconds, unasked."""
    sms.mode("throttle")
    try:
        assert send(sms, "628123470007", "pelan", "throttled") == "throttled"
        assert eventually(lambda: len(sms.submitted("628123470007")) >= 2)
        assert sms.relay.receipts["throttled"] == []
    finally:
        sms.mode("ok")
    assert sms.texts("628123470007", 1) == ["pelan"]
    assert receipts(sms, "throttled", "1") == ["8", "1"]


def test_refused_by_the_smsc(sms: Line) -> None:
    sms.mode("reject")
    try:
        sms.writes("628123470008", "halo, ditolak")
        assert eventually(lambda: sms.states("halo, ditolak") == ["failed"])
    finally:
        sms.mode("ok")
    asked = "SELECT error FROM message WHERE direction = 'out' AND status = 'failed'"
    assert ("0x00000045",) in sms.query(asked)


def test_never_delivered(sms: Line) -> None:
    sms.mode("UNDELIV")
    try:
        sms.writes("628123470009", "halo, gagal")
        receipt = "SELECT count(*) FROM message WHERE error = 'UNDELIV 034'"
        assert eventually(lambda: sms.query(receipt) == [(1,)])
    finally:
        sms.mode("DELIVRD")
    assert sms.states("halo, gagal") == ["failed"]


@pytest.mark.parametrize("trouble", ["lost", "unanswered"])
def test_posted_again_until_we_answer(sms: Line, trouble: str) -> None:
    before = len(sms.relay.ids)
    sms.relay.troubles += [trouble, trouble]
    sms.writes("628123470010", f"halo, {trouble}")
    assert eventually(lambda: len(sms.relay.given) == before + 3)
    assert sms.relay.given[before:] == [503, 503, 200]
    assert len(set(sms.relay.ids[before:])) == 1, "the same id each time"
    assert eventually(partial(sms.kept, sms.relay.ids[-1])) == 1
    assert eventually(lambda: sms.states(f"halo, {trouble}")[-1:] == ["delivered"])
    said = f"halo, {trouble}"
    asked = "SELECT count(*) FROM message WHERE direction = 'in' AND text = ?"
    assert sms.query(asked, said) == [(1,)]


def test_we_are_away_for_a_while(sms: Line) -> None:
    before = len(sms.relay.ids)
    sms.stop_web()
    try:
        sms.writes("628123470011", "halo, kosong")
        assert eventually(lambda: len(sms.relay.ids) >= before + 2)
    finally:
        sms.start_web()
    assert GREETED in sms.texts("628123470011", 1)[0]
    assert len(set(sms.relay.ids[before:])) == 1
    assert sms.kept(sms.relay.ids[-1]) == 1
    assert len(sms.texts("628123470011", 1)) == 1
