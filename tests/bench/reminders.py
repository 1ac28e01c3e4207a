"""A simulated month of one commune: 12 villages, 60 classes, 1,500 enrolments, 8,000 who want to
know of deadlines; two processes tick side by side and are killed three times. And what a tick costs
with a million reminders still to come.

python -m tests.bench reminders [--small] [--million]
"""

import asyncio
import multiprocessing
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import func, insert
from sqlmodel import Session, SQLModel, col, select

from bot.classes import enrolments
from bot.classes import service as classes
from bot.classes.plans import ClassPlan
from bot.core import upgrade
from bot.core.db import Database
from bot.core.policy import POLICY
from bot.outbox.models import Delivery
from bot.people.actor import OPERATOR
from bot.people.service import get_or_create_contact
from bot.people.units import UnitKind, get_unit, upsert_unit
from bot.reactions import open_database
from bot.reminders import service
from bot.reminders.deadlines import Deadline
from bot.reminders.models import (
    DeadlineRun,
    DeadlineSubscription,
    Reminder,
    ReminderKind,
    ReminderState,
)
from bot.usecases import due_reminders
from tests.postgres import Server

BEGIN = datetime(2026, 11, 30, 17, tzinfo=UTC)  # 1/12 at midnight in the commune
STEP = timedelta(minutes=30)
FEE = Deadline(
    "phi", "Phí", "Hạn là {day}.", 0, tuple(range(1, 13)), (5, 1), "x", date(2026, 11, 1)
)


@dataclass(frozen=True)
class Size:
    """How much of everything."""

    villages: int = 12
    classes: int = 60
    enrolments: int = 1_500
    subscribers: int = 8_000


SMALL = Size(villages=3, classes=6, enrolments=60, subscribers=450)


def run(db: Database, fn: Any, *given: Any, **named: Any) -> Any:
    """One transaction, from plain code."""
    # In a thread of its own: callers may be within a running event loop.
    with ThreadPoolExecutor(1) as executor:
        return executor.submit(lambda: asyncio.run(db.write(fn, *given, **named))).result()


def set_up(session: Session, size: Size) -> None:
    """The commune, its classes, learners and subscribers."""
    dice = random.Random(5)
    upsert_unit(session, "x", "X", UnitKind.COMMUNE, parent=None)
    for number in range(size.villages):
        parent = get_unit(session, "x")
        upsert_unit(session, f"v{number}", f"V {number}", UnitKind.VILLAGE, parent=parent)
    people = [
        get_or_create_contact(session, "fake", f"r{number}", now=BEGIN)
        for number in range(size.subscribers)
    ]
    session.flush()
    session.execute(
        insert(DeadlineSubscription),
        [{"contact_id": contact.id, "deadline": FEE.id, "wished_at": BEGIN} for contact in people],
    )
    lessons = []
    for number in range(size.classes):
        starts_at = BEGIN + timedelta(
            days=dice.randrange(2, 28), hours=dice.choice((7, 14, 19, 20))
        )
        plan = ClassPlan(f"T {number}", "N", starts_at, seats=1000, code=f"c{number}")
        unit = get_unit(session, f"v{number % size.villages}")
        lessons.append(
            classes.open_or_update_class(
                session, unit, plan, actor=OPERATOR, now=BEGIN, policy=POLICY
            )[0]
        )
    for one in dice.sample(
        [(a, b) for a in range(len(lessons)) for b in range(50)], size.enrolments
    ):
        enrolments.enrol_learner(session, lessons[one[0]], people[one[1]], now=BEGIN, policy=POLICY)


def tick(db: Database, now: datetime) -> None:
    """What one process does at an instant."""
    for due in (due_reminders.fire_due, partial(service.send_deadlines_due, deadlines=(FEE,))):
        while run(db, due, policy=POLICY, now=now):
            pass


def process(url: str, clock: Any) -> None:
    """A process that ticks whenever the shared clock moved."""
    db, seen = open_database(url), 0.0
    while True:
        if (at := clock.value) != seen:
            tick(db, datetime.fromtimestamp(at, UTC))
            seen = at
        time.sleep(0.001)


def month(url: str, size: Size, *, kills: int = 3) -> Counter[str]:
    """Play it; the counts that must add up."""
    db = open_database(url)
    upgrade.upgrade_database(db)
    run(db, set_up, size)
    expected = run(db, _waiting) + 2 * size.subscribers
    fork = multiprocessing.get_context("spawn")
    clock = fork.Value("d", 0.0)
    pair = [fork.Process(target=process, args=(url, clock), daemon=True) for _ in range(2)]
    for one in pair:
        one.start()
    now, killed = BEGIN, 0
    while now < BEGIN + timedelta(days=31):
        now += STEP
        clock.value = now.timestamp()
        time.sleep(0.02)
        local = now.astimezone(POLICY.zone)
        if killed < kills and local.day in (9, 18, 26) and (local.hour, local.minute) == (8, 0):
            victim = pair[killed % 2]
            assert victim.pid is not None
            os.kill(victim.pid, signal.SIGKILL)
            victim.join()
            pair[killed % 2] = fork.Process(target=process, args=(url, clock), daemon=True)
            pair[killed % 2].start()
            killed += 1
        # What both left because they were killed, late, or in each other's way: in a real half hour
        # there are 120 ticks.
        tick(db, now)
        while run(db, _due, now) or run(db, _telling):
            tick(db, now)
    for one in pair:
        one.kill()
        one.join()
    counts: Counter[str] = run(db, _counts)
    counts["expected"], counts["killed"] = expected, killed
    db.close()
    return counts


def _waiting(session: Session) -> int:
    query = select(func.count(col(Reminder.id))).where(Reminder.state == ReminderState.WAITING)
    return session.exec(query).one()


def _due(session: Session, now: datetime) -> int:
    query = select(func.count(col(Reminder.id)))
    return session.exec(
        query.where(Reminder.state == ReminderState.WAITING, Reminder.due_at <= now)
    ).one()


def _telling(session: Session) -> int:
    query = select(func.count(col(DeadlineRun.id))).where(col(DeadlineRun.ended_at).is_(None))
    return session.exec(query).one()


def _counts(session: Session) -> Counter[str]:
    rows = session.exec(select(Delivery.key, Delivery.due_at)).all()
    counts: Counter[str] = Counter(sent=len(rows), twice=len(rows) - len({key for key, _ in rows}))
    counts["quiet"] = sum(1 for _, due_at in rows if POLICY.is_quiet(due_at))
    counts["waiting"] = _waiting(session)
    return counts


def cost(url: str, future: int) -> float:
    """Milliseconds of a tick that has nothing to do, with so many reminders to come."""
    db = open_database(url)
    upgrade.upgrade_database(db)
    run(db, _promise, future)
    times = []
    for _ in range(30):
        before = time.perf_counter()
        tick(db, BEGIN)
        times.append(time.perf_counter() - before)
    db.close()
    return 1000 * sorted(times)[len(times) // 2]


def _promise(session: Session, future: int) -> None:
    contact = get_or_create_contact(session, "fake", "r", now=BEGIN)
    table = SQLModel.metadata.tables["reminder"]
    for first in range(0, future, 50_000):
        session.execute(
            insert(table),
            [
                {
                    "key": f"k{number}",
                    "kind": ReminderKind.PERSONAL,
                    "contact_id": contact.id,
                    "text": "x",
                    "due_at": BEGIN + timedelta(days=1, seconds=number),
                    "state": ReminderState.WAITING,
                    "made_at": BEGIN,
                }
                for number in range(first, min(first + 50_000, future))
            ],
        )


def main() -> None:
    """Print the month and the cost on both databases."""
    size = SMALL if "--small" in sys.argv else Size()
    many = 1_000_000 if "--million" in sys.argv else 100_000
    server = Server()
    with tempfile.TemporaryDirectory() as folder:
        for name in ("sqlite", "postgresql"):
            urls = [
                f"sqlite:///{Path(folder)}/{number}.db"
                if name == "sqlite"
                else server.create(f"b{number}")
                for number in range(3)
            ]
            print(name, "month", dict(month(urls[0], size)))
            few = cost(urls[1], 1_000)
            print(
                f"{name} tick: {few:.2f} ms with 1,000 to come,"
                f" {cost(urls[2], many):.2f} ms with {many:,}"
            )
    server.stop()


if __name__ == "__main__":
    main()
