"""`bot team`: import members, link their chats, end their work."""

import argparse
import json
from collections.abc import Sequence

from sqlmodel import Session

from bot import texts
from bot.cli.import_reports import add_import
from bot.cli.parser import Commands, add_command
from bot.cli.printed_documents import add_team_list
from bot.cli.terminal import in_transaction, print_line
from bot.core.clock import utc_now
from bot.core.errors import BotError
from bot.people import linking
from bot.people.actor import OPERATOR
from bot.people.models import Person
from bot.usecases.import_kinds import IMPORT_KINDS


def add_verbs(verbs: Commands) -> None:
    """Add the verbs of `bot team`."""
    add_import(
        verbs,
        IMPORT_KINDS["team"],
        "bot team import to-cnscd.xlsx",
        noun="team members",
    )
    _add_link(verbs)
    _add_unlink(verbs)
    add_team_list(verbs)


def _add_link(verbs: Commands) -> None:
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
            (person, linking.make_link_code(session, person, actor=OPERATOR, now=utc_now()))
            for person in people
        ]

    link_codes = in_transaction(make)
    if not link_codes and options.phone:
        raise BotError(texts.CLI_NO_MEMBER.format(phone=options.phone))
    for person, code in link_codes:
        row = {"name": person.name, "phone": person.phone, "start": f"link-{code}", "code": code}
        print_line(json.dumps(row, ensure_ascii=False) if options.json else "\t".join(row.values()))
    return 0


def _add_unlink(verbs: Commands) -> None:
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
        return [
            linking.unlink_person(session, person, actor=OPERATOR, now=utc_now())
            for person in people
        ]

    ended = in_transaction(end)
    if not ended:
        raise BotError(texts.CLI_NO_MEMBER.format(phone=options.phone))
    print_line(texts.UNLINKED.format(count=sum(ended)))
    return 0
