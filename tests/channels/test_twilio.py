"""What a table cannot say of Twilio: base64, meanings of codes, files, what is remembered."""

import base64
import json

import httpx
import pytest

from bot.model import Outbound
from gateway.channels.twilio.bodies import readable
from gateway.channels.twilio.transport import fate
from gateway.errors import Fate
from tests.channels.carriers import carrier, nobody

SID = "HX0123456789abcdef0123456789abcdef"
FOUND = {"sid": SID, "friendly_name": "kentongan-quick-reply-1-1"}
ASKED = Outbound(
    channel="twilio_whatsapp",
    recipient="+628123456789",
    text="Kirim?",
    choices=(("yes", "Ya"),),
)
LONG = "Lampu jalan mati di Jalan Dago, dekat simpang. Sudah tiga hari gelap sekali."


def encoded(text: str | bytes) -> str:
    raw = text if isinstance(text, bytes) else text.encode()
    return base64.b64encode(raw).decode()


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (encoded(LONG), LONG),
        (encoded("Séntral 😢 “parah” " * 9), "Séntral 😢 “parah” " * 9),
        (encoded("baris satu\nbaris dua\ttab " * 3), "baris satu\nbaris dua\ttab " * 3),
        *[
            (plain, plain)
            for plain in (
                "",
                LONG,
                "halo",
                "aaaa" * 15,
                "A" * 160,
                "1234" * 40,
                "ya" * 50,
                encoded("halo pak"),
                encoded("singkat saja, pak, ini belum enam puluh")[:56],
                encoded(LONG)[:-1],
                encoded(LONG) + " ",
                encoded(LONG) + "\n",
                encoded(LONG)[:40] + "\n" + encoded(LONG)[40:],
                "Ini: " + encoded(LONG),
                encoded(LONG).replace("A", "-"),
                encoded("a" * 90),
                encoded(b"\x00 \x01" * 30),
                encoded(LONG.encode() + b"\xff"),
                encoded(LONG.encode("utf-16")),
                encoded(bytes(range(90, 180))),
                "https" + "/abcd" * 15,
                "LaporJalanRusakDiDagoSudahTigaHariTidakAdaYangDatangMemperbaiki1",
            )
        ],
    ],
)
def test_only_certain_base64_is_read(body: str, text: str) -> None:
    assert readable(body) == text


NEVER = [
    *(20003, 21211, 21212, 21408, 21602, 21604, 21606, 21608, 21612, 21614, 21617, 21620),
    *(30003, 30004, 30005, 30006, 30007, 63005, 63013, 63015, 63024, 63032, 63049),
]


@pytest.mark.parametrize(
    ("code", "meant"),
    [
        *((code, Fate.NEVER) for code in NEVER),
        *((code, Fate.RETRY) for code in (20500, 20503, 21611, 30001, 30008)),
        *((code, Fate.WAIT) for code in (14107, 20429, 63017, 63018)),
        (21610, Fate.STOPPED),
        (63016, Fate.WINDOW),
        ("63016", Fate.WINDOW),
        ("٢١٦١٠", Fate.NEVER),
        ("", Fate.NEVER),
        ("9" * 5000, Fate.NEVER),
        (None, Fate.NEVER),
    ],
)
def test_what_a_code_means(code: object, meant: Fate) -> None:
    assert fate(code) is meant


LOGIN = (f"AC{'0' * 32}", "12345")


@pytest.mark.parametrize(
    ("url", "auth"),
    [
        ("https://api.twilio.com/2010-04-01/Accounts/AC0/Messages/MM8/Media/ME1", LOGIN),
        ("https://API.twilio.com/m/ME1", LOGIN),
        ("https://media.twiliocdn.com/AC0/x?Signature=1", None),
        ("https://evil.example/m/ME1", None),
        ("https://api.twilio.com@evil.example/m/ME1", None),
        ("https://api.twilio.com.evil.example/m/ME1", None),
        ("https://[evil/m", None),
        ("", None),
    ],
)
def test_a_file_is_fetched_as_us_from_twilio_only(
    url: str, auth: tuple[str, str] | None
) -> None:
    told = carrier("twilio_whatsapp", nobody).file(url)
    assert (told.to, told.url, told.auth) == ("twilio", url, auth)
    assert told.hosts == {"api.twilio.com", "twiliocdn.com"}
    assert told.trusted == {"api.twilio.com"}


def test_a_stand_in_for_twilio_is_trusted_with_files() -> None:
    peer = "http://127.0.0.1:13400"
    told = carrier("twilio_sms", nobody, twilio_api_url=peer).file(f"{peer}/m/ME1")
    assert (told.trusted, told.auth) == (frozenset({"127.0.0.1"}), LOGIN)


def conversation(*contents: httpx.Response, refused: str = "") -> list[str]:
    """Send a question twice; return what was asked for, in order."""
    calls: list[str] = []
    left = list(contents)

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.host == "content.twilio.com":
            calls.append(request.method)
            return left.pop(0)
        form = dict(httpx.QueryParams(request.content.decode()))
        calls.append(form.get("ContentSid") or form["Body"])
        if form.get("ContentSid") and refused:
            return httpx.Response(
                400, json={"code": int(refused), "message": "", "status": 400}
            )
        return httpx.Response(201, json={"sid": "SM1"})

    channel = carrier("twilio_whatsapp", answer)
    assert [channel.send(ASKED) for _ in range(2)] == ["SM1", "SM1"]
    return calls


def found() -> httpx.Response:
    return httpx.Response(200, content=json.dumps({"contents": [FOUND]}))


def test_a_content_is_looked_for_once() -> None:
    assert conversation(found()) == ["GET", SID, SID]


def test_contents_that_cannot_be_had_are_left_alone_for_a_while() -> None:
    assert conversation(httpx.Response(403)) == ["GET", "Kirim?\n1. Ya", "Kirim?\n1. Ya"]


def test_a_content_that_is_gone_is_looked_for_again() -> None:
    lines = "Kirim?\n1. Ya"
    assert conversation(found(), found(), refused="21655") == [
        *("GET", SID, lines),
        *("GET", SID, lines),
    ]
