"""Setting a commune up from nothing: a list of tasks that can be left and taken up again."""

from typing import Any

from aiohttp import web
from sqlmodel import Session

from bot import texts
from bot.console import chat_addresses
from bot.console.access import set_session_cookie
from bot.console.context import ConsoleRequest
from bot.console.forms import FormData, FormErrors
from bot.console.pages.sign_in import describe_device
from bot.core.accounts import name_account
from bot.core.errors import NotAllowed, UserError
from bot.people import founding, sign_in
from bot.people.actor import find_own_unit
from bot.people.founding import Founding
from bot.people.list_values import parse_phone
from bot.people.models import RoleKind
from bot.people.sign_in import ConsoleRole
from bot.usecases import setup_progress
from bot.usecases.setup_progress import SetupProgress

STEPS = 8
Step = tuple[str, str, bool, str]  # address, label, is done, note


async def show_setup(request: ConsoleRequest) -> web.Response:
    """Show the tasks, which are done and what is next."""
    progress = await request.read(setup_progress.load_progress, request.actor)
    steps = list_steps(request, progress)
    return request.render(
        "setup/show.html",
        progress=progress,
        steps=steps,
        next_step=next((step for step in steps if not step[2]), None),
        count=STEPS,
    )


def list_steps(request: ConsoleRequest, progress: SetupProgress) -> list[Step]:
    """Return the tasks in their order; without a commune all wait for the first."""
    commune = progress.commune
    if commune is None:
        first = (request.url("setup.commune"), texts.SETUP_STEPS[0][0], False,
                 texts.SETUP_STEPS[0][1])  # fmt: skip
        return [first]
    done = (
        True,
        progress.village_count > 0,
        progress.member_count > 0,
        progress.has_approver,
        progress.has_hours and progress.has_phone,
        progress.was_channel_tested,
        progress.was_asked,
        0 < progress.village_count <= progress.poster_count,
    )
    addresses = (
        request.url("teams.unit", id=commune.id),
        request.url("imports.form", kind="units"),
        request.url("imports.form", kind="team"),
        request.url("teams.unit", id=commune.id, role="approver") + "#add",
        request.url("settings.show"),
        request.url("channels.list"),
        request.url("setup.try"),
        request.url("teams.list"),
    )
    notes = _describe_state(progress)
    return [
        (address, label, is_done, notes.get(at, hint) if is_done or at in notes else hint)
        for at, (address, (label, hint), is_done) in enumerate(
            zip(addresses, texts.SETUP_STEPS, done, strict=True)
        )
    ]


def _describe_state(progress: SetupProgress) -> dict[int, str]:
    """Return what is there already, by step."""
    state: dict[int, str] = {0: progress.commune.name if progress.commune else ""}
    if progress.village_count:
        state[1] = texts.SETUP_VILLAGES.format(count=progress.village_count)
    if progress.member_count:
        state[2] = texts.SETUP_MEMBERS.format(count=progress.member_count)
    if not progress.has_hours and progress.has_phone:
        state[4] = texts.SETUP_NO_HOURS
    if progress.has_hours and not progress.has_phone:
        state[4] = texts.SETUP_NO_PHONE
    if 0 < progress.poster_count < progress.village_count:
        state[7] = texts.SETUP_POSTERS.format(
            count=progress.poster_count, total=progress.village_count
        )
    return state


async def show_commune(request: ConsoleRequest) -> web.Response:
    """Ask for the commune and who sets it up; only while there is none."""
    progress = await request.read(setup_progress.load_progress, request.actor)
    if progress.commune is not None or not request.has(ConsoleRole.OPERATOR):
        return request.redirect("setup.show")
    return _render_commune(request, FormData(), FormErrors())


def _render_commune(
    request: ConsoleRequest, form: FormData, errors: FormErrors, *, status: int = 200
) -> web.Response:
    roles = [(str(kind), texts.ROLE_TITLES[kind]) for kind in founding.FOUNDER_ROLES]
    return request.render(
        "setup/commune.html", status=status, form=form, errors=errors, roles=roles
    )


def check_founding(form: FormData) -> FormErrors:
    """Return what is wrong with the fields of the first step."""
    errors = FormErrors()
    checks: tuple[tuple[str, Any], ...] = (
        ("commune", founding.check_commune_name),
        ("name", founding.check_person_name),
        ("phone", parse_phone),
    )
    for name, check in checks:
        try:
            check(form.get(name))
        except UserError as error:
            errors.add(name, texts.PHONE_BAD if name == "phone" else str(error))
    if form.get("role") not in founding.FOUNDER_ROLES:
        errors.add("role", texts.ROLE_NEEDED)
    return errors


async def do_found_commune(request: ConsoleRequest) -> web.Response:
    """Create the commune; the operator's session becomes that of the person named."""
    form = await request.form()
    errors = check_founding(form)
    if errors:
        return _render_commune(request, form, errors, status=400)
    role = RoleKind(form.get("role"))
    values = Founding(
        form.get("commune"), form.get("province"), form.get("name"), form.get("phone"), role
    )
    device = describe_device(request.http.headers.get("User-Agent", ""))

    def found(session: Session) -> tuple[str, str]:
        unit, person = founding.found_commune(session, values, actor=request.actor, now=request.now)
        token = sign_in.bind_person(
            session, request.user.session_id, person.id, device=device, now=request.now
        )
        return unit.name, token

    try:
        name, token = await request.write(found)
    except NotAllowed:
        raise
    except UserError as error:
        errors.add("commune", str(error))
        return _render_commune(request, form, errors, status=400)
    said = texts.SETUP_FOUNDED.format(unit=name, role=texts.ROLE_TITLES[role].lower())
    response = request.redirect("setup.show", flash=said)
    set_session_cookie(response, request.services, token)
    return response


async def show_try(request: ConsoleRequest) -> web.Response:
    """Show QR codes of the chat, and whether a first question has come."""
    asked = await request.read(setup_progress.was_asked)
    if request.is_fragment:
        return request.render("setup/asked.html", asked=asked)
    unit = await request.read(find_own_unit, request.actor)
    addresses = await chat_addresses.list_addresses(request.services, unit)
    codes = [
        (
            name_account(address.account),
            address,
            chat_addresses.draw_qr(address.link, name_account(address.account)),
        )
        for address in addresses
    ]
    return request.render("setup/try.html", asked=asked, codes=codes)
