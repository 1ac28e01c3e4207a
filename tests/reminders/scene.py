"""A commune of two villages, residents who chat, and what each has been told of."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from bot.classes import enrolments, service
from bot.classes.models import ClassSession, Enrolment
from bot.classes.plans import ClassPlan
from bot.core.db import Database
from bot.core.policy import POLICY, Policy
from bot.messages.history import Message
from bot.outbox.models import Delivery
from bot.people.actor import OPERATOR
from bot.people.models import Contact
from bot.people.service import get_or_create_contact
from bot.people.units import UnitKind, get_unit, upsert_unit
from tests.conftest import ObedientClock

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def local(day: int, hour: int, minute: int = 0, month: int = 11, year: int = 2026) -> datetime:
    """An instant by the commune's clock; the tests begin on Monday 23/11/2026 at 8."""
    return datetime(year, month, day, hour, minute, tzinfo=ZONE).astimezone(UTC)


def a_commune(session: Session) -> None:
    """Xã X with villages v1 and v2."""
    upsert_unit(session, "x", "Xã X", UnitKind.COMMUNE, parent=None)
    for number in (1, 2):
        commune = get_unit(session, "x")
        upsert_unit(session, f"v{number}", f"Thôn {number}", UnitKind.VILLAGE, parent=commune)


class Scene:
    """Verbs in one line each."""

    def __init__(self, db: Database, clock: ObedientClock, policy: Policy = POLICY) -> None:
        self.db, self.clock, self.policy = db, clock, policy

    async def do(self, verb: Any, *given: Any, **named: Any) -> Any:
        """Run a verb now."""
        return await self.db.write(verb, *given, now=self.clock.now, **named)

    async def opens(self, starts_at: datetime, unit: str = "v1", **plan: Any) -> ClassSession:
        """An officer opens (or changes) a class."""

        def work(session: Session) -> ClassSession:
            what = ClassPlan(
                **{"topic": "VNeID", "place": "Nhà văn hóa", "starts_at": starts_at, **plan}
            )
            where = get_unit(session, unit)
            return service.open_or_update_class(
                session, where, what, actor=OPERATOR, now=self.clock.now, policy=self.policy
            )[0]

        return await self.db.write(work)

    async def joins(self, who: str, class_session: ClassSession, learner: str = "") -> Enrolment:
        """A resident joins."""

        def work(session: Session) -> Enrolment:
            contact = get_or_create_contact(session, "fake", who, now=self.clock.now)
            lesson = service.get_class(session, class_session.id, lock=True)
            given: Any = {"learner": learner, "now": self.clock.now, "policy": self.policy}
            return enrolments.enrol_learner(session, lesson, contact, **given)

        return await self.db.write(work)

    async def leaves(self, who: str, enrolment: Enrolment) -> None:
        """A resident gives the seat back."""

        def work(session: Session) -> None:
            contact = get_or_create_contact(session, "fake", who, now=self.clock.now)
            given: Any = {"now": self.clock.now, "policy": self.policy}
            enrolments.leave_class(session, enrolment.id, contact, **given)

        await self.db.write(work)

    async def ticks(self, due: Any, **given: Any) -> int:
        """The clock does all that is due; how many rows."""
        total = 0
        while done := await self.do(due, policy=self.policy, **given):
            total += done
        return total

    async def told(self, who: str) -> list[str]:
        """What is promised to somebody, oldest first."""

        def read(session: Session) -> list[str]:
            return list(
                session.exec(
                    select(Message.text)
                    .join(Delivery, col(Delivery.message_id) == Message.id)
                    .join(Contact, col(Contact.id) == Delivery.contact_id)
                    .where(Contact.address == who)
                    .order_by(col(Message.id))
                )
            )

        return await self.db.read(read)

    def at(self, moment: datetime) -> None:
        """It is this moment."""
        self.clock.now = moment

    def later(self, **duration: float) -> None:
        """Time goes by."""
        self.clock.now += timedelta(**duration)
