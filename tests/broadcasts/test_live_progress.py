"""The board: one message to the drafter of a long announcement, which changes as it goes on."""

import asyncio
from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from bot import texts
from bot.broadcasts import live_progress, service
from bot.broadcasts.models import BroadcastState
from bot.messages.history import Message
from bot.outbox import service as outbox
from bot.outbox.models import Delivery, DeliveryStatus
from bot.people.actor import OPERATOR
from bot.people.models import Contact
from tests.broadcasts.scene import Scene
from tests.broadcasts.test_sending import crowd

EDITABLE = frozenset({"fake"})


async def looks(scene: Scene, accounts: frozenset[str] = EDITABLE) -> int:
    return await scene.db.write(live_progress.report_progress_due, accounts=accounts, now=scene.now)


async def boards(scene: Scene) -> list[str]:
    """What the officer's board said, oldest first."""
    query = (
        select(Message.text)
        .join(Delivery, col(Delivery.message_id) == Message.id)
        .join(Contact, col(Contact.id) == Delivery.contact_id)
        .where(Contact.address == "Cán Bộ", col(Message.text).contains("Tin này tự đổi"))
        .order_by(col(Delivery.id))
    )
    return await scene.db.read(lambda session: list(session.exec(query)))


async def sends(scene: Scene, count: int, status: DeliveryStatus = DeliveryStatus.SENT) -> None:
    """So many of what waits come to an end; and the board, if it waits."""

    def work(session: Session) -> None:
        waiting = select(Delivery).where(Delivery.status == DeliveryStatus.QUEUED)
        some = waiting.where(col(Delivery.batch_id).is_not(None)).order_by(col(Delivery.id))
        query = waiting.where(col(Delivery.batch_id).is_(None))
        for delivery in [*session.exec(some.limit(count)).all(), *session.exec(query).all()]:
            delivery.status = DeliveryStatus.SENDING
            session.flush()
            end = outbox.Outcome(
                delivery.id,
                delivery.contact_id,
                status,
                platform_id="m1",
                batch_id=delivery.batch_id,
            )
            outbox.settle_deliveries(session, [end], now=scene.now)

    await scene.db.write(work)


async def under_way(scene: Scene, people: int = 250) -> int:
    """An announcement that has been sent to some for half a minute."""
    await crowd(scene, people, "v1")
    number = await scene.approved(to="v1 - role:team")
    await scene.ticks()
    await sends(scene, people // 10)
    scene.clock.now += live_progress.SHOW_AFTER
    return number


async def test_a_short_one_needs_none(scene: Scene) -> None:
    await crowd(scene, 20, "v1")
    await scene.approved(to="v1 - role:team")
    await scene.ticks()
    await sends(scene, 5)
    assert await looks(scene) == 0
    await sends(scene, 100)
    await scene.ticks()
    scene.clock.now += live_progress.SHOW_AFTER
    assert await looks(scene) == 0
    assert await boards(scene) == []


async def test_it_shows_how_far_and_how_long(scene: Scene) -> None:
    number = await under_way(scene)
    assert [await looks(scene) for _ in range(3)] == [1, 0, 0]
    assert await boards(scene) == [
        f"Thông báo số {number} đang gửi: ▰▱▱▱▱▱▱▱▱▱ 10%\n25/250 người."
        " Tin này tự đổi theo tiến độ."
    ]
    scene.clock.now += timedelta(minutes=1)
    await sends(scene, 100)
    assert [await looks(scene) for _ in range(2)] == [1, 0]
    assert (await boards(scene))[-1] == (
        f"Thông báo số {number} đang gửi: ▰▰▰▰▰▱▱▱▱▱ 50%\n125/250 người, còn khoảng 1 phút."
        " Tin này tự đổi theo tiến độ."
    )
    scene.clock.now += timedelta(minutes=1)
    await sends(scene, 125)
    await scene.ticks()
    assert [await looks(scene) for _ in range(2)] == [1, 0]
    assert (await boards(scene))[-1].startswith(
        f"Thông báo số {number} đã gửi xong: ▰▰▰▰▰▰▰▰▰▰ 100%\n250/250 người."
    )


async def test_paused_and_called_off_are_shown_too(scene: Scene) -> None:
    number = await under_way(scene)
    await looks(scene)
    await sends(scene, 0)
    await scene.does(service.pause_broadcast, number)
    assert await looks(scene) == 1
    assert f"{texts.BROADCAST_STATES[BroadcastState.PAUSED]}: ▰" in (await boards(scene))[-1]
    await sends(scene, 0)
    await scene.does(service.cancel_broadcast, number)
    assert [await looks(scene) for _ in range(2)] == [1, 0]
    assert texts.BROADCAST_STATES[BroadcastState.CANCELLED] in (await boards(scene))[-1]


@pytest.mark.parametrize("accounts", [frozenset[str](), frozenset({"zalo"})])
async def test_where_nothing_can_be_changed_there_is_none(
    scene: Scene, accounts: frozenset[str]
) -> None:
    await under_way(scene)
    assert await looks(scene, accounts) == 0
    assert await boards(scene) == []


async def test_whoever_drafted_it_at_the_machine_has_none(scene: Scene) -> None:
    number = await under_way(scene)

    def nobody(session: Session) -> None:
        service.get_broadcast(session, number, actor=OPERATOR).drafted_by = None

    await scene.db.write(nobody)
    assert await looks(scene) == 0


async def test_by_night_nothing_is_put_up(scene: Scene) -> None:
    await crowd(scene, 50, "v1")
    await scene.approved(to="v1 - role:team")
    await scene.ticks()
    scene.clock.now += live_progress.SHOW_AFTER
    assert await looks(scene) == 0


async def test_two_clocks_that_look_at_once_put_up_one(scene: Scene) -> None:
    await under_way(scene)
    assert sum(await asyncio.gather(*(looks(scene) for _ in range(4)))) == 1
    assert len(await boards(scene)) == 1
