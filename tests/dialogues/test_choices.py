"""A choice is the same by its button, its number, its label, or nearly its label."""

import pytest

from bot.answers import pressed
from bot.model import Heard

OFFERED = ("intent:affirm", "intent:correct", "intent:cancel", "category:street_light")
LABELS = ("Ya, kirim", "Ubah", "Batal", "Lampu jalan")


def meant(text: str = "", button: str = "") -> str:
    """Return the payload that a message stands for, if it stands for one."""
    heard = pressed(Heard(text=text, intent="report", button=button), OFFERED, LABELS)
    return heard.button


@pytest.mark.parametrize("payload", OFFERED)
def test_a_button(payload: str) -> None:
    assert meant(button=payload) == payload


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1", 1),
        ("2.", 2),
        ("(3)", 3),
        (" 04 ", 4),
        ("no 2", 2),
        ("nomor 3", 3),
        ("nomer 3 wae", 3),
        ("pilih nomor 1 aja", 1),
        ("pilihan 4", 4),
        ("yang ke 2", 2),
        ("yg ke-2 ya", 2),
        ("option 3 please", 3),
        ("Ya, kirim", 1),
        ("YA KIRIM", 1),
        ("ya kirm", 1),
        ("ubah", 2),
        ("ubahnya", 2),
        ("batal ya", 3),
        ("batall", 3),
        ("btaal", 3),
        ("lampu jalan", 4),
        ("lmpu jalan", 4),
        ("lampu jln", 4),
    ],
)
def test_words(text: str, number: int) -> None:
    assert meant(text) == OFFERED[number - 1]


@pytest.mark.parametrize(
    "text",
    [
        "0",
        "5",
        "12",
        "2026",
        "2 hari",
        "rumah nomor 3",
        "3 lampu mati",
        "ubh",
        "ya",
        "kirim foto",
        "jalan",
        "lampu jalan mati di dago",
        "lupa jalan pulang",
        "",
        "?",
    ],
)
def test_anything_else_stands_for_itself(text: str) -> None:
    assert meant(text) == ""


def test_of_two_labels_that_are_both_near_none_is_meant() -> None:
    heard = Heard(text="jalan rusan", intent="report")
    offered, labels = ("category:road", "category:waste"), ("Jalan rusak", "Jalan rusah")
    assert pressed(heard, offered, labels).button == ""
