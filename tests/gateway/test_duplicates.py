"""The same webhook again and again is one message and one task."""

from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import pytest
from sqlalchemy import update as change

from gateway.store.tables import Message, Task
from tests.channels.callers import CALLERS
from tests.channels.callers.telegram import update
from tests.channels.callers.twilio import form
from tests.gateway.application import Application


@pytest.mark.parametrize("name", CALLERS)
def test_three_times_in_a_row(name: str, application: Application) -> None:
    answers = [application.post(name, CALLERS[name].says("halo")) for _ in range(3)]
    assert len({(each.status_code, each.data) for each in answers}) == 1
    assert answers[0].status_code == 200
    assert application.kept() == [(CALLERS[name].channel or name, "halo", "")]
    assert [kind for kind, _ in application.tasks()] == ["hear"]


@pytest.mark.parametrize("name", CALLERS)
def test_twenty_at_once(name: str, application: Application) -> None:
    with ThreadPoolExecutor(20) as crowd:
        posts = [
            crowd.submit(application.post, name, CALLERS[name].says("halo")) for _ in range(20)
        ]
    assert [each.result().status_code for each in posts] == [200] * 20
    assert application.kept() == [(CALLERS[name].channel or name, "halo", "")]
    assert [kind for kind, _ in application.tasks()] == ["hear"]
    assert application.threads() == [(CALLERS[name].channel or name, False)]


def test_twenty_citizens_at_once(application: Application) -> None:
    bodies = [form("halo", MessageSid=f"SM{n}", From=f"+62812000{n:04}") for n in range(20)]
    with ThreadPoolExecutor(20) as crowd:
        answers = list(crowd.map(lambda body: application.post("twilio_sms", body), bodies))
    assert [each.status_code for each in answers] == [200] * 20
    assert len(application.threads()) == len(set(application.tasks())) == 20


def test_twenty_messages_of_one_citizen_are_one_conversation(application: Application) -> None:
    bodies = [form(f"halo {n}", MessageSid=f"SM{n}") for n in range(20)]
    with ThreadPoolExecutor(20) as crowd:
        answers = list(crowd.map(lambda body: application.post("twilio_sms", body), bodies))
    assert [each.status_code for each in answers] == [200] * 20
    assert application.threads() == [("twilio_sms", False)]
    assert len(application.tasks()) == 20
    assert len({lane for _, lane in application.tasks()}) == 1


def test_the_same_id_on_two_channels_is_two_messages(application: Application) -> None:
    application.post("twilio_sms", form("halo"))
    application.post("twilio_whatsapp", form("halo"))
    assert [channel for channel, _, _ in application.kept()] == [
        "twilio_sms",
        "twilio_whatsapp",
    ]


def test_a_repeated_press_is_one_press(application: Application) -> None:
    body = (
        b'{"update_id": 1, "callback_query": {"id": "5", "chat_instance": "-1", "data": "yes",'
        b' "from": {"id": 77, "is_bot": false, "first_name": "S"}}}'
    )
    answers = [application.post("telegram", body).data for _ in range(3)]
    told = b'{"method": "answerCallbackQuery", "callback_query_id": "5"}'
    assert answers == [told] * 3
    assert application.kept() == [("telegram", "", "yes")]


def test_an_edit_before_the_answer_takes_the_place_of_the_text(
    application: Application,
) -> None:
    application.post("telegram", update("lampu mati"))
    for _ in range(2):
        application.post("telegram", edit("lampu mati di dago"))
    assert application.kept() == [("telegram", "lampu mati di dago", "")]
    assert len(application.tasks()) == 1


def test_an_edit_while_the_text_is_answered_is_a_message_of_its_own(
    application: Application,
) -> None:
    application.post("telegram", update("lampu mati"))
    with application.tools.database.write() as session:
        session.execute(change(Task).values(begun_at=1.0))
    for _ in range(3):
        application.post("telegram", edit("lampu mati di dago"))
    assert [text for _, text, _ in application.kept()] == ["lampu mati", "lampu mati di dago"]
    assert len(application.tasks()) == 2


def test_an_edit_repeated_after_its_answer_is_answered_once(application: Application) -> None:
    application.post("telegram", update("lampu mati"))
    application.post("telegram", edit("lampu mati di dago"))
    with application.tools.database.write() as session:
        session.execute(change(Message).values(status="handled"))
    application.post("telegram", edit("lampu mati di dago"))
    assert application.kept() == [("telegram", "lampu mati di dago", "")]
    assert len(application.tasks()) == 1


def edit(text: str) -> bytes:
    return (
        update(text).replace(b'"message"', b'"edited_message"').replace(b'id": 1,', b'id": 2,')
    )


def test_an_edit_of_what_we_never_had_is_a_message(application: Application) -> None:
    for _ in range(3):
        application.post("telegram", edit("lampu mati di dago"))
    assert application.kept() == [("telegram", "lampu mati di dago", "")]


def test_neither_number_nor_chat_id_is_readable_in_the_database(
    application: Application,
) -> None:
    application.post("twilio_sms", form("halo"))
    application.post("telegram", update("halo").replace(b"77", b"4503599627370495"))
    chat = {"channel": "sms", "sender": "+628123456789", "text": "halo", "id": "1"}
    assert application.client.post("/api/chat/messages", json=chat).status_code == 202
    with application.tools.database.engine.connect() as connection:
        rows = [
            repr(tuple(row))
            for table in ("thread", "message", "task", "lane")
            for row in connection.exec_driver_sql(f"SELECT * FROM {table}")  # noqa: S608
        ]
    assert not [row for row in rows if "8123456789" in row or "4503599627370495" in row]


def test_a_chat_message_with_an_id_is_kept_once(application: Application) -> None:
    for sender in ("a", "a", "b"):
        message = {"channel": "web", "sender": sender, "text": "halo", "id": "1"}
        assert application.client.post("/api/chat/messages", json=message).status_code == 202
    assert application.kept() == [("web", "halo", "")] * 2


def test_a_stopped_citizen_is_remembered(application: Application) -> None:
    application.post("twilio_sms", form("halo"))
    application.post("twilio_sms", form("stop", MessageSid="SM2", OptOutType="STOP"))
    assert application.threads() == [("twilio_sms", True)]
    assert application.kept() == [("twilio_sms", "halo", "")]


def test_a_stop_from_a_stranger_is_nothing(application: Application) -> None:
    assert application.post("twilio_sms", form("stop", OptOutType="STOP")).status_code == 200
    assert application.threads() == []


def test_a_status_that_says_stopped_stops(application: Application) -> None:
    application.post("twilio_whatsapp", form("halo", From="whatsapp:+628123456789"))
    failed = {
        "MessageSid": "SM9",
        "MessageStatus": "failed",
        "ErrorCode": "21610",
        "To": "whatsapp:+628123456789",
    }
    application.post("twilio_whatsapp", urlencode(failed).encode())
    assert application.threads() == [("twilio_whatsapp", True)]
