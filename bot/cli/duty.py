"""`bot duty`: working hours and days off."""

import argparse

from bot import texts
from bot.cli import argument_types
from bot.cli.parser import Commands, add_command
from bot.cli.printed_documents import add_duty_roster
from bot.cli.terminal import get_named_unit, in_transaction, print_line
from bot.core.clock import utc_now
from bot.duty import roster
from bot.people.actor import OPERATOR
from bot.vietnamese.dates.formatting import format_day
from bot.vietnamese.letters import nfc


def add_verbs(verbs: Commands) -> None:
    """Add the verbs of `bot duty`."""
    hours = add_command(
        verbs,
        "hours",
        set_hours,
        help="Set the working hours of a unit and of what is under it.",
        example='bot duty hours an-phu "T2-T6 7:30-11:30 13:30-17:00; T7 7:30-11:30"',
    )
    hours.add_argument("unit", help="the unit's code")
    hours.add_argument("hours", type=nfc, help="weekly hours, in Vietnamese")
    for name, wanted in (("off", True), ("on", False)):
        day = add_command(
            verbs,
            name,
            set_day,
            help="A day off of a unit." if wanted else "A day worked although it is a holiday.",
            example=f"bot duty {name} an-phu 24/12/2026",
        )
        day.set_defaults(off=wanted)
        day.add_argument("unit", help="the unit's code")
        day.add_argument("day", type=argument_types.parse_day, help="20/12/2026")
    add_duty_roster(verbs)


def set_hours(options: argparse.Namespace) -> int:
    """bot duty hours"""
    print_line(
        in_transaction(
            lambda session: roster.set_hours(
                session,
                get_named_unit(session, options.unit),
                options.hours,
                actor=OPERATOR,
                now=utc_now(),
            )
        )
    )
    return 0


def set_day(options: argparse.Namespace) -> int:
    """bot duty off, bot duty on"""
    in_transaction(
        lambda session: roster.set_day(
            session,
            get_named_unit(session, options.unit),
            options.day,
            is_off=options.off,
            actor=OPERATOR,
            now=utc_now(),
        )
    )
    template = texts.DUTY_DAY_OFF if options.off else texts.DUTY_DAY_ON
    print_line(template.format(day=format_day(options.day), unit=options.unit))
    return 0
