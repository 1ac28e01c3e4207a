"""Reads what was seen from outside and what the database holds, and finds what does not agree.

Each check returns how many things it looked at and a sentence for each that is wrong. What may be
heard twice is told by the database itself: a delivery is `uncertain` when its process died, or its
platform gave no clear answer, while it was on its way.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import func, text
from sqlmodel import Session, SQLModel, col, select

from bot.classes.models import ClassSession, Enrolment, EnrolmentStatus
from bot.messages.history import Direction, Message
from bot.messages.route_names import RELAYED, RouteName
from bot.outbox.models import Batch, Delivery, DeliveryStatus
from bot.outbox.reasons import REASON_BLOCKED, REASON_EXPIRED, REASON_LATE
from bot.people.models import Contact
from bot.polls.models import Ballot
from bot.reminders.models import Reminder, ReminderState
from bot.reports.models import DailyCount
from bot.reports.periods import Period
from bot.reports.recount import RECOUNTED, recount_days
from tests.chaos.evidence import Evidence, Heard

EARLY = timedelta(seconds=1)
NO_REPLY = {RouteName.HELD, RouteName.BESIDE, RouteName.EDITED, RouteName.BY_HAND}
Address = tuple[str, str]


@dataclass
class Finding:
    """What one check looked at, and what is wrong."""

    name: str
    looked_at: int = 0
    note: str = ""
    wrong: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Books:
    """The rows of the database that several checks need."""

    contacts: Mapping[int, Address]
    deliveries: Mapping[int, Delivery]
    messages: Mapping[int, Message]

    @classmethod
    def read(cls, session: Session) -> "Books":
        """Read them."""
        contacts = {one.id: (one.account, one.address) for one in session.exec(select(Contact))}
        deliveries = {
            one.id: one for one in session.exec(select(Delivery).order_by(col(Delivery.id)))
        }
        messages = {one.id: one for one in session.exec(select(Message).order_by(col(Message.id)))}
        return cls(contacts, deliveries, messages)

    def address(self, delivery: Delivery) -> Address:
        """Who it is for."""
        return self.contacts[delivery.contact_id]


def audit(evidence: Evidence, session: Session) -> list[Finding]:
    """Every check, in the order of the table."""
    books = Books.read(session)
    return [
        check_answers(evidence, books),
        check_losses(evidence, books),
        check_doubles(evidence, books),
        check_reminders(evidence, books, session),
        check_counters(books, session),
        check_secrets(evidence, session),
        check_traces(evidence),
    ]


def check_answers(evidence: Evidence, books: Books) -> Finding:
    """Every message that was confirmed is kept, and was answered or apologised for."""
    finding = Finding("accepted messages answered or apologised for")
    stored = {
        (one.account, one.platform_id): one for one in books.messages.values() if one.platform_id
    }
    said, answered = _split_conversations(books)
    accepted = {(one.account, one.platform_id) for one in evidence.accepted}
    apologies = 0
    for key in sorted(accepted):
        finding.looked_at += 1
        if (message := stored.get(key)) is None:
            finding.wrong.append(f"{key}: confirmed, and not kept")
            continue
        apologies += message.route == RouteName.FAILED
        if message.repeated or message.route in NO_REPLY - {RouteName.HELD}:
            continue
        if not answered[message.id]:
            later = any(answered[one] for one in said[message.contact_id] if one > message.id)
            if message.route not in {RouteName.HELD, *RELAYED} or not later:
                finding.wrong.append(f"{key}: kept as {message.route or 'nothing'}, never answered")
    finding.note = f"{apologies} apologies"
    return finding


def _split_conversations(books: Books) -> tuple[dict[int | None, list[int]], Counter[int]]:
    """By contact the ids of what was said; by such an id how many answers follow it."""
    said: dict[int | None, list[int]] = {}
    answered: Counter[int] = Counter()
    carried = {one.message_id for one in books.deliveries.values()}
    for message in books.messages.values():
        if message.direction == Direction.IN:
            said.setdefault(message.contact_id, []).append(message.id)
        elif message.id in carried and said.get(message.contact_id):
            answered[said[message.contact_id][-1]] += 1
    return said, answered


def check_losses(evidence: Evidence, books: Books) -> Finding:
    """Every delivery came to its end, and what counts as sent was taken by the platform."""
    finding = Finding("deliveries lost")
    known = {(one.account, one.address) for one in evidence.heard}
    known |= {(one.account, one.address) for one in evidence.accepted}
    taken = {(one.account, one.address, one.platform_id) for one in evidence.heard}
    allowed = {REASON_BLOCKED, REASON_EXPIRED, REASON_LATE}
    for delivery in books.deliveries.values():
        whose = books.address(delivery)
        if whose not in known:
            continue  # a page that never came back; nobody stands there to hear it
        ended = evidence.ended_at
        is_queued = delivery.status == DeliveryStatus.QUEUED
        if is_queued and ended is not None and ended < delivery.due_at:
            continue
        finding.looked_at += 1
        if delivery.status in (DeliveryStatus.QUEUED, DeliveryStatus.SENDING):
            finding.wrong.append(
                f"delivery {delivery.id} to {whose} is still {delivery.status}"
                f" after {delivery.attempts} tries, due {delivery.due_at:%H:%M:%S}"
            )
        elif delivery.status == DeliveryStatus.FAILED and delivery.reason not in allowed:
            finding.wrong.append(f"delivery {delivery.id} to {whose} failed: {delivery.reason}")
        elif delivery.status == DeliveryStatus.SENT:
            told = delivery.replaces or (*whose, delivery.platform_id) in taken
            if not told:
                finding.wrong.append(f"delivery {delivery.id} to {whose} is said to be sent")
    return finding


def check_doubles(evidence: Evidence, books: Books) -> Finding:
    """What a platform took and no delivery names is a double: only of what was in flight."""
    finding = Finding("heard twice, beyond what was in flight")
    named: set[tuple[str, str, str]] = set()
    doubtful: Counter[tuple[str, str]] = Counter()
    for delivery in books.deliveries.values():
        whose = books.address(delivery)
        for number in (delivery.platform_id, *delivery.earlier_ids.split()):
            named.add((*whose, number))
        if delivery.uncertain or delivery.attempts > 1 or delivery.status == DeliveryStatus.SENDING:
            doubtful[whose] += max(delivery.attempts - 1, 1)
    orphans: Counter[tuple[str, str]] = Counter()
    for one in evidence.heard:
        finding.looked_at += 1
        if (one.account, one.address, one.platform_id) not in named:
            orphans[one.account, one.address] += 1
    for whose, count in sorted(orphans.items()):
        if count > doubtful[whose]:
            finding.wrong.append(
                f"{whose} heard {count} messages twice, {doubtful[whose]} were in flight at a fault"
            )
    finding.note = f"{orphans.total()} in flight at {len(evidence.interruptions)} faults"
    return finding


def check_reminders(evidence: Evidence, books: Books, session: Session) -> Finding:
    """Every reminder that is due was sent, and nobody heard one before its time."""
    finding = Finding("reminders missed or early")
    by_key = {one.key: one for one in books.deliveries.values() if one.key}
    heard = {(one.account, one.address, one.platform_id): one for one in evidence.heard}
    ends = max((one.at for one in evidence.heard), default=None)
    latest = timedelta()
    for reminder in session.exec(select(Reminder)):
        if reminder.state == ReminderState.DROPPED or ends is None:
            continue
        if reminder.state == ReminderState.WAITING and reminder.due_at > ends:
            continue
        finding.looked_at += 1
        delivery = by_key.get(f"reminder:{reminder.id}")
        if reminder.state != ReminderState.SENT or delivery is None:
            finding.wrong.append(
                f"reminder {reminder.id} is {reminder.state}, due {reminder.due_at}"
            )
            continue
        one = heard.get((*books.address(delivery), delivery.platform_id))
        if one is None:
            finding.wrong.append(f"reminder {reminder.id} was heard by nobody")
            continue
        first = _find_first(evidence, books, delivery, one)
        meant = reminder.meant_at or reminder.due_at
        if evidence.latest_clock(first.at) < meant - EARLY:
            finding.wrong.append(f"reminder {reminder.id}, due {meant}, was heard at {first.at}")
        latest = max(latest, one.at - meant)
    finding.note = f"the latest after {max(latest.total_seconds(), 0):.0f} s"
    return finding


def _find_first(evidence: Evidence, books: Books, delivery: Delivery, heard: Heard) -> Heard:
    """The first time the same words came, for a double may be the early one."""
    same = [
        one
        for one in evidence.heard
        if (one.account, one.address, one.text) == (heard.account, heard.address, heard.text)
    ]
    others = sum(
        books.address(one) == (heard.account, heard.address)
        and books.messages[one.message_id].text == books.messages[delivery.message_id].text
        for one in books.deliveries.values()
    )
    return min(same, key=lambda one: one.at) if others == 1 else heard


def check_counters(books: Books, session: Session) -> Finding:
    """Counters equal the rows they count: batches, days, seats, one ballot a voter."""
    finding = Finding("counters that differ from their rows")
    _check_batches(books, session, finding)
    _check_seats(session, finding)
    voters = col(Ballot.poll_id), col(Ballot.voter)
    twice = select(*voters).group_by(*voters)
    for poll_id, voter in session.exec(twice.having(func.count() > 1)):
        finding.wrong.append(f"poll {poll_id}: {voter} has two ballots")
    before = _read_days(session)
    if days := {key[1] for key in before}:
        recount_days(session, Period(min(days), max(days)))
        after = _read_days(session)
        for key in sorted(before.keys() | after.keys(), key=str):
            finding.looked_at += 1
            if before[key] != after[key]:
                finding.wrong.append(f"{key}: counted {before[key]}, rows say {after[key]}")
    return finding


def _check_batches(books: Books, session: Session, finding: Finding) -> None:
    names = {REASON_BLOCKED: "unreachable", REASON_EXPIRED: "expired", REASON_LATE: "expired"}
    counts: dict[int, Counter[str]] = {}
    for delivery in books.deliveries.values():
        if delivery.batch_id is not None:
            count = counts.setdefault(delivery.batch_id, Counter())
            count["staged"] += 1
            if delivery.status in (DeliveryStatus.SENT, DeliveryStatus.CANCELLED):
                count[str(delivery.status)] += 1
            elif delivery.status == DeliveryStatus.FAILED:
                count[names.get(delivery.reason, "failed")] += 1
    for batch in session.exec(select(Batch)):
        count = counts.get(batch.id, Counter())
        for name in ("staged", "sent", "failed", "unreachable", "expired", "cancelled"):
            finding.looked_at += 1
            if getattr(batch, name) != count[name]:
                told = f"batch {batch.id} says {name} {getattr(batch, name)}, rows {count[name]}"
                finding.wrong.append(told)


def _check_seats(session: Session, finding: Finding) -> None:
    joined = (
        select(Enrolment.session_id, func.count())
        .where(Enrolment.status == EnrolmentStatus.JOINED)
        .group_by(col(Enrolment.session_id))
    )
    for session_id, count in session.exec(joined):
        finding.looked_at += 1
        seats = session.get_one(ClassSession, session_id).seats
        if count > seats:
            finding.wrong.append(f"class {session_id}: {count} people on {seats} seats")


def _read_days(session: Session) -> Counter[tuple[Any, ...]]:
    names = {str(name) for name in RECOUNTED}
    table = SQLModel.metadata.tables[str(DailyCount.__tablename__)].c
    columns = (table.unit_id, table.day, table.name, table.detail, table.count)
    rows = session.connection().execute(
        SQLModel.metadata.tables[str(DailyCount.__tablename__)].select().with_only_columns(*columns)
    )
    return Counter({tuple(row[:4]): row[4] for row in rows if row[2] in names and row[4]})


def check_secrets(evidence: Evidence, session: Session) -> Finding:
    """No secret stands in a log, in a table or in a call to a platform."""
    finding = Finding("secrets in logs, tables, outgoing calls")
    for secret in evidence.secrets:
        pattern = re.compile(rf"(?<!\w){re.escape(secret)}(?!\w)")
        for place, lines in (("log", evidence.logs), ("outgoing call", evidence.outgoing)):
            finding.looked_at += len(lines)
            if found := [line for line in lines if pattern.search(line)]:
                finding.wrong.append(f"{secret[:4]}… stands in {len(found)} lines of: {place}")
        for table in SQLModel.metadata.sorted_tables:
            rows = session.connection().execute(text(f'SELECT * FROM "{table.name}"'))
            for row in rows:
                finding.looked_at += 1
                if pattern.search(" ".join(map(str, row))):
                    finding.wrong.append(f"{secret[:4]}… stands in table {table.name}")
                    break
    return finding


# How a database, a disk or a network that is away shows itself; all else is a bug of ours.
OF_THE_WORLD = re.compile(
    r"(sqlalchemy\.exc\.(OperationalError|InvalidatePoolError)|psycopg\.|sqlite3\.)"
)
ENDS_A_TRACE = re.compile(r"[A-Za-z_][\w.]*(Error|Exception|Timeout|Shutdown|Full)(:|$)")
BROKEN = re.compile(r"action=(handler_failed|apology_failed)")


def check_traces(evidence: Evidence) -> Finding:
    """A stack of calls in a log ends in an error of the world; a handler never breaks."""
    finding = Finding("errors in the logs that are bugs")
    for line in evidence.logs:
        finding.looked_at += 1
        trace = ENDS_A_TRACE.match(line) and not OF_THE_WORLD.match(line)
        if trace or BROKEN.search(line):
            finding.wrong.append(line[:160])
    return finding


def render(findings: list[Finding]) -> str:
    """The table."""
    lines = [f"{'check':48} {'looked at':>9} {'wrong':>6}  note"]
    lines += [
        f"{one.name:48} {one.looked_at:>9} {len(one.wrong):>6}  {one.note}" for one in findings
    ]
    lines += [f"  ! {one.name}: {wrong}" for one in findings for wrong in one.wrong[:20]]
    return "\n".join(lines)
