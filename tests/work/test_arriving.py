"""Files, albums, voices and comments as they arrive: one turn each, understood in order."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select, update

from bot.model import Attachment, Inbound
from bot.place import Point
from gateway import sitting
from gateway.channel import Form, Received
from gateway.errors import RefusedError, UnreachableError
from gateway.http import Download
from gateway.media.storage import Folder
from gateway.store import care
from gateway.store.database import Database
from gateway.store.report_tables import Report
from gateway.store.tables import Lane, Media, Message, Thread
from gateway.tools import Tools
from gateway.work import inbox
from tests.installation import installation, meaning
from tests.media.pictures import picture
from tests.work.letters import Letters, carrying
from tests.work.working import engine, work

HOLE, WASTE = "jalan berlubang parah sekali", "sampah menumpuk di jl dago dekat simpang"
KNOWN = {HOLE: meaning("report", "road"), WASTE: meaning("report", "waste")}
DAGO = (-6.8851, 107.6136)
PHOTO, VOICE = (Attachment(kind=kind, reference=kind) for kind in ("photo", "voice"))


class World:
    """Where the files are, and somebody who writes down what is said."""

    def __init__(self) -> None:
        self.files: dict[str, httpx.Response] = {}
        self.heard: list[tuple[str, bytes]] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/write-down":
            self.heard.append((request.headers["content-type"], request.content))
            return httpx.Response(200, json={"text": f" {HOLE}\x00 "})
        return self.files.get(request.url.path, httpx.Response(404))

    def has(self, name: str, content: bytes) -> Download:
        """Put a file there and return how to fetch it."""
        self.files[f"/{name}"] = httpx.Response(200, content=content)
        url = f"http://files.local/{name}"
        return Download(
            to="letters", url=url, hosts=frozenset(), trusted=frozenset({"files.local"})
        )


class Inviting(Letters):
    """A carrier where everybody reads along."""

    def invitation(self, referral: str) -> str:
        """Return the way into a private conversation."""
        return f"https://kota.example/?ref={referral}"


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def letters() -> Letters:
    return Letters(form=Form(buttons=8, title=40))


@pytest.fixture
def wall() -> Letters:
    return Inviting(name="wall", form=Form(public=True, length=400))


@pytest.fixture
def install(
    database: Database, world: World, letters: Letters, wall: Letters, tmp_path: Path
) -> Callable[..., Tools]:
    def install(**values: Any) -> Tools:
        tools = carrying(
            installation(database, world=world, known=KNOWN, **values), letters, wall
        )
        return replace(tools, storage=Folder(tmp_path / "media"))

    return install


def arrive(tools: Tools, *messages: Mapping[str, Any], sender: str = "77") -> None:
    """Keep messages of one citizen."""
    for given in messages:
        with tools.database.read() as session:
            count = len(session.scalars(select(Message.id)).all())
        facts = {"channel": "letters", "external_id": f"m{count}", **given}
        inbox.keep(Received(messages=(Inbound(sender=sender, **facts),)), tools)


def rows(tools: Tools, table: Any) -> list[Any]:
    with tools.database.read() as session:
        found = list(session.scalars(select(table).order_by(*table.__table__.primary_key)))
        session.expunge_all()
        return found


def test_a_photo_is_fetched_before_it_is_understood(
    install: Callable[..., Tools], world: World, letters: Letters
) -> None:
    tools = install()
    letters.downloads["photo"] = world.has("a.jpg", picture(at=DAGO))
    arrive(tools, {"text": HOLE, "attachments": (PHOTO,)})
    assert letters.texts == []
    work(tools, engine(tools))
    [file] = rows(tools, Media)
    assert (file.status, file.kind, file.content_type) == ("kept", "photo", "image/jpeg")
    assert tools.storage.get(file.name) is not None
    assert letters.texts == ["Foto itu diambil di Lebak Siliwangi, Coblong. Itu lokasinya?"]
    arrive(tools, {"text": "ya"})
    work(tools, engine(tools))
    assert letters.texts[-1].startswith("Pengaduan jalan rusak di Lebak Siliwangi, Coblong")
    assert f"media/{file.name}" in str(rows(tools, Thread)[0].state)


def test_a_photo_of_the_web_chat_says_where_it_was_taken(
    install: Callable[..., Tools], letters: Letters
) -> None:
    tools = install()
    here = Point(lat=DAGO[0], lon=DAGO[1])
    ours = Attachment(kind="photo", reference=f"media/{'a' * 32}", taken=here)
    arrive(tools, {"channel": "web", "text": HOLE, "attachments": (ours,)})
    work(tools, engine(tools))
    said = [each.text for each in rows(tools, Message) if each.direction == "out"]
    assert said == ["Foto itu diambil di Lebak Siliwangi, Coblong. Itu lokasinya?"]
    assert letters.texts == []


def test_a_photo_that_is_away_is_asked_for_again(
    install: Callable[..., Tools], world: World, letters: Letters
) -> None:
    tools = install()
    letters.downloads["photo"] = UnreachableError("letters: 503")
    arrive(tools, {"text": WASTE, "attachments": (PHOTO,)})
    work(tools, engine(tools))
    assert len(letters.texts) == 1, "the citizen does not wait for it"
    assert rows(tools, Media)[0].status == "waiting"
    letters.downloads["photo"] = world.has("a.jpg", picture())
    with tools.database.write() as session:
        session.execute(update(Lane).where(Lane.queue == "media").values(ready_at=1.0))
    work(tools, engine(tools), "media")
    assert rows(tools, Media)[0].status == "kept"


@pytest.mark.parametrize(
    ("content", "error"), [(b"PK\x03\x04", "type"), (b"\xff\xd8\xff broken", "picture")]
)
def test_an_unfit_file_is_said_to_be_unfit(
    content: bytes,
    error: str,
    install: Callable[..., Tools],
    world: World,
    letters: Letters,
) -> None:
    tools = install()
    letters.downloads["photo"] = world.has("a", content)
    arrive(tools, {"attachments": (PHOTO,)})
    work(tools, engine(tools))
    assert (rows(tools, Media)[0].status, rows(tools, Media)[0].error) == ("refused", error)
    [told] = letters.texts
    assert told.startswith("Maaf, berkas itu tidak bisa kami buka. Kirim foto JPG atau PNG")


def test_a_file_that_is_gone_is_not_asked_for_again(
    install: Callable[..., Tools], letters: Letters
) -> None:
    tools = install()
    letters.downloads["photo"] = RefusedError("letters: 404", "404")
    arrive(tools, {"text": WASTE, "attachments": (PHOTO,)})
    work(tools, engine(tools))
    assert rows(tools, Media)[0].status == "refused"
    with tools.database.read() as session:
        assert care.waiting(session).get("media", 0) == 0
    assert letters.texts[0].startswith("Pengaduan sampah di jl dago")


def test_an_album_is_one_turn(
    install: Callable[..., Tools], world: World, letters: Letters
) -> None:
    tools = install()
    for number in range(3):
        letters.downloads[f"p{number}"] = world.has(f"{number}.jpg", picture())
    arrive(
        tools,
        *(
            {
                "text": WASTE if number == 1 else "",
                "album": "A",
                "attachments": (Attachment(kind="photo", reference=f"p{number}"),),
            }
            for number in range(3)
        ),
    )
    work(tools, engine(tools))
    assert len(letters.texts) == 1
    assert "3 foto" in letters.texts[0]
    inbound = [each for each in rows(tools, Message) if each.direction == "in"]
    assert [each.status for each in inbound] == ["handled"] * 3
    assert [each.status for each in rows(tools, Media)] == ["kept"] * 3


def test_plain_text_never_waits(install: Callable[..., Tools], letters: Letters) -> None:
    tools = install()
    letters.downloads["photo"] = UnreachableError("letters: 503")
    arrive(tools, {"album": "A", "attachments": (PHOTO,)}, sender="88")
    arrive(tools, {"text": WASTE})
    worker = engine(tools)
    for _ in range(20):
        worker.turn()
        if letters.texts:
            break
    assert len(letters.texts) <= 1
    work(tools, worker)


def test_a_voice_goes_to_a_person(
    install: Callable[..., Tools], world: World, letters: Letters
) -> None:
    tools = install()
    letters.downloads["voice"] = world.has("v.ogg", b"OggS" + b"x" * 20)
    arrive(tools, {"attachments": (VOICE,)})
    work(tools, engine(tools))
    assert letters.texts[0].startswith("Pesan suara diterima. Petugas kami")
    [thread] = rows(tools, Thread)
    assert (thread.owner, thread.reason) == ("operator", "voice")


def test_a_voice_is_understood_where_somebody_writes_it_down(
    install: Callable[..., Tools], world: World, letters: Letters
) -> None:
    tools = install(transcriber_url="http://files.local/write-down")
    letters.downloads["voice"] = world.has("v.ogg", b"OggS" + b"x" * 20)
    arrive(tools, {"attachments": (VOICE,)})
    work(tools, engine(tools))
    assert world.heard == [("audio/ogg", b"OggS" + b"x" * 20)]
    assert letters.texts == ["Di mana lokasinya? Tulis jalan dan kelurahan atau patokannya."]
    assert rows(tools, Message)[0].text == HOLE


def test_a_video_goes_to_a_person_with_its_report(
    install: Callable[..., Tools], world: World, letters: Letters
) -> None:
    tools = install()
    letters.downloads["clip"] = world.has("v.mp4", b"\0\0\0\x18ftypmp42" + b"x" * 20)
    arrive(
        tools,
        {"text": WASTE, "attachments": (Attachment(kind="video", reference="clip"),)},
        {"text": "ya"},
    )
    work(tools, engine(tools))
    [thread], [report] = rows(tools, Thread), rows(tools, Report)
    assert (thread.owner, thread.reason) == ("operator", "file")
    assert report.photos["references"] == [f"media/{rows(tools, Media)[0].name}"]
    assert "Petugas kami akan melihat video" in letters.texts[-1]


def test_a_comment_is_thanked_once_and_continued_in_private(
    install: Callable[..., Tools], wall: Letters, letters: Letters
) -> None:
    tools = install()
    arrive(tools, {"channel": "wall", "text": WASTE, "external_id": "c1"}, sender="fb1")
    work(tools, engine(tools))
    [thanks] = wall.taken
    assert thanks.answers == "c1"
    assert thanks.text.endswith("pesan pribadi ya: https://kota.example/?ref=k1")
    arrive(tools, {"channel": "wall", "text": HOLE, "external_id": "c2"}, sender="fb1")
    work(tools, engine(tools))
    assert len(wall.taken) == 1
    [thread] = rows(tools, Thread)
    assert (thread.owner, thread.reason) == ("operator", "public")
    assert thread.state["draft"]["category"] == "waste"
    arrive(tools, {"referral": "k1"}, sender="psid")
    work(tools, engine(tools))
    assert letters.texts[0].startswith("Pengaduan sampah di jl dago dekat simpang")


def test_an_operator_answers_a_comment_below_it(
    install: Callable[..., Tools], wall: Letters
) -> None:
    tools = install()
    arrive(tools, {"channel": "wall", "text": WASTE, "external_id": "c1"}, sender="fb1")
    work(tools, engine(tools))
    arrive(tools, {"channel": "wall", "text": "halo?", "external_id": "c2"}, sender="fb1")
    work(tools, engine(tools))
    [thread] = rows(tools, Thread)
    assert sitting.take(thread.id, "rina", tools), "operators hold it, but nobody's it was"
    assert not sitting.take(thread.id, "rina", tools)
    sitting.answer(thread.id, sitting.Reply("Sudah kami teruskan ke dinas."), tools)
    assert sitting.give_back(thread.id, tools)
    work(tools, engine(tools))
    told = [(each.text, each.answers) for each in wall.taken[1:]]
    assert told == [("Sudah kami teruskan ke dinas.", "c2")], "and nothing else in public"


@pytest.mark.parametrize(
    "referral", ["k2", "k999999999", "k99999999999", "k-1", "x1", "k", "k\u0661"]
)
def test_a_referral_to_anything_else_opens_nothing(
    referral: str, install: Callable[..., Tools], letters: Letters
) -> None:
    tools = install()
    arrive(tools, {"channel": "wall", "text": "mantap"}, sender="fb1")
    arrive(tools, {"text": WASTE}, sender="somebody else, in private")
    work(tools, engine(tools))
    arrive(tools, {"text": "/start", "referral": referral}, sender="psid")
    work(tools, engine(tools))
    assert letters.texts[-1].startswith("Halo, saya asisten otomatis")


def test_a_look_up_shows_that_we_read(install: Callable[..., Tools], letters: Letters) -> None:
    tools = replace(install(), ask=lambda texts: [meaning("ask_wifi") for _ in texts])
    arrive(tools, {"text": "wifi gratis di dago dimana", "external_id": "w1"})
    work(tools, engine(tools))
    assert letters.attended == ["w1"]
