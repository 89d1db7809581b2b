"""What citizens read that a city wrote: its categories and their questions."""

from collections.abc import Mapping

from bot.city import Category
from gateway.city import CityPack


def names(pack: CityPack) -> Mapping[str, Mapping[str, str]]:
    """Return the words such as `category-road` and `question-road-size`, by language."""
    languages = pack.city.languages
    named = [each for category in pack.city.categories.values() for each in _named(category)]
    return {
        language: {name: words[language] for name, words in named} for language in languages
    }


def _named(category: Category) -> list[tuple[str, Mapping[str, str]]]:
    named = [(f"category-{category.id}", category.labels)]
    for question in category.questions:
        name = f"{category.id}-{question.id}"
        named += [(f"question-{name}", question.words)]
        named += [(f"answer-{name}-{key}", words) for key, words in question.choices.items()]
    return named
