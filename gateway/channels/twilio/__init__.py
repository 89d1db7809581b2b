"""SMS and WhatsApp through Twilio.

Signatures by Twilio's own validator, calls by Twilio's own client over our transport. Facts of
the protocol: https://www.twilio.com/docs/usage/webhooks/webhooks-security and
https://www.twilio.com/docs/messaging/api/message-resource.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Self
from urllib.parse import parse_qs, urlencode, urlsplit

from bot.model import Outbound
from gateway.channel import POSTED, TEMPLATE, Form, Late, Received, Webhook
from gateway.channels.twilio import forms
from gateway.channels.twilio.account import Account
from gateway.channels.twilio.contents import Contents
from gateway.channels.twilio.forms import PREFIX
from gateway.errors import RefusedError, WindowError
from gateway.http import Download, Http
from gateway.settings import Settings

LONGEST = 1600
LONGEST_VARIABLE = 900
"""Characters of a template's variable: the whole filled-in body may have 1024."""
SMS = Form(length=LONGEST, gsm7=True)
WHATSAPP = Form(
    buttons=3, title=20, rows=10, row_title=24, length=LONGEST, asking=1024, window=86_400
)
WITH_TEMPLATE = replace(WHATSAPP, late=Late(how=TEMPLATE, length=LONGEST_VARIABLE))
CONTENT_REFUSED = frozenset({"20404", "21655", "21656"})
"""Codes that say that a content is gone or does not take its words; the text still may go."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Twilio:
    """One of Twilio's two channels to us: `twilio_sms` or `twilio_whatsapp`.

    `sender` is in Twilio's words who sends, `ours` our own number, `template` the content that
    is taken outside WhatsApp's window.
    """

    name: str
    account: Account
    callback: str
    sender: Mapping[str, str]
    ours: str
    rate: float
    form: Form = SMS
    prefix: str = ""
    template: str = ""
    contents: Contents | None = None
    gap: float = 0.0
    methods: frozenset[str] = POSTED

    @property
    def carriers(self) -> tuple[Self]:
        """The one channel."""
        return (self,)

    @classmethod
    def sms(cls, settings: Settings, http: Http) -> Self | None:
        """Return the SMS channel, if its secrets are set."""
        account = Account.configured(settings, http)
        service, number = settings.twilio_messaging_service_sid, settings.twilio_sms_from
        if account is None or not (service or number):
            return None
        return cls(
            name="twilio_sms",
            account=account,
            callback=f"{settings.public_url}/webhooks/twilio_sms/status",
            sender={"messaging_service_sid": service} if service else {"from_": number},
            ours=number,
            rate=settings.twilio_sms_rate,
        )

    @classmethod
    def whatsapp(cls, settings: Settings, http: Http) -> Self | None:
        """Return the WhatsApp channel, if its secrets are set."""
        account = Account.configured(settings, http)
        number = settings.twilio_whatsapp_from.removeprefix(PREFIX)
        if account is None or not number:
            return None
        url = settings.twilio_content_url
        return cls(
            name="twilio_whatsapp",
            account=account,
            callback=f"{settings.public_url}/webhooks/twilio_whatsapp/status",
            sender={"from_": PREFIX + number},
            ours=number,
            rate=settings.twilio_whatsapp_rate,
            form=WITH_TEMPLATE if settings.twilio_whatsapp_template else WHATSAPP,
            prefix=PREFIX,
            template=settings.twilio_whatsapp_template,
            contents=Contents(http=http, url=url, login=account.login),
        )

    def receive(self, call: Webhook) -> Received:
        """Read a message or a status callback."""
        fields = self.account.genuine(call)
        reference = parse_qs(urlsplit(call.url).query).get("m", [""])[-1]
        return forms.read(fields, self.name, ours=self.ours, reference=reference)

    def send(self, message: Outbound) -> str:
        """Send through Twilio's API; the same call for SMS and WhatsApp."""
        if message.template and self.form.window:
            return self.account.send(self._templated(message))
        filled = self._filled(message)
        if self.contents is None or filled is None:
            return self.account.send(self._written(message))
        try:
            return self.account.send({**self._addressed(message), **filled})
        except RefusedError as error:
            if error.code not in CONTENT_REFUSED:
                raise
        self.contents.forget(filled["content_sid"])
        return self.account.send(self._written(message))

    def sent_already(self, message: Outbound, since: float) -> str | None:
        """Look for the message among those Twilio took from us for this citizen.

        What was made from a content may read otherwise there: then nobody can tell.
        """
        taken = self.account.sent_to(self.prefix + message.recipient, since)
        texts = {message.text, _numbered(message)}
        found = next((sid for sid, text in taken.items() if text in texts), "")
        made = message.choices or message.template
        return None if taken and made and not found else found

    def file(self, reference: str) -> Download:
        """Return how to fetch a file that came with a message."""
        return self.account.file(reference)

    def _addressed(self, message: Outbound) -> dict[str, Any]:
        """Return to whom a message goes, by whom, and where we want to hear of it."""
        told = f"?{urlencode({'m': message.reference})}" if message.reference else ""
        to = self.prefix + message.recipient
        return {"to": to, "status_callback": self.callback + told, **self.sender}

    def _written(self, message: Outbound) -> dict[str, Any]:
        form = self._addressed(message)
        text = _numbered(message)
        if text or not message.attachment:
            form["body"] = text
        if message.attachment:
            form["media_url"] = [message.attachment.reference]
        return form

    def _filled(self, message: Outbound) -> Mapping[str, str] | None:
        """Return the content for a message with choices; a content holds no file."""
        if self.contents is None or not message.choices or message.attachment:
            return None
        return self.contents.filled(message, self.form)

    def _templated(self, message: Outbound) -> dict[str, Any]:
        if not self.template:
            raise WindowError("twilio: no template is set")
        variables = json.dumps({"1": " ".join(message.text.split())}, ensure_ascii=False)
        content = {"content_sid": self.template, "content_variables": variables}
        return self._addressed(message) | content


def _numbered(message: Outbound) -> str:
    """Return the text with its choices as lines, for want of buttons."""
    labels = [f"{number}. {label}" for number, (_, label) in enumerate(message.choices, 1)]
    return "\n".join(filter(None, (message.text, *labels)))[:LONGEST]
