"""Rasa component: admit that a message was not understood."""

# Rasa has no types, so its classes are Any.
# mypy: disable-error-code="misc"

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT
from rasa.shared.nlu.training_data.message import Message


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class Fallback(GraphComponent, IntentClassifier):
    """Turns an intent below `least` confidence into `out_of_scope`, keeping that confidence.

    The ranking stays, so that the bot can still offer what was nearest.
    """

    def __init__(self, config: dict[str, Any]) -> None:
        self._least = float(config["least"])

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Fallback:
        """Return the component; it keeps nothing in the model."""
        del model_storage, resource, execution_context
        return cls(config)

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the configuration that config.yml may override."""
        return {"least": 0.15}

    def process(self, messages: list[Message]) -> list[Message]:
        """Replace the intents that nobody should act on."""
        for message in messages:
            best = message.get(INTENT)
            if best["confidence"] < self._least:
                unsure = {"name": "out_of_scope", "confidence": best["confidence"]}
                message.set(INTENT, unsure, add_to_output=True)
        return messages
