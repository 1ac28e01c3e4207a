"""An announcement's life: drafted, looked over, approved by another, paused, called off, resent."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from bot.broadcasts import service, submission
from bot.broadcasts.models import BroadcastRecipient, BroadcastState, Urgency
from bot.core import audit
from bot.core.errors import NotAllowed, NotFound, UserError
from bot.messages.content import Attachment, AttachmentKind, Choice
from bot.notices import broadcast_sending
from bot.outbox.expiry import expire_late
from bot.people.service import get_or_create_contact
from bot.people.units import get_unit
from bot.privacy import consent
from tests.broadcasts.scene import Scene, actor


@pytest.mark.parametrize(
    "what",
    [
        {"text": " "},
        {"text": "x" * 3001},
        {"to": "role:king"},
        {"to": "w1"},
        {"send_at": datetime(2020, 1, 1, tzinfo=UTC)},
        {"send_before": datetime(2020, 1, 1, tzinfo=UTC)},
        {"buttons": tuple(Choice(str(n), f"topic:{n}") for n in range(5))},
        {"files": (Attachment(AttachmentKind.PHOTO, "a"),) * 4},
    ],
)
async def test_a_draft_that_cannot_be_says_why_and_leaves_nothing(
    scene: Scene, what: dict[str, Any]
) -> None:
    with pytest.raises(UserError):
        await scene.drafts(**what)
    with pytest.raises(NotFound):
        await scene.does(submission.submit_broadcast, 1)


@pytest.mark.parametrize("who", ["Cán Bộ", "Hoa", "Xã Bên"])
async def test_only_a_second_person_of_the_commune_approves(scene: Scene, who: str) -> None:
    await scene.lives("r1", "v1")
    number = await scene.drafts()
    await scene.does(submission.submit_broadcast, number)
    with pytest.raises(NotAllowed):
        await scene.does(submission.approve_broadcast, number, who)
    with pytest.raises(NotAllowed):
        await scene.does(submission.refuse_broadcast, number, who)
    assert (await scene.one(number)).state == BroadcastState.WAITING


async def test_what_was_done_is_on_record(scene: Scene) -> None:
    await scene.lives("r1", "v1")
    number = await scene.drafts()
    await scene.does(submission.submit_broadcast, number)
    await scene.does(submission.approve_broadcast, number, None, remark="bot broadcast --yes")
    rows = await scene.db.read(audit.list_actions, f"broadcast:{number}")
    assert [(one.action, one.person_id is None, one.note) for one in rows] == [
        ("broadcast.draft", False, ""),
        ("broadcast.ask", False, ""),
        ("broadcast.approve", True, "bot broadcast --yes"),
    ]


async def test_the_audience_is_frozen_when_it_is_approved(scene: Scene) -> None:
    await scene.lives("r1", "v1")
    number = await scene.approved(to="v1 - role:team")
    await scene.lives("late", "v1")
    await scene.ticks()
    assert await scene.sends() == ["r1"]
    await scene.ticks()
    assert (await scene.one(number)).state == BroadcastState.DONE


async def test_two_who_approve_at_once_send_it_once(scene: Scene) -> None:
    await scene.lives("r1", "v1")
    number = await scene.approved()
    with pytest.raises(UserError):
        await scene.does(submission.approve_broadcast, number, "Lãnh Đạo")
    with pytest.raises(UserError):
        await scene.does(submission.refuse_broadcast, number, "Lãnh Đạo")


async def test_a_no_is_the_end(scene: Scene) -> None:
    number = await scene.drafts()
    await scene.does(submission.submit_broadcast, number)
    await scene.does(submission.refuse_broadcast, number, "Lãnh Đạo")
    await scene.ticks()
    assert (await scene.one(number)).state == BroadcastState.REFUSED
    with pytest.raises(UserError):
        await scene.does(service.cancel_broadcast, number)


async def test_nobody_to_tell_is_said_before_it_is_approved(scene: Scene) -> None:
    number = await scene.drafts(to="v2")
    await scene.does(submission.submit_broadcast, number)
    with pytest.raises(UserError):
        await scene.does(submission.approve_broadcast, number, "Lãnh Đạo")


async def test_an_announcement_of_another_commune_does_not_exist(scene: Scene) -> None:
    number = await scene.drafts()

    def read(session: Session) -> None:
        service.get_broadcast(session, number, actor=actor(session, "Xã Bên"))

    with pytest.raises(NotFound):
        await scene.db.read(read)
    listed = await scene.db.read(
        lambda session: [
            len(service.list_broadcasts(session, get_unit(session, code).path))
            for code in ("x", "y", "p")
        ]
    )
    assert listed == [1, 0, 1]


async def test_paused_it_waits_resumed_it_goes_on_cancelled_it_stops(scene: Scene) -> None:
    for number in range(6):
        await scene.lives(f"r{number}", "v1")
    number = await scene.approved(to="v1 - role:team")
    await scene.ticks()
    await scene.does(service.pause_broadcast, number)
    await scene.ticks()
    assert await scene.sends() == []
    await scene.does(service.resume_broadcast, number)
    assert len(await scene.sends()) == 6
    other = await scene.approved("Mai mất điện cả ngày.", "v1 - role:team")
    await scene.ticks()
    await scene.does(service.cancel_broadcast, other)
    await scene.ticks()
    assert await scene.sends() == []
    progress = await scene.stands(other)
    assert (progress.sent, progress.failed, progress.pending, progress.state) == (
        0,
        6,
        0,
        "cancelled",
    )


async def test_paused_before_it_begins_it_begins_later(scene: Scene) -> None:
    await scene.lives("r1", "v1")
    number = await scene.approved()
    await scene.does(service.pause_broadcast, number)
    await scene.ticks()
    assert (await scene.one(number)).batch_id is None
    await scene.does(service.resume_broadcast, number)
    await scene.ticks()
    assert len(await scene.sends()) > 0


async def test_only_who_did_not_get_it_gets_it_again(scene: Scene) -> None:
    await scene.lives("r1", "v1")
    await scene.lives("r2", "v1", account="zalo")
    number = await scene.approved(to="v1 - role:team")
    await scene.ticks()
    await scene.sends()
    await scene.sends("zalo", status="failed", reason="too odd")
    await scene.ticks()
    again = (await scene.does(service.draft_resend, number)).id
    await scene.does(submission.submit_broadcast, again)
    await scene.does(submission.approve_broadcast, again, "Lãnh Đạo")
    await scene.ticks()
    assert (await scene.sends(), await scene.sends("zalo")) == ([], ["r2"])


async def test_the_same_words_to_the_same_people_are_noticed_for_twelve_hours(
    scene: Scene,
) -> None:
    await scene.lives("r1", "v1")
    await scene.lives("r2", "v2")
    first = await scene.approved("Mai cúp nước, bà con nhớ trữ nước.", "v1")
    same = await scene.drafts("MAI CUP NUOC, ba con nho tru nuoc", "x")
    elsewhere = await scene.drafts("Mai cúp nước, bà con nhớ trữ nước.", "v2")
    other = await scene.drafts("Mai có nước lại.", "v1")
    assert [(await scene.looks(one)).duplicate_of for one in (same, elsewhere, other)] == [
        first,
        None,
        None,
    ]
    scene.clock.now += timedelta(hours=13)
    assert (await scene.looks(same)).duplicate_of is None


async def test_who_is_forgotten_is_no_recipient_any_more(scene: Scene) -> None:
    contact_id = await scene.lives("r1", "v1")
    await scene.lives("r2", "v1")
    number = await scene.approved(to="v1 - role:team")

    def forget(session: Session) -> None:
        contact = get_or_create_contact(session, "fake", "r1", now=scene.now)
        consent.erase_contact(session, contact, now=scene.now)
        service.forget_contact(session, contact_id)

    await scene.db.write(forget)
    await scene.ticks()
    assert await scene.sends() == ["r2"]
    await scene.ticks()
    broadcast = await scene.one(number)
    assert (broadcast.state, broadcast.total, broadcast.reachable) == (BroadcastState.DONE, 1, 1)
    left = select(BroadcastRecipient.contact_id)
    assert contact_id not in await scene.db.read(lambda session: session.exec(left).all())


@pytest.mark.parametrize(
    ("urgency", "heard"), [(Urgency.NORMAL, 0), (Urgency.SOON, 0), (Urgency.URGENT, 1)]
)
async def test_at_night_only_what_is_urgent_goes_out(
    scene: Scene, urgency: Urgency, heard: int
) -> None:
    await scene.lives("r1", "v1")
    scene.clock.now = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)  # 22:30 in the commune
    await scene.approved(to="v1 - role:team", urgency=urgency)
    await scene.ticks()
    assert len(await scene.sends()) == heard
    scene.clock.now += timedelta(hours=8, minutes=1)
    assert len(await scene.sends()) == 1 - heard


async def test_who_prefers_a_digest_hears_it_there_unless_it_is_soon(scene: Scene) -> None:
    await scene.lives("r1", "v1", digest=True)
    await scene.approved(to="v1 - role:team")
    await scene.approved("Chiều nay tiêm phòng.", "v1 - role:team", urgency=Urgency.SOON)
    await scene.ticks()
    assert await scene.sends() == ["r1"]
    assert len(await scene.told("r1")) == 2


async def test_it_waits_for_its_time_and_is_worth_nothing_afterwards(scene: Scene) -> None:
    await scene.lives("r1", "v1")
    at = scene.now + timedelta(hours=2)
    number = await scene.approved(
        to="v1 - role:team", send_at=at, send_before=at + timedelta(hours=1)
    )
    await scene.ticks()
    assert (await scene.one(number)).state == BroadcastState.APPROVED
    scene.clock.now = at
    await scene.ticks()
    scene.clock.now = at + timedelta(hours=1)
    await scene.db.write(expire_late, now=scene.now)
    await scene.ticks()
    progress = await scene.stands(number)
    assert (progress.state, progress.failed, progress.pending) == ("done", 1, 0)


async def test_a_stop_and_a_block_are_counted_and_not_told(scene: Scene) -> None:
    await scene.lives("r1", "v1")
    await scene.lives("r2", "v1", stopped_at=scene.now)
    await scene.lives("r3", "v2", unreachable_since=scene.now)
    number = await scene.drafts(to="v1 + v2 - role:team")
    preview = await scene.looks(number)
    assert (preview.reachable, preview.total, dict(preview.unreachable)) == (
        1,
        3,
        {"stopped": 1, "blocked": 1},
    )
    assert list(preview.villages) == [("Thôn 1", 2, 1), ("Thôn 2", 1, 0)]
    assert broadcast_sending.render_broadcast(await scene.one(number)).text.startswith("19 giờ 30")
