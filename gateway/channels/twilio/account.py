"""An account at Twilio: proves its calls, makes ours, fetches its files."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

from twilio.base.exceptions import TwilioException
from twilio.request_validator import RequestValidator
from twilio.rest import Client
from werkzeug.datastructures import MultiDict

from gateway.channel import Webhook
from gateway.channels.twilio.transport import Transport, read_error
from gateway.errors import BadWebhookError
from gateway.http import Download, Http, hosts
from gateway.settings import Settings

SIGNATURE = "x-twilio-signature"
MOST_FIELDS = 200
LOOKED_AT = 50
"""The newest messages to a citizen, among which one we may have sent is looked for."""
LARGEST = 16 * 1024 * 1024
"""Bytes of a file that came with a message."""
MEDIA = frozenset({"api.twilio.com", "twiliocdn.com"})
"""Where media are, and where Twilio sends on whoever asks there (media., mms.)."""
UNREADABLE = (ValueError, TypeError, KeyError, AttributeError)
"""What Twilio's client raises when an answer is no message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What both channels share. `login` is account sid and token, `api` the API's host."""

    login: tuple[str, str]
    api: frozenset[str]
    client: Client
    validator: RequestValidator
    algorithm: str

    @classmethod
    def configured(cls, settings: Settings, http: Http) -> Self | None:
        """Return the account, if its secrets are set."""
        sid, token = settings.twilio_account_sid, settings.twilio_auth_token.get_secret_value()
        if not sid or not token:
            return None
        client = Client(sid, token, http_client=Transport(http))
        client.api.base_url = settings.twilio_api_url
        return cls(
            login=(sid, token),
            api=frozenset(hosts([settings.twilio_api_url])),
            client=client,
            validator=RequestValidator(
                settings.twilio_signature_key.get_secret_value() or token
            ),
            algorithm=settings.twilio_signature_algorithm,
        )

    def genuine(self, call: Webhook) -> dict[str, str]:
        """Return the fields of a signed call. Raises `BadWebhookError`.

        A header of the call's may name an algorithm: ours is the one that was agreed on.
        """
        signature = call.headers.get(SIGNATURE, "")
        try:
            fields = parse_qsl(
                call.body.decode("utf-8"),
                keep_blank_values=True,
                errors="strict",
                max_num_fields=MOST_FIELDS,
            )
            genuine = bool(signature) and self.validator.validate(
                call.url, MultiDict(fields), signature, self.algorithm
            )
        except (ValueError, TypeError) as error:  # Unicode errors are ValueErrors
            raise BadWebhookError("not a form of Twilio's") from error
        if not genuine:
            raise BadWebhookError("wrong signature")
        return dict(fields)

    def send(self, form: Mapping[str, Any]) -> str:
        """Send a message and return Twilio's id of it. Raises a `CallError`."""
        try:
            sent = self.client.messages.create(**form)
        except (TwilioException, *UNREADABLE) as error:
            raise read_error(error) from error
        return str(sent.sid)

    def sent_to(self, recipient: str, since: float) -> Mapping[str, str]:
        """Return the texts of what we sent since then (Unix seconds), by Twilio's id.

        Not asked for by date: a message that still waits at Twilio has no date sent. Raises a
        `CallError`.
        """
        after = datetime.fromtimestamp(since, UTC).replace(microsecond=0)
        try:
            taken = self.client.messages.list(to=recipient, limit=LOOKED_AT)
        except (TwilioException, *UNREADABLE) as error:
            raise read_error(error) from error
        return {
            str(each.sid): str(each.body or "")
            for each in taken
            if "outbound" in str(each.direction)
            and (each.date_created is None or each.date_created >= after)
        }

    def file(self, url: str) -> Download:
        """Return how to fetch a file; only Twilio's API is told who we are."""
        ours = self.api | {"api.twilio.com"}
        return Download(
            to="twilio",
            url=url,
            hosts=MEDIA,
            trusted=self.api,
            auth=self.login if _host(url) in ours else None,
            largest=LARGEST,
        )


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
