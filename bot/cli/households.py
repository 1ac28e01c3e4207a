"""`bot polls households` and `bot polls confirm`: import households, print codes, vouch."""

import argparse
import json
from pathlib import Path
from typing import Any

from sqlmodel import Session, col, select

from bot import texts
from bot.cli.terminal import (
    Commands,
    add_command,
    get_named_unit,
    in_transaction,
    print_line,
    run_or_dry_run,
)
from bot.cli.units import show_report
from bot.core.clock import utc_now
from bot.core.errors import UserError
from bot.core.policy import policy_from
from bot.core.secrets import derive_key, load_secret_key
from bot.core.settings import load_settings
from bot.people import proof
from bot.people.models import Household
from bot.people.units import Unit, within
from bot.polls import household_import
from bot.polls.voting_config import VotingConfig
from bot.usecases import vouch_for_contact
from bot.vietnamese.letters import natural_sort_key


def add_verbs(verbs: Commands) -> None:
    """Add `households` and `confirm` to `bot polls`."""
    sure = add_command(
        verbs,
        "confirm",
        confirm_contact,
        help="Answer for somebody of the web page, by the code they read out; on record.",
        example="bot polls confirm K7M2PQ",
    )
    sure.add_argument("code", help="what the page showed them")
    about = "Households and their codes."
    parser = verbs.add_parser("households", help=about, description=about)
    inner = parser.add_subparsers(metavar="VERB", required=True)
    taken = add_command(
        inner,
        "import",
        import_households,
        help="Import households from .xlsx or .csv; each gets a code.",
        example="bot polls households import ho.xlsx --dry-run",
    )
    taken.add_argument("file", type=Path, help="the sheet")
    taken.add_argument("--dry-run", action="store_true", help="check everything, keep nothing")
    taken.add_argument("--json", action="store_true", help="print the counts as JSON")
    shown = add_command(
        inner,
        "list",
        list_households,
        help="The codes, to be printed and handed out.",
        example="bot polls households list ap-03",
    )
    shown.add_argument("unit", help="the unit's code")
    shown.add_argument("--json", action="store_true", help="one JSON object a line")


def confirm_contact(options: argparse.Namespace) -> int:
    """bot polls confirm"""
    settings = load_settings()
    booth = VotingConfig(settings.zone, derive_key(load_secret_key(settings), "ballots"))
    policy = policy_from(settings)

    def work(session: Session) -> str:
        contact = proof.find_contact_by_code(session, options.code)
        if contact is None:
            raise UserError(texts.CONFIRM_UNKNOWN)
        accepted = vouch_for_contact.vouch_for_contact(
            session, contact, policy, booth, person_id=None, now=utc_now()
        )
        return texts.CONFIRM_DONE.format(ballots=len(accepted.ballots), seats=len(accepted.seats))

    print_line(in_transaction(work))
    return 0


def import_households(options: argparse.Namespace) -> int:
    """bot polls households import"""
    report = run_or_dry_run(
        lambda session: household_import.import_households(session, options.file),
        dry_run=options.dry_run,
    )
    return show_report(report, options)


def _sort_key(row: tuple[Household, Unit]) -> tuple[Any, ...]:
    household, unit = row
    return natural_sort_key(unit.code), natural_sort_key(household.label), household.id


def list_households(options: argparse.Namespace) -> int:
    """bot polls households list"""

    def rows(session: Session) -> list[dict[str, str]]:
        unit = get_named_unit(session, options.unit)
        pairs = session.exec(
            select(Household, Unit)
            .join(Unit, col(Unit.id) == Household.unit_id)
            .where(within(Unit.path, unit.path))
        )
        return [
            {
                "unit": household_unit.code,
                "household": household.label,
                "year": household.year,
                "address": household.address,
                "code": household.code or "",
            }
            for household, household_unit in sorted(pairs, key=_sort_key)
        ]

    for row in in_transaction(rows):
        print_line(json.dumps(row, ensure_ascii=False) if options.json else "\t".join(row.values()))
    return 0
