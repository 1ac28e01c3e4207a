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
from bot.console.context import PDF, ConsoleRequest
from bot.console.pages import classes_held
from bot.console.pages.class_table import make_class_table
from bot.console.routes import INSTALLERS, TEAM
from bot.console.tables import Column, Kind, export_table, make_table, wants_export
from bot.core.errors import UserError
from bot.documents.office_files import write_pdf
from bot.documents.office_form import Letterhead
from bot.people import unit_choice
from bot.people.units import Unit
from bot.reminders import wording
from bot.usecases import office_lists
from bot.usecases.letterheads import load_letterhead

FIRST_YEAR, LAST_YEAR = 2020, 2100
# A browser without a field for months sends what was typed.
_MONTH = re.compile(r"(?P<year>\d{4})-(?P<month>\d\d?)|(?P<m>\d\d?)[/-](?P<y>\d{4})")
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
    if (period := classes_held.read_counted(request)) is not None:
        return await classes_held.show_held(request, period, unit_id)
    lines, units = await request.read(_read_lines, request, month, unit_id, topic)
    view = "list" if request.query.get("view") == "list" else "month"
    filters = {"unit": unit_id, "topic": topic, "view": view}
    table = make_class_table(request, lines)
    if wants_export(request):
        title = texts.CLASSES_TITLE.format(month=f"{month:%m/%Y}")
        return export_table(request, table, title=title, name=f"lop-hoc-{month:%Y-%m}")
    return request.render(
        "classes/list.html",
        title=texts.MONTH_TITLE.format(month=month.month, year=month.year),
        table=table,
        weeks=list_weeks(lines, month, request),
        view=view,
        month=month,
        is_team=request.has(*TEAM),
        may_import=request.has(*INSTALLERS),
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


def _read_lines(
    session: Session, request: ConsoleRequest, month: date, unit_id: int | None, topic: str
) -> tuple[list[ClassLine], Sequence[Unit]]:
    zone = request.policy.zone
    lines = overview.list_lines(
        session,
        actor=request.actor,
        since=datetime.combine(month, time(), zone),
        until=datetime.combine(add_months(month, 1), time(), zone),
        now=request.now,
        unit_id=unit_id,
        topic=topic,
    )
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
