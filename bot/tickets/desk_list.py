"""The list of tickets as leaders and officers see it: tabs with counts, filters, search, pages.

Everything is scoped by the actor. Pages go on by key (instant and id), and the search looks words
up (`desk_search`), so that no page costs more as the years go by.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_
from sqlmodel import Session, case, col, select

from bot import texts
from bot.people.actor import Actor
from bot.people.linking import TEAM_ROLES
from bot.people.models import Contact, Person, Role
from bot.people.units import Unit, UnitKind, sort_units, within
from bot.tickets import desk_search
from bot.tickets.desk_counted import Counted, join_counted
from bot.tickets.lateness import Lateness
from bot.tickets.models import URGENT, Ticket, TicketEvent
from bot.tickets.permissions import visible_to

PAGE_SIZE = 30
CLOSED_DAYS = 30  # days of ended tickets that are shown unless others are asked for
MAX_TOPICS = 60
EXCERPT = 140  # characters


class Tab(StrEnum):
    """The four lists. A late ticket also stands in one of the first two."""

    WAITING = "waiting"
    HELPING = "helping"
    LATE = "late"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class DeskFilter:
    """What is asked for; empty fields ask for everything."""

    tab: Tab = Tab.WAITING
    village_id: int | None = None
    topic_id: str = ""
    member_id: int | None = None
    days: int | None = None
    words: str = ""
    counted: Counted | None = None  # the rows of a figure, whatever tab they stand in


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last row of a page, by instant and number: the next page begins after it."""

    at: datetime
    key: int

    def __str__(self) -> str:
        return f"{self.at.timestamp():.6f}_{self.key}"


@dataclass(frozen=True, slots=True)
class DeskRow:
    """One ticket of the list."""

    ticket: Ticket
    who: str  # the alias, or the name they agreed to tell
    village: str
    account: str
    member: str  # who has it or is asked; ""
    is_late: bool

    @property
    def is_urgent(self) -> bool:
        """Whether somebody is in danger."""
        return self.ticket.area == URGENT

    @property
    def excerpt(self) -> str:
        """The subject, or the first words."""
        first = next(filter(None, self.ticket.text.splitlines()), "")
        said = self.ticket.subject or first
        return said if len(said) <= EXCERPT else f"{said[:EXCERPT].rstrip()}…"


@dataclass(frozen=True, slots=True)
class DeskPage:
    """Rows, and where the next ones begin."""

    rows: Sequence[DeskRow]
    after: Cursor | None = None


@dataclass(frozen=True, slots=True)
class TabCounts:
    """How many tickets stand in each list, and since when the first one waits."""

    waiting: int
    helping: int
    late: int
    closed: int  # of the last `CLOSED_DAYS` days
    waiting_since: datetime | None

    def get(self, tab: Tab) -> int:
        """Return the count of a tab."""
        return int(getattr(self, tab.value))


@dataclass(frozen=True, slots=True)
class FilterChoices:
    """What the filters offer: id and name."""

    villages: Sequence[tuple[int, str]]
    members: Sequence[tuple[int, str]]
    topics: Sequence[tuple[str, str]]


def count_tabs(session: Session, *, actor: Actor, lateness: Lateness) -> TabCounts:
    """Count the tickets of each tab that the actor may see: one query over open and recent ones."""
    now = lateness.now
    is_open = col(Ticket.closed_at).is_(None)
    is_waiting = and_(is_open, col(Ticket.accepted_at).is_(None))

    def count(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)

    recent = col(Ticket.closed_at) > now - timedelta(days=CLOSED_DAYS)
    query = (
        select(
            count(is_waiting),
            count(and_(is_open, col(Ticket.accepted_at).is_not(None))),
            count(and_(is_open, lateness.condition())),
            count(~is_open),
            func.min(case((is_waiting, col(Ticket.waiting_since)))),
        )  # type: ignore[call-overload]
        .select_from(Ticket)
        .join(Contact, col(Contact.id) == Ticket.contact_id)
        .join(Unit, col(Unit.id) == Ticket.unit_id, isouter=True)
        .where(or_(is_open, recent), visible_to(actor))
    )
    waiting, helping, late, closed, since = session.exec(query).one()
    return TabCounts(waiting, helping, late, closed, since)


def list_page(
    session: Session,
    wanted: DeskFilter,
    *,
    actor: Actor,
    lateness: Lateness,
    after: Cursor | None = None,
    limit: int = PAGE_SIZE,
) -> DeskPage:
    """Return a page of tickets: open ones longest waiting first, ended ones latest first.

    With `words` all tabs are searched, newest first: see `desk_search`. With `counted` a ticket
    stands there as often as it was counted.
    """
    query = _select_rows().where(visible_to(actor), *_list_conditions(wanted, lateness))
    key: Any = col(Ticket.id)
    if wanted.counted is not None:
        query = join_counted(query, wanted.counted)
        at, key, is_descending = col(TicketEvent.at), col(TicketEvent.id), True
    elif wanted.words:
        query = query.where(desk_search.matches(wanted.words))
        at, is_descending = col(Ticket.opened_at), True
    else:
        at, is_descending = _order_of(wanted.tab)
    if after is not None:
        later = (at < after.at) if is_descending else (at > after.at)
        same = key < after.key if is_descending else key > after.key
        query = query.where(or_(later, and_(at == after.at, same)))
    order = (at.desc(), key.desc()) if is_descending else (at, key)
    query = query.add_columns(at, key).order_by(*order)
    found = session.execute(query.limit(limit + 1)).all()
    rows = [_make_row(row[:5], lateness) for row in found[:limit]]
    if len(found) <= limit:
        return DeskPage(rows)
    *_, last_at, last_key = found[limit - 1]
    return DeskPage(rows, Cursor(last_at, last_key))


def _select_rows() -> Any:
    return (
        select(Ticket, Contact, Unit.name, Person.name, Unit.path)
        .join(Contact, col(Contact.id) == Ticket.contact_id)
        .join(Unit, col(Unit.id) == Ticket.unit_id, isouter=True)
        .join(Person, col(Person.id) == Ticket.member_id, isouter=True)
    )


def _order_of(tab: Tab) -> tuple[Any, bool]:
    """Return the column a tab is ordered by, and whether the latest comes first."""
    is_closed = tab is Tab.CLOSED
    return (col(Ticket.closed_at) if is_closed else col(Ticket.waiting_since)), is_closed


def _list_conditions(wanted: DeskFilter, lateness: Lateness) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if not wanted.words and wanted.counted is None:
        conditions.append(_tab_condition(wanted, lateness))
    if wanted.village_id is not None:
        conditions.append(col(Ticket.unit_id) == wanted.village_id)
    if wanted.topic_id:
        conditions.append(col(Ticket.topic_id) == wanted.topic_id)
    if wanted.member_id is not None:
        conditions.append(col(Ticket.member_id) == wanted.member_id)
    if wanted.days is not None and wanted.tab is not Tab.CLOSED:
        conditions.append(col(Ticket.opened_at) > lateness.now - timedelta(days=wanted.days))
    return conditions


def _tab_condition(wanted: DeskFilter, lateness: Lateness) -> ColumnElement[bool]:
    is_open = col(Ticket.closed_at).is_(None)
    match wanted.tab:
        case Tab.WAITING:
            return and_(is_open, col(Ticket.accepted_at).is_(None))
        case Tab.HELPING:
            return and_(is_open, col(Ticket.accepted_at).is_not(None))
        case Tab.LATE:
            return and_(is_open, lateness.condition())
    since = lateness.now - timedelta(days=wanted.days or CLOSED_DAYS)
    return col(Ticket.closed_at) > since


def _make_row(
    row: tuple[Ticket, Contact, str | None, str | None, str | None], lateness: Lateness
) -> DeskRow:
    ticket, contact, village, member, path = row
    return DeskRow(
        ticket,
        name_resident(ticket, contact),
        village or texts.VILLAGE_NOT_SAID,
        contact.account,
        member or "",
        lateness.covers(ticket, path or ""),
    )


def name_resident(ticket: Ticket, contact: Contact) -> str:
    """Return the resident's name, or an alias until they agreed to be named."""
    if ticket.anonymous or not contact.name:
        return texts.ALIAS.format(number=contact.id)
    return contact.name


def list_choices(session: Session, *, actor: Actor, now: datetime) -> FilterChoices:
    """Return what the filters offer: villages and team of the scope, topics of open and recent."""
    villages = session.exec(
        select(Unit).where(Unit.kind == UnitKind.VILLAGE, within(Unit.path, actor.scope))
    )
    members = session.exec(
        select(Person.id, Person.name)
        .join(Role, col(Role.person_id) == Person.id)
        .join(Unit, col(Unit.id) == Role.unit_id)
        .where(col(Role.kind).in_(TEAM_ROLES), within(Unit.path, actor.scope))
        .distinct()
        .order_by(col(Person.name), col(Person.id))
    )
    since = now - timedelta(days=CLOSED_DAYS)
    topics = session.exec(
        select(Ticket.topic_id, func.max(Ticket.subject))
        .join(Contact, col(Contact.id) == Ticket.contact_id)
        .join(Unit, col(Unit.id) == Ticket.unit_id, isouter=True)
        .where(col(Ticket.opened_at) > since, Ticket.topic_id != "", visible_to(actor))
        .group_by(col(Ticket.topic_id))
        .order_by(func.count(col(Ticket.id)).desc())
        .limit(MAX_TOPICS)
    )
    return FilterChoices(
        [(unit.id, unit.name) for unit in sort_units(villages)],
        list(members),
        [(topic_id, subject or topic_id) for topic_id, subject in topics],
    )


def parse_cursor(written: str, zone: Any) -> Cursor | None:
    """Return the cursor of an address; None when there is none or it is broken."""
    at, _, key = written.partition("_")
    try:
        return Cursor(datetime.fromtimestamp(float(at), zone), int(key))
    except (ValueError, OverflowError, OSError):
        return None
