"""From what the bot says to one finished message, in the channel's form."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.model import Choice, Outbound, Say
from gateway import sms
from gateway.channel import Channel
from responses import Voice


@dataclass(frozen=True, slots=True)
class Rendered:
    """A reply, and the words of the choices under it whatever their form."""

    message: Outbound
    labels: tuple[str, ...]


def render(
    says: Sequence[Say], *, voice: Voice, language: str, channel: Channel, recipient: str
) -> Rendered:
    """Return everything said in one turn as one message: one turn never costs two SMS fees.

    Choices become buttons where the channel has enough of them, numbered lines elsewhere.
    """
    lines = [voice.words(say.key, say.facts, language) for say in says]
    choices = says[-1].choices
    labels = tuple(voice.words(choice.label.key, {}, language) for choice in choices)
    form = channel.form
    as_buttons = len(choices) <= form.buttons
    if not as_buttons:
        lines += [f"{number}. {label}" for number, label in enumerate(labels, 1)]
    text = "\n".join(lines)
    asks = says[-1].ask_location and form.locations
    message = Outbound(
        channel=channel.name,
        recipient=recipient,
        text=(sms.plain(text) if form.gsm7 else text)[: form.length],
        choices=_buttons(choices, labels, form.title) if as_buttons else (),
        location_label=voice.words("send-location", {}, language) if asks else "",
    )
    return Rendered(message, labels)


def _buttons(
    choices: Sequence[Choice], labels: Sequence[str], title: int
) -> tuple[tuple[str, str], ...]:
    return tuple(
        (choice.payload, label[:title]) for choice, label in zip(choices, labels, strict=True)
    )
