"""`bot team link`, `bot team unlink`, `bot duty`, `bot tickets reveal`."""

import argparse
import json
from collections.abc import Sequence

from sqlmodel import Session

from bot import texts
from bot.cli import argument_types
from bot.cli.terminal import (
    Commands,
    add_command,
    get_named_unit,
    in_transaction,
    masked_text,
    print_line,
)
from bot.core.clock import utc_now
from bot.core.errors import BotError
from bot.duty import roster
from bot.people import linking
from bot.people.actor import OPERATOR
from bot.people.models import Person
from bot.tickets import resident_actions
from bot.vietnamese.dates.formatting import format_day
from bot.vietnamese.letters import nfc


def add_link_command(verbs: Commands) -> None:
    """Add `bot team link`."""
    linking_parser = add_command(
        verbs,
        "link",
        make_link_codes,
        help="Make one-time codes that tie a member's chat to them; each is shown once.",
        example="bot team link 0900000018",
    )
    which = linking_parser.add_mutually_exclusive_group(required=True)
    which.add_argument("phone", nargs="?", default="", help="of one person")
    which.add_argument("--all", action="store_true", help="everybody who has no chat yet")
    linking_parser.add_argument("--json", action="store_true", help="one JSON object a line")


def make_link_codes(options: argparse.Namespace) -> int:
    """bot team link"""

    def make(session: Session) -> list[tuple[Person, str]]:
        people: Sequence[Person] = linking.list_staff(
            session, options.phone, linked=not options.all
        )
        return [
            (person, linking.make_link_code(session, person, now=utc_now())) for person in people
        ]

    link_codes = in_transaction(make)
    if not link_codes and options.phone:
        raise BotError(texts.CLI_NO_MEMBER.format(phone=options.phone))
    for person, code in link_codes:
        row = {"name": person.name, "phone": person.phone, "start": f"link-{code}", "code": code}
        print_line(json.dumps(row, ensure_ascii=False) if options.json else "\t".join(row.values()))
    return 0


def add_unlink_command(verbs: Commands) -> None:
    """Add `bot team unlink`."""
    parser = add_command(
        verbs,
        "unlink",
        unlink_member,
        help="End the work in a member's chats: they left the team, or lost the phone.",
        example="bot team unlink 0900000018",
    )
    parser.add_argument("phone", help="of the person")


def unlink_member(options: argparse.Namespace) -> int:
    """bot team unlink"""

    def end(session: Session) -> list[int]:
        people = linking.list_staff(session, options.phone)
        return [linking.unlink_person(session, person, now=utc_now()) for person in people]

    ended = in_transaction(end)
    if not ended:
        raise BotError(texts.CLI_NO_MEMBER.format(phone=options.phone))
    print_line(texts.UNLINKED.format(count=sum(ended)))
    return 0


def add_duty_commands(verbs: Commands) -> None:
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


def add_reveal_command(verbs: Commands) -> None:
    """Add `bot tickets reveal`."""
    revealing = add_command(
        verbs,
        "reveal",
        reveal_resident,
        help="Who is behind a ticket's alias; the asking is written down with its reason.",
        example=f'bot tickets reveal 12 --by "{texts.EXAMPLE_OFFICER}" --reason "117/2026"',
    )
    revealing.add_argument("ticket", type=int, help="the ticket's number")
    revealing.add_argument("--by", type=masked_text, required=True, help="who asks")
    revealing.add_argument("--reason", type=masked_text, required=True, help="why")


def reveal_resident(options: argparse.Namespace) -> int:
    """bot tickets reveal"""
    contact = in_transaction(
        lambda session: resident_actions.reveal_identity(
            session,
            options.ticket,
            actor=OPERATOR,
            revealed_by=options.by,
            reason=options.reason,
            now=utc_now(),
        )
    )
    print_line("\t".join((contact.account, contact.address, contact.name or "-")))
    return 0
