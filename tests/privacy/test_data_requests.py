"""Requests about one's own data: what the bot does at once, what officers do, by when."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from bot.core.audit import Audit
from bot.core.db import Database
from bot.core.errors import NotFound, UserError
from bot.core.policy import POLICY
from bot.messages.history import Message
from bot.people.actor import OPERATOR, Actor, Hand
from bot.people.models import Contact, RoleKind
from bot.people.service import get_or_create_contact
from bot.people.units import get_unit
from bot.privacy import consent, data_request_list, data_requests
from bot.privacy.data_requests import PaperRequest
from bot.privacy.models import DataRequest, RequestAsker, RequestKind, RequestOutcome
from bot.usecases import contact_requests, forget_person, withdraw_consent
from tests.conftest import ObedientClock
from tests.reminders.scene import a_commune

PAPER = PaperRequest(
    RequestKind.ERASE, RequestAsker.GUARDIAN, "Lê Thị Mẫu", "xóm Đông", "Xóa tên cháu",
    date(2026, 11, 20),
)  # fmt: skip


@pytest.fixture
async def tu(db: Database, clock: ObedientClock) -> int:
    """A resident of village v1, who agreed."""
    await db.write(a_commune)

    def meet(session: Session) -> int:
        contact = get_or_create_contact(session, "fake", "tu", now=clock.now)
        contact.unit_id = get_unit(session, "v1").id
        consent.record_consent(session, contact, "Bà Tư", now=clock.now)
        session.flush()
        return contact.id

    return await db.write(meet)


def rows(session: Session) -> list[DataRequest]:
    return list(session.exec(select(DataRequest).order_by(col(DataRequest.id))))


def correct(session: Session, contact_id: int, words: str, clock: ObedientClock) -> int:
    contact = session.get_one(Contact, contact_id)
    return data_requests.ask_for_correction(
        session, contact, words, policy=POLICY, now=clock.now
    ).id


def add_paper(session: Session, clock: ObedientClock, contact_id: int | None = None) -> int:
    paper = PaperRequest(
        PAPER.kind, PAPER.asker, PAPER.name, PAPER.reach, PAPER.note, PAPER.asked_on, contact_id
    )
    return data_requests.add_paper_request(
        session, get_unit(session, "v1"), paper, actor=OPERATOR, policy=POLICY, now=clock.now
    ).id


async def test_what_the_bot_does_at_once_is_done_at_once(
    db: Database, clock: ObedientClock, tu: int
) -> None:
    def ask(session: Session) -> None:
        contact = session.get_one(Contact, tu)
        contact_requests.show_own_data(session, contact, now=clock.now)
        contact_requests.show_own_data(session, contact, now=clock.now)

    await db.write(ask)
    await db.write(
        lambda session: withdraw_consent.withdraw_consent(
            session, session.get_one(Contact, tu), now=clock.now
        )
    )
    await db.write(
        lambda session: forget_person.forget_person(
            session, session.get_one(Contact, tu), now=clock.now
        )
    )
    found = await db.read(rows)
    assert [(row.kind, row.outcome, row.origin) for row in found] == [
        ("see", "done", "chat"),
        ("withdraw", "done", "chat"),
        ("erase", "done", "chat"),
    ]
    assert all(row.done_at == row.asked_at == clock.now for row in found)
    assert found[0].unit_id is not None and found[0].handled_by is None


async def test_a_correction_waits_for_an_officer_and_the_person_is_told(
    db: Database, clock: ObedientClock, tu: int
) -> None:
    number = await db.write(correct, tu, "", clock)
    assert await db.write(correct, tu, "tên đúng là Lân", clock) == number
    [row] = await db.read(rows)
    assert row.note == "tên đúng là Lân" and row.done_at is None
    assert row.due_at.astimezone(POLICY.zone).date() == date(2026, 12, 3)

    def settle(session: Session) -> None:
        data_requests.settle(
            session, number, RequestOutcome.DONE, "đã sửa tên", actor=OPERATOR, now=clock.now
        )

    await db.write(settle)
    with pytest.raises(UserError):
        await db.write(settle)
    told = select(Message.text).where(Message.contact_id == tu)
    assert any("đã sửa tên" in text for text in await db.read(lambda s: s.exec(told).all()))
    await db.write(data_requests.reopen, number, actor=OPERATOR, now=clock.now)
    [row] = await db.read(rows)
    assert (row.done_at, row.outcome, row.result) == (None, "", "")
    actions = await db.read(lambda s: list(s.exec(select(Audit.action).order_by(col(Audit.id)))))
    assert actions[-2:] == ["request.done", "request.reopen"]


async def test_paper_has_its_clock_from_the_day_it_came(
    db: Database, clock: ObedientClock, tu: int
) -> None:
    number = await db.write(add_paper, clock)
    [row] = await db.read(rows)
    zone = POLICY.zone
    assert row.due_at.astimezone(zone).date() == date(2026, 12, 10)
    assert row.answer_by is not None and row.answered_at is None
    assert row.answer_by.astimezone(zone).date() == date(2026, 11, 25)  # over the weekend and 24/11
    await db.write(data_requests.acknowledge, number, actor=OPERATOR, now=clock.now)
    given: dict[str, Any] = {"actor": OPERATOR, "policy": POLICY, "now": clock.now}
    await db.write(data_requests.extend, number, "chờ giấy khai sinh", **given)
    [row] = await db.read(rows)
    assert row.answered_at == clock.now
    assert row.due_at.astimezone(zone).date() == date(2026, 12, 30)
    with pytest.raises(UserError):
        await db.write(data_requests.extend, number, "chờ nữa", **given)


async def test_an_officers_deed_settles_the_paper(
    db: Database, clock: ObedientClock, tu: int
) -> None:
    number = await db.write(add_paper, clock, tu)

    def erase(session: Session) -> None:
        contact = session.get_one(Contact, tu)
        forget_person.forget_person(session, contact, now=clock.now, actor=OPERATOR, note="đơn")

    await db.write(erase)
    [row] = await db.read(rows)
    assert (row.id, row.outcome, row.done_at) == (number, "done", clock.now)
    assert (row.name, row.reach, row.note) == ("", "", ""), "the words go, the count stays"


async def test_what_is_erased_ends_what_was_asked_besides(
    db: Database, clock: ObedientClock, tu: int
) -> None:
    await db.write(correct, tu, "tên đúng là Lân", clock)
    await db.write(
        lambda session: forget_person.forget_person(
            session, session.get_one(Contact, tu), now=clock.now
        )
    )
    found = await db.read(rows)
    assert [(row.kind, row.outcome, row.note) for row in found] == [
        ("correct", "gone", ""),
        ("erase", "done", ""),
    ]


async def test_another_communes_request_does_not_exist(
    db: Database, clock: ObedientClock, tu: int
) -> None:
    number = await db.write(add_paper, clock)
    elsewhere = Actor(None, "/999999/", RoleKind.OFFICER, Hand.CONSOLE)
    for verb in (data_requests.acknowledge, data_requests.reopen):
        with pytest.raises(NotFound):
            await db.write(verb, number, actor=elsewhere, now=clock.now)
    lines = await db.read(data_request_list.list_requests, actor=elsewhere, is_open=True, limit=10)
    assert lines == []


async def test_officers_are_reminded_before_the_day_and_once_a_day(
    db: Database, clock: ObedientClock, tu: int
) -> None:
    await db.write(correct, tu, "tên", clock)
    remind = data_request_list.remind_due
    assert await db.write(remind, policy=POLICY, now=clock.now) == 0  # ten days are left
    clock.pass_by(days=8, hours=-1)  # 7 in the morning
    assert await db.write(remind, policy=POLICY, now=clock.now) == 0
    clock.pass_by(hours=2)
    assert await db.write(remind, policy=POLICY, now=clock.now) == 1
    assert await db.write(remind, policy=POLICY, now=clock.now) == 0
    clock.pass_by(days=1)
    assert await db.write(remind, policy=POLICY, now=clock.now) == 1


async def test_the_first_due_stands_first_and_pages_go_on(
    db: Database, clock: ObedientClock, tu: int
) -> None:
    late = await db.write(add_paper, clock)
    clock.pass_by(minutes=1)
    soon = await db.write(correct, tu, "", clock)
    lister = data_request_list.list_requests
    first = await db.read(lister, actor=OPERATOR, is_open=True, limit=1)
    assert [line.row.id for line in first] == [soon]  # ten days before the paper's twenty
    place = (first[0].row.due_at, soon)
    second = await db.read(lister, actor=OPERATOR, is_open=True, after=place, limit=5)
    assert [line.row.id for line in second] == [late]
    later = clock.now + timedelta(days=12)

    def count(session: Session) -> list[int]:
        queries = (
            data_request_list.select_open_count(OPERATOR),
            data_request_list.select_late_count(OPERATOR, now=later),
        )
        return [session.scalar(query) or 0 for query in queries]

    assert await db.read(count) == [2, 1]
