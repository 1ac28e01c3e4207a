"""Scales and numbers of charts: round ticks from zero, figures as Vietnamese write them."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

TICKS = 5  # steps of an axis, at most
MOST_DECIMALS = 2


def format_number(value: float) -> str:
    """Return 1234.5 as "1.234,5": a point between thousands, a comma before decimals."""
    if not math.isfinite(value):
        return ""
    written = f"{value:,.{MOST_DECIMALS}f}".rstrip("0").rstrip(".")
    if written in ("-0", ""):
        written = "0"
    return written.translate({ord(","): ".", ord("."): ","}).replace("-", "−")


@dataclass(frozen=True, slots=True)
class Scale:
    """A linear axis from `low` to `high` (which differ), with its ticks."""

    low: float
    high: float
    ticks: Sequence[float]

    def place(self, value: float) -> float:
        """Return where a value lies, 0 at `low` and 1 at `high`."""
        return (value - self.low) / (self.high - self.low)


def make_scale(values: Iterable[float]) -> Scale:
    """Return an axis that shows zero and all values, with round ticks."""
    finite = [value for value in values if math.isfinite(value)]
    low, high = min([0.0, *finite]), max([0.0, *finite])
    step = _round_step((high - low) / TICKS) if high > low else 1.0
    if all(value.is_integer() for value in map(float, finite)):
        step = max(step, 1.0)  # there is no half question
    first, last = math.floor(low / step), max(math.ceil(high / step), 1)
    ticks = [number * step for number in range(first, last + 1)]
    return Scale(ticks[0], ticks[-1], ticks)


def _round_step(rough: float) -> float:
    """Return the next of 1, 2, 5, 10, 20, … that is not smaller."""
    power = 10.0 ** math.floor(math.log10(rough))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough * 0.999)


def choose_every(count: int, room: int) -> int:
    """Return n so that every n-th of `count` labels fits into `room` of them."""
    return max(1, math.ceil(count / max(1, room)))


def shorten(label: str, length: int) -> str:
    """Return the label, its end cut when it is longer than `length` characters."""
    return label if len(label) <= length else f"{label[: max(1, length - 1)].rstrip()}…"
