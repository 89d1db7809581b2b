"""WhatsApp over Meta's Cloud API.

https://developers.facebook.com/documentation/business-messaging/whatsapp/reference; all of it
documented by the vendor, not tried live.
"""

import base64
import binascii
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from bot.model import Attachment, Outbound
from gateway.channel import TEMPLATE, Form, Late
from gateway.channels.meta.cloud import CHANNEL
from gateway.channels.meta.graph import Graph
from gateway.channels.meta.names import Names
from gateway.errors import AmbiguousError, RefusedError, WindowError
from gateway.http import Download

DAY = 24 * 60 * 60.0
FORM = Form(
    buttons=3,
    title=20,
    rows=10,
    row_title=24,
    length=4096,
    asking=1024,
    locations=True,
    window=DAY,
)
GAP = 1.0
"""Meta allows one citizen a message each six seconds in the long run, and more at a time; it
says by 131056 when it was too much."""
LONGEST_CAPTION = 1024
LONGEST_VARIABLE = 900
"""Characters of a template's variable: the whole filled-in body may have 1024."""
WITH_TEMPLATE = replace(FORM, late=Late(how=TEMPLATE, length=LONGEST_VARIABLE))
HOSTS = frozenset({"fbsbx.com"})
"""Files are at lookaside.fbsbx.com; the token is shown to nobody else."""
MEDIA: Mapping[str, str] = {"photo": "image", "video": "video"}
"""By kind. All others go as documents: audio takes no caption, a document any file."""
OPEN: Mapping[str, str] = {"id": "Pilih", "su": "Pilih", "en": "Choose"}
"""On the button that opens a list. WhatsApp asks for one and nothing else has it, so it is no
reply of the bot's that a city would word differently."""
_USER = re.compile(r"[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}")


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatsApp:
    """A telephone number of the city's; `number` is its id at Meta.

    `template` is approved in `languages`, the first of which is for everybody else.
    """

    graph: Graph
    names: Names
    number: str
    rate: float
    template: str = ""
    languages: Sequence[str] = ()
    gap: float = GAP
    name: str = CHANNEL

    @property
    def form(self) -> Form:
        """What a reply may look like."""
        return WITH_TEMPLATE if self.template else FORM

    def send(self, message: Outbound) -> str:
        """Send one message of the kind that holds all there is to say."""
        ours = {"biz_opaque_callback_data": message.reference} if message.reference else {}
        body = {**_to(message.recipient), **ours, **self._content(message)}
        sent = self.graph.post(
            f"{self.number}/messages",
            {"messaging_product": "whatsapp", "recipient_type": "individual", **body},
        )
        try:
            return self.names.name(sent["messages"][0]["id"])
        except (KeyError, IndexError, TypeError, AttributeError) as error:
            raise AmbiguousError("meta: the answer names no message") from error

    def sent_already(self, message: Outbound, since: float) -> str | None:  # noqa: ARG002
        """Return nothing: Meta cannot tell, but its statuses repeat our reference."""
        return None

    def attend(self, recipient: str, external_id: str) -> None:  # noqa: ARG002
        """Mark the message as read and show typing: one call, up to 25 s or until we answer."""
        seen = {
            "messaging_product": "whatsapp",
            "status": "read",
            "message_id": self.names.told(external_id),
            "typing_indicator": {"type": "text"},
        }
        self.graph.post(f"{self.number}/messages", seen)

    def file(self, reference: str) -> Download:
        """Ask where the file is, for it moves every five minutes, and how to check it."""
        if not reference:
            raise RefusedError("meta: no file")
        found = self.graph.get(
            f"{quote(reference, safe='')}?phone_number_id={quote(self.number, safe='')}"
        )
        url = found.get("url")
        if not isinstance(url, str):
            raise RefusedError("meta: a file without an address")
        return Download(
            to="meta",
            url=url,
            hosts=HOSTS,
            trusted=self.graph.trusted,
            headers=self.graph.headers,
            sha256=_hex(found.get("sha256")),
        )

    def _content(self, message: Outbound) -> dict[str, Any]:
        if message.template:
            return self._template(message)
        if message.attachment:
            return _file(message.attachment, message.text)
        if message.choices:
            return _choices(message)
        if message.location_label:
            return _interactive(message, "location_request_message", {"name": "send_location"})
        return _text(message.text)

    def _template(self, message: Outbound) -> dict[str, Any]:
        """Return the template around the text, on one line: a variable takes no others."""
        if not self.template:
            raise WindowError("meta: no template is set", "131047")
        code = next(
            (each for each in self.languages if _speaks(each, message.language)),
            self.languages[0],
        )
        variable = {"type": "text", "text": " ".join(message.text.split())[:LONGEST_VARIABLE]}
        template = {
            "name": self.template,
            "language": {"code": code},
            "components": [{"type": "body", "parameters": [variable]}],
        }
        return {"type": "template", "template": template}


def _to(recipient: str) -> dict[str, str]:
    """Return how to address a BSUID or, what older conversations have, a telephone number.

    A BSUID as `to` is taken and never arrives (github.com/chatwoot/chatwoot/pull/15150).
    """
    return {"recipient" if _USER.fullmatch(recipient) else "to": recipient}


def _speaks(code: str, language: str) -> bool:
    return bool(language) and code.partition("_")[0] == language


def _text(words: str) -> dict[str, Any]:
    return {"type": "text", "text": {"body": words, "preview_url": False}}


def _file(file: Attachment, words: str) -> dict[str, Any]:
    """Return a file under its words; more than a caption takes stand above its address."""
    if len(words) > LONGEST_CAPTION:
        return _text(f"{words}\n{file.reference}")
    kind = MEDIA.get(file.kind, "document")
    caption = {"caption": words} if words else {}
    return {"type": kind, kind: {"link": file.reference, **caption}}


def _choices(message: Outbound) -> dict[str, Any]:
    if len(message.choices) <= FORM.buttons:
        buttons = [
            {"type": "reply", "reply": {"id": payload, "title": label}}
            for payload, label in message.choices
        ]
        return _interactive(message, "button", {"buttons": buttons})
    rows = [{"id": payload, "title": label} for payload, label in message.choices]
    label = OPEN.get(message.language, OPEN["id"])
    return _interactive(message, "list", {"button": label, "sections": [{"rows": rows}]})


def _interactive(message: Outbound, kind: str, action: Mapping[str, Any]) -> dict[str, Any]:
    asked = {"type": kind, "body": {"text": message.text}, "action": action}
    return {"type": "interactive", "interactive": asked}


def _hex(digest: Any) -> str:
    """Return a SHA-256 in hex; Meta writes it so or in base64. Anything else is no digest.

    >>> _hex("AA==" * 3), _hex("A" * 43 + "=")
    ('', '0000000000000000000000000000000000000000000000000000000000000000')
    """
    if not isinstance(digest, str):
        return ""
    if re.fullmatch(r"[0-9a-fA-F]{64}", digest):
        return digest.lower()
    try:
        raw = base64.b64decode(digest, validate=True)
    except (binascii.Error, ValueError):
        return ""
    return raw.hex() if len(raw) == 32 else ""  # noqa: PLR2004 - bytes of a SHA-256
