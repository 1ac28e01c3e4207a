"""Classes that residents' questions suggest, and the weekly series that run."""

from datetime import UTC, datetime, timedelta

from aiohttp import web
from sqlmodel import Session

from bot import texts
from bot.classes import class_series, proposals
from bot.classes.models import UNDECIDED, ClassProposal, ProposalState
from bot.console.context import ConsoleRequest
from bot.console.forms import FormData, FormErrors
from bot.console.pages.classes_form import as_sentence
from bot.console.routes import OFFICERS
from bot.core.errors import UserError
from bot.people.actor import get_own_unit
from bot.people.units import Unit
from bot.reminders import wording
from bot.usecases import class_from_demand

LISTED_PERIOD = timedelta(weeks=8)
OTHER_TIME = "other"
DECISIONS = {"later": ProposalState.LATER, "no": ProposalState.DECLINED}


async def show_proposals(request: ConsoleRequest) -> web.Response:
    """List the proposals of the last weeks, those that wait first."""

    def read(session: Session) -> list[tuple[ClassProposal, Unit]]:
        unit = get_own_unit(session, request.actor)
        since = request.now - LISTED_PERIOD
        return [*proposals.list_proposals(session, unit, actor=request.actor, since=since)]

    rows = await request.read(read)
    return request.render(
        "classes/proposals.html",
        waiting=[row for row in rows if row[0].state in UNDECIDED],
        decided=[row for row in rows if row[0].state not in UNDECIDED],
        states=texts.DEMAND_STATES,
        may_decide=request.has(*OFFICERS),
    )


async def show_proposal(request: ConsoleRequest) -> web.Response:
    """Show the form that opens the proposed class."""
    return await _render_proposal(request, FormData(), FormErrors())


async def _render_proposal(
    request: ConsoleRequest, form: FormData, errors: FormErrors
) -> web.Response:
    def load(session: Session) -> tuple[ClassProposal, Unit, list[datetime], str]:
        proposal = proposals.get_open_proposal(
            session, request.id(), actor=request.actor, lock=False
        )
        unit = session.get_one(Unit, proposal.unit_id)
        times = proposals.suggest_times(session, unit, now=request.now, policy=request.policy)
        return proposal, unit, times, proposals.suggest_place(session, unit)

    proposal, unit, times, place = await request.read(load)
    zone = request.policy.zone
    choices = [
        (f"{at.astimezone(UTC):%Y-%m-%dT%H:%M}",
         as_sentence(wording.describe_moment(at, now=request.now, zone=zone)).rstrip("."))
        for at in times
    ]  # fmt: skip
    return request.render(
        "classes/proposal.html",
        status=400 if errors else 200,
        proposal=proposal,
        unit=unit,
        times=[*choices, (OTHER_TIME, texts.PROPOSAL_OTHER_TIME)],
        place=form.get("place", place),
        form=form,
        errors=errors,
    )


def read_time(form: FormData, request: ConsoleRequest) -> datetime | None:
    """Return the instant that was chosen or written, or None."""
    chosen = form.get("time")
    try:
        if chosen != OTHER_TIME:
            return datetime.fromisoformat(chosen).replace(tzinfo=UTC)
        written = datetime.fromisoformat(f"{form.get('day')}T{form.get('hour')}")
    except ValueError:
        return None
    return written.replace(tzinfo=request.policy.zone).astimezone(UTC)


async def do_accept(request: ConsoleRequest) -> web.Response:
    """Open the proposed class and invite those who asked."""
    form, errors = await request.form(), FormErrors()
    starts_at, place = read_time(form, request), form.get("place")
    if starts_at is None:
        errors.add("time", texts.PROPOSAL_TIME_NEEDED)
    if not place:
        errors.add("place", texts.CLASS_NEEDS["place"])
    if starts_at is None or errors:
        return await _render_proposal(request, form, errors)
    try:
        class_id, invited = await request.write(_accept, request, starts_at, place)
    except UserError as error:
        errors.add("", as_sentence(str(error)))
        return await _render_proposal(request, form, errors)
    flash = texts.PROPOSAL_OPENED.format(count=invited)
    return request.redirect("classes.show", id=class_id, flash=flash)


def _accept(
    session: Session, request: ConsoleRequest, starts_at: datetime, place: str
) -> tuple[int, int]:
    actor, now = request.actor, request.now
    proposal = proposals.get_open_proposal(session, request.id(), actor=actor)
    askers = class_from_demand.list_invited(
        session,
        request.services.knowledge_base.for_unit_path,
        proposal.unit_id,
        proposal.topic_id,
        since=proposal.proposed_at - class_from_demand.LOOK_BACK,
    )
    lesson, invited = proposals.open_class(
        session, proposal, starts_at, place, askers, actor=actor, now=now, policy=request.policy
    )
    return lesson.id, invited


async def do_decide(request: ConsoleRequest) -> web.Response:
    """Put a proposal off, decline it, or take that back."""
    form = await request.form()
    if form.get("decision") == "back":
        await request.write(
            proposals.take_back_refusal, request.id(), actor=request.actor, now=request.now
        )
        return request.redirect("classes.proposals", flash=texts.PROPOSAL_BACK)
    state = DECISIONS.get(form.get("decision"))
    if state is None:
        raise UserError(texts.CONSOLE_BAD_FORM)

    def decide(session: Session) -> None:
        proposal = proposals.get_open_proposal(session, request.id(), actor=request.actor)
        proposals.record_decision(session, proposal, state, actor=request.actor, now=request.now)

    await request.write(decide)
    is_later = state is ProposalState.LATER
    flash = texts.PROPOSAL_PUT_OFF if is_later else texts.PROPOSAL_DECLINED
    return request.redirect("classes.proposals", flash=flash)


async def show_series(request: ConsoleRequest) -> web.Response:
    """List the weekly series."""
    rows = await request.read(class_series.list_series, actor=request.actor, today=request.today)
    return request.render("classes/series.html", rows=rows)


async def do_switch_series(request: ConsoleRequest) -> web.Response:
    """Pause a series, or have it run again; either undoes the other."""
    is_resumed = (await request.form()).get("run") == "1"
    switch = class_series.resume_series if is_resumed else class_series.pause_series
    await request.write(switch, request.id(), actor=request.actor, now=request.now)
    flash = texts.SERIES_RESUMED_DONE if is_resumed else texts.SERIES_PAUSED_DONE
    return request.redirect("classes.series", flash=flash)
