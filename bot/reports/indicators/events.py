"""What happened to values of indicators. Every event leaves an audit entry."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from bot import texts
from bot.people.actor import Actor


@dataclass(frozen=True, slots=True)
class IndicatorEvent:
    """Something was done to a value of an indicator; the base of the events below."""

    action: ClassVar[str]

    value_id: int
    unit_id: int
    actor: Actor
    at: datetime
    label: str  # set, code and period
    reason: str = ""

    @property
    def subject(self) -> str:
        """The unit that the value is of; the note says which one."""
        return f"unit:{self.unit_id}"

    @property
    def note(self) -> str:
        """Which indicator of which period, and the reason if there is one."""
        return f"{self.label}: {self.reason}" if self.reason else self.label


@dataclass(frozen=True, slots=True)
class IndicatorValueEntered(IndicatorEvent):
    """A value was entered where none was."""

    action: ClassVar[str] = "indicator.enter"


@dataclass(frozen=True, slots=True)
class IndicatorValueCorrected(IndicatorEvent):
    """Another value stands in the place of an earlier one, which is kept."""

    action: ClassVar[str] = "indicator.correct"


@dataclass(frozen=True, slots=True)
class IndicatorValueWithdrawn(IndicatorEvent):
    """A value no longer counts; it is kept."""

    action: ClassVar[str] = "indicator.withdraw"


@dataclass(frozen=True, slots=True)
class IndicatorRankEntered(IndicatorEvent):
    """A rank was entered; an earlier one is kept."""

    action: ClassVar[str] = "indicator.rank"


def describe_entry(set_key: str, code: str, period: str) -> str:
    """Return how the audit names a value."""
    words = texts.INDICATOR_AUDIT if code else texts.INDICATOR_AUDIT_SET
    return words.format(set=set_key, code=code, period=period)
