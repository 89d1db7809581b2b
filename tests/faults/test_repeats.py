"""Twenty copies of one webhook at once, over four workers, have one effect."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from sqlalchemy import func, select

from gateway.store.database import Database
from gateway.store.report_tables import Report
from gateway.store.schema import METADATA
from gateway.store.tables import Message
from tests.channels.callers.twilio import form, signature
from tests.databases import KINDS, empty
from tests.end_to_end.peers import Peer, listening
from tests.running import Running, eventually, running

pytestmark = pytest.mark.slow
TOKEN, SITI, COPIES = "a token for tests", "+628123470001", 20
STORY = "lampu jalan mati di jl dago dekat simpang udah 3 hari"


@pytest.fixture(params=KINDS)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    with empty(request.param, tmp_path) as database:
        METADATA.drop_all(database.engine)  # the installation makes its own
        yield database


def post_at_once(url: str, sid: str, text: str) -> list[int]:
    """Post the same call as often as `COPIES` says, all at the same time."""
    body = form(text, MessageSid=sid, From=SITI)
    address = f"{url}/webhooks/twilio_sms"
    fields = list(httpx.QueryParams(body.decode()).multi_items())
    headers = {
        "X-Twilio-Signature": signature(TOKEN, address, fields),
        "Content-Type": "application/x-www-form-urlencoded",
    }

    def post(_copy: int) -> int:
        answer = httpx.post(address, content=body, headers=headers, trust_env=False, timeout=30)
        return answer.status_code

    with ThreadPoolExecutor(COPIES) as crowd:
        return list(crowd.map(post, range(COPIES)))


def count(database: Database, table: type[Message | Report], **where: str) -> int:
    """Return how many rows there are."""
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(table).filter_by(**where)) or 0


def said_once(city: Running, twilio: Peer, database: Database, number: int) -> str:
    """Wait for reply number `number`, then a while for one too many, and return it."""
    assert len(twilio.texts(SITI, number, 30)) == number, city.logs()[-3000:]
    assert not eventually(lambda: len(twilio.to(SITI)) > number, 1.5)
    assert count(database, Message, direction="in") == number
    assert count(database, Message, direction="out") == number
    return twilio.texts(SITI, number)[-1]


def test_one_message_one_report_one_reply(database: Database, tmp_path: Path) -> None:
    with (
        listening() as twilio,
        running(
            tmp_path,
            web_concurrency="4",
            database_url=database.engine.url.render_as_string(hide_password=False),
            twilio_account_sid="AC" + "0" * 31 + "1",
            twilio_auth_token=TOKEN,
            twilio_sms_from="+12025550100",
            twilio_api_url=twilio.address,
        ) as city,
    ):
        assert post_at_once(city.web, "SM" + "1" * 32, STORY) == [200] * COPIES
        assert "Kirim?" in said_once(city, twilio, database, 1)
        assert post_at_once(city.web, "SM" + "2" * 32, "ya") == [200] * COPIES
        assert said_once(city, twilio, database, 2).startswith("Terima kasih!")
        assert count(database, Report) == 1
        assert post_at_once(city.web, "SM" + "2" * 32, "ya") == [200] * COPIES
        assert said_once(city, twilio, database, 2).startswith("Terima kasih!")
        assert count(database, Report) == 1
