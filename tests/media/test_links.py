"""Links to files: only ours, only for a while."""

import pytest

from gateway.media.links import DAY, Links

LINKS = Links("https://kota.example", b"s" * 32)
NAME, NOW = "a" * 32, 1_795_341_600.0
URL = LINKS.public(f"media/{NAME}", NOW)
UNTIL, PROOF = (part.partition("=")[2] for part in URL.partition("?")[2].split("&"))


def test_a_link_opens_its_file_for_thirty_days() -> None:
    assert URL.startswith(f"https://kota.example/media/{NAME}?until=")
    assert LINKS.opens(NAME, UNTIL, PROOF, NOW + 30 * DAY)
    assert not LINKS.opens(NAME, UNTIL, PROOF, NOW + 32 * DAY)


def test_the_same_day_gives_the_same_address() -> None:
    assert LINKS.public(f"media/{NAME}", NOW + 60) == URL


@pytest.mark.parametrize(
    ("name", "until", "proof"),
    [
        ("b" * 32, UNTIL, PROOF),
        (NAME, str(int(UNTIL) + 86400), PROOF),
        (NAME, UNTIL, PROOF[:-1]),
        (NAME, UNTIL, ""),
        (NAME, "", PROOF),
        (NAME, UNTIL, PROOF.upper() + "\xe9"),
        (NAME, "9" * 400, PROOF),
        (NAME, "\u0661" * 10, PROOF),
        (f"{NAME}\udcff", UNTIL, PROOF),
    ],
)
def test_nothing_else_opens_it(name: str, until: str, proof: str) -> None:
    assert not LINKS.opens(name, until, proof, NOW)


def test_another_installations_links_open_nothing() -> None:
    assert not Links("https://kota.example", b"t" * 32).opens(NAME, UNTIL, PROOF, NOW)


def test_other_addresses_stay_as_they_are() -> None:
    assert (
        LINKS.public("https://elsewhere.example/x.jpg", NOW)
        == "https://elsewhere.example/x.jpg"
    )
