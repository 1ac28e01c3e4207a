"""Import of lists of households: village, representative, year, address and household code.

A list may have a sheet for each village, or the village in a column or in a line above its rows.
Numbers of people, phones and whether a household is poor are not kept: no poll needs them.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from sqlmodel import Session, col, select

from bot import texts
from bot.core import codes
from bot.documents.column_mapping import ColumnMapping
from bot.documents.columns import Column
from bot.documents.date_cells import EXCEL_EPOCH
from bot.documents.import_plans import (
    FieldChange,
    ImportPlan,
    RowOutcome,
    RowPlan,
    RowStatus,
    make_plan,
    reject_row,
)
from bot.documents.sheet_cells import NumericCell
from bot.documents.tables import FoundTables, Table, TableRow, find_tables
from bot.documents.workbooks import RawWorkbook, read_workbook
from bot.people.actor import Actor
from bot.people.import_runs import run_import
from bot.people.list_places import PlaceReader, describe_row, load_directory
from bot.people.list_values import clean_person_name, find_name_fault
from bot.people.models import Household
from bot.people.units import Unit, within
from bot.vietnamese.letters import name_key

COLUMNS = (
    Column("label", texts.HEADINGS_HOUSEHOLD, weak=texts.HEADINGS_PERSON),
    Column(
        "unit", texts.HEADINGS_UNIT, required=False, weak=texts.HEADINGS_UNIT_WEAK, fills_down=True
    ),
    Column("year", texts.HEADINGS_YEAR, required=False),
    Column("address", texts.HEADINGS_ADDRESS, required=False, weak=texts.HEADINGS_HAMLET),
    Column("code", texts.HEADINGS_HOUSEHOLD_CODE, required=False),
)
CODE_LENGTH = 6
LABEL_LIMIT, ADDRESS_LIMIT = 120, 160
CODES_AT_ONCE = 500  # in one query
_YEAR = re.compile(r"(?:.*[/.\-])?((?:18|19|20)\d\d)(?:-\d\d-\d\d)?(?: 00:00:00)?")
_SERIAL = re.compile(r"[1-4]\d{4}")  # days from 1900, as Excel counts: 1927 to 2036
_CODE = re.compile(r"[A-Z0-9]{4,12}")


def find_household_tables(book: RawWorkbook, mapping: ColumnMapping | None = None) -> FoundTables:
    """Return the lists of households in a file. Raises UserError when there is none."""
    return find_tables(book, COLUMNS, mapping)


def plan_household_import(
    session: Session,
    found: FoundTables,
    *,
    actor: Actor,
    now: datetime,
    unit: Unit | None = None,
) -> ImportPlan:
    """Return what an import of these lists would do; writes nothing.

    `unit` is the commune meant where two have a village of one name.
    """
    return _HouseholdPlanner(session, found, actor, now, unit).plan()


def apply_household_import(
    session: Session,
    found: FoundTables,
    *,
    actor: Actor,
    now: datetime,
    unit: Unit | None = None,
    shown: str | None = None,
) -> ImportPlan:
    """Plan again and do it. Raises UserError when it is not what was `shown` (a fingerprint).

    A household without a code gets one.
    """
    plan = plan_household_import(session, found, actor=actor, now=now, unit=unit)
    return run_import(session, plan, shown=shown, actor=actor, now=now)


def import_households(
    session: Session, path: Path, *, actor: Actor, now: datetime, unit: Unit | None = None
) -> ImportPlan:
    """Create or update households from a file; the same file again changes nothing."""
    found = find_household_tables(read_workbook(path))
    return apply_household_import(session, found, actor=actor, now=now, unit=unit)


def _show_day(written: str) -> str:
    """Return a cell's words; a day that Excel shows as a number is its day again."""
    if not isinstance(written, NumericCell) or not _SERIAL.fullmatch(written):
        return written
    return (EXCEL_EPOCH + timedelta(days=int(written))).isoformat()


@dataclass(slots=True)
class _Entry:
    """A household as it will be when the rows before are done; `row` is that which means it."""

    unit_id: int
    label: str
    year: str
    address: str
    code: str
    household: Household | None = None
    row: str = ""


@dataclass(slots=True)
class _Draft:
    """A row as understood so far."""

    table: Table
    row: TableRow
    label: str
    year: str = ""
    address: str = ""
    code: str = ""
    unit: Unit | None = None
    reasons: list[str] = field(default_factory=list)

    @property
    def subject(self) -> str:
        """The household and its village, for the report."""
        if self.unit is None:
            return self.label
        return texts.LIST_PERSON_SUBJECT.format(name=self.label, units=self.unit.name)


class _HouseholdPlanner:
    """Plans the rows from top to bottom, each against what those before will do."""

    def __init__(
        self,
        session: Session,
        found: FoundTables,
        actor: Actor,
        now: datetime,
        unit: Unit | None,
    ) -> None:
        self._session, self._found, self._actor, self._now = session, found, actor, now
        self._directory = load_directory(session, found, actor=actor, unit=unit)
        self._several = len({table.sheet for table in found.tables}) > 1
        self._entries: dict[tuple[int, str], list[_Entry]] = {}
        self._free_codes: set[str] = set()
        self._owners: dict[str, _Entry | None] = {}  # by code; None: elsewhere

    def plan(self) -> ImportPlan:
        """Return the plan of all rows."""
        drafts = list(self._read_drafts())
        self._load_households({draft.unit.id for draft in drafts if draft.unit is not None})
        self._load_codes({draft.code for draft in drafts if draft.code})
        plans = [self._plan_row(draft) for draft in drafts]
        return make_plan("households", self._found, plans, self._list_missing())

    def _read_drafts(self) -> Sequence[_Draft]:
        drafts = []
        for table in self._found.tables:
            places = PlaceReader(self._directory, table, keeps_village=True)
            for row in table.rows:
                draft = _Draft(table, row, clean_person_name(row.values["label"])[:LABEL_LIMIT])
                place = places.read(row, row.values.get("unit", ""))
                if place.reason:
                    draft.reasons.append(place.reason)
                elif len(place.units) > 1:
                    names = ", ".join(unit.name for unit in place.units)
                    draft.reasons.append(texts.LIST_ONE_PLACE.format(places=names))
                else:
                    draft.unit = place.units[0]
                self._read_values(draft)
                drafts.append(draft)
        return drafts

    @staticmethod
    def _read_values(draft: _Draft) -> None:
        values = draft.row.values
        if not draft.label:
            heading = COLUMNS[0].headings[0]
            draft.reasons.append(texts.IMPORT_EMPTY.format(column=heading))
        elif fault := find_name_fault(draft.label):
            draft.reasons.append(fault)
        draft.address = values.get("address", "")[:ADDRESS_LIMIT]
        draft.code = re.sub(r"[\s.\-/]", "", values.get("code", "")).upper()
        if draft.code and not _CODE.fullmatch(draft.code):
            draft.reasons.append(texts.HOUSEHOLD_BAD_CODE.format(code=values["code"]))
        if written := values.get("year", ""):
            match = _YEAR.fullmatch(_show_day(written))
            draft.year = match[1] if match else ""
            if not match:
                draft.reasons.append(texts.HOUSEHOLD_BAD_YEAR.format(year=written))

    def _load_households(self, unit_ids: set[int]) -> None:
        query = (
            select(Household)
            .join(Unit, col(Unit.id) == Household.unit_id)
            .where(within(Unit.path, self._actor.scope), col(Household.unit_id).in_(unit_ids))
            .order_by(col(Household.id))
        )
        for household in self._session.exec(query):
            entry = _Entry(
                household.unit_id,
                household.label,
                household.year,
                household.address,
                household.code or "",
                household,
            )
            self._add_entry(entry)

    def _add_entry(self, entry: _Entry) -> None:
        self._entries.setdefault((entry.unit_id, name_key(entry.label)), []).append(entry)
        if entry.code:
            self._owners[entry.code] = entry

    def _load_codes(self, written: set[str]) -> None:
        """Note which codes of the list households of other villages have."""
        unknown = sorted(written - self._owners.keys())
        for start in range(0, len(unknown), CODES_AT_ONCE):
            query = select(Household.code).where(
                col(Household.code).in_(unknown[start : start + CODES_AT_ONCE])
            )
            self._owners.update({code: None for code in self._session.exec(query) if code})

    def _plan_row(self, draft: _Draft) -> RowPlan:
        entry = self._find_entry(draft) if draft.unit is not None and draft.label else None
        if entry is not None and entry.row:
            twice = texts.IMPORT_TWICE.format(row=entry.row)
            draft.reasons.append(f"{twice}; {texts.HOUSEHOLD_TELL_APART}")
        if draft.code in self._owners:
            owner = self._owners[draft.code]
            if owner is None or owner is not entry:
                draft.reasons.append(texts.HOUSEHOLD_CODE_TAKEN.format(code=draft.code))
        if draft.reasons or draft.unit is None:
            return reject_row(draft.table, draft.row, draft.reasons, draft.subject)
        place = describe_row(draft.table, draft.row, several=self._several)
        if entry is None:
            entry = _Entry(
                draft.unit.id, draft.label, draft.year, draft.address, draft.code, row=place
            )
            self._add_entry(entry)
            return self._plan_new(draft, entry)
        entry.row = place
        return self._plan_known(draft, entry)

    def _plan_new(self, draft: _Draft, entry: _Entry) -> RowPlan:
        outcome = RowOutcome(
            draft.table.sheet, draft.row.number, RowStatus.CREATED, draft.subject,
            cells=draft.row.cells,
        )  # fmt: skip
        return RowPlan(outcome, lambda: self._create(entry))

    def _plan_known(self, draft: _Draft, entry: _Entry) -> RowPlan:
        wanted = {
            "year": draft.year or entry.year,
            "address": draft.address or entry.address,
            "code": draft.code or entry.code,
        }
        changes = tuple(
            FieldChange(texts.LIST_HOUSEHOLD_FIELDS[name], getattr(entry, name), value)
            for name, value in wanted.items()
            if getattr(entry, name) != value
        )
        # A household of before codes were made gets one, without a word.
        needs_code = not wanted["code"]
        status = RowStatus.UPDATED if changes or needs_code else RowStatus.UNCHANGED
        for name, value in wanted.items():
            setattr(entry, name, value)
        outcome = RowOutcome(
            draft.table.sheet, draft.row.number, status, draft.subject, changes,
            cells=draft.row.cells,
        )  # fmt: skip
        if status is RowStatus.UNCHANGED:
            return RowPlan(outcome)
        return RowPlan(outcome, lambda: self._update(entry))

    def _find_entry(self, draft: _Draft) -> _Entry | None:
        """Return the household that a row means, or None.

        Same name, year and address; or the only one of this name if the row has neither. A row
        that fits several is refused.
        """
        assert draft.unit is not None
        alike = self._entries.get((draft.unit.id, name_key(draft.label)), [])
        if not draft.year and not draft.address:
            if len(alike) > 1:
                draft.reasons.append(
                    texts.HOUSEHOLD_WHICH.format(name=draft.label, count=len(alike))
                )
                return None
            return alike[0] if alike else None
        address = name_key(draft.address)
        fits = [
            entry
            for entry in alike
            if entry.year in ("", draft.year or entry.year)
            and (not (entry.address and address) or name_key(entry.address) == address)
        ]
        exact = [
            entry
            for entry in fits
            if entry.year == draft.year and name_key(entry.address) == address
        ]
        return next(iter(exact or fits), None)

    def _create(self, entry: _Entry) -> None:
        entry.household = Household(
            unit_id=entry.unit_id,
            label=entry.label,
            year=entry.year,
            address=entry.address,
            code=entry.code or self._generate_code(),
        )
        self._session.add(entry.household)

    def _update(self, entry: _Entry) -> None:
        assert entry.household is not None
        entry.household.year, entry.household.address = entry.year, entry.address
        entry.household.code = entry.code or self._generate_code()

    def _generate_code(self) -> str:
        """Return a code nobody has, in the database or in this import."""
        while not self._free_codes:
            self._find_free_codes()
        code = self._free_codes.pop()
        self._owners[code] = None
        return code

    def _find_free_codes(self) -> None:
        """Make many codes and keep those that are free: a query a household held the only writer
        of SQLite for a minute.
        """
        made = {codes.generate_code(CODE_LENGTH) for _ in range(CODES_AT_ONCE)}
        taken = select(Household.code).where(col(Household.code).in_(made))
        self._free_codes = made - self._owners.keys() - set(self._session.exec(taken))

    def _list_missing(self) -> list[str]:
        """Return the households of the listed villages that the list does not have."""
        return sorted(
            entry.label for entries in self._entries.values() for entry in entries if not entry.row
        )
