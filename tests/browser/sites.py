"""Somebody else's web site with the chat in it, under a policy as strict as we promise."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

PAGE = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><title>Kota</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<script src="{chat}/chat/embed.js" data-lang="{asked}" async></script></head>
<body><main><h1>Situs kota</h1><p><a href="{chat}/chat">Tulis ke kota</a></p></main></body>
</html>"""
POLICY = (
    "default-src 'none'; script-src {chat}; frame-src {chat}; img-src data:; "
    "require-trusted-types-for 'script'"
)


@dataclass(slots=True)
class Site:
    """A site on a port of its own."""

    origin: str
    chat: list[str] = field(default_factory=list)

    def show(self, chat: str) -> None:
        """Have the chat at this address in every page."""
        self.chat[:] = [chat]


@contextmanager
def site() -> Iterator[Site]:
    """Give a site that answers as long as it is needed; its path is the page's language,
    and the one asked for in the tag.
    """
    served = Site("")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            [chat] = served.chat
            language, _, asked = self.path.strip("/").partition("/")
            page = PAGE.format(chat=chat, language=language or "id", asked=asked).encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(page)))
            self.send_header("Content-Security-Policy", POLICY.format(chat=chat))
            self.end_headers()
            self.wfile.write(page)

        def log_message(self, *_said: object) -> None:
            """Nobody reads it."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        served.origin = f"http://localhost:{server.server_port}"
        Thread(target=server.serve_forever, daemon=True).start()
        yield served
        server.shutdown()
