"""How often personal data is found, and seen where there is none: `python -m bench.privacy`.

Prints the figures of docs/nlu.md: over tests/nlu/personal.yml, over every place of Bandung in
sentences that name one, over its agencies, and over the ordinary sentences of tests/nlu.
"""

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml
from lokal.samaran import detect_pii

from nlu import knowledge
from nlu.privacy import TYPES, mask

ROOT = Path(__file__).parents[1]
BANDUNG = ROOT / "cities" / "bandung"
TABLES = ROOT / "tests" / "nlu"
KNOWN = knowledge.load(BANDUNG)
CARRIERS = {
    "street": ("lampu mati di jl {}", "jalan rusak di Jalan {} no 12 tolong diperbaiki"),
    "landmark": ("sampah numpuk di {}", "macet di depan {} tiap sore"),
    "kelurahan": ("banjir di {}", "kantor kelurahan {} tutup"),
    "kecamatan": ("saya warga {}", "air mati di kecamatan {}"),
}


def main() -> None:
    """Print the figures."""
    sys.stdout.writelines(f"{line}\n" for line in (*_found(), *_alarms()))


def _found() -> Iterator[str]:
    rows = list(positives())
    wanted = [(text, part) for text, parts in rows for part in parts]
    missed = [(text, part) for text, part in wanted if part in (_masked(text) or text)]
    yield f"found: {len(wanted) - len(missed)} of {len(wanted)} in {len(rows)} sentences"
    yield from (f"  missed {part!r} in {text!r}" for text, part in missed)


def _alarms() -> Iterator[str]:
    for name, read in SOURCES.items():
        texts = list(read())
        ours = [text for text in texts if _masked(text)]
        theirs = sum(bool(detect_pii(text, types=TYPES)) for text in texts)
        yield f"{name}: {len(ours)} of {len(texts)} (samaran alone {theirs})"
        yield from (f"  {_masked(text)!r}" for text in ours)


def _masked(text: str) -> str:
    return mask(text, KNOWN.gazetteer)


def positives() -> Iterator[tuple[str, list[str]]]:
    """Yield the sentences that hold personal data, with what must be hidden."""
    table: list[Any] = yaml.safe_load((TABLES / "personal.yml").read_text(encoding="utf-8"))
    for text, parts in table:
        yield text, [str(part) for part in parts]


def places() -> Iterator[str]:
    """Yield a report at every place of Bandung, in two sentences each."""
    for entry in KNOWN.gazetteer.entries:
        for carrier in CARRIERS.get(entry.kind, ()):
            yield carrier.format(entry.name)
            yield carrier.format(entry.name.lower())


def agencies() -> Iterator[str]:
    """Yield a complaint about every agency."""
    table = yaml.safe_load((BANDUNG / "agencies.yml").read_text(encoding="utf-8"))
    for each in table.values():
        yield f"petugas {each['name']} tidak datang"


def ordinary() -> Iterable[str]:
    """Return the sentences of tests/nlu that were written for other purposes."""
    names = ("ordinary", "nowhere", "sentences_id", "sentences_su", "sentences_en", "locations")
    for name in names:
        table = yaml.safe_load((TABLES / f"{name}.yml").read_text(encoding="utf-8"))
        yield from _texts(table)


def _texts(value: Any) -> Iterator[str]:
    """Yield the sentences in a table, whatever its shape: what has a space in it."""
    if isinstance(value, str):
        if len(value.split()) > 2:  # noqa: PLR2004 - fewer words are names and labels
            yield value
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
    elif isinstance(value, dict):
        yield from _texts(list(value.values()))


SOURCES: Mapping[str, Callable[[], Iterable[str]]] = {
    "places": places,
    "agencies": agencies,
    "ordinary sentences": ordinary,
}

if __name__ == "__main__":
    main()
