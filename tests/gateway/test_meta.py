"""Meta through the door of the application, on both databases."""

import json

from tests.channels.callers.meta import SITI, call
from tests.gateway.application import Application


def test_the_handshake_through_the_door(application: Application) -> None:
    path = "/webhooks/meta?hub.mode={}&hub.challenge=42&hub.verify_token=hush-verify"
    answer = application.client.get(path.format("subscribe"))
    assert (answer.status_code, answer.data, answer.mimetype) == (200, b"42", "text/plain")
    wrong = application.client.get(path.format("x"))
    assert (wrong.status_code, wrong.data) == (403, b"forbidden")


def test_no_number_is_readable_in_the_database(application: Application) -> None:
    body = json.dumps(call({"type": "text", "text": {"body": "halo"}})).encode()
    assert application.post("meta", body).status_code == 200
    with application.tools.database.engine.connect() as connection:
        rows = [
            repr(tuple(row))
            for table in ("thread", "message", "task", "lane")
            for row in connection.exec_driver_sql(f"SELECT * FROM {table}")  # noqa: S608
        ]
    told = ("8123456789", "NjI4MTIzNDU2Nzg5", SITI)  # the second as it stands in a wamid
    assert not [row for row in rows if any(each in row for each in told)]
