"""How many households of each village are linked, asked, were helped: each counted once.

Counters hold turns; a rate per household needs households. These are grouped queries over the rows
of a period in one commune, bounded by their indexes. A chat whose household is not known stands
for one household; a chat of who has a role counts nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, String, case, cast, func, literal, select, union_all
from sqlmodel import Session, SQLModel

from bot.faq.models import Question
from bot.outreach.models import REACHED_OUTCOMES, HomeVisit
from bot.people.models import Contact, Person
from bot.reports.models import CountName
from bot.reports.periods import Period
from bot.reports.row_conditions import during, is_residents_row
from bot.reports.totals import COUNT, during_days
from bot.tickets.models import RESOLVED_OUTCOMES, SupportLog, SupportWay, Ticket


class Measure(StrEnum):
    """What is counted of a village: its households, and the classes that were held there."""

    LINKED = "linked"  # have a chat with the bot, by the end of the period
    ASKED = "asked"  # asked something in the period
    HELPED = "helped"  # were helped by a person in the period, in chat or at their door
    VISITED = "visited"  # were met face to face in the period
    CLASSES = "classes"  # classes held in the period


RADAR_MEASURES = (Measure.LINKED, Measure.ASKED, Measure.HELPED)
"""What a village is judged by; the others only explain."""


def _columns(table: Any) -> Any:
    return SQLModel.metadata.tables[str(table.__tablename__)].c


CONTACT, PERSON, QUESTION = map(_columns, (Contact, Person, Question))
HELP, TICKET, DOOR = map(_columns, (SupportLog, Ticket, HomeVisit))
# Whose: the household if it is known, else the person, else the chat alone.
HOUSEHOLD = case(
    (PERSON.household_id.is_not(None), literal("h", String) + cast(PERSON.household_id, String)),
    (PERSON.id.is_not(None), literal("p", String) + cast(PERSON.id, String)),
    else_=literal("c", String) + cast(CONTACT.id, String),
)
FACE_TO_FACE_MEASURES = (Measure.HELPED, Measure.VISITED)
Counts = dict[Measure, dict[int, int]]


@dataclass(frozen=True, slots=True)
class _Rows:
    """Rows that are joined to a contact: where they begin, and in which unit they count."""

    begin: Any
    unit_id: ColumnElement[Any]
    where: tuple[ColumnElement[bool], ...]


def count_households(session: Session, unit_ids: Sequence[int], period: Period) -> Counts:
    """Return the households of each measure by the id of the village, of the units given.

    The units are given by number, which begins an index of each table: joined to the units' paths,
    SQLite goes through every chat of every commune, and PostgreSQL through all the help.
    """
    _, by_the_end = during(CONTACT.created_at, period)
    linked = _Rows(CONTACT.id.table, CONTACT.unit_id, (by_the_end,))
    asked = _Rows(
        QUESTION.id.table.join(CONTACT.id.table, CONTACT.id == QUESTION.contact_id),
        QUESTION.unit_id,
        during(QUESTION.asked_at, period),
    )
    resolved = HELP.outcome.in_([str(outcome) for outcome in RESOLVED_OUTCOMES])
    helped = _help_rows(*during(HELP.at, period), resolved)
    visited = _help_rows(*during(HELP.at, period), HELP.way == str(SupportWay.VISIT))
    face_to_face = _select_face_to_face(unit_ids, period)
    query = union_all(
        _select_households(Measure.LINKED, linked, unit_ids),
        _select_households(Measure.ASKED, asked, unit_ids),
        _select_households(Measure.HELPED, helped, unit_ids),
        _select_households(Measure.VISITED, visited, unit_ids),
        _select_doors(unit_ids, period),
        _select_classes(unit_ids, period),
        *(face_to_face.add_columns(literal(str(measure))) for measure in FACE_TO_FACE_MEASURES),
    )
    counts: Counts = {measure: {} for measure in Measure}
    for unit_id, count, measure in session.connection().execute(query):
        known = counts[Measure(measure)]
        known[unit_id] = known.get(unit_id, 0) + int(count)
    return counts


def _help_rows(*where: ColumnElement[bool]) -> _Rows:
    """Return the help that residents got in tickets."""
    of_tickets = HELP.id.table.join(TICKET.id.table, TICKET.id == HELP.ticket_id)
    begin = of_tickets.join(CONTACT.id.table, CONTACT.id == TICKET.contact_id)
    return _Rows(begin, HELP.unit_id, where)


def _select_households(measure: Measure, rows: _Rows, unit_ids: Sequence[int]) -> Select[Any]:
    """Return the query of village, households and measure."""
    return (
        select(rows.unit_id, func.count(HOUSEHOLD.distinct()), literal(str(measure)))
        .select_from(rows.begin.outerjoin(PERSON.id.table, PERSON.id == CONTACT.person_id))
        .where(rows.unit_id.in_(unit_ids), is_residents_row(), *rows.where)
        .group_by(rows.unit_id)
    )


def _select_doors(unit_ids: Sequence[int], period: Period) -> Select[Any]:
    """Return the query of the households at whose door somebody was met."""
    return (
        select(
            DOOR.unit_id, func.count(DOOR.household_id.distinct()), literal(str(Measure.VISITED))
        )
        .where(
            DOOR.unit_id.in_(unit_ids),
            DOOR.withdrawn_at.is_(None),
            DOOR.outcome.in_([str(outcome) for outcome in REACHED_OUTCOMES]),
            DOOR.visited_on >= period.first,
            DOOR.visited_on <= period.last,
        )
        .group_by(DOOR.unit_id)
    )


def _select_classes(unit_ids: Sequence[int], period: Period) -> Select[Any]:
    """Return the query of the classes that were held, out of the counters."""
    held = COUNT.name == str(CountName.CLASS_HELD)
    during_period = during_days(COUNT.day, period)
    return (
        select(COUNT.unit_id, func.sum(COUNT["count"]), literal(str(Measure.CLASSES)))
        .where(COUNT.unit_id.in_(unit_ids), held, during_period)
        .group_by(COUNT.unit_id)
    )


def _select_face_to_face(unit_ids: Sequence[int], period: Period) -> Select[Any]:
    """Return the query of the households that members wrote down as helped without a ticket."""
    return (
        select(HELP.unit_id, func.sum(HELP.households))
        .where(
            HELP.unit_id.in_(unit_ids),
            HELP.way == str(SupportWay.FACE),
            *during(HELP.at, period),
        )
        .group_by(HELP.unit_id)
    )
