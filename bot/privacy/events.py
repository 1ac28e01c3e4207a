"""What happened to a person's data. `actor` is who did it on their behalf; None: themselves."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from bot.people.actor import Actor


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
