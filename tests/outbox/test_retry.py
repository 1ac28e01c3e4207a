"""When to try again: a table."""

import random
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.outbox.retry import JITTER, LONGEST_WAIT, MAX_ATTEMPTS, compute_backoff


class Middle(random.Random):
    """Chance without chance: always the middle."""

    def uniform(self, a: float, b: float) -> float:
        return (a + b) / 2


@pytest.mark.parametrize(
    ("attempts", "retry_after", "seconds"),
    [
        (1, None, 2),
        (2, None, 4),
        (3, None, 8),
        (6, None, 64),
        (9, None, 512),
        (10, None, 900),
        (15, None, 900),
        (16, None, None),
        (1000, None, None),
        (1, 35.0, 35),
        (16, 35.0, 35),
        (1000, 0.5, 0.5),
        (1, 0.0, 0),
        (1, -3.0, 0),
    ],
)
def test_how_long_to_wait(attempts: int, retry_after: float | None, seconds: float | None) -> None:
    expected = None if seconds is None else timedelta(seconds=seconds)
    assert compute_backoff(attempts, retry_after, random_source=Middle()) == expected


@given(st.integers(1, MAX_ATTEMPTS - 1), st.randoms(use_true_random=False))
def test_waits_differ_but_only_a_little(attempts: int, chance: random.Random) -> None:
    middle = compute_backoff(attempts, None, random_source=Middle())
    wait = compute_backoff(attempts, None, random_source=chance)
    assert middle is not None
    assert wait is not None
    assert abs(wait - middle) <= middle * JITTER + timedelta(microseconds=1)
    assert wait <= timedelta(seconds=LONGEST_WAIT * (1 + JITTER))


def test_we_try_for_about_two_hours() -> None:
    waits = [
        compute_backoff(attempts, None, random_source=Middle())
        for attempts in range(1, MAX_ATTEMPTS)
    ]
    total = sum((wait for wait in waits if wait), timedelta())
    assert timedelta(hours=1.5) < total < timedelta(hours=2.5)
