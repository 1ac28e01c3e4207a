"""What the clock sends by itself: the month's draft, a team's week, thanks; and who wants them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

from bot import texts
from bot.people.actor import Actor
from bot.usecases.team_advice import TeamWeek


@dataclass(frozen=True, slots=True)
class MonthFigures:
    """What the draft of a month says in the chat; `asked_before` None: nothing to compare with."""

    asked: int
    answered: int
    solved: int
    households_helped: int
    classes: int
    attended: int
    asked_before: int | None


@dataclass(frozen=True, slots=True)
class MonthDrafted:
    """The draft of a commune's monthly report is due to its officers."""

    unit_id: int
    first: date
    last: date  # the day up to which the figures go
    figures: MonthFigures
    address: str  # of the page of these figures; "" without a public address
    at: datetime


@dataclass(frozen=True, slots=True)
class TeamNoteDue:
    """A team's weekly note is due to its members."""

    unit_id: int
    monday: date
    week: TeamWeek
    zone: ZoneInfo
    at: datetime


@dataclass(frozen=True, slots=True)
class ThanksDue:
    """A month is over: whoever helped in a commune is thanked for what they did themselves."""

    unit_id: int
    month: date  # its first day
    helps: tuple[tuple[int, int], ...]  # person and acts of help, in the order of their names
    at: datetime


@dataclass(frozen=True, slots=True)
class ThanksSwitched:
    """A member wants no monthly thanks any more, or wants them again."""

    person_id: int
    wanted: bool
    actor: Actor
    at: datetime


@dataclass(frozen=True, slots=True)
class ServiceLevelsSwitched:
    """A commune shows its service levels to everybody, or no longer."""

    action: ClassVar[str] = "unit.service_levels"

    unit_code: str
    is_public: bool
    actor: Actor
    at: datetime

    @property
    def subject(self) -> str:
        """The unit, as the audit log names it."""
        return f"unit:{self.unit_code}"

    @property
    def note(self) -> str:
        """Whether the page is public now."""
        return texts.LEVELS_ON if self.is_public else texts.LEVELS_OFF
