"""What citizens say, and the webhook each sentence becomes on its channel."""

import base64
import hashlib
import hmac
import itertools
import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlencode

DIALOGUES: Mapping[str, Sequence[str]] = {
    "report in one message": (
        "lampu jalan mati di jl dago no {n} dekat simpang udah 3 hari",
        "ya",
    ),
    "report step by step": (
        "mau lapor",
        "lampu jalan no {n} mati sudah 3 hari",
        "jl dago no {n}",
        "ya",
    ),
    "questions": ("halo", "cuaca di jl dago no {n} besok gimana", "makasih ya"),
}
HOUSES = 9973
FORM = "application/x-www-form-urlencoded"
_numbers = itertools.count(time.time_ns() // 1_000_000 % 90_000_000)


class Post(NamedTuple):
    """A webhook ready to be posted, and the recipient its reply will be addressed to."""

    path: str
    headers: Mapping[str, str]
    body: bytes


class Citizen(NamedTuple):
    """Somebody new: `number` makes the telephone number and the chat id."""

    number: int

    @property
    def phone(self) -> str:
        """An Indonesian mobile number in E.164."""
        return f"+62812{self.number % 100_000_000:08d}"

    def words(self, text: str) -> str:
        """Return `text` with a house number of one's own, so that no cache has seen it."""
        return text.replace("{n}", str(self.number % HOUSES + 1))

    @property
    def chat(self) -> int:
        """A Telegram user id."""
        return 700_000_000 + self.number


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """Where one channel of a system takes its webhooks, and the secrets it shares with us.

    `write` makes the post, `recipient` the name under which the provider sees the citizen.
    """

    channel: str
    path: str
    public_url: str
    secret: str
    account: str = ""
    number: str = ""

    def write(self, citizen: Citizen, text: str) -> Post:
        """Return the webhook that brings `text` from `citizen`."""
        return _WRITERS[self.channel](self, citizen, citizen.words(text))

    def recipient(self, citizen: Citizen) -> str:
        """Return how the provider call names this citizen."""
        return citizen.phone if self.channel == "twilio_sms" else str(citizen.chat)


def newcomer() -> Citizen:
    """Return a citizen nobody has met before."""
    return Citizen(next(_numbers))


def _twilio(door: Door, citizen: Citizen, text: str) -> Post:
    sid = f"SM{next(_numbers):032x}"
    form = {
        "MessageSid": sid,
        "SmsMessageSid": sid,
        "SmsSid": sid,
        "AccountSid": door.account,
        "From": citizen.phone,
        "To": door.number,
        "Body": text,
        "NumMedia": "0",
        "NumSegments": "1",
        "SmsStatus": "received",
        "ApiVersion": "2010-04-01",
        "FromCountry": "ID",
        "ToCountry": "ID",
    }
    signed = door.public_url + door.path + "".join(k + form[k] for k in sorted(form))
    digest = hmac.new(door.secret.encode(), signed.encode(), hashlib.sha1).digest()
    signature = base64.b64encode(digest).decode()
    headers = {"Content-Type": FORM, "X-Twilio-Signature": signature}
    return Post(door.path, headers, urlencode(form).encode())


def _telegram(door: Door, citizen: Citizen, text: str) -> Post:
    person = {"id": citizen.chat, "is_bot": False, "first_name": "Siti", "language_code": "id"}
    message = {
        "message_id": next(_numbers),
        "from": person,
        "date": int(time.time()),
        "text": text,
        "chat": {"id": citizen.chat, "type": "private", "first_name": "Siti"},
    }
    headers = {
        "Content-Type": "application/json",
        "X-Telegram-Bot-Api-Secret-Token": door.secret,
    }
    update = {"update_id": next(_numbers), "message": message}
    return Post(door.path, headers, json.dumps(update).encode())


_WRITERS: Mapping[str, Callable[[Door, Citizen, str], Post]] = {
    "twilio_sms": _twilio,
    "telegram": _telegram,
}
