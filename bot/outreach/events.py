"""What happens in outreach."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from bot.people.actor import Actor


@dataclass(frozen=True, slots=True)
class PlanEvent:
    """Something was done to a plan of a village; the base of the events below."""

    action: ClassVar[str]

    plan_id: int
    actor: Actor
    at: datetime
    note: str = ""

    @property
    def subject(self) -> str:
        """The plan, for the audit log."""
        return f"outreach:{self.plan_id}"


@dataclass(frozen=True, slots=True)
class PlanMade(PlanEvent):
    """A village is to be visited from door to door."""

    action: ClassVar[str] = "outreach.plan"


@dataclass(frozen=True, slots=True)
class PlanChanged(PlanEvent):
    """The days, the matters or the households of a plan were changed."""

    action: ClassVar[str] = "outreach.change"


@dataclass(frozen=True, slots=True)
class StopsAssigned(PlanEvent):
    """Households of a plan were given to somebody."""

    action: ClassVar[str] = "outreach.assign"


@dataclass(frozen=True, slots=True)
class PlanEnded(PlanEvent):
    """A plan was ended before its last day."""

    action: ClassVar[str] = "outreach.end"


@dataclass(frozen=True, slots=True)
class VisitFigures:
    """What of a visit is counted."""

    unit_id: int
    visited_on: date
    outcome: str
    setups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HomeVisitEvent:
    """Something was done to a visit; the base of the events below.

    `before` and `after` are its figures; None where it does not count.
    """

    action: ClassVar[str]
    note: ClassVar[str] = ""

    visit_id: int
    before: VisitFigures | None
    after: VisitFigures | None
    actor: Actor
    at: datetime

    @property
    def subject(self) -> str:
        """The visit, for the audit log: never the household's name."""
        return f"visit:{self.visit_id}"


@dataclass(frozen=True, slots=True)
class HomeVisitRecorded(HomeVisitEvent):
    """A visit was recorded."""

    action: ClassVar[str] = "visit.record"


@dataclass(frozen=True, slots=True)
class HomeVisitCorrected(HomeVisitEvent):
    """A visit that had been recorded was corrected."""

    action: ClassVar[str] = "visit.correct"


@dataclass(frozen=True, slots=True)
class HomeVisitWithdrawn(HomeVisitEvent):
    """A visit that had been recorded was taken back: it counts nowhere any more."""

    action: ClassVar[str] = "visit.withdraw"


@dataclass(frozen=True, slots=True)
class HomeVisitDue:
    """The day has come on which a volunteer is to come again."""

    visit_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class ReachChanged:
    """The day or the way on which a household was first reached became another."""

    household_id: int
    unit_id: int
    before: tuple[date, str] | None  # day, way; None: it was not reached
    after: tuple[date, str] | None


@dataclass(frozen=True, slots=True)
class ConnectivityRecorded:
    """What connects a household or a village was noted."""

    action: ClassVar[str] = "connectivity.record"
    note: ClassVar[str] = ""

    unit_id: int
    household_id: int | None
    noted_on: date
    actor: Actor
    at: datetime

    @property
    def subject(self) -> str:
        """The household or the village, for the audit log."""
        if self.household_id is not None:
            return f"household:{self.household_id}"
        return f"unit:{self.unit_id}"


@dataclass(frozen=True, slots=True)
class HomeTellingEvent:
    """An announcement was told at a door, or that was taken back; the base of the events below."""

    action: ClassVar[str]
    amount: ClassVar[int]

    broadcast_id: int
    household_id: int
    unit_id: int
    told_on: date
    actor: Actor
    at: datetime

    @property
    def subject(self) -> str:
        """The announcement, for the audit log."""
        return f"broadcast:{self.broadcast_id}"

    @property
    def note(self) -> str:
        """The household, by its number."""
        return str(self.household_id)


@dataclass(frozen=True, slots=True)
class ToldAtHome(HomeTellingEvent):
    """A household was told an announcement at its door."""

    action: ClassVar[str] = "broadcast.told"
    amount: ClassVar[int] = 1


@dataclass(frozen=True, slots=True)
class TellingWithdrawn(HomeTellingEvent):
    """It was noted by mistake that a household was told."""

    action: ClassVar[str] = "broadcast.untold"
    amount: ClassVar[int] = -1


@dataclass(frozen=True, slots=True)
class TellingTargetSet:
    """How many households an announcement has to reach was set."""

    action: ClassVar[str] = "broadcast.target"

    broadcast_id: int
    percent: int
    actor: Actor
    at: datetime

    @property
    def subject(self) -> str:
        """The announcement, for the audit log."""
        return f"broadcast:{self.broadcast_id}"

    @property
    def note(self) -> str:
        """The target."""
        return f"{self.percent}%"
