"""Pages of the chat: the citizens' web chat, and in demo mode the simulator of channels."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

import responses
from gateway import look
from gateway.city import CityPack

HERE = Path(__file__).parent
LANGUAGES = ("id", "su", "en")
MOST_PLACES = 40
EXAMPLES = ("example-report", "example-question", "example-person")


def blueprint(pack: CityPack, *, demo: bool) -> Blueprint:
    """Return `/chat`, and in demo mode `/simulator`."""
    pages = look.blueprint("chat", HERE)
    voice = responses.load(LANGUAGES, folders=(HERE / "words",))

    def page(template: str, **more: Any) -> str:
        language = _language()

        def word(key: str, **facts: str) -> str:
            return voice.words(key, facts, language)

        script = {
            key.removeprefix("js-"): voice.words(key, {}, language)
            for key in sorted(voice.keys("id"))
            if key.startswith("js-")
        }
        return render_template(
            template, t=word, script=script, language=language, city=pack, **more
        )

    @pages.get("/")
    def front() -> Response:
        return redirect(url_for(f".{'simulator' if demo else 'chat'}"))

    @pages.get("/chat")
    def chat() -> str:
        examples = [voice.words(key, {}, _language()) for key in EXAMPLES[:2]]
        return page("chat.html", examples=examples)

    if demo:
        spots = sorted(places(pack.folder))[:MOST_PLACES]
        examples = {
            language: [voice.words(key, {}, language) for key in EXAMPLES]
            for language in LANGUAGES
        }

        @pages.get("/simulator")
        def simulator() -> str:
            return page("simulator.html", spots=spots, examples=examples)

    return pages


def places(folder: Path) -> Iterator[tuple[str, float, float]]:
    """Yield well-known places of the city: name, latitude and longitude in WGS 84 degrees.

    A landmark stands at the centre of its kelurahan; that is near enough to try things out.
    """
    with (folder / "areas.csv").open(encoding="utf-8") as file:
        rows = csv.DictReader(line for line in file if not line.startswith("#"))
        centres = {
            row["name"]: (float(row["lat"]), float(row["lon"]))
            for row in rows
            if row["level"] == "kelurahan" and row["lat"]
        }
    known = yaml.safe_load((folder / "places.yml").read_text(encoding="utf-8"))
    for name, landmark in known.get("landmarks", {}).items():
        centre = centres.get(landmark.get("kelurahan", ""))
        if centre:
            yield name, *centre


def _language() -> str:
    asked = request.args.get("lang", "")
    if asked in LANGUAGES:
        return asked
    return request.accept_languages.best_match(LANGUAGES, "id") or "id"
