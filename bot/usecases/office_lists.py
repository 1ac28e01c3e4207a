"""The lists that a team prints: a class's roll, the team, the week's duty, who was not reached.

Each is an official document under the letterhead of its unit. A unit of another commune does not
exist for the actor.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from bot import texts
from bot.broadcasts import overview, results
from bot.classes import attendance
from bot.classes import service as classes
from bot.classes.models import ClassSession, Enrolment
from bot.core.errors import NotFound
from bot.core.policy import Policy
from bot.documents.cells import format_cell
from bot.documents.office_form import (
    NUMBER_WIDTH,
    Align,
    Block,
    Column,
    OfficeDocument,
    Paragraph,
    Signer,
    Table,
)
from bot.duty import presence
from bot.duty.roster import Calendars, load_rosters
from bot.people import units
from bot.people.actor import Actor
from bot.people.linking import TEAM_ROLES
from bot.people.models import Contact, Person, Role, RoleKind
from bot.people.units import Unit, UnitKind, is_within, within
from bot.usecases.letterheads import load_letterhead, lower_unit_name
from bot.vietnamese.dates.formatting import format_day
from bot.vietnamese.letters import natural_sort_key

SIGN_WIDTH, DAY_WIDTH = 32.0, 26.0  # millimetres
ROW_HEIGHT = 9.0  # millimetres: a hand writes in it
EMPTY_ROWS = 12  # at most, for who comes without having enrolled
LEAST_EMPTY_ROWS = 3
WEEK = 7  # days
QUOTED = 300  # characters of an announcement
NUMBER = Column(texts.LIST_NUMBER, Align.CENTER, NUMBER_WIDTH)


def make_roll_sheet(
    session: Session, class_id: int, *, actor: Actor, zone: ZoneInfo, on: date
) -> OfficeDocument:
    """Return the roll of a class, to be signed by each learner. Raises NotFound."""
    class_session = classes.get_managed_class(session, class_id, actor=actor)
    unit = session.get_one(Unit, class_session.unit_id)
    learners = attendance.list_learners(session, class_session)
    villages = _map_villages(session, class_session)
    rows = [
        (str(number), name, villages.get(enrolment.id, ""), "", "")
        for number, (enrolment, name) in enumerate(learners, 1)
    ]
    empty = max(LEAST_EMPTY_ROWS, min(class_session.seats - len(rows), EMPTY_ROWS))
    rows += [(str(len(rows) + number), "", "", "", "") for number in range(1, empty + 1)]
    columns = [
        NUMBER,
        Column(texts.HEAD_NAME),
        Column(texts.HEAD_VILLAGE),
        Column(texts.HEAD_SIGN, width=SIGN_WIDTH),
        Column(texts.HEAD_NOTE, width=SIGN_WIDTH),
    ]
    lines = _describe_class(class_session, len(learners), zone)
    return OfficeDocument(
        load_letterhead(session, unit, is_team=True),
        texts.ROLL_KIND,
        texts.ROLL_SUMMARY.format(topic=class_session.topic),
        [*map(Paragraph, lines), Table(columns, rows, ROW_HEIGHT)],
        day=on,
        signers=[Signer(position) for position in texts.ROLL_SIGNED],
    )


def _describe_class(class_session: ClassSession, count: int, zone: ZoneInfo) -> list[str]:
    start = class_session.starts_at.astimezone(zone)
    end = start + timedelta(minutes=class_session.minutes)
    when = texts.ROLL_WHEN.format(
        start=f"{start:%H:%M}", end=f"{end:%H:%M}", day=format_day(start.date())
    )
    where = texts.ROLL_WHERE.format(place=class_session.place)
    teacher = texts.ROLL_TEACHER.format(teacher=class_session.teacher)
    seats = texts.ROLL_COUNT.format(count=count, seats=class_session.seats)
    return [when, where, *([teacher] if class_session.teacher else []), seats]


def _map_villages(session: Session, class_session: ClassSession) -> dict[int, str]:
    """Return the village's name by enrolment, of those whose village is known."""
    query = (
        select(Enrolment.id, Unit.name)
        .join(Contact, col(Contact.id) == Enrolment.contact_id)
        .join(Unit, col(Unit.id) == Contact.unit_id)
        .where(Enrolment.session_id == class_session.id)
    )
    return dict(session.exec(query).all())


def make_team_list(session: Session, unit: Unit, *, actor: Actor, on: date) -> OfficeDocument:
    """Return the team of a village, or of all villages of a commune. Raises NotFound."""
    members = _list_members(session, unit, actor)
    has_villages = unit.kind != UnitKind.VILLAGE
    rows = [
        (
            str(number),
            person.name,
            *([village.name] if has_villages else []),
            texts.ROLE_TITLES[role.kind],
            person.phone,
            ", ".join(role.skills),
        )
        for number, (person, role, village) in enumerate(members, 1)
    ]
    columns = [
        NUMBER,
        Column(texts.HEAD_NAME),
        *([Column(texts.HEAD_VILLAGE)] if has_villages else []),
        Column(texts.HEAD_TITLE),
        Column(texts.HEAD_PHONE, Align.CENTER),
        Column(texts.HEAD_SKILLS),
    ]
    letterhead = load_letterhead(session, unit)
    return OfficeDocument(
        letterhead,
        texts.LIST_KIND,
        texts.TEAM_LIST_SUMMARY.format(unit=lower_unit_name(unit.name)),
        [Table(columns, rows), Paragraph(_count_rows(rows))],
        day=on,
        signers=_list_signers(letterhead.signer),
    )


def _count_rows(rows: Sequence[object]) -> str:
    return texts.LIST_TOTAL.format(count=len(rows)) if rows else texts.LIST_EMPTY


def _list_signers(signer: Signer | None) -> list[Signer]:
    return [signer] if signer else []


def _list_members(session: Session, unit: Unit, actor: Actor) -> list[tuple[Person, Role, Unit]]:
    """Return the members of a unit's subtree, village by village, who leads first."""
    if not is_within(unit.path, actor.scope):
        raise NotFound(texts.IMPORT_NO_UNIT.format(code=unit.code))
    query = (
        select(Person, Role, Unit)
        .join(Role, col(Role.person_id) == Person.id)
        .join(Unit, col(Unit.id) == Role.unit_id)
        .where(
            col(Role.kind).in_(TEAM_ROLES),
            within(Unit.path, unit.path),
            within(Unit.path, actor.scope),
        )
        .order_by(Person.name, col(Role.id))
    )
    ranks = list(reversed(TEAM_ROLES))  # officer, leader, member
    return sorted(
        ((person, role, village) for person, role, village in session.exec(query)),
        key=lambda row: (natural_sort_key(row[2].code), ranks.index(RoleKind(row[1].kind))),
    )


def make_duty_roster(
    session: Session, unit: Unit, day: date, *, policy: Policy, actor: Actor, on: date
) -> OfficeDocument:
    """Return who is on duty when in the week of `day`, Monday to Sunday. Raises NotFound.

    Of a week that is over only the weekly pattern is shown.
    """
    monday = day - timedelta(days=day.weekday())
    members = _list_members(session, unit, actor)
    calendars = Calendars(session, units.find_ancestor(session, unit, UnitKind.COMMUNE), policy)
    rosters = load_rosters(session, [person.id for person, *_ in members], today=on)
    has_villages = unit.kind != UnitKind.VILLAGE
    rows = []
    for person, _, village in members:
        duty = presence.list_duty_intervals(
            calendars.for_unit(village), rosters[person.id], monday, WEEK
        )
        cells = split_by_day(duty, monday, policy.zone)
        rows.append((person.name, *([village.name] if has_villages else []), person.phone, *cells))
    columns = [
        Column(texts.HEAD_NAME),
        *([Column(texts.HEAD_VILLAGE)] if has_villages else []),
        Column(texts.HEAD_PHONE, Align.CENTER),
        *(_day_column(monday + timedelta(days=number)) for number in range(WEEK)),
    ]
    letterhead = load_letterhead(session, unit)
    blocks: list[Block] = [Table(columns, rows) if rows else Paragraph(texts.DUTY_WEEK_EMPTY)]
    first, last = (format_cell(at) for at in (monday, monday + timedelta(days=WEEK - 1)))
    return OfficeDocument(
        letterhead,
        texts.DUTY_KIND,
        texts.DUTY_SUMMARY.format(unit=lower_unit_name(unit.name), first=first, last=last),
        blocks,
        day=on,
        signers=_list_signers(letterhead.signer),
        is_sideways=True,
    )


def _day_column(day: date) -> Column:
    weekday = texts.WEEKDAYS[day.weekday()]
    heading = texts.DUTY_COLUMN.format(
        weekday=weekday[:1].upper() + weekday[1:], day=f"{day:%d/%m}"
    )
    return Column(heading, Align.CENTER, DAY_WIDTH)


def split_by_day(
    duty: Sequence[tuple[datetime, datetime]], monday: date, zone: ZoneInfo
) -> list[str]:
    """Return the hours of each day; a night stands where it begins."""
    cells: list[list[str]] = [[] for _ in range(WEEK)]
    for interval in duty:
        start, end = (at.astimezone(zone) for at in interval)
        if 0 <= (number := (start.date() - monday).days) < WEEK:
            span = texts.DUTY_SPAN.format(start=f"{start:%H:%M}", end=f"{end:%H:%M}")
            cells[number].append(span)
    return ["\n".join(spans) for spans in cells]


def make_unreached_list(
    session: Session, number: int, *, actor: Actor, on: date, unit: Unit | None = None
) -> OfficeDocument:
    """Return whom an announcement did not reach, to be visited; with `unit` its subtree only."""
    broadcast = overview.get_heard(session, number, actor=actor)
    issuer = unit or session.get_one(Unit, broadcast.unit_id)
    if not is_within(issuer.path, actor.scope):
        raise NotFound(texts.IMPORT_NO_UNIT.format(code=issuer.code))
    unreached = results.list_unreached(session, broadcast, unit=unit)
    rows = [
        (
            str(place),
            person.unit,
            person.name or texts.LEFT_UNNAMED.format(number=person.number),
            texts.LEFT_WHY[person.reason],
            "",
            "",
        )
        for place, person in enumerate(unreached, 1)
    ]
    columns = [
        NUMBER,
        *map(Column, (texts.HEAD_VILLAGE, texts.HEAD_NAME, texts.HEAD_REASON)),
        Column(texts.HEAD_VISITED, width=DAY_WIDTH),
        Column(texts.HEAD_SIGN, width=DAY_WIDTH),
    ]
    count = texts.UNREACHED_COUNT.format(count=len(rows)) if rows else texts.UNREACHED_NOBODY
    quoted = texts.UNREACHED_TEXT.format(text=" ".join(broadcast.text.split())[:QUOTED])
    return OfficeDocument(
        load_letterhead(session, issuer),
        texts.LIST_KIND,
        texts.UNREACHED_SUMMARY.format(number=broadcast.id),
        [
            Paragraph(quoted),
            Paragraph(count),
            *([Table(columns, rows, ROW_HEIGHT)] if rows else []),
        ],
        day=on,
        signers=[Signer(texts.UNREACHED_SIGNED)],
    )
