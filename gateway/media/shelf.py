"""The door to kept files: `/media/<name>`, for whoever holds a link, or is let in otherwise."""

from collections.abc import Callable

from flask import Blueprint, Response, abort, request

from gateway.media.files import SHOWN, sniff
from gateway.media.storage import Storage

Opens = Callable[[str, str, str], bool]
"""Says whether the file of this name may be shown, given `until` and `proof` of its link."""


def blueprint(storage: Storage, opens: Opens) -> Blueprint:
    """Return `/media/<name>`; what may not be shown and what is not there look the same.

    Pictures are shown, everything else is downloaded; no browser guesses what it is.
    """
    shelf = Blueprint("media", __name__)

    @shelf.get("/media/<name>")
    def show(name: str) -> Response:
        if not opens(name, request.args.get("until", ""), request.args.get("proof", "")):
            abort(404)
        content = storage.get(name)
        if content is None:
            abort(404)
        kind = sniff(content) or "application/octet-stream"
        headers = {
            "Cache-Control": "private, max-age=3600",
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "Content-Disposition": "inline" if kind in SHOWN else "attachment",
        }
        return Response(content, content_type=kind, headers=headers)

    return shelf
