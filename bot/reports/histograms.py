"""Durations kept as counts by bucket: median and p95 without the durations themselves.

A bucket is named by its upper bound in minutes. Within a bucket the values are taken as evenly
spread, as Prometheus' `histogram_quantile` does: the error is at most the bucket's width.
"""

from bisect import bisect_left
from collections.abc import Mapping
from datetime import timedelta

BOUNDS = (1, 2, 3, 5, 7, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240, 360, 480, 720, 1440, 2880, 4320)
"""Upper bounds in minutes."""
LONGER = "more"  # than the last bound


def name_bucket(duration: timedelta) -> str:
    """Return the name of the bucket a duration falls into."""
    place = bisect_left(BOUNDS, duration / timedelta(minutes=1))
    return str(BOUNDS[place]) if place < len(BOUNDS) else LONGER


def compute_quantile(buckets: Mapping[str, int], share: float) -> float | None:
    """Return the minutes within which `share` (0 to 1) of the values lie, None without values.

    What lies beyond the last bound is told as that bound.
    """
    wanted = share * sum(buckets.values())
    if wanted <= 0:
        return None
    passed, lower = 0, 0
    for upper in BOUNDS:
        count = buckets.get(str(upper), 0)
        if count and passed + count >= wanted:
            return lower + (upper - lower) * (wanted - passed) / count
        passed, lower = passed + count, upper
    return float(BOUNDS[-1])
