"""Writing an announcement: the form, the length as it is typed, the preview, and sending it on."""

import asyncio
from collections.abc import Sequence
from typing import Any

from aiohttp import web

from bot import texts
from bot.broadcasts import corrections, reviewing, service
from bot.broadcasts.audience_choice import GROUPS
from bot.broadcasts.models import Broadcast, BroadcastState
from bot.broadcasts.uploads import prepare_upload
from bot.console import unsent
from bot.console.context import ConsoleRequest
from bot.console.forms import FormData, FormErrors
from bot.console.pages import broadcasts
from bot.console.pages.broadcast_form import (
    BroadcastForm,
    Choices,
    load_choices,
    make_form,
    read_broadcast_form,
    save_draft,
)
from bot.core.accounts import find_kind, name_account
from bot.core.errors import NotAllowed, NotFound, UserError
from bot.messages.content import Attachment
from bot.people.approvals import Stage
from bot.people.unsent_forms import UnsentForm


async def show_new(request: ConsoleRequest) -> web.Response:
    """Show an empty form."""
    choices = await request.read(load_choices, actor=request.actor)
    kept = await unsent.find_unsent(request, name_unsent(None))
    form = _read_unsent(request, kept, ()) if kept else BroadcastForm()
    return _render_form(request, choices, form, FormErrors(), kept=kept)


def name_unsent(broadcast: Broadcast | None) -> str:
    """Return the name under which the form is kept while it is typed."""
    return unsent.name_form("broadcasts", broadcast.id if broadcast else "new")


def _read_unsent(
    request: ConsoleRequest, kept: UnsentForm, files: Sequence[Attachment]
) -> BroadcastForm:
    """Return the form as it was left; what is wrong with it is said when it is sent."""
    left, zone = FormData(kept.fields), request.policy.zone
    return read_broadcast_form(left, files, now=request.now, zone=zone)[0]


async def show_edit(request: ConsoleRequest) -> web.Response:
    """Show the form of a draft; of one that waits for approval the page says what editing does."""
    broadcast = await request.read(service.get_broadcast, request.id(), actor=request.actor)
    if broadcast.drafted_by != request.actor.person_id:
        raise NotAllowed(texts.EDIT_OTHERS)
    if broadcast.stage in (Stage.APPROVED, Stage.WITHDRAWN):
        raise UserError(service.render_wrong_state(broadcast))
    choices = await request.read(load_choices, broadcast.unit_id, actor=request.actor)
    form = make_form(broadcast, choices, request.policy.zone)
    kept = await unsent.find_unsent(request, name_unsent(broadcast))
    if kept is not None:
        form = _read_unsent(request, kept, form.files)
    return _render_form(request, choices, form, FormErrors(), broadcast=broadcast, kept=kept)


def _render_form(
    request: ConsoleRequest,
    choices: Choices,
    form: BroadcastForm,
    errors: FormErrors,
    *,
    broadcast: Broadcast | None = None,
    kept: UnsentForm | None = None,
) -> web.Response:
    return request.render(
        "broadcasts/compose.html",
        kept=kept,
        unsent_name=name_unsent(broadcast),
        status=400 if errors else 200,
        choices=choices,
        form=form,
        errors=errors,
        broadcast=broadcast,
        files=list(enumerate(form.files)),
        groups=[(group, texts.GROUP_NAMES[group or "all"]) for group in GROUPS],
        lengths=_measure(request, form.text),
        limits=(service.LONGEST_TEXT, service.MOST_FILES, service.MOST_BUTTONS),
    )


def _measure(request: ConsoleRequest, text: str) -> list[tuple[str, int, int]]:
    """Return channel, characters and number of messages of a text, with its check code."""
    policy = request.services.sending_policy
    samples = reviewing.render_samples(text, (), (), policy)
    by_kind = {name_account(find_kind(account)): parts for account, parts in samples.items()}
    return [(name, sum(map(len, parts)), len(parts)) for name, parts in by_kind.items()]


async def show_length(request: ConsoleRequest) -> web.Response:
    """Say how long the text is on each channel: the part of the form that follows the typing."""
    text = (await request.form()).get("text")
    return request.render(
        "broadcasts/lengths.html",
        lengths=_measure(request, text),
        length=len(text),
        limits=(service.LONGEST_TEXT,),
    )


async def do_create(request: ConsoleRequest) -> web.Response:
    """Save a new draft and show its preview."""
    return await _save(request, None)


async def do_save(request: ConsoleRequest) -> web.Response:
    """Save what was changed in a draft and show its preview."""
    broadcast = await request.read(service.get_broadcast, request.id(), actor=request.actor)
    return await _save(request, broadcast)


async def _save(request: ConsoleRequest, broadcast: Broadcast | None) -> web.Response:
    sent = await request.form()
    choices = await request.read(
        load_choices, broadcast.unit_id if broadcast else None, actor=request.actor
    )
    kept = make_form(broadcast, choices, request.policy.zone).files if broadcast else ()
    form, errors, was_covered = read_broadcast_form(
        sent, kept, now=request.now, zone=request.policy.zone
    )
    uploads = await _read_files(request, sent, errors)
    number = None if errors else await _write(request, form, uploads, broadcast, errors)
    if number is None:
        if sent.files:
            errors.add("files", texts.BROADCAST_FILES_AGAIN)
        return _render_form(request, choices, form, errors, broadcast=broadcast)
    await unsent.drop_unsent(request, name_unsent(broadcast))
    flash = texts.BROADCAST_COVERED if was_covered else texts.BROADCAST_SAVED
    return request.redirect("broadcasts.check", id=number, flash=flash)


async def _read_files(
    request: ConsoleRequest, sent: FormData, errors: FormErrors
) -> list[Attachment]:
    """Return the files that were chosen, kept until the draft that uses them is."""
    uploads: list[Attachment] = []
    for file in sent.files.get("files", ()):
        try:
            attachment, content = await asyncio.to_thread(prepare_upload, file.name, file.content)
        except UserError as error:
            errors.add("files", str(error))
            continue
        if attachment.file is not None:
            await request.services.files.save_pending(attachment.file, content)
        uploads.append(attachment)
    return uploads


async def _write(
    request: ConsoleRequest,
    form: BroadcastForm,
    uploads: list[Attachment],
    broadcast: Broadcast | None,
    errors: FormErrors,
) -> int | None:
    try:
        number = await request.write(
            save_draft,
            form,
            tuple(uploads),
            number=broadcast.id if broadcast else None,
            actor=request.actor,
            now=request.now,
        )
    except NotFound:
        raise
    except UserError as error:
        errors.add("", str(error))
        return None
    for attachment in uploads:
        if attachment.file is not None:
            await asyncio.to_thread(request.services.files.commit_pending, attachment.file)
    return number


async def show_check(request: ConsoleRequest) -> web.Response:
    """Show how it looks and whom it reaches, with what must or should be mended."""
    return await _render_check(request, FormErrors())


async def _render_check(request: ConsoleRequest, errors: FormErrors) -> web.Response:
    review, shown = await request.read(
        reviewing.load_preview,
        request.id(),
        actor=request.actor,
        policy=request.services.sending_policy,
        now=request.now,
    )
    broadcast = review.broadcast
    if broadcast.state != BroadcastState.DRAFT:
        return request.redirect("broadcasts.show", id=broadcast.id)
    return request.render(
        "broadcasts/check.html",
        status=400 if errors else 200,
        errors=errors,
        is_own=broadcast.drafted_by == request.actor.person_id,
        blocking=[advice for advice in shown.advice if advice.is_blocking],
        **broadcasts.describe_review(review),
        **broadcasts.describe_preview(request, review, shown),
    )


async def do_submit(request: ConsoleRequest) -> web.Response:
    """Send a draft to those who may approve it."""
    form = await request.form()
    try:
        count = await request.write(
            reviewing.submit_shown,
            request.id(),
            is_repeat=form.has("again"),
            policy=request.services.sending_policy,
            actor=request.actor,
            now=request.now,
        )
    except NotFound:
        raise
    except UserError as error:
        errors = FormErrors()
        errors.add("", str(error))
        return await _render_check(request, errors)
    told = texts.BROADCAST_SENT_TO_APPROVERS.format(count=count)
    flash = told if count else texts.BROADCAST_SENT_TO_NOBODY
    return request.redirect("broadcasts.show", id=request.id(), flash=flash)


async def do_copy(request: ConsoleRequest) -> web.Response:
    """Make a new draft of an old announcement and open it."""
    return await _draft_anew(request, service.draft_copy, texts.BROADCAST_DONE_COPY)


async def do_resend(request: ConsoleRequest) -> web.Response:
    """Make a draft for those whom it did not reach."""
    return await _draft_anew(request, service.draft_resend, texts.BROADCAST_DONE_RESEND)


async def _draft_anew(
    request: ConsoleRequest, verb: Any, flash: str, route: str = "broadcasts.edit", **given: Any
) -> web.Response:
    number = await request.write(
        reviewing.draft_anew, request.id(), verb, actor=request.actor, now=request.now, **given
    )
    return request.redirect(route, id=number, flash=flash)


async def show_correct(request: ConsoleRequest) -> web.Response:
    """Ask for the right words of an announcement that was sent."""
    broadcast = await request.read(service.get_broadcast, request.id(), actor=request.actor)
    return _render_correct(request, broadcast, broadcast.text, FormErrors())


def _render_correct(
    request: ConsoleRequest, broadcast: Broadcast, text: str, errors: FormErrors
) -> web.Response:
    return request.render(
        "broadcasts/correct.html",
        status=400 if errors else 200,
        broadcast=broadcast,
        lead=corrections.render_lead(broadcast, zone=request.policy.zone),
        text=text,
        errors=errors,
    )


async def do_correct(request: ConsoleRequest) -> web.Response:
    """Draft a correction with the right words, and show its preview."""
    text = (await request.form()).get("text")
    verb, done = corrections.draft_correction, texts.BROADCAST_DONE_CORRECT
    zone = request.policy.zone
    try:
        return await _draft_anew(request, verb, done, "broadcasts.check", text=text, zone=zone)
    except NotFound:
        raise
    except UserError as error:
        errors = FormErrors()
        errors.add("text", str(error))
        broadcast = await request.read(service.get_broadcast, request.id(), actor=request.actor)
        return _render_correct(request, broadcast, text, errors)
