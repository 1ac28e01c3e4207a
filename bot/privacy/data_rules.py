"""Types of the inventory: what a column is for, how long it lives, what erasing does to it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum


class Feature(StrEnum):
    """The package that owns a table."""

    CORE = "core"
    MESSAGES = "messages"
    PEOPLE = "people"
    OUTBOX = "outbox"
    DUTY = "duty"
    INBOX = "inbox"
    KNOWLEDGE = "faq"
    TICKETS = "tickets"
    CLASSES = "classes"
    REMINDERS = "reminders"
    BROADCASTS = "broadcasts"
    POLLS = "polls"
    PRIVACY = "privacy"
    REPORTS = "reports"
    OUTREACH = "outreach"


class Owner(StrEnum):
    """The column that says whose row it is."""

    SELF = "id"  # of a contact
    CONTACT = "contact_id"
    TICKET = "ticket_id"
    BALLOT = "ballot_id"


class Effect(StrEnum):
    """What erasing does to a column."""

    BLANK = "blank"
    UNLINK = "unlink"  # a unique key with a name in it: replaced by one without
    KEEP = "keep"


class Rows(StrEnum):
    """What erasing does to the rows themselves."""

    STAY = "stay"
    DELETE = "delete"
    DELETE_WHEN_ERASED = "delete when erased"  # only emptied when they are over


class Eraser(StrEnum):
    """The function that erases what more than a column depends on."""

    ERASURE = "bot.privacy.erasure:erase_words"
    PROFILE = "bot.people.service:forget_profile"
    NAMES = "bot.privacy.name_erasure:erase_names"
    QUEUE = "bot.outbox.service:delete_queued"
    LEARNERS = "bot.classes.erasure:forget"
    BALLOTS = "bot.polls.voter_identity:forget_contact"
    RECIPIENTS = "bot.broadcasts.service:forget_contact"
    QUESTIONS = "bot.broadcasts.questions:forget_contact"
    HOUSEHOLD_NOTES = "bot.outreach.erasure:forget_contact"


class Merger(StrEnum):
    """The function that joins the rows of two contacts of one person."""

    SEATS = "bot.classes.merging:merge_contacts"
    TICKETS = "bot.tickets.merging:merge_tickets"
    BALLOTS = "bot.polls.voter_identity:resolve_open_polls"


class Need(StrEnum):
    """What keeps a row beyond its lifetime."""

    OPEN_TICKET = "it was said within a ticket that is still open"
    UNDELIVERED = "it is still to be delivered"
    SHARED_TEXT = "it is nobody's: the text of an announcement, shared by all who got it"


@dataclass(frozen=True, slots=True)
class After:
    """Ends a while after an instant; a row without the instant is not over and stays.

    The instant is in the row, or in the row that the foreign keys `through` lead to. `where` is a
    (column, value) of the rows that end at all.
    """

    period: timedelta
    column: str
    through: tuple[str, ...] = ()
    where: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class KeptWith:
    """Lives as long as the row of another table to which it belongs."""

    table: str


@dataclass(frozen=True, slots=True)
class UntilErased:
    """Lives until the person is erased or withdraws the consent."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Is kept, for a reason."""

    reason: str


Lifetime = After | KeptWith | UntilErased | Kept


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns of one table with one purpose; `names` is separated by spaces.

    `lifetime` None is the table's. A column that is kept says why.
    """

    names: str
    purpose: str
    effect: Effect
    lifetime: Lifetime | None = None
    eraser: Eraser = Eraser.ERASURE
    reason: str = ""

    @property
    def column_names(self) -> tuple[str, ...]:
        """The names, one by one."""
        return tuple(self.names.split())


@dataclass(frozen=True, slots=True)
class TableRules:
    """One table: owner, purpose, lifetime of its rows, and rules of its text columns."""

    feature: Feature
    purpose: str
    lifetime: Lifetime
    columns: tuple[Columns, ...] = ()
    owner: Owner | None = None  # whose the row is; None: no contact's
    rows: Rows = Rows.STAY
    eraser: Eraser = Eraser.ERASURE
    attachments_column: str = ""  # lists attachments: their files are deleted with it
    keep_where: tuple[str, str] | None = None  # (column, value): rows that are kept as they are
    active_where: tuple[str, str] | None = None  # (column, value): rows of what is not over yet
    also_set: Mapping[str, object] = field(default_factory=dict)  # when the row is emptied
    needs: tuple[Need, ...] = ()
    merger: Merger | None = None  # None: the rows stay with their contact
    shown: bool = False  # counted when the person asks what is stored

    def list_columns(self, *effects: Effect) -> tuple[str, ...]:
        """Return the names of the columns with one of these effects."""
        return tuple(
            name for group in self.columns if group.effect in effects for name in group.column_names
        )

    @property
    def blanked(self) -> tuple[str, ...]:
        """The columns that the generic erasure empties."""
        return tuple(
            name
            for group in self.columns
            if group.effect is Effect.BLANK and group.eraser is Eraser.ERASURE
            for name in group.column_names
        )


def words(
    names: str,
    purpose: str,
    lifetime: Lifetime | None = None,
    eraser: Eraser = Eraser.ERASURE,
) -> Columns:
    """Declare columns with a person's words, which erasing empties."""
    return Columns(names, purpose, Effect.BLANK, lifetime, eraser)


def keys(names: str, purpose: str, eraser: Eraser, lifetime: Lifetime | None = None) -> Columns:
    """Declare unique keys that name a person, which erasing replaces."""
    return Columns(names, purpose, Effect.UNLINK, lifetime, eraser)


def kept(names: str, purpose: str, reason: str) -> Columns:
    """Declare columns that erasing leaves, with the reason."""
    return Columns(names, purpose, Effect.KEEP, reason=reason)


def codes(names: str, purpose: str = "kinds, states and our own codes") -> Columns:
    """Declare columns whose values are chosen from lists of ours."""
    return kept(names, purpose, "chosen from lists of ours: nobody's words")


def platform(names: str, purpose: str = "addresses and ids of the platform") -> Columns:
    """Declare columns that the platform needs or gave."""
    return kept(names, purpose, "an address or id of the platform: the answer needs it")


def office(names: str, purpose: str) -> Columns:
    """Declare columns that officers wrote for everybody."""
    return kept(names, purpose, "what officers wrote for everybody")


def staff(names: str, purpose: str) -> Columns:
    """Declare columns about a team member or officer in their role."""
    return kept(names, purpose, "of a team member or officer, by their role")


def register(names: str, purpose: str) -> Columns:
    """Declare columns of the commune's own register."""
    return kept(names, purpose, "the commune's own register, from its sheets")
