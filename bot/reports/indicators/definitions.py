"""Sets of indicators as they are defined: groups, targets, and how points follow from a value."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot import texts
from bot.reports.indicators.formulas import Formula, Operation
from bot.reports.indicators.spans import SpanKind

PERCENT = "%"
YES_NO = texts.INDICATOR_YES_NO
"""The unit of a value that is 1 (yes) or 0 (no)."""


class Direction(StrEnum):
    """Which values are better."""

    UP = "up"
    DOWN = "down"


class Scoring(StrEnum):
    """How points follow from a value."""

    SHARE = "share"  # as much of the points as of the target, at most all
    STEPS = "steps"  # those of the best step that is reached
    YES_NO = "yes_no"  # all when the target is reached, else none


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator. Without a formula its value is entered by a person."""

    code: str
    name: str
    definition: str
    unit: str
    period: SpanKind
    points: float
    target: float | None
    direction: Direction
    scoring: Scoring
    steps: tuple[tuple[float, float], ...]  # from which value on, how many points
    formula: Formula | None
    formula_text: str

    @property
    def is_entered(self) -> bool:
        """Whether a person enters its value."""
        return self.formula is None

    @property
    def is_percent(self) -> bool:
        """Whether its value is told in per cent: a formula yields a share of 1."""
        return self.unit == PERCENT

    @property
    def is_yes_no(self) -> bool:
        """Whether its value is yes or no."""
        return self.unit == YES_NO

    @property
    def division(self) -> Operation | None:
        """The formula as numerator and denominator, if it is a division."""
        formula = self.formula
        return formula if isinstance(formula, Operation) and formula.sign == "/" else None

    def reaches(self, value: float, bound: float) -> bool:
        """Return whether a value is as good as the bound, or better."""
        return value >= bound if self.direction is Direction.UP else value <= bound

    def compute_points(self, value: float | None) -> float | None:
        """Return the points of a value, to two decimals; None without a value."""
        if value is None:
            return None
        match self.scoring:
            case Scoring.STEPS:
                reached = (points for bound, points in self.steps if self.reaches(value, bound))
                return max(reached, default=0.0)
            case Scoring.YES_NO:
                return self.points if self._reaches_target(value) else 0.0
        return round(self.points * self._compute_reached_share(value), 2)

    def _reaches_target(self, value: float) -> bool:
        return self.target is None or self.reaches(value, self.target)

    def _compute_reached_share(self, value: float) -> float:
        """Return how much of the target is reached, 0 to 1."""
        if self._reaches_target(value) or self.target is None:
            return 1.0
        if self.direction is Direction.UP:
            return max(0.0, value / self.target) if self.target else 0.0
        return max(0.0, self.target / value) if value else 1.0


@dataclass(frozen=True, slots=True)
class Group:
    """Indicators that are scored together."""

    code: str
    name: str
    points: float
    indicators: tuple[Indicator, ...]


@dataclass(frozen=True, slots=True)
class IndicatorSet:
    """A set: what a document asks of a commune, in groups."""

    key: str
    name: str
    basis: str
    checked_on: date  # when somebody last looked at the basis
    note: str  # what an officer has to know of it; "" when nothing
    period: SpanKind
    total: float
    groups: tuple[Group, ...]

    @property
    def indicators(self) -> dict[str, Indicator]:
        """All indicators by code, in their order."""
        return {
            indicator.code: indicator for group in self.groups for indicator in group.indicators
        }

    def find_group(self, code: str) -> Group | None:
        """Return the group with this code, or None."""
        return next((group for group in self.groups if group.code == code), None)

    def name_indicator(self, code: str) -> str:
        """Return what an indicator is called."""
        return self.indicators[code].name


IndicatorSets = Mapping[str, IndicatorSet]
"""All sets by key, in the order of their files."""


def list_kinds(indicator_set: IndicatorSet) -> Sequence[SpanKind]:
    """Return the kinds of periods its indicators are measured in."""
    return list(dict.fromkeys(indicator.period for indicator in indicator_set.indicators.values()))
