"""The least a gateway can do: acknowledge and send one reply. It shows the generator's ceiling.

`python -m bench.echo PORT PROVIDER_PORT`.
"""

import argparse
import asyncio
import json
from urllib.parse import parse_qs, urlencode

from bench.citizens import FORM
from bench.systems import ACCOUNT, BOT_TOKEN, NUMBER
from bench.wire import HEAD_END, Client

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"


async def serve(port: int, provider: int) -> None:
    """Listen on loopback until cancelled."""
    client = Client(provider)
    replies: set[asyncio.Task[object]] = set()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := await _head(reader):
            first, _, rest = head.lower().partition(b"content-length:")
            body = await reader.readexactly(int(rest.split(b"\r\n")[0]) if rest else 0)
            writer.write(OK)
            if body:
                reply = asyncio.create_task(_reply(client, first.decode(), body))
                replies.add(reply)
                reply.add_done_callback(replies.discard)
        writer.close()

    server = await asyncio.start_server(connected, "127.0.0.1", port)
    async with server:
        await server.serve_forever()


async def _head(reader: asyncio.StreamReader) -> bytes:
    try:
        return await reader.readuntil(HEAD_END)
    except (asyncio.IncompleteReadError, ConnectionError):
        return b""


async def _reply(client: Client, first: str, body: bytes) -> None:
    if "telegram" in first:
        chat = json.loads(body)["message"]["chat"]["id"]
        said = json.dumps({"chat_id": chat, "text": "ya"}).encode()
        kind = {"Content-Type": "application/json"}
        await client.post(f"/bot{BOT_TOKEN}/sendMessage", kind, said)
    else:
        form = {"To": parse_qs(body.decode())["From"][0], "From": NUMBER, "Body": "ya"}
        path = f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
        kind = {"Content-Type": FORM, "Authorization": "Basic bench"}
        await client.post(path, kind, urlencode(form).encode())


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("port", type=int)
    parser.add_argument("provider", type=int)
    chosen = parser.parse_args()
    asyncio.run(serve(chosen.port, chosen.provider))
