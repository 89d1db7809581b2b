"""Learn from the examples which words speak for which language: `python -m nlu.languages`.

Writes nlu/lexicon/languages.csv, which `nlu.language` reads. Run it when many examples changed.
"""

import csv
import sys
from collections import Counter
from collections.abc import Mapping
from math import log
from pathlib import Path

import yaml

from nlu.generate import SLOTS
from nlu.normalise import plain, spelt

DATA = Path(__file__).parent / "data"
TABLE = Path(__file__).parent / "lexicon" / "languages.csv"
LANGUAGES = ("id", "su", "en")
_LEAST = 2  # examples a word must be in
_TELLS = 0.5  # difference between languages from which a word is worth keeping
_MOST = 4.0  # no single word decides alone
_SMOOTH = 0.5  # examples added to every count


def main() -> int:
    """Write the table and return the exit code."""
    weights = learn({code: _seen(code) for code in LANGUAGES})
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        file.write("# Evidence of each language per word, from nlu/data by nlu.languages.\n")
        out.writerow(["word", *LANGUAGES])
        out.writerows([word, *found] for word, found in sorted(weights.items()))
    print(f"{TABLE}: {len(weights)} words")  # noqa: T201
    return 0


def learn(seen: Mapping[str, Counter[str]]) -> dict[str, list[float]]:
    """Return how much each word speaks against each language, 0 for the one it speaks for.

    `seen` counts, for each language, the examples a word is in. The figures are differences of
    logarithms of its share (naive Bayes), at least -4.

    >>> learn({"id": Counter(tidak=9, air=5), "su": Counter(henteu=9, air=5)})["tidak"]
    [0.0, -2.94]
    """
    words = set().union(*seen.values())
    total = {code: sum(counts.values()) + _SMOOTH * len(words) for code, counts in seen.items()}
    weights: dict[str, list[float]] = {}
    for word in words:
        if sum(counts[word] for counts in seen.values()) < _LEAST:
            continue
        share = [log((counts[word] + _SMOOTH) / total[code]) for code, counts in seen.items()]
        against = [round(max(each - max(share), -_MOST), 2) for each in share]
        if min(against) <= -_TELLS:
            weights[word] = against
    return weights


def _seen(code: str) -> Counter[str]:
    counts: Counter[str] = Counter()
    for file in sorted((DATA / code).glob("*.yml")):
        if file.name == SLOTS:
            continue
        table = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        for group in table["nlu"]:
            for line in group["examples"].splitlines():
                counts.update(set(spelt(plain(line.removeprefix("- ")))))
    return counts


if __name__ == "__main__":
    sys.exit(main())
