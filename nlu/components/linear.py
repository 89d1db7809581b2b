"""A linear text classifier: TF-IDF of words, word pairs and letters, a support vector machine.

scikit-learn trains it; NumPy alone predicts (some fifty microseconds a text). It is stored as
arrays and JSON, never as pickled objects, so that loading a model cannot run code.
"""

# NumPy is only in the environment of Rasa.
# mypy: disable-error-code="import-not-found"

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, pairwise
from math import log
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import LinearSVC

_LETTERS = (2, 3, 4)  # lengths of the letter runs
_LETTER_WEIGHT = 0.5  # of a letter run against a word
_LEAST_SEEN = {"w": 1, "p": 2, "c": 3}  # texts that must share a feature for it to be kept
_FOLDS = 3  # each is held out in turn to measure the confidence
_TEMPERATURES = np.geomspace(0.05, 2.0, 60)
_REMEMBERED = 50_000  # words whose features are kept at hand

Floats: TypeAlias = Any  # a float32 array
Integers: TypeAlias = Any  # an integer array
Row: TypeAlias = tuple[Integers, Floats]


@dataclass(frozen=True)
class Features:
    """What is looked at in a text: words, pairs of words, runs of letters, and their weight."""

    vocabulary: dict[str, int]
    idf: Floats
    _words: dict[str, Integers] = field(default_factory=dict, repr=False, compare=False)

    def row(self, words: Sequence[str]) -> Row:
        """Return which features a text (as lemmas) has, and their weights, of length 1."""
        pairs = (self.vocabulary.get(pair) for pair in _pairs(words))
        found = [self._of(word) for word in words]
        found.append(np.array([i for i in pairs if i is not None], dtype=np.int32))
        where, times = np.unique(np.concatenate(found), return_counts=True)
        values = (1.0 + np.log(times.astype(np.float32))) * self.idf[where]
        length = np.sqrt(values @ values)
        return where, values / length if length else values

    def _of(self, word: str) -> Integers:
        """Return the features of one word, from memory if it came before."""
        known = self._words.get(word)
        if known is None:
            columns = (self.vocabulary.get(feature) for feature in _of_word(word))
            known = np.array([i for i in columns if i is not None], dtype=np.int32)
            if len(self._words) < _REMEMBERED:
                self._words[word] = known
        return known


@dataclass(frozen=True)
class Head:
    """What was learnt of one question: a weight for every feature and answer."""

    labels: tuple[str, ...]
    weights: Floats  # features x labels
    bias: Floats
    temperature: float = 1.0

    def rank(self, row: Row, most: int) -> list[tuple[str, float]]:
        """Return the `most` likeliest labels with their probability, best first.

        The odds are even if every feature is unknown.
        """
        where, values = row
        scores = values @ self.weights[where] + self.bias if len(where) else self.bias * 0
        odds = softmax(scores / self.temperature)
        return [(self.labels[i], float(odds[i])) for i in np.argsort(-odds)[:most]]


def features_of(texts: Sequence[Sequence[str]]) -> Features:
    """Return the features worth keeping of texts given as lemmas."""
    seen = Counter(chain.from_iterable(set(_all(words)) for words in texts))
    kept = sorted(f for f, times in seen.items() if times >= _LEAST_SEEN[f[0]])
    idf = [
        (log((1 + len(texts)) / (1 + seen[f])) + 1) * (_LETTER_WEIGHT if f[0] == "c" else 1.0)
        for f in kept
    ]
    vocabulary = {feature: i for i, feature in enumerate(kept)}
    return Features(vocabulary=vocabulary, idf=np.array(idf, dtype=np.float32))


def matrix(features: Features, texts: Sequence[Sequence[str]]) -> csr_matrix:
    """Return a row of features for each text."""
    rows = [features.row(words) for words in texts]
    ends = np.cumsum([0, *(len(where) for where, _ in rows)])
    where = np.concatenate([where for where, _ in rows])
    values = np.concatenate([values for _, values in rows])
    return csr_matrix((values, where, ends), shape=(len(rows), len(features.vocabulary)))


def fit(rows: csr_matrix, labels: Sequence[str], strength: float) -> Head:
    """Return what tells the labels of `rows` apart, calibrated.

    `strength` is the inverse of the regularisation. The temperature is chosen on held-out
    rows, so that a confidence of 0.8 is right four times in five; with fewer rows of a label
    than `_FOLDS` there is nothing to choose it on, and it stays 1.
    """
    head = fit_uncalibrated(rows, labels, strength)
    if min(Counter(labels).values()) < _FOLDS:
        return head
    truth = np.array([head.labels.index(label) for label in labels])
    scores = np.zeros((len(labels), len(head.labels)), dtype=np.float32)
    folds = StratifiedKFold(_FOLDS, shuffle=True, random_state=0)
    for seen, unseen in folds.split(truth, truth):
        part = fit_uncalibrated(rows[seen], [labels[i] for i in seen], strength)
        scores[unseen] = rows[unseen] @ part.weights + part.bias
    losses = [_loss(scores / temperature, truth) for temperature in _TEMPERATURES]
    return replace(head, temperature=float(_TEMPERATURES[int(np.argmin(losses))]))


def fit_uncalibrated(rows: csr_matrix, labels: Sequence[str], strength: float) -> Head:
    """Return what tells the labels of `rows` apart; its confidences mean little."""
    known = tuple(sorted(set(labels)))
    if len(known) == 1:
        nothing = np.zeros((rows.shape[1], 1), dtype=np.float32)
        return Head(labels=known, weights=nothing, bias=nothing[0])
    learnt = LinearSVC(C=strength, random_state=0)
    learnt.fit(rows, list(labels))
    weights, bias = learnt.coef_, learnt.intercept_
    if len(weights) == 1:  # two labels: scikit-learn keeps one row, for the second
        weights, bias = np.vstack([-weights, weights]) / 2, np.hstack([-bias, bias]) / 2
    return Head(
        labels=known,
        weights=np.ascontiguousarray(weights.T, dtype=np.float32),
        bias=bias.astype(np.float32),
    )


def softmax(scores: Floats) -> Floats:
    """Return probabilities of scores, along the last axis."""
    odds = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(odds / odds.sum(axis=-1, keepdims=True), dtype=np.float32)


def save(folder: Path, features: Features, heads: dict[str, Head]) -> None:
    """Write all of it as `linear.npz` and `linear.json` in `folder`."""
    arrays = {"idf": features.idf}
    known: dict[str, Any] = {"vocabulary": list(features.vocabulary), "heads": {}}
    for name, head in heads.items():
        arrays |= {
            f"{name}_weights": head.weights.astype(np.float16),
            f"{name}_bias": head.bias,
        }
        known["heads"][name] = {"labels": head.labels, "temperature": head.temperature}
    np.savez_compressed(folder / "linear.npz", **arrays)
    (folder / "linear.json").write_text(json.dumps(known), encoding="utf-8")


def load(folder: Path) -> tuple[Features, dict[str, Head]]:
    """Return what `save` wrote."""
    known = json.loads((folder / "linear.json").read_text(encoding="utf-8"))
    with np.load(folder / "linear.npz", allow_pickle=False) as arrays:
        features = Features(
            vocabulary={feature: i for i, feature in enumerate(known["vocabulary"])},
            idf=arrays["idf"].astype(np.float32),
        )
        heads = {
            name: Head(
                labels=tuple(head["labels"]),
                temperature=float(head["temperature"]),
                weights=arrays[f"{name}_weights"].astype(np.float32),
                bias=arrays[f"{name}_bias"].astype(np.float32),
            )
            for name, head in known["heads"].items()
        }
    return features, heads


def _all(words: Sequence[str]) -> Iterator[str]:
    """Yield every feature of a text: `w:` words, `p:` pairs, `c:` letters.

    >>> list(_all(["ya"]))
    ['w:ya', 'c: y', 'c:ya', 'c:a ', 'c: ya', 'c:ya ', 'c: ya ', 'p:^ ya', 'p:ya $']
    """
    for word in words:
        yield from _of_word(word)
    yield from _pairs(words)


def _of_word(word: str) -> Iterator[str]:
    yield f"w:{word}"
    padded = f" {word} "
    for length in _LETTERS:
        for start in range(len(padded) - length + 1):
            yield f"c:{padded[start : start + length]}"


def _pairs(words: Sequence[str]) -> Iterator[str]:
    return (f"p:{a} {b}" for a, b in pairwise(("^", *words, "$")))


def _loss(scores: Floats, truth: Integers) -> float:
    odds = softmax(scores)
    return float(-np.log(odds[np.arange(len(truth)), truth] + 1e-9).mean())
