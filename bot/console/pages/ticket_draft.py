"""From a good reply to an answer for everybody: the form, and its draft for the second person."""

from aiohttp import web

from bot import texts
from bot.console.context import ConsoleRequest
from bot.console.forms import FormErrors
from bot.core.errors import NotAllowed, NotFound, UserError
from bot.people.sign_in import ConsoleRole
from bot.usecases import answer_from_ticket
from bot.usecases.answer_from_ticket import AnswerDraft

FIELDS = ("title", "questions", "answer", "basis", "category")


async def show_draft(request: ConsoleRequest) -> web.Response:
    """Show the form, filled with what the ticket holds."""
    _check_officer(request)
    draft = await request.read(answer_from_ticket.suggest_draft, request.id(), actor=request.actor)
    return _render(request, draft)


async def do_draft_answer(request: ConsoleRequest) -> web.Response:
    """Create the draft."""
    _check_officer(request)
    form = await request.form()
    draft = AnswerDraft(**{name: form.get(name) for name in FIELDS})
    try:
        number = await request.write(
            answer_from_ticket.draft_answer,
            request.services.knowledge_base.shipped,
            request.id(),
            draft,
            actor=request.actor,
            author=request.user.name,
            now=request.now,
            today=request.today,
        )
    except (NotFound, NotAllowed):
        raise
    except UserError as error:
        return _render(request, draft, str(error))
    flash = texts.DESK_DRAFTED.format(number=number)
    return request.redirect("tickets.show", id=request.id(), flash=flash)


def _check_officer(request: ConsoleRequest) -> None:
    """Raise NotFound for leaders: what the bot answers is the commune's."""
    if not request.has(ConsoleRole.OFFICER):
        raise NotFound(texts.CONSOLE_NO_PAGE)


def _render(request: ConsoleRequest, draft: AnswerDraft, fault: str = "") -> web.Response:
    errors = FormErrors()
    if fault:
        errors.add("", fault)
    categories = answer_from_ticket.list_categories(request.services.knowledge_base.shipped)
    return request.render(
        "tickets/draft.html",
        status=400 if fault else 200,
        ticket_id=request.id(),
        values=draft,
        errors=errors,
        categories=[(category, category) for category in categories],
    )
