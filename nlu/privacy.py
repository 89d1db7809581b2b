"""Personal data in what a citizen writes: found by `lokal.samaran`, but never in a place."""

import re
from collections.abc import Mapping, Sequence

from lokal.samaran import PiiType, detect_pii

from nlu.places import Gazetteer

Stretch = tuple[int, int]
"""Where something stands in a text: `[start, end)`."""
MASK = "***"
TYPES: tuple[PiiType, ...] = (
    "NIK",
    "KK",
    "NPWP",
    "PASSPORT",
    "SIM",
    "NIP",
    "BPJS",
    "NISN",
    "PHONE",
    "EMAIL",
    "BANK_ACCOUNT",
    "CARD",
    "NAME",
)
"""What is personal. A plate is evidence in a complaint, an address is where it is."""
_PHONE = re.compile(
    r"(?<![\d.,])(?:(?:\+?62|0)(?:[ .-]{0,2}\d){8,12}|\(0\d{1,3}\)(?:[ .-]{0,2}\d){5,8})(?!\d)"
)
"""Telephones that samaran leaves: "022-7234567", "08 1234 567 890"."""
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]*\w")
_NAMED = re.compile(
    r"(?:jl|jln|jalan|gg|gang|masjid|mesjid|musholla|mushola|gereja|vihara|sdn?|smpn?|sman?|"
    r"smkn?|mts|mi|tk|paud|rs|rsud|rsia|rsup|klinik|puskesmas|apotek|pasar|toko|warung|makan|"
    r"taman|lapangan|stadion|gedung|gor|jembatan|jbt|terminal|stasiun|halte|bandara|komplek|"
    r"kompleks|perumahan|kel|kelurahan|kec|kecamatan|kampung|kp|dusun|blok|makam|tpu|pesantren|"
    r"yayasan|hotel|universitas|kampus|monumen|patung|museum|street|bus|angkot|jurusan)\.?",
    re.IGNORECASE,
)
"""What stands before a name that is a place's, or a line's."""
_HONOURS = re.compile(
    r"(?:ir|h|hj|kh|r|rd|ra|dr|prof|raya|jend|jenderal|letjen|mayjen|brigjen|kol|kolonel|kapten|"
    r"letkol|mayor|sersan|bung|pangeran|sultan|sunan|raden|terusan|dalam|besar|al|nurul|islam|"
    r"negeri|swasta|\d+)\.?",
    re.IGNORECASE,
)
"""What may stand between: "jl Ir H Juanda"."""
_BEFORE = 3
"""Words before a name in which they are looked for."""
_HINT = re.compile(
    r"\d[ .-]?\d{3}|@|[A-Z]|\b(?:pak?|bu|bapak|ibu|bpk|nama|nami|kang|teh|mang|saya|abdi)\b",
)
_NAMES: Mapping[str, str] = {"nami abdi": "nama saya", "Nami abdi": "Nama saya"}
"""How a name is announced in Sundanese, and as long, in the language that samaran knows."""


def mask(text: str, gazetteer: Gazetteer) -> str:
    """Return `text` with personal data hidden, or nothing if it holds none.

    >>> empty = Gazetteer(entries=(), cues={}, plain=frozenset())
    >>> mask("lampu mati, hubungi 0812-3456-7890", empty), mask("lampu mati di rt 03", empty)
    ('lampu mati, hubungi ***', '')
    """
    hidden, end = "", 0
    for start, last in personal(text, gazetteer):
        if start >= end:
            hidden += text[end:start] + MASK
        end = max(end, last)
    return hidden + text[end:] if end else ""


def personal(text: str, gazetteer: Gazetteer) -> list[Stretch]:
    """Return where personal data stands in `text`, in order; places are none."""
    if not _HINT.search(text):
        return []
    said = text
    for ours, known in _NAMES.items():
        said = said.replace(ours, known)
    found = detect_pii(said, types=TYPES)
    stretches = [(each.start, each.end) for each in found if each.type != "NAME"]
    stretches += [each.span() for sort in (_PHONE, _EMAIL) for each in sort.finditer(text)]
    names = [(each.start, each.end) for each in found if each.type == "NAME"]
    if names:
        places = [(each.start, each.end) for each in gazetteer.all_in(text)]
        stretches += [n for n in names if not _is_no_person(n, text, places, gazetteer.plain)]
    return sorted(stretches)


def _is_no_person(
    name: Stretch, text: str, places: Sequence[Stretch], plain: frozenset[str]
) -> bool:
    """Return whether a name lies in a place, follows what announces one, or is no name."""
    start, end = name
    said, before = text[start:end], text[:start].split()[-_BEFORE:]
    if said.islower() and (
        len(set(before[-2:])) < len(before[-2:]) or set(said.split()) & plain
    ):
        return True  # "ibu ibu sampai mual"
    if any(first < end and start < last for first, last in places):
        return True
    for word in reversed(before):
        if _NAMED.fullmatch(word):
            return True
        if not _HONOURS.fullmatch(word):
            return False
    return False
