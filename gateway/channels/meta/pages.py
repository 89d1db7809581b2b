"""Private messages to a Facebook page (Messenger) or to the Instagram account linked to it.

https://developers.facebook.com/documentation/business-messaging/messenger-platform/send-messages;
all of it documented by the vendor, not tried live.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.model import Attachment, Outbound
from gateway.channel import AGENT, Form, Late
from gateway.channels.meta.events import OURS
from gateway.channels.meta.graph import Graph
from gateway.channels.meta.names import Names
from gateway.errors import AmbiguousError, RefusedError
from gateway.http import Download

DAY = 24 * 60 * 60.0
_LATE = Late(how=AGENT, seconds=7 * DAY)
FORMS: Mapping[str, Form] = {
    "messenger": Form(buttons=13, title=20, length=2000, window=DAY, late=_LATE),
    "instagram": Form(
        buttons=13, title=20, length=1000, counts_bytes=True, window=DAY, late=_LATE
    ),
}
HOSTS = frozenset({"fbcdn.net", "fbsbx.com", "cdninstagram.com"})
MEDIA: Mapping[str, str] = {"photo": "image", "video": "video", "voice": "audio"}
"""By kind; all others are of type `file`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The private messages of a page, or of the Instagram account linked to it.

    `page` is the page's id; `me` is whose token it is.
    """

    graph: Graph
    names: Names
    page: str
    name: str
    rate: float
    gap: float = 0.0

    @property
    def form(self) -> Form:
        """What a reply may look like."""
        return FORMS[self.name]

    def send(self, message: Outbound) -> str:
        """Send one message.

        A template is the same message under the tag of a human agent, which Meta takes for
        seven days and not for one; whether a person answers is the core's to know.
        """
        tagged = {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"}
        free = {"messaging_type": "RESPONSE"}
        sent = self.graph.post(
            f"{self.page}/messages",
            {
                "recipient": {"id": message.recipient},
                **(tagged if message.template else free),
                "message": _content(message),
            },
        )
        if not isinstance(sent.get("message_id"), str):
            raise AmbiguousError("meta: the answer names no message")
        return self.names.name(sent["message_id"])

    def sent_already(self, message: Outbound, since: float) -> str | None:  # noqa: ARG002
        """Return nothing: the echo of a message carries our reference and finds it sooner."""
        return None

    def attend(self, recipient: str, external_id: str) -> None:  # noqa: ARG002
        """Mark the conversation as read and show typing, which takes a call each."""
        for action in ("mark_seen", "typing_on"):
            asked = {"recipient": {"id": recipient}, "sender_action": action}
            self.graph.post(f"{self.page}/messages", asked)

    def file(self, reference: str) -> Download:
        """Return how to fetch a file, whose address came with the message."""
        return public_file(reference, self.graph)


def public_file(reference: str, graph: Graph) -> Download:
    """Return how to fetch a file that needs no token. Raises `RefusedError` if it is none."""
    if not reference:
        raise RefusedError("meta: no file")
    return Download(to="meta", url=reference, hosts=HOSTS, trusted=graph.trusted)


def _content(message: Outbound) -> dict[str, Any]:
    """Return text and choices, or a file.

    Files take no words here: one that comes with words is sent as its address below them.
    """
    ours = {"metadata": OURS + message.reference} if message.reference else {}
    if message.attachment and not message.text:
        return {"attachment": _media(message.attachment), **ours}
    lines = [message.text, message.attachment.reference if message.attachment else ""]
    replies = [
        {"content_type": "text", "title": label, "payload": payload}
        for payload, label in message.choices
    ]
    content: dict[str, Any] = {"text": "\n".join(filter(None, lines)), **ours}
    return {**content, "quick_replies": replies} if replies else content


def _media(file: Attachment) -> dict[str, Any]:
    payload = {"url": file.reference, "is_reusable": False}
    return {"type": MEDIA.get(file.kind, "file"), "payload": payload}
