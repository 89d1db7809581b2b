"""X's two channels: direct messages, and answers below posts that mention us."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, urlencode

from bot.model import Outbound
from gateway.channel import Form
from gateway.channels.x.api import Api, words
from gateway.channels.x.events import DIRECT, MENTIONS
from gateway.errors import RefusedError, UnreachableError
from gateway.http import Download

LOOKED_AT = "50"
"""The newest messages of a conversation, among which one we may have sent is looked for."""
PRIVATELY = Form(length=10_000)
PUBLICLY = Form(length=250, public=True)
"""X takes 280 of its own units: an emoji is two of them, and an address is 23."""


@dataclass(frozen=True, slots=True)
class Direct:
    """Direct messages. The API has no buttons any more, and takes files by upload only."""

    api: Api
    account: str
    rate: float
    name: str = DIRECT
    gap: float = 1.0
    form: Form = PRIVATELY

    def send(self, message: Outbound) -> str:
        """Send a text."""
        path = f"{_conversation(message)}/messages"
        return self.api.post(path, {"text": words(message)}, gives="dm_event_id")

    def sent_already(self, message: Outbound, since: float) -> str | None:
        """Look for the message among the newest; X shortens addresses, so not if it has one."""
        if "://" in words(message):
            return None
        fields = "id,text,sender_id,created_at"
        params = {
            "dm_event.fields": fields,
            "event_types": "MessageCreate",
            "max_results": LOOKED_AT,
        }
        found = self.api.get(f"{_conversation(message)}/dm_events", params)
        try:
            same = (
                str(each["id"])
                for each in found
                if each["sender_id"] == self.account
                and each["text"] == words(message)
                and datetime.fromisoformat(each["created_at"]).timestamp() >= int(since)
            )
            return next(same, "")
        except (KeyError, TypeError, ValueError) as error:
            raise UnreachableError("x: the answer is not as documented") from error

    def file(self, reference: str) -> Download:
        """Return how to fetch a file that came with a message."""
        return self.api.file(reference)


@dataclass(frozen=True, slots=True)
class Mentions:
    """Posts that mention us, answered where everybody reads along."""

    api: Api
    account: str
    rate: float
    name: str = MENTIONS
    gap: float = 1.0
    form: Form = PUBLICLY

    def send(self, message: Outbound) -> str:
        """Answer below the citizen's post."""
        if not message.answers:
            raise RefusedError("x: there is no post to answer")
        told = {"text": words(message), "reply": {"in_reply_to_tweet_id": message.answers}}
        return self.api.post("/2/tweets", told, gives="id")

    def sent_already(self, message: Outbound, since: float) -> str | None:  # noqa: ARG002
        """Not told: our posts cannot be searched for an answer without paying for each."""
        return None

    def file(self, reference: str) -> Download:
        """Return how to fetch a file that came with a post."""
        return self.api.file(reference)

    def invitation(self, referral: str) -> str:
        """Return the address where a direct message to us is begun."""
        begun = {"recipient_id": self.account, "text": f"/start {referral}"}
        return f"https://x.com/messages/compose?{urlencode(begun)}"


def _conversation(message: Outbound) -> str:
    return f"/2/dm_conversations/with/{quote(message.recipient, safe='')}"
