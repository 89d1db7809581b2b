"""Rasa component: what a message wants (the intent), and what it reports (the category)."""

# Rasa has no types, so its classes are Any.
# mypy: disable-error-code="misc"

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, INTENT_RESPONSE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu import knowledge
from nlu.components.linear import Features, Head, features_of, fit, load, matrix, save
from nlu.components.place_extractor import PLACES
from nlu.normalise import Lexicon, tokens

CATEGORY = "category"
REPORT = "report"
TOP = 3
_SHOWN = 10  # intents in the ranking
_PLACE = "<place>"
INTENTS, CATEGORIES, ALARM = "intents", "categories", "alarm"
EMERGENCY, CALM = "emergency", "calm"


def model_words(message: Message) -> list[str]:
    """Return the lemmas of `message` for a model: `<place>` for names, `0` for numbers."""
    spans = message.get(PLACES) or ()
    found: list[str] = []
    for token in message.get("text_tokens") or ():
        inside = any(start <= token.start < end for start, end in spans)
        word = _PLACE if inside else "0" if token.lemma.isdigit() else token.lemma
        if word != _PLACE or found[-1:] != [_PLACE]:
            found.append(word)
    return found


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class LinearClassifier(GraphComponent, IntentClassifier):
    """Sets `intent`, `intent_ranking`, `category` and `alarm`.

    `category` are the three likeliest categories, `alarm` is how sure it is of an emergency:
    the mean of what a question with two answers, and that among all intents, say.

    Intents are learnt from all examples. Categories are learnt from the examples of intents
    named `report/<category>` and from the words in the city's categories.yml; from reports
    without a category ("ada masalah pak") it learns what names no problem: all three are then
    unlikely. Configuration: `city`, `strength` (see `linear.fit`).
    """

    def __init__(
        self,
        config: dict[str, Any],
        storage: ModelStorage,
        resource: Resource,
        learnt: tuple[Features, dict[str, Head]] | None = None,
    ) -> None:
        self._config, self._storage, self._resource = config, storage, resource
        self._learnt = learnt

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the configuration that config.yml may override."""
        return {"city": "", "strength": 1.0}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LinearClassifier:
        """Return the component before it has learnt anything."""
        del execution_context
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> LinearClassifier:
        """Return the component with what it learnt; raises if the archive lacks it."""
        del execution_context, kwargs
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, load(folder))

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from every example, and keep what was learnt in the archive."""
        examples = training_data.intent_examples
        told = [model_words(example) for example in examples]
        city = _from_city(Path(self._config["city"]))
        features = features_of([*told, *(words for words, _ in city)])
        rows, strength = matrix(features, told), float(self._config["strength"])
        reports = [
            (w, _category(e)) for w, e in zip(told, examples, strict=True) if _is_report(e)
        ]
        labelled = [*reports, *city]
        dire = [EMERGENCY if e.get(INTENT) == EMERGENCY else CALM for e in examples]
        heads = {
            ALARM: fit(rows, dire, strength),
            INTENTS: fit(rows, [example.get(INTENT) for example in examples], strength),
            CATEGORIES: fit(
                matrix(features, [words for words, _ in labelled]),
                [category for _, category in labelled],
                strength,
            ),
        }
        self._learnt = features, heads
        with self._storage.write_to(self._resource) as folder:
            save(folder, features, heads)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the intent and the categories of each message that has text."""
        if self._learnt is None:
            return messages
        features, heads = self._learnt
        for message in messages:
            if message.get(TEXT) is None:
                continue
            row = features.row(model_words(message))
            ranking = heads[INTENTS].rank(row, _SHOWN)
            intents = _json(ranking)
            message.set(INTENT, intents[0], add_to_output=True)
            message.set(INTENT_RANKING_KEY, intents, add_to_output=True)
            opinions = (ranking, heads[ALARM].rank(row, 2))
            alarm = sum(dict(each).get(EMERGENCY, 0.0) for each in opinions) / len(opinions)
            message.set(ALARM, alarm, add_to_output=True)
            named = [each for each in heads[CATEGORIES].rank(row, TOP + 1) if each[0]]
            message.set(CATEGORY, _json(named[:TOP]), add_to_output=True)
        return messages


def _is_report(example: Message) -> bool:
    return bool(example.get(INTENT) == REPORT)


def _category(report: Message) -> str:
    """Return the category of an example report; empty if it names no problem."""
    return str(report.get(INTENT_RESPONSE_KEY) or "").partition("/")[2]


def _from_city(city: Path) -> list[tuple[list[str], str]]:
    """Return the words of categories.yml, each as a short example."""
    lexicon: Lexicon = knowledge.load(city).lexicon
    table = yaml.safe_load((city / "categories.yml").read_text(encoding="utf-8"))
    return [
        ([token.lemma for token in tokens(phrase, lexicon)], category)
        for category, known in table.items()
        for phrase in known["words"]
    ]


def _json(ranking: list[tuple[str, float]]) -> list[dict[str, Any]]:
    return [{"name": name, "confidence": sure} for name, sure in ranking]
