"""A linear text classifier: TF-IDF of words, word pairs and letters, a support vector machine.

scikit-learn trains it; NumPy alone predicts (some twenty microseconds a text). It is stored as
arrays and JSON, never as pickled objects, so that loading a model cannot run code.
"""

# NumPy is only in the environment of Rasa.
# mypy: disable-error-code="import-not-found"

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
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
    texts, so that a confidence of 0.8 is right four times in five; with fewer examples of a
    label than `_FOLDS` there is nothing to choose it on, and it stays 1.
    """
    model, matrix = _fitted(texts, labels, strength)
    if min(Counter(labels).values()) < _FOLDS:
        return model
    truth = np.array([model.labels.index(label) for label in labels])
    scores = np.zeros((len(texts), len(model.labels)), dtype=np.float32)
    folds = StratifiedKFold(_FOLDS, shuffle=True, random_state=0)
    for seen, unseen in folds.split(truth, truth):
        weights, bias = _weights(matrix[seen], [labels[i] for i in seen], strength)
        scores[unseen] = matrix[unseen] @ weights + bias
    losses = [_loss(scores / temperature, truth) for temperature in _TEMPERATURES]
    return replace(model, temperature=float(_TEMPERATURES[int(np.argmin(losses))]))


def fitted(
    texts: Sequence[Sequence[str]], labels: Sequence[str], strength: float
) -> LinearModel:
    """Return a model whose confidence is not calibrated."""
    return _fitted(texts, labels, strength)[0]


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


def _fitted(
    texts: Sequence[Sequence[str]], labels: Sequence[str], strength: float
) -> tuple[LinearModel, csr_matrix]:
    """Return a model that is not calibrated, and the features of the texts."""
    found = [features(words) for words in texts]
    vocabulary, idf = _vocabulary(found)
    matrix = _matrix([row(each, vocabulary, idf) for each in found], len(vocabulary))
    weights, bias = _weights(matrix, labels, strength)
    model = LinearModel(
        labels=tuple(sorted(set(labels))),
        vocabulary=vocabulary,
        idf=idf,
        weights=weights,
        bias=bias,
    )
    return model, matrix


def _weights(
    matrix: csr_matrix, labels: Sequence[str], strength: float
) -> tuple[Floats, Floats]:
    """Return what tells each label (in alphabetical order) from all others."""
    learnt = LinearSVC(C=strength, random_state=0)
    learnt.fit(matrix, list(labels))
    weights, bias = learnt.coef_, learnt.intercept_
    if len(weights) == 1:  # two labels: scikit-learn keeps one row, for the second
        weights, bias = np.vstack([-weights, weights]) / 2, np.hstack([-bias, bias]) / 2
    return np.ascontiguousarray(weights.T, dtype=np.float32), bias.astype(np.float32)


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


def _loss(scores: Floats, truth: Integers) -> float:
    odds = softmax(scores)
    return float(-np.log(odds[np.arange(len(truth)), truth] + 1e-9).mean())
