"""The words this system speaks: immutable values that every other package imports."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.place import Place, Point
from bot.report import Draft, ReportAction


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file a citizen sent: `kind` is `photo video voice document`, or `refused` if unfit.

    `taken` is where a photo says that it was taken.
    """

    kind: str
    reference: str
    content_type: str = ""
    taken: Point | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbound:
    """One message from a citizen, whatever channel it came through.

    `sender` is the provider's id of the citizen, never assumed to be a telephone number.
    `replaces` is the external id of the message this one edits. `album` names the photos that
    were sent together; `referral` is what the link carried by which the citizen came; `phone`
    is a telephone number (E.164) that the provider vouches for as the sender's own.
    """

    channel: str
    sender: str
    external_id: str
    text: str = ""
    button: str = ""
    location: Point | None = None
    attachments: tuple[Attachment, ...] = ()
    replaces: str = ""
    album: str = ""
    referral: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A stretch `[start, end)` of the citizen's text that the model recognised."""

    kind: str
    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One of several questions in a message: its intent, its words, the place they name."""

    intent: str
    text: str
    place: Place | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What we made of one message.

    `questions` are the different questions about the city that a message asks, in order, if it
    asks several; `intent` is then that of the first. `asks` is the information intent that a
    report asks besides, in the words `question`. `categories` are the best report categories
    with their confidence, best first. `button` is the payload of a pressed button. `pause` is
    seconds since the citizen's previous message. `by` says who understood it: `rules`, `model`,
    or `none` when the model did not answer. `code` is the number that links conversations,
    `phone` a number the provider vouches for,
    `taken` where the photos were taken. `public` says that everybody reads along; then
    `invitation` is where to go on in private, if there is such a place. `masked` is the text
    with personal data hidden, empty if it holds none. `kind` is the class of report that the
    words tell (one of `bot.report.KINDS`), empty if they tell none. `happened` is the day (ISO
    8601, or `today`) they name; `future` says that it is still to come. `anonymous` and
    `secret` are wishes in the words. `recent` is the ticket that the citizen filed within the
    last day.
    """

    text: str
    intent: str
    confidence: float = 1.0
    language: str = "id"
    categories: tuple[tuple[str, float], ...] = ()
    place: Place | None = None
    entities: tuple[Entity, ...] = ()
    emergency: bool = False
    asks: str = ""
    question: str = ""
    questions: tuple[Asked, ...] = ()
    ticket: str = ""
    button: str = ""
    attachments: tuple[Attachment, ...] = ()
    edited: bool = False
    pause: float = 0.0
    by: str = "model"
    code: str = ""
    phone: str = ""
    taken: Place | None = None
    public: bool = False
    invitation: str = ""
    masked: str = ""
    kind: str = ""
    happened: str = ""
    future: bool = False
    anonymous: bool = False
    secret: bool = False
    recent: str = ""

    @property
    def category(self) -> str:
        """The best report category, or empty."""
        return self.categories[0][0] if self.categories else ""

    @property
    def category_confidence(self) -> float:
        """How sure the model is of `category`, 0 to 1."""
        return self.categories[0][1] if self.categories else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """Where we are with one citizen.

    `language_chosen` says that the citizen asked for `language`, so that we no longer guess it.
    `owner` is `bot` or `operator`. `awaiting` names the question we asked last; `offered` holds
    the payloads of the choices under it, in the order shown, and `labels` their words, so that
    "2" and "ubah" are answers.
    `later` is a second problem told in the middle of the first report. While no flow is open,
    `draft` holds what a message we did not understand tells if it turns out to be a report.
    `about` is the ticket of the filed report that the open question is about. `question` is the
    information intent that still waits for a place, `waiting` are all that do, each with its
    words; `asked` is the one we answered last, `where` the place it was about, `said` its
    words, and `page` how often more of its answer was asked for, so that "kalau
    besok?", "di dago?" and "yang lain?" go on with it. `home` is the code of the kelurahan or
    kecamatan that the citizen let us remember; `home_offered` says that we asked for that once.
    `misses` counts turns in a row that we did not understand. `rest` is what did not fit into
    our last message.
    """

    language: str = ""
    language_chosen: bool = False
    owner: str = "bot"
    flow: str = ""
    awaiting: str = ""
    offered: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    draft: Draft = field(default_factory=Draft)
    later: Draft = field(default_factory=Draft)
    question: str = ""
    waiting: tuple[tuple[str, str], ...] = ()
    asked: str = ""
    where: Place | None = None
    said: str = ""
    page: int = 0
    home: str = ""
    home_offered: bool = False
    ticket: str = ""
    about: str = ""
    misses: int = 0
    stopped: bool = False
    rest: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """A name that is said in the citizen's language, such as `category-road`."""

    key: str


@dataclass(frozen=True, slots=True)
class Written:
    """What somebody wrote, by language; the first is for those it was not written in."""

    by: Mapping[str, str]


Fact = str | int | float | Words | Written


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer offered under a reply: a button, a list row or a numbered line."""

    payload: str
    label: Words | Written


@dataclass(frozen=True, slots=True)
class Say:
    """Tell the citizen the reply called `key`, filled in with `facts`."""

    key: str
    facts: Mapping[str, Fact] = field(default_factory=dict[str, Fact])
    choices: tuple[Choice, ...] = ()
    ask_location: bool = False


@dataclass(frozen=True, slots=True)
class LookUp:
    """Ask the public-information source called `source` about `place`, then say its answer.

    If it knows nothing of the matter, `otherwise` is said or looked up instead, if there is
    one. `page` is 0 for the first answer, and one more each time the citizen asks what else
    there is.
    """

    source: str
    place: Place | None
    text: str
    otherwise: "Say | LookUp | None" = None
    page: int = 0

    @property
    def last_words(self) -> Say | None:
        """What is said if nothing is found anywhere; `None`: what the last source says."""
        last = self.otherwise
        return last.last_words if isinstance(last, LookUp) else last


@dataclass(frozen=True, slots=True)
class Found:
    """The citizen says whether the article that was told answers their question."""

    article: str
    helped: bool


@dataclass(frozen=True, slots=True)
class HandOver:
    """Pass the conversation to an operator.

    `reason` is `asked emergency unsure`, `voice` or `file` if there is something to listen to
    or to look at, `public` for a problem told where everybody reads along.
    """

    reason: str


@dataclass(frozen=True, slots=True)
class GiveCode:
    """Give the citizen a number by which another of their channels can be linked."""


@dataclass(frozen=True, slots=True)
class TakeCode:
    """Link this conversation with the one that the number was given to."""

    code: str


@dataclass(frozen=True, slots=True)
class LinkPhone:
    """Link this conversation with those of a telephone number that is proven to be theirs."""

    phone: str


@dataclass(frozen=True, slots=True)
class Unlink:
    """Take this conversation out of those it is linked with."""


@dataclass(frozen=True, slots=True)
class Subscribe:
    """Warn the citizen of `topic` (one of `bot.flows.alerts.TOPICS`) in an area from now on.

    `area` is the Kemendagri code of a kecamatan; empty for the whole city.
    """

    topic: str
    area: str


@dataclass(frozen=True, slots=True)
class Unsubscribe:
    """Warn the citizen of nothing any more."""


Link = GiveCode | TakeCode | LinkPhone | Unlink
Action = Say | LookUp | Found | ReportAction | HandOver | Link | Subscribe | Unsubscribe


@dataclass(frozen=True, slots=True, kw_only=True)
class Outbound:
    """One finished reply on its way to a citizen.

    `choices` are (payload, label) pairs; `location_label` names the button that asks for the
    citizen's position, empty if none is asked for. `attachment` is a file whose reference is an
    address that the provider can fetch. `answers` is the external id of the citizen's message
    that this replies to; `reference` is our own name for it, which a receipt may carry back.
    `template` asks for the form that a channel delivers outside its window for free text.
    `language` is the citizen's.
    """

    channel: str
    recipient: str
    text: str
    choices: tuple[tuple[str, str], ...] = ()
    location_label: str = ""
    attachment: Attachment | None = None
    answers: str = ""
    reference: str = ""
    template: bool = False
    language: str = ""
