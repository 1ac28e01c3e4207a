"""Rates beside published values; counts of few people can not be worked out from a total."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reports.rates import FEWEST, byar_interval, choose_z, hide_few, wilson_interval


@pytest.mark.parametrize(
    ("count", "base", "low", "high"),
    [  # Newcombe (1998), table I, method 3
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (20, 20, 0.8389, 1.0),
    ],
)
def test_wilsons_interval_is_the_published_one(
    count: int, base: int, low: float, high: float
) -> None:
    interval = wilson_interval(count, base)
    assert (interval.low, interval.high) == pytest.approx((low, high), abs=0.00006)


@pytest.mark.parametrize(
    ("count", "low", "high"),
    [(0, 0.0, 3.69), (1, 0.03, 5.57), (10, 4.80, 18.39), (50, 37.11, 65.92), (100, 81.36, 121.63)],
)
def test_byars_interval_is_near_the_exact_one_of_poisson(
    count: int, low: float, high: float
) -> None:
    interval = byar_interval(count, 1)
    assert (interval.low, interval.high) == pytest.approx((low, high), abs=0.08)
    per_hundred = byar_interval(count, 100)
    assert per_hundred.high == pytest.approx(interval.high / 100)


@pytest.mark.parametrize(("count", "base"), [(-1, 5), (6, 5), (0, 0)])
def test_what_is_no_share_is_refused(count: int, base: int) -> None:
    with pytest.raises(ValueError, match="no share"):
        wilson_interval(count, base)
    if not 0 < base <= count:
        with pytest.raises(ValueError, match="no rate"):
            byar_interval(count, base)


@given(st.integers(1, 5000).flatmap(lambda base: st.tuples(st.integers(0, base), st.just(base))))
def test_an_interval_holds_its_rate_and_stays_between_nothing_and_all(
    pair: tuple[int, int],
) -> None:
    count, base = pair
    interval = wilson_interval(count, base)
    assert 0 <= interval.low <= count / base <= interval.high <= 1


def test_few_are_hidden_also_from_a_difference() -> None:
    assert hide_few({"a": 12, "b": 30}) == set()
    assert hide_few({"a": 3, "b": 30, "c": 12}) == {"a", "c"}  # 45 - 30 - 12 would tell a
    assert hide_few({"a": 1, "b": 0, "c": 30, "d": 9}) == {"a", "b", "d"}
    assert hide_few({"a": 4, "b": 4, "c": 30}) == {"a", "b"}
    assert hide_few({"a": 0, "b": 0}) == set()
    assert hide_few({"a": 0, "b": 30}) == set()
    assert hide_few({"a": 2}) == {"a"}


@given(st.lists(st.integers(0, 12), min_size=2, max_size=4))
def test_what_is_shown_leaves_each_hidden_count_open(counts: list[int]) -> None:
    """Whoever knows the total and the counts shown can not work out one that is hidden."""
    named = dict(enumerate(counts))
    hidden = sorted(hide_few(named))
    shown = [counts[key] for key in named if key not in hidden]
    assert all(count >= FEWEST for count in shown) or (
        not hidden and all(count == 0 or count >= FEWEST for count in shown)
    )
    left = sum(counts[key] for key in hidden)
    if not hidden or (len(hidden) == len(counts) and left < FEWEST):
        return  # nothing hidden, or the total itself is about few: it is not shown then
    fits = [
        values for values in product(range(left + 1), repeat=len(hidden)) if sum(values) == left
    ]
    for place in range(len(hidden)):
        assert len({values[place] for values in fits}) > 1


def test_more_comparisons_need_wider_intervals() -> None:
    assert choose_z(1) == pytest.approx(1.96, abs=0.001)
    assert choose_z(36) == pytest.approx(3.197, abs=0.001)  # the normal quantile of 1 - 0.05/72
    narrow, wide = (wilson_interval(10, 100, choose_z(number)) for number in (1, 36))
    assert wide.low < narrow.low < 0.1 < narrow.high < wide.high
