"""The counts of the first page, on both databases."""

from datetime import timedelta

from sqlmodel import Session

from bot.broadcasts.models import Broadcast, BroadcastState
from bot.broadcasts.running import list_running
from bot.classes.day_list import list_day
from bot.classes.models import ClassSession, Enrolment, EnrolmentStatus
from bot.core.db import Database
from bot.core.policy import POLICY
from bot.core.tokens import ChannelToken
from bot.faq.models import Question, Revision
from bot.messages.content import Reply
from bot.messages.history import store_outgoing
from bot.outbox.models import Batch, Delivery
from bot.people.actor import Actor, Hand
from bot.people.models import RoleKind
from bot.people.service import get_or_create_contact
from bot.people.units import get_unit
from bot.polls.models import Poll, PollState
from bot.reminders.models import Reminder, ReminderKind
from bot.usecases.office_morning import Morning, count_morning
from tests.conftest import ObedientClock
from tests.tickets.scene import Scene


def actor_of(session: Session, unit: str) -> Actor:
    """An officer of a unit."""
    return Actor(None, get_unit(session, unit).path, RoleKind.OFFICER, Hand.CONSOLE)


async def count(scene: Scene, unit: str = "x") -> Morning:
    """The counts of a unit."""

    def read(session: Session) -> Morning:
        return count_morning(
            session,
            actor=actor_of(session, unit),
            accounts=["fake"],
            policy=POLICY,
            now=scene.clock.now,
        )

    return await scene.db.read(read)


async def test_nothing_wants_a_hand(db: Database, clock: ObedientClock) -> None:
    scene = await Scene(db, clock).set_up()
    morning = await count(scene)
    assert (morning.approvals, morning.misses, morning.overdue, morning.channels) == (0, 0, 0, 0)


async def test_every_count_is_of_the_own_units(db: Database, clock: ObedientClock) -> None:
    scene = await Scene(db, clock).set_up()
    now = clock.now

    def fill(session: Session) -> None:
        village, commune = get_unit(session, "v1"), get_unit(session, "x")
        contact = get_or_create_contact(session, "fake", "ba-tu", now=now)
        contact.unit_id = village.id
        session.flush()
        for outcome, days in (("none", 0), ("answer", 0), ("none", 7), ("chosen", 0)):
            message_id = store_outgoing(
                session, "fake", Reply("câu hỏi"), contact_id=contact.id, now=now
            )
            session.add(
                Question(
                    message_id=message_id,
                    contact_id=contact.id,
                    unit_id=village.id,
                    outcome=outcome,
                    asked_at=now - timedelta(days=days),
                )
            )
        last = message_id
        session.add(
            Broadcast(unit_id=commune.id, text="Họp", state=BroadcastState.WAITING, drafted_at=now)
        )
        session.add(
            Poll(
                unit_id=commune.id,
                title="Ý kiến",
                state=PollState.WAITING,
                closes_at=now,
                made_at=now,
            )
        )
        session.add(Revision(topic_id="moi", author="Lan", created_at=now))
        session.add(
            Reminder(
                key="tre",
                kind=ReminderKind.PERSONAL,
                contact_id=contact.id,
                due_at=now - timedelta(hours=1),
                made_at=now,
            )
        )
        session.add(ChannelToken(account="zalo-oa", broken_at=now))
        session.add(
            Delivery(
                account="fake",
                contact_id=contact.id,
                message_id=last,
                due_at=now - timedelta(hours=1),
                staged_at=now,
            )
        )

    await db.write(fill)
    morning = await count(scene)
    assert (morning.broadcasts, morning.polls, morning.answers) == (1, 1, 1)
    # The question of a week ago to the minute stands in the seven days.
    assert (morning.misses, morning.overdue, morning.channels) == (2, 1, 2)
    other = await count(scene, "v2")
    assert (other.misses, other.broadcasts, other.polls, other.overdue) == (0, 0, 0, 0)


async def test_classes_of_the_day_and_what_is_on_its_way(
    db: Database, clock: ObedientClock
) -> None:
    await Scene(db, clock).set_up()
    now = clock.now

    def fill(session: Session) -> None:
        village = get_unit(session, "v1")
        for number, hours in enumerate((2, 30)):
            lesson = ClassSession(
                code=f"lop-{number}",
                unit_id=village.id,
                topic="VNeID",
                place="Nhà văn hóa",
                starts_at=now + timedelta(hours=hours),
                door_code=f"c{number}",
                created_at=now,
            )
            session.add(lesson)
            session.flush()
            for place, status in enumerate(EnrolmentStatus):
                session.add(
                    Enrolment(
                        key=f"{number}:{place}", session_id=lesson.id, status=status, joined_at=now
                    )
                )
        batch = Batch(created_at=now, staged=5, sent=3, unreachable=1)
        session.add(batch)
        session.flush()
        for state in (BroadcastState.SENDING, BroadcastState.DONE):
            session.add(
                Broadcast(
                    unit_id=village.id,
                    text="Họp",
                    state=state,
                    drafted_at=now,
                    total=10,
                    reachable=9,
                    batch_id=batch.id,
                )
            )

    await db.write(fill)

    def read(session: Session) -> None:
        actor, until = actor_of(session, "x"), now + timedelta(hours=16)
        (lesson,) = list_day(session, actor=actor, since=now, until=until)
        assert (lesson.session.code, lesson.joined, lesson.waiting) == ("lop-0", 1, 1)
        (running,) = list_running(session, actor=actor)
        assert (running.done, running.total, running.share) == (5, 10, 0.5)
        stranger = actor_of(session, "v2")
        assert not list_running(session, actor=stranger)
        assert not list_day(session, actor=stranger, since=now, until=until)

    await db.read(read)
