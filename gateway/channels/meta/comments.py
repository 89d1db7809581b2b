"""Public comments below a page's or an Instagram account's posts, and mentions on Instagram.

https://developers.facebook.com/docs/graph-api/webhooks/reference/page/ (field `feed`) and
https://developers.facebook.com/documentation/instagram-platform/webhooks; documented by the
vendor, not tried live.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import quote

from bot.model import Attachment, Inbound, Outbound
from gateway.channel import Form, Received
from gateway.channels.meta.graph import Graph
from gateway.channels.meta.names import Names
from gateway.channels.meta.pages import public_file
from gateway.channels.meta.values import Part, identifier, text
from gateway.errors import AmbiguousError, RefusedError
from gateway.http import Download

FACEBOOK, INSTAGRAM = "facebook_comments", "instagram_comments"
FORMS: Mapping[str, Form] = {
    FACEBOOK: Form(public=True, length=8000),
    INSTAGRAM: Form(public=True, length=300),
}
REPLIES: Mapping[str, str] = {FACEBOOK: "comments", INSTAGRAM: "replies"}
"""Where a comment is replied to, below its id."""
INVITATIONS: Mapping[str, str] = {
    FACEBOOK: "https://m.me/{}?ref={}",
    INSTAGRAM: "https://ig.me/m/{}?ref={}",
}
MENTION, EDITED = "mention", "edited"


@dataclass(frozen=True, slots=True, kw_only=True)
class Comments:
    """What the public writes below posts; `account` is their id, `handle` stands in links."""

    graph: Graph
    names: Names
    name: str
    account: str
    handle: str
    rate: float
    gap: float = 0.0

    @property
    def form(self) -> Form:
        """What a reply may look like."""
        return FORMS[self.name]

    def send(self, message: Outbound) -> str:
        """Reply below the comment that `message` answers, for everybody to read."""
        if not message.answers:
            raise RefusedError("meta: no comment to reply to")
        kind, _, rest = self.names.told(message.answers).partition(":")
        if kind == MENTION:
            path, where = f"{self.account}/mentions", _mention(rest)
        else:
            path, where = f"{quote(kind, safe='')}/{REPLIES[self.name]}", {}
        sent = self.graph.post(path, {**where, "message": message.text})
        if not isinstance(sent.get("id"), str):
            raise AmbiguousError("meta: the answer names no comment")
        return self.names.name(sent["id"])

    def sent_already(self, message: Outbound, since: float) -> str | None:  # noqa: ARG002
        """Return nothing: a reply to the public is better missing than doubled."""
        return None

    def file(self, reference: str) -> Download:
        """Return how to fetch a photo in a comment, whose address came with it."""
        return public_file(reference, self.graph)

    def invitation(self, referral: str) -> str:
        """Return the address of a private conversation with the page or the account."""
        return INVITATIONS[self.name].format(
            quote(self.handle, safe=""), quote(referral, safe="")
        )


def parts(entry: Any, channel: str, names: Names) -> Iterator[Part]:
    """Yield every comment and mention in `entry`, still unread."""
    changes = entry.get("changes") or ([entry] if "field" in entry else [])
    for change in changes:
        read = _READERS.get((channel, text(change["field"])))
        if read is not None:
            yield partial(_received, read, change["value"], entry["id"], names)


def _received(read: Any, value: Any, account: str, names: Names) -> Received:
    inbound = read(value, account, names)
    return Received(messages=(inbound,) if inbound else ())


def _facebook(value: Any, page: str, names: Names) -> Inbound | None:
    """Return a comment below a post of the page, new or changed, unless the page wrote it."""
    writer = (value.get("from") or {}).get("id")
    verb = value.get("verb")
    if value.get("item") != "comment" or verb not in {"add", EDITED} or writer in {None, page}:
        return None
    words, photo = text(value.get("message") or ""), text(value.get("photo") or "")
    above = text(value.get("parent_id") or "")
    post = above == value.get("post_id") or above.startswith(f"{page}_")
    comment = _below("" if post else above, identifier(value["comment_id"]))
    changed = verb == EDITED
    return Inbound(
        channel=FACEBOOK,
        sender=identifier(writer),
        external_id=names.name(_edition(comment, words) if changed else comment),
        text=words,
        attachments=(Attachment(kind="photo", reference=photo),) if photo else (),
        replaces=names.name(comment) if changed else "",
    )


def _below(above: str, comment: str) -> str:
    """Return an id for `comment` that begins with that of the one above it, if there is one.

    Replies go there: Instagram takes none to a reply, and Facebook shows none below one.
    https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-comment/replies
    """
    return f"{above}:{comment}" if above else comment


def _edition(comment: str, words: str) -> str:
    """Return an id for a changed comment, which Meta does not give."""
    digest = hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return f"{comment}:{EDITED}:{digest}"


def _instagram(value: Any, account: str, names: Names) -> Inbound | None:
    """Return a comment below a post of the account, unless the account wrote it."""
    writer = value.get("from") or {}
    if not writer.get("id") or account in {writer["id"], writer.get("self_ig_scoped_id")}:
        return None
    comment = _below(text(value.get("parent_id") or ""), identifier(value["id"]))
    return Inbound(
        channel=INSTAGRAM,
        sender=identifier(writer["id"]),
        external_id=names.name(comment),
        text=text(value.get("text") or ""),
    )


def _mentioned(value: Any, _account: str, names: Names) -> Inbound:
    """Return that somebody mentioned the account below a post that is not its own.

    Meta tells neither who nor what; so each mention is a citizen of its own, who has said
    nothing yet and can be invited.
    """
    told = f"{MENTION}:{identifier(value['media_id'])}:{text(value.get('comment_id') or '')}"
    return Inbound(channel=INSTAGRAM, sender=told, external_id=names.name(told))


def _mention(rest: str) -> dict[str, str]:
    media, _, comment = rest.partition(":")
    return {"media_id": media, **({"comment_id": comment} if comment else {})}


_READERS = {
    (FACEBOOK, "feed"): _facebook,
    (INSTAGRAM, "comments"): _instagram,
    (INSTAGRAM, "live_comments"): _instagram,
    (INSTAGRAM, "mentions"): _mentioned,
}
