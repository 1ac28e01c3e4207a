"""Rate limits for one contact, one network and the whole process, declared in one place.

Token buckets: a burst, then so many a minute. Generous for a family, or a village hall, behind one
address. Whoever calls here tells the person politely when a limit is reached; nothing that was said
is lost, it is said again when there is capacity. Counted in memory, separately in each process
(docs/operators/limits.md).
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

MAX_KEYS = 20_000  # networks and contacts remembered, each in 200 bytes


@dataclass(frozen=True, slots=True)
class Rate:
    """A token bucket's size and its refill per minute."""

    burst: float
    per_minute: float


@dataclass(frozen=True, slots=True)
class Budget:
    """The rates of one contact, one network and all together; None means unlimited."""

    contact: Rate | None = None
    network: Rate | None = None
    total: Rate | None = None


# The web page, where anybody may come without a name.
MESSAGES = Budget(Rate(30, 60), Rate(300, 600), Rate(3_000, 6_000))
NEWCOMERS = Budget(network=Rate(60, 30), total=Rate(600, 300))
PHOTOS = Budget(Rate(30, 3), Rate(90, 9), Rate(300, 60))
MEGAPIXELS = Budget(Rate(400, 40), Rate(1_200, 120), Rate(4_000, 800))  # decoded
# Codes that were wrong: of reports, households, receipts, certificates, check-ins and links. The
# shortest, of reports, has 5 places of 31: all the tries of a day meet about one of 1,000 that are
# open, and what it tells names nobody. Households have 6.
CODE_ATTEMPTS = Budget(Rate(10, 1), Rate(30, 3), Rate(300, 20))
# Codes somebody brings to the page where Zalo's consent comes back; each is asked of Zalo.
CONSENTS = Budget(network=Rate(5, 1), total=Rate(20, 5))
# Requests whose body is still on its way.
OPEN_BODIES, OPEN_BODIES_PER_CLIENT = 500, 200
# Connections that have not asked for anything yet; the oldest goes when there are more.
MAX_IDLE_CONNECTIONS = 400
LOG_LINES = Rate(30, 10)  # of one kind: the place in the code that writes them


class Bucket:
    """A token bucket of one rate."""

    __slots__ = ("_at", "_left", "_rate")

    def __init__(self, rate: Rate, now: float) -> None:
        self._rate, self._left, self._at = rate, rate.burst, now

    def available(self, now: float) -> float:
        """Refill up to `now` and return how much is available."""
        grown = max(0.0, now - self._at) * self._rate.per_minute / 60
        self._left, self._at = min(self._rate.burst, self._left + grown), now
        return self._left

    def consume(self, cost: float) -> None:
        """Use up `cost` tokens."""
        self._left -= cost

    def is_full(self, now: float) -> bool:
        """Return whether the bucket is full, so that it can be evicted."""
        return self.available(now) >= self._rate.burst


class RateLimiter:
    """Rate limiter for one budget. Thread-safe."""

    def __init__(self, budget: Budget, clock: Callable[[], float] | None = None) -> None:
        self._budget = budget
        self._clock = clock or time.monotonic
        self._buckets: dict[tuple[str, str], Bucket] = {}
        self._lock = threading.RLock()  # handlers run in several threads

    def has_capacity(self, *, contact: str = "", network: str = "", cost: float = 1) -> bool:
        """Return whether `cost` more is allowed, without recording it."""
        now = self._clock()
        with self._lock:
            return all(
                bucket.available(now) >= cost for bucket in self._buckets_for(contact, network, now)
            )

    def record_use(self, *, contact: str = "", network: str = "", cost: float = 1) -> None:
        """Record a use of `cost`, whether or not it was allowed."""
        with self._lock:
            for bucket in self._buckets_for(contact, network, self._clock()):
                bucket.consume(cost)

    def try_acquire(self, *, contact: str = "", network: str = "", cost: float = 1) -> bool:
        """Record the use if it is allowed; return False, recording nothing, if it is not."""
        with self._lock:
            is_allowed = self.has_capacity(contact=contact, network=network, cost=cost)
            if is_allowed:
                self.record_use(contact=contact, network=network, cost=cost)
            return is_allowed

    def _buckets_for(self, contact: str, network: str, now: float) -> list[Bucket]:
        budget = self._budget
        limited = (
            ("total", "all", budget.total),
            ("network", network, budget.network),
            ("contact", contact, budget.contact),
        )
        return [
            self._get_bucket(kind, key, rate, now) for kind, key, rate in limited if rate and key
        ]

    def _get_bucket(self, kind: str, key: str, rate: Rate, now: float) -> Bucket:
        bucket = self._buckets.get((kind, key))
        if bucket is None:
            if len(self._buckets) >= MAX_KEYS:
                self._evict_idle(now)
            bucket = self._buckets[kind, key] = Bucket(rate, now)
        return bucket

    def _evict_idle(self, now: float) -> None:
        """Evict full buckets; if none is full, the older half. The total's bucket stays."""
        busy = {key: bucket for key, bucket in self._buckets.items() if not bucket.is_full(now)}
        if len(busy) >= MAX_KEYS:
            total = busy.get(("total", "all"))
            busy = dict(list(busy.items())[MAX_KEYS // 2 :])
            if total is not None:
                busy["total", "all"] = total
        self._buckets = busy
