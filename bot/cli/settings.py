"""`bot settings`: what a commune decides for itself over the operator's default (ADR-0072)."""

import argparse

from sqlmodel import Session, col, select

from bot import texts
from bot.cli.parser import Commands, add_command
from bot.cli.terminal import format_local, get_named_unit, in_transaction, print_line
from bot.core.clock import utc_now
from bot.core.errors import BotError
from bot.core.policy import policy_from
from bot.core.settings import load_settings
from bot.people import unit_settings
from bot.people.actor import OPERATOR
from bot.people.unit_settings import StandingSetting
from bot.people.units import Unit, UnitKind
from bot.vietnamese.letters import nfc


def add_verbs(verbs: Commands) -> None:
    """Add the verbs of `bot settings`."""
    listing = add_command(
        verbs,
        "list",
        list_settings,
        help="What stands for a unit in each setting, and who decided it.",
        example="bot settings list --unit an-phu",
    )
    setting = add_command(
        verbs,
        "set",
        set_setting,
        help="Set a unit's own value; it holds for what is under it too.",
        example='bot settings set quiet_hours "21:30-06:00" --unit an-phu',
    )
    clearing = add_command(
        verbs,
        "clear",
        clear_setting,
        help="Take a unit's own value away: what is above it stands again.",
        example="bot settings clear quiet_hours --unit an-phu",
    )
    for verb in (setting, clearing):
        verb.add_argument("name", help="which setting; `bot settings list` names them")
    setting.add_argument("value", type=nfc, help="as the officers' page has it")
    for verb in (listing, setting, clearing):
        verb.add_argument("--unit", metavar="CODE", help="the commune, when there are several")


def find_unit(session: Session, code: str | None) -> Unit:
    """Return the unit with this code; without one the only commune there is. Raises BotError."""
    if code:
        return get_named_unit(session, code)
    query = select(Unit).where(Unit.kind == UnitKind.COMMUNE).order_by(col(Unit.id)).limit(2)
    communes = session.exec(query).all()
    if len(communes) != 1:
        raise BotError(texts.UNIT_SETTING_CLI_WHICH)
    return communes[0]


def list_settings(options: argparse.Namespace) -> int:
    """bot settings list"""
    policy = policy_from(load_settings())

    def read(session: Session) -> list[StandingSetting]:
        unit = find_unit(session, options.unit)
        return unit_settings.list_settings(session, unit, actor=OPERATOR, policy=policy)

    for setting in in_transaction(read):
        source = texts.UNIT_SETTING_OF_MACHINE
        if setting.source is not None:
            day = format_local(setting.set_at)
            source = texts.UNIT_SETTING_OF_UNIT.format(unit=setting.source.name, day=day)
        label = texts.UNIT_SETTING_LABELS[setting.name]
        print_line(f"{setting.name}\t{setting.value or '-'}\t{label}\t{source}")
    return 0


def set_setting(options: argparse.Namespace) -> int:
    """bot settings set"""

    def change(session: Session) -> str:
        unit = find_unit(session, options.unit)
        value = unit_settings.change_setting(
            session, unit, options.name, options.value, actor=OPERATOR, now=utc_now()
        )
        label = texts.UNIT_SETTING_LABELS[options.name]
        return texts.UNIT_SETTING_CLI_SET.format(unit=unit.name, label=label, value=value)

    print_line(in_transaction(change))
    return 0


def clear_setting(options: argparse.Namespace) -> int:
    """bot settings clear"""

    def clear(session: Session) -> str:
        unit = find_unit(session, options.unit)
        unit_settings.reset_setting(session, unit, options.name, actor=OPERATOR, now=utc_now())
        label = texts.UNIT_SETTING_LABELS[options.name]
        return texts.UNIT_SETTING_CLI_CLEARED.format(unit=unit.name, label=label)

    print_line(in_transaction(clear))
    return 0
