"""How gunicorn serves: `gunicorn -c gateway/gunicorn.py`, for both web processes.

Settings: `PORT`, `WEB_CONCURRENCY` (processes), `WEB_THREADS` (threads in each; an
open inbox holds one, see docs/decisions/0027-live-inbox.md).
"""

import os
import signal
from types import FrameType
from typing import Any

bind = f"{os.environ.get('BIND', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "1"))
threads = int(os.environ.get("WEB_THREADS", "32"))
graceful_timeout = 2
timeout = 60
keepalive = 30
control_socket_disable = True
loglevel = "warning"


def post_worker_init(worker: Any) -> None:
    """Let the console's streams hold threads, and end them when the worker is told to stop.

    It would wait for them otherwise, for as long as `graceful_timeout` allows.
    """
    hub = worker.wsgi.extensions.get("hub")
    if hub is None:
        return
    hub.hold(worker.cfg.threads)
    before: Any = signal.getsignal(signal.SIGTERM)

    def stop(number: int, frame: FrameType | None) -> None:
        hub.stop()
        before(number, frame)

    signal.signal(signal.SIGTERM, stop)
