"""What happened in a period, row by row, without names: the rows behind the figures.

Nobody is named. A person is a mark that is the same within one pack and says nothing outside of it;
a learner is the first letters of their name, as an inspector compares with the signed roll.
"""

import hashlib
import hmac
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, String, and_, case, cast, func, literal, select
from sqlmodel import Session, SQLModel

from bot import texts
from bot.broadcasts.models import Broadcast, BroadcastRecipient, BroadcastState
from bot.classes.models import ClassSession, Enrolment, EnrolmentStatus
from bot.core.policy import Policy
from bot.documents.cells import Cell
from bot.outbox.models import Delivery
from bot.outreach.models import HomeVisit
from bot.people.units import Unit, within
from bot.reports.models import CountName, DailyCount
from bot.reports.periods import Period
from bot.tickets.models import Ticket

MARK_LENGTH = 10
QUOTED = 300  # characters of an announcement
CHUNK = 1_000  # rows read at a time


def _columns(table: Any) -> Any:
    return SQLModel.metadata.tables[str(table.__tablename__)].c


UNIT, COUNT, TICKET = _columns(Unit), _columns(DailyCount), _columns(Ticket)
CLASS, ENROLMENT = _columns(ClassSession), _columns(Enrolment)
VISIT = _columns(HomeVisit)
BROADCAST, RECIPIENT, DELIVERY = map(_columns, (Broadcast, BroadcastRecipient, Delivery))
_SENT_STATES = (
    BroadcastState.SENDING,
    BroadcastState.PAUSED,
    BroadcastState.DONE,
    BroadcastState.CANCELLED,
)
# Who asked about what, day by day, is no evidence of anything but who asked.
_TOPICS = (
    CountName.ANSWERED,
    CountName.CHOICES,
    CountName.TOPIC_OPENED,
    CountName.HELPED,
    CountName.NOT_HELPED,
)


@dataclass(frozen=True, slots=True)
class Subject:
    """What a pack is about: a unit's subtree, from one instant up to another."""

    session: Session
    unit: Unit
    period: Period
    frozen_at: datetime  # what happened later is left out
    policy: Policy
    secret: bytes  # of this pack alone; kept nowhere

    @property
    def start(self) -> datetime:
        """The first instant of the period."""
        return self._midnight(0)

    @property
    def end(self) -> datetime:
        """The instant after the period, or when it was frozen."""
        return min(self._midnight(self.period.days), self.frozen_at)

    def _midnight(self, days: int) -> datetime:
        day = self.period.first + timedelta(days=days)
        return datetime.combine(day, time(), self.policy.zone)

    def during(self, at: ColumnElement[Any]) -> ColumnElement[bool]:
        """Return the condition that an instant lies in the period."""
        return and_(at >= self.start, at < self.end)

    def within_unit(self) -> ColumnElement[bool]:
        """Return the condition that a row's unit lies in the subtree."""
        return within(UNIT.path, self.unit.path)

    def mark(self, contact_id: int | None) -> str:
        """Return a person's mark in this pack."""
        return "" if contact_id is None else self._mark(f"contact:{contact_id}")

    def mark_household(self, household_id: int) -> str:
        """Return a household's mark in this pack."""
        return self._mark(f"household:{household_id}")

    def _mark(self, named: str) -> str:
        digest = hmac.new(self.secret, named.encode(), hashlib.sha256).hexdigest()
        return digest[:MARK_LENGTH]

    def stream(self, query: Any) -> Iterator[Any]:
        """Yield the rows of a query without holding all of them."""
        result = self.session.connection().execution_options(yield_per=CHUNK).execute(query)
        yield from result


Row = Sequence[Cell]


def list_daily_counts(subject: Subject) -> Iterator[Row]:
    """Yield the counters as they stand: unit, day, name, detail, count. Topics are added up."""
    shown = case(
        (COUNT.name.in_([str(name) for name in _TOPICS]), literal("", String)), else_=COUNT.detail
    ).label("shown")
    days = and_(COUNT.day >= subject.period.first, COUNT.day <= subject.period.last)
    query = (
        select(UNIT.code, COUNT.day, COUNT.name, shown, func.sum(COUNT.count))
        .join_from(COUNT.id.table, UNIT.id.table, UNIT.id == COUNT.unit_id)
        .where(subject.within_unit(), days)
        .group_by(UNIT.code, COUNT.day, COUNT.name, shown)
        .order_by(UNIT.code, COUNT.day, COUNT.name, shown)
    )
    for code, day, name, detail, count in subject.stream(query):
        yield code, day, name, detail, int(count)


def list_tickets(subject: Subject) -> Iterator[Row]:
    """Yield the requests for a person, without their words."""
    query = (
        select(
            TICKET.id,
            UNIT.name,
            TICKET.kind,
            TICKET.opened_at,
            TICKET.accepted_at,
            TICKET.closed_at,
            TICKET.outcome,
            TICKET.rating,
            TICKET.contact_id,
        )
        .join_from(TICKET.id.table, UNIT.id.table, UNIT.id == TICKET.unit_id)
        .where(subject.within_unit(), subject.during(TICKET.opened_at), ~TICKET.about_team)
        .order_by(TICKET.id)
    )
    for number, village, kind, opened, accepted, closed, outcome, rating, contact in subject.stream(
        query
    ):
        yield (
            number,
            village,
            texts.DESK_KINDS[kind],
            opened,
            accepted,
            closed,
            texts.DESK_OUTCOMES.get(outcome, ""),
            rating,
            subject.mark(contact),
        )


def list_home_visits(subject: Subject) -> Iterator[Row]:
    """Yield the visits at doors that count; a household is a mark."""
    days = VISIT.visited_on.between(subject.period.first, subject.period.last)
    columns = (UNIT.name, VISIT.visited_on, VISIT.outcome, VISIT.setups, VISIT.due_on)
    query = (
        select(*columns, VISIT.household_id)
        .join_from(VISIT.id.table, UNIT.id.table, UNIT.id == VISIT.unit_id)
        .where(
            subject.within_unit(),
            days,
            VISIT.entered_at < subject.frozen_at,
            VISIT.withdrawn_at.is_(None),
        )
        .order_by(VISIT.visited_on, VISIT.id)
    )
    for village, day, outcome, setups, due_on, household_id in subject.stream(query):
        outcome = texts.HOME_VISIT_OUTCOMES[outcome]
        mark = subject.mark_household(household_id)
        yield village, day, outcome, ", ".join(setups), due_on, mark


def list_classes(subject: Subject) -> Iterator[Row]:
    """Yield the classes that were held or called off, with their figures."""
    seats = func.sum(case((ENROLMENT.status == EnrolmentStatus.JOINED, 1), else_=0))
    present = func.sum(case((ENROLMENT.attended_at.is_not(None), 1), else_=0))
    columns = (CLASS.code, UNIT.name, CLASS.topic, CLASS.starts_at, CLASS.place, CLASS.headcount)
    query = (
        select(*columns, CLASS.cancelled_at, seats, present)
        .join_from(CLASS.id.table, UNIT.id.table, UNIT.id == CLASS.unit_id)
        .join(ENROLMENT.id.table, ENROLMENT.session_id == CLASS.id, isouter=True)
        .where(subject.within_unit(), subject.during(CLASS.starts_at))
        .group_by(CLASS.id, UNIT.id)
        .order_by(CLASS.starts_at, CLASS.id)
    )
    for code, village, topic, starts, place, heads, cancelled, joined, came in subject.stream(
        query
    ):
        state = texts.EVIDENCE_CLASS_CANCELLED if cancelled else texts.EVIDENCE_CLASS_HELD
        yield code, village, topic, starts, place, state, int(joined or 0), int(came or 0), heads


def list_attendance(subject: Subject) -> Iterator[Row]:
    """Yield the learners of these classes by the first letters of their names."""
    query = (
        select(CLASS.code, ENROLMENT.learner, ENROLMENT.contact_id, ENROLMENT.attended_at)
        .join_from(ENROLMENT.id.table, CLASS.id.table, CLASS.id == ENROLMENT.session_id)
        .join(UNIT.id.table, UNIT.id == CLASS.unit_id)
        .where(
            subject.within_unit(),
            subject.during(CLASS.starts_at),
            ENROLMENT.status == EnrolmentStatus.JOINED,
        )
        .order_by(CLASS.starts_at, CLASS.id, ENROLMENT.id)
    )
    for code, learner, contact, attended in subject.stream(query):
        yield code, abbreviate_name(learner), subject.mark(contact), attended


def abbreviate_name(name: str) -> str:
    """Return the first letters of a name: "Trần Thị Ba" is "T.T.B."."""
    return "".join(f"{word[0].upper()}." for word in name.split())


def list_broadcasts(subject: Subject) -> Iterator[Row]:
    """Yield the announcements that went out, with how many they were for."""
    went_out = BROADCAST.state.in_(_SENT_STATES)
    columns = (BROADCAST.code, UNIT.name, BROADCAST.decided_at, BROADCAST.ended_at)
    query = (
        select(*columns, BROADCAST.total, BROADCAST.reachable, BROADCAST.text)
        .join_from(BROADCAST.id.table, UNIT.id.table, UNIT.id == BROADCAST.unit_id)
        .where(subject.within_unit(), subject.during(BROADCAST.decided_at), went_out)
        .order_by(BROADCAST.decided_at, BROADCAST.id)
    )
    for *cells, words in subject.stream(query):
        yield (*cells, words[:QUOTED])


def list_deliveries(subject: Subject) -> Iterator[Row]:
    """Yield to whom each announcement was sent: channel, status, instant, attempts."""
    batch = cast(BROADCAST.batch_id, String)
    key = literal("b", String) + batch + literal(":", String) + cast(RECIPIENT.recipient, String)
    query = (
        select(
            BROADCAST.code,
            UNIT.name,
            RECIPIENT.contact_id,
            RECIPIENT.account,
            RECIPIENT.reach,
            DELIVERY.status,
            DELIVERY.settled_at,
            DELIVERY.attempts,
        )
        .join_from(RECIPIENT.id.table, BROADCAST.id.table, BROADCAST.id == RECIPIENT.broadcast_id)
        .join(UNIT.id.table, UNIT.id == RECIPIENT.unit_id)
        .join(DELIVERY.id.table, DELIVERY.key == key, isouter=True)
        .where(subject.within_unit(), subject.during(BROADCAST.decided_at))
        .order_by(BROADCAST.id, RECIPIENT.id)
    )
    for code, village, contact, account, reach, status, settled, attempts in subject.stream(query):
        outcome = reach or status or ""
        yield (
            code,
            village,
            subject.mark(contact),
            account,
            texts.EVIDENCE_DELIVERY_STATES.get(outcome, texts.EVIDENCE_NOT_SENT),
            settled,
            attempts or 0,
        )
