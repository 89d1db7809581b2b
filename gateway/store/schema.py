"""The whole schema: the tables of every module, for those who create or compare it."""

from gateway.store import (
    alert_tables,
    audit_tables,
    inbox_tables,
    question_tables,
    report_tables,
    word_tables,
)
from gateway.store.tables import Table

METADATA = Table.metadata
MODULES = (
    alert_tables,
    audit_tables,
    inbox_tables,
    question_tables,
    report_tables,
    word_tables,
)
"""Whose tables are in `METADATA` because they were imported here."""
