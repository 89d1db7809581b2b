"""The same thing told to many citizens: each of them once, in the form of their channel."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from sqlalchemy.orm import Session

from bot.model import Outbound, Say
from gateway.render import render
from gateway.store import subscriptions, threads
from gateway.store.deliveries import NewOutbound
from gateway.store.subscriptions import Subscriber, Wish
from gateway.tools import Tools
from gateway.work import outbox

BATCH = 500
"""Citizens told in one transaction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What is told to whom: `key` is the same however often it is begun anew.

    `say` gives the words in a language. `broadcast` is the number of the broadcast it is.
    """

    key: str
    wish: Wish
    say: Callable[[str], Say]
    broadcast: int | None = None


def batch(session: Session, news: News, tools: Tools, now: float) -> int:
    """Queue it for some who were not told, and remember that; return for how many."""
    found = subscriptions.untold(session, news.wish, news.key, BATCH)
    ids = [each.thread for each in found]
    subscriptions.tell(session, news.key, ids, now)
    senders = threads.senders(session, tools.seal, ids)
    copies = [
        replace(each, outbound=replace(each.outbound, recipient=senders[each.thread]))
        for each in _copies(found, news, tools)
    ]
    outbox.put(session, copies, tools, now)
    return len(found)


def reaches(channel: str, tools: Tools) -> bool:
    """Return whether something can be told on a channel: to one citizen, not in public."""
    known = tools.channels.get(channel)
    return known is not None and not known.form.public


def worded(say: Say, channel: str, language: str, tools: Tools) -> Outbound:
    """Return what is said in the form of a channel, to nobody yet."""
    return render(
        [say],
        voice=tools.voice,
        language=language,
        channel=tools.channels[channel],
        recipient="",
    ).message


def _copies(found: Sequence[Subscriber], news: News, tools: Tools) -> Iterator[NewOutbound]:
    """Yield it for each citizen; it is put into words once for each form."""

    def form(each: Subscriber) -> tuple[str, str]:
        return each.channel, each.language or tools.pack.city.languages[0]

    for (channel, language), same in groupby(sorted(found, key=form), key=form):
        if not reaches(channel, tools):
            continue
        message = worded(news.say(language), channel, language, tools)
        for each in same:
            yield NewOutbound(
                thread=each.thread, outbound=message, bulk=True, broadcast=news.broadcast
            )
