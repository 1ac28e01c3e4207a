"""Requests of persons about their own data: what is open and till when, paper ones, results."""

from datetime import UTC, date, datetime
from typing import Any

from aiohttp import web
from sqlmodel import Session

from bot import texts
from bot.console.context import ConsoleRequest
from bot.console.forms import FormData, FormErrors
from bot.console.pages.people import find_alias_number
from bot.core.errors import NotFound, UserError
from bot.people import unit_choice
from bot.privacy import data_request_list, data_requests
from bot.privacy.data_request_list import RequestLine
from bot.privacy.data_requests import PaperRequest
from bot.privacy.models import DataRequest, RequestAsker, RequestKind, RequestOutcome
from bot.privacy.request_clock import count_days_left

PAGE = 50  # rows of a page
SOON = 3  # days
DEED_PAGES = {
    RequestKind.CORRECT: "correct",
    RequestKind.SEE: "export",
    RequestKind.EXPORT: "export",
    RequestKind.WITHDRAW: "withdraw",
    RequestKind.ERASE: "erase",
}
"""The page of a resident on which a request of a kind is carried out."""


async def show_requests(request: ConsoleRequest) -> web.Response:
    """List the open requests, the first due first, or those that are over."""
    is_open = request.query.get("xem") != "xong"
    lines = await request.read(
        data_request_list.list_requests, actor=request.actor, is_open=is_open,
        after=_read_place(request.query.get("after", "")), limit=PAGE + 1,
    )  # fmt: skip
    next_address = ""
    if len(lines) > PAGE:
        lines = lines[:PAGE]
        place = _write_place(lines[-1].row, is_open)
        view = {} if is_open else {"xem": "xong"}
        next_address = request.url("people.requests", **view, after=place)
    return request.render(
        "people/requests.html",
        is_open=is_open,
        items=[_describe(request, line) for line in lines],
        next_address=next_address,
    )


def _write_place(row: DataRequest, is_open: bool) -> str:
    moment = row.due_at if is_open else row.done_at or row.due_at
    return f"{moment.timestamp():.6f}-{row.id}"


def _read_place(written: str) -> tuple[datetime, int] | None:
    moment, _, number = written.partition("-")
    try:
        return datetime.fromtimestamp(float(moment), tz=UTC), int(number)
    except (ValueError, OverflowError, OSError):
        return None


def _describe(request: ConsoleRequest, line: RequestLine) -> dict[str, Any]:
    """Return what is shown of a request: who, what, and how many days are left."""
    row = line.row
    left = count_days_left(row.due_at, request.now, request.policy.zone)
    return {
        "row": row,
        "unit": line.unit_name,
        "handler": line.handler,
        "kind": texts.DATA_REQUEST_KINDS[row.kind],
        "who": row.name or (texts.ALIAS.format(number=row.contact_id) if row.contact_id else ""),
        "left": write_days_left(left),
        "tone": "bad" if left < 0 else "wait" if left <= SOON else "info",
        "outcome": texts.DATA_REQUEST_OUTCOMES.get(row.outcome, ""),
        "origin": texts.DATA_REQUEST_ORIGINS[row.origin],
        "must_answer": row.done_at is None and row.answered_at is None,
    }


def write_days_left(left: int) -> str:
    """Write how long there is: "còn 3 ngày", "hôm nay là hạn", "trễ 2 ngày"."""
    if left == 0:
        return texts.DATA_REQUEST_TODAY
    template = texts.DATA_REQUEST_LEFT if left > 0 else texts.DATA_REQUEST_LATE
    return template.format(count=abs(left))


async def show_new(request: ConsoleRequest) -> web.Response:
    """Show the form of a request that came on paper."""
    kept = {name: [request.query[name]] for name in ("unit", "contact") if name in request.query}
    form = FormData({"asked_on": [request.today.isoformat()], **kept})
    return await _render_new(request, form, FormErrors())


async def _render_new(request: ConsoleRequest, form: FormData, errors: FormErrors) -> web.Response:
    units = await request.read(unit_choice.list_choices, request.actor)
    return request.render(
        "people/request_new.html",
        status=400 if errors else 200,
        form=form,
        errors=errors,
        units=[(unit.id, unit.name) for unit in units],
        limits=(data_requests.MAX_NAME, data_requests.MAX_REACH, data_requests.MAX_NOTE),
    )


def read_paper(form: FormData) -> tuple[PaperRequest | None, FormErrors]:
    """Return the request a form describes, or what is wrong with it."""
    errors = FormErrors()
    if form.get("kind") not in list(RequestKind):
        errors.add("kind", texts.DATA_REQUEST_KIND)
    if form.get("asker") not in list(RequestAsker):
        errors.add("asker", texts.DATA_REQUEST_ASKER)
    try:
        asked_on = date.fromisoformat(form.get("asked_on"))
    except ValueError:
        errors.add("asked_on", texts.DATA_REQUEST_DAY)
    if errors:
        return None, errors
    return PaperRequest(
        RequestKind(form.get("kind")),
        RequestAsker(form.get("asker")),
        " ".join(form.get("name").split()),
        " ".join(form.get("reach").split()),
        form.get("note"),
        asked_on,
        find_alias_number(form.get("contact")),
    ), errors


async def do_add(request: ConsoleRequest) -> web.Response:
    """Write down a request that came on paper."""
    form = await request.form()
    paper, errors = read_paper(form)
    if paper is None:
        return await _render_new(request, form, errors)

    def add(session: Session) -> int:
        unit = unit_choice.get_choice(session, form.number("unit"), actor=request.actor)
        return data_requests.add_paper_request(
            session, unit, paper, actor=request.actor, policy=request.policy, now=request.now
        ).id

    try:
        number = await request.write(add)
    except NotFound as error:
        if paper.contact_id is None:
            raise
        errors.add("contact", str(error))
    except UserError as error:
        errors.add("", str(error))
    if errors:
        return await _render_new(request, form, errors)
    flash = texts.DATA_REQUEST_ADDED.format(number=number)
    return request.redirect("people.data_request", id=number, flash=flash)


async def show_request(request: ConsoleRequest) -> web.Response:
    """Show one request, and what can be done with it."""
    return await _render(request, FormData(), FormErrors())


async def _render(request: ConsoleRequest, form: FormData, errors: FormErrors) -> web.Response:
    row, unit = await request.read(data_requests.get_request, request.id(), actor=request.actor)
    item = _describe(request, RequestLine(row, unit.name if unit else "", ""))
    deed = DEED_PAGES.get(RequestKind(row.kind), "")
    is_here = row.contact_id is not None and unit is not None
    return request.render(
        "people/data_request.html",
        status=400 if errors else 200,
        item=item,
        row=row,
        form=form,
        errors=errors,
        asker=texts.DATA_REQUEST_ASKERS[row.asker],
        person_address=request.url("people.show", id=row.contact_id) if is_here else "",
        deed_address=request.url("people.request", id=row.contact_id, kind=deed)
        if is_here and deed
        else "",
        limit=data_requests.MAX_RESULT,
    )


async def do_acknowledge(request: ConsoleRequest) -> web.Response:
    """Record that the person was told their request has come."""
    await request.write(
        data_requests.acknowledge, request.id(), actor=request.actor, now=request.now
    )
    return _go_back(request, texts.DATA_REQUEST_ANSWERED)


async def do_extend(request: ConsoleRequest) -> web.Response:
    """Extend a request once."""
    form = await request.form()
    try:
        await request.write(
            data_requests.extend, request.id(), form.get("reason"),
            actor=request.actor, policy=request.policy, now=request.now,
        )  # fmt: skip
    except NotFound:
        raise
    except UserError as error:
        return await _render(request, form, FormErrors({"reason": str(error)}))
    return _go_back(request, texts.DATA_REQUEST_LONGER)


async def do_settle(request: ConsoleRequest) -> web.Response:
    """Record that a request is done or refused."""
    form = await request.form()
    outcome = RequestOutcome.REFUSED if form.has("refuse") else RequestOutcome.DONE
    try:
        await request.write(
            data_requests.settle, request.id(), outcome, form.get("result"),
            actor=request.actor, now=request.now,
        )  # fmt: skip
    except NotFound:
        raise
    except UserError as error:
        return await _render(request, form, FormErrors({"result": str(error)}))
    return _go_back(request, texts.DATA_REQUEST_SETTLED)


async def do_reopen(request: ConsoleRequest) -> web.Response:
    """Open a request again that was settled by mistake."""
    await request.write(data_requests.reopen, request.id(), actor=request.actor, now=request.now)
    return _go_back(request, texts.DATA_REQUEST_REOPENED)


def _go_back(request: ConsoleRequest, flash: str) -> web.Response:
    return request.redirect("people.data_request", id=request.id(), flash=flash)
