"""Put the parts together. The only module that knows them all."""

import functools
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import time
from pathlib import Path
from time import monotonic, time as seconds

import httpx
from flask import Flask, Response
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix

import responses
from gateway import (
    api,
    backends,
    channels,
    city,
    desk,
    health,
    log,
    models,
    post,
    pushes,
    settings,
    sources,
    webhooks,
)
from gateway.answers import Answers
from gateway.chat import CHATS, Site, api as chat_api, pages
from gateway.city import CityPack, Quiet
from gateway.city_names import names
from gateway.errors import BadSettingsError
from gateway.http import Http, Request
from gateway.media import shelf, storage
from gateway.media.links import Links
from gateway.post import Post
from gateway.sealing import Seal
from gateway.settings import Settings
from gateway.shelf import Shelf
from gateway.store.commit import Committer
from gateway.store.database import Database
from gateway.tools import Limits, Tools, no_hint
from gateway.understanding import Model
from gateway.work import inbox, signals
from nlu import knowledge, pins

LARGEST_BODY = 256 * 1024


def build(config: Settings, *, transport: httpx.BaseTransport | None = None) -> Tools:
    """Return the parts of the installation that `config` describes.

    Raises `BadSettingsError`. `transport` stands in for the network in tests.
    """
    pack = _with_hours(city.load(config.city), config.quiet_hours)
    database = Database(config.database_url)
    http = Http(transport)
    model = Model(
        http,
        config.rasa_url,
        config.rasa_token.get_secret_value(),
        timeout=config.rasa_timeout,
        clock=monotonic,
    )
    providers = channels.configured(config, http)
    carriers = {
        each.name: each for provider in providers.values() for each in provider.carriers
    }
    known = _known(pack)
    return Tools(
        database=database,
        committer=Committer(database),
        seal=Seal(
            settings.keyring(config.pii_keys), config.secret_key.get_secret_value().encode()
        ),
        http=http,
        pack=pack,
        voice=voice(pack),
        knowledge=known,
        locate=locator(pack, known),
        ask=model.parse,
        answers=Answers(database=database, http=http, clock=seconds),
        sources=sources.configured(config, pack),
        backends=backends.configured(config, pack),
        destinations=backends.usual(config),
        channels={**{each.name: each for each in CHATS.values()}, **carriers},
        carriers=carriers,
        providers=providers,
        announce=signals.announcer(database),
        links=Links(config.public_url, config.secret_key.get_secret_value().encode()),
        shelf=Shelf(),
        storage=storage.connect(config.media_url, config.media_s3_endpoint),
        limits=Limits(
            sms_countries=tuple(config.sms_countries.split(",")),
            sms_of_a_day=config.sms_daily_segments,
            sms_of_a_citizen=config.sms_citizen_segments,
        ),
        transcriber=config.transcriber_url,
        assigns=config.console_assignment == "automatic",
        post=_post(config),
        hint=_hinter(config),
    )


def _post(config: Settings) -> Post | None:
    """Return the mail server if there is one, and an address to write from."""
    sender = config.report_email_from or config.report_email
    return post.connect(config.smtp_url, sender) if config.smtp_url and sender else None


def _with_hours(pack: CityPack, hours: str) -> CityPack:
    """Return the city with the quiet hours that the settings name, if they do."""
    if not hours:
        return pack
    begins, _, ends = hours.replace("none", "00:00-00:00").partition("-")
    quiet = Quiet(begins=time.fromisoformat(begins), ends=time.fromisoformat(ends))
    return replace(pack, quiet=quiet)


def voice(pack: CityPack) -> responses.Voice:
    """Return the city's voice: our words, the city's own over them, its categories' names."""
    folders = (Path(responses.__file__).parent, pack.folder / "responses")
    return responses.load(pack.city.languages, extra=names(pack), folders=folders)


def locator(pack: CityPack, known: knowledge.Knowledge) -> pins.Locate:
    """Return what names pins: the city's polygons if it owns them, else the nearest centre.

    Raises `BadSettingsError`.
    """
    path, entries = pack.folder / "areas.geojson", known.gazetteer.entries
    if not path.exists():
        return pins.centres(entries).at
    from nlu import polygons  # noqa: PLC0415 - 28 MB that only cities with polygons pay for

    try:
        return polygons.load(path, entries).at
    except ValueError as error:
        raise BadSettingsError(str(error)) from error


def create_app(config: Settings, tools: Tools) -> Flask:
    """Return the web application: webhooks, chat, desk, API and health."""
    app = Flask("gateway", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    if config.proxy_hops:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=config.proxy_hops, x_proto=0)  # type: ignore[method-assign]  # as Flask's documentation does
    app.json.sort_keys = False  # type: ignore[attr-defined]  # of Flask's default provider
    site = _site(config)
    keep = functools.partial(inbox.keep, tools=tools)
    secret = config.report_webhook_secret.get_secret_value()
    app.register_blueprint(pushes.blueprint(tools, secret))
    app.register_blueprint(webhooks.blueprint(tools.providers, keep, config.public_url))
    app.register_blueprint(chat_api.blueprint(tools, site))
    app.register_blueprint(pages.blueprint(tools, site))
    app.register_blueprint(shelf.blueprint(tools.storage, _opens(tools)))
    token = config.operator_token.get_secret_value()
    app.register_blueprint(api.blueprint(tools, token=token, demo=config.demo))
    app.register_blueprint(api.description())
    app.register_blueprint(
        models.blueprint(models.MODELS, config.rasa_token.get_secret_value())
    )
    app.register_blueprint(desk.blueprint(tools.database, tools.pack, config, seconds))
    app.register_blueprint(health.blueprint(tools, _rasa(config)))
    app.register_error_handler(HTTPException, _refused)
    return app


def _site(config: Settings) -> Site:
    """Return where the chat stands."""
    return Site(
        public_url=config.public_url,
        demo=config.demo,
        origins=tuple(filter(None, config.chat_origins.split(","))),
        proxy_hops=config.proxy_hops,
    )


def _opens(tools: Tools) -> shelf.Opens:
    """Return what opens a file: a link of ours that is still good."""
    return lambda name, until, proof: tools.links.opens(name, until, proof, tools.clock())


def from_environment() -> Flask:
    """Return the web application as the environment describes it; what gunicorn starts."""
    config = settings.load()
    log.configure(config.log_level)
    return create_app(config, build(config))


def _hinter(config: Settings) -> Callable[[Sequence[str]], None]:
    if not config.broker_url:
        return no_hint
    from gateway.work import celery  # noqa: PLC0415 - an extra; installed where it is asked for

    return celery.hinter(celery.connect(config.broker_url, config.broker_queue))


def _known(pack: CityPack) -> knowledge.Knowledge:
    try:
        return knowledge.load(pack.folder)
    except ValueError as error:
        raise BadSettingsError(str(error)) from error


def _rasa(config: Settings) -> Request:
    token = config.rasa_token.get_secret_value()
    return Request(
        to="rasa",
        method="GET",
        url=f"{config.rasa_url}/webhooks/parse/health",
        headers={"Authorization": f"Bearer {token}"},
        timeout=1.0,
    )


def _refused(error: HTTPException) -> Response | HTTPException:
    """Answer errors with a constant body: it teaches nobody anything."""
    if error.response is not None:
        return error
    return Response(error.name.lower(), error.code, content_type="text/plain")
