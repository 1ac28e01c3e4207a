"""How fast one page may send frames; what a visitor may do in all: `bot.core.budgets`."""

import time
from collections import deque


class Meter:
    """At most `limit` things in any `seconds`."""

    def __init__(self, limit: int, seconds: float) -> None:
        self._seconds = seconds
        self._times: deque[float] = deque(maxlen=limit)

    def allows(self) -> bool:
        """Count one more; False when it is one too many (and then it is not counted)."""
        now = time.monotonic()
        full = len(self._times) == self._times.maxlen
        if full and now - self._times[0] < self._seconds:
            return False
        self._times.append(now)
        return True
