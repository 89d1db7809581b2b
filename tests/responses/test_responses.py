"""The voice: the citizen's language first, the city's own words over ours, faults told."""

from pathlib import Path

import pytest

from bot.model import Words
from responses import BadWordsError, UnknownReplyError, Voice, load


@pytest.fixture
def voice(tmp_path: Path) -> Voice:
    for name, words in {
        "ours/id/a.ftl": "hello = Halo { $name }\nonly = Hanya\nempty =\n    .title = x\n",
        "ours/su/a.ftl": "hello = Sampurasun { $name }\n",
        "city/id/own.ftl": "hello = Wilujeng { $name }\n",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(words, encoding="utf-8")
    extra = {"id": {"category-road": 'jalan "besar" \\ {x}'}}
    return load(["id", "su"], extra=extra, folders=[tmp_path / "ours", tmp_path / "city"])


@pytest.mark.parametrize(
    ("key", "language", "said"),
    [
        ("hello", "su", "Sampurasun Siti"),
        ("hello", "id", "Wilujeng Siti"),
        ("hello", "fr", "Wilujeng Siti"),
        ("hello", "", "Wilujeng Siti"),
        ("only", "su", "Hanya"),
        ("category-road", "su", 'jalan "besar" \\ {x}'),
    ],
)
def test_words(key: str, language: str, said: str, voice: Voice) -> None:
    assert voice.words(key, {"name": "Siti"}, language) == said


def test_a_fact_in_words_follows_the_reply_that_holds_it(voice: Voice) -> None:
    assert voice.words("hello", {"name": Words("only")}, "su") == "Sampurasun Hanya"


def test_keys(voice: Voice) -> None:
    assert voice.keys("su") == {"hello"}


@pytest.mark.parametrize("key", ["nothing", "empty"])
def test_an_unknown_reply(key: str, voice: Voice) -> None:
    with pytest.raises(UnknownReplyError, match=key):
        voice.words(key, {}, "id")


def test_a_missing_fact(voice: Voice) -> None:
    with pytest.raises(BadWordsError, match=r"^hello \(id\): "):
        voice.words("hello", {}, "id")


def test_a_malformed_file(tmp_path: Path) -> None:
    (tmp_path / "id").mkdir()
    (tmp_path / "id" / "a.ftl").write_text("good = Baik\nbad = Halo { $name\n")
    with pytest.raises(BadWordsError, match=r"a\.ftl: bad = Halo"):
        load(["id"], folders=[tmp_path])
