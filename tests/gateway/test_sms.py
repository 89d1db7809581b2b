"""Letters and segments, beside the calculator Twilio publishes."""

# ruff: noqa: RUF001 - letters that look alike are the subject

import json
import os
import random
import subprocess
from pathlib import Path

import pytest

import responses
from gateway.sms import BASIC, EXTENDED, Segments, plain, segments

PEERS = Path(__file__).parent.parent / "peers"
ORACLE = """
const calc = require('sms-segments-calculator');
const texts = JSON.parse(require('fs').readFileSync(0, 'utf8'));
const count = text => { const s = new calc.SegmentedMessage(text, 'auto', false);
  return [s.getEncodingName(), s.segmentsCount]; };
console.log(JSON.stringify(texts.map(count)));
"""
LETTERS = sorted((BASIC | EXTENDED) - {"\f", "\r"})
# No flags or skin tones: there Twilio's calculator keeps several characters in one part.
OTHERS = ["“", "…", "ê", "ç", "漢", "я", "😢", "👍", "\u200b", "ș", "é", "€"]
WORDS = Path(responses.__file__).parent
REPLIES = [file for spoken in ("id", "su") for file in sorted((WORDS / spoken).glob("*.ftl"))]
"""Our own words in Indonesian and Sundanese, whose variables stand in (extended) braces."""
SUNDANESE = [
    "Hatur nuhun, laporan parantos ditarima. ",
    "Tos kénéh pareum, kèdah dibenerkeun, pêsên. ",
]
EDGES = [0, 1, 69, 70, 71, 133, 134, 135, 152, 153, 154, 159, 160, 161, 305, 306, 307, 459, 460]


def texts() -> list[str]:
    """Return texts around every edge, of every alphabet, the same ones each time."""
    dice = random.Random(20261122)  # noqa: S311 - a fixed set of examples
    made = [unit * length for unit in ("a", "€", "é", "漢", "😢", "a€") for length in EDGES]
    for size in (5, 40, 70, 140, 161, 320):
        for share in (0.0, 0.02, 0.3):
            made += [_mixed(dice, size, share) for _ in range(20)]
    return made + _replies() + _borders()


def _replies() -> list[str]:
    """Return our replies as they stand, and with the accents of Sundanese."""
    lines = [
        line.partition("=")[2].strip() or line.strip()
        for file in REPLIES
        for line in file.read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    accented = [line.replace("e", letter) for line in lines for letter in "éèê"]
    return lines + accented + [" ".join(accented[n : n + 4]) for n in range(len(accented) - 4)]


def _borders() -> list[str]:
    """Return words with a letter of two units, or a dear one, across every border of parts."""
    return [
        (words * 12)[: edge - back] + letter + words
        for words in SUNDANESE
        for edge in (70, 134, 153, 160, 201, 306, 459)
        for back in (0, 1, 2)
        for letter in [*sorted(EXTENDED - {"\f"}), "é", "è", "ê", "😢"]
    ]


def _mixed(dice: random.Random, size: int, share: float) -> str:
    return "".join(
        dice.choice(OTHERS if dice.random() < share else LETTERS)
        for _ in range(dice.randint(1, size))
    )


@pytest.mark.slow
def test_segments_as_twilio_counts_them() -> None:
    if not (PEERS / "node_modules/sms-segments-calculator").exists():
        reason = "sms-segments-calculator is missing; run tests/peers/setup.sh"
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
    asked = [text for text in texts() if text]
    assert len(asked) >= 400 + len(REPLIES)
    assert {letter for text in asked for letter in text} >= {*EXTENDED, *"éèê"} - {"\f"}
    done = subprocess.run(  # noqa: S603 - a test peer
        ["node", "-e", ORACLE],  # noqa: S607 - whichever node is installed
        input=json.dumps(asked),
        cwd=PEERS,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    theirs = [Segments(alphabet, count) for alphabet, count in json.loads(done.stdout)]
    ours = [segments(text) for text in asked]
    assert [each for each in zip(asked, ours, theirs, strict=True) if each[1] != each[2]] == []


@pytest.mark.parametrize(
    ("text", "alphabet", "count"),
    [
        ("", "GSM-7", 1),
        ("a" * 160, "GSM-7", 1),
        ("a" * 161, "GSM-7", 2),
        ("a" * 306, "GSM-7", 2),
        ("a" * 307, "GSM-7", 3),
        ("€" * 80, "GSM-7", 1),
        ("€" * 81, "GSM-7", 2),
        ("€" * 152, "GSM-7", 2),  # 76 whole ones a part: none is cut in half
        ("€" * 153, "GSM-7", 3),
        ("漢" * 70, "UCS-2", 1),
        ("漢" * 71, "UCS-2", 2),
        ("😢" * 35, "UCS-2", 1),
        ("😢" * 36, "UCS-2", 2),
        ("😢" * 66, "UCS-2", 2),
        ("😢" * 67, "UCS-2", 3),
        ("a" * 159 + "’", "UCS-2", 3),
    ],
)
def test_segments(text: str, alphabet: str, count: int) -> None:
    assert segments(text) == Segments(alphabet, count)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("“Halo” – ‘dunia’…", "\"Halo\" - 'dunia'..."),
        ("Kêlas é è ê ç", "Kelas é è e c"),
        ("• satu\u00a0dua\u202ftiga\tempat", "- satu dua tiga empat"),
        ("\u2068Bandung\u2069 \u200bkota\u200e", "Bandung kota"),
        ("banjir 😢 parah 👍🏽", "banjir  parah"),
        ("½ km²", "1/2 km2"),
        ("{a} [b] ~ ^ | \\ €", "{a} [b] ~ ^ | \\ €"),
        ("漢字", ""),
        ("baris\nbaris", "baris\nbaris"),
    ],
)
def test_plain_letters(text: str, said: str) -> None:
    assert plain(text) == said
    assert segments(plain(text)).alphabet == "GSM-7"
