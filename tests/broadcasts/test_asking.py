"""Between the drafter and the second person: taken back, refused and why, undone, waiting."""

from typing import Any

import pytest
from sqlmodel import Session

from bot import texts
from bot.broadcasts import service, submission
from bot.broadcasts.models import State
from bot.broadcasts.preview import PACE
from bot.core.errors import NotAllowed, UserError
from bot.people.units import get_unit
from tests.broadcasts.scene import WORDS, Scene, person

SHOWN: dict[str, Any] = {"look_over": WORDS, "zone": PACE.zone}


async def waiting(scene: Scene, who: str) -> list[int]:
    def work(session: Session) -> list[int]:
        scope = get_unit(session, "x")
        return [one.id for one in submission.list_waiting(session, scope, person(session, who))]

    return await scene.db.read(work)


async def test_each_asking_is_told_once_and_counted(scene: Scene) -> None:
    await scene.lives("tu", "v1")
    number = await scene.drafts()
    for asks in (1, 2):
        await scene.does(submission.ask, number, **SHOWN)
        assert (await scene.one(number)).asks == asks
        told = await scene.told("Lãnh Đạo")
        assert len(told) == asks and "Người soạn: Cán Bộ" in told[-1]
        one = await scene.one(number)
        assert submission.is_current(one, str(asks)) and not submission.is_current(
            one, str(asks - 1)
        )
        await scene.does(submission.take_back, number)
        assert (await scene.one(number)).state == State.DRAFT


async def test_what_waits_is_for_others_than_the_drafter_and_of_one_s_own_unit(
    scene: Scene,
) -> None:
    number = await scene.drafts()
    assert await waiting(scene, "Lãnh Đạo") == []
    await scene.does(submission.ask, number, **SHOWN)
    by_machine = await scene.drafts()
    await scene.does(submission.ask, by_machine, None, **SHOWN)
    assert await waiting(scene, "Lãnh Đạo") == [number, by_machine]
    assert await waiting(scene, "Cán Bộ") == []


async def test_a_refusal_has_a_name_and_a_reason_and_can_be_undone(scene: Scene) -> None:
    number = await scene.drafts()
    await scene.does(submission.ask, number, **SHOWN)
    await scene.does(service.refuse, number, "Lãnh Đạo")
    with pytest.raises(UserError):
        await scene.does(submission.say_why, number, "Cán Bộ", why="không phải tôi")
    await scene.does(submission.say_why, number, "Lãnh Đạo", why="x" * 400)
    assert (await scene.one(number)).refused_why == "x" * 300
    with pytest.raises(UserError):
        await scene.does(submission.unrefuse, number, "Cán Bộ")
    await scene.does(submission.unrefuse, number, "Lãnh Đạo")
    one = await scene.one(number)
    assert (one.state, one.refused_why, one.ended_at) == (State.WAITING, "", None)


async def test_only_its_drafter_takes_it_back_and_not_once_it_is_approved(scene: Scene) -> None:
    await scene.lives("tu", "v1")
    number = await scene.drafts()
    await scene.does(submission.ask, number, **SHOWN)
    for other in ("Lãnh Đạo", None):
        with pytest.raises(NotAllowed) as refused:
            await scene.does(submission.take_back, number, other)
        assert str(refused.value) == texts.EDIT_OTHERS
    await scene.does(service.approve, number, "Lãnh Đạo")
    with pytest.raises(UserError):
        await scene.does(submission.take_back, number)
