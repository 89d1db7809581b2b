"""What people decide about texts that the bot may have misheard."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from gateway import learning, reviewing
from gateway.reviewing import Item
from gateway.store import corrections, doubts
from gateway.store.corrections import Example
from gateway.store.database import Session
from gateway.tools import Tools
from nlu import privacy

APPROVED, REJECTED = "approved", "rejected"
_PICK = re.compile(r"([mc])([0-9]{1,9})")


@dataclass(frozen=True, slots=True)
class Verdicts:
    """Finds what a form names and keeps what `by` (an operator's name) says of it."""

    tools: Tools
    by: str

    def item(self, session: Session, pick: str) -> Item | None:
        """Return what is called `pick`, with personal data hidden; nothing if there is none."""
        named = _PICK.fullmatch(pick)
        if named is None:
            return None
        number = int(named[2])
        if named[1] == "c":
            kept = corrections.get(session, [number]).get(number)
            return self.masked(reviewing.said(kept)) if kept else None
        found = doubts.get(session, [number]).get(number)
        if found is None:
            return None
        known = corrections.of(session, [number])
        return self.masked(replace(reviewing.heard(found), waits=not known))

    def settle(self, session: Session, pick: str, state: str) -> int:
        """Approve or reject a text with the labels it has; return its correction.

        That is 0 if there is none to decide: somebody was faster, or it cannot be learnt.
        """
        item = self.item(session, pick)
        if item is None or not item.waits:
            return 0
        if state == APPROVED and self.problem(item.example):
            return 0
        return self.decide(session, item, item.example, state)

    def decide(self, session: Session, item: Item, said: Example, state: str) -> int:
        """Approve or reject a text with these labels, and return its correction."""
        number = item.correction or self.propose(session, item, said)
        now = self.tools.database.now(session)
        corrections.review(session, number, said, state=state, by=self.by, now=now)
        return number

    def propose(self, session: Session, item: Item, said: Example) -> int:
        """Let what somebody says of a message wait for review; return the correction."""
        now = self.tools.database.now(session)
        return corrections.propose(session, said, by=self.by, now=now, message=item.message)

    def shown(self, item: Item, threads: Mapping[int, int]) -> Item:
        """Return a text as a list shows it; one that cannot be learnt as it is says so."""
        thread = threads.get(item.message, 0)
        learnable = not self.problem(item.example)
        return replace(self.masked(item), thread=thread, learnable=learnable)

    def masked(self, item: Item) -> Item:
        """Return a text without what names a person."""
        text = item.example.text
        hidden = privacy.mask(text, self.tools.knowledge.gazetteer)
        return replace(item, example=replace(item.example, text=hidden or text))

    def problem(self, example: Example) -> str:
        """Return what is wrong with labels, or nothing."""
        city = self.tools.pack.city
        return learning.problem(example, languages=city.languages, categories=city.categories)
