"""Rasa components: what a message wants (the intent), and what it reports (the category)."""

# Rasa has no types, so its classes are Any.
# mypy: disable-error-code="misc"

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

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
from nlu.components.linear import LinearModel, features, fit
from nlu.components.place_extractor import PLACES
from nlu.normalise import Lexicon, tokens

CATEGORY = "category"
REPORT = "report"
TOP = 3
_SHOWN = 10  # intents in the ranking
_PLACE = "<place>"
_FEATURES = "linear_features"


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


class _Linear(GraphComponent, IntentClassifier):
    """What both classifiers share: a linear model kept in the model archive."""

    name: ClassVar[str]

    def __init__(
        self,
        config: dict[str, Any],
        storage: ModelStorage,
        resource: Resource,
        model: LinearModel | None = None,
    ) -> None:
        self._config, self._storage, self._resource = config, storage, resource
        self._model = model

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> _Linear:
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
    ) -> _Linear:
        """Return the component with what it learnt; raises if the archive lacks it."""
        del execution_context, kwargs
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, LinearModel.load(folder, cls.name))

    def _learn(self, texts: Sequence[Sequence[str]], labels: Sequence[str]) -> Resource:
        """Fit the model and keep it in the archive."""
        self._model = fit(texts, labels, float(self._config["strength"]))
        with self._storage.write_to(self._resource) as folder:
            self._model.save(folder, self.name)
        return self._resource

    def _rank(self, message: Message, top: int) -> list[dict[str, Any]]:
        found = message.get(_FEATURES)
        if found is None:  # both classifiers look at the same features
            found = features(model_words(message))
            message.set(_FEATURES, found)
        ranking = self._model.rank(found)[:top] if self._model else []
        return [{"name": label, "confidence": sure} for label, sure in ranking]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class LinearIntentClassifier(_Linear):
    """Sets `intent` and `intent_ranking`. Configuration: `strength` (see `linear.fit`)."""

    name = "intents"

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the configuration that config.yml may override."""
        return {"strength": 1.0}

    def train(self, training_data: TrainingData) -> Resource:
        """Learn the intent of every training example."""
        examples = training_data.intent_examples
        return self._learn(
            [model_words(e) for e in examples], [e.get(INTENT) for e in examples]
        )

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the intent of each message."""
        for message in messages:
            ranking = self._rank(message, _SHOWN)
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
        return messages


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class LinearCategoryClassifier(_Linear):
    """Sets `category`: the three likeliest report categories, best first.

    Learns from the examples of intents named `report/<category>` and from the words in the
    city's categories.yml. From reports without a category ("ada masalah pak") it learns what
    names no problem: all three are then unlikely. Configuration: `city`, `strength`.
    """

    name = "categories"

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the configuration that config.yml may override."""
        return {"city": "", "strength": 1.0}

    def train(self, training_data: TrainingData) -> Resource:
        """Learn the category of every example report, and the city's own words."""
        examples = [e for e in training_data.intent_examples if e.get(INTENT) == REPORT]
        labelled = [
            (model_words(e), (e.get(INTENT_RESPONSE_KEY) or "").partition("/")[2])
            for e in examples
        ]
        labelled += self._from_city()
        return self._learn([words for words, _ in labelled], [label for _, label in labelled])

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the categories of each message that has text."""
        for message in messages:
            if message.get(TEXT) is not None:
                ranking = [each for each in self._rank(message, TOP + 1) if each["name"]]
                message.set(CATEGORY, ranking[:TOP], add_to_output=True)
        return messages

    def _from_city(self) -> list[tuple[list[str], str]]:
        """Return the words of categories.yml, each as a short example."""
        city = Path(self._config["city"])
        lexicon: Lexicon = knowledge.load(city).lexicon
        table = yaml.safe_load((city / "categories.yml").read_text(encoding="utf-8"))
        return [
            ([token.lemma for token in tokens(phrase, lexicon)], category)
            for category, known in table.items()
            for phrase in known["words"]
        ]
