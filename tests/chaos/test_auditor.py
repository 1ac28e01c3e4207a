"""The auditor finds what it is there to find: each fault is fabricated."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from bot.core.db import Database
from bot.messages.content import Incoming, Reply
from bot.messages.history import Message, store_incoming, store_outgoing
from bot.messages.route_names import RouteName
from bot.outbox.models import Batch, Delivery, DeliveryStatus
from bot.people.service import get_or_create_contact
from bot.people.units import UnitKind, get_unit, upsert_unit
from bot.reactions import open_database
from bot.reminders.models import Reminder, ReminderKind, ReminderState
from bot.reports.models import CountName, DailyCount
from tests.chaos.auditor import audit, render
from tests.chaos.evidence import Accepted, Evidence, Heard

NOW = datetime(2026, 12, 1, 3, 0, tzinfo=UTC)
SECRET = "Hoa9!Kx71qz"
Deed = Callable[[Session, Evidence], object]

ANSWERS, LOSSES = "accepted messages answered or apologised for", "deliveries lost"
DOUBLES, REMINDERS = "heard twice, beyond what was in flight", "reminders missed or early"
COUNTERS, SECRETS = (
    "counters that differ from their rows",
    "secrets in logs, tables, outgoing calls",
)
TRACES = "errors in the logs that are bugs"


def an_honest_run(session: Session) -> Evidence:
    """One question answered, one reminder told in time, one announcement to one person."""
    upsert_unit(session, "x", "Xã X", UnitKind.COMMUNE, parent=None)
    contact = get_or_create_contact(session, "telegram", "7", now=NOW)
    contact.unit_id = get_unit(session, "x").id
    said = store_incoming(
        session, contact.id, Incoming("telegram", "7", "7:1", text="hỏi"), "hỏi", now=NOW
    )
    assert said is not None
    said.route = "faq.question"
    batch = Batch(created_at=NOW, staged=1, sent=1)
    reminder = Reminder(
        key="r", kind=ReminderKind.PERSONAL, contact_id=contact.id, text="tưới cây",
        due_at=NOW + timedelta(minutes=1), state=ReminderState.SENT, made_at=NOW,
    )  # fmt: skip
    session.add_all((batch, reminder))
    session.flush()
    evidence = Evidence(secrets=[SECRET], offsets=[(NOW - timedelta(hours=1), 0.0)])
    evidence.accepted.append(Accepted("telegram", "7", "7:1", NOW))
    given: list[dict[str, Any]] = [
        {},
        {"key": f"reminder:{reminder.id}"},
        {"batch_id": batch.id, "key": f"b{batch.id}:7"},
    ]
    for place, more in enumerate(given):
        text, number = f"lời {place}", f"7:{10 + place}"
        message = store_outgoing(session, "telegram", Reply(text), contact_id=contact.id, now=NOW)
        session.add(
            Delivery(
                account="telegram", contact_id=contact.id, message_id=message, due_at=NOW,
                staged_at=NOW, status=DeliveryStatus.SENT, platform_id=number, attempts=1, **more,
            )
        )  # fmt: skip
        at = NOW + timedelta(minutes=place)
        evidence.heard.append(Heard("telegram", "7", number, text, at))
    session.flush()
    return evidence


def found_by(session: Session, evidence: Evidence) -> set[str]:
    return {finding.name for finding in audit(evidence, session) if finding.wrong}


def delivery(session: Session, place: int) -> Delivery:
    return session.exec(select(Delivery).where(Delivery.platform_id == f"7:{10 + place}")).one()


def reminder(session: Session) -> Reminder:
    return session.exec(select(Reminder)).one()


def a_platform_that_took_nothing(session: Session, evidence: Evidence) -> None:
    evidence.heard.pop(0)


def a_delivery_that_stays(session: Session, evidence: Evidence) -> None:
    delivery(session, 0).status = DeliveryStatus.SENDING


def a_delivery_given_up(session: Session, evidence: Evidence) -> None:
    delivery(session, 0).status = DeliveryStatus.FAILED
    delivery(session, 0).reason = "internal error"


def a_message_confirmed_and_not_kept(session: Session, evidence: Evidence) -> None:
    evidence.accepted.append(Accepted("telegram", "7", "7:2", NOW))


def a_question_never_answered(session: Session, evidence: Evidence) -> None:
    contact = get_or_create_contact(session, "telegram", "7", now=NOW)
    message = store_incoming(
        session, contact.id, Incoming("telegram", "7", "7:3", text="nữa"), "nữa", now=NOW
    )
    assert message is not None
    message.route = "faq.question"
    evidence.accepted.append(Accepted("telegram", "7", "7:3", NOW))


def words_that_were_held_and_forgotten(session: Session, evidence: Evidence) -> None:
    a_question_never_answered(session, evidence)
    held = session.exec(select(Message).where(Message.platform_id == "7:3")).one()
    held.route = RouteName.HELD


def a_double(session: Session, evidence: Evidence) -> None:
    evidence.heard.append(Heard("telegram", "7", "7:99", "lời 0", NOW))


def an_early_reminder(session: Session, evidence: Evidence) -> None:
    reminder(session).due_at = NOW + timedelta(minutes=5)


def a_double_that_was_early(session: Session, evidence: Evidence) -> None:
    """The first copy came before its time, the one that is named later."""
    delivery(session, 1).uncertain = True
    evidence.heard.append(Heard("telegram", "7", "7:98", "lời 1", NOW))


def a_missed_reminder(session: Session, evidence: Evidence) -> None:
    reminder(session).state = ReminderState.WAITING


def a_reminder_given_up(session: Session, evidence: Evidence) -> None:
    reminder(session).state = ReminderState.MISSED


def a_wrong_batch(session: Session, evidence: Evidence) -> None:
    session.exec(select(Batch)).one().sent = 2


def a_wrong_day(session: Session, evidence: Evidence) -> None:
    unit = get_unit(session, "x").id
    session.add(DailyCount(unit_id=unit, day=NOW.date(), name=CountName.TICKET_OPENED, count=3))
    session.flush()


def a_secret_in_a_table(session: Session, evidence: Evidence) -> None:
    session.exec(select(Message).where(Message.platform_id == "7:1")).one().text = f"là {SECRET}"


def a_secret_in_the_log(session: Session, evidence: Evidence) -> None:
    evidence.logs.append(f"INFO received text={SECRET}")


def a_secret_on_its_way_out(session: Session, evidence: Evidence) -> None:
    evidence.outgoing.append(f'{{"text": "{SECRET}"}}')


def a_traceback(session: Session, evidence: Evidence) -> None:
    evidence.logs += ["Traceback (most recent call last):", "  at", "KeyError: 'unit'"]


def a_handler_that_broke(session: Session, evidence: Evidence) -> None:
    evidence.logs.append("[error] inbox: a handler broke [bot.inbox] action=handler_failed")


FABRICATED: list[tuple[Deed, str]] = [
    (a_platform_that_took_nothing, LOSSES),
    (a_delivery_that_stays, LOSSES),
    (a_delivery_given_up, LOSSES),
    (a_message_confirmed_and_not_kept, ANSWERS),
    (a_question_never_answered, ANSWERS),
    (words_that_were_held_and_forgotten, ANSWERS),
    (a_double, DOUBLES),
    (an_early_reminder, REMINDERS),
    (a_double_that_was_early, REMINDERS),
    (a_missed_reminder, REMINDERS),
    (a_reminder_given_up, REMINDERS),
    (a_wrong_batch, COUNTERS),
    (a_wrong_day, COUNTERS),
    (a_secret_in_a_table, SECRETS),
    (a_secret_in_the_log, SECRETS),
    (a_secret_on_its_way_out, SECRETS),
    (a_traceback, TRACES),
    (a_handler_that_broke, TRACES),
]


@pytest.mark.parametrize(("deed", "check"), FABRICATED, ids=[one.__name__ for one, _ in FABRICATED])
async def test_a_fabricated_fault_is_found(sqlite_url: str, deed: Deed, check: str) -> None:

    def work(session: Session) -> set[str]:
        evidence = an_honest_run(session)
        deed(session, evidence)
        session.flush()
        return found_by(session, evidence)

    db = open_database(sqlite_url)
    assert check in await db.write(work)
    db.close()


async def test_a_database_that_was_away_is_no_bug(sqlite_url: str) -> None:
    def work(session: Session) -> set[str]:
        evidence = an_honest_run(session)
        evidence.logs.append("sqlalchemy.exc.OperationalError: (sqlite3) database or disk is full")
        return found_by(session, evidence)

    db = open_database(sqlite_url)
    assert await db.write(work) == set()
    db.close()


async def test_an_honest_run_is_clean(db: Database) -> None:
    def work(session: Session) -> tuple[set[str], str]:
        evidence = an_honest_run(session)
        return found_by(session, evidence), render(audit(evidence, session))

    wrong, table = await db.write(work)
    assert wrong == set()
    assert len(table.splitlines()) == 8


async def test_what_was_in_flight_may_be_heard_twice_and_no_more(db: Database) -> None:
    def work(session: Session) -> list[set[str]]:
        evidence = an_honest_run(session)
        delivery(session, 0).uncertain = True
        session.flush()
        a_double(session, evidence)
        once = found_by(session, evidence)
        evidence.heard.append(Heard("telegram", "7", "7:97", "lời 0", NOW))
        return [once, found_by(session, evidence)]

    assert await db.write(work) == [set(), {DOUBLES}]


def test_a_clock_that_was_ahead_explains_an_early_reminder_for_a_while_only() -> None:
    evidence = Evidence(offsets=[(NOW - timedelta(hours=1), 0.0), (NOW, 60.0)])
    evidence.offsets.append((NOW + timedelta(seconds=20), 0.0))
    assert evidence.latest_clock(NOW + timedelta(seconds=30)) == NOW + timedelta(seconds=90)
    after = NOW + timedelta(minutes=5)
    assert evidence.latest_clock(after) == after
