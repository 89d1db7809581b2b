"""What must be understood without the model: emergencies, commands, ticket numbers."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

_NOT_WORDS = re.compile(r"[^\w\U0001F300-\U0001FAFF\u2600-\u27BF]+")
_TICKET = r"(?<![A-Za-z0-9]){prefix}[\s-]?(\d{{7}})(?!\d)"
_LINK_CODE = re.compile(
    r"(?:/start )?/?(?:gabung|gabungkan|ngagabung|hubungkan|link|join)[\s:=-]{1,3}"
    r"(\d{3})[\s-]?(\d{3})",
    re.IGNORECASE,
)
_BARE_TICKET = re.compile(
    r"\b(?:status|tiket|ticket|laporan|lap|nomor|no|nmr|report)\b\W{0,3}(?:no(?:mor|mer)?\W{0,3})?"
    r"(\d{7})(?!\d)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Tables of rules, as patterns over lemmas separated by single spaces.

    `emergencies` says how each kind sounds; `harmless` are turns of phrase that only sound like
    one; `calm` marks what is past, asked or taught, unless `now` says that it goes on; `habit`
    what happens again and again. `commands` maps a whole message to its intent. `asides`
    tell where a message turns to something else, `joins` may stand between questions. `kinds`
    tell of what class a report is unless it is a complaint, `wishes` what shall be hidden
    (`anonymous secret`), unless `unwished`.
    """

    emergencies: Mapping[str, re.Pattern[str]]
    harmless: re.Pattern[str]
    calm: re.Pattern[str]
    habit: re.Pattern[str]
    now: re.Pattern[str]
    commands: Mapping[str, str]
    misspelt: Mapping[str, str]
    asides: re.Pattern[str]
    joins: re.Pattern[str]
    kinds: Mapping[str, re.Pattern[str]]
    wishes: Mapping[str, re.Pattern[str]]
    unwished: re.Pattern[str]


def emergency(lemmas: str, rules: Rules) -> str:
    """Return the kind of emergency that `lemmas` cry out, or nothing."""
    said = " ".join(rules.misspelt.get(word, word) for word in lemmas.split())
    said = rules.harmless.sub(" ", said)
    kind = next((kind for kind, alarm in rules.emergencies.items() if alarm.search(said)), "")
    if not kind or rules.habit.search(said):
        return ""
    return "" if rules.calm.search(said) and not rules.now.search(said) else kind


def is_harmless(lemmas: str, rules: Rules) -> bool:
    """Return whether `lemmas` hold a turn of phrase that only sounds like an emergency."""
    return bool(rules.harmless.search(lemmas))


def kind(lemmas: str, rules: Rules) -> str:
    """Return the class of report (see `bot.report.KINDS`) that `lemmas` tell, or nothing."""
    return next((kind for kind, said in rules.kinds.items() if said.search(lemmas)), "")


def wishes(lemmas: str, rules: Rules) -> frozenset[str]:
    """Return what `lemmas` want hidden: the name (`anonymous`), the contents (`secret`)."""
    said = rules.unwished.sub(" ", lemmas)
    return frozenset(name for name, wish in rules.wishes.items() if wish.search(said))


def command(text: str, rules: Rules) -> str:
    """Return the intent of a message that is a command and nothing else, or nothing."""
    return rules.commands.get(" ".join(_NOT_WORDS.sub(" ", text.lower()).split()), "")


def ticket(text: str, prefix: str) -> str:
    """Return the ticket number in `text` as `BDG-1234567`, or nothing.

    >>> ticket("status bdg 1234567", "BDG"), ticket("cek tiket no. 1234567", "BDG")
    ('BDG-1234567', 'BDG-1234567')
    """
    if not prefix:
        return ""
    pattern = _TICKET.format(prefix=re.escape(prefix))
    found = re.search(pattern, text, re.IGNORECASE) or _BARE_TICKET.search(text)
    return f"{prefix.upper()}-{found[1]}" if found else ""


def link_code(text: str) -> str:
    """Return the number in a message that is nothing but `GABUNG 123456`, or nothing.

    >>> link_code("gabung 123 456"), link_code("/start gabung-123456"), link_code("gabung 12")
    ('123456', '123456', '')
    """
    found = _LINK_CODE.fullmatch(text.strip(" .!"))
    return found[1] + found[2] if found else ""


def after_keyword(text: str, prefix: str) -> str:
    """Return the complaint in LAPOR!'s SMS form `BDG <complaint>`, or nothing.

    >>> after_keyword("bdg jalan rusak di dago", "BDG")
    'jalan rusak di dago'
    """
    head, _, rest = text.strip().partition(" ")
    is_form = prefix and head.upper() == prefix.upper() and len(rest.split()) > 1
    return rest.strip() if is_form and not ticket(text, prefix) else ""


def slips(word: str) -> frozenset[str]:
    """Return the ways to mistype `word`: one letter left out, doubled or swapped with the next.

    >>> sorted(slips("api"))
    ['aapi', 'ai', 'aip', 'ap', 'apii', 'appi', 'pai', 'pi']
    """
    out = {word[:i] + word[i + 1 :] for i in range(len(word))}
    doubled = {word[:i] + word[i] + word[i:] for i in range(len(word))}
    swapped = {word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(len(word) - 1)}
    return frozenset((out | doubled | swapped) - {word})
