"""Pages of the chat: the citizens' web chat, and in demo mode the simulator of channels.

`/chat` may stand in pages of the city's own sites, which put it there by `/chat/embed.js`.
"""

import csv
from collections.abc import Iterator
from pathlib import Path

import yaml
from flask import Blueprint, Response, abort, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from gateway import look
from gateway.chat import Site, plain
from gateway.chat.writer import HERE, LANGUAGES, Writer, asked, writer
from gateway.look.packing import pack
from gateway.tools import Tools

MOST_PLACES = 40
EXAMPLES = ("example-report", "example-question", "example-person")
KEEP = "public, max-age=600"
"""How long browsers keep `embed.js`: its address never changes, so what is new comes soon."""


def blueprint(tools: Tools, site: Site) -> Blueprint:
    """Return `/chat` and what belongs to it, and in demo mode `/simulator`."""
    pages = look.blueprint("chat", HERE)
    write = writer(tools.pack)

    @pages.get("/")
    def front() -> AnyResponse:
        return redirect("/simulator" if site.demo else "/chat")

    _chat(pages, write, site)
    plain.add(pages, write, tools, site)
    if site.demo:
        _simulator(pages, write)
    return pages


def _chat(pages: Blueprint, write: Writer, site: Site) -> None:
    words = {language: write.group("embed-", language) for language in LANGUAGES}

    @pages.get("/chat")
    def chat() -> Response:
        """Return the page; `?embed=1` is how it looks inside another page."""
        inside = request.args.get("embed") == "1" and bool(site.origins)
        examples = [write.voice.words(key, {}, asked()) for key in EXAMPLES[:2]]
        origins = site.origins if inside else ()
        page = make_response(
            write.page("chat.html", examples=examples, inside=inside, origins=origins)
        )
        page.headers["Content-Security-Policy"] = look.framed_by(site.origins)
        return pack(page)

    @pages.get("/chat/embed.js")
    def embed() -> AnyResponse:
        """Return the script for other sites' pages, if there are any."""
        if not site.origins:
            abort(404)
        script = Response(
            render_template("embed.js", words=words),
            content_type="text/javascript; charset=utf-8",
        )
        script.headers.update(
            {"Cross-Origin-Resource-Policy": "cross-origin", "Cache-Control": KEEP}
        )
        script.add_etag()
        return pack(script.make_conditional(request))


def _simulator(pages: Blueprint, write: Writer) -> None:
    spots = sorted(places(write.pack.folder))[:MOST_PLACES]
    examples = {
        language: [write.voice.words(key, {}, language) for key in EXAMPLES]
        for language in LANGUAGES
    }

    @pages.get("/simulator")
    def simulator() -> str:
        return write.page("simulator.html", spots=spots, examples=examples)


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
    known = yaml.load(
        (folder / "places.yml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader
    )
    for name, landmark in known.get("landmarks", {}).items():
        centre = centres.get(landmark.get("kelurahan", ""))
        if centre:
            yield name, *centre
