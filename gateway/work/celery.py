"""Hints over a broker, for teams that run Celery: `drain(lane)`, and nothing else.

A hint that is lost costs a second (any worker's sweep finds the lane), one that comes twice
finds the lane empty: the record of what is owed is in the database alone.
"""

from collections.abc import Callable, Sequence

import structlog
from celery import Celery
from kombu.exceptions import OperationalError

from gateway.errors import BadSettingsError
from gateway.work.engine import Engine

log = structlog.get_logger()
TASK = "kentongan.drain"
STALE_SECONDS = 60
"""A hint this old is dropped: the sweep was there long before."""
_AT_ONCE = {"max_retries": 0, "interval_start": 0}
"""Else Kombu sleeps six seconds before it says that a broker is away, and citizens wait."""


def connect(broker_url: str, queue: str) -> Celery:
    """Return our end of the broker. Raises `BadSettingsError` if the address is none."""
    if "://" not in broker_url:
        raise BadSettingsError("BROKER_URL: must look like redis://host or amqp://host")
    app = Celery("kentongan", broker=broker_url, set_as_current=False)
    app.conf.update(
        task_default_queue=queue,
        task_ignore_result=True,
        task_publish_retry=False,
        broker_connection_retry_on_startup=True,
        worker_hijack_root_logger=False,
        worker_redirect_stdouts=False,
        broker_transport_options={**_AT_ONCE, "socket_connect_timeout": 1, "socket_timeout": 5},
    )
    return app


def hinter(app: Celery) -> Callable[[Sequence[str]], None]:
    """Return what tells Celery's workers of lanes with work; it passes by a broker away."""

    def hint(lanes: Sequence[str]) -> None:
        try:
            for lane in lanes:
                app.send_task(TASK, args=[lane], expires=STALE_SECONDS)
        except OperationalError:
            log.warning("broker_away")

    return hint


def serve(app: Celery, engine: Engine) -> None:
    """Take hints until told to stop, one lane and what follows from it at a time.

    Any number of such processes may run, on any number of hosts.
    """

    def drain(lane: str) -> None:
        engine.drain(lane)

    app.task(name=TASK)(drain)
    app.worker_main(["worker", "--pool=solo", "--loglevel=WARNING", "--without-mingle"])
