"""`bot units`: the tree of units, and since when a commune's residents hear announcements."""

import argparse
import json
from collections.abc import Mapping

from sqlmodel import Session

from bot import texts
from bot.broadcasts import sandbox
from bot.cli.import_reports import add_import
from bot.cli.parser import Commands, add_command
from bot.cli.terminal import get_named_unit, in_transaction, print_line
from bot.core.clock import utc_now
from bot.people import units
from bot.people.actor import OPERATOR
from bot.people.service import count_reachable
from bot.people.units import Unit, is_within
from bot.reports import service_levels
from bot.usecases.import_kinds import IMPORT_KINDS
from bot.vietnamese.letters import natural_sort_key

SHOWN_COLUMNS = ("code", "name", "kind", "parent", "reachable")  # --json has all


def add_verbs(verbs: Commands) -> None:
    """Add the verbs of `bot units`."""
    listing = add_command(
        verbs,
        "list",
        list_units,
        help="List units: code, name, kind, parent, persons reachable.",
        example="bot units list --json",
    )
    listing.add_argument("--json", action="store_true", help="one JSON object a line")
    add_import(
        verbs,
        IMPORT_KINDS["units"],
        "bot units import don-vi.xlsx --dry-run",
        place="--parent",
    )
    live = add_command(
        verbs,
        "live",
        set_live,
        help="From now on a commune's residents hear announcements; before, only its team does.",
        example="bot units live an-phu",
    )
    live.add_argument("unit", help="the commune's or the province's code")
    live.add_argument("--off", action="store_true", help="back to trying out")
    levels = add_command(
        verbs,
        "levels",
        switch_levels,
        help="Show everybody how well a commune served.",
        example="bot units levels an-phu",
    )
    levels.add_argument("unit", help="the unit's code")
    levels.add_argument("--off", action="store_true", help="no longer")


def list_units(options: argparse.Namespace) -> int:
    """bot units list"""
    for row in in_transaction(_unit_rows):
        if options.json:
            print_line(json.dumps(row, ensure_ascii=False))
        else:
            values = [row[name] for name in SHOWN_COLUMNS]
            print_line("\t".join("-" if value is None else str(value) for value in values))
    return 0


def _unit_rows(session: Session) -> list[dict[str, object]]:
    everything = units.list_units(session)
    codes = {unit.id: unit.code for unit in everything}
    reachable = count_reachable(session)
    return [
        {
            "code": unit.code,
            "name": unit.name,
            "kind": unit.kind,
            "parent": codes.get(unit.parent_id or 0),
            "reachable": sum(
                reachable.get(other.id, 0)
                for other in everything
                if is_within(other.path, unit.path)
            ),
            "households": unit.households_count,
            "persons": unit.persons_count,
            "counted_on": unit.counted_on.isoformat() if unit.counted_on else None,
        }
        for unit in sorted(everything, key=lambda unit: _tree_key(unit, codes))
    ]


def _tree_key(unit: Unit, codes: Mapping[int, str]) -> list[tuple[str | int, ...]]:
    """Return a sort key: each unit below its parent, siblings in natural order of code."""
    return [natural_sort_key(codes[step]) for step in units.list_ancestor_ids(unit)]


def set_live(options: argparse.Namespace) -> int:
    """bot units live"""

    def work(session: Session) -> str:
        unit = get_named_unit(session, options.unit)
        sandbox.set_live(session, unit, live=not options.off, actor=OPERATOR, now=utc_now())
        return (texts.LIVE_OFF if options.off else texts.LIVE_ON).format(unit=unit.name)

    print_line(in_transaction(work))
    return 0


def switch_levels(options: argparse.Namespace) -> int:
    """bot units levels"""
    is_public = not options.off

    def work(session: Session) -> None:
        unit = get_named_unit(session, options.unit)
        service_levels.set_levels_public(
            session, unit, is_public=is_public, actor=OPERATOR, now=utc_now()
        )

    in_transaction(work)
    print_line(texts.LEVELS_PUBLISHED if is_public else texts.LEVELS_HIDDEN)
    return 0
