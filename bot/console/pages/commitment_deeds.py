"""Deciding over a promise: send for approval, approve, send back, done, new day, withdraw."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from aiohttp import web
from sqlmodel import Session

from bot import texts
from bot.commitments import drafting, service
from bot.commitments.models import UNTOLD_STATES, Commitment, CommitmentState
from bot.console.context import ConsoleRequest
from bot.console.forms import FormData, FormErrors
from bot.console.pages import commitments
from bot.console.pages.commitment_form import read_day
from bot.console.pages.four_eyes import RefusalPage, ShownDraft, check_reason
from bot.console.uploads import discard_files, store_files
from bot.core.errors import NotAllowed, NotFound, UserError
from bot.messages.content import Attachment, AttachmentKind
from bot.messages.masking.mask import mask
from bot.people.actor import Actor
from bot.people.units import Unit, is_within

DEEDS = {
    "keep": texts.COMMITMENT_DONE_KEEP,
    "move": texts.COMMITMENT_DONE_MOVE,
    "withdraw": texts.COMMITMENT_DONE_WITHDRAW,
    "drop": texts.COMMITMENT_DONE_DROP,
}
"""Deeds that people are told of, or that cannot be undone, with what is said after."""
DAY_SENTENCES = (
    texts.COMMITMENT_DAY_OVER,
    texts.COMMITMENT_DAY_FAR,
    texts.COMMITMENT_SAME_DAY,
)


@dataclass(frozen=True, slots=True)
class DeedForm:
    """What was typed: the words or the reason, and the new day."""

    words: str = ""
    due: str = ""


async def do_submit(request: ConsoleRequest) -> web.Response:
    """Send a draft to those who may approve it."""
    count = await _change(request, drafting.submit_for_approval, today=request.today)
    told = texts.COMMITMENT_SENT_TO_APPROVERS.format(count=count)
    flash = told if count else texts.COMMITMENT_SENT_TO_NOBODY
    return request.redirect("commitments.show", id=request.id(), flash=flash)


async def do_approve(request: ConsoleRequest) -> web.Response:
    """Promise it as it was shown; whoever took part is told."""
    if (way := REFUSAL.ask_to_confirm(request)) is not None:
        return way
    asks = (await request.form()).get("asks")
    await _change(request, drafting.approve_commitment, request_number=asks, today=request.today)
    flash = texts.COMMITMENT_DONE_APPROVE
    return request.redirect("commitments.show", id=request.id(), flash=flash)


def name_draft(session: Session, number: int, actor: Actor) -> ShownDraft:
    """Return what the page of sending back says of a promise that waits.

    Raises NotFound outside the actor's units, UserError when it does not wait.
    """
    commitment = service.get_commitment(session, number, actor)
    if not is_within(session.get_one(Unit, commitment.unit_id).path, actor.scope):
        raise NotFound(texts.COMMITMENT_UNKNOWN)
    if commitment.state != CommitmentState.WAITING:
        raise UserError(drafting.describe_state(commitment))
    title = texts.COMMITMENT_NUMBERED.format(number=commitment.id)
    return ShownDraft(title, texts.COMMITMENT_NOT_OUT)


def refuse_shown(
    session: Session, number: int, reason: str, *, request_number: str, actor: Actor, now: datetime
) -> None:
    """Send back the promise that was shown, with a reason that its drafter reads."""
    service.change_commitment(
        session,
        number,
        drafting.refuse_commitment,
        reason=check_reason(reason),
        request_number=request_number,
        actor=actor,
        now=now,
    )


REFUSAL = RefusalPage(
    show_route="commitments.show",
    do_route="commitments.do_refuse",
    done_route="commitments.show",
    load=name_draft,
    refuse=refuse_shown,
    reasons=texts.COMMITMENT_REFUSAL_REASONS,
    done=texts.COMMITMENT_DONE_REFUSE,
)


async def _change(request: ConsoleRequest, verb: Any, **given: Any) -> Any:
    return await request.write(
        service.change_commitment,
        request.id(),
        verb,
        actor=request.actor,
        now=request.now,
        **given,
    )


async def show_sure(request: ConsoleRequest) -> web.Response:
    """Say what a deed will do to how many, and ask for its words."""
    return await _render(request, _read_deed(request), DeedForm(), FormErrors())


def _read_deed(request: ConsoleRequest) -> str:
    deed = request.http.match_info["deed"]
    if deed not in DEEDS:
        raise NotFound(texts.CONSOLE_NO_PAGE)
    return deed


async def _render(
    request: ConsoleRequest, deed: str, form: DeedForm, errors: FormErrors
) -> web.Response:
    page = await request.read(commitments.load_page, request.id(), actor=request.actor)
    if not page.is_ours:
        raise NotFound(texts.COMMITMENT_UNKNOWN)
    if not _is_possible(page.commitment, deed):
        raise UserError(drafting.describe_state(page.commitment))
    return request.render(
        "commitments/sure.html",
        status=400 if errors else 200,
        deed=deed,
        form=form,
        errors=errors,
        days_left=(page.commitment.due_on - request.today).days,
        **commitments.describe_page(page),
    )


def _is_possible(commitment: Commitment, deed: str) -> bool:
    if deed == "drop":
        return commitment.state in UNTOLD_STATES
    return commitment.state == CommitmentState.OPEN


async def do_sure(request: ConsoleRequest) -> web.Response:
    """Do what was asked about; a fault keeps what was typed."""
    deed = _read_deed(request)
    sent = await request.form()
    form = DeedForm(mask(sent.get("words")).text, sent.get("due"))
    errors, photo = FormErrors(), tuple[Attachment, ...]()
    due_on = read_day(request, form.due, errors) if deed == "move" else None
    if not errors and deed == "keep":
        photo = await _store_photo(request, sent, errors)
    if not errors:
        await _try(request, deed, form, due_on, photo, errors)
    if errors:
        discard_files(request.services.files, photo)
        return await _render(request, deed, form, errors)
    if deed == "drop":
        return request.redirect("commitments", flash=DEEDS[deed])
    return request.redirect("commitments.show", id=request.id(), flash=DEEDS[deed])


async def _store_photo(
    request: ConsoleRequest, sent: FormData, errors: FormErrors
) -> tuple[Attachment, ...]:
    """Store the picture that was sent, re-encoded; a fault goes to its field."""
    upload = sent.file("photo")
    if upload is None:
        return ()
    try:
        stored = await store_files(request.services.files, [upload])
    except UserError as error:
        errors.add("photo", str(error))
        return ()
    if stored[0].kind is not AttachmentKind.PHOTO:
        discard_files(request.services.files, stored)
        errors.add("photo", texts.COMMITMENT_NOT_A_PICTURE)
        return ()
    return stored


async def _try(
    request: ConsoleRequest,
    deed: str,
    form: DeedForm,
    due_on: date | None,
    photo: tuple[Attachment, ...],
    errors: FormErrors,
) -> None:
    given: dict[str, dict[str, Any]] = {
        "keep": {"outcome": form.words, "photo": photo, "today": request.today},
        "move": {"due_on": due_on, "reason": form.words, "today": request.today},
        "withdraw": {"reason": form.words},
        "drop": {},
    }
    verbs: dict[str, Any] = {
        "keep": service.keep_commitment,
        "move": service.move_commitment,
        "withdraw": service.withdraw_commitment,
        "drop": drafting.drop_draft,
    }
    try:
        await _change(request, verbs[deed], **given[deed])
    except (NotFound, NotAllowed):
        discard_files(request.services.files, photo)
        raise
    except UserError as error:
        errors.add("due" if str(error) in DAY_SENTENCES else "words", str(error))
