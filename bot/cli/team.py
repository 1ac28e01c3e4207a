"""`bot team link`, `bot team unlink`, `bot duty`, `bot tickets reveal`."""

import argparse
import json
from collections.abc import Sequence

from sqlmodel import Session

from bot import texts
from bot.cli import times
from bot.cli.terminal import Commands, add, in_transaction, named_unit, say, words
from bot.core.clock import utc_now
from bot.core.errors import BotError
from bot.duty import roster
from bot.people import linking
from bot.people.models import Person
from bot.tickets import resident_actions
from bot.vietnamese.dates.words import day_words
from bot.vietnamese.letters import nfc


def add_link(verbs: Commands) -> None:
    """Add `bot team link`."""
    linking_parser = add(
        verbs,
        "link",
        link,
        help="Make one-time codes that tie a member's chat to them; each is shown once.",
        example="bot team link 0900000018",
    )
    which = linking_parser.add_mutually_exclusive_group(required=True)
    which.add_argument("phone", nargs="?", default="", help="of one person")
    which.add_argument("--all", action="store_true", help="everybody who has no chat yet")
    linking_parser.add_argument("--json", action="store_true", help="one JSON object a line")


def link(options: argparse.Namespace) -> int:
    """bot team link"""

    def make(session: Session) -> list[tuple[Person, str]]:
        people: Sequence[Person] = linking.find_staff(
            session, options.phone, linked=not options.all
        )
        return [(one, linking.make_code(session, one, now=utc_now())) for one in people]

    made = in_transaction(make)
    if not made and options.phone:
        raise BotError(texts.CLI_NO_MEMBER.format(phone=options.phone))
    for person, code in made:
        row = {"name": person.name, "phone": person.phone, "start": f"link-{code}", "code": code}
        say(json.dumps(row, ensure_ascii=False) if options.json else "\t".join(row.values()))
    return 0


def add_unlink(verbs: Commands) -> None:
    """Add `bot team unlink`."""
    parser = add(
        verbs,
        "unlink",
        unlink,
        help="End the work in a member's chats: they left the team, or lost the phone.",
        example="bot team unlink 0900000018",
    )
    parser.add_argument("phone", help="of the person")


def unlink(options: argparse.Namespace) -> int:
    """bot team unlink"""

    def end(session: Session) -> list[int]:
        people = linking.find_staff(session, options.phone)
        return [linking.unlink(session, person, now=utc_now()) for person in people]

    ended = in_transaction(end)
    if not ended:
        raise BotError(texts.CLI_NO_MEMBER.format(phone=options.phone))
    say(texts.UNLINKED.format(count=sum(ended)))
    return 0


def add_duty(verbs: Commands) -> None:
    """Add the verbs of `bot duty`."""
    hours = add(
        verbs,
        "hours",
        set_hours,
        help="Set the working hours of a unit and of what is under it.",
        example='bot duty hours an-phu "T2-T6 7:30-11:30 13:30-17:00; T7 7:30-11:30"',
    )
    hours.add_argument("unit", help="the unit's code")
    hours.add_argument("hours", type=nfc, help="weekly hours, in Vietnamese")
    for name, wanted in (("off", True), ("on", False)):
        day = add(
            verbs,
            name,
            set_day,
            help="A day off of a unit." if wanted else "A day worked although it is a holiday.",
            example=f"bot duty {name} an-phu 24/12/2026",
        )
        day.set_defaults(off=wanted)
        day.add_argument("unit", help="the unit's code")
        day.add_argument("day", type=times.day, help="20/12/2026")


def set_hours(options: argparse.Namespace) -> int:
    """bot duty hours"""
    say(
        in_transaction(
            lambda session: roster.set_hours(
                session, named_unit(session, options.unit), options.hours, now=utc_now()
            )
        )
    )
    return 0


def set_day(options: argparse.Namespace) -> int:
    """bot duty off, bot duty on"""
    in_transaction(
        lambda session: roster.set_day(
            session, named_unit(session, options.unit), options.day, off=options.off, now=utc_now()
        )
    )
    words = texts.DUTY_DAY_OFF if options.off else texts.DUTY_DAY_ON
    say(words.format(day=day_words(options.day), unit=options.unit))
    return 0


def add_reveal(verbs: Commands) -> None:
    """Add `bot tickets reveal`."""
    revealing = add(
        verbs,
        "reveal",
        reveal,
        help="Who is behind a ticket's alias; the asking is written down with its reason.",
        example=f'bot tickets reveal 12 --by "{texts.EXAMPLE_OFFICER}" --reason "117/2026"',
    )
    revealing.add_argument("ticket", type=int, help="the ticket's number")
    revealing.add_argument("--by", type=words, required=True, help="who asks")
    revealing.add_argument("--reason", type=words, required=True, help="why")


def reveal(options: argparse.Namespace) -> int:
    """bot tickets reveal"""
    contact = in_transaction(
        lambda session: resident_actions.reveal(
            session, options.ticket, by=options.by, reason=options.reason, now=utc_now()
        )
    )
    say("\t".join((contact.account, contact.address, contact.name or "-")))
    return 0
