"""The commune a village stands below in a list of several: as a row, or as the line of a group."""

from collections.abc import Sequence
from itertools import groupby
from typing import Protocol, TypeVar

from bot.documents.tables import Table, TableRow
from bot.people.unit_names import UnitDirectory
from bot.people.units import Unit, UnitKind


class GroupedRow(Protocol):
    """A row of a list of units as understood so far."""

    table: Table
    row: TableRow
    kind: UnitKind | None


Row = TypeVar("Row", bound=GroupedRow)


def find_communes_above(rows: Sequence[Row]) -> dict[int, Row]:
    """Return the row of the commune each village stands below, by the village's place.

    Only where each commune is followed by its villages: a list that names the communes first says
    nothing of where its villages are.
    """
    above: dict[int, Row] = {}
    at = 0
    for _, group in groupby(rows, key=lambda row: id(row.table)):
        lines = list(group)
        heads = [place for place, row in enumerate(lines) if row.kind is UnitKind.COMMUNE]
        follows = (lines[place + 1].kind for place in heads if place + 1 < len(lines))
        if list(follows) == [UnitKind.VILLAGE] * len(heads):
            last: Row | None = None
            for place, row in enumerate(lines):
                last = row if row.kind is UnitKind.COMMUNE else last
                if row.kind is UnitKind.VILLAGE and last is not None:
                    above[at + place] = last
        at += len(lines)
    return above


def find_group_commune(directory: UnitDirectory, section: str) -> Unit | None:
    """Return the commune that the line of a group names, or None."""
    for units in reversed(directory.find_places(section).mentions if section else []):
        communes = [unit for unit in units if unit.kind == UnitKind.COMMUNE]
        if len(communes) == 1:
            return communes[0]
    return None
