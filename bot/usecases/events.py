"""What happens over several features."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

from bot.people.actor import Actor


@dataclass(frozen=True, slots=True)
class ContactVouched:
    """A member or the operator vouched for a contact; what waited for it is accepted."""

    action: ClassVar[str] = "contact.vouch"

    contact_id: int
    poll_ids: tuple[int, ...]
    enrolment_ids: tuple[int, ...]
    zone: ZoneInfo
    actor: Actor
    at: datetime
    note: str = ""

    @property
    def subject(self) -> str:
        """The contact, for the audit log."""
        return f"contact:{self.contact_id}"


@dataclass(frozen=True, slots=True)
class ChannelTested:
    """An officer or the installer had a test message sent to their own chat."""

    action: ClassVar[str] = "channel.test"

    account: str
    contact_id: int
    actor: Actor
    at: datetime

    @property
    def subject(self) -> str:
        """The account."""
        return f"account:{self.account}"

    @property
    def note(self) -> str:
        """Nothing beside the deed."""
        return ""


@dataclass(frozen=True, slots=True)
class ContactCorrected:
    """An officer corrected a person's name or village, because the person asked for it."""

    action: ClassVar[str] = "contact.correct"

    contact_id: int
    actor: Actor
    at: datetime
    note: str
    unit_id: int

    @property
    def subject(self) -> str:
        """The contact, for the audit log."""
        return f"contact:{self.contact_id}"


@dataclass(frozen=True, slots=True)
class ContactExported:
    """An officer made a file of what is stored about a person, who had asked for it."""

    action: ClassVar[str] = "contact.export"

    contact_id: int
    actor: Actor
    at: datetime
    note: str
    unit_id: int | None = None

    @property
    def subject(self) -> str:
        """The contact, for the audit log."""
        return f"contact:{self.contact_id}"
