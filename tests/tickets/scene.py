"""A commune of three villages with a small team, and what each of them has been told."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from inspect import signature
from typing import Any

from sqlmodel import Session, col, select

from bot.core.db import Database
from bot.core.policy import POLICY
from bot.messages import history
from bot.messages.content import Attachment, Incoming, Reply
from bot.messages.history import Message
from bot.outbox.models import Delivery
from bot.people.actor import OPERATOR, Actor, Hand
from bot.people.models import Contact, Person, RoleKind
from bot.people.service import get_or_create_contact, set_village, upsert_member
from bot.people.units import UnitKind, get_unit, upsert_unit
from bot.tickets import opening, service, timers
from bot.tickets.models import Ticket, TicketEvent
from bot.tickets.wording import describe_placement
from tests.conftest import ObedientClock

TEAM = (
    ("v1", "Lê Thị Hoa", RoleKind.MEMBER, ()),
    ("v1", "Trần Văn Nam", RoleKind.MEMBER, ()),
    ("v2", "Phạm Thị Lan", RoleKind.MEMBER, ()),
    ("x", "Nguyễn Văn Cán", RoleKind.OFFICER, ()),
)


def a_team(session: Session, *, clock: ObedientClock, team: Any = TEAM) -> None:
    """Xã X with villages 1 to 3; each of the team is linked to a chat named by the last name."""
    upsert_unit(session, "x", "Xã X", UnitKind.COMMUNE, parent=None)
    commune = get_unit(session, "x")
    for number in (1, 2, 3):
        upsert_unit(session, f"v{number}", f"Thôn {number}", UnitKind.VILLAGE, parent=commune)
    for number, (unit, name, kind, skills) in enumerate(team):
        phone = f"09000000{number:02}"
        upsert_member(
            session,
            get_unit(session, unit),
            name,
            phone,
            kind,
            actor=OPERATOR,
            now=datetime(2026, 11, 23, tzinfo=UTC),
            skills=skills,
        )
        person = session.exec(select(Person).where(Person.name == name)).one()
        chat = get_or_create_contact(session, "fake", name.split()[-1], now=clock.now)
        chat.person_id = person.id


def acting(person_id: int) -> Actor:
    """A member of the team who acts in the chat."""
    return Actor(person_id, "/", RoleKind.MEMBER, Hand.CHAT)


def with_policy(verb: Any) -> Any:
    """The verb, with the usual policy if it takes one."""
    takes_policy = "policy" in signature(verb).parameters
    return partial(verb, policy=POLICY) if takes_policy else verb


@dataclass
class Scene:
    """Verbs in one line each, on a fresh database."""

    db: Database
    clock: ObedientClock

    async def set_up(self, team: Any = TEAM) -> "Scene":
        """Put the commune in."""
        await self.db.write(a_team, clock=self.clock, team=team)
        return self

    async def do(self, verb: Any, *given: Any, **named: Any) -> Any:
        """Run a verb of the service now."""
        return await self.db.write(with_policy(verb), *given, now=self.clock.now, **named)

    async def tick(self) -> None:
        """The clock looks after everything that is due."""
        for due in timers.DUE_JOBS:
            await self.do(due, policy=POLICY)

    async def person(self, name: str) -> int:
        """The id of a member by the last name."""

        def read(session: Session) -> int:
            contact = session.exec(select(Contact).where(Contact.address == name)).one()
            assert contact.person_id is not None
            return contact.person_id

        return await self.db.read(read)

    async def asks(self, who: str, unit: str = "v1", text: str = "quên mật khẩu") -> int:
        """A resident asks for a person; the ticket's number."""

        def work(session: Session) -> int:
            contact = get_or_create_contact(session, "fake", who, now=self.clock.now)
            if unit:
                set_village(contact, get_unit(session, unit))
            ticket, _ = opening.open_ticket(
                session, contact, now=self.clock.now, policy=POLICY, text=text
            )
            placement = service.dispatch_ticket(session, ticket, now=self.clock.now, policy=POLICY)
            reply = Reply(
                describe_placement(session, placement, zone=POLICY.zone, now=self.clock.now)
            )
            history.store_outgoing(
                session, "fake", reply, contact_id=contact.id, now=self.clock.now
            )
            return ticket.id

        return await self.db.write(work)

    async def says(
        self, session_verb: Any, who: str, text: str, *given: Any, things: Any = ()
    ) -> Any:
        """Somebody's words go through a relaying verb."""

        def work(session: Session) -> Any:
            contact = get_or_create_contact(session, "fake", who, now=self.clock.now)
            incoming = Incoming(
                "fake", who, f"{who}:{self.clock.now}:{text}", text=text, attachments=tuple(things)
            )
            message = history.store_incoming(
                session, contact.id, incoming, text, now=self.clock.now
            )
            return with_policy(session_verb)(session, *given, message, now=self.clock.now)

        return await self.db.write(work)

    async def ticket(self, number: int) -> Ticket:
        """A ticket as it stands."""
        return await self.db.read(lambda session: session.get_one(Ticket, number))

    async def told(self, who: str) -> list[str]:
        """What is on its way to somebody, oldest first."""

        def read(session: Session) -> list[str]:
            rows = session.exec(
                select(Message.text)
                .join(Delivery, col(Delivery.message_id) == Message.id)
                .join(Contact, col(Contact.id) == Delivery.contact_id)
                .where(Contact.address == who)
                .order_by(col(Message.id))
            )
            return list(rows)

        return await self.db.read(read)

    async def events(self, number: int) -> list[str]:
        """The kinds of what happened to a ticket."""

        def read(session: Session) -> list[str]:
            query = select(TicketEvent.kind).where(TicketEvent.ticket_id == number)
            return list(session.exec(query.order_by(col(TicketEvent.id))))

        return await self.db.read(read)

    async def holder(self, number: int) -> str:
        """The chat of the one who has or was offered the ticket, "" for nobody."""

        def read(session: Session) -> str:
            ticket = session.get_one(Ticket, number)
            query = select(Contact.address).where(
                Contact.person_id == ticket.member_id, col(Contact.person_id).is_not(None)
            )
            return session.exec(query).first() or ""

        return await self.db.read(read)


__all__ = ["POLICY", "Attachment", "Scene", "a_team"]
