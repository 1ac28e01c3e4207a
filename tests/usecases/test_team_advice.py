"""The one thing to do is what somebody waits for; nothing open is a thank-you."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bot import texts
from bot.notices.automatic_notes import render_advice
from bot.usecases.team_advice import RULES, Advice, TeamWeek, choose_advice, count_unmet

SATURDAY, SUNDAY, FRIDAY = date(2026, 11, 28), date(2026, 11, 29), date(2026, 11, 27)
ALL_OPEN = TeamWeek(
    late=3,
    visits_unreported=2,
    unstaffed_days=(SATURDAY,),
    classes_without_roll=1,
    old_reports=4,
    households=150,
    households_reached=138,
)
# What is seen to, in this order, and what then comes next.
COURSE: tuple[tuple[dict[str, Any], Advice, int], ...] = (
    ({}, Advice.ANSWER_LATE, 3),
    ({"late": 0}, Advice.REPORT_VISITS, 2),
    ({"visits_unreported": 0}, Advice.FILL_DUTY, 1),
    ({"unstaffed_days": ()}, Advice.CALL_ROLL, 1),
    ({"classes_without_roll": 0}, Advice.CLOSE_REPORTS, 4),
    ({"old_reports": 0}, Advice.VISIT_HOUSEHOLDS, 12),
    ({"households_reached": 150}, Advice.THANK_YOU, 0),
)


def test_what_is_most_urgent_comes_first_and_thanks_last() -> None:
    week = ALL_OPEN
    for change, advice, count in COURSE:
        week = replace(week, **change)
        chosen = choose_advice(week)
        assert (chosen.advice, chosen.count) == (advice, count)
    assert len(COURSE) == len(RULES) + 1 == len(Advice)


@pytest.mark.parametrize(
    ("households", "reached", "unmet"),
    [
        (0, 5, 0),  # nobody said how many there are
        (150, 0, 0),  # visits are not written down: "150 left" would say nothing
        (150, 138, 12),
        (150, 170, 0),  # the register has more than the office said
    ],
)
def test_households_are_counted_only_where_both_numbers_are_known(
    households: int, reached: int, unmet: int
) -> None:
    assert count_unmet(TeamWeek(households=households, households_reached=reached)) == unmet


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ((SATURDAY,), "chưa có ai trực thứ Bảy 28/11, mời"),
        ((SATURDAY, SUNDAY), "chưa có ai trực thứ Bảy 28/11 và Chủ nhật 29/11, mời"),
        ((FRIDAY, SATURDAY, SUNDAY), "thứ Sáu 27/11, thứ Bảy 28/11 và Chủ nhật 29/11, mời"),
    ],
)
def test_days_without_duty_are_named(days: tuple[date, ...], words: str) -> None:
    assert words in render_advice(choose_advice(TeamWeek(unstaffed_days=days)))


def test_every_advice_has_words() -> None:
    assert set(texts.TEAM_ADVICE) == {str(advice) for advice in Advice}
