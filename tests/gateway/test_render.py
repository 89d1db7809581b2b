"""What the bot says, in each channel's form."""

from pathlib import Path
from typing import Any

import pytest

import responses
from bot.model import Choice, Outbound, Say, Words
from gateway.channel import Form
from gateway.chat import Chat
from gateway.render import parts, render
from gateway.sms import segments

WORDS = """
hello = Halo “{ $name }”
which = Yang mana?
a = Jalan rusak
b = Lampu jalan yang panjang sekali namanya
c = Sampah
send-location = Kirim lokasi
more-hint = Balas LANJUT.
long = { $text }
"""
CHOICES = tuple(Choice(f"choose:{key}", Words(key)) for key in "abc")
SAYS = [Say("hello", {"name": "Siti"}), Say("which", choices=CHOICES)]
LABELS = ("Jalan rusak", "Lampu jalan yang panjang sekali namanya", "Sampah")
LINES = "\n1. Jalan rusak\n2. Lampu jalan yang panjang sekali namanya\n3. Sampah"


@pytest.fixture
def voice(tmp_path: Path) -> responses.Voice:
    (tmp_path / "id").mkdir()
    (tmp_path / "id" / "words.ftl").write_text(WORDS)
    return responses.load(["id"], folders=[tmp_path])


@pytest.mark.parametrize(
    ("form", "says", "expected"),
    [
        (Form(gsm7=True), SAYS, {"text": f'Halo "Siti"\nYang mana?{LINES}'}),
        (Form(), SAYS, {"text": f"Halo “Siti”\nYang mana?{LINES}"}),
        (Form(buttons=2), SAYS, {"text": f"Halo “Siti”\nYang mana?{LINES}"}),
        (
            Form(buttons=3, title=20),
            SAYS,
            {
                "text": "Halo “Siti”\nYang mana?",
                "choices": tuple(
                    (f"choose:{key}", label[:20])
                    for key, label in zip("abc", LABELS, strict=True)
                ),
            },
        ),
        (
            Form(buttons=2, rows=3, row_title=24),
            SAYS,
            {
                "text": "Halo “Siti”\nYang mana?",
                "choices": tuple(
                    (f"choose:{key}", label[:24])
                    for key, label in zip("abc", LABELS, strict=True)
                ),
            },
        ),
        (
            Form(locations=True),
            [Say("which", ask_location=True)],
            {"text": "Yang mana?", "location_label": "Kirim lokasi"},
        ),
        (Form(), [Say("which", ask_location=True)], {"text": "Yang mana?"}),
    ],
)
def test_render(
    form: Form, says: list[Say], expected: dict[str, object], voice: responses.Voice
) -> None:
    channel = Chat("web", form)
    rendered = render(says, voice=voice, language="id", channel=channel, recipient="siti")
    assert rendered.message == Outbound(channel="web", recipient="siti", **expected)  # type: ignore[arg-type]
    assert rendered.labels == (LABELS if says is SAYS else ())


def test_citizens_words_are_no_pattern(voice: responses.Voice) -> None:
    name = "{ $x } {0.__class__} %s {-brand} \u2068"
    says = [Say("hello", {"name": name})]
    channel = Chat("web", Form())
    rendered = render(says, voice=voice, language="id", channel=channel, recipient="siti")
    assert rendered.message.text == f"Halo “{name}”"


LONG = " ".join(f"Kalimat nomor {number}." for number in range(40))


def test_an_sms_too_long_waits_to_be_asked_for(voice: responses.Voice) -> None:
    channel, told = Chat("sms", Form(gsm7=True)), []
    rest = LONG
    for _ in range(9):
        says = [Say("long", {"text": rest})]
        rendered = render(says, voice=voice, language="id", channel=channel, recipient="siti")
        told.append(rendered.message.text)
        rest = rendered.rest
        if not rest:
            break
    assert all(segments(text).count <= 2 for text in told)
    assert [text.endswith("\nBalas LANJUT.") for text in told] == [True, True, False]
    assert " ".join(text.removesuffix("\nBalas LANJUT.") for text in told) == LONG


def test_only_an_sms_is_held_back(voice: responses.Voice) -> None:
    says = [Say("long", {"text": LONG})]
    rendered = render(
        says, voice=voice, language="id", channel=Chat("web", Form()), recipient="siti"
    )
    assert (rendered.message.text, rendered.rest) == (LONG, "")


@pytest.mark.parametrize(
    ("form", "more", "expected"),
    [
        (Form(length=100), {}, [("satu dua tiga", 0, "")]),
        (Form(length=8), {}, [("satu dua", 0, ""), ("tiga", 0, "")]),
        (Form(length=100, asking=8), {}, [("satu dua tiga", 0, "")]),
        (
            Form(length=100, asking=8),
            {"choices": (("a", "A"),)},
            [("satu dua", 0, ""), ("tiga", 1, "")],
        ),
        (
            Form(length=100, asking=8),
            {"location_label": "Kirim"},
            [("satu dua", 0, ""), ("tiga", 0, "Kirim")],
        ),
    ],
)
def test_parts(form: Form, more: dict[str, Any], expected: list[tuple[str, int, str]]) -> None:
    message = Outbound(channel="web", recipient="siti", text="satu dua tiga", **more)
    told = [
        (each.text, len(each.choices), each.location_label) for each in parts(message, form)
    ]
    assert told == expected


def test_a_message_without_words_is_one_part() -> None:
    message = Outbound(channel="web", recipient="siti", text="")
    assert list(parts(message, Form())) == [message]
