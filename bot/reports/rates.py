"""Rates with intervals, and which counts are hidden because they are about few people. Pure.

`wilson_interval`: Wilson, E. B. (1927), JASA 22, 209-212; checked against Newcombe, R. G. (1998),
Statistics in Medicine 17, 857-872, table I. `byar_interval`: Breslow, N. E. and Day, N. E. (1987),
Statistical Methods in Cancer Research II, IARC, p. 69.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import NormalDist
from typing import TypeVar

Z = 1.959964  # of the normal distribution: 95 of 100 such intervals hold the true rate
FEWEST = 5
"""Fewer than this could be known by who they are: the count is hidden."""
Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Interval:
    """From and to, both possible."""

    low: float
    high: float

    def is_below(self, value: float) -> bool:
        """Whether all of it lies under a value."""
        return self.high < value


def choose_z(comparisons: int) -> float:
    """Return the z with which all of so many intervals together hold with 95 % (Bonferroni).

    Of 36 intervals of 95 % each, one lies wrongly under the truth by chance alone.
    """
    return NormalDist().inv_cdf(1 - 0.025 / max(comparisons, 1))


def wilson_interval(count: int, base: int, z: float = Z) -> Interval:
    """Return the interval of the share `count` / `base`, of 95 % unless `z` says otherwise.

    Raises ValueError unless 0 <= count <= base and base > 0.
    """
    if not 0 <= count <= base or not base:
        raise ValueError(f"{count} of {base} is no share")
    share, square = count / base, z * z
    middle = share + square / (2 * base)
    reach = z * math.sqrt(share * (1 - share) / base + square / (4 * base * base))
    whole = 1 + square / base
    low = 0.0 if not count else (middle - reach) / whole
    high = 1.0 if count == base else (middle + reach) / whole
    return Interval(low, high)


def byar_interval(count: int, base: int) -> Interval:
    """Return the 95 % interval of the rate `count` / `base` of events, of which there may be
    several for each of the base. Raises ValueError for a negative count or no base.
    """
    if count < 0 or base <= 0:
        raise ValueError(f"{count} for {base} is no rate")
    above = count + 1
    low = count * (1 - 1 / (9 * count) - Z / (3 * math.sqrt(count))) ** 3 if count else 0.0
    high = above * (1 - 1 / (9 * above) + Z / (3 * math.sqrt(above))) ** 3
    return Interval(max(low, 0.0) / base, high / base)


def hide_few(counts: Mapping[Key, int], *, fewest: int = FEWEST) -> set[Key]:
    """Return the keys of which the count is not told when the total stands beside them.

    Counts under `fewest`, and as many of the smallest others as it takes so that neither a single
    one nor a sum under `fewest` is left over as the difference from the total. Where all of them
    are 0 there is nobody to hide.
    """
    hidden = {key for key, count in counts.items() if count < fewest}
    if not sum(counts[key] for key in hidden):
        return set()
    others = sorted((key for key in counts if key not in hidden), key=lambda key: counts[key])
    for key in others:
        if len(hidden) > 1 and sum(counts[key] for key in hidden) >= fewest:
            break
        hidden.add(key)
    return hidden
