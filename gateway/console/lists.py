"""The lists of the inbox: what an address asks for, and the rows of its answer."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from flask import g, request

from gateway import numbers
from gateway.console.pages import mask
from gateway.outside import clean
from gateway.store import attention, conversations, searching, sharing, threads, views
from gateway.store.conversations import Waiting
from gateway.store.database import Session
from gateway.store.narrowing import BOT, OPEN, SORTS, VIEWS, WAITING, Wanted
from gateway.store.searching import Hit
from gateway.tools import Tools

WITH_BOT = 20
ASKED = (
    "view",
    "sort",
    "channel",
    "language",
    "category",
    "agency",
    "area",
    "tag",
    "longer",
    "unsure",
    "q",
)
"""What an address may ask for, in the order in which ours do."""
NARROWING = ASKED[2:-1]
LONGEST_ASKED = 80
LONGER: Mapping[str, float] = {"15m": 900.0, "1h": 3600.0, "4h": 14_400.0, "1d": 86_400.0}
"""Seconds of waiting that one can ask for."""
WEEK = 7 * 86400.0
"""Seconds for which a colleague's call is shown."""
_SHORTEST_NUMBER, _LONGEST_ID = 7, 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of a list: a conversation, and as much of its citizen as may be shown.

    `said` are parts of the message `hit` that was found, each with whether it is a word
    that was looked for.
    """

    conversation: Waiting
    who: str
    assignee: str = ""
    tags: Sequence[str] = ()
    unread: bool = False
    hit: int = 0
    said: Sequence[tuple[str, bool]] = ()


def asked() -> Mapping[str, str]:
    """Return what the address asks for, without what says nothing."""
    found = {name: clean(request.args.get(name, "")).strip()[:LONGEST_ASKED] for name in ASKED}
    usual = {"view": OPEN, "sort": WAITING}
    known = {"view": VIEWS, "sort": SORTS, "longer": tuple(LONGER), "unsure": ("1",)}
    return {
        name: said
        for name, said in found.items()
        if said and said != usual.get(name) and said in known.get(name, (said,))
    }


def address(query: Mapping[str, str]) -> str:
    """Return the part of an address that asks for this, with its `?`.

    >>> address({"view": "mine", "q": "a b"}), address({})
    ('?view=mine&q=a+b', '')
    """
    return f"?{urlencode(query)}" if query else ""


def ids_of(said: str, region: str) -> Sequence[str]:
    """Return how a citizen's number or id may be kept, given as people write it.

    >>> ids_of("0812-3456 7890", "ID"), ids_of("lampu jalan", "ID"), ids_of("web-3f9c", "ID")
    (['081234567890', '+6281234567890', '6281234567890'], [], ['web-3f9c'])
    """
    plain = "".join(each for each in said if each not in " -.()")
    if not plain.removeprefix("+").isdigit():
        return [said] if " " not in said and len(said) >= _SHORTEST_NUMBER else []
    if len(plain) < _SHORTEST_NUMBER:
        return []
    whole = numbers.international(plain, [region])
    return list(dict.fromkeys(filter(None, [plain, whole, whole.removeprefix("+")])))


class Lists:
    """Reads the lists that the address of a page asks for."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    def shown(self) -> Mapping[str, Any]:
        """Return what the templates of the lists need."""
        query, before = asked(), _before()
        with self._tools.database.read() as session:
            now = self._tools.database.now(session)
            wanted = self._wanted(query, now)
            listed = self._found if "q" in query else self._listed
            return {
                "called": sharing.mentioning(session, g.operator.name, now - WEEK),
                "attention": attention.wanted(session, wanted.who, now),
                "saved": views.of(session, g.operator.name),
                "views": conversations.counts(session, wanted.who, now),
                "wanted": wanted,
                "asked": query,
                "query": address(query),
                "here": address({**query, **({"before": f"{before}"} if before else {})}),
                **listed(session, wanted, query.get("q", "")),
                **self._choices(query),
            }

    def _listed(self, session: Session, wanted: Wanted, _said: str) -> Mapping[str, Any]:
        bot = Wanted(who=wanted.who, view=BOT)
        alone = wanted.view == OPEN and not wanted.narrows
        others = conversations.listed(session, bot, WITH_BOT) if alone else ()
        return {
            "waiting": self._rows(session, conversations.listed(session, wanted)),
            "others": self._rows(session, others),
        }

    def _found(self, session: Session, wanted: Wanted, said: str) -> Mapping[str, Any]:
        """Return the conversations a text leads to: by number or tag first, then by words."""
        before, words = _before(), searching.words(said)
        senders = [
            (channel, self._tools.seal.index(each, channel))
            for each in ids_of(said, self._tools.limits.sms_countries[0])
            for channel in self._tools.channels
        ]
        named = () if before else searching.named(session, said, senders)
        found = searching.search(session, words, wanted, before)
        hits = {hit.thread: hit for hit in reversed(found.hits)}  # the newest of each
        ids = list(dict.fromkeys([*named, *(hit.thread for hit in found.hits)]))
        rows = self._rows(session, conversations.read(session, ids))
        more = {**asked(), "before": str(found.before)}
        return {
            "waiting": [_with_hit(row, hits, words) for row in rows],
            "others": (),
            "broad": found.broad,
            "more": address(more) if found.before else "",
        }

    def _rows(self, session: Session, found: Sequence[Waiting]) -> list[Row]:
        ids = [each.id for each in found]
        senders = threads.senders(session, self._tools.seal, ids)
        whose, words = sharing.assignees(session, ids), sharing.tags(session, ids)
        seen = sharing.seen(session, g.operator.name, ids)
        return [
            Row(
                conversation=each,
                who=mask(senders[each.id]),
                assignee=whose.get(each.id, ""),
                tags=words.get(each.id, ()),
                unread=each.last_id > seen.get(each.id, 0),
            )
            for each in found
        ]

    def _wanted(self, query: Mapping[str, str], now: float) -> Wanted:
        longer = LONGER.get(query.get("longer", ""), 0.0)
        same = {name: query.get(name, "") for name in NARROWING[:-2]}
        return Wanted(
            who=g.operator.name,
            view=query.get("view", OPEN),
            sort=query.get("sort", WAITING),
            unsure=self._tools.pack.city.sure if "unsure" in query else 0.0,
            before=now - longer if longer else 0.0,
            now=now,
            **same,
        )

    def _choices(self, query: Mapping[str, str]) -> Mapping[str, Any]:
        """Return what the form of the filters offers."""
        pack = self._tools.pack
        return {
            "channels": list(self._tools.channels),
            "spoken": pack.city.languages,
            "categories": list(pack.services),
            "agencies": list(pack.agencies),
            "districts": dict(_districts(self._tools)),
            "spans": list(LONGER),
            "sorts": SORTS,
            "narrowed": sum(name in query for name in NARROWING),
        }


def _districts(tools: Tools) -> Iterator[tuple[str, str]]:
    """Yield code and name of each kecamatan, by name."""
    places = tools.pack.city.areas
    named = [(each.kecamatan, code) for code, each in places.items() if not each.kelurahan]
    yield from ((code, name) for name, code in sorted(named))


def _with_hit(row: Row, hits: Mapping[int, Hit], words: Sequence[str]) -> Row:
    hit = hits.get(row.conversation.id)
    if hit is None:
        return row
    return replace(row, hit=hit.id, said=searching.marked(hit.text, words))


def _before() -> int:
    """Return before which message the page begins; 0 for the first page."""
    said = request.args.get("before", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) <= _LONGEST_ID else 0
