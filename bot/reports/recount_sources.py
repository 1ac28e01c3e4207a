"""From which rows each daily counter can be recomputed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, FromClause, String, and_, case, cast, func, literal, select
from sqlmodel import SQLModel

from bot.classes.models import ClassSession, Enrolment, EnrolmentStatus
from bot.commitments.models import Commitment
from bot.faq.models import Feedback, Guide, Question, StepMark
from bot.outreach.models import HomeTelling, HomeVisit, HouseholdReach
from bot.people.models import Contact
from bot.people.purposes import Purpose
from bot.polls.models import Ballot, Poll
from bot.privacy.models import Consent
from bot.reports.counting import OUTCOME_COUNTS, SMALLTALK
from bot.reports.models import CountName
from bot.reports.step_counting import SEPARATOR, STEP_COUNTS, TOPIC_LENGTH
from bot.reports.ticket_counting import PASSED_ON, VISITED_OUTCOMES
from bot.tickets.models import (
    RESOLVED_OUTCOMES,
    Appointment,
    HelpCount,
    SupportLog,
    SupportWay,
    Ticket,
    TicketEvent,
    TicketEventKind,
    TicketOutcome,
)


def _columns(table: Any) -> Any:
    return SQLModel.metadata.tables[str(table.__tablename__)].c


QUESTION, FEEDBACK, CONTACT, CONSENT = map(_columns, (Question, Feedback, Contact, Consent))
TICKET, HISTORY, VISIT, HELP = map(_columns, (Ticket, TicketEvent, Appointment, SupportLog))
(KIND,) = map(_columns, (HelpCount,))
ENROLMENT, CLASS, BALLOT, POLL = map(_columns, (Enrolment, ClassSession, Ballot, Poll))
GUIDE, STEP = map(_columns, (Guide, StepMark))
DOOR, REACH, TOLD = map(_columns, (HomeVisit, HouseholdReach, HomeTelling))
PROMISE = _columns(Commitment)
NO_DETAIL = literal("", String)
ONE = func.count()


@dataclass(frozen=True, slots=True)
class Source:
    """Rows that were counted: which, in which unit, when, under which name."""

    rows: FromClause
    name: ColumnElement[Any]
    unit_id: ColumnElement[Any]
    at: ColumnElement[Any]
    contact_id: ColumnElement[Any] | None  # None: whoever it was
    detail: ColumnElement[Any] = NO_DETAIL
    amount: ColumnElement[Any] = ONE
    where: tuple[ColumnElement[bool], ...] = ()


def _name(name: CountName) -> ColumnElement[str]:
    return literal(str(name), String)


def _choose(column: ColumnElement[Any], names: Mapping[Any, CountName]) -> ColumnElement[str]:
    return case(
        *((column == str(value), literal(str(name), String)) for value, name in names.items())
    )


TICKET_NAMES: Mapping[TicketEventKind, CountName] = {
    TicketEventKind.OPENED: CountName.TICKET_OPENED,
    TicketEventKind.ACCEPTED: CountName.TICKET_TAKEN,
    TicketEventKind.REOPENED: CountName.TICKET_REOPENED,
    TicketEventKind.ESCALATED: CountName.UNTAKEN,
    TicketEventKind.CLOSED: CountName.TICKET_RESOLVED,
}


def _ticket_source(
    rows: FromClause, name: ColumnElement[Any], at: ColumnElement[Any], **rest: Any
) -> Source:
    """Return a source of tickets, joined to `rows` by their `ticket_id`."""
    joined = rows.join(TICKET.id.table, TICKET.id == rows.c.ticket_id)
    return Source(joined, name, TICKET.unit_id, at, TICKET.contact_id, **rest)


def _make_history() -> Source:
    is_resolved = HISTORY.note.in_([str(outcome) for outcome in RESOLVED_OUTCOMES])
    kinds = [str(kind) for kind in TICKET_NAMES]
    return _ticket_source(
        HISTORY.id.table,
        _choose(HISTORY.kind, TICKET_NAMES),
        HISTORY.at,
        where=(
            HISTORY.kind.in_(kinds),
            (HISTORY.kind != str(TicketEventKind.CLOSED)) | is_resolved,
        ),
    )


def _make_passed_on() -> Source:
    """Return the first offer of each ticket at each level beyond its village."""
    levels = [str(level) for level in PASSED_ON]
    first = (
        select(HISTORY.ticket_id, HISTORY.note, func.min(HISTORY.at).label("first_at"))
        .where(HISTORY.kind == str(TicketEventKind.OFFERED), HISTORY.note.in_(levels))
        .group_by(HISTORY.ticket_id, HISTORY.note)
        .subquery()
    )
    return _ticket_source(first, _choose(first.c.note, PASSED_ON), first.c.first_at)


def _make_ratings() -> Source:
    """Return the last rating of each ticket, which replaced those before."""
    last = (
        select(HISTORY.ticket_id, func.max(HISTORY.at).label("last_at"))
        .where(HISTORY.kind == str(TicketEventKind.RATED))
        .group_by(HISTORY.ticket_id)
        .subquery()
    )
    return _ticket_source(
        last, _name(CountName.RATING), last.c.last_at, detail=cast(TICKET.rating, String)
    )


def make_first_responses() -> Any:
    """Return the query of unit, contact, opening and first answer by a person, of each ticket."""
    answered = and_(
        HISTORY.kind == str(TicketEventKind.CLOSED),
        HISTORY.note == str(TicketOutcome.ANSWERED),
    )
    first = (
        select(HISTORY.ticket_id, func.min(HISTORY.at).label("first_at"))
        .where((HISTORY.kind == str(TicketEventKind.ACCEPTED)) | answered)
        .group_by(HISTORY.ticket_id)
        .subquery()
    )
    return (
        select(TICKET.unit_id, TICKET.opened_at, first.c.first_at)
        .join(first, first.c.ticket_id == TICKET.id)
        .join(CONTACT.id.table, CONTACT.id == TICKET.contact_id)
    )


def _list_knowledge() -> tuple[Source, ...]:
    detail = case((QUESTION.outcome == "none", QUESTION.kind), else_=QUESTION.topic_id)
    verdict = case((FEEDBACK.helped, _name(CountName.HELPED)), else_=_name(CountName.NOT_HELPED))
    return (
        Source(
            QUESTION.id.table,
            _choose(QUESTION.outcome, OUTCOME_COUNTS),
            QUESTION.unit_id,
            QUESTION.asked_at,
            QUESTION.contact_id,
            detail=detail,
            where=(QUESTION.kind != SMALLTALK, QUESTION.outcome.in_(list(OUTCOME_COUNTS))),
        ),
        Source(
            FEEDBACK.id.table.join(QUESTION.id.table, QUESTION.id == FEEDBACK.question_id),
            verdict,
            QUESTION.unit_id,
            FEEDBACK.given_at,
            FEEDBACK.contact_id,
            detail=FEEDBACK.topic_id,
        ),
    )


def _make_steps() -> Source:
    """Return the steps shown, and those at which somebody was stuck; named as `name_step` does."""
    topic = func.substr(STEP.topic_id, 1, TOPIC_LENGTH)
    return Source(
        STEP.id.table.join(GUIDE.id.table, GUIDE.id == STEP.guide_id),
        _choose(STEP.kind, STEP_COUNTS),
        STEP.unit_id,
        STEP.marked_at,
        GUIDE.contact_id,
        detail=topic + SEPARATOR + cast(STEP.step + 1, String),
        where=(STEP.kind.in_(list(STEP_COUNTS)),),
    )


def _list_people() -> tuple[Source, ...]:
    return (
        Source(
            CONTACT.id.table,
            _name(CountName.STARTED),
            CONTACT.account_unit_id,
            CONTACT.created_at,
            CONTACT.id,
            detail=CONTACT.account,
        ),
        Source(
            CONSENT.id.table.join(CONTACT.id.table, CONTACT.id == CONSENT.contact_id),
            _name(CountName.CONSENTED),
            func.coalesce(CONTACT.unit_id, CONTACT.account_unit_id),
            CONSENT.given_at,
            CONTACT.id,
            where=(CONSENT.purpose == str(Purpose.MEMORY),),  # who agrees has a row for each
        ),
    )


def _list_tickets() -> tuple[Source, ...]:
    visited = VISIT.outcome.in_([str(outcome) for outcome in VISITED_OUTCOMES])
    return (
        _make_history(),
        _make_passed_on(),
        _make_ratings(),
        _ticket_source(VISIT.id.table, _name(CountName.VISIT), VISIT.ended_at, where=(visited,)),
        Source(
            HELP.id.table,
            _name(CountName.FACE_TO_FACE),
            HELP.unit_id,
            HELP.at,
            None,
            amount=func.sum(HELP.households),
            where=(HELP.way == str(SupportWay.FACE), HELP.withdrawn_at.is_(None)),
        ),
        Source(
            KIND.id.table.join(HELP.id.table, HELP.id == KIND.log_id).outerjoin(
                TICKET.id.table, TICKET.id == HELP.ticket_id
            ),
            _name(CountName.HELP_KIND),
            HELP.unit_id,
            HELP.at,
            TICKET.contact_id,
            detail=KIND.kind,
            amount=func.sum(KIND.counted),
            where=(HELP.withdrawn_at.is_(None),),
        ),
    )


def _list_classes_and_polls() -> tuple[Source, ...]:
    return (
        Source(
            ENROLMENT.id.table.join(CLASS.id.table, CLASS.id == ENROLMENT.session_id),
            _name(CountName.ENROLLED),
            CLASS.unit_id,
            ENROLMENT.joined_at,
            ENROLMENT.contact_id,
            where=(ENROLMENT.status != str(EnrolmentStatus.REQUESTED),),
        ),
        Source(
            BALLOT.id.table.join(POLL.id.table, POLL.id == BALLOT.poll_id),
            _name(CountName.BALLOT),
            func.coalesce(BALLOT.unit_id, POLL.unit_id),
            BALLOT.cast_at,
            BALLOT.contact_id,
            detail=BALLOT.how,
        ),
    )


@dataclass(frozen=True, slots=True)
class DaySource:
    """Rows that have the day they were counted on: which, in which unit, under which name."""

    rows: FromClause
    name: CountName
    unit_id: ColumnElement[Any]
    day: ColumnElement[Any]
    detail: ColumnElement[Any] = NO_DETAIL
    where: tuple[ColumnElement[bool], ...] = ()


def list_day_sources() -> Sequence[DaySource]:
    """Return the sources of outreach, whose rows have days."""
    return (
        DaySource(
            DOOR.id.table,
            CountName.HOUSE_VISIT,
            DOOR.unit_id,
            DOOR.visited_on,
            DOOR.outcome,
            (DOOR.withdrawn_at.is_(None),),
        ),
        DaySource(
            REACH.household_id.table,
            CountName.HOUSE_REACHED,
            REACH.unit_id,
            REACH.reached_on,
            REACH.way,
        ),
        DaySource(TOLD.id.table, CountName.HOUSE_TOLD, TOLD.unit_id, TOLD.told_on),
    )


def _list_commitments() -> tuple[Source, ...]:
    kept = PROMISE.in_time
    return tuple(
        Source(PROMISE.id.table, _name(name), PROMISE.unit_id, at, None, where=where)
        for name, at, where in (
            (CountName.COMMITMENT, PROMISE.approved_at, ()),
            (CountName.COMMITMENT_KEPT, PROMISE.ended_at, (kept,)),
            (CountName.COMMITMENT_LATE, PROMISE.late_at, ()),
        )
    )


def list_sources() -> Sequence[Source]:
    """Return the sources that are counted in SQL."""
    return (
        *_list_knowledge(),
        _make_steps(),
        *_list_people(),
        *_list_tickets(),
        *_list_classes_and_polls(),
        *_list_commitments(),
    )
