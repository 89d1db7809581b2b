"""What the peer does beyond Rasa's own slot filling, served by Rasa's action server."""

import itertools
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

SLOTS = ("category", "place", "description", "confirm")
_tickets = itertools.count(1)


class SubmitReport(Action):
    """Files the report: here, only gives it a ticket number."""

    def name(self) -> str:
        """Return the name in the domain."""
        return "action_submit_report"

    async def run(
        self,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        domain: DomainDict,  # noqa: ARG002  # Rasa's signature
    ) -> list[dict[str, Any]]:
        """Tell the ticket, or that nothing was sent, and forget the form."""
        sent = tracker.get_slot("confirm")
        ticket = f"BDG-{next(_tickets):06d}"
        dispatcher.utter_message(
            text=f"Laporan terkirim, nomor {ticket}." if sent else "Laporan tidak dikirim.",
        )
        return [SlotSet(slot, None) for slot in SLOTS]
