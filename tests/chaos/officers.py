"""The commune of the run, and officers who announce and ask while it goes on."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from sqlmodel import Session, select

from bot.broadcasts import service, submission
from bot.broadcasts.models import Urgency
from bot.broadcasts.service import BroadcastDraft
from bot.classes import service as classes
from bot.classes.plans import ClassPlan
from bot.core.clock import Clock
from bot.core.db import Database, OperationalError
from bot.core.policy import POLICY
from bot.people import linking
from bot.people.actor import OPERATOR, Actor, get_actor
from bot.people.models import Person, RoleKind
from bot.people.units import get_unit
from bot.polls import approval, drafting
from bot.polls.drafting import QuestionDraft
from bot.polls.models import QuestionKind, VoterKind
from bot.schedule import demo
from tests.chaos.residents import POLL_TITLE, VILLAGE

COMMUNE = "an-phu"
OFFICER, APPROVER = "Nguyễn Thị Cán Bộ Mẫu", "Trần Văn Lãnh Đạo Mẫu"
MEMBERS = ("Đỗ Thị Thử I", "Hồ Văn Mẫu J")  # of the village
EVERY = (12.0, 25.0)  # seconds between two deeds of the officers
LESSON_IN = timedelta(minutes=62)  # its learners are reminded an hour before


def settle_in(session: Session, folder: Path, *, now: datetime) -> list[str]:
    """A live commune with its team and a class; the codes of the members' links."""
    demo.load_demo(session, folder, now=now)
    demo.go_live(session, now=now)
    plan = ClassPlan("VNeID", "Nhà văn hóa thôn 3", now + LESSON_IN, seats=6)
    unit = get_unit(session, VILLAGE)
    classes.open_or_update_class(session, unit, plan, actor=OPERATOR, now=now, policy=POLICY)
    people = [session.exec(select(Person).where(Person.name == name)).one() for name in MEMBERS]
    return [linking.make_link_code(session, one, actor=OPERATOR, now=now) for one in people]


def _actor(session: Session, name: str) -> Actor:
    person = session.exec(select(Person).where(Person.name == name)).one()
    return get_actor(session, person.id, roles=(RoleKind.OFFICER, RoleKind.APPROVER))


def announce(session: Session, number: int, *, now: datetime) -> None:
    """Drafted and submitted by one, approved by another."""
    draft = BroadcastDraft(f"Tin số {number}: tối nay họp thôn.", COMMUNE, urgency=Urgency.URGENT)
    officer, approver = _actor(session, OFFICER), _actor(session, APPROVER)
    unit = get_unit(session, COMMUNE)
    broadcast = service.create_draft(session, unit, draft, actor=officer, now=now)
    submission.submit_broadcast(session, broadcast, actor=officer, policy=POLICY, now=now)
    submission.approve_broadcast(session, broadcast, actor=approver, now=now)


def ask(session: Session, number: int, *, now: datetime) -> None:
    """A poll of one question, drafted by one, approved by another."""
    question = QuestionDraft("Làm đường nào trước?", QuestionKind.SINGLE, ("Trục", "Ngõ"))
    given: Any = {"per": VoterKind.PERSON, "closes_at": now + timedelta(days=1), "now": now}
    officer, approver = _actor(session, OFFICER), _actor(session, APPROVER)
    unit, title = get_unit(session, COMMUNE), f"{POLL_TITLE} số {number}"
    poll = drafting.create_draft(session, unit, title, (question,), actor=officer, **given)
    approval.submit_for_approval(session, poll, actor=officer, policy=POLICY, now=now)
    approval.approve_poll(session, poll, actor=approver, now=now)


async def work(db: Database, clock: Clock, random: Random, stopped: Callable[[], bool]) -> None:
    """Announce and ask in turn; what the database refuses is tried again."""
    number = 0
    while not stopped():
        await asyncio.sleep(random.uniform(*EVERY))
        number += 1
        deed = announce if number % 3 else ask
        while not stopped():
            try:
                await db.write(deed, number, now=clock())
                break
            except OperationalError:
                await asyncio.sleep(1.0)
