"""SMS and WhatsApp through Twilio.

Signatures by Twilio's own validator, calls by Twilio's own client over our transport. Facts of
the protocol: https://www.twilio.com/docs/usage/webhooks/webhooks-security and
https://www.twilio.com/docs/messaging/api/message-resource.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self
from urllib.parse import parse_qsl

from twilio.base.exceptions import TwilioException
from twilio.request_validator import RequestValidator
from twilio.rest import Client
from werkzeug.datastructures import MultiDict

from bot.model import Outbound
from gateway.channel import POSTED, Form, Received, Webhook
from gateway.channels.twilio import forms
from gateway.channels.twilio.forms import PREFIX
from gateway.channels.twilio.transport import Transport, read_error
from gateway.errors import BadWebhookError
from gateway.http import Download, Http
from gateway.settings import Settings

SIGNATURE = "x-twilio-signature"
MOST_FIELDS = 200
LONGEST = 1600
LOOKED_AT = 50
"""The newest messages to a citizen, among which one we may have sent is looked for."""
UNREADABLE = (ValueError, TypeError, KeyError, AttributeError)
"""What Twilio's client raises when an answer is no message."""


@dataclass(frozen=True, slots=True)
class Twilio:
    """One of Twilio's two channels to us: `twilio_sms` or `twilio_whatsapp`."""

    name: str
    form: Form
    rate: float
    sender: Mapping[str, str]
    callback: str
    validator: RequestValidator
    client: Client
    prefix: str = ""
    gap: float = 0.0
    methods: frozenset[str] = POSTED

    @property
    def carriers(self) -> tuple[Self]:
        """The one channel."""
        return (self,)

    @classmethod
    def sms(cls, settings: Settings, http: Http) -> Self | None:
        """Return the SMS channel, if its secrets are set."""
        service = settings.twilio_messaging_service_sid
        number = settings.twilio_sms_from
        sender = {"messaging_service_sid": service} if service else {"from_": number}
        if not _enabled(settings) or not (service or number):
            return None
        form = Form(length=LONGEST, gsm7=True)
        tools = _tools(settings, http, "twilio_sms")
        return cls("twilio_sms", form, settings.twilio_sms_rate, sender, *tools)

    @classmethod
    def whatsapp(cls, settings: Settings, http: Http) -> Self | None:
        """Return the WhatsApp channel, if its secrets are set."""
        if not _enabled(settings) or not settings.twilio_whatsapp_from:
            return None
        sender = {"from_": PREFIX + settings.twilio_whatsapp_from.removeprefix(PREFIX)}
        tools = _tools(settings, http, "twilio_whatsapp")
        rate = settings.twilio_whatsapp_rate
        return cls("twilio_whatsapp", Form(length=LONGEST), rate, sender, *tools, PREFIX)

    def receive(self, call: Webhook) -> Received:
        """Read a message or a status callback."""
        return forms.read(self._genuine(call), self.name)

    def send(self, message: Outbound) -> str:
        """Send through Twilio's API; the same call for SMS and WhatsApp."""
        try:
            sent = self.client.messages.create(
                to=self._to(message),
                body=message.text,
                status_callback=self.callback,
                **self.sender,
            )
        except (TwilioException, *UNREADABLE) as error:
            raise read_error(error) from error
        return str(sent.sid)

    def sent_already(self, message: Outbound, since: float) -> str | None:
        """Look for the message among those Twilio took from us for this citizen.

        Not asked for by date: a message that still waits at Twilio has no date sent.
        """
        after = datetime.fromtimestamp(since, UTC).replace(microsecond=0)
        try:
            taken = self.client.messages.list(to=self._to(message), limit=LOOKED_AT)
        except (TwilioException, *UNREADABLE) as error:
            raise read_error(error) from error
        for each in taken:
            recent = each.date_created is None or each.date_created >= after
            if each.body == message.text and recent and "outbound" in str(each.direction):
                return str(each.sid)
        return ""

    def file(self, reference: str) -> Download:
        """Return how to fetch a file that came with a message."""
        raise NotImplementedError

    def _to(self, message: Outbound) -> str:
        return self.prefix + message.recipient

    def _genuine(self, call: Webhook) -> dict[str, str]:
        """Return the fields of a signed call. Raises `BadWebhookError`."""
        signature = call.headers.get(SIGNATURE, "")
        try:
            fields = parse_qsl(
                call.body.decode("utf-8"),
                keep_blank_values=True,
                errors="strict",
                max_num_fields=MOST_FIELDS,
            )
            genuine = bool(signature) and self.validator.validate(
                call.url, MultiDict(fields), signature
            )
        except (ValueError, TypeError) as error:  # Unicode errors are ValueErrors
            raise BadWebhookError("not a form of Twilio's") from error
        if not genuine:
            raise BadWebhookError("wrong signature")
        return dict(fields)


def _enabled(settings: Settings) -> bool:
    return bool(settings.twilio_account_sid and settings.twilio_auth_token.get_secret_value())


def _tools(settings: Settings, http: Http, name: str) -> tuple[str, RequestValidator, Client]:
    token = settings.twilio_auth_token.get_secret_value()
    client = Client(settings.twilio_account_sid, token, http_client=Transport(http))
    client.api.base_url = settings.twilio_api_url
    callback = f"{settings.public_url}/webhooks/{name}/status"
    return callback, RequestValidator(token), client
