"""The plan of faults: the same for the same seed, every kind in it, none after the end."""

from tests.chaos.plan import BEGIN, Kind, make_plan


def test_a_seed_is_a_plan() -> None:
    plan = make_plan(7, 600, tuple(Kind))
    assert plan == make_plan(7, 600, tuple(Kind))
    assert plan != make_plan(8, 600, tuple(Kind))


def test_ten_minutes_hold_every_kind_several_times_and_end_in_time() -> None:
    for seed in range(50):
        plan = make_plan(seed, 600, tuple(Kind))
        counts = [sum(fault.kind is kind for fault in plan) for kind in Kind]
        assert min(counts) >= 4
        assert plan[0].at == BEGIN
        assert all(fault.at + fault.seconds <= 600.1 for fault in plan)
        ends = [fault.at + fault.seconds for fault in plan]
        assert all(end <= after.at for end, after in zip(ends, plan[1:], strict=False))


def test_what_a_machine_cannot_play_is_not_planned() -> None:
    plan = make_plan(1, 600, (Kind.KILL, Kind.CUT))
    assert {fault.kind for fault in plan} == {Kind.KILL, Kind.CUT}
