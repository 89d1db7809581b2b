"""What goes to a destination: a report, or what was added to it, as its backend gets it."""

from functools import partial

from bot.place import Place
from gateway.backend import File, Office, Report, Update
from gateway.media.links import PREFIX
from gateway.store import media
from gateway.store.events import Known
from gateway.store.media import Settled
from gateway.store.reports import Kept
from gateway.tools import Tools


def report(kept: Kept, tools: Tools) -> Report:
    """Return a report for its destinations: everything that was told, and nothing of whom."""
    photos = _photos(kept.photos, tools)
    agency = tools.pack.agencies.get(kept.agency)
    category = tools.pack.city.categories.get(kept.category)
    language = tools.pack.city.languages[0]
    return Report(
        reference=kept.ticket,
        category=kept.category,
        code=tools.pack.services.get(kept.category, kept.category),
        description=_told(kept),
        place=kept.place,
        filed=kept.filed_at,
        media_url=_address(photos[0], tools) if photos else "",
        label=category.labels[language] if category else kept.category,
        kind=kept.kind,
        happened=kept.happened,
        answers={name: said for name, said in kept.answers.items() if said},
        details=_details(kept, tools, language),
        anonymous=kept.anonymous,
        secret=kept.secret,
        office=Office(id=agency.id, name=agency.name, email=agency.email)
        if agency
        else Office(),
        files=tuple(_file(each, tools) for each in photos),
    )


def update(number: int, event: Known, kept: Kept, tools: Tools) -> Update:
    """Return what event `number` adds to a report."""
    photos = _photos(tuple(event.facts.get("photos", ())), tools)
    place = event.facts.get("place")
    where = f"{place['lat']:.6f}, {place['lon']:.6f}" if place and place.get("lat") else ""
    text = "\n".join(filter(None, (str(event.facts.get("text", "")), where)))
    return Update(
        id=f"{kept.ticket}-{number}",
        reference=kept.ticket,
        external_id="",
        text=text,
        at=event.at,
        status=str(event.facts.get("status", "")),
        media_urls=tuple(_address(each, tools) for each in photos),
    )


def where(place: Place) -> str:
    """Return a place for people: the most exact part first, with its position if it has one."""
    parts = dict.fromkeys(filter(None, (place.text, place.kelurahan, place.kecamatan)))
    pin = f" ({place.lat:.6f}, {place.lon:.6f})" if place.lat is not None else ""
    return ", ".join(parts) + pin


def _told(kept: Kept) -> str:
    """Return what was told, with the post that tells it below unless its author is hidden."""
    if not kept.link or kept.anonymous:
        return kept.description
    return f"{kept.description}\n{kept.link}"


def _details(kept: Kept, tools: Tools, language: str) -> tuple[tuple[str, str], ...]:
    """Return the answers to the category's questions, in words."""
    category = tools.pack.city.categories.get(kept.category)
    return tuple(
        (each.words[language], each.choices.get(said, {}).get(language, said))
        for each in (category.questions if category else ())
        if (said := kept.answers.get(each.id, ""))
    )


def _photos(references: tuple[str, ...], tools: Tools) -> list[str]:
    """Return those of `references` that are photos we hold."""
    ours = [each for each in references if each.startswith(PREFIX)]
    if not ours:
        return []
    with tools.database.read() as session:
        known = media.of(session, ours)
    return [each for each in ours if each not in known or _is_photo(known[each])]


def _is_photo(file: Settled) -> bool:
    return file.status == "kept" and file.kind == "photo"


def _address(reference: str, tools: Tools) -> str:
    """Return a public address of a file, good for a while."""
    with tools.database.read() as session:
        now = tools.database.now(session)
    return tools.links.public(reference, now)


def _file(reference: str, tools: Tools) -> File:
    name = reference.removeprefix(PREFIX)
    return File(
        name=f"{name[:8]}.jpg", content_type="image/jpeg", read=partial(tools.storage.get, name)
    )
