"""Evidence packs: freeze one, take it, check a file, and let an inspection team look."""

import io
from datetime import date, timedelta
from typing import Any

from aiohttp import web
from sqlmodel import Session

from bot import texts
from bot.console.context import ConsoleRequest
from bot.console.forms import FormData, FormErrors
from bot.console.pages.report_addresses import list_topic_titles
from bot.console.routes import OFFICERS
from bot.core.errors import UserError
from bot.people import inspection_links
from bot.people.actor import Actor, get_own_unit
from bot.reports.evidence import archive, contents, service
from bot.reports.evidence.archive import Fault, FaultKind
from bot.reports.periods import Period, Preset, resolve_preset

ZIP = "application/zip"
DEFAULT_DAYS = 10


async def show_evidence(request: ConsoleRequest) -> web.Response:
    """List the packs, with the forms of who may make one."""
    return await _render(request, FormData(), FormErrors())


async def _render(
    request: ConsoleRequest,
    form: FormData,
    errors: FormErrors,
    *,
    status: int = 200,
    **more: object,
) -> web.Response:
    values = await request.read(load_page, actor=request.actor)
    last_month = resolve_preset(Preset.LAST_MONTH, request.today).period
    return request.render(
        "evidence/show.html",
        status=status,
        form=form,
        errors=errors,
        can_make=request.has(*OFFICERS),
        since=form.get("since", last_month.first.isoformat()),
        until=form.get("until", last_month.last.isoformat()),
        days=form.get("days", str(DEFAULT_DAYS)),
        **values,
        **more,
    )


def load_page(session: Session, *, actor: Actor) -> dict[str, Any]:
    """Read the packs and the open links of the actor's units."""
    return {
        "packs": service.list_packs(session, actor=actor),
        "links": inspection_links.list_inspection_links(session, actor=actor),
    }


async def do_make_pack(request: ConsoleRequest) -> web.Response:
    """Freeze a pack of the person's unit."""
    form, errors = await request.form(), FormErrors()
    try:
        first, last = (date.fromisoformat(form.get(name)) for name in ("since", "until"))
        if first > last:
            raise UserError(texts.REPORT_DAYS_ORDER)
        await _make_pack(request, Period(first, last))
    except ValueError:
        errors.add("since", texts.REPORT_NO_DAY)
    except UserError as error:
        errors.add("since", str(error))
    if errors:
        return await _render(request, form, errors, status=400)
    return request.redirect("evidence.list", flash=texts.EVIDENCE_DONE)


async def _make_pack(request: ConsoleRequest, period: Period) -> None:
    unit = await request.read(find_commune, actor=request.actor)
    built = await request.read(
        contents.build_pack,
        period,
        unit_code=unit[0],
        actor=request.actor,
        policy=request.policy,
        topic_titles=list_topic_titles(request, unit[1]),
        indicator_sets=request.services.indicator_sets,
        folder=request.services.files,
        now=request.now,
    )
    await request.write(_register, built, actor=request.actor)


def _register(session: Session, built: service.BuiltPack, *, actor: Actor) -> None:
    service.register_pack(session, built, actor=actor)


def find_commune(session: Session, *, actor: Actor) -> tuple[str, str]:
    """Return code and path of the unit whose packs the actor makes."""
    unit = get_own_unit(session, actor)
    return unit.code, unit.path


async def send_pack(request: ConsoleRequest) -> web.Response:
    """Give a pack's file; the audit notes it."""
    pack, unit, content = await request.write(
        service.take_pack, request.id(), actor=request.actor, now=request.now
    )
    name = texts.EVIDENCE_PACK_FILE.format(unit=unit.code, number=pack.number)
    return request.download(content, name, ZIP)


async def do_verify(request: ConsoleRequest) -> web.Response:
    """Check a file that somebody brings."""
    form, errors = await request.form(), FormErrors()
    uploaded = form.file("pack")
    if uploaded is None:
        errors.add("pack", texts.EVIDENCE_CHOOSE_FILE)
        return await _render(request, form, errors, status=400)
    verification = archive.verify_pack(io.BytesIO(uploaded.content))
    faults = list(verification.faults)
    if verification.manifest is not None and not faults:
        registered = await request.read(
            service.find_registered_digest,
            unit_code=verification.manifest.unit,
            number=verification.manifest.number,
        )
        if registered != verification.digest:
            faults.append(Fault(FaultKind.NOT_REGISTERED))
    return await _render(
        request,
        form,
        errors,
        verification=verification,
        faults=[texts.EVIDENCE_FAULTS[fault.kind].format(path=fault.path) for fault in faults],
    )


async def do_issue_link(request: ConsoleRequest) -> web.Response:
    """Make a link for an inspection team, and show it this once."""
    form, errors = await request.form(), FormErrors()
    unit_code, _ = await request.read(find_commune, actor=request.actor)
    days = form.number("days") or 0
    try:
        token = await request.write(
            inspection_links.issue_inspection_link,
            unit_code,
            form.get("label"),
            days=days,
            actor=request.actor,
            now=request.now,
        )
    except UserError as error:
        errors.add("label", str(error))
        return await _render(request, form, errors, status=400)
    path = request.url("sign_in.inspection", token=token)
    base = request.services.settings.public_url or str(request.http.url.origin())
    return await _render(
        request,
        FormData(),
        errors,
        link=f"{base}{path}",
        link_until=request.now + timedelta(days=days),
    )


async def do_end_link(request: ConsoleRequest) -> web.Response:
    """End an inspection team's link."""
    await request.write(
        inspection_links.end_inspection_link,
        request.id(),
        actor=request.actor,
        now=request.now,
    )
    return request.redirect("evidence.list", flash=texts.INSPECTION_ENDED)
