"""What is done with one ticket on its page: reply, note, take, assign, close, reopen, reveal."""

from datetime import datetime
from typing import TypedDict

from aiohttp import web
from sqlmodel import Session

from bot import texts
from bot.console import unsent
from bot.console.context import ConsoleRequest
from bot.console.forms import FormData, FormErrors
from bot.console.pages.tickets import render_ticket
from bot.console.uploads import discard_files, store_files
from bot.core.errors import NotAllowed, NotFound, UserError
from bot.core.policy import Policy
from bot.messages.content import Attachment
from bot.people.actor import Actor
from bot.people.unsent_forms import name_reply
from bot.tickets import (
    canned_responses,
    desk,
    desk_assignment,
    desk_view,
    help_closing,
    member_actions,
)
from bot.tickets.help_kinds import HelpKind
from bot.tickets.relay import RelayResult, RelayStatus


class _Context(TypedDict):
    """What most verbs take beside the ticket."""

    actor: Actor
    now: datetime
    policy: Policy


PASS_NEXT, PASS_COMMUNE = "next", "commune"
COMMUNE_WORD = "xa"  # what a member types in a chat to pass a ticket to the commune


async def do_send_reply(request: ConsoleRequest) -> web.Response:
    """Send what was written; a canned text is only put into the box."""
    form = await request.form()
    text = form.get("text")
    if form.has("canned"):
        canned = canned_responses.find_response(form.get("canned"))
        text = "\n".join(filter(None, (text, canned)))
        await unsent.keep_unsent(request, FormData({**form.fields, "text": [text]}))
        return await render_ticket(request, text=text)
    try:
        files = await store_files(request.services.files, form.files.get("files", ()))
        result = await _send(request, text, files, closes=form.has("close"))
    except (NotFound, NotAllowed):
        raise
    except UserError as error:
        return await _show_fault(request, str(error), text)
    if fault := word_fault(result):
        return await _show_fault(request, fault, text)
    await unsent.drop_unsent(request, name_reply(request.id()))
    return request.redirect(
        "tickets.show", id=request.id(), flash=await _finish(request, form, result)
    )


async def _send(
    request: ConsoleRequest, text: str, files: tuple[Attachment, ...], *, closes: bool
) -> RelayResult:
    """Send; files of a message that did not go out are deleted."""
    context = _Context(actor=request.actor, now=request.now, policy=request.policy)
    is_sent = False
    try:
        if closes and not files and await _is_untaken(request):
            result = await request.write(desk.answer_and_close, request.id(), text, **context)
        else:
            result = await request.write(desk.send_reply, request.id(), text, files, **context)
        is_sent = not word_fault(result)
    finally:
        if not is_sent:
            discard_files(request.services.files, files)
    return result


async def _is_untaken(request: ConsoleRequest) -> bool:
    view = await request.read(desk_view.get_ticket_view, request.id(), actor=request.actor)
    return view.ticket.accepted_at is None


async def _finish(request: ConsoleRequest, form: FormData, result: RelayResult) -> str:
    """Close the ticket if that was asked for; return what happened."""
    if result.status is RelayStatus.UNREACHABLE:
        return texts.DESK_GONE
    sent = texts.DESK_SENT_PARTLY if result.status is RelayStatus.PARTLY else texts.DESK_SENT
    if not form.has("close"):
        return sent
    if result.message_id == 0:  # the office's answer closed it
        return texts.DESK_SENT_AND_CLOSED
    try:
        await request.write(
            desk.close_ticket, request.id(), "", actor=request.actor, now=request.now
        )
    except UserError as error:
        return texts.DESK_SENT_NOT_CLOSED.format(why=str(error))
    return texts.DESK_SENT_AND_CLOSED


def word_fault(result: RelayResult) -> str:
    """Return why nothing was sent; "" when it was."""
    match result.status:
        case RelayStatus.SECRET if result.refusal is not None:
            return texts.SECRET_ASKED.format(what=texts.SECRETS_ASKED[result.refusal.secret])
        case RelayStatus.RISKY:
            return texts.DESK_RISKY.format(names=result.risky_names)
        case RelayStatus.UNSUPPORTED:
            return texts.DESK_UNSENT
    return ""


async def _show_fault(request: ConsoleRequest, sentence: str, text: str) -> web.Response:
    errors = FormErrors()
    errors.add("text", sentence)
    return await render_ticket(request, status=400, errors=errors, text=text)


async def do_add_note(request: ConsoleRequest) -> web.Response:
    """Store a note for colleagues."""
    form = await request.form()
    note = form.get("note")
    try:
        await request.write(desk.add_note, request.id(), note, actor=request.actor, now=request.now)
    except (NotFound, NotAllowed):
        raise
    except UserError as error:
        errors = FormErrors()
        errors.add("note", str(error))
        return await render_ticket(request, status=400, errors=errors, note=note)
    return request.redirect("tickets.show", id=request.id(), flash=texts.DESK_NOTED)


async def do_take_ticket(request: ConsoleRequest) -> web.Response:
    """Take the ticket oneself."""
    await request.write(
        desk.take_over_ticket,
        request.id(),
        actor=request.actor,
        now=request.now,
        policy=request.policy,
    )
    return request.redirect("tickets.show", id=request.id(), flash=texts.DESK_TAKEN)


async def show_assign(request: ConsoleRequest) -> web.Response:
    """Choose who gets the ticket; with a choice, show what the resident will be told."""
    context = _Context(actor=request.actor, now=request.now, policy=request.policy)
    person = request.query.get("person", "")
    name = words = fault = ""
    if person.isdecimal() and len(person) <= 9:
        try:
            name, words = await request.read(
                desk_assignment.preview_gift, request.id(), int(person), **context
            )
        except UserError as error:
            fault = str(error)
    assignees = await request.read(desk_assignment.list_assignees, request.id(), **context)
    is_holder = any(
        assignee.has_it and assignee.person_id == request.actor.person_id for assignee in assignees
    )
    return request.render(
        "tickets/assign.html",
        status=400 if fault else 200,
        ticket_id=request.id(),
        available=[assignee for assignee in assignees if assignee.can_be_asked],
        unavailable=[
            assignee for assignee in assignees if not assignee.can_be_asked and not assignee.has_it
        ],
        person=person,
        name=name,
        words=words,
        fault=fault,
        is_holder=is_holder,
    )


async def do_assign_ticket(request: ConsoleRequest) -> web.Response:
    """Give the ticket to the chosen member, or pass one's own on."""
    form = await request.form()
    context = _Context(actor=request.actor, now=request.now, policy=request.policy)
    target = form.get("person")
    if target in (PASS_NEXT, PASS_COMMUNE):
        await request.read(desk_view.get_visible_ticket, request.id(), actor=request.actor)
        word = COMMUNE_WORD if target == PASS_COMMUNE else ""
        await request.write(member_actions.pass_ticket, request.id(), word, **context)
        return request.redirect("tickets.show", id=request.id(), flash=texts.DESK_PASSED)
    person_id = form.number("person")
    if person_id is None:
        return request.redirect("tickets.assign", id=request.id())
    name, _ = await request.read(desk_assignment.preview_gift, request.id(), person_id, **context)
    await request.write(desk_assignment.give_ticket, request.id(), person_id, **context)
    return request.redirect(
        "tickets.show", id=request.id(), flash=texts.DESK_GIVEN.format(name=name)
    )


async def show_close(request: ConsoleRequest) -> web.Response:
    """Ask for the result, and which help it was, before a ticket is closed."""
    return await _render_close(request)


async def _render_close(
    request: ConsoleRequest, form: FormData | None = None, error: str = ""
) -> web.Response:
    def load(session: Session) -> list[HelpKind]:
        ticket, _ = desk_view.get_visible_ticket(session, request.id(), actor=request.actor)
        return help_closing.list_ticket_kinds(session, ticket, request.services.help_kinds)

    kinds = await request.read(load)
    ticked = form.values("kinds") if form else []
    choices = [(kind.id, kind.name) for kind in kinds]
    return await _render_reason(
        request, "tickets/close.html", form, error, kinds=choices, ticked=ticked
    )


async def do_close_ticket(request: ConsoleRequest) -> web.Response:
    """Close a ticket one has taken."""
    form = await request.form()

    def close(session: Session) -> None:
        actor, number = request.actor, request.id()
        desk.close_ticket(session, number, form.get("reason"), actor=actor, now=request.now)
        help_closing.count_closed_ticket(
            session,
            number,
            form.values("kinds"),
            request.services.help_kinds,
            actor=actor,
            policy=request.policy,
        )

    try:
        await request.write(close)
    except (NotFound, NotAllowed):
        raise
    except UserError as error:
        return await _render_close(request, form, str(error))
    return request.redirect("tickets.show", id=request.id(), flash=texts.DESK_CLOSED)


async def show_reopen(request: ConsoleRequest) -> web.Response:
    """Ask why a ticket is opened again."""
    return await _render_reason(request, "tickets/reopen.html")


async def do_reopen_ticket(request: ConsoleRequest) -> web.Response:
    """Open a closed ticket again."""
    form = await request.form()
    try:
        await request.write(
            desk.reopen_ticket,
            request.id(),
            form.get("reason"),
            actor=request.actor,
            now=request.now,
            policy=request.policy,
        )
    except (NotFound, NotAllowed):
        raise
    except UserError as error:
        return await _render_reason(request, "tickets/reopen.html", form, str(error))
    return request.redirect("tickets.show", id=request.id(), flash=texts.DESK_REOPENED_FLASH)


async def show_reveal(request: ConsoleRequest) -> web.Response:
    """Ask why an officer must know who is behind an alias."""
    return await _render_reason(request, "tickets/reveal.html")


async def do_reveal_resident(request: ConsoleRequest) -> web.Response:
    """Show who is behind an alias, on this answer alone; the asking is kept."""
    form = await request.form()
    try:
        contact = await request.write(
            desk.reveal_resident,
            request.id(),
            form.get("reason"),
            actor=request.actor,
            revealed_by=request.user.name,
            now=request.now,
        )
    except (NotFound, NotAllowed):
        raise
    except UserError as error:
        return await _render_reason(request, "tickets/reveal.html", form, str(error))
    return request.render("tickets/revealed.html", contact=contact, ticket_id=request.id())


async def _render_reason(
    request: ConsoleRequest,
    template: str,
    form: FormData | None = None,
    error: str = "",
    **values: object,
) -> web.Response:
    view = await request.read(desk_view.get_ticket_view, request.id(), actor=request.actor)
    errors = FormErrors()
    if error:
        errors.add("reason", error)
    return request.render(
        template,
        status=400 if error else 200,
        view=view,
        errors=errors,
        reason=form.get("reason") if form else "",
        **values,
    )
