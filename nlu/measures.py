"""How good understanding is: figures of (expected, given) pairs, their floors and tables."""

from collections.abc import Iterable, Mapping, Sequence

Pairs = Sequence[tuple[str, str]]


def accuracy(pairs: Pairs) -> float:
    """Return the share of pairs that agree; 0 if there are none.

    >>> accuracy([("a", "a"), ("a", "b")])
    0.5
    """
    return sum(expected == given for expected, given in pairs) / len(pairs) if pairs else 0.0


def macro_f1(pairs: Pairs) -> float:
    """Return the F1 of every expected label, averaged with equal weight.

    >>> macro_f1([("a", "a"), ("b", "a")])
    0.333
    """
    labels = sorted({expected for expected, _ in pairs})
    scores = [_f1(label, pairs) for label in labels]
    return round(sum(scores) / len(scores), 3) if scores else 0.0


def calibration_error(sure: Sequence[tuple[float, bool]], bins: int = 10) -> float:
    """Return how far confidence is from the share that was right, weighted over `bins`."""
    gap = 0.0
    for low in range(bins):
        inside = [each for each in sure if low <= min(each[0] * bins, bins - 0.001) < low + 1]
        gap += abs(sum(confidence - right for confidence, right in inside))
    return gap / len(sure) if sure else 0.0


def reliability(
    sure: Sequence[tuple[float, bool]], bins: int = 10
) -> list[tuple[str, int, float, float]]:
    """Return for each tenth of confidence: its bounds, texts, mean confidence, share right.

    >>> reliability([(0.95, True), (0.91, False)])
    [('0.9-1.0', 2, 0.93, 0.5)]
    """
    found: list[tuple[str, int, float, float]] = []
    for low in range(bins):
        inside = [each for each in sure if low <= min(each[0] * bins, bins - 0.001) < low + 1]
        if inside:
            mean = sum(confidence for confidence, _ in inside) / len(inside)
            right = sum(is_right for _, is_right in inside) / len(inside)
            bounds = f"{low / bins:.1f}-{(low + 1) / bins:.1f}"
            found.append((bounds, len(inside), round(mean, 4), round(right, 4)))
    return found


def confusions(pairs: Pairs, most: int = 15) -> list[tuple[str, str, int]]:
    """Return the commonest mistakes as (expected, given, times)."""
    wrong = [pair for pair in pairs if pair[0] != pair[1]]
    counted = [(*pair, wrong.count(pair)) for pair in sorted(set(wrong))]
    return sorted(counted, key=lambda each: -each[2])[:most]


def broken(
    figures: Mapping[str, float], floors: Mapping[str, Mapping[str, float]]
) -> list[str]:
    """Return a line for each figure that is worse than its floor (`at_least`, `at_most`).

    >>> broken({"accuracy": 0.5}, {"at_least": {"accuracy": 0.9}})
    ['accuracy is 0.5, below its floor 0.9']
    """
    low = [
        f"{name} is {figures.get(name, 0.0):.4g}, below its floor {least}"
        for name, least in floors.get("at_least", {}).items()
        if figures.get(name, 0.0) < least
    ]
    high = [
        f"{name} is {figures.get(name, most + 1):.4g}, above its limit {most}"
        for name, most in floors.get("at_most", {}).items()
        if figures.get(name, most + 1) > most
    ]
    return low + high


def fallen(
    before: Mapping[str, float],
    after: Mapping[str, float],
    floors: Mapping[str, Mapping[str, float]],
    point: float = 0.01,
) -> list[str]:
    """Return a line for each figure named in `floors` that is more than `point` worse now.

    >>> fallen({"accuracy": 0.9}, {"accuracy": 0.88}, {"at_least": {"accuracy": 0.5}})
    ['accuracy goes from 0.9 to 0.88']
    """
    better = {"at_least": 1, "at_most": -1}
    return [
        f"{name} goes from {before[name]:.4g} to {after[name]:.4g}"
        for kind, sign in better.items()
        for name in floors.get(kind, {})
        if name in before and name in after
        if sign * (before[name] - after[name]) > point + 1e-9
    ]


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a Markdown table.

    >>> print(table(["a", "b"], [[1, 0.25]]))
    | a | b |
    |---|---|
    | 1 | 0.250 |
    """
    lines = [heads, ["---"] * len(heads), *rows]
    text = "\n".join("| " + " | ".join(map(_cell, line)) + " |" for line in lines)
    return text.replace(
        "| " + " | ".join(["---"] * len(heads)) + " |", "|---" * len(heads) + "|"
    )


def _cell(value: object) -> str:
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def _f1(label: str, pairs: Pairs) -> float:
    hit = sum(expected == given == label for expected, given in pairs)
    wanted = sum(expected == label for expected, _ in pairs)
    claimed = sum(given == label for _, given in pairs)
    return 2 * hit / (wanted + claimed) if wanted + claimed else 0.0
