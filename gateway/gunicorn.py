"""How gunicorn serves: `gunicorn -c gateway/gunicorn.py`, for both web processes.

Settings: `PORT`, `WEB_CONCURRENCY` (processes), `WEB_THREADS` (threads in each).
"""

import os

bind = f"{os.environ.get('BIND', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "1"))
threads = int(os.environ.get("WEB_THREADS", "32"))
graceful_timeout = 2
timeout = 60
keepalive = 30
control_socket_disable = True
loglevel = "warning"
