"""`kentongan talk`: the simulator in a terminal."""

import time
import uuid

import click

from bot.model import Inbound
from gateway import app
from gateway.channel import Received
from gateway.chat import CHATS
from gateway.commands import local
from gateway.store import threads, transcripts
from gateway.store.transcripts import Line
from gateway.tools import Tools
from gateway.work import inbox


@click.command()
@click.option("--channel", type=click.Choice(list(CHATS)), default="sms", show_default=True)
@click.option(
    "--sender", default="terminal", help="Who you are; the same name goes on talking."
)
@click.option("--wait", default=5.0, show_default=True, help="Seconds; a worker must run.")
@click.argument("text", nargs=-1)
def talk(channel: str, sender: str, wait: float, text: tuple[str, ...]) -> None:
    """Write as a citizen: TEXT once, or line by line until Ctrl-D."""
    tools = app.build(local.configured())
    lines = [" ".join(text)] if text else iter(_read, None)
    for line in lines:
        message = Inbound(
            channel=CHATS[channel].name,
            sender=sender,
            external_id=uuid.uuid4().hex,
            text=line,
        )
        for reply in say(tools, message, wait):
            _show(reply)


def say(tools: Tools, message: Inbound, seconds: float) -> list[Line]:
    """Send a message as its citizen and return the replies to it that come in time."""
    channel = message.channel
    [asked] = inbox.keep(Received(messages=(message,)), tools)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with tools.database.read() as session:
            thread = threads.find(session, tools.seal, channel, message.sender)
            said = transcripts.read(session, thread or 0, after=asked - 1)
        if said and said[0].status == "handled":
            return [line for line in said if line.direction == "out"]
        time.sleep(0.02)
    click.secho("(no answer yet; is a worker running?)", dim=True, err=True)
    return []


def _read() -> str | None:
    try:
        return str(click.prompt(click.style("you", bold=True), prompt_suffix="> "))
    except click.Abort:
        click.echo()
        return None


def _show(reply: Line) -> None:
    click.echo(reply.text)
    for number, (_, label) in enumerate(reply.content.get("choices", ()), 1):
        click.secho(f"  [{number}] {label}", fg="cyan")
