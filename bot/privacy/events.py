"""What happened to a person's data. `actor` is who did it on their behalf; None: themselves."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from bot.people.actor import Actor
from bot.people.purposes import Purpose


@dataclass(frozen=True, slots=True)
class ContactForgotten:
    """Everything about a contact was erased.

    `asked_in` is the contact in which the person asked for it, which may be another one of theirs.
    """

    action: ClassVar[str] = "contact.erase"

    contact_id: int
    at: datetime
    asked_in: int | None = None
    actor: Actor | None = None
    note: str = ""
    unit_id: int | None = None  # where they lived until then

    @property
    def subject(self) -> str:
        """The contact, as the audit log names it."""
        return f"contact:{self.contact_id}"


@dataclass(frozen=True, slots=True)
class ConsentWithdrawn:
    """A person took their consent back."""

    action: ClassVar[str] = "contact.withdraw"

    contact_id: int
    at: datetime
    actor: Actor | None = None
    note: str = ""
    unit_id: int | None = None  # where they lived until then

    @property
    def subject(self) -> str:
        """The contact, as the audit log names it."""
        return f"contact:{self.contact_id}"


@dataclass(frozen=True, slots=True)
class ContactsMerged:
    """What two contacts of one person had was joined; `contact_id` is the one linked last."""

    action: ClassVar[str] = "contact.merge"

    contact_id: int
    other_id: int
    at: datetime
    actor: Actor | None = None
    note: str = ""

    @property
    def subject(self) -> str:
        """The contact, as the audit log names it."""
        return f"contact:{self.contact_id}"


@dataclass(frozen=True, slots=True)
class ConsentGiven:
    """A person agreed to be remembered."""

    contact_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class PurposeRefused:
    """A person took their consent to one use of their data back."""

    contact_id: int
    purpose: Purpose
    unit_id: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class PurposeAllowed:
    """A person agreed again to one use of their data."""

    contact_id: int
    purpose: Purpose
    at: datetime


@dataclass(frozen=True, slots=True)
class OwnDataShown:
    """A person looked at what is stored about them."""

    contact_id: int
    unit_id: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class OwnDataCorrected:
    """A person corrected their own name or phone."""

    contact_id: int
    unit_id: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class OwnDataCopied:
    """A person asked for a copy of what is stored about them, and gets it at once."""

    contact_id: int
    unit_id: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class DataRequestAsked:
    """A person asked in the chat for what an officer must do."""

    request_id: int
    unit_id: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class DataRequestChanged:
    """An officer wrote a request down, acknowledged it, or opened it again."""

    request_id: int
    action: str
    actor: Actor
    at: datetime
    note: str = ""

    @property
    def subject(self) -> str:
        """The request, as the audit log names it."""
        return f"request:{self.request_id}"


@dataclass(frozen=True, slots=True)
class DataRequestSettled:
    """An officer did, refused or extended a request; `words` are what the person is told."""

    request_id: int
    contact_id: int | None
    action: str
    actor: Actor
    at: datetime
    words: str

    @property
    def subject(self) -> str:
        """The request, as the audit log names it."""
        return f"request:{self.request_id}"

    @property
    def note(self) -> str:
        """Nothing: the log would outlive what the person erases."""
        return ""


@dataclass(frozen=True, slots=True)
class ExpiredDeleted:
    """What had outlived its lifetime was deleted in a night; `note` says how much of what."""

    action: ClassVar[str] = "retention.delete"

    subject: str
    actor: Actor
    at: datetime
    note: str


@dataclass(frozen=True, slots=True)
class DataRequestsDue:
    """Requests of a commune are due within days, or late."""

    commune_id: int
    count: int
    late: int
    first_on: date
    on: date
    at: datetime
