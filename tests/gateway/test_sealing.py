"""Addresses at rest: closed to whoever has no key, found by whoever has the address."""

import pytest
from hypothesis import given, strategies as st

from gateway.sealing import Seal, SealError

OLD, NEW = b"o" * 32, b"n" * 32
SITI = "+628123456789"


@given(st.text(), st.text())
def test_what_is_sealed_can_be_opened(value: str, about: str) -> None:
    seal = Seal({"k1": OLD}, b"pepper")
    try:
        value.encode(), about.encode()
    except UnicodeEncodeError:
        return
    assert seal.open(seal.seal(value, about), about) == value


def test_the_same_is_sealed_differently_each_time_and_found_all_the_same() -> None:
    seal = Seal({"k1": OLD}, b"pepper")
    boxes = {seal.seal(SITI, "twilio_sms") for _ in range(100)}
    assert len(boxes) == 100
    assert not [box for box in boxes if b"8123" in box]
    assert len({seal.index(SITI, "twilio_sms") for _ in range(100)}) == 1


def test_the_index_depends_on_channel_address_and_pepper() -> None:
    seal, other = Seal({"k1": OLD}, b"pepper"), Seal({"k1": OLD}, b"salt")
    indexes = {
        seal.index(SITI, "twilio_sms"),
        seal.index(SITI, "twilio_whatsapp"),
        seal.index("+628123456780", "twilio_sms"),
        seal.index("s", "twilio_sm"),
        other.index(SITI, "twilio_sms"),
    }
    assert len(indexes) == 5
    assert {len(each) for each in indexes} == {32}


def test_a_new_key_seals_and_the_old_one_still_opens() -> None:
    before = Seal({"k1": OLD}, b"pepper").seal(SITI, "twilio_sms")
    both = Seal({"k2": NEW, "k1": OLD}, b"pepper")
    assert both.open(before, "twilio_sms") == SITI
    after = both.seal(SITI, "twilio_sms")
    assert after.startswith(b"k2:")
    assert Seal({"k2": NEW}, b"pepper").open(after, "twilio_sms") == SITI


@pytest.mark.parametrize(
    ("sealed", "about", "reason"),
    [
        (Seal({"k9": OLD}, b"p").seal(SITI, "sms"), "sms", "the key is not in PII_KEYS"),
        (Seal({"k1": NEW}, b"p").seal(SITI, "sms"), "sms", "the sealed value was altered"),
        (Seal({"k1": OLD}, b"p").seal(SITI, "sms"), "web", "the sealed value was altered"),
        (Seal({"k1": OLD}, b"p").seal(SITI, "sms")[:-1], "sms", "the sealed value was altered"),
        (b"k1:short", "sms", "the sealed value was altered"),
        (b"k1:", "sms", "the sealed value was altered"),
        (b"", "sms", "the key is not in PII_KEYS"),
        (b"\xff:x", "sms", "the key is not in PII_KEYS"),
    ],
    ids=range(8),
)
def test_what_cannot_be_opened(sealed: bytes, about: str, reason: str) -> None:
    with pytest.raises(SealError) as caught:
        Seal({"k1": OLD}, b"p").open(sealed, about)
    assert str(caught.value) == reason
