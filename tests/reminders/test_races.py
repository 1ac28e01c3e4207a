"""A class that changes while people join and leave: nobody waits for ever, nobody is left out."""

import asyncio
from datetime import timedelta
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from bot.classes import enrolments, service
from bot.classes.models import ClassSession, Enrolment, EnrolmentStatus
from bot.classes.plans import ClassPlan
from bot.messages.history import Message
from bot.outbox.models import Delivery
from bot.people.actor import OPERATOR
from bot.people.service import get_or_create_contact
from bot.people.units import get_unit
from bot.reminders.models import Reminder, ReminderState
from tests.reminders.scene import Scene, local

PEOPLE = 24


async def test_changes_joins_and_leaves_at_the_same_moment(scene: Scene) -> None:
    class_session = await scene.opens(local(27, 19, 30), code="a", seats=10)
    policy: Any = {"now": scene.clock.now, "policy": scene.policy}

    def joins(session: Session, who: str) -> None:
        contact = get_or_create_contact(session, "fake", who, now=scene.clock.now)
        enrolments.enrol_learner(
            session, service.get_class(session, class_session.id, lock=True), contact, **policy
        )

    def leaves(session: Session, who: str) -> None:
        contact = get_or_create_contact(session, "fake", who, now=scene.clock.now)
        for seat in enrolments.list_contact_enrolments(session, contact.id, class_session.id):
            enrolments.leave_class(session, seat.id, contact, **policy)

    def moves(session: Session, minutes: int) -> None:
        starts_at = local(27, 19, 30) + timedelta(minutes=minutes)
        plan = ClassPlan("VNeID", "Nhà văn hóa", starts_at, code="a", seats=10)
        service.open_or_update_class(
            session, get_unit(session, "v1"), plan, actor=OPERATOR, **policy
        )

    async with asyncio.timeout(60):
        await asyncio.gather(
            *(scene.db.write(joins, f"n{number}") for number in range(PEOPLE)),
            *(scene.db.write(leaves, f"n{number}") for number in range(0, PEOPLE, 3)),
            *(scene.db.write(moves, minutes) for minutes in (10, 20, 30)),
        )

    def check(session: Session) -> None:
        lesson = session.get_one(ClassSession, class_session.id)
        joined = enrolments.list_contacts(
            session, class_session.id, statuses=(EnrolmentStatus.JOINED,)
        )
        waiting = select(func.count(col(Enrolment.id))).where(
            Enrolment.status == EnrolmentStatus.WAITING
        )
        assert len(joined) == 10 or session.exec(waiting).one() == 0
        assert lesson.version == 4
        for contact in joined:
            reminders = session.exec(
                select(Reminder.due_at).where(
                    Reminder.contact_id == contact.id, Reminder.state == ReminderState.WAITING
                )
            ).all()
            wanted = {
                scene.policy.due_before(lesson.starts_at, lead) for lead in scene.policy.leads
            }
            assert set(reminders) == wanted
        told = session.exec(
            select(Delivery.contact_id, Message.text).join(
                Message, col(Message.id) == Delivery.message_id
            )
        ).all()
        assert len(told) == len(set(told))  # nobody is told the same thing twice

    await scene.db.read(check)
