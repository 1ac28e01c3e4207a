"""Tickets: one open at a time, longest waiting first, answered once, to the one who asked."""

from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from bot.core.audit import list_actions
from bot.core.db import Database
from bot.core.errors import NotFound, UserError
from bot.core.policy import POLICY
from bot.messages import history
from bot.messages.content import Incoming
from bot.messages.history import Message
from bot.outbox.models import Delivery
from bot.people.actor import OPERATOR, Actor, Hand
from bot.people.models import Contact, RoleKind
from bot.people.service import get_or_create_contact, mark_unreachable, set_village
from bot.people.units import UnitKind, get_unit, upsert_unit
from bot.privacy import consent
from bot.tickets.models import Ticket
from bot.tickets.opening import open_ticket
from bot.tickets.service import (
    answer_ticket,
    find_open_ticket,
    list_open_tickets,
)
from tests.conftest import ObedientClock
from tests.journeys.bot import Bot


def a_commune(session: Session) -> None:
    """Two communes, each with one village."""
    for number in (1, 2):
        upsert_unit(session, f"x{number}", f"Xã {number}", UnitKind.COMMUNE, parent=None)
        parent = get_unit(session, f"x{number}")
        upsert_unit(session, f"v{number}", f"Thôn {number}", UnitKind.VILLAGE, parent=parent)


def asks(session: Session, address: str, *, clock: ObedientClock, unit: str = "") -> Ticket:
    """Somebody wants a person."""
    contact = get_or_create_contact(session, "fake", address, now=clock.now)
    if unit:
        set_village(contact, get_unit(session, unit))
    return open_ticket(session, contact, now=clock.now, policy=POLICY)[0]


def says(session: Session, address: str, text: str, *, asked: bool, clock: ObedientClock) -> None:
    """Words that one of the bot's handlers took, as a question or as something else."""
    contact = get_or_create_contact(session, "fake", address, now=clock.now)
    clock.pass_by(minutes=1)
    incoming = Incoming("fake", address, f"{address}:{clock.now}", text=text)
    message = history.store_incoming(session, contact.id, incoming, text, now=clock.now)
    assert message is not None
    message.asked = asked


def sent_to(session: Session, address: str) -> list[str]:
    """What is on its way to somebody."""
    rows = session.exec(
        select(Message.text)
        .join(Delivery, col(Delivery.message_id) == Message.id)
        .join(Contact, col(Contact.id) == Delivery.contact_id)
        .where(Contact.address == address)
    )
    return list(rows)


async def test_asking_twice_is_one_ticket(db: Database, clock: ObedientClock) -> None:
    def twice(session: Session) -> list[tuple[int, bool]]:
        contact = get_or_create_contact(session, "fake", "ba-tu", now=clock.now)
        tickets = [open_ticket(session, contact, now=clock.now, policy=POLICY) for _ in range(2)]
        return [(ticket.id, fresh) for ticket, fresh in tickets]

    (first, fresh), (second, again) = await db.write(twice)
    assert (first == second, fresh, again) == (True, True, False)


async def test_after_the_answer_a_new_ticket_is_opened(db: Database, clock: ObedientClock) -> None:
    first = await db.write(asks, "ba-tu", clock=clock)
    await db.write(answer_ticket, first.id, "Mời bác ra xã ạ.", actor=OPERATOR, now=clock.now)
    second = await db.write(asks, "ba-tu", clock=clock)
    assert second.id != first.id
    assert second.closed_at is None


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ([], ""),
        ([("làm căn cước ở đâu", True)], "làm căn cước ở đâu"),
        ([("làm căn cước ở đâu", True), ("gặp người", False)], "làm căn cước ở đâu"),
        ([("mất sim làm sao", True), ("hôm nay ai trực", False)], "mất sim làm sao"),
        ([("2", False), ("menu", False)], ""),
    ],
)
async def test_a_ticket_shows_what_was_asked_last(
    db: Database, clock: ObedientClock, said: list[tuple[str, bool]], shown: str
) -> None:
    for text, asked in said:
        await db.write(says, "ba-tu", text, asked=asked, clock=clock)
    ticket = await db.write(asks, "ba-tu", clock=clock)
    assert ticket.text == shown


async def test_nobody_elses_words_are_shown(db: Database, clock: ObedientClock) -> None:
    await db.write(says, "ong-nam", "chuyện của tôi", asked=True, clock=clock)
    assert (await db.write(asks, "ba-tu", clock=clock)).text == ""


async def test_asking_again_adds_what_is_new(db: Database, clock: ObedientClock) -> None:
    def again(session: Session) -> Ticket:
        contact = get_or_create_contact(session, "fake", "ba-tu", now=clock.now)
        photo = {"kind": "photo", "ref": "1"}
        open_ticket(
            session, contact, now=clock.now, policy=POLICY, text="kẹt", topic_id="t", step=2
        )
        return open_ticket(session, contact, now=clock.now, policy=POLICY, attachments=[photo])[0]

    ticket = await db.write(again)
    assert (ticket.text, ticket.topic_id, ticket.step) == ("kẹt", "t", 2)
    assert [attachment["ref"] for attachment in ticket.attachments] == ["1"]


async def test_the_longest_waiting_come_first(db: Database, clock: ObedientClock) -> None:
    for address in ("c", "a", "b"):
        await db.write(asks, address, clock=clock)
        clock.pass_by(minutes=5)
    waiting = await db.read(list_open_tickets)
    assert [contact.address for _, contact in waiting] == ["c", "a", "b"]


async def test_each_sees_the_tickets_of_its_own_subtree(db: Database, clock: ObedientClock) -> None:
    await db.write(a_commune)
    await db.write(asks, "one", clock=clock, unit="v1")
    await db.write(asks, "two", clock=clock, unit="v2")
    await db.write(asks, "nowhere", clock=clock)

    def seen(session: Session, code: str) -> list[str]:
        return [
            contact.address
            for _, contact in list_open_tickets(session, get_unit(session, code).path)
        ]

    assert await db.read(seen, "x1") == ["one"]
    assert await db.read(seen, "v2") == ["two"]
    assert len(await db.read(list_open_tickets)) == 3


async def test_an_answer_goes_to_the_one_who_asked_and_closes_the_ticket(
    db: Database, clock: ObedientClock
) -> None:
    ticket = await db.write(asks, "ba-tu", clock=clock)
    await db.write(asks, "ong-nam", clock=clock)
    clock.pass_by(minutes=9)
    await db.write(answer_ticket, ticket.id, "Mời bác ra xã ạ.", actor=OPERATOR, now=clock.now)

    assert await db.read(sent_to, "ba-tu") == [
        f"Cán bộ xã trả lời yêu cầu số {ticket.id}:\nMời bác ra xã ạ."
    ]
    assert await db.read(sent_to, "ong-nam") == []
    kept = await db.read(lambda session: session.get_one(Ticket, ticket.id))
    assert (kept.answer, kept.closed_at) == ("Mời bác ra xã ạ.", clock.now)
    assert await db.read(find_open_ticket, kept.contact_id) is None


async def test_an_answer_is_audited_and_another_communes_ticket_does_not_exist(
    db: Database, clock: ObedientClock
) -> None:
    await db.write(a_commune)
    ticket = await db.write(asks, "ba-tu", clock=clock, unit="v1")

    async def answer(code: str) -> None:
        unit = await db.read(get_unit, code)
        officer = Actor(None, unit.path, RoleKind.OFFICER, Hand.CONSOLE)
        await db.write(answer_ticket, ticket.id, "Mời bác.", actor=officer, now=clock.now)

    with pytest.raises(NotFound, match=f"Không có yêu cầu số {ticket.id} đang chờ"):
        await answer("x2")
    assert await db.read(sent_to, "ba-tu") == []
    await answer("x1")
    assert len(await db.read(sent_to, "ba-tu")) == 1
    entries = await db.read(list_actions, f"ticket:{ticket.id}")
    assert [entry.action for entry in entries] == ["ticket.answer"]


async def test_a_ticket_is_answered_once(db: Database, clock: ObedientClock) -> None:
    ticket = await db.write(asks, "ba-tu", clock=clock)
    await db.write(answer_ticket, ticket.id, "Một", actor=OPERATOR, now=clock.now)
    with pytest.raises(NotFound, match=f"Không có yêu cầu số {ticket.id} đang chờ"):
        await db.write(answer_ticket, ticket.id, "Hai", actor=OPERATOR, now=clock.now)
    assert len(await db.read(sent_to, "ba-tu")) == 1


async def test_a_ticket_that_is_not_there_is_said(db: Database, clock: ObedientClock) -> None:
    with pytest.raises(NotFound, match="Không có yêu cầu số 99"):
        await db.write(answer_ticket, 99, "Một", actor=OPERATOR, now=clock.now)


async def test_words_for_somebody_who_blocked_us_do_not_vanish(
    db: Database, clock: ObedientClock
) -> None:
    ticket = await db.write(asks, "ba-tu", clock=clock)
    await db.write(mark_unreachable, ticket.contact_id, now=clock.now)
    with pytest.raises(UserError, match="đã chặn hoặc rời kênh"):
        await db.write(answer_ticket, ticket.id, "Một", actor=OPERATOR, now=clock.now)
    assert await db.read(find_open_ticket, ticket.contact_id) is not None


async def test_forgetting_takes_the_words_and_leaves_the_count(
    db: Database, clock: ObedientClock
) -> None:
    def scene(session: Session) -> None:
        for address in ("ba-tu", "ong-nam"):
            contact = get_or_create_contact(session, "fake", address, now=clock.now)
            open_ticket(session, contact, now=clock.now, policy=POLICY, text=f"lời của {address}")
        contact = get_or_create_contact(session, "fake", "ba-tu", now=clock.now)
        consent.erase_contact(session, contact, now=clock.now)

    await db.write(scene)
    waiting = await db.read(list_open_tickets)
    assert [ticket.text for ticket, _ in waiting] == ["", "lời của ong-nam"]


async def test_a_resident_asks_for_a_person_and_is_answered(bot: Bot, clock: ObedientClock) -> None:
    await bot.hears("ba-tu", "con trâu của tôi bị lạc mất rồi")
    first, *_ = await bot.hears("ba-tu", "gặp người")
    assert "(số 1)" in first
    clock.pass_by(minutes=1)
    again, *_ = await bot.hears("ba-tu", "cho gặp người")
    assert "(số 1) vẫn đang chờ" in again

    ((ticket, _),) = await bot.db.read(list_open_tickets)
    assert ticket.text == "con trâu của tôi bị lạc mất rồi"
    assert clock.now - ticket.opened_at == timedelta(minutes=1)

    await bot.db.write(
        answer_ticket, ticket.id, "Xã đã báo loa rồi ạ.", actor=OPERATOR, now=clock.now
    )
    await bot.quiet()
    who, reply = bot.channel.sent[-1]
    assert (who, reply.text) == (
        "ba-tu",
        "Cán bộ xã trả lời yêu cầu số 1:\nXã đã báo loa rồi ạ.",
    )
