"""Invented conversations to measure on: as many as asked, and the console shows them."""

from sqlalchemy import func, select

from gateway.store.seeding import HELD, fill
from gateway.store.tables import Message, Thread
from tests.console.office import Office
from tests.console.test_lists import listed


def test_as_many_as_asked_twice_over(office: Office) -> None:
    told: list[int] = []
    for _ in range(2):
        fill(office.tools.database, office.tools.seal, HELD, 4 * HELD, told.append)
    assert sum(told) == 2 * 5 * HELD
    with office.tools.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Thread)) == 2 * HELD
        assert session.scalar(select(func.count()).select_from(Message)) == 8 * HELD
    office.enter()
    assert len(listed(office, "?view=nobodys")) == 2
    assert len(listed(office, "?view=bot")) > 20
    office.hear("warga sungguhan menulis juga")
