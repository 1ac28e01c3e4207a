"""The bench's day in small: nobody is lost, and it is sooner than by round-robin."""

import pytest

from bot.tickets.assignment import Distance
from tests.bench.handoff import Ours, RoundRobin, Simulation, Size, World, gini, play

SMALL = Size(villages=5, members=34, residents=3_000, questions=200)


def test_nobody_is_lost_and_it_is_sooner_than_round_robin() -> None:
    ours, plain = play(SMALL, Ours), play(SMALL, RoundRobin)
    assert ours.questions == plain.questions == SMALL.questions
    assert ours.lost == 0
    assert ours.by_day[0] < plain.by_day[0] / 3
    assert ours.by_day[1] < plain.by_day[1] / 3
    assert ours.fits > plain.fits
    assert sum(ours.hops.values()) == SMALL.questions
    assert ours.hops[Distance.VILLAGE] > ours.hops.get(Distance.COMMUNE, 0)


def test_every_question_has_one_person_and_lets_go_of_the_others() -> None:
    world = World(SMALL)
    simulation = Simulation(world, Ours(world))
    simulation.run()
    assert not simulation.waiting
    assert [member.open_count for member in world.members] == [0] * len(world.members)
    assert sum(member.total for member in world.members) == sum(
        one.turns for one in world.questions
    )
    for question in world.questions:
        assert question.first is not None and question.first > question.at
        asked = [member for member in world.members if member.id in question.tried]
        assert question.person_id not in {one.person_id for one in asked}


def test_the_same_seed_is_the_same_day() -> None:
    assert play(SMALL, Ours) == play(SMALL, Ours)


@pytest.mark.parametrize(
    ("numbers", "spread"), [([], 0), ([0, 0], 0), ([2, 2, 2], 0), ([0, 0, 0, 8], 0.75)]
)
def test_gini(numbers: list[float], spread: float) -> None:
    assert gini(numbers) == pytest.approx(spread)
