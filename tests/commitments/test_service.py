"""A promise from the closed poll to what was done: who is told, once; the clock; erasing."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from bot.commitments import drafting, service
from bot.commitments.models import (
    CommitmentRecipient,
    CommitmentRound,
    CommitmentShare,
    CommitmentState,
)
from bot.core.errors import NotAllowed, NotFound, UserError
from bot.core.policy import POLICY
from bot.people.actor import Actor, Hand
from bot.people.models import Contact, RoleKind
from bot.people.units import get_unit
from bot.reports.models import DailyCount
from bot.usecases.forget_person import forget_person
from tests.commitments.scene import CommitmentScene

VOTERS = {"tu", "nam", "lan", "dong"}
APPROVER = RoleKind.APPROVER
POLICY_DAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


async def remind(scene: CommitmentScene) -> int:
    return await scene.db.write(service.remind_due, policy=POLICY, now=scene.clock.now)


async def counts(scene: CommitmentScene) -> dict[str, int]:
    query = select(DailyCount.name, DailyCount.count).where(
        col(DailyCount.name).startswith("commitment")
    )
    return await scene.db.read(lambda session: dict(session.exec(query).all()))


async def test_voters_are_told_once_and_never_who_stopped_or_blocked(
    scene: CommitmentScene,
) -> None:
    await scene.promises()
    assert await scene.stages() == 4
    told = await scene.told()
    assert set(told) == VOTERS
    assert all(len(messages) == 1 for messages in told.values())
    text = told["tu"][0]
    assert "Bác đã trả lời cuộc lấy ý kiến «Làm đường»." in text
    assert "Xã sẽ: đổ bê tông 200 m ngõ 3." in text
    assert "Đường trục" not in text  # never what was voted
    assert await scene.shares() == [("Thôn 1", 2), ("Thôn 2", 2)]
    assert await scene.stages() == 0
    assert await counts(scene) == {"commitment": 1}


async def test_a_village_staged_twice_is_told_once(scene: CommitmentScene) -> None:
    """What a process that died may have left: the batch is there, the mark is not."""
    await scene.promises()
    await scene.stages()

    def lose_mark(session: Session) -> None:
        running = session.exec(select(CommitmentRound)).one()
        running.after_unit_id, running.ended_at = 0, None
        for share in session.exec(select(CommitmentShare)).all():
            session.delete(share)

    await scene.db.write(lose_mark)
    assert await scene.stages() == 0
    assert all(len(messages) == 1 for messages in (await scene.told()).values())


async def test_nobody_approves_what_they_wrote(scene: CommitmentScene) -> None:
    number = await scene.drafts()
    given: dict[str, Any] = {"request_number": "1", "today": scene.today}
    with pytest.raises(UserError):
        await scene.does(drafting.approve_commitment, number, APPROVER, **given)
    await scene.does(drafting.submit_for_approval, number, today=scene.today)
    with pytest.raises(NotAllowed):
        await scene.does(drafting.approve_commitment, number, **given)
    await scene.does(drafting.refuse_commitment, number, APPROVER, reason="x", request_number="1")
    assert (await scene.row(number)).state == CommitmentState.REFUSED
    words = drafting.CommitmentWords("a", "b", scene.today + timedelta(days=1))
    await scene.does(drafting.edit_draft, number, words=words, today=scene.today)
    await scene.does(drafting.submit_for_approval, number, today=scene.today)
    with pytest.raises(UserError, match="vừa được sửa"):
        await scene.does(drafting.approve_commitment, number, APPROVER, **given)
    assert await scene.stages() == 0


async def test_another_commune_sees_nothing(scene: CommitmentScene) -> None:
    number = await scene.promises()

    def read(session: Session) -> None:
        other = Actor(None, get_unit(session, "y").path, RoleKind.OFFICER, Hand.CONSOLE)
        service.get_commitment(session, number, other)

    with pytest.raises(NotFound):
        await scene.db.read(read)

    def read_from_village(session: Session) -> int:
        leader = Actor(None, get_unit(session, "v1").path, RoleKind.LEADER, Hand.CONSOLE)
        assert service.get_commitment(session, number, leader).id == number
        with pytest.raises(NotFound):
            service.get_own_commitment(session, number, leader)
        return number

    assert await scene.db.read(read_from_village) == number


async def test_the_officer_is_reminded_three_days_before_on_the_day_and_when_it_is_late(
    scene: CommitmentScene,
) -> None:
    number = await scene.promises(days=5)
    said: list[str] = []
    for _ in range(8 * 24):
        if await remind(scene):
            row = await scene.row(number)
            said.append(f"{row.reminded} {(row.due_on - scene.today).days}")
            assert scene.clock.now.astimezone(POLICY.zone).hour >= 7
        scene.clock.pass_by(hours=1)
    assert said == ["soon 3", "today 0", "late -1"]
    texts = [
        text for start in ("Còn", "Hôm nay", "Đã quá") for text in _all(await scene.told(start))
    ]
    assert len(texts) == 3
    assert texts[2].startswith("Đã quá hẹn 1 ngày")
    assert (await counts(scene)) == {"commitment": 1, "commitment_late": 1}


def _all(told: dict[str, list[str]]) -> list[str]:
    assert set(told) == {"officer"}
    return told["officer"]


async def test_a_new_day_and_what_was_done_go_to_the_same_people(scene: CommitmentScene) -> None:
    number = await scene.promises(days=2)
    await scene.stages()
    later = scene.today + timedelta(days=9)
    with pytest.raises(UserError, match="lý do"):
        given: dict[str, Any] = {"due_on": later, "reason": " ", "today": scene.today}
        await scene.does(service.move_commitment, number, **given)
    given = {"due_on": later, "reason": "mưa nhiều", "today": scene.today}
    await scene.does(service.move_commitment, number, **given)
    await scene.stages()
    scene.clock.pass_by(days=8)
    await scene.does(service.keep_commitment, number, outcome="Đã đổ xong 200 m", today=scene.today)
    await scene.stages()
    told = await scene.told()
    assert set(told) == VOTERS
    promised, moved, kept = told["lan"]
    assert "Xã sẽ:" in promised
    assert "Vì sao: mưa nhiều." in moved and "cho lùi" in moved
    assert "Xã đã làm: Đã đổ xong 200 m." in kept and "chậm" not in kept
    assert await counts(scene) == {"commitment": 1, "commitment_kept": 1}
    with pytest.raises(UserError, match="đã làm"):
        await scene.does(service.withdraw_commitment, number, reason="x")


async def test_late_is_said_and_a_withdrawal_has_its_reason(scene: CommitmentScene) -> None:
    late, gone = await scene.promises(days=1), await scene.promises(days=1)
    scene.clock.pass_by(days=3)
    await remind(scene)
    await scene.does(service.keep_commitment, late, outcome="Xong", today=scene.today)
    await scene.does(service.withdraw_commitment, gone, reason="chưa có vốn")
    await scene.stages()
    texts = (await scene.told())["tu"]
    assert any("Việc xong chậm 2 ngày" in text for text in texts)
    assert any("Vì sao: chưa có vốn." in text for text in texts)
    assert await counts(scene) == {"commitment": 2, "commitment_late": 2}


async def test_who_is_erased_is_told_no_more_and_stays_in_the_count(
    scene: CommitmentScene,
) -> None:
    number = await scene.promises()
    await scene.stages()

    def erase(session: Session) -> None:
        contact = session.exec(select(Contact).where(Contact.address == "tu")).one()
        forget_person(session, contact, now=scene.clock.now)

    await scene.db.write(erase)
    left = await scene.db.read(lambda session: len(session.exec(select(CommitmentRecipient)).all()))
    assert left == 5  # of six voters
    await scene.does(service.keep_commitment, number, outcome="Xong", today=scene.today)
    assert await scene.stages() == 3
    assert await scene.shares() == [("Thôn 1", 2), ("Thôn 2", 2), ("Thôn 1", 1), ("Thôn 2", 2)]


@pytest.mark.parametrize(
    ("answer", "promise", "days", "says"),
    [
        ("", "làm", 1, "đã nghe"),
        ("nghe", "Xã sẽ: ", 1, "sẽ làm việc gì"),
        ("nghe", "làm", 0, "sau hôm nay"),
        ("nghe", "làm", 900, "hai năm"),
        ("nghe", "làm" * 200, 1, "nhiều nhất 400"),
    ],
)
def test_words_with_a_fault(answer: str, promise: str, days: int, says: str) -> None:
    today = POLICY.today(POLICY_DAY)
    words = drafting.CommitmentWords(answer, promise, today + timedelta(days=days))
    with pytest.raises(UserError, match=says):
        drafting.clean_words(words, today=today)


def test_what_every_message_says_itself_is_not_said_twice() -> None:
    today = POLICY.today(POLICY_DAY)
    day = today + timedelta(days=1)
    words = drafting.CommitmentWords("Xã đã nghe: đường lầy.", "Xã sẽ đổ bê tông.", day)
    assert drafting.clean_words(words, today=today) == drafting.CommitmentWords(
        "đường lầy.", "đổ bê tông.", day
    )
