"""`bot households`: import households, print their codes."""

import argparse
import json
from typing import Any

from sqlmodel import Session, col, select

from bot.cli.import_reports import add_import
from bot.cli.parser import Commands, add_command
from bot.cli.terminal import (
    get_named_unit,
    in_transaction,
    print_line,
)
from bot.people.models import Household
from bot.people.units import Unit, within
from bot.usecases.import_kinds import IMPORT_KINDS
from bot.vietnamese.letters import natural_sort_key


def add_verbs(verbs: Commands) -> None:
    """Add the verbs of `bot households`."""
    add_import(
        verbs,
        IMPORT_KINDS["households"],
        "bot households import ho.xlsx --dry-run",
    )
    shown = add_command(
        verbs,
        "list",
        list_households,
        help="The codes, to be printed and handed out.",
        example="bot households list ap-03",
    )
    shown.add_argument("unit", help="the unit's code")
    shown.add_argument("--json", action="store_true", help="one JSON object a line")


def _sort_key(row: tuple[Household, Unit]) -> tuple[Any, ...]:
    household, unit = row
    return natural_sort_key(unit.code), natural_sort_key(household.label), household.id


def list_households(options: argparse.Namespace) -> int:
    """bot households list"""

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
