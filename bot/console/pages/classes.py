"""Classes: the month as a calendar and as a list, one class, its papers."""

import asyncio
import re
from calendar import Calendar
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from aiohttp import web
from sqlmodel import Session

from bot import texts
from bot.classes import attendance, overview, service, skills
from bot.classes.certificate_pdf import render_certificates
from bot.classes.models import Clarity, ClassSession
from bot.classes.overview import ClassDetails, ClassLine, ClassState, LearnerLine
from bot.classes.skills import CertificateSheet, Skill
from bot.console.context import ConsoleRequest
from bot.console.periods import describe_days, read_days
from bot.console.rendering import format_number
from bot.console.routes import PREFIX, TEAM
from bot.console.tables import Column, Kind, Row, export_table, make_table, wants_export
from bot.core.errors import UserError
from bot.documents.office_files import write_pdf
from bot.documents.office_form import Letterhead
from bot.people import unit_choice
from bot.people.units import Unit
from bot.reminders import wording
from bot.usecases import office_lists
from bot.usecases.letterheads import load_letterhead

PDF = "application/pdf"
IMPORT_ROUTE = "import.start"
IMPORT_PATH = f"{PREFIX}/import/classes"
FIRST_YEAR, LAST_YEAR = 2020, 2100
COUNTED = "held"  # as the figure of the reports is called in an address
# A browser without a field for months sends what was typed.
_MONTH = re.compile(r"(?P<year>\d{4})-(?P<month>\d\d?)|(?P<m>\d\d?)[/-](?P<y>\d{4})")
_KEYS = (
    "at", "topic", "unit", "place", "teacher", "seats", "joined", "waiting", "attended", "state",
)  # fmt: skip
_KINDS = (Kind.MOMENT, *[Kind.TEXT] * 4, *[Kind.NUMBER] * 4, Kind.TEXT)
_LEARNER_KEYS = ("number", "name", "how", "consent", "state", "told", "attended")


def read_month(written: str, today: date) -> date:
    """Return the first day of a month written as 2026-11 or 11/2026; else this month's."""
    match = _MONTH.fullmatch(written.strip())
    year, month = today.year, today.month
    if match:
        year, month = int(match["year"] or match["y"]), int(match["month"] or match["m"])
    if FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12:
        return date(year, month, 1)
    return today.replace(day=1)


def add_months(day: date, count: int) -> date:
    """Return the first day of the month `count` months away."""
    months = day.year * 12 + day.month - 1 + count
    return date(months // 12, months % 12 + 1, 1)


async def show_classes(request: ConsoleRequest) -> web.Response:
    """Show a month's classes as a calendar or as a list, and keep the list as a file."""
    month = read_month(request.query.get("month", ""), request.today)
    unit = request.query.get("unit", "")
    unit_id = int(unit) if unit.isdecimal() and len(unit) <= 15 else None
    topic = request.query.get("topic", "").strip()[:80]
    counted = _read_counted(request)
    lines, units = await request.read(
        _read_lines, request, counted or _get_month(request, month), unit_id, topic
    )
    view = "list" if counted or request.query.get("view") == "list" else "month"
    filters = {"unit": unit_id, "topic": topic, "view": view}
    table = make_class_table(request, lines)
    if wants_export(request):
        title = texts.CLASSES_TITLE.format(month=f"{month:%m/%Y}")
        return export_table(request, table, title=title, name=f"lop-hoc-{month:%Y-%m}")
    return request.render(
        "classes/list.html",
        title=_describe_counted(request, lines)
        if counted
        else texts.MONTH_TITLE.format(month=month.month, year=month.year),
        is_counted=counted is not None,
        table=table,
        weeks=list_weeks(lines, month, request),
        view=view,
        month=month,
        is_team=request.has(*TEAM),
        import_path=IMPORT_PATH if request.renderer.has_route(IMPORT_ROUTE) else "",
        units=[("", texts.ALL_UNITS), *((choice.id, choice.name) for choice in units)],
        unit=unit_id or "",
        topic=topic,
        earlier=request.url("classes.list", month=f"{add_months(month, -1):%Y-%m}", **filters),
        later=request.url("classes.list", month=f"{add_months(month, 1):%Y-%m}", **filters),
        this_month=request.url("classes.list", **filters),
        views=[
            (request.url("classes.list", month=f"{month:%Y-%m}", **filters | {"view": name}),
             label, None, view == name)
            for name, label in texts.CLASS_VIEWS
        ],
    )  # fmt: skip


def _get_month(request: ConsoleRequest, month: date) -> tuple[datetime, datetime]:
    zone, following = request.policy.zone, add_months(month, 1)
    return datetime.combine(month, time(), zone), datetime.combine(following, time(), zone)


def _read_counted(request: ConsoleRequest) -> tuple[datetime, datetime] | None:
    """Return the period whose classes a figure of the reports counts, or None."""
    is_asked = request.query.get("counted") == COUNTED
    return read_days(request.query, request.policy.zone) if is_asked else None


def _describe_counted(request: ConsoleRequest, lines: Sequence[ClassLine]) -> str:
    """Say how many classes were held in the period, and how many people came."""
    return texts.CLASSES_COUNTED.format(
        count=format_number(len(lines)),
        people=format_number(sum(line.attended for line in lines)),
        period=describe_days(request.query["since"], request.query["until"]),
    )


def _read_lines(
    session: Session,
    request: ConsoleRequest,
    period: tuple[datetime, datetime],
    unit_id: int | None,
    topic: str,
) -> tuple[list[ClassLine], Sequence[Unit]]:
    lines = overview.list_lines(
        session,
        actor=request.actor,
        since=period[0],
        until=period[1],
        now=request.now,
        unit_id=unit_id,
        topic=topic,
    )
    if _read_counted(request) is not None:
        lines = [line for line in lines if line.attended and line.session.followed_at]
    return lines, unit_choice.list_choices(session, request.actor)


def list_weeks(
    lines: Sequence[ClassLine], month: date, request: ConsoleRequest
) -> list[list[tuple[date, bool, list[ClassLine]]]]:
    """Return the month's weeks from Monday: day, whether it is of the month, its classes."""
    by_day: defaultdict[date, list[ClassLine]] = defaultdict(list)
    for line in lines:
        by_day[line.session.starts_at.astimezone(request.policy.zone).date()].append(line)
    weeks = Calendar().monthdatescalendar(month.year, month.month)
    return [[(day, day.month == month.month, by_day[day]) for day in week] for week in weeks]


def make_class_table(request: ConsoleRequest, lines: Sequence[ClassLine]) -> Any:
    """Return the table of classes; only the team's titles lead to the class."""

    def link(row: Row) -> str:
        return request.url("classes.show", id=row["id"])

    columns = [
        Column(
            key,
            label,
            kind,
            link=link if key == "topic" and request.has(*TEAM) else None,
            tag=(lambda row: row["tag"]) if key == "state" else None,
        )
        for key, label, kind in zip(_KEYS, texts.CLASS_COLUMNS, _KINDS, strict=True)
    ]
    rows = [_make_row(line) for line in lines]
    return make_table(request, columns, rows, empty=texts.CLASSES_EMPTY)


def _make_row(line: ClassLine) -> dict[str, Any]:
    lesson = line.session
    state, tag = texts.CLASS_STATES[line.state]
    is_future = line.state is ClassState.COMING
    return {
        "id": lesson.id, "at": lesson.starts_at, "topic": lesson.topic, "unit": line.unit.name,
        "place": lesson.place, "teacher": lesson.teacher, "seats": lesson.seats,
        "joined": line.joined, "waiting": line.waiting,
        "attended": None if is_future else line.attended, "state": state, "tag": tag,
    }  # fmt: skip


async def show_class(request: ConsoleRequest) -> web.Response:
    """Show one class: what it is, who learns, what came of it."""
    after = request.query.get("after", "")
    details = await request.read(
        overview.load_details,
        request.id(),
        actor=request.actor,
        now=request.now,
        after=int(after) if after.isdecimal() and len(after) <= 15 else 0,
    )
    lesson = details.line.session
    known = await asyncio.to_thread(skills.load_skills, request.services.settings.data_dir)
    table = make_learner_table(request, details)
    if wants_export(request):
        title = texts.LEARNERS_TITLE.format(topic=lesson.topic)
        return export_table(request, table, title=title, name=f"nguoi-hoc-{lesson.id}")
    return request.render(
        "classes/show.html",
        details=details,
        line=details.line,
        lesson=lesson,
        when=describe_when(request, lesson),
        state=texts.CLASS_STATES[details.line.state],
        table=table,
        is_coming=details.line.state is ClassState.COMING,
        can_change=details.line.state in (ClassState.COMING, ClassState.RUNNING),
        can_roll=attendance.is_open(lesson, now=request.now),
        papers=[line for line in details.learners if not line.account],
        calendar=f"/classes/{lesson.id}.ics",
        feedback=[
            (label, details.feedback[name])
            for name, label in zip(Clarity, texts.FEEDBACK_ANSWERS, strict=True)
        ],
        skills=[(skill.title, details.skills.get(skill.id, 0)) for skill in known],
    )


def describe_when(request: ConsoleRequest, lesson: ClassSession) -> str:
    """Return the day and hour of a class, as learners read it."""
    return wording.describe_moment(lesson.starts_at, now=request.now, zone=request.policy.zone)


def make_learner_table(request: ConsoleRequest, details: ClassDetails) -> Any:
    """Return the table of a class's learners, paged by enrolment."""
    columns = [
        Column(
            key,
            label,
            Kind.MOMENT if key == "attended" else Kind.NUMBER if key == "number" else Kind.TEXT,
            tag=(lambda row: row["tag"]) if key == "state" else None,
        )
        for key, label in zip(_LEARNER_KEYS, texts.LEARNER_COLUMNS, strict=True)
        if key != "attended" or details.line.session.rolled_at is not None
    ]
    rows = [_make_learner_row(number, line) for number, line in enumerate(details.learners, 1)]
    next_address = ""
    if details.next_id is not None:
        next_address = request.url(
            "classes.show", id=details.line.session.id, after=details.next_id
        )
    return make_table(
        request, columns, rows, empty=texts.LEARNERS_EMPTY, next_address=next_address, sorts=False
    )


def _make_learner_row(number: int, line: LearnerLine) -> dict[str, Any]:
    state, tag = texts.LEARNER_STATES[line.state]
    agreed = texts.LEARNER_CONSENTED if line.has_consented else texts.LEARNER_NOT_CONSENTED
    hears = bool(line.account) and not line.is_unreachable
    return {
        "number": number, "name": line.name, "how": overview.describe_joining(line),
        "consent": agreed if line.account else texts.LEARNER_PAPER, "state": state, "tag": tag,
        "told": texts.LEARNER_TOLD if hears else texts.LEARNER_TELL,
        "attended": line.enrolment.attended_at,
    }  # fmt: skip


async def show_sheet(request: ConsoleRequest) -> web.Response:
    """Give the roll sheet to be signed at the door."""
    document = await request.read(
        office_lists.make_roll_sheet,
        request.id(),
        actor=request.actor,
        zone=request.policy.zone,
        on=request.today,
    )
    pdf = await asyncio.to_thread(write_pdf, document)
    return request.download(pdf, f"diem-danh-{request.id()}.pdf", PDF)


async def do_certificates(request: ConsoleRequest) -> web.Response:
    """Issue the certificates of who was there and was seen to do something; give the PDF."""
    settings = request.services.settings
    known = await asyncio.to_thread(skills.load_skills, settings.data_dir)
    sheets, letterhead = await request.write(_issue, request, known)
    link = f"{settings.public_url}/certificates/" if settings.public_url else ""
    pdf = await asyncio.to_thread(render_certificates, sheets, letterhead, request.today, link=link)
    return request.download(pdf, f"giay-xac-nhan-{request.id()}.pdf", PDF)


def _issue(
    session: Session, request: ConsoleRequest, known: tuple[Skill, ...]
) -> tuple[list[CertificateSheet], Letterhead]:
    lesson = service.get_managed_class(session, request.id(), actor=request.actor)
    sheets, _ = skills.issue_sheets(session, lesson, known, actor=request.actor, now=request.now)
    if not sheets:
        raise UserError(texts.CERTIFICATES_EMPTY)
    unit = session.get_one(Unit, lesson.unit_id)
    return sheets, load_letterhead(session, unit, is_team=True)
