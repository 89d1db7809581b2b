"""Answers made small on their way to the browser: a poor phone pays for each kilobyte.

Only for what holds no secret and no citizen's words: the length of a packed page tells what is
in it to whoever can put something of theirs beside it (the attack is called BREACH).
"""

import gzip

from flask import request
from werkzeug.wrappers import Response

LEVEL = 6
SMALLEST = 300
"""Bytes; what is smaller grows."""
_KINDS = ("text/", "image/svg")


def pack[Answer: Response](response: Answer) -> Answer:
    """Return `response` packed with gzip, if that helps and the browser can read it."""
    if "Content-Encoding" in response.headers or not response.content_type.startswith(_KINDS):
        return response
    response.vary.add("Accept-Encoding")
    tag, _ = response.get_etag()
    if tag:
        response.set_etag(tag, weak=True)  # packed or not, it means the same
    if response.status_code != 200 or request.accept_encodings["gzip"] == 0:  # noqa: PLR2004 - OK
        return response
    response.direct_passthrough = False
    content = response.get_data()
    if len(content) >= SMALLEST:
        response.set_data(gzip.compress(content, LEVEL, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
        response.headers.pop("Accept-Ranges", None)
    return response
