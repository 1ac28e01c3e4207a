"""Rate limiter of one account: evenly spaced turns, by priority."""

import asyncio
import heapq
import math
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count

# A loop that comes late is made up for, as long as no second has more than its share.
CATCH_UP = 0.1  # seconds
# The way to the platform takes as long as the fastest lately, give or take so much.
JITTER = 0.005  # seconds
# Whoever has not come back by then may have arrived at any time; the lane does not wait for them.
MAX_ROUND_TRIP = 1.0  # seconds
# How quickly "the fastest lately" forgets a platform that was nearer before.
DECAY = 0.01


@dataclass(slots=True)
class _Turn:
    granted_at: float  # by the loop's clock
    ended_at: float = math.inf


class Pacer:
    """Grants turns at `rate` a second, by priority and then first come, first served.

    A token bucket of `rate` tokens would let twice that out in its first second, and a queue
    without priorities would make a reply wait behind a hundred announcements. The platform counts
    arrivals: a turn stays open until its message was answered, and messages a slow connection
    delivers late count for the second they arrive in.
    """

    def __init__(self, rate: float) -> None:
        self._interval = 1 / rate
        self._limit = math.ceil(rate)
        self._window = self._limit / rate  # seconds in which so many may arrive
        self._recent_turns: deque[_Turn] = deque()  # the last window's turns
        self._fastest_round_trip = (
            MAX_ROUND_TRIP  # seconds to the platform and back, of the fastest lately
        )
        self._next_at = 0.0  # when the next turn may be given, by the loop's clock
        self._full_until = 0.0  # until then the window has its share
        self._waiting: list[tuple[int, int, asyncio.Future[_Turn]]] = []
        self._order = count()
        self._timer: asyncio.TimerHandle | None = None

    @asynccontextmanager
    async def turn(self, priority: int = 0) -> AsyncIterator[None]:
        """Wait for a turn and hold it while the message is sent; smaller priorities go first."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[_Turn] = loop.create_future()
        if not self._waiting:  # nobody waited: what was not used is not saved up
            self._next_at = max(self._next_at, loop.time())
        heapq.heappush(self._waiting, (priority, next(self._order), future))
        if self._timer is None:
            self._grant_turns()
        turn = await future
        try:
            yield
        finally:
            turn.ended_at = loop.time()
            round_trip = turn.ended_at - turn.granted_at
            self._fastest_round_trip = min(
                round_trip,
                self._fastest_round_trip + (round_trip - self._fastest_round_trip) * DECAY,
            )
            if self._timer is not None and turn is self._recent_turns[0]:
                self._timer.cancel()  # it was this one the others waited for
                self._grant_turns()

    def _grant_turns(self) -> None:
        """Grant every turn that is due and schedule the next check."""
        loop = asyncio.get_running_loop()
        now = loop.time()
        self._next_at = max(self._next_at, now - CATCH_UP)
        while self._waiting and self._next_turn_at() <= now:
            _, _, future = heapq.heappop(self._waiting)
            if future.done():  # whoever was cancelled takes no turn
                continue
            if len(self._recent_turns) == self._limit:
                self._full_until = max(
                    self._full_until, self._window_end(self._recent_turns.popleft())
                )
            self._recent_turns.append(turn := _Turn(now))
            self._next_at += self._interval
            future.set_result(turn)
        self._timer = (
            loop.call_at(self._next_turn_at(), self._grant_turns) if self._waiting else None
        )

    def _next_turn_at(self) -> float:
        """Return the earliest instant for the next turn, as far as is known now."""
        full = len(self._recent_turns) == self._limit
        oldest = self._window_end(self._recent_turns[0]) if full else 0.0
        return max(self._next_at, self._full_until, oldest)

    def _window_end(self, turn: _Turn) -> float:
        """Return when this turn leaves the rate window, counted from its latest arrival."""
        arrived = min(
            turn.ended_at - max(0.0, self._fastest_round_trip - JITTER),
            turn.granted_at + MAX_ROUND_TRIP,
        )
        return arrived + self._window
