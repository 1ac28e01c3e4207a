"""`bot polls households` and `bot polls confirm`: import households, print codes, vouch."""

import argparse
import json
from pathlib import Path
from typing import Any

from sqlmodel import Session, col, select

from bot import texts
from bot.cli.people import show_report
from bot.cli.terminal import Commands, add, dry, in_transaction, named_unit, say
from bot.core.clock import utc_now
from bot.core.errors import UserError
from bot.core.policy import policy_from
from bot.core.secrets import derive, secret_key
from bot.core.settings import load
from bot.people import proof
from bot.people.models import Household
from bot.people.units import Unit
from bot.polls import imports
from bot.polls.booth import Booth
from bot.usecases import vouch_for_contact
from bot.vietnamese.letters import natural_key


def add_verbs(verbs: Commands) -> None:
    """Add `households` and `confirm` to `bot polls`."""
    sure = add(
        verbs,
        "confirm",
        confirm,
        help="Answer for somebody of the web page, by the code they read out; on record.",
        example="bot polls confirm K7M2PQ",
    )
    sure.add_argument("code", help="what the page showed them")
    about = "Households and their codes."
    parser = verbs.add_parser("households", help=about, description=about)
    inner = parser.add_subparsers(metavar="VERB", required=True)
    taken = add(
        inner,
        "import",
        import_households,
        help="Import households from .xlsx or .csv; each gets a code.",
        example="bot polls households import ho.xlsx --dry-run",
    )
    taken.add_argument("file", type=Path, help="the sheet")
    taken.add_argument("--dry-run", action="store_true", help="check everything, keep nothing")
    taken.add_argument("--json", action="store_true", help="print the counts as JSON")
    shown = add(
        inner,
        "list",
        list_households,
        help="The codes, to be printed and handed out.",
        example="bot polls households list ap-03",
    )
    shown.add_argument("unit", help="the unit's code")
    shown.add_argument("--json", action="store_true", help="one JSON object a line")


def confirm(options: argparse.Namespace) -> int:
    """bot polls confirm"""
    settings = load()
    booth = Booth(settings.zone, derive(secret_key(settings), "ballots"))
    policy = policy_from(settings)

    def work(session: Session) -> str:
        contact = proof.find_by_code(session, options.code)
        if contact is None:
            raise UserError(texts.CONFIRM_UNKNOWN)
        given = vouch_for_contact.vouch(
            session, contact, policy, booth, person_id=None, now=utc_now()
        )
        return texts.CONFIRM_DONE.format(ballots=len(given.ballots), seats=len(given.seats))

    say(in_transaction(work))
    return 0


def import_households(options: argparse.Namespace) -> int:
    """bot polls households import"""
    report = dry(
        lambda session: imports.import_households(session, options.file), dry_run=options.dry_run
    )
    return show_report(report, options)


def _by_place(row: tuple[Household, Unit]) -> tuple[Any, ...]:
    one, place = row
    return natural_key(place.code), natural_key(one.label), one.id


def list_households(options: argparse.Namespace) -> int:
    """bot polls households list"""

    def rows(session: Session) -> list[dict[str, str]]:
        unit = named_unit(session, options.unit)
        found = session.exec(
            select(Household, Unit)
            .join(Unit, col(Unit.id) == Household.unit_id)
            .where(col(Unit.path).startswith(unit.path))
        )
        return [
            {
                "unit": place.code,
                "household": one.label,
                "year": one.year,
                "address": one.address,
                "code": one.code or "",
            }
            for one, place in sorted(found, key=_by_place)
        ]

    for row in in_transaction(rows):
        say(json.dumps(row, ensure_ascii=False) if options.json else "\t".join(row.values()))
    return 0
