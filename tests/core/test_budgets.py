"""Budgets: a burst, then so many a minute; each contact, each network, everybody together."""

from bot.core.budgets import MANY_KEYS, Budget, Meter, Rate


class Seconds:
    """A clock that shows what it is told."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_then_so_many_a_minute() -> None:
    clock = Seconds()
    meter = Meter(Budget(contact=Rate(3, 60)), clock)
    assert [meter.allows(contact="tu") for _ in range(4)] == [True, True, True, False]
    clock.now += 2
    assert [meter.allows(contact="tu") for _ in range(3)] == [True, True, False]
    clock.now += 3600
    assert [meter.allows(contact="tu") for _ in range(4)] == [True, True, True, False]
    assert meter.allows(contact="nam"), "one's own budget is nobody else's"


def test_who_is_refused_uses_up_nothing_of_the_others() -> None:
    clock = Seconds()
    meter = Meter(Budget(Rate(1, 0), Rate(2, 0), Rate(3, 0)), clock)
    assert meter.allows(contact="a", network="home")
    assert not any(meter.allows(contact="a", network="home") for _ in range(9))
    assert meter.allows(contact="b", network="home")
    assert not meter.allows(contact="c", network="home"), "the network's is used up"
    assert meter.allows(contact="d", network="else")
    assert not meter.allows(contact="e", network="third"), "everybody's is used up"
    assert not meter.has_room()


def test_what_costs_more_counts_for_more() -> None:
    meter = Meter(Budget(total=Rate(10, 0)), Seconds())
    assert meter.allows(cost=8)
    assert not meter.allows(cost=8)
    assert meter.allows(cost=2)


def test_without_a_name_only_the_total_counts() -> None:
    meter = Meter(Budget(Rate(1, 0), Rate(1, 0), Rate(3, 0)), Seconds())
    assert [meter.allows() for _ in range(4)] == [True, True, True, False]


def test_many_strangers_fill_no_memory_and_free_nobody_who_is_over() -> None:
    clock = Seconds()
    meter = Meter(Budget(network=Rate(2, 1), total=Rate(10**9, 10**9)), clock)
    for number in range(MANY_KEYS):
        meter.allows(network=f"n{number}")
    assert len(meter._buckets) <= MANY_KEYS
    assert [meter.allows(network="late") for _ in range(3)] == [True, True, False]
    for number in range(MANY_KEYS // 4):
        meter.allows(network=f"m{number}")
    assert len(meter._buckets) <= MANY_KEYS + 1
    assert not meter.allows(network="late")
