"""Points follow from values: as a share of the target, by steps, or yes and no."""

from typing import Any

import pytest

from bot.reports.indicators.definitions import Direction, Indicator, Scoring
from bot.reports.indicators.spans import SpanKind


def make_indicator(**changed: Any) -> Indicator:
    """An indicator of 20 points with 80 as its target."""
    values: dict[str, Any] = {
        "code": "1",
        "name": "Mẫu",
        "definition": "Mẫu.",
        "unit": "%",
        "period": SpanKind.MONTH,
        "points": 20.0,
        "target": 80.0,
        "direction": Direction.UP,
        "scoring": Scoring.SHARE,
        "steps": (),
        "formula": None,
        "formula_text": "",
    }
    return Indicator(**(values | changed))


@pytest.mark.parametrize(
    ("value", "points"), [(None, None), (0, 0), (40, 10), (66.6, 16.65), (80, 20), (120, 20)]
)
def test_a_share_of_the_target(value: float | None, points: float | None) -> None:
    assert make_indicator().compute_points(value) == points


@pytest.mark.parametrize(("value", "points"), [(0, 20), (10, 20), (20, 10), (200, 1)])
def test_less_can_be_better(value: float, points: float) -> None:
    fewer = make_indicator(direction=Direction.DOWN, target=10.0)
    assert fewer.compute_points(value) == points


@pytest.mark.parametrize(("value", "points"), [(79.99, 0), (80, 20)])
def test_yes_or_no(value: float, points: float) -> None:
    assert make_indicator(scoring=Scoring.YES_NO).compute_points(value) == points


def test_steps_give_the_best_that_is_reached() -> None:
    steps = make_indicator(scoring=Scoring.STEPS, steps=((50.0, 5.0), (80.0, 20.0)))
    assert [steps.compute_points(value) for value in (49, 50, 79, 80)] == [0, 5, 5, 20]


def test_a_target_of_nothing_is_reached_by_nothing_only() -> None:
    none = make_indicator(direction=Direction.DOWN, target=0.0)
    assert [none.compute_points(value) for value in (0, 1)] == [20, 0]
