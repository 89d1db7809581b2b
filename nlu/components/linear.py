"""A linear text classifier: TF-IDF of words, word pairs and letters, logistic regression.

scikit-learn trains it; NumPy alone predicts (some twenty microseconds a text). It is stored as
arrays and JSON, never as pickled objects, so that loading a model cannot run code.
"""

# NumPy is only in the environment of Rasa.
# mypy: disable-error-code="import-not-found"

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import log
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

_LETTERS = (2, 3, 4)  # lengths of the letter runs
_LETTER_WEIGHT = 0.5  # of a letter run against a word
_LEAST_SEEN = {"w": 1, "p": 2, "c": 3}  # texts that must share a feature for it to be kept
_FOLDS = 4  # one of them is held out to measure the confidence
_TEMPERATURES = np.geomspace(0.2, 2.0, 40)

Floats: TypeAlias = Any  # a float32 array
Integers: TypeAlias = Any  # an integer array
Row: TypeAlias = tuple[Integers, Floats]


def features(words: Sequence[str]) -> list[str]:
    """Return the features of a text given as lemmas: `w:` words, `p:` pairs, `c:` letters.

    >>> features(["air", "pam"])[:5]
    ['w:air', 'w:pam', 'p:^ air', 'p:air pam', 'p:pam $']
    """
    framed = ["^", *words, "$"]
    found = [f"w:{word}" for word in words]
    found += [f"p:{a} {b}" for a, b in pairwise(framed)]
    for word in words:
        found += _letters(word)
    return found


@lru_cache(maxsize=20_000)
def _letters(word: str) -> tuple[str, ...]:
    """Return the runs of letters of a word."""
    padded = f" {word} "
    return tuple(
        f"c:{padded[i : i + length]}"
        for length in _LETTERS
        for i in range(len(padded) - length + 1)
    )


@dataclass(frozen=True)
class LinearModel:
    """What was learnt: a weight for every feature and label. See `fit` and `rank`."""

    labels: tuple[str, ...]
    vocabulary: dict[str, int]
    idf: Floats
    weights: Floats  # features x labels
    bias: Floats
    temperature: float = 1.0

    def rank(self, found: Sequence[str]) -> list[tuple[str, float]]:
        """Return every label with its probability, best first; even odds for unknown features.

        `found` are the `features` of a text.
        """
        where, values = row(found, self.vocabulary, self.idf)
        scores = values @ self.weights[where] + self.bias if len(where) else self.bias * 0
        odds = softmax(scores / self.temperature)
        return [(self.labels[i], float(odds[i])) for i in np.argsort(-odds)]

    def save(self, folder: Path, name: str) -> None:
        """Write the model as `<name>.npz` and `<name>.json` in `folder`."""
        np.savez_compressed(
            folder / f"{name}.npz",
            idf=self.idf,
            weights=self.weights.astype(np.float16),
            bias=self.bias,
        )
        known = {
            "labels": self.labels,
            "temperature": self.temperature,
            "vocabulary": list(self.vocabulary),
        }
        (folder / f"{name}.json").write_text(json.dumps(known), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path, name: str) -> LinearModel:
        """Return the model that `save` wrote."""
        known = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
        with np.load(folder / f"{name}.npz", allow_pickle=False) as arrays:
            return cls(
                labels=tuple(known["labels"]),
                temperature=float(known["temperature"]),
                vocabulary={feature: i for i, feature in enumerate(known["vocabulary"])},
                idf=arrays["idf"].astype(np.float32),
                weights=arrays["weights"].astype(np.float32),
                bias=arrays["bias"].astype(np.float32),
            )


def fit(texts: Sequence[Sequence[str]], labels: Sequence[str], strength: float) -> LinearModel:
    """Return a model of texts (as lemmas) and their labels.

    `strength` is the inverse of the regularisation. The temperature is chosen on held-out
    texts, so that a confidence of 0.8 is right four times in five.
    """
    model = fitted(texts, labels, strength)
    smallest = min(Counter(labels).values())
    if smallest < _FOLDS:
        return model
    scores, truth = _held_out(texts, labels, strength, model.labels)
    losses = [_loss(scores / temperature, truth) for temperature in _TEMPERATURES]
    best = float(_TEMPERATURES[int(np.argmin(losses))])
    return LinearModel(**{**vars(model), "temperature": best})


def row(found: Sequence[str], vocabulary: dict[str, int], idf: Floats) -> Row:
    """Return the features a model knows: their columns and their weights, of length 1."""
    counts = Counter(i for i in map(vocabulary.get, found) if i is not None)
    where = np.fromiter(counts.keys(), dtype=np.int32, count=len(counts))
    times = np.fromiter(counts.values(), dtype=np.float32, count=len(counts))
    values = (1.0 + np.log(times)) * idf[where]
    return where, (values / max(float(np.linalg.norm(values)), 1e-9)).astype(np.float32)


def softmax(scores: Floats) -> Floats:
    """Return probabilities of scores, along the last axis."""
    odds = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(odds / odds.sum(axis=-1, keepdims=True), dtype=np.float32)


def fitted(
    texts: Sequence[Sequence[str]], labels: Sequence[str], strength: float
) -> LinearModel:
    """Return a model whose confidence is not yet calibrated."""
    found = [features(words) for words in texts]
    vocabulary, idf = _vocabulary(found)
    rows = [row(each, vocabulary, idf) for each in found]
    matrix = _matrix(rows, len(vocabulary))
    learnt = LogisticRegression(C=strength, max_iter=100, class_weight="balanced", tol=1e-2)
    learnt.fit(matrix, list(labels))
    weights, bias = learnt.coef_, learnt.intercept_
    if len(weights) == 1:  # two labels: scikit-learn keeps one row, for the second
        weights, bias = np.vstack([-weights, weights]) / 2, np.hstack([-bias, bias]) / 2
    return LinearModel(
        labels=tuple(str(label) for label in learnt.classes_),
        vocabulary=vocabulary,
        idf=idf,
        weights=np.ascontiguousarray(weights.T, dtype=np.float32),
        bias=bias.astype(np.float32),
    )


def _vocabulary(found: Sequence[Sequence[str]]) -> tuple[dict[str, int], Floats]:
    """Return the features worth keeping, with their inverse document frequency."""
    seen = Counter(feature for each in found for feature in set(each))
    kept = sorted(f for f, times in seen.items() if times >= _LEAST_SEEN[f[0]])
    idf = [
        (log((1 + len(found)) / (1 + seen[f])) + 1) * (_LETTER_WEIGHT if f[0] == "c" else 1.0)
        for f in kept
    ]
    return {feature: i for i, feature in enumerate(kept)}, np.array(idf, dtype=np.float32)


def _matrix(rows: Sequence[Row], width: int) -> csr_matrix:
    ends = np.cumsum([0, *(len(where) for where, _ in rows)])
    where = np.concatenate([where for where, _ in rows])
    values = np.concatenate([values for _, values in rows])
    return csr_matrix((values, where, ends), shape=(len(rows), width))


def _held_out(
    texts: Sequence[Sequence[str]],
    labels: Sequence[str],
    strength: float,
    order: Sequence[str],
) -> tuple[Floats, Integers]:
    """Return the scores of some texts by a model that never saw them, and their true labels."""
    truth = np.array([order.index(label) for label in labels])
    folds = StratifiedKFold(_FOLDS, shuffle=True, random_state=0)
    seen, unseen = next(folds.split(truth, truth))
    part = fitted([texts[i] for i in seen], [labels[i] for i in seen], strength)
    rows = [row(features(texts[i]), part.vocabulary, part.idf) for i in unseen]
    scores = np.array([values @ part.weights[where] + part.bias for where, values in rows])
    return scores, truth[unseen]


def _loss(scores: Floats, truth: Integers) -> float:
    odds = softmax(scores)
    return float(-np.log(odds[np.arange(len(truth)), truth] + 1e-9).mean())
