"""Meta: WhatsApp's Cloud API, Messenger, Instagram, and comments on both, behind one door.

Facts of the protocol: https://developers.facebook.com/docs/graph-api/webhooks/getting-started.
"""

import hmac
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

import structlog

from gateway.channel import Carrier, Received, Webhook
from gateway.channels.meta import cloud, comments, events
from gateway.channels.meta.comments import FACEBOOK, INSTAGRAM, Comments
from gateway.channels.meta.graph import Graph
from gateway.channels.meta.names import Names
from gateway.channels.meta.pages import Page
from gateway.channels.meta.values import MALFORMED, Part
from gateway.channels.meta.whatsapp import WhatsApp
from gateway.errors import BadWebhookError
from gateway.http import Http
from gateway.settings import Settings

log = structlog.get_logger()
SIGNATURE = "x-hub-signature-256"
_CHALLENGE = re.compile(r"[0-9]{1,64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Meta:
    """An app at Meta, and what of the city's it is subscribed to."""

    secret: bytes = field(repr=False)
    verify_token: bytes = field(repr=False)
    names: Names
    number: str
    page: str
    instagram: str
    carriers: tuple[Carrier, ...]
    methods: frozenset[str] = frozenset({"GET", "POST"})

    @classmethod
    def configured(cls, settings: Settings, http: Http) -> Self | None:
        """Return the provider, if its secrets are set and at least one of its channels is."""
        secret = settings.meta_app_secret.get_secret_value()
        verify = settings.meta_verify_token.get_secret_value()
        names = Names(settings.secret_key.get_secret_value().encode())
        carriers = tuple(_carriers(settings, http, names))
        if not (secret and verify and settings.meta_access_token.get_secret_value()):
            return None
        if not carriers:
            return None
        return cls(
            secret=secret.encode(),
            verify_token=verify.encode(),
            names=names,
            number=settings.meta_phone_number_id,
            page=settings.meta_page_id,
            instagram=settings.meta_instagram_id,
            carriers=carriers,
        )

    def receive(self, call: Webhook) -> Received:
        """Answer the handshake, or read everything in a signed call that is about us."""
        if call.method == "GET":
            return self._handshake(call)
        given = call.headers.get(SIGNATURE, "").encode("utf-8", "surrogateescape")
        proof = "sha256=" + hmac.digest(self.secret, call.body, "sha256").hex()
        if not hmac.compare_digest(given, proof.encode()):
            raise BadWebhookError("wrong signature")
        return self._read(call.body)

    def _handshake(self, call: Webhook) -> Received:
        """Return Meta's number to it. Anything else reflected would be a page of a forger's."""
        try:
            asked = dict(parse_qsl(urlsplit(call.url).query, max_num_fields=20))
        except ValueError as error:
            raise BadWebhookError("not a handshake") from error
        given = asked.get("hub.verify_token", "").encode("utf-8", "surrogateescape")
        known = hmac.compare_digest(given, self.verify_token)
        challenge = asked.get("hub.challenge", "")
        if not (
            known and asked.get("hub.mode") == "subscribe" and _CHALLENGE.fullmatch(challenge)
        ):
            raise BadWebhookError("not a handshake")
        return Received(answer=challenge)

    def _read(self, body: bytes) -> Received:
        """Return what can be read.

        A call holds the messages of many; one that cannot be read is left out and told of, for
        Meta would repeat the others with it for days. Only if there is nothing else is the call
        refused.
        """
        try:
            told = json.loads(body)
            kind, entries = told["object"], list(told["entry"])
        except MALFORMED as error:
            raise BadWebhookError("not a call of Meta's", 400) from error
        tried = [_tried(part) for each in entries for part in self._parts(kind, each)]
        found = [each for each in tried if each is not None]
        if len(found) < len(tried):
            log.warning("meta_unreadable", left_out=len(tried) - len(found))
        if tried and not found:
            raise BadWebhookError("nothing in the call can be read", 400)
        return Received(
            messages=tuple(chain.from_iterable(each.messages for each in found)),
            receipts=tuple(chain.from_iterable(each.receipts for each in found)),
            stopped=tuple(chain.from_iterable(each.stopped for each in found)),
            returned=tuple(chain.from_iterable(each.returned for each in found)),
        )

    def _parts(self, kind: Any, entry: Any) -> list[Part]:
        """Return what is in `entry`, still unread; one that makes no sense is such a part."""
        try:
            return list(self._about_us(kind, entry))
        except MALFORMED as error:
            return [_failing(error)]

    def _about_us(self, kind: Any, entry: Any) -> Iterator[Part]:
        if kind == "whatsapp_business_account" and self.number:
            yield from cloud.parts(entry, self.number, self.names)
        elif kind == "page" and entry["id"] == self.page:
            yield from events.parts(entry, "messenger", self.names)
            yield from comments.parts(entry, FACEBOOK, self.names)
        elif kind == "instagram" and entry["id"] == self.instagram:
            yield from events.parts(entry, "instagram", self.names)
            yield from comments.parts(entry, INSTAGRAM, self.names)


def _tried(part: Callable[[], Received]) -> Received | None:
    try:
        return part()
    except MALFORMED:
        return None


def _failing(error: Exception) -> Part:
    def part() -> Received:
        raise error

    return part


def _carriers(settings: Settings, http: Http, names: Names) -> Iterator[Carrier]:
    """Yield the channels that are set; Instagram's comments need a name to link to."""
    token = settings.meta_access_token.get_secret_value()
    own = Graph(http=http, url=settings.meta_graph_url, token=token)
    paged = settings.meta_page_token.get_secret_value() or token
    graph = Graph(http=http, url=settings.meta_graph_url, token=paged)
    page, instagram = settings.meta_page_id, settings.meta_instagram_id
    if settings.meta_phone_number_id:
        yield _whatsapp(settings, own, names)
    for name, account in (("messenger", page), ("instagram", instagram)):
        if account:
            rate = settings.meta_page_rate
            yield Page(graph=graph, names=names, name=name, page=page or "me", rate=rate)
    handle = settings.meta_instagram_username
    for name, account, link in ((FACEBOOK, page, page), (INSTAGRAM, instagram, handle)):
        if account and link:
            yield Comments(
                graph=graph,
                names=names,
                name=name,
                account=account,
                handle=link,
                rate=settings.meta_comment_rate,
            )


def _whatsapp(settings: Settings, graph: Graph, names: Names) -> WhatsApp:
    return WhatsApp(
        graph=graph,
        names=names,
        number=settings.meta_phone_number_id,
        rate=settings.meta_whatsapp_rate,
        template=settings.meta_template,
        languages=settings.meta_template_languages.split(","),
    )
