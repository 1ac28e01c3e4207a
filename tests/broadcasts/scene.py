"""A commune of three villages with residents on two channels, officers, and what each has heard."""

from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select, update

from bot.broadcasts import preview, results, sending, service, submission
from bot.broadcasts.models import Broadcast
from bot.broadcasts.preview import DEFAULT_SENDING_POLICY, Preview
from bot.broadcasts.service import BroadcastDraft
from bot.core.db import Database
from bot.core.policy import POLICY
from bot.messages.history import Message
from bot.notices import broadcast_sending
from bot.outbox import claims
from bot.outbox import service as outbox
from bot.outbox.models import Delivery, DeliveryStatus
from bot.outbox.service import Outcome
from bot.people.actor import OPERATOR, Actor, get_actor
from bot.people.models import Contact, Person, Role, RoleKind
from bot.people.service import get_or_create_contact
from bot.people.units import UnitKind, get_unit, upsert_unit
from tests.conftest import ObedientClock

WORDS = "19 giờ 30 thứ Sáu 4/12 họp thôn tại nhà văn hóa."


def a_commune(session: Session, now: datetime) -> None:
    """Province p with communes x (villages v1, v2, v3; live) and y (w1; live)."""
    upsert_unit(session, "p", "Tỉnh P", UnitKind.PROVINCE, parent=None)
    for commune, villages in (("x", ("v1", "v2", "v3")), ("y", ("w1",))):
        parent = get_unit(session, "p")
        upsert_unit(session, commune, f"Xã {commune.upper()}", UnitKind.COMMUNE, parent=parent)
        get_unit(session, commune).live_since = now
        for code in villages:
            above = get_unit(session, commune)
            upsert_unit(session, code, f"Thôn {code[1:]}", UnitKind.VILLAGE, parent=above)
    for name, unit, kind in (
        ("Cán Bộ", "x", RoleKind.OFFICER),
        ("Lãnh Đạo", "x", RoleKind.APPROVER),
        ("Xã Bên", "y", RoleKind.OFFICER),
        ("Hoa", "v1", RoleKind.MEMBER),
    ):
        where = get_unit(session, unit)
        person = Person(name=name, unit_id=where.id)
        session.add(person)
        session.flush()
        session.add(Role(person_id=person.id, unit_id=where.id, kind=kind))
        contact = get_or_create_contact(session, "fake", name, now=now)
        contact.person_id, contact.unit_id = person.id, where.id
    session.flush()


class Scene:
    """Verbs in one line each."""

    def __init__(self, db: Database, clock: ObedientClock) -> None:
        self.db, self.clock = db, clock

    @property
    def now(self) -> datetime:
        """What time it is."""
        return self.clock.now

    async def lives(self, who: str, unit: str, account: str = "fake", **given: Any) -> int:
        """A resident of a village has a chat; its id."""

        def work(session: Session) -> int:
            contact = get_or_create_contact(session, account, who, now=self.now)
            contact.unit_id = get_unit(session, unit).id
            for name, value in given.items():
                setattr(contact, name, value)
            return contact.id

        return await self.db.write(work)

    async def drafts(self, text: str = WORDS, to: str = "x", **what: Any) -> int:
        """An officer of commune x drafts; the announcement's number."""

        def work(session: Session) -> int:
            unit = get_unit(session, "x")
            draft = BroadcastDraft(text, to, **what)
            officer = actor(session, "Cán Bộ")
            return service.create_draft(session, unit, draft, actor=officer, now=self.now).id

        return await self.db.write(work)

    async def does(self, verb: Any, number: int, who: str | None = "Cán Bộ", **more: Any) -> Any:
        """Somebody does something with it."""
        if verb is submission.submit_broadcast:
            more.setdefault("policy", POLICY)

        def work(session: Session) -> Any:
            broadcast = service.get_broadcast(session, number, actor=OPERATOR, lock=True)
            whose = actor(session, who) if who else OPERATOR
            return verb(session, broadcast, actor=whose, now=self.now, **more)

        return await self.db.write(work)

    async def approved(self, text: str = WORDS, to: str = "x", **what: Any) -> int:
        """Drafted, asked and approved; the drafter has read that it was."""
        number = await self.drafts(text, to, **what)
        await self.does(submission.submit_broadcast, number)
        await self.does(submission.approve_broadcast, number, "Lãnh Đạo")
        told = col(Delivery.key).startswith(f"broadcast:{number}:yes:")
        arrives = update(Delivery).where(told).values(status=DeliveryStatus.SENT)
        await self.db.write(lambda session: session.execute(arrives))
        return number

    async def ticks(self, window: int = 0) -> None:
        """The clock looks once."""
        await self.db.write(sending.begin_due, now=self.now)
        await self.db.write(broadcast_sending.stage_due, window=window, now=self.now, policy=POLICY)
        await self.db.write(broadcast_sending.finish_due, now=self.now, policy=POLICY)

    async def sends(self, account: str = "fake", **how: Any) -> list[str]:
        """What is due on an account comes to an end; who heard an announcement."""

        def work(session: Session) -> list[str]:
            claimeds = claims.claim_deliveries(session, account, "one", limit=500, now=self.now)
            for claimed in claimeds:
                values: dict[str, Any] = {"status": DeliveryStatus.SENT, **how}
                end = Outcome(claimed.id, claimed.contact_id, batch_id=claimed.batch_id, **values)
                outbox.settle_deliveries(session, [end], now=self.now)
            return sorted(claimed.address for claimed in claimeds if claimed.batch_id is not None)

        return await self.db.write(work)

    async def looks(self, number: int) -> Preview:
        """The look-over."""
        return await self.db.read(
            lambda session: preview.make_preview(
                session,
                service.get_broadcast(session, number, actor=OPERATOR),
                policy=DEFAULT_SENDING_POLICY,
                now=self.now,
            )
        )

    async def stands(self, number: int) -> results.Progress:
        """The figures."""
        return await self.db.read(
            lambda session: results.compute_progress(
                session, service.get_broadcast(session, number, actor=OPERATOR)
            )
        )

    async def one(self, number: int) -> Broadcast:
        """The row."""
        return await self.db.read(lambda session: session.get_one(Broadcast, number))

    async def told(self, who: str) -> list[str]:
        """What is promised to somebody, oldest first."""
        query = (
            select(Message.text)
            .join(Delivery, col(Delivery.message_id) == Message.id)
            .join(Contact, col(Contact.id) == Delivery.contact_id)
            .where(Contact.address == who)
            .order_by(col(Delivery.id))
        )
        return await self.db.read(lambda session: list(session.exec(query)))


def person(session: Session, name: str) -> int:
    """The id of somebody with a role."""
    return session.exec(select(Person.id).where(Person.name == name)).one()


def actor(session: Session, name: str) -> Actor:
    """Somebody with a role, as the actor of any of their roles."""
    return get_actor(session, person(session, name), roles=tuple(RoleKind))
