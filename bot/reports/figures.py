"""Figures of a unit in a period: sums of counters, shares, waiting times, and their change."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.reports.histograms import compute_quantile
from bot.reports.models import CountName

FREE_QUESTIONS = (CountName.ANSWERED, CountName.CHOICES, CountName.MISSED)
"""The outcomes of a question asked in one's own words."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Sums of the counters by name; of some also by detail."""

    counts: Mapping[str, int] = field(default_factory=dict)
    details: Mapping[tuple[str, str], int] = field(default_factory=dict)

    def get(self, name: CountName) -> int:
        """Return a sum; 0 when nothing was counted."""
        return self.counts.get(name, 0)

    def get_details(self, name: CountName) -> dict[str, int]:
        """Return the sums of a counter by detail."""
        return {detail: count for (of, detail), count in self.details.items() if of == name}

    @property
    def questions(self) -> int:
        """Questions asked in one's own words."""
        return sum(self.get(name) for name in FREE_QUESTIONS)

    @property
    def answered_share(self) -> float | None:
        """The share of the questions that had an answer at once, 0 to 1."""
        return compute_share(self.get(CountName.ANSWERED), self.questions)

    @property
    def reached_share(self) -> float | None:
        """The share of the people addressed to whom announcements were sent."""
        return compute_share(self.get(CountName.DELIVERED), self.get(CountName.ADDRESSED))

    @property
    def helped_share(self) -> float | None:
        """The share of verdicts that say that an answer helped."""
        helped = self.get(CountName.HELPED)
        return compute_share(helped, helped + self.get(CountName.NOT_HELPED))

    @property
    def average_rating(self) -> float | None:
        """The average of the stars, 1 to 5."""
        stars = self.get_details(CountName.RATING)
        given = sum(int(star) * count for star, count in stars.items())
        return compute_share(given, sum(stars.values()))

    def compute_response(self, share: float) -> float | None:
        """Return the minutes within which `share` of the tickets had their first response."""
        return compute_quantile(self.get_details(CountName.FIRST_RESPONSE), share)

    @property
    def median_response(self) -> float | None:
        """The median of the minutes to the first response."""
        return self.compute_response(0.5)

    @property
    def p95_response(self) -> float | None:
        """The minutes within which 95 of 100 tickets had their first response."""
        return self.compute_response(0.95)


def compute_share(part: int, whole: int) -> float | None:
    """Return part / whole, or None of nothing."""
    return part / whole if whole else None


@dataclass(frozen=True, slots=True)
class Change:
    """A figure beside the one of the period before."""

    current: float | None
    previous: float | None

    @property
    def difference(self) -> float | None:
        """How much more it is, None when one of the two is missing."""
        if self.current is None or self.previous is None:
            return None
        return self.current - self.previous

    @property
    def percent(self) -> int | None:
        """How much more it is in per cent of the previous one, None when that is 0 or missing."""
        if not self.previous or (difference := self.difference) is None:
            return None
        return round(100 * difference / self.previous)
