"""How the channels are doing, as the console tells it."""

from sqlalchemy import insert

from gateway import sitting
from gateway.store import channels
from gateway.store.channels import Doing
from gateway.store.tables import Message
from tests.console.office import Office
from tests.console.test_inbox import plain


def test_a_channel_tells_what_waits_and_what_failed(office: Office) -> None:
    thread = office.hear("halo")
    sent = sitting.answer(thread, sitting.Reply("Selamat siang"), office.tools)
    office.fail(sent)
    sitting.answer(thread, sitting.Reply("Ada yang bisa dibantu?"), office.tools)
    row = {
        "thread_id": thread,
        "channel": "twilio_sms",
        "direction": "out",
        "author": "bot",
        "text": "x",
        "content": {},
        "status": "delivered",
        "created_at": 1.0,
    }
    with office.tools.database.write() as session:
        session.execute(insert(Message), [row] * 3)
        told = channels.doing(session)["twilio_sms"]
    assert (told.waiting, told.sent, told.failed, told.rate) == (1, 3, 1, 25)
    office.enter()
    page = plain(office.get("/console/channels").text)
    assert "SMS /webhooks/twilio_sms belum pernah 1 3 1 (25 %)" in page


def test_a_channel_that_is_no_longer_on_says_so(office: Office) -> None:
    office.hear("halo", "web")
    office.hear("halo", "kannel")
    office.enter()
    page = plain(office.get("/console/channels").text)
    assert "SMS tidak aktif" in page
    assert "Web tidak aktif" not in page


def test_nothing_tried_is_no_share() -> None:
    assert Doing().rate is None
