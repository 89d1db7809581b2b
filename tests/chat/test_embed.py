"""The chat in pages of other sites: who may frame it, and the script that puts it there."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from gateway.chat.writer import HERE
from tests.chat.conftest import Open

SITES = ("https://www.example.org", "https://example.org")
ROOT = Path(__file__).parent.parent.parent
ACORN = ROOT / "tests/peers/node_modules/acorn"
READ = """const text = require("fs").readFileSync(0, "utf8");
const [, acorn, sourceType] = process.argv;
require(acorn).parse(text, { ecmaVersion: 2020, sourceType });"""
LATER = re.compile(
    r"\.(?:at|replaceChildren|findLast|replaceAll|hasOwn|toSorted|groupBy)\(|structuredClone"
)
"""What Chrome learnt after version 80, of what is handy."""


@pytest.mark.parametrize(
    ("origins", "path", "ancestors"),
    [
        ((), "/chat", "'none'"),
        ((), "/chat?embed=1", "'none'"),
        (SITES, "/chat", "'self' https://www.example.org https://example.org"),
        (SITES, "/chat?embed=1", "'self' https://www.example.org https://example.org"),
        (SITES, "/chat/plain", "'none'"),
        (SITES, "/simulator", "'none'"),
        (SITES, "/chat/embed.js", "'none'"),
    ],
)
def test_only_the_chat_is_framed_and_only_by_the_citys_sites(
    origins: tuple[str, ...], path: str, ancestors: str, chat: Open
) -> None:
    client = chat(demo=True, origins=origins)[0].test_client()
    policy = client.get(path).headers["Content-Security-Policy"]
    assert policy.endswith(f"; frame-ancestors {ancestors}")
    assert policy.startswith("default-src 'self'; object-src 'none'; base-uri 'none'")


def test_script_for_other_sites(chat: Open) -> None:
    client = chat(demo=False, origins=SITES)[0].test_client()
    script = client.get("/chat/embed.js")
    assert script.content_type == "text/javascript; charset=utf-8"
    assert script.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "Access-Control-Allow-Origin" not in script.headers
    assert len(script.data) < 8 * 1024
    assert "Nyerat ka Kota Bandung" in script.text
    again = client.get("/chat/embed.js", headers={"If-None-Match": script.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_no_script_where_no_site_may(chat: Open) -> None:
    client = chat(demo=False)[0].test_client()
    assert client.get("/chat/embed.js").status_code == 404
    assert 'id="close"' not in client.get("/chat?embed=1").text


def test_page_inside_another_knows_whom_it_talks_to(chat: Open) -> None:
    client = chat(demo=False, origins=SITES)[0].test_client()

    def setup(path: str) -> list[str]:
        page = client.get(path).text
        found = re.search(r'id="setup">(.*?)</script>', page)
        assert found
        origins: list[str] = json.loads(found[1])["origins"]
        return origins

    assert setup("/chat?embed=1") == list(SITES)
    assert setup("/chat") == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "file", ["chat.js", "composer.js", "frame.js", "talk.js", "thread.js", "embed.js"]
)
def test_scripts_are_for_browsers_since_2020(file: str, chat: Open) -> None:
    node = shutil.which("node") or ""
    if not node or not ACORN.exists():
        reason = "node or acorn is missing; cure: tests/peers/setup.sh"
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
    if file == "embed.js":
        client = chat(demo=False, origins=SITES)[0].test_client()
        code, kind = client.get("/chat/embed.js").text, "script"
    else:
        code, kind = (HERE / "static" / file).read_text(encoding="utf-8"), "module"
    read = subprocess.run(  # noqa: S603 - a peer of the tests
        [node, "-e", READ, str(ACORN), kind],
        input=code,
        capture_output=True,
        text=True,
        check=False,
    )
    assert read.returncode == 0, read.stderr
    assert LATER.findall(code) == []
