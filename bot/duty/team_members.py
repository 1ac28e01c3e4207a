"""Team members as duty and assignment see them: role, unit, chat, roster, load."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.duty import hours, presence
from bot.duty.calendar import Calendar
from bot.people.models import Contact, Person, Role
from bot.people.units import Unit


@dataclass(slots=True)
class Helper:
    """A team member in one of their roles."""

    role: Role
    person: Person
    unit: Unit
    contact: Contact | None
    roster: hours.Roster
    calendar: Calendar
    open_count: int = 0
    last_assigned_at: datetime | None = None

    def is_on_duty(self, now: datetime) -> bool:
        """Whether they are on duty by their roster and reachable in a chat."""
        reachable = self.contact is not None and self.contact.unreachable_since is None
        return reachable and presence.is_on_duty(now, self.calendar, self.roster)


def find_helper(helpers: Iterable[Helper], person_id: int) -> Helper | None:
    """Return one of the helpers this person is, or None."""
    return next((helper for helper in helpers if helper.person.id == person_id), None)
