"""The commune a village stands below in a list of several: as a row, or as the line of a group."""

from collections.abc import Sequence
from itertools import groupby
from typing import Protocol, TypeVar

from bot import texts
from bot.documents.row_kinds import strip_marker
from bot.documents.tables import Table, TableRow
from bot.people.unit_names import UnitDirectory, read_kind
from bot.people.units import UnitKind


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


def names_commune(section: str) -> bool:
    """Whether the line of a group begins as a commune's name does: «I. XÃ LỘC MẪU»."""
    return bool(section) and read_kind(strip_marker(section)) is UnitKind.COMMUNE


def read_group(directory: UnitDirectory, section: str) -> tuple[str | None, tuple[str, ...]]:
    """Return the code of the commune that the line of a group names, or None and why."""
    for units in reversed(directory.find_places(section).mentions):
        communes = [unit for unit in units if unit.kind == UnitKind.COMMUNE]
        if len(communes) == 1:
            return communes[0].code, ()
    return None, (texts.LIST_NO_GROUP_COMMUNE.format(name=section),)
