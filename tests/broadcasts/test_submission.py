"""Between the drafter and the second person: taken back, refused and why, undone, waiting."""

from typing import Any

import pytest
from sqlmodel import Session

from bot import texts
from bot.broadcasts import submission
from bot.broadcasts.models import BroadcastState
from bot.core.errors import NotAllowed, UserError
from bot.people import approvals
from tests.broadcasts.scene import WORDS, Scene, actor

SHOWN: dict[str, Any] = {"preview": WORDS}


async def waiting(scene: Scene, who: str) -> list[int]:
    def work(session: Session) -> list[int]:
        return [
            broadcast.id
            for broadcast in submission.list_awaiting_approval(session, actor(session, who))
        ]

    return await scene.db.read(work)


async def test_each_asking_is_told_once_and_counted(scene: Scene) -> None:
    await scene.lives("tu", "v1")
    number = await scene.drafts()
    for asks in (1, 2):
        await scene.does(submission.submit_broadcast, number, **SHOWN)
        assert (await scene.one(number)).asks == asks
        told = await scene.told("Lãnh Đạo")
        assert len(told) == asks and "Người soạn: Cán Bộ" in told[-1]
        broadcast = await scene.one(number)
        assert approvals.is_current_request(
            broadcast, str(asks)
        ) and not approvals.is_current_request(broadcast, str(asks - 1))
        await scene.does(submission.return_to_draft, number)
        assert (await scene.one(number)).state == BroadcastState.DRAFT


async def test_what_waits_is_for_others_than_the_drafter_and_of_one_s_own_unit(
    scene: Scene,
) -> None:
    number = await scene.drafts()
    assert await waiting(scene, "Lãnh Đạo") == []
    await scene.does(submission.submit_broadcast, number, **SHOWN)
    by_machine = await scene.drafts()
    await scene.does(submission.submit_broadcast, by_machine, None, **SHOWN)
    assert await waiting(scene, "Lãnh Đạo") == [number, by_machine]
    assert await waiting(scene, "Cán Bộ") == []


async def test_a_refusal_has_a_name_and_a_reason_and_can_be_undone(scene: Scene) -> None:
    number = await scene.drafts()
    await scene.does(submission.submit_broadcast, number, **SHOWN)
    await scene.does(submission.refuse_broadcast, number, "Lãnh Đạo")
    with pytest.raises(UserError):
        await scene.does(submission.set_refusal_reason, number, "Cán Bộ", reason="không phải tôi")
    await scene.does(submission.set_refusal_reason, number, "Lãnh Đạo", reason="x" * 400)
    assert (await scene.one(number)).refused_why == "x" * 300
    with pytest.raises(UserError):
        await scene.does(submission.undo_refusal, number, "Cán Bộ")
    await scene.does(submission.undo_refusal, number, "Lãnh Đạo")
    broadcast = await scene.one(number)
    assert (broadcast.state, broadcast.refused_why, broadcast.ended_at) == (
        BroadcastState.WAITING,
        "",
        None,
    )


async def test_only_its_drafter_takes_it_back_and_not_once_it_is_approved(scene: Scene) -> None:
    await scene.lives("tu", "v1")
    number = await scene.drafts()
    await scene.does(submission.submit_broadcast, number, **SHOWN)
    for other in ("Lãnh Đạo", None):
        with pytest.raises(NotAllowed) as refused:
            await scene.does(submission.return_to_draft, number, other)
        assert str(refused.value) == texts.EDIT_OTHERS
    await scene.does(submission.approve_broadcast, number, "Lãnh Đạo")
    with pytest.raises(UserError):
        await scene.does(submission.return_to_draft, number)
