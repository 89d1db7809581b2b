"""Buttons and lists on WhatsApp, which Twilio sends only from contents made beforehand.

We make one content for each shape (so many choices under so many lines) whose words are all
variables, find it again by its name, and fill it in with every message. Such contents need no
approval within WhatsApp's window of a day. Rules: https://www.twilio.com/docs/content; a
variable holds no line break and is not empty (error 21656). Documented by the vendor, not
tried live.
"""

import json
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import structlog

from bot.model import Outbound
from gateway.channel import Form
from gateway.errors import BadAnswerError, CallError
from gateway.http import Http, Request

log = structlog.get_logger()
MOST_VARIABLES = 100
PAUSE = 60.0
"""Seconds in which questions go out as numbered lines, after Twilio gave no content."""
SAMPLE = "..."
OPEN: Mapping[str, str] = {"id": "Pilih", "su": "Pilih", "en": "Choose"}
"""What stands on the button that opens a list."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A content without its words: `quick-reply` or `list-picker`."""

    kind: str
    lines: int
    choices: int

    @property
    def name(self) -> str:
        """The name under which the content is found again."""
        return f"kentongan-{self.kind}-{self.lines}-{self.choices}"

    def types(self) -> Mapping[str, Any]:
        """Return the content as Twilio describes it, with a variable for every word."""
        variables = _variables()
        body = "\n".join(next(variables) for _ in range(self.lines))
        pairs = self._pairs(variables)
        if self.kind == "quick-reply":
            actions = [{"type": "QUICK_REPLY", "title": t, "id": i} for t, i in pairs]
            return {"twilio/quick-reply": {"body": body, "actions": actions}}
        items = [{"item": title, "id": id_} for title, id_ in pairs]
        button = next(variables)
        return {"twilio/list-picker": {"body": body, "button": button, "items": items}}

    def _pairs(self, variables: Iterator[str]) -> list[tuple[str, str]]:
        return [(next(variables), next(variables)) for _ in range(self.choices)]


@dataclass(slots=True, kw_only=True)
class Contents:
    """The contents of an account; `sids` are those we know, by name.

    Where Twilio does not give us one, it is not asked again before `again` (of a steady clock).
    """

    http: Http
    url: str
    login: tuple[str, str]
    sids: dict[str, str] = field(default_factory=dict[str, str])
    again: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def filled(self, message: Outbound, form: Form) -> Mapping[str, str] | None:
        """Return what to send for `message`, or nothing if it cannot be had as a content."""
        lines = [" ".join(line.split()) for line in message.text.splitlines() if line.strip()]
        kind = "quick-reply" if len(message.choices) <= form.buttons else "list-picker"
        shape = Shape(kind, len(lines), len(message.choices))
        words = [*lines, *(word for id_, title in message.choices for word in (title, id_))]
        if kind == "list-picker":
            words.append(OPEN.get(message.language, OPEN["id"]))
        fits = lines and len(words) <= MOST_VARIABLES and len(message.choices) <= form.rows
        sid = self._sid(shape, len(words)) if fits and all(words) else ""
        if not sid:
            return None
        variables = {str(number): word for number, word in enumerate(words, 1)}
        return {
            "content_sid": sid,
            "content_variables": json.dumps(variables, ensure_ascii=False),
        }

    def forget(self, sid: str) -> None:
        """Look for this content again the next time: Twilio would not take it."""
        with self.lock:
            for name in [name for name, known in self.sids.items() if known == sid]:
                del self.sids[name]

    def _sid(self, shape: Shape, variables: int) -> str:
        """Return the id of a content, made if need be, or nothing if it cannot be had."""
        with self.lock:  # one thread makes it, the others find it
            if shape.name not in self.sids and time.monotonic() >= self.again:
                try:
                    self.sids[shape.name] = self._find(shape) or self._make(shape, variables)
                except CallError as error:
                    self.again = time.monotonic() + PAUSE
                    log.warning("content_not_had", shape=shape.name, error=type(error).__name__)
            return self.sids.get(shape.name, "")

    def _find(self, shape: Shape) -> str:
        found = self._ask(
            "GET", f"{self.url}/v2/Content", params={"ContentName": f"^{shape.name}$"}
        )
        try:
            mine = (each for each in found["contents"] if each["friendly_name"] == shape.name)
            return next((str(each["sid"]) for each in mine), "")
        except (TypeError, KeyError) as error:
            raise BadAnswerError("twilio: no list of contents") from error

    def _make(self, shape: Shape, variables: int) -> str:
        content = {
            "friendly_name": shape.name,
            "language": "id",
            "variables": {str(number): SAMPLE for number in range(1, variables + 1)},
            "types": shape.types(),
        }
        made = self._ask("POST", f"{self.url}/v1/Content", json=content)
        try:
            return str(made["sid"])
        except (TypeError, KeyError) as error:
            raise BadAnswerError("twilio: no content") from error

    def _ask(self, method: str, url: str, **more: Any) -> Any:
        request = Request(to="twilio", method=method, url=url, auth=self.login, **more)
        return self.http.fetch(request).json()


def _variables() -> Iterator[str]:
    number = 0
    while True:
        number += 1
        yield f"{{{{{number}}}}}"
