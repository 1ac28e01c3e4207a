"""The one thing a team should do this week, chosen by a ranked list of rules. Pure.

What somebody waits for comes before what is nice to have. Nothing points at a member: the counts
are the team's.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class TeamWeek:
    """A team's last week, and what lies open this morning."""

    asked: int = 0  # questions of last week
    solved: int = 0  # requests for a person that were solved last week
    households_helped: int = 0  # face to face, last week
    classes: int = 0  # that begin this week
    next_class_at: datetime | None = None
    late: int = 0  # people who wait longer than they should
    visits_unreported: int = 0  # whose hour has passed without a word on how it went
    unstaffed_days: tuple[date, ...] = ()  # working days of this week on which nobody is on duty
    classes_without_roll: int = 0
    old_reports: int = 0  # field reports open for more than a week
    households: int = 0  # of the village, as far as known
    households_reached: int = 0  # by a visit, a chat, or told at home


class Advice(StrEnum):
    """What to do. Its words: `texts.TEAM_ADVICE`."""

    ANSWER_LATE = "answer-late"
    REPORT_VISITS = "report-visits"
    FILL_DUTY = "fill-duty"
    CALL_ROLL = "call-roll"
    CLOSE_REPORTS = "close-reports"
    VISIT_HOUSEHOLDS = "visit-households"
    THANK_YOU = "thank-you"  # nothing lies open


@dataclass(frozen=True, slots=True)
class ChosenAdvice:
    """The advice with its number; `days` of duty only."""

    advice: Advice
    count: int = 0
    days: tuple[date, ...] = ()


RULES: tuple[tuple[Advice, Callable[[TeamWeek], int]], ...] = (
    (Advice.ANSWER_LATE, lambda week: week.late),
    (Advice.REPORT_VISITS, lambda week: week.visits_unreported),
    (Advice.FILL_DUTY, lambda week: len(week.unstaffed_days)),
    (Advice.CALL_ROLL, lambda week: week.classes_without_roll),
    (Advice.CLOSE_REPORTS, lambda week: week.old_reports),
    (Advice.VISIT_HOUSEHOLDS, lambda week: count_unmet(week)),
)
"""From the most urgent; the first that counts something is told."""


def choose_advice(week: TeamWeek) -> ChosenAdvice:
    """Return the first rule that applies, or thanks."""
    for advice, count_open in RULES:
        if count := count_open(week):
            days = week.unstaffed_days if advice is Advice.FILL_DUTY else ()
            return ChosenAdvice(advice, count, days)
    return ChosenAdvice(Advice.THANK_YOU)


def count_unmet(week: TeamWeek) -> int:
    """Return how many households are still to be reached; 0 where none has been.

    Without a single visit the number would be all of them, which says nothing.
    """
    if not week.households_reached:
        return 0
    return max(week.households - week.households_reached, 0)
