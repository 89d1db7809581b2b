"""The doors citizens' messages come in by: verify, keep, answer at once."""

from collections.abc import Callable, Mapping

import structlog
from flask import Blueprint, Response, abort, request
from prometheus_client import Counter

from gateway.channel import Provider, Received, Webhook
from gateway.errors import BadWebhookError

log = structlog.get_logger()
CALLS = Counter("kentongan_webhooks_total", "Webhook calls.", ["provider", "outcome"])
Keep = Callable[[Received], list[int]]


def blueprint(providers: Mapping[str, Provider], keep: Keep, public_url: str) -> Blueprint:
    """Return the routes that turn a provider's calls into kept messages.

    A genuine call is answered 200 once everything in it is committed; any other gets a 4xx
    whose body never varies, so that it teaches a forger nothing. What stands behind the name in
    the address (`/status`, or a secret) is the provider's to read.
    """
    hooks = Blueprint("webhooks", __name__, url_prefix="/webhooks")

    def receive(name: str, rest: str = "") -> Response:  # noqa: ARG001 - read from the address
        provider = providers.get(name) or abort(404)
        if request.method not in provider.methods:
            abort(405)
        try:
            received = provider.receive(_call(public_url))
        except BadWebhookError as error:
            CALLS.labels(name, "refused").inc()
            log.warning("webhook_refused", provider=name, reason=str(error))
            return Response(_REFUSED[error.status], error.status, content_type="text/plain")
        new = keep(received)
        CALLS.labels(name, "kept" if new else "nothing_new").inc()
        return Response(received.answer, 200, content_type=received.content_type)

    for rule in ("/<name>", "/<name>/<path:rest>"):
        hooks.add_url_rule(rule, view_func=receive, methods=["GET", "POST"])
    return hooks


_REFUSED = {403: "forbidden", 400: "bad request", 404: "not found"}


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
        method=request.method,
        address=request.remote_addr or "",
    )
