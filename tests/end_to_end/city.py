"""What a citizen's telephone does to a running installation, and what can be seen of it."""

import itertools
import sqlite3
import time
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any, ClassVar

import httpx

from tests.channels.callers.twilio import signature
from tests.end_to_end.peers import Peer
from tests.running import Running, eventually


@dataclass
class City:
    """A running installation and the two providers around it.

    `prism` and `contents` judge what goes to Twilio by its specifications.
    """

    account: ClassVar[str] = "AC" + "0" * 31 + "1"
    token: ClassVar[str] = "a token for tests"
    number: ClassVar[str] = "+12025550100"
    bot: ClassVar[str] = "123:TEST"
    secret: ClassVar[str] = "hush-telegram"

    running: Running
    twilio: Peer
    telegram: Peer
    prism: str
    contents: str
    numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def sms(self, sender: str, text: str) -> None:
        """Post what Twilio posts when `sender` writes an SMS."""
        self._form("twilio_sms", {"From": sender, "To": self.number, "Body": text})

    def whatsapp(self, sender: str, text: str, button: str = "") -> None:
        """Post what Twilio posts when `sender` writes on WhatsApp, or presses a button."""
        told = {"From": f"whatsapp:{sender}", "To": f"whatsapp:{self.number}", "Body": text}
        pressed = {"MessageType": "button", "ButtonText": text, "ButtonPayload": button}
        self._form("twilio_whatsapp", told | (pressed if button else {}))

    def receipt(self, channel: str, sid: str, status: str) -> None:
        """Post what became of a message."""
        self._form(f"{channel}/status", {"MessageSid": sid, "MessageStatus": status})

    def _form(self, path: str, form: dict[str, str]) -> None:
        sid = f"SM{time.time_ns():016x}{next(self.numbers):016x}"
        fields = {"MessageSid": sid, "AccountSid": self.account, "NumMedia": "0", **form}
        url = f"{self.running.web}/webhooks/{path}"
        proof = signature(self.token, url, list(fields.items()))
        answer = httpx.post(
            url, data=fields, headers={"X-Twilio-Signature": proof}, trust_env=False
        )
        assert answer.status_code == 200, answer.text

    def says(self, chat: int, text: str) -> None:
        """Post what Telegram posts when the owner of `chat` writes."""
        self._update(
            message={
                "message_id": next(self.numbers),
                "from": {"id": chat, "is_bot": False, "first_name": "Asep"},
                "chat": {"id": chat, "type": "private", "first_name": "Asep"},
                "date": int(time.time()),
                "text": text,
            }
        )

    def pins(self, chat: int, lat: float, lon: float) -> None:
        """Post what Telegram posts when the owner of `chat` sends a position."""
        self._update(
            message={
                "message_id": next(self.numbers),
                "from": {"id": chat, "is_bot": False, "first_name": "Asep"},
                "chat": {"id": chat, "type": "private", "first_name": "Asep"},
                "date": int(time.time()),
                "location": {"latitude": lat, "longitude": lon},
            }
        )

    def presses(self, chat: int, button: str) -> None:
        """Post what Telegram posts when the owner of `chat` presses a button."""
        self._update(
            callback_query={
                "id": str(next(self.numbers)),
                "from": {"id": chat, "is_bot": False, "first_name": "Asep"},
                "chat_instance": "1",
                "data": button,
            }
        )

    def _update(self, **update: Any) -> None:
        answer = httpx.post(
            f"{self.running.web}/webhooks/telegram",
            json={"update_id": next(self.numbers), **update},
            headers={"X-Telegram-Bot-Api-Secret-Token": self.secret},
            trust_env=False,
        )
        assert answer.status_code == 200, answer.text

    def desk(self, ticket: str) -> dict[str, Any]:
        """Return the report at the desk."""
        url = f"{self.running.web}/open311/v2/requests/{ticket}.json"
        found: list[dict[str, Any]] = eventually(lambda: _found(url))
        [report] = found
        return report

    def state(self, sid: str) -> str:
        """Return the status of the message the provider calls `sid`."""
        found = self._query("SELECT status FROM message WHERE external_id = ?", sid)
        return str(found[0][0]) if found else ""

    def failures(self, reason: str) -> int:
        """Return how many messages of ours failed because of `reason`."""
        asked = "SELECT count(*) FROM message WHERE status = 'failed' AND error = ?"
        return int(self._query(asked, reason)[0][0])

    def stopped(self, channel: str) -> int:
        """Return how many citizens of `channel` want no more messages."""
        asked = "SELECT count(*) FROM thread WHERE channel = ? AND stopped"
        return int(self._query(asked, channel)[0][0])

    def _query(self, asked: str, value: str) -> list[tuple[Any, ...]]:
        file = self.running.folder / "kentongan.db"
        with closing(sqlite3.connect(file, timeout=10)) as database:
            return database.execute(asked, (value,)).fetchall()

    def ask_the_judge(self, form: dict[str, str]) -> int:
        """Return what Prism answers to a message of our own making."""
        url = f"{self.prism}/2010-04-01/Accounts/{self.account}/Messages.json"
        login = (self.account, self.token)
        return httpx.post(url, data=form, auth=login, trust_env=False, timeout=20).status_code

    def said_nothing_of(self, *told: str) -> None:
        """Assert that no process wrote any of `told` anywhere."""
        logs = self.running.logs()
        assert [each for each in told if each in logs] == []


def _found(url: str) -> list[dict[str, Any]]:
    answer = httpx.get(url, trust_env=False)
    return list(answer.json()) if answer.status_code == 200 else []
