"""What the chat API tells of a conversation: its messages, its stream, where it stands."""

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gateway.chat import Chat
from gateway.sms import segments
from gateway.store import threads, transcripts
from gateway.store.transcripts import Line
from gateway.tools import Tools

LOOK_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose messages are wanted: those after the message `after`."""

    channel: str
    sender: str
    after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Teller:
    """Tells conversations; in `demo` mode also what the bot heard and where it stands.

    A stream `lasts` so many seconds and says something at least every `quiet` seconds.
    """

    chats: Mapping[str, Chat]
    tools: Tools
    demo: bool
    lasts: float = 55.0
    quiet: float = 15.0

    def lines(self, asked: Asked) -> Sequence[Line]:
        """Return the messages asked for, the citizen's and ours, oldest first."""
        chat = self.chats.get(asked.channel)
        if chat is None:
            return []
        with self.tools.database.read() as session:
            thread = threads.find(session, self.tools.seal, chat.name, asked.sender)
            if thread is None:
                return []
            return transcripts.read(session, thread, after=asked.after)

    def state(self, asked: Asked) -> dict[str, Any] | None:
        """Return where the conversation is, or None if there is none."""
        chat = self.chats.get(asked.channel)
        if chat is None:
            return None
        with self.tools.database.read() as session:
            thread = threads.find(session, self.tools.seal, chat.name, asked.sender)
            if thread is None:
                return None
            now = threads.load(session, self.tools.seal, [thread])[thread].conversation
        names = ("owner", "language", "flow", "awaiting", "ticket")
        return {name: getattr(now, name) for name in names}

    def events(self, asked: Asked, gone: Callable[[], bool] = lambda: False) -> Iterator[str]:
        """Yield server-sent events as messages come, for a while; browsers then reconnect.

        It ends at once when the listener is `gone`: it holds a thread, and there are few.
        """
        look: Callable[[int], Sequence[Line]] = lambda after: self.lines(  # noqa: E731
            Asked(asked.channel, asked.sender, after)
        )
        yield ": hello\n\n"
        after, end, spoke = asked.after, time.monotonic() + self.lasts, time.monotonic()
        while (now := time.monotonic()) < end and not gone():
            for line in look(after):
                after, spoke = line.id, now
                yield f"id: {line.id}\ndata: {json.dumps(self.shown(line))}\n\n"
            if now - spoke > self.quiet:
                spoke = now
                yield ": still here\n\n"
            time.sleep(LOOK_SECONDS)

    def shown(self, line: Line) -> dict[str, Any]:
        """Return a message as the API tells it: who said what, with which choices, and when."""
        content = line.content
        shown: dict[str, Any] = {
            "id": line.id,
            "direction": line.direction,
            "author": line.author,
            "text": line.text,
            "choices": [
                {"button": payload, "label": label}
                for payload, label in content.get("choices", ())
            ],
            "location_label": content.get("location_label", ""),
            "at": line.at,
        }
        if line.direction == "in":
            said = ("button", "location")
            shown |= {key: content[key] for key in said if key in content}
            files = content.get("attachments", ())
            shown |= (
                {"attachments": [self._file(each, line.at) for each in files]} if files else {}
            )
        return shown | _inside(line) if self.demo else shown

    def _file(self, attachment: Mapping[str, Any], at: float) -> dict[str, str]:
        """Return what was sent, with the address at which its sender sees it again."""
        path = self.tools.links.path(str(attachment["reference"]), at)
        return {"kind": str(attachment["kind"]), "url": path}


def _inside(line: Line) -> dict[str, Any]:
    """Return what only the simulator shows of a message."""
    cost = segments(line.text)
    return {
        "heard": line.heard,
        "status": line.status,
        "answers": line.answers,
        "done_at": line.done_at,
        "sms": {"alphabet": cost.alphabet, "segments": cost.count},
    }
