"""What we say: one folder per language, one Fluent file per topic, keys as `report-confirm`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from fluent.runtime import FluentBundle, FluentResource
from fluent.syntax.ast import Junk

from bot.model import Fact, Words, Written

_HERE = Path(__file__).parent


class UnknownReplyError(LookupError):
    """No language in the chain has words for this reply."""


class BadWordsError(ValueError):
    """A reply cannot be written: its file is malformed, or a fact it needs is missing."""


@dataclass(frozen=True, slots=True)
class Voice:
    """Every reply of one city, in every language it speaks; the first is the default."""

    bundles: Mapping[str, FluentBundle]

    def words(self, key: str, facts: Mapping[str, Fact], language: str) -> str:
        """Return the words of reply `key` in `language`, or in the first that has them.

        Raises `UnknownReplyError` or `BadWordsError`.
        """
        for each in (language, *self.bundles):
            bundle = self.bundles.get(each)
            if bundle is not None and bundle.has_message(key):
                return self._format(bundle, key, facts, each)
        raise UnknownReplyError(key)

    def said(self, fact: Fact, language: str) -> str | int | float:
        """Return a fact as it is said in `language`.

        Raises `UnknownReplyError` or `BadWordsError`.
        """
        if isinstance(fact, Words):
            return self.words(fact.key, {}, language)
        if isinstance(fact, Written):
            return fact.by.get(language) or next(iter(fact.by.values()))
        return fact

    def keys(self, language: str) -> set[str]:
        """Return the name of every reply in `language`."""
        return set(self.bundles[language]._messages)  # noqa: SLF001 - fluent.runtime has no public list

    def _format(
        self, bundle: FluentBundle, key: str, facts: Mapping[str, Fact], language: str
    ) -> str:
        said = {name: self.said(fact, language) for name, fact in facts.items()}
        pattern = bundle.get_message(key).value
        if pattern is None:
            raise UnknownReplyError(key)
        text, errors = bundle.format_pattern(pattern, said)
        if errors:
            raise BadWordsError(f"{key} ({language}): {errors[0]}")
        return str(text)


def load(
    languages: Sequence[str],
    *,
    extra: Mapping[str, Mapping[str, str]] | None = None,
    folders: Sequence[Path] = (_HERE,),
) -> Voice:
    """Return the voice that speaks `languages`, from `<folder>/<language>/*.ftl`.

    Later folders (a city's own words) win over earlier ones. `extra` gives names that are data,
    such as `category-road`, by language.
    """
    return Voice(
        {each: _bundle(each, folders, (extra or {}).get(each, {})) for each in languages}
    )


def _bundle(language: str, folders: Sequence[Path], extra: Mapping[str, str]) -> FluentBundle:
    bundle = FluentBundle([language], use_isolating=False)
    for folder in folders:
        for file in sorted((folder / language).glob("*.ftl")):
            resource = FluentResource(file.read_text(encoding="utf-8"))
            junk = next(
                (str(each.content) for each in resource.body if isinstance(each, Junk)), ""
            )
            if junk:
                raise BadWordsError(f"{file}: {junk.splitlines()[0]}")
            bundle.add_resource(resource, allow_overrides=True)
    lines = (f'{key} = {{"{_quoted(words)}"}}' for key, words in extra.items())
    bundle.add_resource(FluentResource("\n".join(lines)), allow_overrides=True)
    return bundle


def _quoted(words: str) -> str:
    return words.replace("\\", "\\\\").replace('"', '\\"')
