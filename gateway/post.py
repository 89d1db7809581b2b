"""The only module that sends mail."""

import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import unquote, urlsplit

from gateway.errors import AmbiguousError, BadSettingsError, RefusedError, UnreachableError

SECONDS = 20.0
_PORTS = {"smtp": 25, "smtps": 465, "submission": 587}
_PERMANENT = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A mail server.

    `scheme` is `smtp` (in clear, so without a password), `smtps` (TLS) or `submission`
    (STARTTLS, demanded). `sender` is the address our letters come from.
    """

    scheme: str
    host: str
    port: int
    user: str
    password: str
    sender: str

    def letter(self, reader: str, subject: str, at: float) -> EmailMessage:
        """Return the beginning of a letter that no machine shall answer (RFC 3834)."""
        message = EmailMessage()
        message["From"], message["To"] = self.sender, reader
        message["Subject"] = " ".join(subject.split())
        message["Date"] = format_datetime(datetime.fromtimestamp(at, UTC))
        message["Auto-Submitted"] = "auto-generated"
        return message

    def send(self, message: EmailMessage) -> None:
        """Hand `message` over.

        Raises `UnreachableError` if it was not taken (try again), `RefusedError` if it never
        will be, `AmbiguousError` if it may have been.
        """
        try:
            server = self._connected()
            try:
                self._hand_over(server, message)
            finally:
                _leave(server)
        except smtplib.SMTPAuthenticationError as error:  # ours to mend: no report is at fault
            raise UnreachableError(f"smtp: {error.smtp_code} the login is refused") from error
        except smtplib.SMTPResponseException as error:
            raise _refusal(error.smtp_code) from error
        except smtplib.SMTPRecipientsRefused as error:
            code = max(code for code, _ in error.recipients.values())
            raise _refusal(code) from error
        except (OSError, smtplib.SMTPException) as error:
            raise UnreachableError(f"smtp: {type(error).__name__}") from error

    def _connected(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        if self.scheme == "smtps":
            return smtplib.SMTP_SSL(self.host, self.port, timeout=SECONDS, context=context)
        server = smtplib.SMTP(self.host, self.port, timeout=SECONDS)
        if self.scheme == "submission":
            server.starttls(context=context)
        return server

    def _hand_over(self, server: smtplib.SMTP, message: EmailMessage) -> None:
        if self.user:
            server.login(self.user, self.password)
        try:
            server.send_message(message)
        except smtplib.SMTPServerDisconnected as error:
            raise AmbiguousError("smtp: no answer") from error
        except TimeoutError as error:
            raise AmbiguousError("smtp: no answer") from error


def connect(url: str, sender: str) -> Post:
    """Return the mail server at `url`, such as `submission://user:password@host:587`.

    Raises `BadSettingsError`.
    """
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS[parts.scheme]
    except (ValueError, KeyError):
        parts, port = urlsplit(""), 0
    if not parts.hostname:
        raise BadSettingsError("SMTP_URL: must be like submission://user:password@host:587")
    if parts.scheme == "smtp" and parts.username:
        raise BadSettingsError("SMTP_URL: a password goes over submission:// or smtps:// only")
    return Post(
        scheme=parts.scheme,
        host=parts.hostname,
        port=port,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        sender=sender,
    )


def _leave(server: smtplib.SMTP) -> None:
    """Say goodbye; what the server says to that changes nothing."""
    with suppress(smtplib.SMTPException, OSError):
        server.quit()
    server.close()


def _refusal(code: int) -> UnreachableError | RefusedError:
    reason = f"smtp: {code}"
    return RefusedError(reason, str(code)) if code >= _PERMANENT else UnreachableError(reason)
