"""The look all our pages share: its files, its addresses, its security headers."""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from flask import Blueprint, Response, request
from markupsafe import Markup

from gateway.look import packing

_POLICY = (
    "default-src 'self'; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors {}"
)
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": _POLICY.format("'none'"),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}
"""Scripts and styles come from our own files only: nothing a citizen writes can become code."""
_FOREVER = "public, max-age=31536000, immutable"
_STATIC = Path(__file__).parent / "static"


def blueprint(name: str, folder: Path) -> Blueprint:
    """Return a blueprint for the pages in `folder` (`templates/`, `static/`) and our own files.

    `/static/<name>/` has its files, `/static/look/` ours; `asset("<name>/<file>")` gives an
    address that changes with the file, so that browsers may keep it for ever.
    """
    pages = Blueprint(
        f"{name}_pages",
        __name__,
        template_folder=str(folder / "templates"),
        static_folder=str(folder / "static"),
        static_url_path=f"/static/{name}",
    )
    look = Blueprint(
        "look", __name__, static_folder=str(_STATIC), static_url_path="/static/look"
    )
    pages.register_blueprint(look)
    marks = {
        f"{kind}/{file.name}": hashlib.sha256(file.read_bytes()).hexdigest()[:10]
        for kind, where in (("look", _STATIC), (name, folder / "static"))
        for file in where.iterdir()
        if file.is_file()
    }
    pages.app_template_global("asset")(lambda file: f"/static/{file}?v={marks[file]}")
    pages.app_template_global("icon")(icon)
    pages.after_request(secure)
    return pages


def secure(response: Response) -> Response:
    """Return `response` with the headers that every page of ours has, unless it has its own."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if (request.endpoint or "").endswith(".static"):
        response.headers["Cache-Control"] = _FOREVER if request.args.get("v") else "no-cache"
        return packing.pack(response)
    return response


def framed_by(origins: Sequence[str]) -> str:
    """Return the policy of a page that stands in pages of ours and of `origins`, if any."""
    return _POLICY.format(" ".join(("'self'", *origins)) if origins else "'none'")


def icon(name: str) -> Markup:
    """Return a drawing from `icons.svg`, hidden from screen readers: words stand beside it."""
    return Markup(
        '<svg class="icon" aria-hidden="true"><use href="/static/look/icons.svg#{}"/></svg>'
    ).format(name)
