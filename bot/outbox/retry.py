"""Retry policy: exponential back-off with jitter. Pure.

Jitter keeps a platform that recovers from being hit by every waiting message at once.
"""

import random
from datetime import timedelta

FIRST_WAIT = 2.0  # seconds
LONGEST_WAIT = 15 * 60.0
MAX_ATTEMPTS = 16  # with the waits above: about two hours of trying
JITTER = 0.25
# Of a claimed delivery. Longer than any send may take: the channels' timeouts add up to 60 s.
LEASE = timedelta(seconds=90)


def compute_backoff(
    attempts: int, retry_after: float | None, *, random_source: random.Random
) -> timedelta | None:
    """Return how long to wait after the `attempts`-th failure, or None to give up.

    A wait named by the platform is kept to the second and does not count towards giving up.
    """
    if retry_after is not None:
        return timedelta(seconds=max(retry_after, 0.0))
    if attempts >= MAX_ATTEMPTS:
        return None
    seconds = min(FIRST_WAIT * 2.0 ** min(attempts - 1, 30), LONGEST_WAIT)
    return timedelta(seconds=seconds * random_source.uniform(1 - JITTER, 1 + JITTER))
