"""From what the bot says to finished messages, in the channel's form."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.model import Choice, Fact, Outbound, Say
from gateway import sms
from gateway.channel import Channel, Form
from gateway.parts import cut, pieces
from responses import Voice

MOST_SEGMENTS = 2
"""Segments of an SMS; what does not fit waits until the citizen asks for it."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A reply, the words of the choices under it whatever their form, and what did not fit."""

    message: Outbound
    labels: tuple[str, ...]
    rest: str = ""


def render(
    says: Sequence[Say], *, voice: Voice, language: str, channel: Channel, recipient: str
) -> Rendered:
    """Return everything said in one turn as one message: one turn never costs two SMS fees.

    Choices become buttons where the channel has enough of them, else a list, else numbered
    lines. An SMS that would be too long ends with how to get its rest.
    """
    choices, form = says[-1].choices, channel.form
    lines = [voice.words(say.key, _facts(say, form), language) for say in says]
    labels = tuple(str(voice.said(choice.label, language)) for choice in choices)
    title = _title(len(choices), form)
    if not title:
        lines += [f"{number}. {label}" for number, label in enumerate(labels, 1)]
    text, rest = "\n".join(lines), ""
    if form.gsm7:
        text = sms.plain(text)
        if not choices:
            text, rest = _begun(text, sms.plain(voice.words("more-hint", {}, language)))
    asks = says[-1].ask_location and form.locations
    message = Outbound(
        channel=channel.name,
        recipient=recipient,
        text=text,
        choices=_buttons(choices, labels, title) if title else (),
        location_label=voice.words("send-location", {}, language) if asks else "",
    )
    return Rendered(message, labels, rest)


def parts(message: Outbound, form: Form) -> Iterator[Outbound]:
    """Yield `message` in as many as its channel needs; what is below the text goes last."""
    asks = message.choices or message.location_label
    most = form.asking if asks and form.asking else form.length
    measure = _bytes if form.counts_bytes else len
    texts = list(pieces(message.text, _fits(measure, most))) or [""]
    for text in texts[:-1]:
        yield replace(message, text=text, choices=(), location_label="", attachment=None)
    yield replace(message, text=texts[-1])


def _facts(say: Say, form: Form) -> Mapping[str, Fact]:
    """Return the facts of a reply; if it asks where, also whether a `pin` can be sent."""
    if not say.ask_location:
        return say.facts
    return {**say.facts, "pin": "yes" if form.locations else "no"}


def _title(count: int, form: Form) -> int:
    """Return how long the labels of so many choices may be; 0 if they are lines of the text."""
    if count <= form.buttons:
        return form.title
    return form.row_title if count <= form.rows else 0


def _begun(text: str, hint: str) -> tuple[str, str]:
    """Return the beginning of an SMS with the hint how to go on, and the rest; or all of it."""
    if sms.segments(text).count <= MOST_SEGMENTS:
        return text, ""
    head, rest = cut(text, lambda part: sms.segments(f"{part}\n{hint}").count <= MOST_SEGMENTS)
    return f"{head}\n{hint}", rest


def _fits(measure: Callable[[str], int], most: int) -> Callable[[str], bool]:
    return lambda text: measure(text) <= most


def _bytes(text: str) -> int:
    return len(text.encode())


def _buttons(
    choices: Sequence[Choice], labels: Sequence[str], title: int
) -> tuple[tuple[str, str], ...]:
    return tuple(
        (choice.payload, label[:title]) for choice, label in zip(choices, labels, strict=True)
    )
