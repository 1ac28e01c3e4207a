"""Sending a little at a time: nobody twice, nobody forgotten, no commune in front of another."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, text
from sqlmodel import Session, col, func, select

from bot.broadcasts import results, service
from bot.broadcasts.models import Broadcast, BroadcastRecipient, BroadcastState
from bot.outbox import claims
from bot.outbox import service as outbox
from bot.outbox.models import Batch, Delivery, DeliveryStatus
from bot.outbox.service import Outcome
from bot.people.actor import OPERATOR
from bot.people.models import Contact, Household
from bot.people.service import get_or_create_contact
from bot.people.units import get_unit
from tests.broadcasts.scene import Scene


async def crowd(scene: Scene, count: int, unit: str = "v1", account: str = "fake") -> None:
    def work(session: Session) -> None:
        where = get_unit(session, unit).id
        for number in range(count):
            get_or_create_contact(
                session, account, f"{unit}-{number:04}", now=scene.now
            ).unit_id = where

    await scene.db.write(work)


async def queued(scene: Scene) -> int:
    query = select(func.count(col(Delivery.id))).where(Delivery.status == DeliveryStatus.QUEUED)
    return await scene.db.read(lambda session: session.exec(query).one())


async def test_only_a_window_stands_in_the_outbox_until_all_are_told(scene: Scene) -> None:
    await crowd(scene, 700)
    number = await scene.approved(to="v1 - role:team")
    heard: list[str] = []
    for _ in range(12):
        await scene.ticks(window=300)
        await scene.ticks(window=300)
        assert await queued(scene) <= 300
        heard += await scene.sends()
    assert len(heard) == len(set(heard)) == 700
    assert (await scene.one(number)).state == BroadcastState.DONE


async def test_of_a_great_many_the_database_knows_at_once(scene: Scene) -> None:
    def settle(session: Session) -> None:
        where = get_unit(session, "v1").id
        given = {"created_at": scene.now, "seen_at": scene.now, "unit_id": where, "offered": []}
        same = {"account": "fake", "name": "", "digest": False, **given}
        rows = [{**same, "address": f"m{number}"} for number in range(service.ANALYZE_THRESHOLD)]
        session.execute(insert(Contact), rows)

    await scene.db.write(settle)
    await scene.approved(to="v1 - role:team")
    await scene.ticks()
    assert await queued(scene) == 300
    if scene.db.engine.dialect.name == "postgresql":
        known = "SELECT reltuples FROM pg_class WHERE relname = 'broadcast_recipient'"
        count = await scene.db.read(lambda session: session.execute(text(known)).scalar_one())
        assert count == service.ANALYZE_THRESHOLD


async def test_a_small_one_does_not_wait_for_a_large_one(scene: Scene) -> None:
    await crowd(scene, 900)
    await crowd(scene, 10, "v2")
    await scene.approved("Tin dài của thôn lớn.", "v1 - role:team")
    await scene.ticks()
    await scene.approved("Tin ngắn của thôn nhỏ.", "v2")
    await scene.ticks()
    heard = await scene.sends()
    assert len(heard) == 310 and sum(who.startswith("v2") for who in heard) == 10


async def test_who_was_passed_over_is_told_after_all(scene: Scene) -> None:
    await crowd(scene, 20)
    number = await scene.approved(to="v1 - role:team")
    await scene.ticks()
    await scene.sends()

    def lose(session: Session) -> None:
        broadcast = session.get_one(Broadcast, number)
        lost = session.exec(select(Delivery).where(Delivery.batch_id == broadcast.batch_id)).all()[
            :3
        ]
        for delivery in lost:
            session.delete(delivery)
        batch = session.get_one(Batch, broadcast.batch_id)
        batch.staged, batch.sent = batch.staged - 3, batch.sent - 3

    await scene.db.write(lose)
    await scene.ticks()
    assert len(await scene.sends()) == 3
    await scene.ticks()
    progress = await scene.stands(number)
    assert (progress.state, progress.sent, progress.pending) == ("done", 20, 0)


async def test_the_figures_always_add_up(scene: Scene) -> None:
    await crowd(scene, 8)
    await scene.lives("z", "v2", account="zalo", stopped_at=scene.now)
    number = await scene.approved(to="v1 + v2 - role:team")
    for how in (
        {},
        {"status": DeliveryStatus.FAILED, "reason": "too odd"},
        {"status": DeliveryStatus.FAILED, "reason": "blocked", "unreachable": True},
    ):
        await scene.ticks()
        await one_ends(scene, how)
        progress = await scene.stands(number)
        assert (
            progress.sent + progress.failed + progress.unreachable + progress.pending
            == progress.total
            == 9
        )
    assert (progress.sent, progress.failed, progress.unreachable) == (1, 1, 2)
    villages = await scene.db.read(
        lambda session: results.list_village_results(
            session, service.get_broadcast(session, number, actor=OPERATOR)
        )
    )
    shown = [
        (village.code, village.total, village.sent, village.unreachable, village.failed)
        for village in villages
    ]
    assert shown == [("v1", 8, 1, 1, 1), ("v2", 1, 0, 1, 0)]


async def one_ends(scene: Scene, how: dict[str, Any]) -> None:
    def work(session: Session) -> None:
        [claimed] = claims.claim_deliveries(session, "fake", "one", limit=1, now=scene.now)
        values = {"status": DeliveryStatus.SENT, **how}
        end = Outcome(claimed.id, claimed.contact_id, batch_id=claimed.batch_id, **values)
        outbox.settle_deliveries(session, [end], now=scene.now)

    await scene.db.write(work)


async def test_the_drafter_hears_the_result_once(scene: Scene) -> None:
    await crowd(scene, 3)
    await scene.lives(
        "gone", "v1", unreachable_since=scene.now, name="Bà Vắng", consented_at=scene.now
    )
    number = await scene.approved(to="v1 - role:team")
    await scene.ticks()
    await scene.sends()
    for _ in range(2):
        await scene.ticks()
    [_approved, said] = await scene.told("Cán Bộ")
    assert said == (
        f"Thông báo số {number} đã gửi xong: 3/4 khung chat đã nhận, 1 không liên lạc được,"
        " 0 không gửi được, 0 đang chờ.\n- Thôn 1: 3/4 khung chat, còn 1"
    )
    left = await scene.db.read(
        lambda session: results.list_unreached(
            session, service.get_broadcast(session, number, actor=OPERATOR)
        )
    )
    assert [(one.name, one.unit, one.reason) for one in left] == [("Bà Vắng", "Thôn 1", "blocked")]


async def test_all_chats_told_is_not_every_house_told(scene: Scene) -> None:
    await crowd(scene, 2)

    def build(session: Session) -> None:
        unit = get_unit(session, "v1")
        session.add_all(Household(unit_id=unit.id, label=f"Hộ {number}") for number in range(30))

    await scene.db.write(build)
    await scene.approved(to="v1 - role:team")
    await scene.ticks()
    await scene.sends()
    await scene.ticks()
    [_approved, said] = await scene.told("Cán Bộ")
    assert said.endswith(
        "Đã tới 2 trong 2 khung chat; ở đây có 30 hộ. Nhà nào chưa có khung chat thì chưa biết tin"
        " này: cần đọc loa, đến tận nơi."
    )


async def test_whoever_did_not_agree_stays_a_number_on_the_list(scene: Scene) -> None:
    await scene.lives("r1", "v1", name="Không Đồng Ý")
    await scene.lives("r2", "v2")
    number = await scene.approved(to="v1 + v2 - role:team")
    await scene.ticks()
    await scene.sends(status=DeliveryStatus.FAILED, reason="too odd")
    await scene.ticks()

    def read(session: Session) -> list[tuple[str, str]]:
        broadcast = service.get_broadcast(session, number, actor=OPERATOR)
        lefts = results.list_unreached(session, broadcast, unit=get_unit(session, "v1"))
        return [(left.name, left.reason) for left in lefts]

    assert await scene.db.read(read) == [("", "failed")]


@pytest.mark.parametrize("code", ["v1", "x"])
async def test_the_last_one_that_ended_is_the_village_s_too(scene: Scene, code: str) -> None:
    await crowd(scene, 1)
    number = await scene.approved(to="v1 - role:team")
    await scene.ticks()
    await scene.sends()
    await scene.ticks()
    found = await scene.db.read(
        lambda session: results.get_last_ended(session, get_unit(session, code)).id
    )
    assert found == number


async def test_a_thousand_are_frozen_by_one_statement(scene: Scene) -> None:
    await crowd(scene, 1000)
    number = await scene.approved(to="v1")
    query = select(func.count(col(BroadcastRecipient.id)))
    assert await scene.db.read(lambda session: session.exec(query).one()) == 1001
    assert (await scene.one(number)).total == 1001
    scene.clock.now += timedelta(days=1)


async def test_who_stops_or_blocks_after_the_approval_is_not_told(scene: Scene) -> None:
    await crowd(scene, 5)
    number = await scene.approved(to="v1 - role:team")
    await scene.lives("v1-0000", "v1", stopped_at=scene.now)
    await scene.lives("v1-0001", "v1", unreachable_since=scene.now)
    await scene.ticks()
    assert await scene.sends() == ["v1-0002", "v1-0003", "v1-0004"]
    await scene.ticks()
    progress = await scene.stands(number)
    assert (progress.state, progress.sent, progress.unreachable, progress.failed) == (
        "done",
        3,
        2,
        0,
    )
    left = await scene.db.read(
        lambda session: results.list_unreached(
            session, service.get_broadcast(session, number, actor=OPERATOR)
        )
    )
    assert sorted(one.reason for one in left) == ["blocked", "stopped"]
