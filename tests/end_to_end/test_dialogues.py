"""Whole dialogues over real processes, and providers who judge what reaches them."""

import json
import re

import pytest

from tests.end_to_end.city import City

pytestmark = pytest.mark.slow
TICKET = re.compile(r"BDG-\d{7}")


def ticket(text: str) -> str:
    """Return the ticket number in `text`."""
    found = TICKET.search(text)
    assert found, text
    return found[0]


def test_sms_in_indonesian(city: City) -> None:
    siti, said = "+628123450001", "lampu jalan mati di jl dago dekat simpang udah 3 hari"
    city.sms(siti, said)
    [asked] = city.twilio.texts(siti, 1)
    assert "Kirim?" in asked
    city.sms(siti, "ya")
    filed = city.twilio.texts(siti, 2)[-1]
    assert filed.startswith("Terima kasih!"), filed
    number = ticket(filed)
    report = city.desk(number)
    assert (report["service_code"], report["status"]) == ("street_light", "open")
    assert "Coblong" in report["address"]
    city.sms(siti, f"status {number}")
    assert city.twilio.texts(siti, 3)[-1].startswith(f"{number} (")
    told = city.running.command("report", "status", number, "in_progress")
    assert told == f"{number} is now in_progress.\n"
    news = city.twilio.texts(siti, 4)[-1]
    assert number in news
    assert "sedang dikerjakan" in news
    assert len(city.twilio.to(siti)) == 4
    city.said_nothing_of("8123450001", "dekat simpang", said)


def test_telegram_in_sundanese(city: City) -> None:
    asep, said = 770002, "lampu jalan pareum di jalan tubagus ismail caket simpang tos 3 dinten"
    city.says(asep, said)
    city.telegram.texts(str(asep), 1)
    asked = city.telegram.to(str(asep))[0].form
    assert "Dikintun?" in asked["text"]
    rows = json.loads(asked["reply_markup"])["inline_keyboard"]
    yes = next(button for row in rows for button in row if button["text"].startswith("Muhun"))
    city.presses(asep, yes["callback_data"])
    filed = city.telegram.texts(str(asep), 2)[-1]
    assert filed.startswith("Hatur nuhun!"), filed
    number = ticket(filed)
    assert "Coblong" in city.desk(number)["address"]
    city.running.command("report", "status", number, "done")
    assert "parantos réngsé" in city.telegram.texts(str(asep), 3)[-1]
    city.said_nothing_of("770002", "caket simpang", said)


def test_whatsapp_in_english(city: City) -> None:
    john, said = (
        "+447700900003",
        "the street light on jl dipati ukur near the junction has been out for 3 days",
    )
    city.whatsapp(john, said)
    to = f"whatsapp:{john}"
    [asked] = city.twilio.texts(to, 1)
    assert "Send it?" in asked, asked
    city.whatsapp(john, "yes")
    filed = city.twilio.texts(to, 2)[-1]
    assert filed.startswith("Thank you!"), filed
    number = ticket(filed)
    assert city.desk(number)["service_code"] == "street_light"
    city.running.command("report", "status", number, "in_progress")
    assert "being worked on" in city.twilio.texts(to, 3)[-1]
    city.said_nothing_of("7700900003", "near the junction", said)
