"""What providers refuse, delay and report, over real processes and real sockets."""

import json
from dataclasses import replace
from typing import override

import httpx
import pytest

from bot.model import Attachment, Outbound
from gateway.channels.twilio import Twilio
from gateway.http import Http
from tests.end_to_end.city import City
from tests.running import eventually
from tests.settings import settings

pytestmark = pytest.mark.slow


def refusal(code: int) -> tuple[int, dict[str, str], dict[str, object]]:
    """Return what Twilio answers with `code`; as there, the words repeat the number."""
    url = f"https://www.twilio.com/docs/errors/{code}"
    message = "Unable to send to +628123460000 the text Halo"
    return 400, {}, {"code": code, "message": message, "more_info": url, "status": 400}


def greeted(city: City, sender: str, channel: str = "sms") -> str:
    """Let `sender` say hello, and return the text of our last attempt to answer."""
    if channel == "sms":
        city.sms(sender, "halo")
        return city.twilio.texts(sender, 1)[-1]
    city.whatsapp(sender, "halo")
    return city.twilio.texts(f"whatsapp:{sender}", 1)[-1]


def sent_last(city: City, recipient: str) -> str:
    """Return the provider's id of our last message to `recipient`."""
    return f"SM{city.twilio.calls.index(city.twilio.to(recipient)[-1]) + 1:032x}"


def test_receipts_only_move_forward(city: City) -> None:
    siti = "+628123460001"
    greeted(city, siti)
    sid = sent_last(city, siti)
    assert eventually(lambda: city.state(sid) == "sent")
    seen = []
    for status in ("queued", "sent", "delivered", "sent", "failed", "read", "delivered"):
        city.receipt("twilio_sms", sid, status)
        seen.append(city.state(sid))
    assert seen == ["sent", "sent", "delivered", "delivered", "delivered", "read", "read"]


def test_an_opt_out_stops(city: City) -> None:
    siti = "+628123460002"
    before = city.stopped("twilio_sms")
    city.twilio.troubles[siti] = [refusal(21610)]
    greeted(city, siti)
    assert eventually(lambda: city.stopped("twilio_sms") == before + 1)
    assert city.failures("twilio: 21610") >= 1
    assert len(city.twilio.to(siti)) == 1
    city.said_nothing_of("8123460002", "8123460000")


def test_no_number_of_anybody_is_given_up(city: City) -> None:
    siti = "+628123460009"
    city.twilio.troubles[siti] = [refusal(21211)]
    before = city.failures("twilio: 21211")
    greeted(city, siti)
    assert eventually(lambda: city.failures("twilio: 21211") == before + 1)
    assert len(city.twilio.to(siti)) == 1
    city.said_nothing_of("8123460009", "8123460000")


def test_too_many_requests_wait_as_told(city: City) -> None:
    siti = "+628123460003"
    body = {"code": 20429, "message": "Too Many Requests", "status": 429}
    city.twilio.troubles[siti] = [(429, {"Retry-After": "2"}, body)]
    greeted(city, siti)
    assert len(city.twilio.texts(siti, 2)) == 2
    first, second = (each.at for each in city.twilio.to(siti))
    assert 2 <= second - first < 6
    assert eventually(lambda: city.state(sent_last(city, siti)) == "sent")


def test_a_server_error_is_tried_again(city: City) -> None:
    siti = "+628123460004"
    body = {"code": 20500, "message": "Internal Server Error", "status": 500}
    city.twilio.troubles[siti] = [(500, {}, body)]
    greeted(city, siti)
    texts = city.twilio.texts(siti, 2)
    assert len(texts) == 2
    assert len(set(texts)) == 1
    assert eventually(lambda: city.state(sent_last(city, siti)) == "sent")


def test_a_closed_window_without_a_template_is_given_up(city: City) -> None:
    john = "+628123460005"
    city.twilio.troubles[f"whatsapp:{john}"] = [refusal(63016)]
    told = "twilio: no template is set"
    before = city.failures(told)
    greeted(city, john, "whatsapp")
    assert eventually(lambda: city.failures(told) == before + 1)
    assert len(city.twilio.to(f"whatsapp:{john}")) == 1


def test_a_question_on_whatsapp_has_buttons(city: City) -> None:
    siti = "+628123460011"
    to = f"whatsapp:{siti}"
    city.whatsapp(siti, "lampu jalan mati di jl merdeka dekat simpang udah 3 hari")
    [asked] = city.twilio.texts(to, 1)
    words = list(json.loads(city.twilio.to(to)[0].form["ContentVariables"]).values())
    label, payload = words[-6:-4]
    assert (asked.endswith("Kirim?"), label) == (True, "Ya, kirim")
    city.whatsapp(siti, label, button=payload)
    assert city.twilio.texts(to, 2)[-1].startswith("Terima kasih!")


def test_telegram_asks_us_to_wait(city: City) -> None:
    told = {
        "ok": False,
        "error_code": 429,
        "description": "slow",
        "parameters": {"retry_after": 2},
    }
    city.telegram.troubles["780006"] = [(429, {}, told)]
    city.says(780006, "halo")
    assert len(city.telegram.texts("780006", 2)) == 2
    first, second = (each.at for each in city.telegram.to("780006"))
    assert 2 <= second - first < 6


def test_telegram_was_blocked(city: City) -> None:
    before = city.stopped("telegram")
    told = {
        "ok": False,
        "error_code": 403,
        "description": "Forbidden: bot was blocked by the user",
    }
    city.telegram.troubles["780007"] = [(403, {}, told)]
    city.says(780007, "halo")
    assert eventually(lambda: city.stopped("telegram") == before + 1)
    assert len(city.telegram.to("780007")) == 1


def test_twilio_would_refuse_what_its_specification_forbids(city: City) -> None:
    """The judge is awake: a call without a recipient never reaches the peer."""
    calls = len(city.twilio.calls)
    assert city.ask_the_judge({"Body": "halo", "From": city.number}) == 422
    assert (
        city.ask_the_judge({"To": "+628123460008", "Body": "x", "MessagingServiceSid": "MG1"})
        == 422
    )
    assert city.ask_the_judge({"To": "+628123460008", "Body": "x", "From": city.number}) == 201
    assert len(city.twilio.calls) == calls + 1
    half = {"language": "id", "types": {"twilio/quick-reply": {"actions": []}}}
    made = httpx.post(
        f"{city.contents}/v1/Content", json=half, auth=("AC0", "x"), trust_env=False
    )
    assert made.status_code == 422


MAP = Attachment(kind="photo", reference="https://kentongan.example/files/1.png")
ASKED = Outbound(channel="", recipient="+628123460010", text="Kirim?\nYa")
FORMS = {
    "a text": ASKED,
    "a text with our name of it": replace(ASKED, reference="41"),
    "a file": replace(ASKED, attachment=MAP),
    "a file alone": replace(ASKED, attachment=MAP, text=""),
    "buttons": replace(ASKED, choices=(("yes", "Ya, kirim"), ("no", "Batal"))),
    "a list": replace(ASKED, choices=tuple((f"c{n}", f"Pilihan {n}") for n in range(10))),
    "lines": replace(ASKED, choices=tuple((f"c{n}", f"Pilihan {n}") for n in range(11))),
    "the template": replace(ASKED, template=True),
}


class Judged(httpx.HTTPTransport):
    """The way to Prism, which knows a list in a form by brackets only.

    https://github.com/stoplightio/prism/issues/2473
    """

    @override
    def handle_request(self, request: httpx.Request) -> httpx.Response:
        body = request.read().replace(b"MediaUrl=", b"MediaUrl%5B%5D=")
        headers = {**request.headers, "content-length": str(len(body))}
        asked = httpx.Request(
            request.method,
            request.url,
            headers=headers,
            content=body,
            extensions=request.extensions,
        )
        return super().handle_request(asked)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("service", ["", "MG" + "0" * 32])
def test_every_form_of_ours_passes_the_judge(city: City, form: str, service: str) -> None:
    config = settings(
        twilio_account_sid=city.account,
        twilio_auth_token=city.token,
        twilio_sms_from=city.number,
        twilio_messaging_service_sid=service,
        twilio_whatsapp_from=city.number,
        twilio_whatsapp_template="HX" + "f" * 32,
        twilio_api_url=city.prism,
        twilio_content_url=city.contents,
        public_url="https://kentongan.example",
    )
    transport = Judged(trust_env=False)
    http = Http(transport)
    try:
        for channel in filter(None, (Twilio.sms(config, http), Twilio.whatsapp(config, http))):
            sent = channel.send(replace(FORMS[form], channel=channel.name))
            assert sent == sent_last(city, channel.prefix + ASKED.recipient)
            assert ("ContentSid" in city.twilio.calls[-1].form) == (
                channel.name == "twilio_whatsapp"
                and form in {"buttons", "a list", "the template"}
            )
    finally:
        transport.close()
