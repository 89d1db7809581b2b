"""Ask the running model about every text in the tables: `python -m tests.dialogues.record`.

Needs the nlu process. Run it after retraining, and read what changed in the dialogues.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from gateway import app
from gateway.commands import local
from nlu.understand import Utterance, understand
from tests.cases import cases
from tests.dialogues.spoken import KNOWN, RECORDED

AT_ONCE = 50
"""Texts asked about in one call."""


def main() -> None:
    """Write `recorded.yml` anew."""
    model = app.build(local.configured()).ask
    asked: dict[str, list[Any]] = {}

    def ask(texts: Sequence[str]) -> list[Mapping[str, Any]]:
        parses = list(model(texts))
        for text, parse in zip(texts, parses, strict=True):
            likeliest = {c["name"]: round(c["confidence"], 2) for c in parse["category"][:3]}
            intent = parse["intent"]
            alarm = round(parse["alarm"], 2)
            asked[text] = [intent["name"], round(intent["confidence"], 2), likeliest, alarm]
        return parses

    texts = [
        turn.get("citizen", "")
        for case in cases("dialogues/spoken")
        for turn in case.values[1]["turns"]
    ]
    for start in range(0, len(texts), AT_ONCE):
        some = [Utterance(text=text) for text in texts[start : start + AT_ONCE]]
        understand(some, ask=ask, knowledge=KNOWN)
    if not asked:
        raise SystemExit("the model does not answer: start it with nlu/serve")
    head = "# What the trained model made of the texts in spoken/; written by record.py.\n"
    lines = (f"{_line(text)}: {_line(made)}\n" for text, made in sorted(asked.items()))
    RECORDED.write_text(head + "".join(lines), encoding="utf-8")


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)  # which is YAML, too


if __name__ == "__main__":
    main()
