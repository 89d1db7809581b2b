"""How many messages a report costs a citizen: `python -m tests.dialogues.counts`.

Writes docs/message-counts.md from the dialogues in spoken/, answered by the product's own bot.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from bot.model import Conversation
from bot.report import Draft
from tests.cases import cases
from tests.dialogues.spoken import Talk

PAGE = Path(__file__).parents[2] / "docs" / "message-counts.md"
HEAD = """# How many messages a report costs

Every report filed in the dialogues of `tests/dialogues/spoken/`: *needed* are the citizen's
messages until everything was told, and the yes; *sent* are all of them, with corrections,
second thoughts and questions in between. Written by `python -m tests.dialogues.counts`; a test
holds the median and the maximum, and that this page is current.

| table | dialogue | language | needed | sent |
|---|---|---|---|---|
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """What one report cost."""

    table: str
    dialogue: str
    language: str
    needed: int
    sent: int


def counts() -> list[Count]:
    """Return what every report in the dialogue tables cost."""
    return [
        count
        for table, case in (each.values for each in cases("dialogues/spoken"))
        for count in _of_case(table, case)
    ]


def page(found: Sequence[Count]) -> str:
    """Return the page that tells them."""
    rows = "".join(
        f"| {each.table} | {each.dialogue} | {each.language} | {each.needed} | {each.sent} |\n"
        for each in found
    )
    needed, sent = [each.needed for each in found], [each.sent for each in found]
    return (
        f"{HEAD}{rows}\n{len(found)} reports. Needed: median {median(needed):g}, at most "
        f"{max(needed)}. Sent: median {median(sent):g}, at most {max(sent)}.\n"
    )


def _of_case(table: str, case: Mapping[str, Any]) -> Iterator[Count]:
    """Yield what each report of a dialogue cost, from the message that began it."""
    talk = Talk(channel=case.get("channel", "sms"))
    begun, confirmed = 0, 0
    for number, turn in enumerate(case["turns"], 1):
        done = talk.answers(turn)
        if "filed" in done:
            yield Count(
                table=table,
                dialogue=case["name"],
                language=talk.conversation.language,
                needed=(confirmed or number - 1) - begun + 2,
                sent=number - begun + 1,
            )
            begun, confirmed = 0, 0
        begun = begun or (number if _is_open(talk.conversation) else 0)
        if begun and talk.conversation.awaiting == "confirm":
            confirmed = confirmed or number


def _is_open(conversation: Conversation) -> bool:
    return bool(conversation.flow) or conversation.draft != Draft()


def main() -> None:
    """Write the page anew."""
    PAGE.write_text(page(counts()), encoding="utf-8")


if __name__ == "__main__":
    main()
