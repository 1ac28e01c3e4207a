"""Votes on paper, typed in as a sheet: checked and added up first, then written whole."""

from collections.abc import Sequence
from typing import Any

from aiohttp import web
from sqlmodel import Session

from bot import texts
from bot.console.context import ConsoleRequest
from bot.console.forms import FormData, FormErrors
from bot.core.errors import NotFound, UserError
from bot.people.actor import Actor
from bot.people.units import Unit
from bot.polls import paper_votes, service
from bot.polls.models import Poll, PollQuestion
from bot.polls.paper_votes import PaperCheck, PaperRow

ROWS = 15  # of a sheet
MAX_CELLS = 600  # boxes of one page: with many options there are fewer rows


async def show_papers(request: ConsoleRequest) -> web.Response:
    """Show an empty sheet."""
    return await _render(request, FormData(), FormErrors(), None)


def load_sheet(
    session: Session, number: int, *, actor: Actor
) -> tuple[Poll, Sequence[Unit], Sequence[PollQuestion]]:
    """Return the poll, the villages whose papers the actor may type, and the questions."""
    poll, villages = paper_votes.get_poll_for_papers(session, number, actor=actor)
    return poll, villages, service.list_questions(session, poll)


async def _render(
    request: ConsoleRequest, sent: FormData, errors: FormErrors, check: PaperCheck | None
) -> web.Response:
    poll, villages, questions = await request.read(load_sheet, request.id(), actor=request.actor)
    service.must_be_open(poll, now=request.now)
    return request.render(
        "polls/papers.html",
        status=400 if errors or (check and check.faults) else 200,
        poll=poll,
        questions=questions,
        villages=[("", texts.PAPERS_CHOOSE), *((unit.id, unit.name) for unit in villages)]
        if len(villages) > 1
        else [(villages[0].id, villages[0].name)],
        village=sent.get("village"),
        rows=range(1, count_rows(questions) + 1),
        sent=sent,
        errors=errors,
        check=check,
        labels={one.row.number: one for one in check.rows} if check else {},
        can_write=check is not None and not check.faults and bool(check.rows),
    )


def count_rows(questions: Sequence[PollQuestion]) -> int:
    """Return how many rows a sheet has."""
    cells = sum(len(question.options) for question in questions)
    return max(5, min(ROWS, MAX_CELLS // max(cells, 1)))


def read_rows(sent: FormData, questions: Sequence[PollQuestion]) -> list[PaperRow]:
    """Return the rows that are not empty."""
    rows = []
    for number in range(1, count_rows(questions) + 1):
        answers = {
            question.place: tuple(
                option
                for option in sent.numbers(f"r{number}q{question.place}")
                if option < len(question.options)
            )
            for question in questions
        }
        voter = sent.get(f"r{number}")
        if voter or any(answers.values()):
            rows.append(PaperRow(number, voter, answers))
    return rows


async def do_enter(request: ConsoleRequest) -> web.Response:
    """Check the sheet and show its sums; the second button writes it."""
    sent = await request.form()
    _, villages, questions = await request.read(load_sheet, request.id(), actor=request.actor)
    rows, errors = read_rows(sent, questions), FormErrors()
    village_id = villages[0].id if len(villages) == 1 else sent.number("village")
    given: dict[str, Any] = {"village_id": village_id, "actor": request.actor, "now": request.now}
    check: PaperCheck | None = None
    if not rows:
        errors.add("", texts.PAPERS_NOTHING)
        return await _render(request, sent, errors, None)
    try:
        if not sent.has("write"):
            check = await request.read(paper_votes.check_papers, request.id(), rows, **given)
            return await _render(request, sent, errors, check)
        check = await request.write(paper_votes.enter_papers, request.id(), rows, **given)
    except NotFound:
        raise
    except UserError as error:
        errors.add("village", str(error))
        return await _render(request, sent, errors, None)
    if check.faults:
        return await _render(request, sent, errors, check)
    return request.redirect("polls.papers", id=request.id(), flash=_describe(check))


def _describe(check: PaperCheck) -> str:
    flash = texts.PAPERS_DONE.format(count=len(check.rows))
    if replaced := sum(row.is_replaced for row in check.rows):
        flash = f"{flash} {texts.PAPERS_REPLACED.format(count=replaced)}"
    return flash
