"""Judge the classifiers on training examples that they did not see, in turn."""

from pathlib import Path

from rasa.shared.nlu.constants import INTENT, INTENT_RESPONSE_KEY, TEXT
from rasa.shared.nlu.training_data.loading import load_data
from rasa.shared.nlu.training_data.message import Message
from sklearn.model_selection import StratifiedKFold

from nlu import knowledge
from nlu.components.classifier import REPORT, model_words
from nlu.components.linear import features_of, fit_uncalibrated, matrix
from nlu.components.place_extractor import PLACES
from nlu.generate import SLOTS
from nlu.normalise import tokens
from nlu.train import DATA

FOLDS = 3
STRENGTH = 1.0


def held_out(city: Path) -> dict[str, list[tuple[str, str]]]:
    """Return (expected, given) pairs of all examples, for `intents` and for `categories`."""
    known = knowledge.load(city)
    files = [file for file in sorted(DATA.glob("*/*.yml")) if file.name != SLOTS]
    examples = [e for file in files for e in load_data(str(file)).intent_examples]
    for example in examples:
        text = example.get(TEXT)
        example.set("text_tokens", list(tokens(text, known.lexicon)))
        spans = known.gazetteer.all_in(text)
        example.set(PLACES, [(span.start, span.end) for span in spans])
    reports = [e for e in examples if e.get(INTENT) == REPORT and e.get(INTENT_RESPONSE_KEY)]
    categories = [e.get(INTENT_RESPONSE_KEY).partition("/")[2] for e in reports]
    return {
        "intents": _pairs(examples, [e.get(INTENT) for e in examples]),
        "categories": _pairs(reports, categories),
    }


def _pairs(examples: list[Message], labels: list[str]) -> list[tuple[str, str]]:
    """Return each example's label and what a model trained on the other folds says."""
    texts = [model_words(example) for example in examples]
    features = features_of(texts)
    rows = matrix(features, texts)
    found: list[tuple[str, str]] = []
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=1)
    for seen, unseen in folds.split(labels, labels):
        head = fit_uncalibrated(rows[seen], [labels[i] for i in seen], STRENGTH)
        given = (rows[unseen] @ head.weights + head.bias).argmax(axis=1)
        found += [(labels[i], head.labels[at]) for i, at in zip(unseen, given, strict=True)]
    return found
