"""Every setting is documented; a bad one is told in one line that never shows a secret."""

import re
from pathlib import Path

import pytest
from pydantic import SecretStr
from pydantic_core import PydanticUndefined

from gateway.errors import BadSettingsError
from gateway.settings import Settings, keyring, load

ROOT = Path(__file__).parent.parent
PROCESSES = ("gateway/gunicorn.py", "gateway/commands", "nlu/server.py", "nlu/environment.py")
"""Where processes read the environment themselves."""
NOT_OURS = {"OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "PATH", "LOG_LEVEL", "DEMO"}
ROW = re.compile(r"^\| `([A-Z_0-9]+)` \| (?:`(.*?)` |(required) |)\| \S.* \|$")
READ = re.compile(r"""environ(?:ment)?(?:\.get|\.setdefault)?[(\[]\s*['"]([A-Z_0-9]+)['"]""")
KEY = "A" * 43 + "="
NUMBER = "Input should be a valid number, unable to parse string as a number"
GOOD = {"SECRET_KEY": "s" * 32, "PII_KEYS": f"k1:{KEY}"}


def documented() -> dict[str, str]:
    rows = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8").splitlines()
    found = [ROW.match(row) for row in rows if row.startswith("| `")]
    return {each[1]: each[3] or each[2] or "" for each in found if each}


def defaults() -> dict[str, str]:
    return {
        name.upper(): _written(each.default) for name, each in Settings.model_fields.items()
    }


def _written(default: object) -> str:
    if default is PydanticUndefined:
        return "required"
    return default.get_secret_value() if isinstance(default, SecretStr) else str(default)


def read_by_processes() -> set[str]:
    files = [
        file
        for each in PROCESSES
        for file in ([ROOT / each] if each.endswith(".py") else (ROOT / each).glob("*.py"))
    ]
    return {name for file in files for name in READ.findall(file.read_text(encoding="utf-8"))}


def test_every_setting_is_documented_with_its_default() -> None:
    told = documented()
    assert {name: told.get(name) for name in defaults()} == defaults()


def test_every_documented_setting_exists() -> None:
    used = read_by_processes() - NOT_OURS
    assert set(documented()) == set(defaults()) | used
    assert {"PORT", "WEB_THREADS", "NLU_MODEL_URL", "SANIC_WORKERS"} <= used


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {**GOOD, "CITY": "garut", "DEMO": "1", "UNKNOWN": "x"}.items():
        monkeypatch.setenv(name, value)
    config = load()
    assert (config.city, config.demo) == ("garut", True)


def test_an_address_never_ends_in_a_slash() -> None:
    assert load({**GOOD, "PUBLIC_URL": "https://kota.example/"}).public_url == (
        "https://kota.example"
    )


@pytest.mark.parametrize(
    ("values", "line"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY: must have at least 32 characters"),
        ({"PII_KEYS": ""}, "PII_KEYS: needs at least one key as id:base64, newest first"),
        ({"PII_KEYS": "k1:hush!"}, "PII_KEYS: a key is not base64"),
        ({"PII_KEYS": "k1:hushé"}, "PII_KEYS: a key is not base64"),
        ({"PII_KEYS": "k1:aHVzaA=="}, "PII_KEYS: a key must have 32 bytes"),
        ({"PII_KEYS": KEY}, "PII_KEYS: each key needs an id of its own before the colon"),
        (
            {"PII_KEYS": f":{KEY}"},
            "PII_KEYS: each key needs an id of its own before the colon",
        ),
        (
            {"PII_KEYS": f"k1:{KEY},k1:{KEY}"},
            "PII_KEYS: each key needs an id of its own before the colon",
        ),
        ({"PUBLIC_URL": "hush"}, "PUBLIC_URL: must be an address such as https://example.org"),
        ({"RASA_URL": "http://"}, "RASA_URL: must be an address such as https://example.org"),
        (
            {"BMKG_URL": "ftp://hush"},
            "BMKG_URL: must be an address such as https://example.org",
        ),
        (
            {"OPEN311_URL": "https://a b"},
            "OPEN311_URL: must be an address such as https://example.org",
        ),
        (
            {"DATABASE_URL": "mysql://hush@x"},
            "DATABASE_URL: must begin with sqlite: or postgresql:",
        ),
        ({"LOG_LEVEL": "hush"}, "LOG_LEVEL: must be DEBUG, INFO, WARNING or ERROR"),
        (
            {"DEMO": "hush"},
            "DEMO: Input should be a valid boolean, unable to interpret input",
        ),
        (
            {"TWILIO_SMS_RATE": "-1"},
            "TWILIO_SMS_RATE: Input should be greater than or equal to 0",
        ),
        ({"TELEGRAM_RATE": "inf"}, "TELEGRAM_RATE: Input should be a finite number"),
        (
            {"TWILIO_WHATSAPP_RATE": "hush"},
            f"TWILIO_WHATSAPP_RATE: {NUMBER}",
        ),
        (
            {"KANNEL_ALLOWED": "127.0.0.1,hush"},
            "KANNEL_ALLOWED: must be addresses or networks such as 127.0.0.1,10.0.0.0/8",
        ),
        (
            {"KANNEL_ALLOWED": ""},
            "KANNEL_ALLOWED: must be addresses or networks such as 127.0.0.1,10.0.0.0/8",
        ),
        (
            {"KANNEL_WEBHOOK_TOKEN": "hush/hush"},
            "KANNEL_WEBHOOK_TOKEN: may hold letters, digits, - and _ only",
        ),
        (
            {"TWILIO_SIGNATURE_ALGORITHM": "hush"},
            "TWILIO_SIGNATURE_ALGORITHM: Input should be 'HMAC_SHA1' or 'HMAC_SHA256'",
        ),
        (
            {"TWILIO_WHATSAPP_TEMPLATE": "hush"},
            "TWILIO_WHATSAPP_TEMPLATE: must be HX and 32 hexadecimal digits",
        ),
        ({"RASA_TIMEOUT": "0"}, "RASA_TIMEOUT: Input should be greater than 0"),
        (
            {"WORKER_THREADS": "0"},
            "WORKER_THREADS: Input should be greater than or equal to 1",
        ),
    ],
)
def test_a_bad_setting_is_told_in_one_line(values: dict[str, str], line: str) -> None:
    with pytest.raises(BadSettingsError) as error:
        load({**GOOD, **values})
    assert str(error.value) == line
    shown = repr(error.value) + repr(error.value.__cause__)
    assert "hush" not in shown
    assert KEY not in shown


def test_all_bad_settings_are_told_at_once() -> None:
    with pytest.raises(BadSettingsError) as error:
        load({"RASA_TIMEOUT": "hush", "TWILIO_AUTH_TOKEN": "hush"})
    assert str(error.value).splitlines() == [
        "SECRET_KEY: Field required",
        "PII_KEYS: Field required",
        f"RASA_TIMEOUT: {NUMBER}",
    ]


def test_settings_never_show_their_secrets() -> None:
    hidden = dict.fromkeys(("SECRET_KEY", "RASA_TOKEN", "TELEGRAM_TOKEN"), "hush" * 8)
    config = load({**GOOD, **hidden, "TWILIO_AUTH_TOKEN": "hush", "OPEN311_KEY": "hush"})
    assert "hush" not in repr(config)
    assert KEY not in repr(config)


def test_keys_keep_their_order() -> None:
    assert list(keyring(SecretStr(f"k2:{KEY}, k1:{KEY}"))) == ["k2", "k1"]
