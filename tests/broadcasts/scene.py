"""A commune of three villages with residents on two channels, officers, and what each has heard."""

from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from bot.broadcasts import preview, results, sending, service
from bot.broadcasts.models import Broadcast
from bot.broadcasts.preview import PACE, Preview
from bot.broadcasts.service import Draft
from bot.core.db import Database
from bot.messages.history import Message
from bot.outbox import claims
from bot.outbox import service as outbox
from bot.outbox.models import Delivery, Status
from bot.outbox.service import Outcome
from bot.people.models import Contact, Person, Role, RoleKind
from bot.people.service import meet
from bot.people.units import UnitKind, get_unit, put_unit
from tests.conftest import ObedientClock

WORDS = "19 giờ 30 thứ Sáu 4/12 họp thôn tại nhà văn hóa."


def a_commune(session: Session, now: datetime) -> None:
    """Province p with communes x (villages v1, v2, v3; live) and y (w1; live)."""
    put_unit(session, "p", "Tỉnh P", UnitKind.PROVINCE, parent=None)
    for commune, villages in (("x", ("v1", "v2", "v3")), ("y", ("w1",))):
        parent = get_unit(session, "p")
        put_unit(session, commune, f"Xã {commune.upper()}", UnitKind.COMMUNE, parent=parent)
        get_unit(session, commune).live_since = now
        for code in villages:
            above = get_unit(session, commune)
            put_unit(session, code, f"Thôn {code[1:]}", UnitKind.VILLAGE, parent=above)
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
        contact = meet(session, "fake", name, now=now)
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
            contact = meet(session, account, who, now=self.now)
            contact.unit_id = get_unit(session, unit).id
            for name, value in given.items():
                setattr(contact, name, value)
            return contact.id

        return await self.db.write(work)

    async def drafts(self, text: str = WORDS, to: str = "x", **what: Any) -> int:
        """An officer of commune x drafts; the announcement's number."""

        def work(session: Session) -> int:
            unit = get_unit(session, "x")
            draft = Draft(text, to, **what)
            officer = person(session, "Cán Bộ")
            return service.draft(session, unit, draft, person_id=officer, now=self.now).id

        return await self.db.write(work)

    async def does(self, verb: Any, number: int, who: str | None = "Cán Bộ", **more: Any) -> Any:
        """Somebody does something with it."""

        def work(session: Session) -> Any:
            one = service.get(session, None, number, lock=True)
            whose = person(session, who) if who else None
            return verb(session, one, person_id=whose, now=self.now, **more)

        return await self.db.write(work)

    async def approved(self, text: str = WORDS, to: str = "x", **what: Any) -> int:
        """Drafted, asked and approved."""
        number = await self.drafts(text, to, **what)
        await self.does(service.ask, number)
        await self.does(service.approve, number, "Lãnh Đạo")
        return number

    async def ticks(self, window: int = 0) -> None:
        """The clock looks once."""
        day: Any = {"zone": PACE.zone, "quiet": PACE.quiet}
        await self.db.write(sending.begin_due, now=self.now)
        await self.db.write(sending.stage_due, window=window, now=self.now, **day)
        await self.db.write(sending.end_due, now=self.now, **day)

    async def sends(self, account: str = "fake", **how: Any) -> list[str]:
        """What is due on an account comes to an end; who heard an announcement."""

        def work(session: Session) -> list[str]:
            found = claims.claim(session, account, "one", limit=500, now=self.now)
            for one in found:
                values: dict[str, Any] = {"status": Status.SENT, **how}
                end = Outcome(one.id, one.contact_id, batch_id=one.batch_id, **values)
                outbox.settle(session, [end], now=self.now)
            return sorted(one.address for one in found if one.batch_id is not None)

        return await self.db.write(work)

    async def looks(self, number: int) -> Preview:
        """The look-over."""
        return await self.db.read(
            lambda session: preview.look(
                session, service.get(session, None, number), pace=PACE, now=self.now
            )
        )

    async def stands(self, number: int) -> results.Progress:
        """The figures."""
        return await self.db.read(
            lambda session: results.progress(session, service.get(session, None, number))
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
