"""Budgets: a burst, then so many a minute; each contact, each network, everybody together."""

from bot.core.rate_limits import MAX_KEYS, Budget, Rate, RateLimiter


class Seconds:
    """A clock that shows what it is told."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_then_so_many_a_minute() -> None:
    clock = Seconds()
    meter = RateLimiter(Budget(contact=Rate(3, 60)), clock)
    assert [meter.try_acquire(contact="tu") for _ in range(4)] == [True, True, True, False]
    clock.now += 2
    assert [meter.try_acquire(contact="tu") for _ in range(3)] == [True, True, False]
    clock.now += 3600
    assert [meter.try_acquire(contact="tu") for _ in range(4)] == [True, True, True, False]
    assert meter.try_acquire(contact="nam"), "one's own budget is nobody else's"


def test_who_is_refused_uses_up_nothing_of_the_others() -> None:
    clock = Seconds()
    meter = RateLimiter(Budget(Rate(1, 0), Rate(2, 0), Rate(3, 0)), clock)
    assert meter.try_acquire(contact="a", network="home")
    assert not any(meter.try_acquire(contact="a", network="home") for _ in range(9))
    assert meter.try_acquire(contact="b", network="home")
    assert not meter.try_acquire(contact="c", network="home"), "the network's is used up"
    assert meter.try_acquire(contact="d", network="else")
    assert not meter.try_acquire(contact="e", network="third"), "everybody's is used up"
    assert not meter.has_capacity()


def test_what_costs_more_counts_for_more() -> None:
    meter = RateLimiter(Budget(total=Rate(10, 0)), Seconds())
    assert meter.try_acquire(cost=8)
    assert not meter.try_acquire(cost=8)
    assert meter.try_acquire(cost=2)


def test_without_a_name_only_the_total_counts() -> None:
    meter = RateLimiter(Budget(Rate(1, 0), Rate(1, 0), Rate(3, 0)), Seconds())
    assert [meter.try_acquire() for _ in range(4)] == [True, True, True, False]


def test_many_strangers_fill_no_memory_and_free_nobody_who_is_over() -> None:
    clock = Seconds()
    meter = RateLimiter(Budget(network=Rate(2, 1), total=Rate(10**9, 10**9)), clock)
    for number in range(MAX_KEYS):
        meter.try_acquire(network=f"n{number}")
    assert len(meter._buckets) <= MAX_KEYS
    assert [meter.try_acquire(network="late") for _ in range(3)] == [True, True, False]
    for number in range(MAX_KEYS // 4):
        meter.try_acquire(network=f"m{number}")
    assert len(meter._buckets) <= MAX_KEYS + 1
    assert not meter.try_acquire(network="late")
