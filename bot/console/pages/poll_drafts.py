"""Writing a poll: its questions, whom it asks, from when until when."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from aiohttp import web
from sqlmodel import Session

from bot import texts
from bot.console import unsent
from bot.console.context import ConsoleRequest
from bot.console.forms import FormData, FormErrors
from bot.core.errors import NotAllowed, NotFound, UserError
from bot.messages.masking.mask import mask
from bot.people.actor import Actor
from bot.people.approvals import Stage
from bot.people.units import Unit
from bot.people.unsent_forms import UnsentForm
from bot.polls import drafting, overview, service
from bot.polls.draft_parser import parse_condition
from bot.polls.drafting import MOST_QUESTIONS, PollDraft, QuestionDraft
from bot.polls.models import Poll, PollQuestion, QuestionKind, VoterKind
from bot.vietnamese.dates.moments import parse_single_moment

TEAM = "team"  # in place of a kind of voter: only the team is asked
EMPTY_QUESTIONS = 2  # of a new form


@dataclass(frozen=True, slots=True)
class QuestionForm:
    """One question as it was typed; `options` are lines."""

    text: str = ""
    kind: str = QuestionKind.SINGLE
    options: str = ""
    condition: str = ""


@dataclass(frozen=True, slots=True)
class PollForm:
    """The values of the form as they were typed."""

    title: str = ""
    unit: int = 0
    per: str = VoterKind.PERSON
    opens_day: str = ""
    opens_hour: str = ""
    closes_day: str = ""
    closes_hour: str = ""
    questions: tuple[QuestionForm, ...] = (QuestionForm(),) * EMPTY_QUESTIONS


async def show_new(request: ConsoleRequest) -> web.Response:
    """Show an empty form."""
    places = await request.read(overview.list_places, request.actor)
    kept = await unsent.find_unsent(request, name_unsent(None))
    form = _read_form(FormData(kept.fields)) if kept else PollForm(unit=places[0].id)
    return _render(request, places, form, FormErrors(), kept=kept)


def name_unsent(poll: Poll | None) -> str:
    """Return the name under which the form is kept while it is typed."""
    return unsent.name_form("polls", poll.id if poll else "new")


async def show_edit(request: ConsoleRequest) -> web.Response:
    """Show the form of a draft."""
    review = await request.read(overview.load_review, request.id(), actor=request.actor)
    if review.poll.drafted_by != request.actor.person_id:
        raise NotAllowed(texts.EDIT_OTHERS)
    if review.poll.stage in (Stage.APPROVED, Stage.WITHDRAWN):
        raise UserError(service.describe_state(review.poll))
    places = await request.read(overview.list_places, request.actor)
    kept = await unsent.find_unsent(request, name_unsent(review.poll))
    form = make_form(review.poll, review.questions, request.policy.zone)
    if kept is not None:
        form = _read_form(FormData(kept.fields))
    return _render(request, places, form, FormErrors(), poll=review.poll, kept=kept)


def make_form(poll: Poll, questions: Sequence[PollQuestion], zone: ZoneInfo) -> PollForm:
    """Return the form of a draft."""
    opens, closes = (_split(at, zone) for at in (poll.opens_at, poll.closes_at))
    per = TEAM if poll.role else poll.per
    asked = tuple(map(_make_question_form, questions))
    return PollForm(poll.title, poll.unit_id, per, *opens, *closes, asked)


def _make_question_form(question: PollQuestion) -> QuestionForm:
    condition = ""
    if question.if_place is not None and question.if_option is not None:
        condition = texts.POLL_CONDITION.format(
            number=question.if_place + 1, option=question.if_option + 1
        )
    options = "" if question.kind == QuestionKind.YES_NO else "\n".join(question.options)
    return QuestionForm(question.text, question.kind, options, condition)


def _split(at: datetime | None, zone: ZoneInfo) -> tuple[str, str]:
    local = at.astimezone(zone) if at else None
    return (f"{local:%d/%m/%Y}", f"{local:%H:%M}") if local else ("", "")


def _render(
    request: ConsoleRequest,
    places: Sequence[Unit],
    form: PollForm,
    errors: FormErrors,
    *,
    poll: Poll | None = None,
    kept: UnsentForm | None = None,
) -> web.Response:
    return request.render(
        "polls/compose.html",
        kept=kept,
        unsent_name=name_unsent(poll),
        status=400 if errors else 200,
        form=form,
        errors=errors,
        poll=poll,
        places=[(place.id, place.name) for place in places],
        can_add=len(form.questions) < MOST_QUESTIONS,
        most=(drafting.MOST_QUESTIONS, drafting.MOST_OPTIONS),
    )


async def do_create(request: ConsoleRequest) -> web.Response:
    """Save a new draft and show it whole."""
    return await _save(request, None)


async def do_save(request: ConsoleRequest) -> web.Response:
    """Save what was changed in a draft and show it whole."""
    poll = await request.read(service.get_actor_poll, request.id(), request.actor)
    return await _save(request, poll)


async def _save(request: ConsoleRequest, poll: Poll | None) -> web.Response:
    sent = await request.form()
    places = await request.read(overview.list_places, request.actor)
    form = _read_form(sent)
    if sent.has("more"):
        await unsent.keep_unsent(request, sent)
        form = replace(form, questions=(*form.questions, QuestionForm()))
        return _render(request, places, form, FormErrors(), poll=poll)
    errors = FormErrors()
    unit = next((place for place in places if place.id == form.unit), places[0])
    draft = _make_draft(form, errors, request.now, request.policy.zone)
    number = await _write(request, draft, unit, poll, errors) if draft and not errors else None
    if number is None:
        return _render(request, places, form, errors, poll=poll)
    await unsent.drop_unsent(request, name_unsent(poll))
    return request.redirect("polls.show", id=number, flash=texts.POLL_SAVED)


def _read_form(sent: FormData) -> PollForm:
    count = min(sent.number("count") or 0, MOST_QUESTIONS)
    questions = tuple(
        QuestionForm(
            mask(sent.get(f"q{place}-text")).text,
            sent.get(f"q{place}-kind"),
            mask(sent.get(f"q{place}-options")).text,
            sent.get(f"q{place}-if"),
        )
        for place in range(count)
    )
    return PollForm(
        mask(sent.get("title")).text,
        sent.number("unit") or 0,
        sent.get("per"),
        sent.get("opens_day"),
        sent.get("opens_hour"),
        sent.get("closes_day"),
        sent.get("closes_hour"),
        questions,
    )


def _make_draft(
    form: PollForm, errors: FormErrors, now: datetime, zone: ZoneInfo
) -> PollDraft | None:
    """Return what the form stands for; its faults go into `errors`."""
    opens_at = None
    if form.opens_day or form.opens_hour:
        hour, bad = form.opens_hour, texts.POLL_NO_OPEN_TIME
        opens_at = _read_moment(form.opens_day, hour, "opens_day", bad, errors, now, zone)
    bad = texts.POLL_NO_CLOSE_TIME
    closes_at = _read_moment(
        form.closes_day, form.closes_hour, "closes_day", bad, errors, now, zone
    )
    questions: list[QuestionDraft] = []
    for place, question in enumerate(form.questions):
        if question.text or question.options:
            questions.append(_make_question(question, place, errors))
    if closes_at is None:
        return None
    per = VoterKind.HOUSEHOLD if form.per == VoterKind.HOUSEHOLD else VoterKind.PERSON
    role = TEAM if form.per == TEAM else ""
    return PollDraft(form.title, tuple(questions), per, role, opens_at, closes_at)


def _read_moment(
    day: str,
    hour: str,
    name: str,
    missing: str,
    errors: FormErrors,
    now: datetime,
    zone: ZoneInfo,
) -> datetime | None:
    if not (day and hour):
        errors.add(name, missing)
        return None
    try:
        return parse_single_moment(f"{hour} {day}", now=now, zone=zone)
    except UserError as error:
        errors.add(name, str(error))
        return None


def _make_question(question: QuestionForm, place: int, errors: FormErrors) -> QuestionDraft:
    kinds = list(QuestionKind)
    kind = QuestionKind(question.kind) if question.kind in kinds else QuestionKind.SINGLE
    options = tuple(filter(None, (line.strip(" -*•") for line in question.options.split("\n"))))
    only_if = parse_condition(question.condition) if question.condition else None
    if question.condition and only_if is None:
        errors.add(f"q{place}-if", texts.POLL_BAD_CONDITION)
    return QuestionDraft(
        question.text, kind, () if kind is QuestionKind.YES_NO else options, only_if
    )


async def _write(
    request: ConsoleRequest, draft: PollDraft, unit: Unit, poll: Poll | None, errors: FormErrors
) -> int | None:
    try:
        return await request.write(
            save_draft,
            draft,
            unit.id,
            number=poll.id if poll else None,
            actor=request.actor,
            now=request.now,
        )
    except NotFound:
        raise
    except UserError as error:
        errors.add("", str(error))
        return None


def save_draft(
    session: Session,
    draft: PollDraft,
    unit_id: int,
    *,
    number: int | None,
    actor: Actor,
    now: datetime,
) -> int:
    """Create a draft, or change draft `number`; return its number.

    Raises UserError that names the first fault.
    """
    unit = session.get_one(Unit, unit_id)
    if number is not None:
        poll = service.get_actor_poll(session, number, actor, lock=True)
        drafting.edit_draft(session, poll, unit, draft, actor=actor, now=now)
        return poll.id
    return drafting.create_draft(
        session,
        unit,
        draft.title,
        draft.questions,
        per=draft.per,
        role=draft.role,
        opens_at=draft.opens_at,
        closes_at=draft.closes_at,
        actor=actor,
        now=now,
    ).id
