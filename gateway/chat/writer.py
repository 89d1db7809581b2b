"""Writes the chat's pages in the visitor's language."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import render_template, request

import responses
from gateway.city import CityPack
from responses import Voice

HERE = Path(__file__).parent
LANGUAGES = ("id", "su", "en")


@dataclass(frozen=True, slots=True)
class Writer:
    """Knows the words of the chat's pages, and whose city it is."""

    pack: CityPack
    voice: Voice

    def page(self, template: str, **more: Any) -> str:
        """Return a page made of `template`, in the language that was asked for."""
        language = asked()

        def word(key: str, **facts: str) -> str:
            return self.voice.words(key, facts, language)

        return render_template(
            template,
            t=word,
            script=self.group("js-", language),
            language=language,
            city=self.pack,
            **more,
        )

    def group(self, beginning: str, language: str) -> dict[str, str]:
        """Return all words whose key has this beginning, by the rest of their key."""
        facts = {"city": self.pack.city.name}
        return {
            key.removeprefix(beginning): self.voice.words(key, facts, language)
            for key in sorted(self.voice.keys("id"))
            if key.startswith(beginning)
        }


def writer(pack: CityPack) -> Writer:
    """Return what writes the pages of `pack`."""
    return Writer(pack, responses.load(LANGUAGES, folders=(HERE / "words",)))


def asked() -> str:
    """Return the language of the page: the one asked for, or the browser's, or Indonesian."""
    wanted = request.args.get("lang", "")
    if wanted in LANGUAGES:
        return wanted
    return request.accept_languages.best_match(LANGUAGES, "id") or "id"
