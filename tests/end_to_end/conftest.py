"""One installation for all of these tests; every test is another citizen."""

import os
import shutil
from collections.abc import Iterator

import pytest

from tests.end_to_end.city import City
from tests.end_to_end.peers import PRISM, TWILIO, judged, listening, of_contents
from tests.running import running


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    if not (shutil.which("node") and PRISM.exists() and TWILIO.exists()):
        if os.environ.get("CI") == "true":
            pytest.fail("the test peers are missing; run tests/peers/setup.sh")
        pytest.skip("the test peers are missing; tests/peers/setup.sh installs them")
    folder = tmp_path_factory.mktemp("city")
    judges = tmp_path_factory.mktemp("judges")
    with (
        listening() as twilio,
        listening() as telegram,
        judged(twilio, judges / "messages.txt") as prism,
        judged(twilio, judges / "contents.txt", of_contents(judges)) as contents,
        running(
            folder,
            twilio_account_sid=City.account,
            twilio_auth_token=City.token,
            twilio_sms_from=City.number,
            twilio_whatsapp_from=City.number,
            twilio_api_url=prism,
            twilio_content_url=contents,
            telegram_token=City.bot,
            telegram_webhook_secret=City.secret,
            telegram_api_url=telegram.address,
            report_poll_seconds="1",
        ) as started,
    ):
        yield City(
            running=started, twilio=twilio, telegram=telegram, prism=prism, contents=contents
        )
