"""Writing a promise: what it answers, what the commune heard, what it will do, by when."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from aiohttp import web

from bot import texts
from bot.commitments import drafting, service
from bot.commitments.drafting import MAX_ANSWER, MAX_PROMISE, CommitmentWords
from bot.commitments.models import Commitment
from bot.console.context import ConsoleRequest
from bot.console.forms import FormData, FormErrors
from bot.core.errors import NotAllowed, NotFound, UserError
from bot.messages.masking.mask import mask
from bot.people.sign_in import ConsoleRole
from bot.usecases import commitment_sources
from bot.vietnamese.dates.moments import parse_single_moment

LONGEST_NUMBER = 15  # digits


@dataclass(frozen=True, slots=True)
class CommitmentForm:
    """The values of the form as they were typed. `poll` None: field reports are answered."""

    poll: int | None = None
    tickets: tuple[int, ...] = ()
    answer: str = ""
    promise: str = ""
    due: str = ""


async def show_new(request: ConsoleRequest) -> web.Response:
    """Ask what is answered, then show an empty form."""
    poll = _read_number(request.query.get("poll", ""))
    ticket = _read_number(request.query.get("ticket", ""))
    if poll is None and ticket is None and request.query.get("about") != "reports":
        polls = await request.read(commitment_sources.list_closed_polls, request.actor)
        return request.render("commitments/choose.html", polls=polls)
    form = CommitmentForm(poll, (ticket,) if ticket is not None else ())
    return await _render(request, form, FormErrors())


async def show_edit(request: ConsoleRequest) -> web.Response:
    """Show a draft to be changed; what it answers stays."""
    commitment = await request.read(service.get_commitment, request.id(), request.actor)
    form = CommitmentForm(
        commitment.poll_id,
        (),
        commitment.answer,
        commitment.promise,
        f"{commitment.due_on:%d/%m/%Y}",
    )
    return await _render(request, form, FormErrors(), commitment=commitment)


async def _render(
    request: ConsoleRequest,
    form: CommitmentForm,
    errors: FormErrors,
    *,
    commitment: Commitment | None = None,
) -> web.Response:
    reports: Sequence[commitment_sources.ReportChoice] = ()
    subject = commitment.subject if commitment else ""
    if commitment is None and form.poll is not None:
        source = await request.read(commitment_sources.get_poll_source, form.poll, request.actor)
        subject = source.subject
    elif commitment is None:
        reports = await request.read(
            commitment_sources.list_reports, request.actor, now=request.now
        )
    return request.render(
        "commitments/compose.html",
        status=400 if errors else 200,
        form=form,
        errors=errors,
        commitment=commitment,
        subject=subject,
        reports=reports,
        shows_words=request.has(ConsoleRole.OFFICER),
        most=(MAX_ANSWER, MAX_PROMISE),
    )


async def do_create(request: ConsoleRequest) -> web.Response:
    """Save a new draft and show it whole."""
    form = _read_form(await request.form())
    errors = FormErrors()
    words = _make_words(request, form, errors)
    if words is not None:
        try:
            number = await request.write(
                commitment_sources.draft_commitment,
                form.poll,
                form.tickets,
                words,
                actor=request.actor,
                today=request.today,
                now=request.now,
            )
        except (NotFound, NotAllowed):
            raise
        except UserError as error:
            errors.add("tickets" if not form.poll and not form.tickets else "", str(error))
        else:
            return request.redirect("commitments.show", id=number, flash=texts.COMMITMENT_SAVED)
    return await _render(request, form, errors)


async def do_save(request: ConsoleRequest) -> web.Response:
    """Save what was changed in a draft and show it whole."""
    commitment = await request.read(service.get_commitment, request.id(), request.actor)
    form = _read_form(await request.form())
    errors = FormErrors()
    words = _make_words(request, form, errors)
    if words is not None:
        try:
            await request.write(
                service.change_commitment,
                request.id(),
                drafting.edit_draft,
                words=words,
                actor=request.actor,
                today=request.today,
                now=request.now,
            )
        except (NotFound, NotAllowed):
            raise
        except UserError as error:
            errors.add("", str(error))
        else:
            flash = texts.COMMITMENT_SAVED
            return request.redirect("commitments.show", id=request.id(), flash=flash)
    return await _render(request, form, errors, commitment=commitment)


def _read_form(sent: FormData) -> CommitmentForm:
    numbers = (_read_number(raw) for raw in sent.values("tickets"))
    return CommitmentForm(
        _read_number(sent.get("poll")),
        tuple(number for number in numbers if number is not None),
        mask(sent.get("answer")).text,
        mask(sent.get("promise")).text,
        sent.get("due"),
    )


def _read_number(raw: str) -> int | None:
    return int(raw) if raw.isdecimal() and len(raw) <= LONGEST_NUMBER else None


def _make_words(
    request: ConsoleRequest, form: CommitmentForm, errors: FormErrors
) -> CommitmentWords | None:
    """Return what the form says; each fault goes to its field."""
    if not form.answer:
        errors.add("answer", texts.COMMITMENT_NO_ANSWER)
    if not form.promise:
        errors.add("promise", texts.COMMITMENT_NO_PROMISE)
    due_on = read_day(request, form.due, errors)
    if due_on is None or errors:
        return None
    words = CommitmentWords(form.answer, form.promise, due_on)
    try:
        return drafting.clean_words(words, today=request.today)
    except UserError as error:
        is_day = str(error) in (texts.COMMITMENT_DAY_OVER, texts.COMMITMENT_DAY_FAR)
        errors.add("due" if is_day else "", str(error))
        return None


def read_day(request: ConsoleRequest, typed: str, errors: FormErrors) -> date | None:
    """Return the typed day; its fault goes to the field `due`."""
    if not typed:
        errors.add("due", texts.COMMITMENT_NO_DAY)
        return None
    zone = request.policy.zone
    with suppress(ValueError):  # written in full: also a day that is over, which is told as such
        return datetime.strptime(typed, "%d/%m/%Y").date()  # noqa: DTZ007
    try:
        at = parse_single_moment(f"23:59 {typed}", now=request.now, zone=zone)
    except UserError:
        errors.add("due", texts.COMMITMENT_NO_DAY)
        return None
    return at.astimezone(zone).date()
