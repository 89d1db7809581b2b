"""The console as a web application. Every page needs a signed-in operator unless it says so."""

from flask import Flask, Response, redirect
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from gateway import app as gateway_app, log, look, settings
from gateway.console import (
    account,
    articles,
    audit,
    broadcasts,
    canned,
    channels,
    city,
    city_login,
    conversation,
    events,
    failures,
    inbox,
    login,
    people,
    questions,
    report_page,
    reports,
    review,
    sheet,
    views,
)
from gateway.console.guard import Guard
from gateway.console.hub import Hub
from gateway.console.pages import HERE, Pages
from gateway.errors import BadSettingsError
from gateway.media import shelf
from gateway.oidc import SignOn
from gateway.settings import Settings
from gateway.tools import Tools

LARGEST_BODY = 64 * 1024
PARTS = (
    inbox,
    canned,
    conversation,
    sheet,
    reports,
    report_page,
    channels,
    city,
    questions,
    review,
    articles,
    broadcasts,
    failures,
    people,
    audit,
    views,
)
"""What the console is made of; each has its addresses."""


def create_app(config: Settings, tools: Tools) -> Flask:
    """Return the console of an installation."""
    app = Flask("gateway.console", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    app.config["MAX_FORM_MEMORY_SIZE"] = LARGEST_BODY
    secure, two = config.public_url.startswith("https://"), config.console_second_factor
    guard = Guard(tools, secure=secure, two=two == "required", passwords=not config.oidc_only)
    pages = Pages(
        tools,
        secure=secure,
        sign_on=bool(config.oidc_issuer),
        passwords=not config.oidc_only,
    )
    app.extensions["hub"] = hub = Hub(tools.database)
    app.before_request(guard.check)
    app.before_request(audit.keeper(tools))
    app.after_request(_private)
    app.register_blueprint(look.blueprint("console", HERE))
    app.register_blueprint(login.blueprint(guard, pages, passwords=not config.oidc_only))
    app.extensions["sign_on"] = sign_on = _sign_on(config, tools)
    app.register_blueprint(city_login.blueprint(guard, tools, pages, sign_on))
    app.register_blueprint(account.blueprint(guard, tools, pages))
    app.register_blueprint(events.blueprint(hub, guard))
    for part in PARTS:
        app.register_blueprint(part.blueprint(tools, pages))
    app.register_blueprint(shelf.blueprint(tools.storage, lambda *_link: True))  # signed in
    app.register_error_handler(HTTPException, pages.refused)

    @app.get("/live")
    def live() -> dict[str, str]:
        return {"status": "live"}

    @app.get("/")
    def front() -> AnyResponse:
        return redirect("/console")

    return app


def from_environment() -> Flask:
    """Return the console as the environment describes it; what gunicorn starts."""
    config = settings.load()
    log.configure(config.log_level)
    return create_app(config, gateway_app.build(config))


def _sign_on(config: Settings, tools: Tools) -> SignOn | None:
    if not config.oidc_issuer:
        if config.oidc_only:
            raise BadSettingsError("OIDC_ONLY: needs OIDC_ISSUER, else nobody can sign in")
        return None
    if not config.oidc_client_id:
        raise BadSettingsError("OIDC_CLIENT_ID: is needed with OIDC_ISSUER")
    return SignOn(
        http=tools.http,
        issuer=config.oidc_issuer,
        client=config.oidc_client_id,
        secret=config.oidc_client_secret.get_secret_value(),
        name=config.oidc_name_claim,
    )


def _private(response: Response) -> Response:
    """Keep what operators see out of every cache, and every page under our headers."""
    response.headers.setdefault("Cache-Control", "no-store")
    return look.secure(response)
