"""A draft gathers what its citizen says, message by message."""

from dataclasses import replace

from bot.city import City
from bot.drafts import (
    LONGEST,
    category_of,
    day_of,
    known,
    needs_person,
    photos_of,
    place_of,
    voices_of,
)
from bot.model import Heard
from bot.report import Draft


def with_files(draft: Draft, heard: Heard) -> Draft:
    """Return the draft with the files of a message."""
    return replace(
        draft,
        photos=(*draft.photos, *photos_of(heard), *voices_of(heard)),
        person=draft.person or needs_person(heard),
        taken=known(heard.taken) or draft.taken,
    )


def absorbed(draft: Draft, heard: Heard) -> Draft:
    """Return the draft with the day that a message names in passing."""
    return replace(draft, happened=draft.happened or day_of(heard))


def hiding(draft: Draft, heard: Heard) -> Draft:
    """Return the draft with hidden what the message wants hidden."""
    return replace(
        draft,
        anonymous=draft.anonymous or heard.anonymous,
        secret=draft.secret or heard.secret,
    )


def retold(draft: Draft, heard: Heard, city: City) -> Draft:
    """Return the draft described anew, in the words of this message."""
    edited = place_of(heard) if heard.edited else None
    return replace(
        hiding(draft, heard),
        description=heard.text[:LONGEST],
        masked=heard.masked[:LONGEST],
        kind=heard.kind or draft.kind,
        happened=day_of(heard) or draft.happened,
        category=draft.category or category_of(heard, city),
        place=edited or draft.place or place_of(heard),
    )


def added(draft: Draft, heard: Heard) -> Draft:
    """Return the draft with the message below its description."""
    personal = draft.masked or heard.masked
    hidden = f"{draft.masked or draft.description}\n{heard.masked or heard.text}"
    return replace(
        draft,
        description=f"{draft.description}\n{heard.text}"[:LONGEST],
        masked=hidden[:LONGEST] if personal else "",
    )


def recategorised(draft: Draft, category: str) -> Draft:
    """Return the draft in a category; answers to another's questions are dropped."""
    same = category == draft.category
    return replace(draft, category=category, answers=draft.answers if same else {})
