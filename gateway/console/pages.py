"""What every page of the console gets: its words, the operator, the counts, the clock."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from babel.dates import format_datetime
from flask import Response, g, make_response, render_template, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

import responses
from bot.place import Point
from gateway import sms
from gateway.chat import SIMULATED
from gateway.console import minimap, roles
from gateway.console.guard import NOT_YOURS
from gateway.console.minimap import Spot
from gateway.console.transcript import photo
from gateway.outside import clean
from gateway.store import broadcasts, conversations, failures, questions
from gateway.tools import Tools

HERE = Path(__file__).parent
LANGUAGES: Mapping[str, str] = {"id": "Indonesia", "en": "English"}
LANGUAGE_COOKIE = "kentongan_language"
TOLD = frozenset(
    {
        "sent",
        "empty",
        "stopped",
        "again",
        "nothing",
        "taken",
        "back",
        "saved",
        "refused",
        "explain",
        "noted",
        "changed",
        "unknown",
        "photo",
        "given",
        "merged",
        "drafted",
        "submitted",
        "sending",
        "held",
        "ended",
        "assigned",
        "snoozed",
        "woken",
        "resolved",
        "when",
        "draft-kept",
        "filed-for",
        "filed",
        "joined",
        "person-changed",
        "person-out",
        "person-in",
        "last-admin",
        "password",
        "seat-ended",
        "second-removed",
        "need-second",
        "resting",
        "present",
        "canned-saved",
        "canned-dropped",
        "corrected",
        "review-approved",
        "review-rejected",
        "nobody",
        "tagged",
        "empty-note",
        "article-live",
        "article-withdrawn",
        "aside",
        "waits-again",
        "broadcast-own",
        "broadcast-nobody",
        "broadcast-dear",
        "broadcast-changed",
        "view-kept",
        "view-renamed",
        "view-shared",
        "view-own",
        "view-dropped",
        "view-restored",
    }
)
"""What a page may say at its top after something was done; the words are `told-<each>`."""
_ICONS: Mapping[str, str] = {
    **{name: name for name in ("sms", "whatsapp", "telegram")},
    "kannel": "sms",
}
"""The drawing of a channel; all others have that of a conversation."""
_MINUTE, _HOUR, _DAY = 60, 3600, 86400


class Pages:
    """Renders the console's pages in the operator's language and the city's time."""

    def __init__(
        self,
        tools: Tools,
        *,
        secure: bool = False,
        sign_on: bool = False,
        passwords: bool = True,
    ) -> None:
        self._tools = tools
        self._scheme = "https" if secure else "http"
        self._doors = {"sign_on": sign_on, "passwords": passwords}
        self._codes = {code: key for key, code in tools.pack.services.items()}
        self.voice = responses.load(tuple(LANGUAGES), folders=(HERE / "words",))

    @property
    def language(self) -> str:
        """The language of this browser; Indonesian unless another one was chosen."""
        chosen = request.cookies.get(LANGUAGE_COOKIE, "")
        return chosen if chosen in LANGUAGES else "id"

    def address(self, path: str) -> str:
        """Return the whole address of a page; a proxy may have ended the encryption."""
        return f"{self._scheme}://{request.host}{path}"

    def word(self, key: str, **facts: str | int) -> str:
        """Return the words called `key`."""
        return self.voice.words(key, facts, self.language)

    def show(self, template: str, **more: Any) -> str:
        """Return a page."""
        with self._tools.database.read() as session:
            now = self._tools.database.now(session)
            counts = (
                conversations.count(session, now),
                failures.count(session),
                broadcasts.count_waiting(session),
                questions.count(session),
            )
        told = request.args.get("told", "")
        return render_template(
            template,
            t=self.word,
            language=self.language,
            languages=LANGUAGES,
            operator=g.get("operator"),
            city=self._tools.pack,
            doors=self._doors,
            around=self._around,
            map_size=(minimap.WIDTH, minimap.HEIGHT),
            map_km=minimap.PER_KM,
            counts=counts,
            told=told if told in TOLD else "",
            moment=lambda at: self.moment(at, now),
            day=self.day,
            now=now,
            waited=lambda since: self.waited(now - since),
            channel=self.channel,
            may=lambda endpoint: roles.may(g.operator, endpoint),
            label=self.label,
            agency=self.agency,
            photo=photo,
            why=self.why,
            segments=sms.segments,
            **more,
        )

    def _around(self, at: Any) -> Sequence[Spot]:
        """Return what a small map shows around something with `lat` and `lon` (degrees)."""
        found = at if isinstance(at, Mapping) else {"lat": at.lat, "lon": at.lon}
        there = Point(lat=float(found["lat"]), lon=float(found["lon"]))
        return minimap.around(self._tools.pack.city.areas, there)

    def fragment(self, template: str, **more: Any) -> Response:
        """Return a part of a page that costs nothing to ask for again while it is the same."""
        response = make_response(self.show(template, **more))
        response.headers["Cache-Control"] = "private, no-cache"
        response.add_etag()
        response.make_conditional(request)
        return response

    def label(self, code: str) -> str:
        """Return how a category is called, given its id or its service code."""
        category = self._codes.get(code, code)
        known = self._tools.pack.city.categories.get(category)
        return known.labels.get(self.language, known.id) if known else code

    def agency(self, key: str) -> str:
        """Return how an agency is called in short."""
        known = self._tools.pack.agencies.get(key)
        return known.short if known else key

    def day(self, at: float) -> str:
        """Return the day of a moment (Unix seconds) in the city."""
        there = datetime.fromtimestamp(at, self._tools.pack.timezone)
        text: str = format_datetime(there, "EEE d MMM", locale=self.language)
        return text

    def refused(self, error: HTTPException) -> AnyResponse:
        """Return the page for an error: a sentence, and never what the caller sent."""
        if error.response is not None or error.code is None:
            return error.get_response()
        known = error.code if error.code in {401, 403, 404, 413} else 500
        why = "role" if error.description == NOT_YOURS else str(known)
        return make_response(
            self.show("error.html", code=known, words=f"error-{why}"), error.code
        )

    def moment(self, at: float, now: float) -> str:
        """Return a time (Unix seconds) in the city's clock: with the day unless it is today."""
        zone = self._tools.pack.timezone
        then, today = datetime.fromtimestamp(at, zone), datetime.fromtimestamp(now, zone)
        pattern = "HH:mm" if then.date() == today.date() else "d MMM HH:mm"
        text: str = format_datetime(then, pattern, locale=self.language)
        return text if self.language == "en" else text.replace(":", ".")

    def waited(self, seconds: float) -> str:
        """Return how long something waits, in the largest unit that says enough."""
        if seconds < _MINUTE:
            return self.word("waited-moment")
        if seconds < _HOUR:
            return self.word("waited-minutes", n=int(seconds // _MINUTE))
        if seconds < _DAY:
            minutes = int(seconds % _HOUR // _MINUTE)
            return self.word("waited-hours", n=int(seconds // _HOUR), minutes=minutes)
        return self.word("waited-days", n=int(seconds // _DAY))

    def why(self, error: str) -> str:
        """Return why a message was not sent: in words if it is a reason of ours."""
        key = f"error-{error}"
        return self.word(key) if key in self.voice.keys("id") else error

    def channel(self, name: str) -> tuple[str, str]:
        """Return the icon and the name of a channel; a simulated one says so."""
        plain = name.removeprefix(SIMULATED).removeprefix("twilio_")
        icon = _ICONS.get(plain, "web")
        key = f"channel-{plain}"
        label = self.word(key) if key in self.voice.keys("id") else plain
        return icon, self.word("simulated", channel=label) if name != plain and name.startswith(
            SIMULATED
        ) else label


def field(name: str, longest: int) -> str:
    """Return what a form says in the field `name`, fit for a database."""
    return clean(request.form.get(name, "")).strip()[:longest]


def page_number() -> int:
    """Return which page of a list is asked for, from 1."""
    said = request.args.get("page", "")
    return max(1, int(said)) if said.isascii() and said.isdigit() and len(said) < 7 else 1  # noqa: PLR2004 - pages


def mask(sender: str) -> str:
    """Return enough of a sender to tell two apart, and too little to write to one.

    >>> mask("+6281234567890"), mask("web-3f9c2e77"), mask("123")
    ('+6281 •••• 890', '•••• e77', '••••')
    """
    number = sender.startswith("+") and len(sender) >= 10  # noqa: PLR2004 - shorter says all
    tail = sender[-3:] if len(sender) >= 8 else ""  # noqa: PLR2004 - likewise
    return " ".join(filter(None, [sender[:5] if number else "", "••••", tail]))
