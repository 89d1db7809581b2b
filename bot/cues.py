"""How citizens say "near me", "any others?" and "my place is now there", in three languages."""

import re

from bot.answers import folded

_NEAR = r"(?:dekat|deket|dkt|dket|sekitar|sktr|seputar|sekeliling|caket|sakitar|sakuriling)"
_ME = (
    r"(?:saya|sy|aku|kami|sini|ku|gue|gw|gua|abdi|kuring|urang|dieu|lokasi saya|posisi saya|"
    r"lokasi abdi|tempat saya)"
)
_HERE = re.compile(
    rf"\b(?:(?:di |ti |dari )?{_NEAR}(?: (?:dari|sama|dgn|dengan|ti|sareng|ka))? {_ME}|"
    r"(?:di ?sini|disini|dieu|di tempat saya|(?:di|dari|ti) lokasi (?:saya|abdi)|"
    r"sakitareun abdi|deukeut dieu|around me|near me|nearby|close to me|near here|around here|"
    r"close by|in my area|(?:at|from|around|of) my location|where i am))\b"
)
_HOME = re.compile(
    r"\b(?:rumah (?:saya|sy|aku|kami|ku|gue)|rumahku|kos(?:an)? (?:saya|aku|ku)|daerah saya|"
    r"bumi abdi|rorompok abdi|imah kuring|di bumi|di rumah|my (?:house|home|place|street))\b"
)
_FILLERS = """
    kalau kalo terus trus teras ok oke oh dong ya yah ga gak ngga nggak kah min kak pak bu atuh
    teu apakah euy aja saja ada aya punya upami please and are there is show me do you have any
    the some still masih masi keneh besides
"""
_SMALL = frozenset(_FILLERS.split())
_OTHERS = """
    yang lain, yg lain, yang lainnya, yg lainnya, lainnya, lain lagi, lagi, apa lagi, mana lagi,
    dimana lagi, di mana lagi, yang lain lagi, yg lain lagi, yang lain apa, yang lain mana,
    yang lain di mana, selain itu, selain itu lagi, selain itu apa, selain itu apa lagi,
    tempat lain, pilihan lain, opsi lain, acara lain, nu sanes, nu sanesna, sanesna, lainna,
    nu sanes naon, nu sanes deui, nu sejen, nu sejenna, nu lain, nu lainna, deui, naon deui,
    mana deui, di mana deui, dimana deui, salian ti eta, salian ti eta naon, tempat sanes,
    acara sanes, other, others, other ones, other one, another, another one, more, what else,
    anything else, where else, which others, what others, what about others, more options,
    other options, other places, more of them
"""
_MORE = frozenset(" ".join(phrase.split()) for phrase in _OTHERS.split(","))
_MOVES = re.compile(
    r"^(?:(?:tolong|mohon|punten|please|mangga|pak|min|saya mau|bade|i want to) )*"
    r"(?:ubah|ganti|rubah|pindah|pindahkan|simpan|ingat|catat|set|update|robih|gentos|"
    r"simpen|emut|change|move|save|remember) "
    r"(?:(?:lokasi|tempat|daerah|wilayah|alamat) (?:saya|sy|aku|ku|kami|abdi|kuring)|"
    r"my (?:location|place|area|neighbou?rhood))\b"
)


def is_here(text: str) -> bool:
    """Return whether a question is about where the citizen stands now.

    >>> [is_here(each) for each in ("cuaca deket sini", "wifi near me?", "cuaca di dago")]
    [True, True, False]
    """
    return bool(_HERE.search(folded(text)))


def is_home(text: str) -> bool:
    """Return whether a question is about where the citizen lives.

    >>> is_home("cuaca di rumah saya gimana"), is_home("wifi gratis")
    (True, False)
    """
    return bool(_HOME.search(folded(text)))


def asks_more(text: str) -> bool:
    """Return whether a message only asks what else there is.

    >>> [asks_more(each) for each in ("Yang lain?", "nu sanes?", "any others?", "jalan lain")]
    [True, True, True, False]
    """
    said = " ".join(word for word in folded(text).split() if word not in _SMALL)
    return said in _MORE


def moves(text: str) -> bool:
    """Return whether a message says which place we shall remember.

    >>> moves("ubah lokasi saya ke antapani"), moves("ubah lokasi"), moves("change my location")
    (True, False, True)
    """
    return bool(_MOVES.match(folded(text)))
