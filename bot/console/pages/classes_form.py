"""Forms of classes: open one or a weekly series, change one, cancel one.

Each is looked at before it counts: the first button shows what will happen, the second does it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from aiohttp import web
from sqlmodel import Session

from bot import texts
from bot.classes import class_series, overview, service
from bot.classes.class_series import SessionTemplate
from bot.classes.models import ClassSession
from bot.classes.overview import ClassState
from bot.classes.plans import ClassPlan
from bot.classes.weekly_pattern import WeeklyPattern
from bot.console import unsent
from bot.console.context import ConsoleRequest
from bot.console.forms import FormData, FormErrors
from bot.core.errors import UserError
from bot.core.events import rehearse
from bot.people import unit_choice
from bot.people.units import Unit
from bot.people.unsent_forms import UnsentForm
from bot.reminders import wording

FIELDS = ("unit", "kind", "topic", "place", "day", "hour", "minutes", "teacher", "seats", "bring",
          "map_url", "last", "reason")  # fmt: skip
DEFAULTS = {"kind": "once", "minutes": "90", "seats": "30", "hour": "19:30"}
CHECK, EDIT, KEEP = "check", "edit", "keep"  # the steps of a form
LEAST_MINUTES, MOST_MINUTES = 15, 600
ONCE, WEEKLY = "once", "weekly"


@dataclass(frozen=True, slots=True)
class ClassForm:
    """A form that could be read: the plan of the (first) session, and of a series its pattern."""

    unit_id: int | None
    plan: ClassPlan
    pattern: WeeklyPattern | None
    first: date
    last: date | None


@dataclass(frozen=True, slots=True)
class OpeningPreview:
    """What opening would do: the days, and what else is on at that hour."""

    unit_name: str
    times: Sequence[str]
    clashes: Sequence[str]


@dataclass(frozen=True, slots=True)
class ChangePreview:
    """What a change would do: each field before and after, how many chats are told, clashes."""

    changes: Sequence[tuple[str, str, str]]
    told: int
    clashes: Sequence[str]


def as_sentence(words: str) -> str:
    """Return a fault as a sentence of its own: rows of sheets begin theirs with a small letter."""
    words = words.strip()
    return words[:1].upper() + words[1:] + ("" if words.endswith((".", "!", "?")) else ".")


def read_values(form: FormData) -> dict[str, Any]:
    """Return what was typed, to be shown again."""
    return {name: form.get(name) for name in FIELDS} | {"weekdays": form.values("weekdays")}


def read_class_form(
    form: FormData, errors: FormErrors, request: ConsoleRequest, *, is_change: bool = False
) -> ClassForm | None:
    """Return the form as a plan, or None with what is wrong in `errors`."""
    for name in ("topic", "place"):
        if not form.get(name):
            errors.add(name, texts.CLASS_NEEDS[name])
    day, hour = _read_day(form.get("day")), _read_hour(form.get("hour"))
    if day is None:
        errors.add("day", texts.CLASS_NEEDS["day"])
    if hour is None:
        errors.add("hour", texts.CLASS_NEEDS["hour"])
    minutes, seats = form.number("minutes"), form.number("seats")
    if minutes is None or not LEAST_MINUTES <= minutes <= MOST_MINUTES:
        errors.add("minutes", texts.CLASS_NEEDS["minutes"])
    if seats is None or not 1 <= seats <= service.MOST_SEATS:
        errors.add("seats", texts.CLASS_NEEDS["seats"])
    unit_id = form.number("unit")
    if unit_id is None and not is_change:
        errors.add("unit", texts.CLASS_NEEDS["unit"])
    last = _read_day(form.get("last"))
    weekdays = [number for number in form.numbers("weekdays") if number < 7]
    is_weekly = form.get("kind") == WEEKLY and not is_change
    if is_weekly and not weekdays:
        errors.add("weekdays", texts.CLASS_NEEDS["weekdays"])
    if is_weekly and day and last and last < day:
        errors.add("last", texts.CLASS_NEEDS["last"])
    if errors or day is None or hour is None or minutes is None or seats is None:
        return None
    starts_at = datetime.combine(day, hour, request.policy.zone).astimezone(UTC)
    plan = ClassPlan(
        form.get("topic"), form.get("place"), starts_at, form.get("teacher"), seats,
        form.get("bring"), form.get("map_url"), minutes,
    )  # fmt: skip
    pattern = WeeklyPattern(tuple(sorted(weekdays)), hour) if is_weekly else None
    return ClassForm(unit_id, plan, pattern, day, last)


def _read_day(written: str) -> date | None:
    try:
        day = date.fromisoformat(written)
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2100 else None


def _read_hour(written: str) -> time | None:
    try:
        hour = time.fromisoformat(written.replace("h", ":"))
    except ValueError:
        return None
    return hour.replace(second=0, microsecond=0, tzinfo=None)


def name_unsent(lesson: ClassSession | None) -> str:
    """Return under which name the form is kept while it is typed."""
    return unsent.name_form("classes", lesson.id if lesson else "new")


def _read_unsent(kept: UnsentForm, values: dict[str, Any]) -> dict[str, Any]:
    """Return what was left in the form, over `values`."""
    left = {name: unsent.read_field(kept, name) for name in FIELDS if name in kept.fields}
    return values | left | {"weekdays": kept.fields.get("weekdays", [])}


async def show_new(request: ConsoleRequest) -> web.Response:
    """Show the empty form, or what was left in it."""
    values: dict[str, Any] = {name: "" for name in FIELDS} | {"weekdays": []} | DEFAULTS
    values["day"] = request.query.get("day", "")[:10]
    kept = await unsent.find_unsent(request, name_unsent(None))
    if kept is not None:
        values = _read_unsent(kept, values)
    return await _render_new(request, values, kept=kept)


async def _render_new(
    request: ConsoleRequest,
    values: Mapping[str, Any],
    errors: FormErrors | None = None,
    *,
    kept: UnsentForm | None = None,
) -> web.Response:
    units = await request.read(unit_choice.list_choices, request.actor)
    choose = [("", texts.CHOOSE_UNIT)] if len(units) > 1 else []
    return request.render(
        "classes/new.html",
        status=400 if errors else 200,
        kept=kept,
        unsent_name=name_unsent(None),
        values=values,
        errors=errors or FormErrors(),
        units=[*choose, *((unit.id, unit.name) for unit in units)],
        weekdays=[(str(day), name) for day, name in enumerate(texts.WEEKDAYS_SHORT)],
    )


async def do_open(request: ConsoleRequest) -> web.Response:
    """Check the form, go back to it, or open what it describes."""
    form = await request.form()
    values, errors, step = read_values(form), FormErrors(), form.get("step", CHECK)
    if step == EDIT:
        return await _render_new(request, values)
    await unsent.keep_unsent(request, form)
    read = read_class_form(form, errors, request)
    if read is None:
        return await _render_new(request, values, errors)
    try:
        if step != KEEP:
            preview = await request.write(preview_opening, read, request)
            return request.render("classes/check_new.html", values=values, preview=preview)
        flash, class_id = await request.write(open_classes, read, request)
    except UserError as error:
        errors.add("", as_sentence(str(error)))
        return await _render_new(request, values, errors)
    await unsent.drop_unsent(request, name_unsent(None))
    if class_id is None:
        return request.redirect("classes.series", flash=flash)
    return request.redirect("classes.show", id=class_id, flash=flash)


def preview_opening(session: Session, read: ClassForm, request: ConsoleRequest) -> OpeningPreview:
    """Return what opening would do; it is tried and undone, so that every refusal is said now."""
    unit = unit_choice.get_choice(session, read.unit_id, actor=request.actor)
    name, zone, plan = unit.name, request.policy.zone, read.plan
    starts = [plan.starts_at]
    if read.pattern is not None:
        starts = read.pattern.list_upcoming(request.now, read.first, read.last, zone)
    clashes = overview.list_conflicts(
        session, unit, starts, minutes=plan.minutes, teacher=plan.teacher
    )
    described = [_describe_clash(request, other) for other in clashes]
    with rehearse(session):
        open_classes(session, read, request)
    times = [wording.describe_moment(at, now=request.now, zone=zone) for at in starts]
    return OpeningPreview(name, times, described)


def _describe_clash(request: ConsoleRequest, other: ClassSession) -> str:
    when = wording.describe_moment(other.starts_at, now=request.now, zone=request.policy.zone)
    return as_sentence(texts.CLASS_CLASH.format(time=when, topic=other.topic, place=other.place))


def open_classes(
    session: Session, read: ClassForm, request: ConsoleRequest
) -> tuple[str, int | None]:
    """Open the class or the series. Returns the sentence to say, and the class's id if it is one.

    Raises NotFound and UserError as the verbs do.
    """
    unit = unit_choice.get_choice(session, read.unit_id, actor=request.actor)
    actor, now, policy, plan = request.actor, request.now, request.policy, read.plan
    if read.pattern is None:
        lesson, outcome = service.open_or_update_class(
            session, unit, plan, actor=actor, now=now, policy=policy
        )
        if outcome is not service.PlanOutcome.CREATED:
            when = wording.describe_moment(lesson.starts_at, now=now, zone=policy.zone)
            raise UserError(texts.CLASS_THERE.format(topic=lesson.topic, time=when))
        when = wording.describe_moment(lesson.starts_at, now=now, zone=policy.zone)
        return texts.CLASS_OPENED.format(topic=lesson.topic, time=when), lesson.id
    template = SessionTemplate(
        plan.topic, plan.place, plan.teacher, plan.seats, plan.bring, plan.map_url, plan.minutes
    )
    series = class_series.create_series(
        session, unit, read.pattern, template, actor=actor, first_on=read.first,
        last_on=read.last, now=now, policy=policy,
    )  # fmt: skip
    count = class_series.count_sessions(session, series.id)
    return texts.SERIES_OPENED.format(count=count), None


async def show_change(request: ConsoleRequest) -> web.Response:
    """Show the form of a class as it is."""
    lesson, _ = await request.read(_load_changeable, request)
    local = lesson.starts_at.astimezone(request.policy.zone)
    values: dict[str, Any] = {
        "topic": lesson.topic, "place": lesson.place, "teacher": lesson.teacher,
        "seats": str(lesson.seats), "bring": lesson.bring, "map_url": lesson.map_url,
        "minutes": str(lesson.minutes), "day": f"{local:%Y-%m-%d}", "hour": f"{local:%H:%M}",
        "reason": "", "kind": ONCE,
    }  # fmt: skip
    kept = await unsent.find_unsent(request, name_unsent(lesson))
    if kept is not None:
        values = _read_unsent(kept, values)
    return _render_change(request, lesson, values, kept=kept)


def _load_changeable(session: Session, request: ConsoleRequest) -> tuple[ClassSession, int]:
    """Return the class and how many chats would be told. Raises UserError when it is over."""
    lesson = service.get_managed_class(session, request.id(), actor=request.actor)
    state = overview.determine_state(lesson, request.now)
    if state is ClassState.CANCELLED:
        raise UserError(texts.CLASS_IS_CANCELLED.format(topic=lesson.topic))
    if state is ClassState.OVER:
        raise UserError(texts.CLASS_CHANGE_LATE.format(topic=lesson.topic))
    return lesson, service.count_recipients(session, lesson.id)


def _render_change(
    request: ConsoleRequest,
    lesson: ClassSession,
    values: Mapping[str, Any],
    errors: FormErrors | None = None,
    *,
    kept: UnsentForm | None = None,
) -> web.Response:
    return request.render(
        "classes/change.html",
        status=400 if errors else 200,
        kept=kept,
        unsent_name=name_unsent(lesson),
        lesson=lesson,
        values=values,
        errors=errors or FormErrors(),
    )


async def do_change(request: ConsoleRequest) -> web.Response:
    """Check the change, go back to its form, or make it and tell the learners."""
    form = await request.form()
    values, errors, step = read_values(form), FormErrors(), form.get("step", CHECK)
    lesson, _ = await request.read(_load_changeable, request)
    if step == EDIT:
        return _render_change(request, lesson, values)
    await unsent.keep_unsent(request, form)
    read = read_class_form(form, errors, request, is_change=True)
    if read is None:
        return _render_change(request, lesson, values, errors)
    reason = form.get("reason")
    try:
        if step != KEEP:
            preview = await request.write(_preview_change, read.plan, reason, request)
            return request.render(
                "classes/check_change.html", lesson=lesson, values=values, preview=preview
            )
        preview = await request.write(_change, read.plan, reason, request)
    except UserError as error:
        errors.add("", as_sentence(str(error)))
        return _render_change(request, lesson, values, errors)
    await unsent.drop_unsent(request, name_unsent(lesson))
    flash = texts.CLASS_CHANGE_DONE.format(topic=read.plan.topic, count=preview.told)
    return request.redirect("classes.show", id=lesson.id, flash=flash)


def _preview_change(
    session: Session, plan: ClassPlan, reason: str, request: ConsoleRequest
) -> ChangePreview:
    with rehearse(session):
        return _change(session, plan, reason, request)


def _change(
    session: Session, plan: ClassPlan, reason: str, request: ConsoleRequest
) -> ChangePreview:
    """Change the class. Returns what that did; raises as `change_class` does."""
    lesson = service.get_managed_class(session, request.id(), actor=request.actor, lock=True)
    unit = session.get_one(Unit, lesson.unit_id)
    before = {name: getattr(lesson, name) for name in texts.CHANGE_LABELS}
    clashes = overview.list_conflicts(
        session, unit, [plan.starts_at], minutes=plan.minutes, teacher=plan.teacher,
        except_id=lesson.id,
    )  # fmt: skip
    described = [_describe_clash(request, other) for other in clashes]
    service.change_class(
        session, lesson.id, plan, reason=reason, actor=request.actor, now=request.now,
        policy=request.policy,
    )  # fmt: skip
    differing = [name for name, value in before.items() if value != getattr(plan, name)]
    must_tell = set(differing) & set(service.NOTIFIED_FIELDS)
    told = service.count_recipients(session, lesson.id) if must_tell else 0
    changes = [
        (texts.CHANGE_LABELS[name], _write(request, before[name]),
         _write(request, getattr(plan, name)))
        for name in differing
    ]  # fmt: skip
    return ChangePreview(changes, told, described)


def _write(request: ConsoleRequest, value: Any) -> str:
    if isinstance(value, datetime):
        return wording.describe_moment(value, now=request.now, zone=request.policy.zone)
    return str(value) if value not in ("", None) else texts.PRICE_UNKNOWN


async def show_cancel(request: ConsoleRequest) -> web.Response:
    """Say how many will be told, and ask for the reason they will read."""
    return await _render_cancel(request, "", FormErrors())


async def _render_cancel(request: ConsoleRequest, reason: str, errors: FormErrors) -> web.Response:
    lesson, told = await request.read(_load_changeable, request)
    when = wording.describe_moment(lesson.starts_at, now=request.now, zone=request.policy.zone)
    return request.render(
        "classes/cancel.html", status=400 if errors else 200,
        lesson=lesson, told=told, when=when, reason=reason, errors=errors,
    )  # fmt: skip


async def do_cancel(request: ConsoleRequest) -> web.Response:
    """Cancel the class; everybody enrolled or waiting is told once, with the reason."""
    reason = (await request.form()).get("reason")
    await request.read(_load_changeable, request)
    try:
        lesson = await request.write(
            service.cancel_class, request.id(), actor=request.actor, reason=reason,
            now=request.now, policy=request.policy,
        )  # fmt: skip
    except UserError as error:
        errors = FormErrors()
        errors.add("reason", str(error))
        return await _render_cancel(request, reason, errors)
    told = await request.read(service.count_recipients, lesson.id)
    flash = texts.CLASS_CANCEL_DONE.format(topic=lesson.topic, count=told)
    return request.redirect("classes.show", id=request.id(), flash=flash)
