"""Rasa component: the city's places and ticket numbers as entities, each with what it means."""

# Rasa has no types, so its classes are Any.
# mypy: disable-error-code="misc"

from __future__ import annotations

import re
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu import knowledge
from nlu.normalise import LONGEST

PLACES = "place_spans"
_TICKET = re.compile(r"\b[A-Za-z]{3}[- ]?\d{7}\b")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class PlaceExtractor(GraphComponent, EntityExtractorMixin):
    """Adds an entity per named place (`kecamatan kelurahan street landmark`) and ticket.

    The first place entity carries the resolved place under `place`. The spans also go to the
    classifiers, for which one street is as good as another. Configuration: `city`.
    """

    def __init__(self, config: dict[str, Any]) -> None:
        self._gazetteer = knowledge.load(Path(config["city"])).gazetteer

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> PlaceExtractor:
        """Return the component; it keeps nothing in the model."""
        del model_storage, resource, execution_context
        return cls(config)

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the configuration that config.yml may override."""
        return {"city": ""}

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the entities to each message."""
        for message in messages:
            self._add(message)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Mark the places in the training examples, as they will be in real messages."""
        for message in training_data.training_examples:
            if message.get(TEXT):
                spans = self._gazetteer.all_in(message.get(TEXT))
                message.set(PLACES, [(span.start, span.end) for span in spans])
        return training_data

    def _add(self, message: Message) -> None:
        text = (message.get(TEXT) or "")[:LONGEST]
        place, spans = self._gazetteer.look(text)
        message.set(PLACES, [(span.start, span.end) for span in spans])
        found: list[dict[str, Any]] = [
            {"entity": s.kind, "value": s.value, "start": s.start, "end": s.end} for s in spans
        ]
        if place is not None:
            found[0]["place"] = asdict(place)
        found.extend(
            {"entity": "ticket", "value": m[0].upper(), "start": m.start(), "end": m.end()}
            for m in _TICKET.finditer(text)
        )
        if found:
            tagged = self.add_extractor_name(found)
            message.set(ENTITIES, message.get(ENTITIES, []) + tagged, add_to_output=True)
