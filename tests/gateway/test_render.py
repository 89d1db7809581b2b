"""What the bot says, in each channel's form."""

from pathlib import Path

import pytest

import responses
from bot.model import Choice, Outbound, Say, Words
from gateway.channel import Form
from gateway.chat import Chat
from gateway.render import render

WORDS = """
hello = Halo “{ $name }”
which = Yang mana?
a = Jalan rusak
b = Lampu jalan yang panjang sekali namanya
c = Sampah
send-location = Kirim lokasi
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
        (Form(length=12), SAYS, {"text": "Halo “Siti”\n"}),
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
