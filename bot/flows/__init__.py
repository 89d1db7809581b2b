"""One module per kind of conversation, and which intent starts which.

`STARTS` is what an intent begins when no question is open. `FLOWS` are the conversations of
several turns.
"""

from collections.abc import Mapping

from bot.flows import (
    after,
    alerts,
    handover,
    home,
    information,
    language,
    linking,
    report,
    ticket,
    words,
)
from bot.turn import Flow, Start

FLOWS: Mapping[str, Flow] = {
    "report": report.FLOW,
    after.NAME: after.FLOW,
}

STARTS: Mapping[str, Start] = {
    "report": report.start,
    "report_status": ticket.status,
    "my_reports": ticket.mine,
    "change_language": language.change,
    "want_human": handover.ask,
    "link_channel": linking.link,
    "unlink_channel": linking.unlink,
    "alerts_on": alerts.on,
    "alerts_off": alerts.off,
    "forget_place": home.forget,
    **dict.fromkeys(information.SOURCES, information.ask),
    **dict.fromkeys(information.LATER, information.not_yet),
    **dict.fromkeys(words.REPLIES, words.reply),
    "stop": words.stop,
    "cancel": words.cancel,
    "correct": words.nothing_open,
    "affirm": words.nothing_open,
    "deny": words.nothing_open,
}

FIRM = {
    "stop",
    "cancel",
    "want_human",
    "change_language",
    "help",
    "privacy",
    "link_channel",
    "unlink_channel",
    "forget_place",
}
"""Intents that interrupt any question."""

TICKETS = {"report_status", "my_reports"}
"""Intents that ask what became of reports."""

INTERRUPTIONS: Mapping[str, Start] = {
    intent: start
    for intent, start in STARTS.items()
    if intent in {*FIRM, *TICKETS} or intent.startswith("ask_")
}
"""Intents that may be followed in the middle of a flow."""
