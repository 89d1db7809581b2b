"""Every setting, read from environment variables once, at the start."""

import base64
import binascii
import ipaddress
import logging
import re
from collections.abc import Mapping
from typing import Annotated, Literal

import phonenumbers
from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from gateway.errors import BadSettingsError

KEY_BYTES = 32


def _address(value: str) -> str:
    if value and not _ADDRESS.fullmatch(value):
        raise ValueError("must be an address such as https://example.org")
    return value.rstrip("/")


def _database(value: str) -> str:
    if value.partition(":")[0].partition("+")[0] not in {"sqlite", "postgres", "postgresql"}:
        raise ValueError("must begin with sqlite: or postgresql:")
    return value


def _level(value: str) -> str:
    if value.upper() not in logging.getLevelNamesMapping():
        raise ValueError("must be DEBUG, INFO, WARNING or ERROR")
    return value.upper()


def _countries(value: str) -> str:
    codes = [each.strip().upper() for each in value.split(",")]
    if not all(each in phonenumbers.SUPPORTED_REGIONS for each in codes):
        raise ValueError("must be country codes such as ID,MY")
    return ",".join(codes)


def _origins(value: str) -> str:
    origins = [each.strip().rstrip("/") for each in value.split(",") if each.strip()]
    if not all(_ORIGIN.fullmatch(each) for each in origins):
        raise ValueError("must be origins such as https://www.example.org,https://example.org")
    return ",".join(origins)


def _secret(value: SecretStr) -> SecretStr:
    if len(value.get_secret_value()) < KEY_BYTES:
        raise ValueError(f"must have at least {KEY_BYTES} characters")
    return value


def _networks(value: str) -> str:
    networks(value)
    return value


def _token(value: SecretStr) -> SecretStr:
    if not _TOKEN.fullmatch(value.get_secret_value()):
        raise ValueError("may hold letters, digits, - and _ only")
    return value


def _template(value: str) -> str:
    if value and not _CONTENT.fullmatch(value):
        raise ValueError("must be HX and 32 hexadecimal digits")
    return value


def _keys(value: SecretStr) -> SecretStr:
    if not keyring(value):
        raise ValueError("needs at least one key as id:base64, newest first")
    return value


def _hours(value: str) -> str:
    if value not in {"", "none"} and not _HOURS.fullmatch(value):
        raise ValueError("must be hours such as 21:00-06:00, or none")
    return value


_HOURS = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d-(?:[01]\d|2[0-3]):[0-5]\d")
_ADDRESS = re.compile(r"https?://[^/\s?#]+[^\s?#]*")
_ORIGIN = re.compile(r"https?://[a-z0-9.-]+(?::\d+)?")
_CONTENT = re.compile(r"HX[0-9a-fA-F]{32}")
_TOKEN = re.compile(r"[A-Za-z0-9_-]*")
Networks = tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]
Address = Annotated[str, AfterValidator(_address)]
Rate = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Seconds = Annotated[float, Field(gt=0, allow_inf_nan=False)]
NONE = SecretStr("")


class Settings(BaseSettings):
    """The settings of one installation. Names are those of the environment, in capitals."""

    model_config = SettingsConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)

    database_url: Annotated[str, AfterValidator(_database)] = "sqlite:///var/kentongan.db"
    broker_url: str = ""
    broker_queue: str = "kentongan"
    city: str = "bandung"
    public_url: Address = "http://127.0.0.1:8000"
    secret_key: Annotated[SecretStr, AfterValidator(_secret)]
    pii_keys: Annotated[SecretStr, AfterValidator(_keys)]
    demo: bool = False
    log_level: Annotated[str, AfterValidator(_level)] = "INFO"
    operator_token: SecretStr = NONE
    console_assignment: Literal["manual", "automatic"] = "manual"
    oidc_issuer: Address = ""
    oidc_client_id: str = ""
    oidc_client_secret: SecretStr = NONE
    oidc_name_claim: str = "email"
    oidc_only: bool = False
    console_second_factor: Literal["optional", "required"] = "optional"

    media_url: str = "var/media"
    media_s3_endpoint: Address = ""
    transcriber_url: Address = ""
    sms_countries: Annotated[str, AfterValidator(_countries)] = "ID"
    sms_daily_segments: Annotated[int, Field(ge=0)] = 20_000
    sms_citizen_segments: Annotated[int, Field(ge=0)] = 60
    proxy_hops: Annotated[int, Field(ge=0, le=5)] = 0
    chat_origins: Annotated[str, AfterValidator(_origins)] = ""

    rasa_url: Address = "http://127.0.0.1:5005"
    rasa_token: SecretStr = NONE
    rasa_timeout: Seconds = 0.8

    twilio_account_sid: str = ""
    twilio_auth_token: SecretStr = NONE
    twilio_sms_from: str = ""
    twilio_messaging_service_sid: str = ""
    twilio_whatsapp_from: str = ""
    twilio_whatsapp_template: Annotated[str, AfterValidator(_template)] = ""
    twilio_signature_algorithm: Literal["HMAC_SHA1", "HMAC_SHA256"] = "HMAC_SHA1"
    twilio_signature_key: SecretStr = NONE
    twilio_api_url: Address = "https://api.twilio.com"
    twilio_content_url: Address = "https://content.twilio.com"
    twilio_sms_rate: Rate = 100
    twilio_whatsapp_rate: Rate = 80

    kannel_send_url: Address = "http://127.0.0.1:13013/cgi-bin/sendsms"
    kannel_username: str = ""
    kannel_password: SecretStr = NONE
    kannel_from: str = ""
    kannel_webhook_token: Annotated[SecretStr, AfterValidator(_token)] = NONE
    kannel_allowed: Annotated[str, AfterValidator(_networks)] = "127.0.0.1,::1"
    kannel_rate: Rate = 10

    telegram_token: SecretStr = NONE
    telegram_webhook_secret: SecretStr = NONE
    telegram_username: str = ""
    telegram_api_url: Address = "https://api.telegram.org"
    telegram_rate: Rate = 30
    telegram_gap: Rate = 1

    x_consumer_secret: SecretStr = NONE
    x_bearer_token: SecretStr = NONE
    x_user_id: str = ""
    x_api_url: Address = "https://api.x.com"
    x_rate: Rate = 1

    youtube_channel_id: str = ""
    youtube_client_id: str = ""
    youtube_client_secret: SecretStr = NONE
    youtube_refresh_token: SecretStr = NONE
    youtube_api_url: Address = "https://www.googleapis.com"
    youtube_oauth_url: Address = "https://oauth2.googleapis.com/token"
    youtube_poll_seconds: Seconds = 60

    meta_app_secret: SecretStr = NONE
    meta_verify_token: SecretStr = NONE
    meta_access_token: SecretStr = NONE
    meta_page_token: SecretStr = NONE
    meta_phone_number_id: str = ""
    meta_page_id: str = ""
    meta_instagram_id: str = ""
    meta_instagram_username: str = ""
    meta_graph_url: Address = "https://graph.facebook.com/v25.0"
    meta_template: str = ""
    meta_template_languages: str = "id,en"
    meta_whatsapp_rate: Rate = 80
    meta_page_rate: Rate = 100
    meta_comment_rate: Rate = 1

    backend: str = "open311"
    open311_url: Address = "http://127.0.0.1:8000/open311/v2"
    open311_key: SecretStr = NONE
    open311_jurisdiction: str = ""
    desk_key: SecretStr = NONE
    lapor_url: Address = ""
    lapor_token: SecretStr = NONE
    lapor_email: str = ""
    report_webhook_url: Address = ""
    report_webhook_secret: SecretStr = NONE
    smtp_url: str = ""
    report_email: str = ""
    report_email_from: str = ""
    report_poll_seconds: Seconds = 10
    quiet_hours: Annotated[str, AfterValidator(_hours)] = ""

    bmkg_url: Address = "https://api.bmkg.go.id"
    bmkg_data_url: Address = "https://data.bmkg.go.id"
    bmkg_warning_url: Address = "https://www.bmkg.go.id/alerts/nowcast/id"
    air_provider: Literal["ispu", "iqair", "waqi", "openaq"] = "ispu"
    air_key: SecretStr = NONE
    ispu_url: Address = "https://ispu.kemenlh.go.id"
    iqair_url: Address = "https://api.airvisual.com"
    waqi_url: Address = "https://api.waqi.info"
    openaq_url: Address = "https://api.openaq.org"
    tomtom_url: Address = "https://api.tomtom.com"
    tomtom_key: SecretStr = NONE

    worker_threads: Annotated[int, Field(ge=1)] = 32
    source_timeout: Seconds = 5.0


def load(values: Mapping[str, str] | None = None) -> Settings:
    """Return the settings in the environment (or in `values`, for tests).

    Raises `BadSettingsError` with one line for each setting that is missing or malformed.
    """
    try:
        if values is None:
            return Settings()  # type: ignore[call-arg]  # the environment gives the rest
        return Settings.model_validate({k.lower(): v for k, v in values.items()})
    except ValidationError as error:
        lines = [f"{_name(each['loc'])}: {_told(each['msg'])}" for each in error.errors()]
        raise BadSettingsError("\n".join(lines)) from error


def keyring(value: SecretStr) -> dict[str, bytes]:
    """Return the keys in `PII_KEYS` by their id, in order.

    The format is `id:base64,id:base64`, newest first; each key has 32 bytes.

    >>> list(keyring(SecretStr("k1:" + "A" * 43 + "=")))
    ['k1']
    """
    keys: dict[str, bytes] = {}
    for pair in filter(None, value.get_secret_value().split(",")):
        name, colon, encoded = pair.strip().partition(":")
        if not (name and colon) or name in keys:
            raise ValueError("each key needs an id of its own before the colon")
        keys[name] = _key(encoded)
    return keys


def networks(value: str) -> Networks:
    """Return the addresses and networks in `value`, which commas part.

    >>> networks("127.0.0.1, 10.0.0.0/8")
    (IPv4Network('127.0.0.1/32'), IPv4Network('10.0.0.0/8'))
    """
    try:
        found = tuple(ipaddress.ip_network(each.strip()) for each in value.split(","))
    except ValueError:
        raise ValueError("must be addresses or networks such as 127.0.0.1,10.0.0.0/8") from None
    return found


def _key(encoded: str) -> bytes:
    try:
        key = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        raise ValueError("a key is not base64") from None  # the cause shows the key
    if len(key) != KEY_BYTES:
        raise ValueError(f"a key must have {KEY_BYTES} bytes")
    return key


def _told(message: str) -> str:
    return message.removeprefix("Value error, ")


def _name(location: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in location).upper() or "settings"
