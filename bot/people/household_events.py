"""What was done to households."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from bot.people.actor import Actor


@dataclass(frozen=True, slots=True)
class HouseholdEvent:
    """Something was done to a household; the base of the events below."""

    action: ClassVar[str]

    household_id: int
    actor: Actor
    at: datetime
    note: str = ""

    @property
    def subject(self) -> str:
        """The household, as the audit names it: never by its head's name."""
        return f"household:{self.household_id}"


@dataclass(frozen=True, slots=True)
class HouseholdAdded(HouseholdEvent):
    """A household was added by hand."""

    action: ClassVar[str] = "household.add"


@dataclass(frozen=True, slots=True)
class HouseholdCorrected(HouseholdEvent):
    """A household's name, year or address was corrected."""

    action: ClassVar[str] = "household.correct"


@dataclass(frozen=True, slots=True)
class HouseholdsMerged(HouseholdEvent):
    """Another household was joined to this one; the note gives the other's number."""

    action: ClassVar[str] = "household.merge"


@dataclass(frozen=True, slots=True)
class HouseholdsParted(HouseholdEvent):
    """A merge of households was undone; the note gives the number of the one that is back."""

    action: ClassVar[str] = "household.split"


@dataclass(frozen=True, slots=True)
class HouseholdCodesPrinted:
    """The codes of a unit's households were printed."""

    action: ClassVar[str] = "household.print"

    unit_code: str
    actor: Actor
    at: datetime
    note: str = ""

    @property
    def subject(self) -> str:
        """The unit."""
        return f"unit:{self.unit_code}"
