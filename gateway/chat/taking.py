"""Take what a citizen says in a chat: checked first, then kept once under the sender's name."""

from dataclasses import dataclass

from bot.model import Attachment, Inbound
from bot.place import Point
from gateway.channel import Received
from gateway.chat import Chat
from gateway.sealing import Seal
from gateway.store import messages
from gateway.tools import Tools
from gateway.work import inbox


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a citizen said; `id` is the sender's own name for it, so that it is taken once."""

    sender: str
    id: str
    text: str = ""
    button: str = ""
    location: Point | None = None
    photos: tuple[Attachment, ...] = ()


def keep(said: Said, chat: Chat, tools: Tools) -> int | None:
    """Keep what was said and return the message's id; said again it is the same one."""
    name = _name(said, chat, tools.seal)
    inbound = Inbound(
        channel=chat.name,
        sender=said.sender,
        external_id=name,
        text=said.text,
        button=said.button,
        location=said.location,
        attachments=said.photos,
    )
    inbox.keep(Received(messages=(inbound,)), tools)
    with tools.database.read() as session:
        return messages.find_inbound(session, chat.name, name)


def _name(said: Said, chat: Chat, seal: Seal) -> str:
    """Return our name of a message: hashed, because the sender is a secret of the browser."""
    return seal.index(f"{said.sender}:{said.id}", chat.name).hex()
