"""Rasa component: words with the offsets of the text and the lemma of our lexicon."""

# Rasa has no types, so its classes are Any.
# mypy: disable-error-code="misc"

from pathlib import Path
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message

from nlu import knowledge
from nlu.normalise import tokens


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class LemmaTokenizer(Tokenizer):
    """Gives each message tokens whose `lemma` undoes SMS spelling ("jln" has "jalan").

    Configuration: `city`, the folder of the city, as everywhere in the pipeline.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the configuration that config.yml may override."""
        return {"intent_tokenization_flag": False, "intent_split_symbol": "_", "city": ""}

    def __init__(self, config: dict[str, Any]) -> None:
        super().__init__(config)
        self._lexicon = knowledge.load(Path(config["city"])).lexicon

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """Return the tokens of one text; an empty or wordless text has none."""
        return [
            Token(text=each.text, start=each.start, end=each.end, lemma=each.lemma)
            for each in tokens(message.get(attribute), self._lexicon)
        ]
