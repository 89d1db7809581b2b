"""A citizen who writes to the real understanding, conversation and words of Bandung."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.dialogue import step
from bot.drafts import clip, described
from bot.flows.questions import HIDDEN, NOTHING
from bot.model import (
    Action,
    Attachment,
    Conversation,
    Fact,
    HandOver,
    Heard,
    LookUp,
    Say,
    Words,
)
from bot.report import AddToReport, Draft, FileReport, ListReports, ReportStatus, Support
from gateway import city
from gateway.afterwards import Answered
from gateway.app import locator, voice
from gateway.chat import CHATS
from gateway.doing import only, ordered
from gateway.http import Request
from gateway.pipeline import offering
from gateway.render import Rendered, render
from gateway.source import Question
from gateway.sources import configured
from nlu import knowledge, privacy
from nlu.understand import Ask, UnavailableError, Utterance, understand
from tests.settings import settings

HERE = Path(__file__).parent
RECORDED = HERE / "recorded.yml"
TICKET = "BDG-0000001"
PACK = city.load("bandung")
VOICE = voice(PACK)
NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
SOURCES = configured(settings(tomtom_key="k"), PACK)
FLOW = {"flowSegmentData": {"currentSpeed": 14, "freeFlowSpeed": 38, "confidence": 1}}
DATASETS = (
    {"name": "Jumlah Penduduk Kota Bandung Berdasarkan Kelurahan", "slug": "penduduk"},
    {"name": "Jumlah Timbulan Sampah", "organisasi_name": "Dinas Lingkungan Hidup"},
    {"name": "Daftar Puskesmas", "organisasi_name": "Dinas Kesehatan"},
)
FRESH: Mapping[str, Fact] = {"age": 0, "unit": Words("source-hours")}
QUAKE: Mapping[str, Fact] = {
    "when": "07.05",
    "magnitude": "4.2",
    "where": "Garut",
    "felt": "II",
    "city": "Bandung",
    "tsunami": "no",
    **FRESH,
}
AIR: Mapping[str, Fact] = {
    "station": "Stasiun Uji",
    "hour": "09.00",
    "value": 63,
    "band": Words("air_quality-band-moderate"),
    "advice": Words("air_quality-advice-moderate"),
    "source": "ISPUnet KLH",
    **FRESH,
}
KNOWN = knowledge.load(PACK.folder)
LOCATE = locator(PACK, KNOWN)


@cache
def recorded() -> Mapping[str, Any]:
    """Return what the trained model made of every text in the tables."""
    table: Mapping[str, Any] = (
        yaml.load(RECORDED.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader) or {}
    )
    return table


def ask(texts: Sequence[str]) -> list[dict[str, Any]]:
    """Answer as the trained model did when `python -m tests.dialogues.record` asked it."""
    return [_parse(text) for text in texts]


def deaf(texts: Sequence[str]) -> list[dict[str, Any]]:
    """Answer like a model that is down."""
    raise UnavailableError(f"{len(texts)} texts unanswered")


def _parse(text: str) -> dict[str, Any]:
    known = recorded().get(text)
    assert known, f"not recorded: {text!r}; run python -m tests.dialogues.record"
    intent, confidence, categories, alarm = known
    return {
        "intent": {"name": intent, "confidence": confidence},
        "alarm": alarm,
        "category": [{"name": name, "confidence": sure} for name, sure in categories.items()],
    }


@dataclass(slots=True)
class Talk:
    """One conversation on `channel`, turn by turn, as the pipeline holds it."""

    channel: str = "sms"
    ask: Ask = ask
    conversation: Conversation = field(default_factory=Conversation)
    filed: Draft | None = None

    def hears(self, turn: Mapping[str, Any]) -> Heard:
        """Return what is understood of what the citizen sends."""
        said = Utterance(
            text=turn.get("citizen", ""),
            last=self.conversation.language,
            prefix="BDG",
            today=NOW.date(),
        )
        model = deaf if turn.get("deaf") else self.ask
        [heard] = understand([said], ask=model, knowledge=KNOWN)
        files = [kind for kind in ("photo", "voice") if turn.get(kind)]
        pin = turn.get("location")
        return replace(
            heard,
            masked=privacy.mask(heard.text, KNOWN.gazetteer),
            place=LOCATE(*pin) if pin else heard.place,
            button=turn.get("button", ""),
            attachments=tuple(Attachment(kind=kind, reference=f"{kind}.jpg") for kind in files),
            edited=turn.get("edited", False),
            pause=turn.get("pause", 60.0),
        )

    def answers(self, turn: Mapping[str, Any]) -> dict[str, Any]:
        """Return what the bot sends, files and hands over after the citizen's turn."""
        after, actions = step(self.conversation, self.hears(turn), PACK.city)
        did = ordered([(each, Answered(self._says(each))) for each in actions])
        says = only([say for _, each in did for say in each.says])
        sent = self._rendered(says, after) if says else None
        if sent:
            after = offering(
                replace(after, labels=sent.labels), [action for action, _ in did], says
            )
        self.conversation = after
        done = {
            "bot": sent.message.text if sent else "",
            "buttons": [label for _, label in sent.message.choices] if sent else [],
            "filed": next((_told(a.draft) for a in actions if isinstance(a, FileReport)), None),
            "calls": next((a.reason for a in actions if isinstance(a, HandOver)), ""),
        }
        return {name: value for name, value in done.items() if value or name == "bot"}

    def _rendered(self, says: Sequence[Say], after: Conversation) -> Rendered:
        return render(
            says,
            voice=VOICE,
            language=after.language,
            channel=CHATS[self.channel],
            recipient="citizen",
        )

    def _says(self, action: Action) -> list[Say]:
        """Return the words of an action; the backend always gives the same ticket."""
        match action:
            case Say():
                return [action]
            case LookUp():
                return [_looked_up(action)]
            case FileReport(draft):
                self.filed = draft
                return [Say("report-filed", {"ticket": TICKET})]
            case _:
                return self._told(action)

    def _told(self, action: Action) -> list[Say]:
        match action:
            case ReportStatus(ticket):
                return [self._status(ticket)]
            case Support(ticket):
                return [Say("report-supported", {"ticket": ticket})]
            case AddToReport(ticket=ticket):
                return [Say("added-later", {"ticket": ticket})]
            case ListReports():
                return self._reports()
            case _:
                return []

    def _reports(self) -> list[Say]:
        if self.filed is None:
            return [Say("report-none")]
        line: dict[str, Fact] = {
            "ticket": TICKET,
            "category": Words(f"category-{self.filed.category}"),
            "status": Words("status-received"),
        }
        return [Say("report-mine"), Say("report-line", line)]

    def _status(self, ticket: str) -> Say:
        if self.filed is None or ticket not in {"", TICKET}:
            return Say("report-unknown", {"ticket": ticket}) if ticket else Say("report-none")
        return Say(
            "report-status",
            {
                "ticket": TICKET,
                "category": Words(f"category-{self.filed.category}"),
                "place": clip(described(self.filed.place), 40),
                "status": Words("status-received"),
            },
        )


def _looked_up(action: LookUp) -> Say:
    """Return what is found, or what is said or found instead, as in the pipeline."""
    say = _found(action)
    instead = action.otherwise if say.key == f"{action.source}-none" else None
    return _looked_up(instead) if isinstance(instead, LookUp) else instead or say


def _found(action: LookUp) -> Say:
    """Return what a source always answers; the agencies are those of the city."""
    place = described(action.place)
    weather: dict[str, Fact] = {
        "place": place or PACK.name,
        "day": Words("weather-today"),
        "sky": Words("weather-sky-rain"),
        "low": 19,
        "high": 27,
        "age": 0,
        "unit": Words("source-hours"),
    }
    called = {
        "weather": Say("weather-answer", weather),
        "wifi": Say("wifi-answer", {"place": place, "spots": "Taman Uji", "seen": "03/2025"}),
        "earthquake": Say("earthquake-answer", QUAKE),
        "air_quality": Say("air_quality-answer", AIR),
        "warning": Say("warning-none", {"place": place or PACK.name, **FRESH}),
        "cctv": Say("cctv-far", {"place": place}),
    }
    question = Question(text=action.text, now=NOW, place=action.place, page=action.page)
    said = None if action.page else called.get(action.source)
    return said or _read(action.source, question)


def _read(name: str, question: Question) -> Say:
    """Return what a source makes of what it heard, or of its own files."""
    source = SOURCES[name]
    request = source.ask(question)
    say = source.read(_heard(request) if request else None, question)
    return replace(say, facts={**say.facts, **FRESH})


def _heard(request: Request) -> Any:
    """Return what TomTom and the catalogue of open data answer."""
    search = request.params.get("search")
    found = [each for each in DATASETS if search and search in each["name"].lower()]
    return {"data": found} if search else FLOW


def _told(draft: Draft) -> dict[str, Any]:
    told = {
        "category": draft.category,
        "place": described(draft.place),
        "description": draft.description,
        "photos": len(draft.photos),
        "kind": draft.kind,
        "happened": draft.happened,
        "answers": dict(draft.answers),
        "hidden": HIDDEN[draft.anonymous, draft.secret].removeprefix(NOTHING),
    }
    return {name: value for name, value in told.items() if value}
