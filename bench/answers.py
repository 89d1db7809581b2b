"""What the stand-in answers: bodies that Twilio's, Telegram's and BMKG's clients accept."""

import itertools
import json
import time
from collections.abc import Mapping, Sequence
from email.utils import formatdate
from typing import Any
from urllib.parse import parse_qsl

BOT = {"id": 990001, "is_bot": True, "first_name": "Bench", "username": "bench_bot"}
REPLIES = frozenset(
    {
        "sendMessage",
        "sendPhoto",
        "sendLocation",
        "sendDocument",
        "editMessageText",
    }
)
_numbers = itertools.count(1)


def fields(body: bytes, content_type: str) -> dict[str, Any]:
    """Return the fields of a request body, whether JSON or an HTML form."""
    if not body:
        return {}
    if content_type.startswith("application/json"):
        decoded: dict[str, Any] = json.loads(body)
        return decoded
    return dict(parse_qsl(body.decode(), keep_blank_values=True))


def twilio_message(account: str, form: Mapping[str, Any]) -> dict[str, Any]:
    """Return what Twilio says of a message it has just taken, with a sid of its own."""
    sid = f"SM{next(_numbers):032x}"
    now = formatdate(usegmt=False)
    path = f"/2010-04-01/Accounts/{account}/Messages/{sid}"
    return {
        "account_sid": account,
        "api_version": "2010-04-01",
        "body": form.get("Body", ""),
        "date_created": now,
        "date_sent": None,
        "date_updated": now,
        "direction": "outbound-api",
        "error_code": None,
        "error_message": None,
        "from": form.get("From"),
        "messaging_service_sid": form.get("MessagingServiceSid"),
        "num_media": "0",
        "num_segments": "1",
        "price": None,
        "price_unit": None,
        "sid": sid,
        "status": "queued",
        "subresource_uris": {"media": f"{path}/Media.json"},
        "to": form.get("To", ""),
        "uri": f"{path}.json",
    }


def twilio_list(account: str, taken: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return one page of Twilio's list of messages: those `taken`, newest first."""
    path = f"/2010-04-01/Accounts/{account}/Messages.json"
    return {
        "messages": list(reversed(taken)),
        "page": 0,
        "page_size": 50,
        "start": 0,
        "end": max(0, len(taken) - 1),
        "uri": path,
        "first_page_uri": path,
        "next_page_uri": None,
        "previous_page_uri": None,
    }


def telegram_result(method: str, form: Mapping[str, Any]) -> object:
    """Return the `result` of a Bot API method, enough for any client to read it."""
    if method in REPLIES:
        chat = {"id": int(form["chat_id"]), "type": "private", "first_name": "Warga"}
        return {
            "message_id": next(_numbers),
            "date": int(time.time()),
            "chat": chat,
            "from": BOT,
            "text": form.get("text", ""),
        }
    return _FIXED.get(method, True)


def forecast(adm4: str) -> dict[str, Any]:
    """Return a forecast shaped like BMKG's for the kelurahan with this code."""
    now = int(time.time()) // 10800 * 10800
    place = {
        "adm1": "32",
        "adm2": "32.73",
        "adm3": adm4[:8],
        "adm4": adm4,
        "provinsi": "Jawa Barat",
        "kotkab": "Kota Bandung",
        "kecamatan": "Coblong",
        "desa": "Dago",
        "lon": 107.61,
        "lat": -6.88,
        "timezone": "Asia/Jakarta",
    }
    slots = [_slot(now + hours * 3600) for hours in range(0, 72, 3)]
    days = [slots[start : start + 8] for start in range(0, len(slots), 8)]
    return {"lokasi": place, "data": [{"lokasi": place, "cuaca": days}]}


def _slot(at: int) -> dict[str, Any]:
    utc = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(at))
    local = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(at + 7 * 3600))
    return {
        "datetime": utc.replace(" ", "T") + "Z",
        "utc_datetime": utc,
        "local_datetime": local,
        "t": 24,
        "hu": 83,
        "tcc": 90,
        "tp": 0.4,
        "weather": 3,
        "weather_desc": "Berawan",
        "weather_desc_en": "Mostly Cloudy",
        "wd": "SW",
        "wd_to": "NE",
        "wd_deg": 226,
        "ws": 5.2,
        "vs": 9000,
        "vs_text": "< 10 km",
        "time_index": "0-1",
        "analysis_date": utc.replace(" ", "T"),
        "image": "",
    }


_FIXED: Mapping[str, object] = {
    "getMe": BOT
    | {
        "can_join_groups": False,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
    },
    "getWebhookInfo": {
        "url": "",
        "has_custom_certificate": False,
        "pending_update_count": 0,
    },
    "getUpdates": [],
}
