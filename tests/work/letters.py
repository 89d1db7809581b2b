"""A provider for tests of what every carrier has in common: it takes letters."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from bot.model import Outbound
from gateway.channel import Form
from gateway.errors import CallError
from gateway.http import Download
from gateway.tools import Tools


@dataclass
class Letters:
    """A carrier called `letters`, over which everything may go wrong."""

    form: Form = field(default_factory=Form)
    name: str = "letters"
    rate: float = 0.0
    gap: float = 0.0
    knows: Callable[[Outbound], str | None] = lambda _message: None
    troubles: list[CallError | None] = field(default_factory=list)
    taken: list[Outbound] = field(default_factory=list)
    asked: list[float] = field(default_factory=list)
    attended: list[str] = field(default_factory=list)
    downloads: dict[str, Download | CallError] = field(default_factory=dict)

    def send(self, message: Outbound) -> str:
        """Take a letter, unless there is trouble."""
        trouble = self.troubles.pop(0) if self.troubles else None
        if trouble is not None:
            raise trouble
        self.taken.append(message)
        return f"L{len(self.taken)}"

    def sent_already(self, message: Outbound, since: float) -> str | None:
        """Tell what was asked to be known."""
        self.asked.append(since)
        return self.knows(message)

    def file(self, reference: str) -> Download:
        """Tell how to fetch what was sent."""
        found = self.downloads[reference]
        if isinstance(found, CallError):
            raise found
        return found

    def attend(self, _recipient: str, external_id: str) -> None:
        """Show that we read."""
        self.attended.append(external_id)

    @property
    def texts(self) -> Sequence[str]:
        """The texts taken, in order."""
        return [each.text for each in self.taken]


def carrying(tools: Tools, *letters: Letters) -> Tools:
    """Return an installation that has these carriers, too."""
    more = {each.name: each for each in letters}
    return replace(
        tools, carriers={**tools.carriers, **more}, channels={**tools.channels, **more}
    )
