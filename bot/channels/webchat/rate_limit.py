"""Rate limit of frames per page; a visitor's overall limits are in `bot.budgets`."""

import time
from collections import deque


class RateLimit:
    """Sliding window: at most `limit` events in any `seconds`."""

    def __init__(self, limit: int, seconds: float) -> None:
        self._seconds = seconds
        self._times: deque[float] = deque(maxlen=limit)

    def allows(self) -> bool:
        """Count one event; False, and not counted, if it is over the limit."""
        now = time.monotonic()
        full = len(self._times) == self._times.maxlen
        if full and now - self._times[0] < self._seconds:
            return False
        self._times.append(now)
        return True
