"""A mail server on loopback that answers as a table says, and tells what it was sent."""

import socketserver
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any


@contextmanager
def server(table: Mapping[str, Any], calls: list[str]) -> Iterator[Mapping[str, str]]:
    """Give the setting of a mail server; `table` has the answer to each command.

    `hang up` for an answer ends the connection; nothing listens if `table` has `down: true`.
    """

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            _talk(self.rfile, self.wfile, table, calls)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as listening:
        listening.daemon_threads = True
        threading.Thread(target=listening.serve_forever, args=(0.02,), daemon=True).start()
        port = 1 if table.get("down") else listening.server_address[1]
        yield {"smtp_url": f"smtp://127.0.0.1:{port}"}
        listening.shutdown()


def _talk(rfile: Any, wfile: Any, table: Mapping[str, Any], calls: list[str]) -> None:
    wfile.write(b"220 mail.example\r\n")
    while line := rfile.readline().decode().strip():
        command = line.split()[0].lower()
        if command == "data":
            if not _say(wfile, str(table.get("data", "354 go on"))):
                return
            calls.append(_told(rfile))
            command = "sent"
        elif command in {"mail", "rcpt"}:
            calls.append(line.split(" size=")[0])
        usual = "221 bye" if command == "quit" else "250 ok"
        if not _say(wfile, str(table.get(command, usual))):
            return


def _say(wfile: Any, answer: str) -> bool:
    if answer == "hang up":
        return False
    wfile.write(answer.encode() + b"\r\n")
    return True


def _told(rfile: Any) -> str:
    """Return the message that follows as a row of the table tells it."""
    lines = []
    while (line := rfile.readline()) != b".\r\n":
        lines.append(line)
    message = message_from_bytes(b"".join(lines), policy=policy.default)
    assert isinstance(message, EmailMessage)
    heads = [
        f"{name}: {message[name]}"
        for name in ("From", "To", "Subject", "Date", "Message-ID", "In-Reply-To")
        if message[name]
    ]
    body = message.get_body()
    text = body.get_content().replace("\r\n", "\n") if body else ""
    files = [
        f"+ {each.get_filename()} {each.get_content_type()}"
        for each in message.iter_attachments()
    ]
    return "\n".join([*heads, "", text.strip(), *files])
