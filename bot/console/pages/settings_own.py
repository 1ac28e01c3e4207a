"""What a commune decides for itself over the operator's default: one setting a page."""

from dataclasses import dataclass

from aiohttp import web
from sqlmodel import Session

from bot import texts
from bot.console.context import ConsoleRequest
from bot.console.forms import FormData, FormErrors
from bot.core.errors import NotFound, UserError
from bot.core.policy import Policy
from bot.people import unit_policies, unit_settings
from bot.people.actor import Actor, get_own_unit
from bot.people.unit_settings import StandingSetting
from bot.people.units import Unit

QUIET = "quiet_hours"


@dataclass(frozen=True, slots=True)
class ShownSetting:
    """A setting as the page says it."""

    name: str
    label: str
    value: str
    source: str
    is_own: bool


def load_own_settings(
    session: Session, actor: Actor, *, policy: Policy
) -> tuple[Unit, list[StandingSetting]]:
    """Return the actor's own unit and what stands for it."""
    unit = get_own_unit(session, actor)
    return unit, unit_settings.list_settings(session, unit, actor=actor, policy=policy)


def describe_setting(request: ConsoleRequest, setting: StandingSetting) -> ShownSetting:
    """Return what the page says of a setting: the value and who decided it."""
    source = texts.UNIT_SETTING_OF_MACHINE
    if setting.source is not None and setting.set_at is not None:
        day = f"{setting.set_at.astimezone(request.policy.zone):%d/%m/%Y}"
        source = texts.UNIT_SETTING_OF_UNIT.format(unit=setting.source.name, day=day)
    label, value = texts.UNIT_SETTING_LABELS[setting.name], say_value(setting.name, setting.value)
    return ShownSetting(setting.name, label, value, source, setting.is_own)


def say_value(name: str, value: str) -> str:
    """Return a value with its unit of measure; a price of 0 and an empty greeting are not set."""
    if not value or (name == "message_price" and value == "0"):
        return texts.UNIT_SETTING_UNSET
    shown = f"{int(value):,}".replace(",", ".") if name == "message_price" else value
    if name == QUIET:
        begins, _, ends = value.partition("-")
        shown = texts.UNIT_SETTING_RANGE.format(begins=begins, ends=ends)
    return texts.UNIT_SETTING_VALUES[name].format(value=shown)


async def show_edit(request: ConsoleRequest) -> web.Response:
    """Show the form of one setting."""
    return await _render(request)


async def _render(
    request: ConsoleRequest, *, typed: str | None = None, errors: FormErrors | None = None
) -> web.Response:
    unit, settings = await request.read(load_own_settings, request.actor, policy=request.policy)
    setting = next((row for row in settings if row.name == _name(request)), None)
    if setting is None:
        raise NotFound(texts.UNIT_SETTING_UNKNOWN)
    value = setting.value if typed is None else typed
    begins, _, ends = value.partition("-")
    return request.render(
        "settings/own.html",
        status=400 if errors else 200,
        unit=unit,
        setting=describe_setting(request, setting),
        hint=texts.UNIT_SETTING_HINTS[setting.name],
        value=value,
        begins=begins,
        ends=ends,
        default=say_value(setting.name, setting.default),
        errors=errors or FormErrors(),
    )


def _name(request: ConsoleRequest) -> str:
    return request.http.match_info["name"]


def _read_value(form: FormData, name: str) -> str:
    return f"{form.get('begins')}-{form.get('ends')}" if name == QUIET else form.get("value")


async def do_change(request: ConsoleRequest) -> web.Response:
    """Set the commune's own value; it holds from the next message on."""
    name = _name(request)
    typed = _read_value(await request.form(), name)

    def change(session: Session) -> str:
        unit = get_own_unit(session, request.actor)
        return unit_settings.change_setting(
            session, unit, name, typed, actor=request.actor, now=request.now
        )

    try:
        value = await request.write(change)
    except NotFound:
        raise
    except UserError as error:
        field = "begins" if name == QUIET else "value"
        return await _render(request, typed=typed, errors=FormErrors({field: str(error)}))
    return await _go_back(request, texts.UNIT_SETTING_SAVED, name, value)


async def do_reset(request: ConsoleRequest) -> web.Response:
    """Take the commune's own value away: the default stands again."""
    name = _name(request)

    def reset(session: Session) -> str:
        unit = get_own_unit(session, request.actor)
        unit_settings.reset_setting(session, unit, name, actor=request.actor, now=request.now)
        rows = unit_settings.list_settings(
            session, unit, actor=request.actor, policy=request.policy
        )
        return next(row.value for row in rows if row.name == name)

    value = await request.write(reset)
    return await _go_back(request, texts.UNIT_SETTING_BACK, name, value)


async def _go_back(request: ConsoleRequest, template: str, name: str, value: str) -> web.Response:
    # The clock of every process does it within seconds; who reads «dùng ngay» may try at once.
    await unit_policies.refresh_policies(request.services.db, request.policy)
    label = texts.UNIT_SETTING_LABELS[name]
    return request.redirect(
        "settings.show", flash=template.format(label=label, value=say_value(name, value))
    )
