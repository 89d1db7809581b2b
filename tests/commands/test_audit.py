"""`kentongan audit verify`: whether anybody changed the log."""

from sqlalchemy import update

from gateway.store import audit
from gateway.store.audit import Done
from gateway.store.audit_tables import Audited
from gateway.store.database import Database
from tests.commands.conftest import Command, Ran


def test_a_changed_row_is_found(kentongan: Command, database: Database) -> None:
    assert kentongan("audit", "verify") == Ran("0 rows, and every one fits.\n", "", 0)
    with database.write() as session:
        for who in ("rina", "budi"):
            audit.add(session, Done(at=1.0, who=who, action="inbox.reply", subject="7"))
    assert kentongan("audit", "verify") == Ran("2 rows, and every one fits.\n", "", 0)
    with database.write() as session:
        session.execute(update(Audited).where(Audited.who == "budi").values(subject="8"))
    told = kentongan("audit", "verify")
    assert told.code == 2
    assert "1 rows fit; row 2 does not" in told.err
