"""The understanding process: Rasa's server on loopback with our parse channel (see nlu/serve).

Settings: `RASA_URL` (where to listen; loopback unless it names another host), `RASA_TOKEN`
(required), `NLU_MODEL_URL` (where to pull models from with ETag and the token, such as the
gateway's /api/nlu/model; else var/models is watched), `SANIC_WORKERS` (processes, one unless
told otherwise).
"""

import argparse
import functools
import os
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from nlu import environment
from nlu.models import keep_newest, newest
from nlu.train import quieten

_PULL = 5  # seconds between two pulls from a model server


def main() -> int:
    """Serve until stopped and return the exit code."""
    options = _options()
    token = os.environ.get("RASA_TOKEN", "")
    address = urlsplit(os.environ.get("RASA_URL", "http://127.0.0.1:5005"))
    model_url = os.environ.get("NLU_MODEL_URL", "")
    model = newest(options.models)
    problem = _problem(token, address.hostname, model, model_url)
    if problem:
        print(f"nlu/serve: {problem}", file=sys.stderr)  # noqa: T201
        return 2
    environment.prepare()
    quieten()
    app = _app(token, options.models, model, model_url)
    quieten()  # once more: making the application turned Sanic's log on
    app.run(
        host=address.hostname, port=address.port or 5005, workers=_workers(), access_log=False
    )
    return 0


def _problem(token: str, host: str | None, model: Path | None, model_url: str) -> str:
    """Return what keeps the server from starting, with the cure, or nothing."""
    if not token:
        return "RASA_TOKEN is not set; give the gateway and this process the same long token"
    if host is None:
        return "RASA_URL is no address; write it like http://127.0.0.1:5005"
    if model is None and not model_url:
        return "there is no model in var/models; train one with `make nlu`"
    return ""


def _app(token: str, models: Path, model: Path | None, model_url: str) -> Any:
    """Return Rasa's web application with our channel and the model loaded at start."""
    from rasa.core.run import configure_app, load_agent_on_start  # noqa: PLC0415
    from rasa.core.utils import AvailableEndpoints  # noqa: PLC0415
    from rasa.utils.endpoints import EndpointConfig  # noqa: PLC0415

    from nlu.parse_channel import ParseChannel  # noqa: PLC0415

    app = configure_app([ParseChannel(token)], auth_token=token, cors=None)
    app.config.ACCESS_LOG = False
    endpoints = AvailableEndpoints()
    if model_url:
        endpoints.model = EndpointConfig(
            model_url,
            headers={"Authorization": f"Bearer {token}"},
            wait_time_between_pulls=_PULL,
        )
    first = str(model) if model else None
    app.register_listener(
        functools.partial(load_agent_on_start, first, endpoints, None), "before_server_start"
    )
    app.register_listener(_say_ready, "after_server_start")
    if not model_url:
        app.add_task(lambda running: keep_newest(running, models))
    return app


async def _say_ready(app: Any, _: object) -> None:
    from nlu.parse_channel import model_name  # noqa: PLC0415

    print(f"nlu: ready model={model_name(app.ctx.agent)}", flush=True)  # noqa: T201


def _workers() -> int:
    """Return how many processes serve: `SANIC_WORKERS`, one unless told otherwise."""
    return max(1, int(os.environ.get("SANIC_WORKERS", "1")))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="nlu/serve", description=__doc__)
    parser.add_argument("--models", type=Path, default=environment.MODELS)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
