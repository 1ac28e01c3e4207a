"""An account's pace: so many messages a second, evenly, and whoever is waited for goes first."""

import asyncio
import heapq
from collections import deque
from itertools import count

# A loop that comes late is made up for, as long as no second has more than its share.
CATCH_UP = 0.1  # seconds


class Pacer:
    """Gives turns at `rate` a second: of those who wait, the most urgent, then the first to come.

    A bucket of `rate` tokens would let twice that out in its first second, and a queue without
    ranks would make an answer wait behind a hundred announcements.
    """

    def __init__(self, rate: float) -> None:
        self._gap = 1 / rate
        self._given: deque[float] = deque(maxlen=max(1, int(rate)))  # the last second's turns
        self._next = 0.0  # when the next turn may be given, by the loop's clock
        self._waiting: list[tuple[int, int, asyncio.Future[None]]] = []
        self._order = count()
        self._timer: asyncio.TimerHandle | None = None

    async def turn(self, priority: int = 0) -> None:
        """Wait for a turn; smaller priorities go first."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[None] = loop.create_future()
        if not self._waiting:  # nobody waited: what was not used is not saved up
            self._next = max(self._next, loop.time())
        heapq.heappush(self._waiting, (priority, next(self._order), future))
        self._give()
        await future

    def _give(self) -> None:
        """Give every turn that is due, and look again when the next one is."""
        loop = asyncio.get_running_loop()
        now = loop.time()
        self._next = max(self._next, now - CATCH_UP)
        while self._waiting and self._due() <= now:
            _, _, future = heapq.heappop(self._waiting)
            if not future.done():  # whoever was cancelled takes no turn
                future.set_result(None)
                self._next += self._gap
                self._given.append(now)
        if self._waiting and self._timer is None:
            self._timer = loop.call_at(self._due(), self._ring)

    def _due(self) -> float:
        full = len(self._given) == self._given.maxlen
        return max(self._next, self._given[0] + 1) if full else self._next

    def _ring(self) -> None:
        self._timer = None
        self._give()
