"""An announcement that was wrong is put right: for whom, what stops, what a check code says."""

import pytest
from sqlmodel import Session, select

from bot.broadcasts import authenticity, corrections, results, service, submission
from bot.broadcasts.models import Broadcast, BroadcastState
from bot.core.audit import Audit
from bot.core.errors import NotAllowed, UserError
from bot.core.policy import POLICY
from tests.broadcasts.scene import WORDS, Scene

RIGHT = "20 giờ thứ Sáu 4/12 họp thôn tại nhà văn hóa."


async def corrected(scene: Scene, number: int) -> int:
    """An officer drafts the correction, the approver lets it go; its number."""
    draft = await scene.does(corrections.draft_correction, number, text=RIGHT)
    await scene.does(submission.submit_broadcast, draft.id)
    await scene.does(submission.approve_broadcast, draft.id, "Lãnh Đạo")
    return int(draft.id)


async def check(scene: Scene, number: int) -> str:
    code = (await scene.one(number)).code
    return await scene.db.read(authenticity.check_code, code, policy=POLICY, now=scene.now)


async def test_who_got_it_gets_the_correction_and_nobody_else(scene: Scene) -> None:
    for who, unit in (("tu", "v1"), ("nam", "v2")):
        await scene.lives(who, unit)
    number = await scene.approved(to="v1")
    await scene.ticks()
    assert set(await scene.sends()) == {"tu", "Hoa"}
    await scene.ticks()
    await scene.lives("moi", "v1")  # who came later never heard the wrong words
    again = await corrected(scene, number)
    await scene.ticks()
    assert set(await scene.sends()) == {"tu", "Hoa"}
    words = (await scene.one(again)).text
    old = await scene.one(number)
    assert words == f"Đính chính thông báo ngày 23/11/2026 (mã {old.code}):\n{RIGHT}"


async def test_the_old_code_says_so_with_the_new_words(scene: Scene) -> None:
    await scene.lives("tu", "v1")
    number = await scene.approved()
    draft = await scene.does(corrections.draft_correction, number, text=RIGHT)
    assert (await check(scene, number)).startswith("Đúng, mã")  # not before a second person agreed
    await scene.does(submission.submit_broadcast, draft.id)
    await scene.does(submission.approve_broadcast, draft.id, "Lãnh Đạo")
    said, new = await check(scene, number), await scene.one(draft.id)
    assert "xã đã đính chính ngày 23/11/2026" in said
    assert f"mã {new.code}" in said and RIGHT in said and WORDS not in said
    assert (await check(scene, draft.id)).startswith(f"Đúng, mã {new.code}")
    third = await corrected(scene, draft.id)
    assert f"mã {(await scene.one(third)).code}" in await check(scene, number)


async def test_what_was_not_sent_yet_is_called_off_and_goes_out_right(scene: Scene) -> None:
    for number in range(4):
        await scene.lives(f"r{number}", "v1")
    old = await scene.approved(to="v1")
    await scene.ticks(window=2)
    new = await corrected(scene, old)
    assert (await scene.one(old)).state == BroadcastState.CANCELLED
    await scene.ticks()
    heard = await scene.sends()
    assert sorted(heard) == ["Hoa", "r0", "r1", "r2", "r3"]  # each once: the right words
    assert (await scene.one(new)).reachable == 5


async def test_a_parked_one_is_not_delivered_beside_its_correction(scene: Scene) -> None:
    await scene.lives("tu", "v1")
    old = await scene.approved()
    await scene.ticks()
    await scene.sends()
    await scene.ticks()
    assert (await scene.one(old)).state == BroadcastState.DONE
    new = await corrected(scene, old)
    progress = await scene.db.read(
        lambda session: results.compute_progress(session, session.get_one(Broadcast, new))
    )
    assert progress.total == progress.pending + progress.sent


async def test_only_what_was_approved_and_once_at_a_time(scene: Scene) -> None:
    await scene.lives("tu", "v1")
    draft = await scene.drafts()
    with pytest.raises(UserError, match="cứ sửa thẳng"):
        await scene.does(corrections.draft_correction, draft, text=RIGHT)
    number = await scene.approved("Tin khác hẳn.")
    with pytest.raises(UserError, match="chưa có lời nào"):
        await scene.does(corrections.draft_correction, number, text=" ")
    first = await scene.does(corrections.draft_correction, number, text=RIGHT)
    with pytest.raises(UserError, match=f"số {first.id}"):
        await scene.does(corrections.draft_correction, number, text=RIGHT)
    await scene.does(service.cancel_broadcast, first.id)
    again = await scene.does(corrections.draft_correction, number, text=RIGHT)
    await scene.does(submission.submit_broadcast, again.id)
    with pytest.raises(NotAllowed):
        await scene.does(submission.approve_broadcast, again.id)  # its drafter


async def test_a_copy_is_a_draft_of_its_own(scene: Scene) -> None:
    await scene.lives("tu", "v1")
    number = await scene.approved(to="v1", paid=True)
    copy = await scene.does(service.draft_copy, number)
    assert (copy.text, copy.audience, copy.paid, copy.state, copy.code, copy.corrects_id) == (
        WORDS, "v1", True, BroadcastState.DRAFT, "", None,
    )  # fmt: skip

    def actions(session: Session) -> list[str]:
        return [entry.action for entry in session.exec(select(Audit)).all()]

    assert "broadcast.copy" in await scene.db.read(actions)
