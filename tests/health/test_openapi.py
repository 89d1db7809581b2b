"""The description of the API and the application agree."""

import re
from pathlib import Path

from tests.gateway.application import running

INSIDE = ("/static/", "/media/", "/chat", "/simulator", "/open311/v2/<path:rest>")


def test_every_address_is_described_and_every_description_is_an_address(
    tmp_path: Path,
) -> None:
    with running("sqlite", tmp_path) as application:
        described = application.client.get("/api/openapi.json").get_json()
        rules = application.client.application.url_map.iter_rules()
        routes = {
            re.sub(r"<(?:[^:>]*:)?([a-z]+)>", r"{\1}", str(rule)).replace("extension", "format")
            for rule in rules
            if str(rule) != "/" and not str(rule).startswith(INSIDE)
        }
    assert {path.replace("{channel}", "{name}") for path in described["paths"]} == routes
    assert described["openapi"] == "3.1.0"
