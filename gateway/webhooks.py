"""The doors citizens' messages come in by: verify, keep, answer at once."""

from collections.abc import Callable, Mapping

import structlog
from flask import Blueprint, Response, abort, request
from prometheus_client import Counter

from gateway.channel import Carrier, Received, Webhook
from gateway.errors import BadWebhookError

log = structlog.get_logger()
CALLS = Counter("kentongan_webhooks_total", "Webhook calls.", ["channel", "outcome"])
Keep = Callable[[Received, str], list[int]]


def blueprint(carriers: Mapping[str, Carrier], keep: Keep, public_url: str) -> Blueprint:
    """Return the routes that turn a provider's calls into kept messages.

    A genuine call is answered 200 once everything in it is committed; any other gets a 4xx
    whose body never varies, so that it teaches a forger nothing.
    """
    hooks = Blueprint("webhooks", __name__, url_prefix="/webhooks")

    @hooks.post("/<name>")
    @hooks.post("/<name>/status", endpoint="status")
    def receive(name: str) -> Response:
        carrier = carriers.get(name) or abort(404)
        try:
            received = carrier.receive(_call(public_url))
        except BadWebhookError as error:
            CALLS.labels(name, "refused").inc()
            log.warning("webhook_refused", channel=name, reason=str(error))
            return Response(_REFUSED[error.status], error.status, content_type="text/plain")
        new = keep(received, name)
        CALLS.labels(name, "kept" if new else "nothing_new").inc()
        return Response(received.answer, 200, content_type=received.content_type)

    return hooks


_REFUSED = {403: "forbidden", 400: "bad request"}


def _call(public_url: str) -> Webhook:
    """Return the request as the provider sent it.

    The address is rebuilt from the raw request line: Flask's own has percent-escapes decoded,
    and signatures cover them as sent.
    """
    path = request.environ.get("RAW_URI") or request.full_path.rstrip("?")
    return Webhook(
        url=public_url + path,
        headers={name.lower(): value for name, value in request.headers.items()},
        body=request.get_data(),
    )
