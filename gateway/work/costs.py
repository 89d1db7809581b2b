"""What an SMS may cost: countries that are never written to, and the budget of a day."""

from collections import Counter as Sum
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import structlog
from prometheus_client import Counter
from sqlalchemy.orm import Session

from gateway.numbers import may_be_sent_to
from gateway.sms import segments
from gateway.store import budgets
from gateway.store.deliveries import NewOutbound
from gateway.tools import Tools

log = structlog.get_logger()
SEGMENTS = Counter("kentongan_sms_segments_total", "Segments of SMS.", ["outcome"])
COUNTRY, BUDGET = "country", "budget"
"""Why an SMS was not sent: no country we write to, or the day's budget is spent."""
TOTAL = "sms"
LOW = 0.8
"""Share of the day's budget at which somebody should look."""


def allowed(
    session: Session, new: Sequence[NewOutbound], tools: Tools, now: float
) -> list[NewOutbound]:
    """Return `new` with those SMS `failed` that may not be sent.

    What an emergency is told is sent whatever the budget says, and counted.
    """
    checked = [_to_a_country(each, tools) for each in new]
    paid = [each for each in checked if _costs(each, tools)]
    if not paid:
        return checked
    refused = _over_budget(session, paid, tools, now)
    return [
        replace(each, status="failed", error=BUDGET)
        if _costs(each, tools) and not each.urgent and refused & {TOTAL, _key(each)}
        else each
        for each in checked
    ]


def day(tools: Tools, now: float) -> str:
    """Return the day in the city (ISO 8601) under which costs are counted at `now`."""
    return datetime.fromtimestamp(now, tools.pack.timezone).date().isoformat()


def _costs(new: NewOutbound, tools: Tools) -> bool:
    return new.status == "queued" and tools.channels[new.outbound.channel].form.gsm7


def _to_a_country(new: NewOutbound, tools: Tools) -> NewOutbound:
    if not _costs(new, tools) or may_be_sent_to(
        new.outbound.recipient, tools.limits.sms_countries
    ):
        return new
    SEGMENTS.labels(COUNTRY).inc()
    return replace(new, status="failed", error=COUNTRY)


def _over_budget(
    session: Session, paid: Sequence[NewOutbound], tools: Tools, now: float
) -> set[str]:
    """Count `paid` against the day, and return the keys of the budgets that it exceeds."""
    costs: Sum[str] = Sum()
    for each in paid:
        cost = segments(each.outbound.text).count
        costs.update({TOTAL: cost, _key(each): cost})
        SEGMENTS.labels("asked").inc(cost)
    spent = budgets.spend(session, day(tools, now), costs)
    limits = dict.fromkeys(costs, tools.limits.sms_of_a_citizen)
    limits[TOTAL] = tools.limits.sms_of_a_day
    _alarm(spent[TOTAL], costs[TOTAL], limits[TOTAL])
    return {key for key, most in limits.items() if most and spent[key] > most}


def _alarm(spent: int, more: int, most: int) -> None:
    """Say it once a day when the budget runs low, and when it is spent."""
    before = spent - more
    if most and before < most * LOW <= spent:
        log.warning("sms_budget_low", segments=spent, budget=most)
    if most and before < most <= spent:
        log.error("sms_budget_spent", segments=spent, budget=most)


def _key(new: NewOutbound) -> str:
    return f"{TOTAL}:{new.thread}"
