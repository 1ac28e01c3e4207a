"""Which unit a row of a list means: by its cell, its group, its sheet's name or the list's title.

What is named and unknown is refused with the nearest known names: nobody slips into the village
before.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, select

from bot import texts
from bot.documents.row_kinds import RowKind
from bot.documents.tables import FoundTables, Table, TableRow
from bot.people.actor import Actor
from bot.people.unit_names import Places, UnitDirectory, split_kind, split_words
from bot.people.units import Unit, UnitKind, find_ancestor, is_within, within
from bot.vietnamese.letters import normalize_for_match

_CODE = re.compile(r"(?=.*[a-z])(?=.*[0-9-])[a-z0-9]+(?:-[a-z0-9]+)*", re.IGNORECASE)
_COMMUNE_GROUP = re.compile(r".*\b(?:ban chi dao|ubnd|uy ban nhan dan)\b.*|.*\b(?:xa|phuong)")


@dataclass(frozen=True, slots=True)
class PlaceReading:
    """The units a row means, or why that is not known."""

    units: tuple[Unit, ...] = ()
    reason: str = ""


def load_directory(
    session: Session, found: FoundTables, *, actor: Actor, unit: Unit | None = None
) -> UnitDirectory:
    """Return the units of the actor's scope by name.

    Where two communes have a village of one name, that of `unit` is meant, else that of the commune
    which the file names.
    """
    units = session.exec(select(Unit).where(within(Unit.path, actor.scope))).all()
    commune = find_ancestor(session, unit, UnitKind.COMMUNE) if unit else None
    return UnitDirectory(units, within=commune or find_commune(UnitDirectory(units), found))


def find_commune(directory: UnitDirectory, found: FoundTables) -> Unit | None:
    """Return the only commune of the scope, else the one that titles or the file's name mention."""
    communes = directory.communes
    if len(communes) == 1:
        return communes[0]
    lines = [
        found.file.rpartition(".")[0],
        *(line for table in found.tables for line in table.title),
    ]
    named = {
        unit.id: unit
        for line in lines
        for mention in directory.find_places(line).mentions
        for unit in mention
        if unit.kind == UnitKind.COMMUNE
    }
    return next(iter(named.values())) if len(named) == 1 else None


class PlaceReader:
    """Reads the place of each row of a table, from top to bottom.

    `keeps_village`: a group that names no village is a part of the last one («Đội 2» of a list of
    households), else its rows are refused.
    """

    def __init__(
        self, directory: UnitDirectory, table: Table, *, keeps_village: bool = False
    ) -> None:
        self._directory = directory
        self._keeps_village = keeps_village
        self._around = self._read_around(table)
        self._last = PlaceReading()
        self._read_names: dict[str, PlaceReading] = {}
        lines = [line for line in table.skipped if line.kind is RowKind.SECTION]
        # In order: «Đội 1» stands in every village.
        self._section_rows = [line.number for line in lines]
        self._sections = [self._read_section(line.text) for line in lines]

    def read(self, row: TableRow, written: str) -> PlaceReading:
        """Return the units of a row; `written` is the cell of its unit, "" without one."""
        if written:
            if written not in self._read_names:  # thousands of rows name some villages
                self._read_names[written] = self.read_name(written)
            return self._read_names[written]
        if row.section:
            before = bisect_left(self._section_rows, row.number)
            return self._sections[before - 1] if before else self._read_section(row.section)
        return self._around

    def read_name(self, written: str) -> PlaceReading:
        """Return the units a cell names: one, or several («Thôn 1, 2 và 3»)."""
        units = self._directory.find(written)
        if len(units) == 1:
            return PlaceReading((units[0],))
        if len(units) > 1:
            return PlaceReading(reason=_describe_several(written, units))
        places = self._directory.find_places(written)
        if places.mentions:
            return self._settle(written, places, places.villages or places.mentions)
        # A name in capitals is repeated as it stands; of more words, what names a village.
        is_whole = not places.unknown or split_kind(split_words(written))[0]
        return PlaceReading(
            reason=self._describe_unknown(written if is_whole else places.unknown[0])
        )

    def _read_section(self, section: str) -> PlaceReading:
        places = self._directory.find_places(section)
        if places.villages or places.unknown:
            self._last = self._settle(section, places, places.villages)
            return self._last
        if places.mentions:
            return PlaceReading(tuple(places.mentions[-1]))
        if self._around.units:
            return self._around
        if self._keeps_village and (self._last.units or self._last.reason):
            return self._last
        if _COMMUNE_GROUP.fullmatch(normalize_for_match(section)):
            communes = self._directory.communes
            if len(communes) == 1:
                return PlaceReading((communes[0],))
        return PlaceReading(reason=texts.LIST_GROUP_UNKNOWN.format(group=section))

    def _read_around(self, table: Table) -> PlaceReading:
        """Return the village of the sheet's name, else the only one its title names."""
        if table.sheet:
            units = self._directory.find(table.sheet)
            if not units:
                places = self._directory.find_places(table.sheet)
                if places.villages or places.unknown:
                    return self._settle(table.sheet, places, places.villages)
            villages = [unit for unit in units if unit.kind == UnitKind.VILLAGE]
            if len(villages) == 1:
                return PlaceReading((villages[0],))
            if len(villages) > 1:
                return PlaceReading(reason=_describe_several(table.sheet, villages))
        named = [
            mention
            for line in table.title
            for mention in self._directory.find_places(line).villages
            if len(mention) == 1
        ]
        if len({mention[0].id for mention in named}) == 1:
            return PlaceReading(named[0])
        return PlaceReading(reason=texts.LIST_NO_PLACE)

    def _settle(
        self, written: str, places: Places, mentions: Sequence[tuple[Unit, ...]]
    ) -> PlaceReading:
        if places.unclear:
            return PlaceReading(reason=texts.LIST_RANGE_UNCLEAR.format(places=written))
        if places.unknown:
            return PlaceReading(reason=self._describe_unknown(places.unknown[0]))
        for mention in mentions:
            if len(mention) > 1:
                return PlaceReading(reason=_describe_several(written, mention))
        units = {mention[0].id: mention[0] for mention in mentions}
        return PlaceReading(tuple(units.values()))

    def _describe_unknown(self, written: str) -> str:
        template = texts.IMPORT_NO_UNIT if _CODE.fullmatch(written) else texts.LIST_NO_VILLAGE
        reason = template.format(code=written)
        if near := self._directory.suggest(written):
            reason += texts.LIST_NEAREST.format(names=", ".join(near))
        return reason


def _describe_several(written: str, units: Sequence[Unit]) -> str:
    codes = ", ".join(f"{unit.name} ({unit.code})" for unit in units)
    return texts.LIST_SEVERAL_UNITS.format(name=written, units=codes)


def allows(actor: Actor, unit: Unit) -> bool:
    """Whether the unit exists for the actor."""
    return is_within(unit.path, actor.scope)


def describe_row(table: Table, row: TableRow, *, several: bool) -> str:
    """Return a row's place as officers find it: its number, with its sheet among several."""
    return f"{row.number} ({table.sheet})" if several else str(row.number)
