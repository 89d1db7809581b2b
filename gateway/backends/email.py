"""Reports by e-mail, to the agency's own address or to one for all.

A mail whose fate is unclear is sent again with the same Message-ID: mail servers and programs
show a repeat as one mail. What the citizen adds later is a reply to it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Self
from urllib.parse import urlsplit

from gateway import post
from gateway.backend import Filed, Report, State, Update
from gateway.city import CityPack
from gateway.errors import BadSettingsError, RefusedError
from gateway.http import Http
from gateway.post import Post
from gateway.settings import Settings

LARGEST = 10 * 1024 * 1024
"""Bytes of photos in one mail; the rest is left to their addresses."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Email:
    """A mail server, who writes, and who reads if the agency has no address of its own."""

    post: Post
    reader: str
    city: str
    host: str
    name: str = "email"

    @classmethod
    def configured(cls, settings: Settings, pack: CityPack) -> Self:
        """Take server and addresses. Raises `BadSettingsError`."""
        sender = settings.report_email_from or settings.report_email
        if not settings.smtp_url or not sender:
            raise BadSettingsError("SMTP_URL, REPORT_EMAIL: the email backend needs both")
        return cls(
            post=post.connect(settings.smtp_url, sender),
            reader=settings.report_email,
            city=pack.name,
            host=urlsplit(settings.public_url).hostname or "localhost",
        )

    def file(self, report: Report, _http: Http) -> Filed:
        """Send the report; its id is that of the mail."""
        reader = report.office.email or self.reader
        if not reader:
            raise RefusedError("email: neither the agency nor REPORT_EMAIL has an address")
        message = self.post.letter(reader, f"[{report.reference}] {report.label}", report.filed)
        number = self._number(report.reference)
        message["Message-ID"] = number
        message.set_content(body(report))
        _attach(message, report)
        self.post.send(message)
        return Filed(id=f"{number} {reader}")

    def find(self, _report: Report, _http: Http) -> None:
        """Return that it never arrived: the same mail twice is one mail."""

    def states(self, _ids: Sequence[str], _http: Http) -> Mapping[str, State]:
        """Return nothing: nobody answers by machine."""
        return {}

    def resolve(self, _token: str, _http: Http) -> str:
        """Return nothing: there are no tokens."""
        return ""

    def add(self, update: Update, _http: Http) -> None:
        """Send what the citizen adds as a reply to the report's mail."""
        number, _, reader = update.external_id.partition(" ")
        message = self.post.letter(reader, f"Re: [{update.reference}]", update.at)
        message["Message-ID"] = self._number(update.id)
        message["In-Reply-To"] = message["References"] = number
        message.set_content("\n".join((update.text, *update.media_urls)))
        self.post.send(message)

    def _number(self, name: str) -> str:
        return f"<{name}@{self.host}>"


def body(report: Report) -> str:
    """Return the report for people, in Indonesian: what, where, when, and the words."""
    place = report.place
    where = ", ".join(filter(None, (place.text, place.kelurahan, place.kecamatan)))
    lines = [
        ("Nomor", report.reference),
        ("Jenis", report.label),
        ("Dinas", report.office.name),
        ("Lokasi", where),
        ("Peta", _map(report)),
        ("Kejadian", report.happened),
        *report.details,
        ("Foto", report.media_url),
        ("Nama pelapor", "dirahasiakan (anonim)" if report.anonymous else ""),
        ("Isi", "RAHASIA, jangan dipublikasikan" if report.secret else ""),
    ]
    told = "\n".join(f"{name}: {said}" for name, said in lines if said)
    return f"{told}\n\n{report.description}\n"


def _map(report: Report) -> str:
    place = report.place
    if place.lat is None or place.lon is None:
        return ""
    return f"https://www.openstreetmap.org/?mlat={place.lat:.6f}&mlon={place.lon:.6f}"


def _attach(message: EmailMessage, report: Report) -> None:
    left = LARGEST
    for each in report.files:
        content = each.read()
        if content is None or len(content) > left:
            continue
        left -= len(content)
        main, _, sub = each.content_type.partition("/")
        message.add_attachment(content, maintype=main, subtype=sub, filename=each.name)
