"""How long it takes to queue a warning for many citizens: `python -m bench.alerts [count]`."""

import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bot.flows.alerts import WEATHER
from bot.model import Say
from gateway.store import subscriptions, threads
from gateway.work import alerting
from gateway.work.alerting import Alert
from tests.databases import KINDS, empty
from tests.installation import installation

AREA = "32.73.02"
ALERT = Alert(
    id="bench",
    topics=(WEATHER,),
    say=Say("alert-weather", {"event": "Hujan Lebat", "place": "Coblong", "until": "17.15"}),
    areas=[AREA],
)


def figures(count: int) -> Iterator[str]:
    """Yield the seconds on each database; nothing is sent."""
    for kind in KINDS:
        with tempfile.TemporaryDirectory() as folder, empty(kind, Path(folder)) as database:
            tools = installation(database)
            with database.write() as session:
                for number in range(count):
                    sender = f"+62813{number:07d}"
                    thread = threads.open_for(session, tools.seal, "twilio_sms", sender, 1.0)
                    subscriptions.add(session, thread, WEATHER, AREA, 1.0)
            begun = time.perf_counter()
            told = alerting.tell(ALERT, tools)
            yield f"{kind}: {told} queued in {time.perf_counter() - begun:.1f} s"


if __name__ == "__main__":
    wanted = int(sys.argv[1]) if sys.argv[1:] else 10_000
    sys.stdout.writelines(f"{line}\n" for line in figures(wanted))
