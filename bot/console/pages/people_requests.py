"""What officers do because a person asked for it: a page that says what will happen, a reason."""

import asyncio
from collections.abc import Awaitable, Callable

from aiohttp import web

from bot import texts
from bot.console.context import ConsoleRequest
from bot.console.forms import FormData, FormErrors
from bot.console.pages.people import load_booth
from bot.console.tables import XLSX
from bot.core.errors import NotFound, UserError
from bot.documents.list_files import write_xlsx
from bot.people import unit_choice
from bot.usecases import contact_requests, resident_directory
from bot.usecases.merge_contacts import MergedContacts

KINDS = ("correct", "export", "withdraw", "erase", "merge")


async def show_request(request: ConsoleRequest) -> web.Response:
    """Say what a request will do, and ask for its reason."""
    return await _render(request, FormData(), FormErrors())


async def _render(
    request: ConsoleRequest,
    form: FormData,
    errors: FormErrors,
    *,
    preview: MergedContacts | None = None,
) -> web.Response:
    kind = request.http.match_info["kind"]
    if kind not in KINDS:
        raise NotFound(texts.CONSOLE_NO_PAGE)
    details = await request.read(resident_directory.load_contact, request.id(), actor=request.actor)
    units = await request.read(unit_choice.list_choices, request.actor)
    return request.render(
        "people/request.html", status=400 if errors else 200,
        units=[(unit.id, unit.name) for unit in units],
        kind=kind, details=details, form=form, errors=errors, limit=contact_requests.MAX_REASON,
        preview=preview, waiting=_count_accepted(preview) if preview else 0,
    )  # fmt: skip


async def do_request(request: ConsoleRequest) -> web.Response:
    """Do what was asked for; it is audited with its reason."""
    form, errors = await request.form(), FormErrors()
    deed = DEEDS.get(request.http.match_info["kind"])
    if deed is None:
        raise NotFound(texts.CONSOLE_NO_PAGE)
    try:
        contact_requests.check_reason(form.get("reason"))
        return await deed(request, form)
    except NotFound:
        raise
    except UserError as error:
        typed = next((name for name in ("code", "name") if form.has(name)), "reason")
        errors.add(typed if form.get("reason") else "reason", str(error))
        return await _render(request, form, errors)


async def _export(request: ConsoleRequest, form: FormData) -> web.Response:
    exported = await request.write(
        contact_requests.export_data, request.id(), reason=form.get("reason"),
        actor=request.actor, now=request.now, zone=request.policy.zone,
    )  # fmt: skip
    workbook = await asyncio.to_thread(write_xlsx, exported.table)
    return request.download(workbook, f"du-lieu-{request.id()}.xlsx", XLSX)


async def _correct(request: ConsoleRequest, form: FormData) -> web.Response:
    await request.write(
        contact_requests.correct_data, request.id(), form.get("name"), form.number("unit"),
        reason=form.get("reason"), actor=request.actor, now=request.now,
    )  # fmt: skip
    return await _go_back(request, texts.DATA_CORRECTED_DONE)


async def _erase(request: ConsoleRequest, form: FormData) -> web.Response:
    forgotten = await request.write(
        contact_requests.erase_data, request.id(), reason=form.get("reason"),
        actor=request.actor, now=request.now,
    )  # fmt: skip
    flash = texts.DATA_ERASED.format(count=len(forgotten.contact_ids))
    return request.redirect("people.list", flash=flash)


async def _withdraw(request: ConsoleRequest, form: FormData) -> web.Response:
    await request.write(
        contact_requests.withdraw_consent, request.id(), reason=form.get("reason"),
        actor=request.actor, now=request.now,
    )  # fmt: skip
    return await _go_back(request, texts.CONSENT_WITHDRAWN_DONE)


async def _merge(request: ConsoleRequest, form: FormData) -> web.Response:
    verb = contact_requests.merge_by_code if form.has("sure") else contact_requests.preview_merge
    merged = await request.write(
        verb, request.id(), form.get("code"),
        reason=form.get("reason"), actor=request.actor, policy=request.policy,
        booth=load_booth(request), now=request.now,
    )  # fmt: skip
    if not form.has("sure"):
        return await _render(request, form, FormErrors(), preview=merged)
    flash = texts.CONTACT_MERGED_DONE.format(seats=merged.seats, tickets=merged.tickets)
    return await _go_back(request, flash)


def _count_accepted(merged: MergedContacts) -> int:
    """Return how many ballots and seats had waited for somebody to vouch for the chat."""
    return sum(len(items.polls) + len(items.enrolments) for items in merged.accepted)


async def _go_back(request: ConsoleRequest, flash: str) -> web.Response:
    """Return to the person's page, or to the list when they are of no village any more."""
    try:
        await request.read(resident_directory.get_contact, request.id(), actor=request.actor)
    except NotFound:
        return request.redirect("people.list", flash=flash)
    return request.redirect("people.show", id=request.id(), flash=flash)


DEEDS: dict[str, Callable[[ConsoleRequest, FormData], Awaitable[web.Response]]] = {
    "correct": _correct,
    "export": _export,
    "withdraw": _withdraw,
    "erase": _erase,
    "merge": _merge,
}
