"""Replies with a shortcut: kept in one place, filled in for a conversation."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from flask import Blueprint, abort, g, redirect
from werkzeug.wrappers import Response as AnyResponse

from gateway.console.pages import Pages, field
from gateway.store import canned
from gateway.store.canned import Canned
from gateway.store.database import Session
from gateway.tools import Tools

LONGEST, LONGEST_SHORTCUT = 1000, 30
FIELDS = ("kota", "petugas", "tiket", "dinas")
"""What a reply may name in braces: the city, who writes, the citizen's ticket, its agency."""
NOTHING = "-"
_FIELD = re.compile(r"\{([^{}]*)\}")
_SHORTCUT = re.compile(r"[a-z0-9_-]+")


@dataclass(frozen=True, slots=True)
class Filled:
    """A reply with everything filled in, in the citizen's language."""

    id: int
    shortcut: str
    text: str


def blueprint(tools: Tools, pages: Pages) -> Blueprint:
    """Return `/console/canned`."""
    page = Blueprint("canned", __name__, url_prefix="/console/canned")
    views = _Views(tools, pages)
    page.add_url_rule("", view_func=views.index)
    page.add_url_rule("/<int:number>", view_func=views.edit)
    page.add_url_rule("/<int:number>", view_func=views.save, methods=["POST"])
    page.add_url_rule("/<int:number>/drop", view_func=views.drop, methods=["POST"])
    return page


class _Views:
    """What the addresses do; number 0 is the reply that is not kept yet."""

    def __init__(self, tools: Tools, pages: Pages) -> None:
        self._tools = tools
        self._pages = pages

    def index(self) -> str:
        with self._tools.database.read() as session:
            return self._pages.show("canned.html", entries=canned.every(session))

    def edit(self, number: int) -> str:
        return self._form(self._one(number))

    def save(self, number: int) -> AnyResponse | tuple[str, int]:
        written = replace(self._read(), id=self._one(number).id)
        wrong = wrong_with(written)
        if not wrong:
            with self._tools.database.write() as session:
                now = self._tools.database.now(session)
                kept = canned.put(session, written, g.operator.name, now)
            wrong = "" if kept else "canned-taken"
        if wrong:
            return self._form(written, wrong), 422
        return redirect("/console/canned?told=canned-saved", 303)

    def drop(self, number: int) -> AnyResponse:
        self._one(number)
        with self._tools.database.write() as session:
            canned.drop(session, number)
        return redirect("/console/canned?told=canned-dropped", 303)

    def _one(self, number: int) -> Canned:
        if not number:
            return Canned(shortcut="", texts={})
        with self._tools.database.read() as session:
            return canned.get(session, number) or abort(404)

    def _read(self) -> Canned:
        pack = self._tools.pack
        category = field("category", 80)
        texts = {each: field(f"text-{each}", LONGEST + 1) for each in pack.city.languages}
        return Canned(
            shortcut=field("shortcut", LONGEST_SHORTCUT + 1).lstrip("/").lower(),
            category=category if category in pack.city.categories else "",
            texts={language: said for language, said in texts.items() if said},
        )

    def _form(self, each: Canned, wrong: str = "") -> str:
        return self._pages.show(
            "canned_form.html",
            each=each,
            wrong=wrong,
            spoken=self._tools.pack.city.languages,
            categories=self._tools.pack.city.categories,
            fields=FIELDS,
            longest=LONGEST,
        )


def wrong_with(written: Canned) -> str:
    """Return the name of what is wrong with a reply; empty if nothing is.

    >>> [wrong_with(Canned(shortcut=name, texts=texts)) for name, texts in (
    ...     ("a b", {"id": "x"}), ("a", {}), ("a", {"id": "{nik}"}), ("a", {"id": "{kota}"}))]
    ['canned-shortcut', 'canned-empty', 'canned-field', '']
    """
    if not _SHORTCUT.fullmatch(written.shortcut) or len(written.shortcut) > LONGEST_SHORTCUT:
        return "canned-shortcut"
    if not written.texts:
        return "canned-empty"
    if any(len(text) > LONGEST for text in written.texts.values()):
        return "broadcast-long"
    named = {name for text in written.texts.values() for name in _FIELD.findall(text)}
    return "canned-field" if named - set(FIELDS) else ""


def filled(
    session: Session, facts: Mapping[str, str], language: str, category: str
) -> Sequence[Filled]:
    """Return every reply in `language` (else the first it has), with its fields filled in."""
    return [
        Filled(each.id, each.shortcut, _fill(_text(each, language), facts))
        for each in canned.every(session, category)
    ]


def _text(each: Canned, language: str) -> str:
    return each.texts.get(language) or next(iter(each.texts.values()))


def _fill(text: str, facts: Mapping[str, str]) -> str:
    """Return `text` with its fields filled in.

    >>> _fill("Laporan {tiket} di {dinas}", {"tiket": "BDG-0000001"})
    'Laporan BDG-0000001 di -'
    """
    return _FIELD.sub(lambda found: facts.get(found[1]) or NOTHING, text)
