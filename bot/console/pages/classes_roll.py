"""The list of a class: who is put on it by hand, and who was there."""

from aiohttp import web
from sqlmodel import Session

from bot import texts
from bot.classes import attendance, overview, paper_learners, service
from bot.classes.models import ClassSession, EnrolmentStatus
from bot.classes.overview import LearnerLine
from bot.console.context import ConsoleRequest
from bot.core.errors import UserError

MAX_LISTED = 300  # ticks of one form


async def do_add_learner(request: ConsoleRequest) -> web.Response:
    """Put somebody without a phone on the list."""
    form = await request.form()
    enrolment = await request.write(
        paper_learners.add_learner,
        request.id(),
        form.get("name"),
        actor=request.actor,
        now=request.now,
    )
    is_waiting = enrolment.status == EnrolmentStatus.WAITING
    template = texts.LEARNER_ADDED_WAITING if is_waiting else texts.LEARNER_ADDED
    return request.redirect(
        "classes.show", id=request.id(), flash=template.format(name=enrolment.learner)
    )


async def do_remove_learner(request: ConsoleRequest) -> web.Response:
    """Take somebody without a phone off the list; adding them again undoes it."""
    enrolment = await request.write(
        paper_learners.remove_learner,
        request.id(),
        request.id("learner"),
        actor=request.actor,
        now=request.now,
        policy=request.policy,
    )
    flash = texts.LEARNER_REMOVED.format(name=enrolment.learner)
    return request.redirect("classes.show", id=request.id(), flash=flash)


async def show_roll(request: ConsoleRequest) -> web.Response:
    """Show the list to tick, the count without names, and who came without having enrolled."""
    lesson, learners = await request.read(_read_roll, request)
    return request.render("classes/roll.html", lesson=lesson, learners=learners)


def _read_roll(session: Session, request: ConsoleRequest) -> tuple[ClassSession, list[LearnerLine]]:
    lesson = service.get_managed_class(session, request.id(), actor=request.actor)
    attendance.check_is_open(lesson, now=request.now)
    lines = overview.list_learner_lines(session, lesson.id, limit=MAX_LISTED)
    return lesson, [line for line in lines if line.state == EnrolmentStatus.JOINED]


def _get_open_class(session: Session, request: ConsoleRequest) -> ClassSession:
    """Return the class if it is of the unit that is looked at and its roll can be called."""
    service.get_managed_class(session, request.id(), actor=request.actor)
    return attendance.get_open_class(session, request.id(), actor=request.actor, now=request.now)


async def do_save_roll(request: ConsoleRequest) -> web.Response:
    """Save the ticks of the list that was shown."""
    form = await request.form()
    count = await request.write(
        attendance.record_roll,
        request.id(),
        listed=form.numbers("listed"),
        present=form.numbers("present"),
        before=form.numbers("before"),
        actor=request.actor,
        now=request.now,
    )
    return request.redirect(
        "classes.roll", id=request.id(), flash=texts.ROLL_SAVED.format(count=count)
    )


async def do_add_walk_in(request: ConsoleRequest) -> web.Response:
    """Add somebody who came without having enrolled; they are present."""
    name = " ".join((await request.form()).get("name").split())
    if not 0 < len(name) <= 120:
        raise UserError(texts.LEARNER_NAME_NEEDED.format(limit=120))

    def add(session: Session) -> None:
        lesson = _get_open_class(session, request)
        attendance.add_walk_in(session, lesson, name, actor=request.actor, now=request.now)

    await request.write(add)
    return request.redirect(
        "classes.roll", id=request.id(), flash=texts.ROLL_WALKED_IN.format(name=name)
    )


async def do_save_headcount(request: ConsoleRequest) -> web.Response:
    """Save how many came, without names."""
    count = (await request.form()).number("count")
    if count is None:
        raise UserError(texts.HEADCOUNT_NEEDED)

    def save(session: Session) -> None:
        lesson = _get_open_class(session, request)
        attendance.record_headcount(
            session, lesson, count, [], actor=request.actor, now=request.now
        )

    await request.write(save)
    return request.redirect(
        "classes.roll", id=request.id(), flash=texts.ROLL_HEADS_SAVED.format(count=count)
    )
