"""The chat API: `POST /api/chat/messages`, `GET /api/chat/messages`, `GET /api/chat/stream`.

A message's id is a number that grows; what was said after it has a larger one, so the id that
POST returns serves as `after`. GET tells our replies, with `history=1` the citizen's words too;
the stream always tells both. A process holds few streams; whoever gets a 503 asks GET instead.
"""

import uuid
from threading import BoundedSemaphore
from typing import Annotated, Any, Literal

from flask import Blueprint, Response, jsonify, request
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.model import Attachment
from bot.place import Point
from gateway import listeners
from gateway.chat import Site, chats, photos, taking
from gateway.chat.guard import ForeignError, Guard, TooFastError
from gateway.chat.photos import BadPhotoError
from gateway.chat.taking import Said
from gateway.chat.telling import Asked, Teller
from gateway.media.storage import Storage
from gateway.outside import LONGEST
from gateway.tools import Tools

STREAMS = 12
"""Streams open at once in a process: each holds a thread that webhooks would miss."""
Answer = tuple[dict[str, Any], int]
_SENDER = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9+_.:-]+$")]
_DIGITS = 18  # of a message's id


class BadRequestError(Exception):
    """The question cannot be answered as it is put; the text says why."""


class _Location(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=False)

    lat: Annotated[float, Field(ge=-90, le=90)]
    lon: Annotated[float, Field(ge=-180, le=180)]


class _Message(BaseModel):
    model_config = ConfigDict(extra="forbid")

    channel: Literal["web", "sms", "whatsapp", "telegram"]
    sender: _SENDER
    text: Annotated[str, Field(max_length=LONGEST)] = ""
    button: Annotated[str, Field(max_length=200)] = ""
    location: _Location | None = None
    photo: str = ""
    id: Annotated[str, Field(max_length=64, pattern=r"^[A-Za-z0-9_.:-]*$")] = ""


def blueprint(tools: Tools, site: Site) -> Blueprint:
    """Return the API of the chats that are open; in demo mode it tells what the bot heard."""
    api = Blueprint("chat_api", __name__, url_prefix="/api/chat")
    teller = Teller(chats=chats(demo=site.demo), tools=tools, demo=site.demo)
    door = _Door(teller, Guard(tools, site))
    api.add_url_rule("/messages", view_func=door.post, methods=["POST"])
    api.add_url_rule("/messages", view_func=door.get)
    api.add_url_rule("/stream", view_func=door.stream)
    api.register_error_handler(BadRequestError, _bad)
    api.register_error_handler(ForeignError, _foreign)
    api.register_error_handler(TooFastError, _too_fast)
    return api


class _Door:
    """What the addresses of the API do."""

    def __init__(self, teller: Teller, guard: Guard) -> None:
        self._teller = teller
        self._guard = guard
        self._free = BoundedSemaphore(STREAMS)

    def post(self) -> Answer:
        """Keep what a citizen says and return its id."""
        try:
            said = _Message.model_validate_json(request.get_data())
        except ValidationError as error:
            return {"errors": _faults(error)}, 400
        chat = self._teller.chats.get(said.channel)
        if chat is None:
            return {"errors": [f"channel: {said.channel} is not open here"]}, 404
        self._guard.check(chat, said.sender)
        tools = self._teller.tools
        return {"id": taking.keep(_said(said, tools.storage), chat, tools)}, 202

    def get(self) -> Answer:
        """Return what was said after a message."""
        asked = _asked()
        lines = self._teller.lines(asked)
        if request.args.get("history") != "1":
            lines = [line for line in lines if line.direction == "out"]
        told: dict[str, Any] = {"messages": [self._teller.shown(line) for line in lines]}
        if self._teller.demo:
            told["conversation"] = self._teller.state(asked)
        return told, 200

    def stream(self) -> Response:
        """Return what is said from now on, as it is said."""
        asked = _asked()
        if not self._free.acquire(blocking=False):
            return listeners.busy(5)
        response = listeners.stream(
            self._teller.events(asked, listeners.hung_up(request.environ))
        )
        response.call_on_close(self._free.release)
        return response


def _asked() -> Asked:
    seen = request.headers.get("Last-Event-ID") or request.args.get("after") or "0"
    if not (seen.isascii() and seen.isdigit() and len(seen) < _DIGITS):
        raise BadRequestError("after: must be the id of a message")
    sender = request.args.get("sender", "")
    if not sender:
        raise BadRequestError("sender: is missing")
    return Asked(request.args.get("channel", "web"), sender, int(seen))


def _said(said: _Message, storage: Storage) -> Said:
    if not (said.text.strip() or said.button or said.location or said.photo):
        raise BadRequestError("text: say something, press a button or send a location")
    point = said.location
    return Said(
        sender=said.sender,
        id=said.id or uuid.uuid4().hex,
        text=said.text,
        button=said.button,
        location=Point(lat=point.lat, lon=point.lon) if point else None,
        photos=(_photo(said.photo, storage),) if said.photo else (),
    )


def _photo(data_url: str, storage: Storage) -> Attachment:
    try:
        return photos.keep(data_url, storage)
    except BadPhotoError as error:
        raise BadRequestError(f"photo: {error}") from error


def _bad(error: BadRequestError) -> tuple[Response, int]:
    return jsonify(errors=[str(error)]), 400


def _foreign(error: ForeignError) -> tuple[Response, int]:
    return jsonify(errors=[str(error)]), 403


def _too_fast(error: TooFastError) -> tuple[Response, int, dict[str, str]]:
    return jsonify(errors=[str(error)]), 429, {"Retry-After": str(error.seconds)}


def _faults(error: ValidationError) -> list[str]:
    return [
        f"{'.'.join(str(part) for part in each['loc']) or 'body'}: {each['msg']}"
        for each in error.errors()
    ]
