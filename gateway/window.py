"""A channel's window: how long after a citizen's last message we may write freely, then how.

WhatsApp, Messenger and Instagram take free text for 24 hours; see `gateway.channel.Form`.
"""

from dataclasses import dataclass

from gateway.channel import TEMPLATE, Form

FREE, SHUT, GONE = "free", "shut", "gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """What a person may write to a citizen now.

    `how` is `free`, `template` or `agent` (see `gateway.channel.Late`), or nothing is taken:
    `shut` until they write, `gone` with the channel itself. `left` is for how many seconds that
    stays so if the citizen is silent (`None`: always), `length` the longest text in characters
    (0: as ever).
    """

    how: str
    left: float | None = None
    length: int = 0

    @property
    def is_free(self) -> bool:
        """Whether any words are taken."""
        return self.how == FREE

    @property
    def is_shut(self) -> bool:
        """Whether no words are taken in any form."""
        return self.how in {SHUT, GONE}


def closed(form: Form, heard_at: float | None, now: float) -> bool:
    """Return whether free text is not taken any more.

    >>> closed(Form(window=60), 100, 160), closed(Form(window=60), 100, 161)
    (False, True)
    >>> closed(Form(), None, 0), closed(Form(window=60), None, 0)
    (False, True)
    """
    return bool(form.window) and (heard_at is None or now - heard_at > form.window)


def now_open(form: Form | None, heard_at: float | None, now: float) -> Window:
    """Return what may be written to a citizen last heard at `heard_at` (Unix seconds).

    `form` is that of their channel, `None` if the installation has it no more.
    """
    if form is None:
        return Window(how=GONE)
    since = 0.0 if heard_at is None else heard_at
    if not closed(form, heard_at, now):
        return Window(how=FREE, left=since + form.window - now if form.window else None)
    late = form.late
    if late is None or (late.seconds and now - since > late.seconds):
        return Window(how=SHUT)
    left = since + late.seconds - now if late.seconds else None
    return Window(how=late.how, left=left, length=late.length)


def words(text: str, window: Window) -> str:
    r"""Return a person's words as they arrive: inside a template they stand on one line.

    >>> words("Selamat pagi\n\nPak", Window(how=TEMPLATE)), words("a\nb", Window(how=FREE))
    ('Selamat pagi Pak', 'a\nb')
    """
    return " ".join(text.split()) if window.how == TEMPLATE else text
