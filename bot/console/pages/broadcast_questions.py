"""What residents asked about an announcement, and one answer to all who asked."""

from typing import Any

from aiohttp import web

from bot import texts
from bot.broadcasts import question_board
from bot.console.context import ConsoleRequest
from bot.console.forms import FormErrors
from bot.core.errors import NotFound, UserError
from bot.messages.masking.mask import mask


async def show_questions(request: ConsoleRequest) -> web.Response:
    """Show the questions, alike ones together, and the box for the answer."""
    return await _render(request, "", FormErrors())


async def _render(
    request: ConsoleRequest, text: str, errors: FormErrors, **more: Any
) -> web.Response:
    board = await request.read(question_board.load_board, request.id(), actor=request.actor)
    return request.render(
        "broadcasts/questions.html",
        status=400 if errors else 200,
        board=board,
        broadcast=board.broadcast,
        text=text,
        errors=errors,
        answer=more.get("answer"),
        count=more.get("count", 0),
    )


async def do_write(request: ConsoleRequest) -> web.Response:
    """Show the answer once more with the number of people who get it; nothing is sent yet."""
    text = mask((await request.form()).get("text")).text
    try:
        answer, count = await request.write(
            question_board.write_answer, request.id(), text, actor=request.actor, now=request.now
        )
    except NotFound:
        raise
    except UserError as error:
        errors = FormErrors()
        errors.add("text", str(error))
        return await _render(request, text, errors)
    return await _render(request, answer.text, FormErrors(), answer=answer, count=count)


async def do_send(request: ConsoleRequest) -> web.Response:
    """Send the answer to everybody who was counted."""
    form = await request.form()
    outcome = await request.write(
        question_board.send_written,
        request.id(),
        form.number("answer") or 0,
        actor=request.actor,
        now=request.now,
    )
    flash = texts.COLLECTIVE_ANSWER_SENT.format(count=outcome.reached)
    if outcome.unreached:
        flash = f"{flash} {texts.ANSWER_UNREACHED.format(count=outcome.unreached)}"
    return request.redirect("broadcasts.questions", id=request.id(), flash=flash)
