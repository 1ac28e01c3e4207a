"""Plans an import of units row by row: which stored unit a row means, or which it makes."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, select

from bot import texts
from bot.core.errors import NotFound, UserError
from bot.documents.import_plans import (
    FieldChange,
    ImportPlan,
    RowOutcome,
    RowPlan,
    RowStatus,
    make_plan,
    reject_row,
)
from bot.documents.tables import FoundTables, Table, TableRow
from bot.people import units
from bot.people.actor import Actor
from bot.people.list_places import find_commune
from bot.people.list_values import (
    clean_unit_name,
    make_code,
    parse_people_count,
    read_document_day,
    split_list,
)
from bot.people.unit_codes import make_unit_code
from bot.people.unit_groups import find_communes_above, names_commune, read_group
from bot.people.unit_names import UnitDirectory, read_kind
from bot.people.units import PARENT_KIND, Unit, UnitKind, is_within
from bot.vietnamese.letters import name_key

NAME_LIMIT = 120
CODE = re.compile(r"[a-z0-9][a-z0-9\-]{0,39}")


@dataclass(slots=True)
class _Draft:
    """A row as understood so far."""

    table: Table
    row: TableRow
    kind: UnitKind | None
    name: str
    above: "_Draft | None" = None  # the row of the commune it stands below
    code: str = ""  # when it is planned
    reasons: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def get(self, column: str) -> str | None:
        """Return a cell, or None when the list has no such column."""
        return self.row.values.get(column)


@dataclass(slots=True)
class _Target:
    """A unit as it will be when the rows before are done: what children refer to."""

    code: str
    kind: str
    name: str
    parent: str
    row: str  # the place of the row that means it; "" for a unit no row means


class UnitPlanner:
    """Plans the rows from the top of the tree down, each against what those before will do."""

    def __init__(
        self,
        session: Session,
        found: FoundTables,
        actor: Actor,
        now: datetime,
        parent: Unit | None,
    ) -> None:
        self._session, self._found, self._actor, self._now = session, found, actor, now
        self._all = {unit.code: unit for unit in session.exec(select(Unit))}
        self._codes = {unit.id: code for code, unit in self._all.items()}
        self._visible = [unit for unit in self._all.values() if is_within(unit.path, actor.scope)]
        self._directory = UnitDirectory(self._visible)
        self._parent = parent
        self._several = len({table.sheet for table in found.tables}) > 1
        self._targets: dict[str, _Target] = {}  # by code, what this list means
        self._written: dict[str, str] = {}  # codes as rows write them, to the real ones
        self._day = read_document_day(found) or now.date()

    def plan(self) -> ImportPlan:
        """Return the plan of all rows."""
        drafts = [self._draft(table, row) for table in self._found.tables for row in table.rows]
        for at, commune in find_communes_above(drafts).items():
            drafts[at].above = commune
        order = list(UnitKind)
        drafts.sort(key=lambda draft: order.index(draft.kind) if draft.kind else len(order))
        self._names = [name_key(draft.name) for draft in drafts if draft.name]
        plans = [self._plan_row(draft) for draft in drafts]
        return make_plan("units", self._found, plans, self._list_missing())

    def _draft(self, table: Table, row: TableRow) -> _Draft:
        name = clean_unit_name(row.values["name"])
        written = row.values.get("kind", "")
        draft = _Draft(table, row, read_kind(written or name), name)
        if draft.kind is None and not written:
            draft.kind = UnitKind.VILLAGE
        if draft.kind is None:
            draft.reasons.append(texts.IMPORT_BAD_KIND.format(kind=written))
        if not name:
            draft.reasons.append(texts.IMPORT_EMPTY.format(column=texts.HEADINGS_UNIT_NAME[0]))
        if len(name) > NAME_LIMIT:
            limit = {"column": texts.COLUMN_NAME, "limit": NAME_LIMIT}
            draft.reasons.append(texts.IMPORT_TOO_LONG.format(**limit))
        return draft

    def _plan_row(self, draft: _Draft) -> RowPlan:
        wanted, parent = self._read_values(draft), self._read_parent(draft)
        if draft.reasons or draft.kind is None:
            return reject_row(draft.table, draft.row, draft.reasons, draft.name)
        try:
            unit = self._find_stored(draft, parent)
            code = unit.code if unit else self._make_code(draft, parent)
            if unit and not draft.get("parent") and draft.kind is UnitKind.COMMUNE:
                parent = None  # a list that names no province takes no commune out of its own
            self._check_twice(code, draft, parent or "")
            self._check_unit(unit, draft)
        except UserError as error:
            return reject_row(draft.table, draft.row, [str(error)], draft.name)
        self._remember(code, draft, parent or "")
        wanted |= {"kind": str(draft.kind), "parent": parent}
        return self._make_row_plan(draft, unit, code, wanted)

    def _remember(self, code: str, draft: _Draft, parent: str) -> None:
        assert draft.kind is not None
        draft.code, place = code, self._place(draft)
        self._targets[code] = _Target(code, str(draft.kind), draft.name, parent, place)
        if written := draft.get("code"):
            self._written[written.lower()] = code

    def _place(self, draft: _Draft) -> str:
        row = str(draft.row.number)
        return f"{row} ({draft.table.sheet})" if self._several else row

    def _read_values(self, draft: _Draft) -> dict[str, Any]:
        """Return the row's values other than its place in the tree."""
        values: dict[str, Any] = {"name": draft.name}
        if (aliases := split_list(draft.get("aliases"))) is not None:
            values["aliases"] = aliases
        for column, name in (("households", "households_count"), ("persons", "persons_count")):
            try:
                count = parse_people_count(draft.get(column) or "")
            except UserError as error:
                draft.reasons.append(str(error))
                continue
            if count is not None:
                values[name] = count
        return values

    def _read_parent(self, draft: _Draft) -> str | None:
        """Return the code of the parent, "" for none; None when the stored one stays."""
        if draft.kind is None:
            return None
        wanted = PARENT_KIND.get(draft.kind)
        if (written := draft.get("parent")) is None or (
            not written and draft.kind is UnitKind.VILLAGE
        ):
            return self._find_default_parent(draft, is_kept=written is None)
        parent = self._find_parent(written, wanted) if written else None
        if written and parent is None:
            draft.reasons.append(texts.IMPORT_NO_PARENT.format(code=written))
        elif (parent.kind if parent else None) != wanted and not (
            # A commune may be the top: it runs the bot for itself alone.
            draft.kind is UnitKind.COMMUNE and parent is None
        ):
            draft.reasons.append(_describe_wrong_parent(draft.kind))
        return parent.code if parent else ""

    def _find_default_parent(self, draft: _Draft, *, is_kept: bool) -> str | None:
        """Return the commune of a village that names none; None to keep what is stored."""
        stored = self._all.get((draft.get("code") or "").lower()) if is_kept else None
        if stored is not None and is_within(stored.path, self._actor.scope):
            return None
        if draft.kind is not UnitKind.VILLAGE:
            if draft.kind is UnitKind.COMMUNE or not PARENT_KIND.get(UnitKind(draft.kind or "")):
                return ""
            return None
        if draft.above is not None:
            if not draft.above.code:
                draft.reasons.append(texts.LIST_COMMUNE_REFUSED.format(name=draft.above.name))
            return draft.above.code
        if names_commune(draft.row.section):
            group, faults = read_group(self._directory, draft.row.section)
            draft.reasons += faults
            return group
        if self._parent is not None:
            return self._parent.code
        communes = [row for row in self._targets.values() if row.kind == UnitKind.COMMUNE]
        known = {row.code for row in communes} | {unit.code for unit in self._directory.communes}
        if len(known) == 1:
            return next(iter(known))
        if commune := find_commune(self._directory, self._found):
            return commune.code
        wrong = _describe_wrong_parent(UnitKind.VILLAGE)
        draft.reasons.append(wrong if known else f"{wrong}; {texts.LIST_NO_COMMUNE}")
        return None

    def _find_parent(self, written: str, kind: UnitKind | None) -> _Target | None:
        """Return the unit a row names as its parent: by code, as written, or by name."""
        code = self._written.get(written.lower(), written.strip().lower())
        for candidate in (code, make_code(written)):
            if candidate in self._targets:
                return self._targets[candidate]
        stored = next((unit for unit in self._visible if unit.code == code), None)
        if stored is None:
            named = [unit for unit in self._directory.find(written) if unit.kind == kind]
            stored = named[0] if len(named) == 1 else None
        if stored is not None:
            return _Target(stored.code, stored.kind, stored.name, "", "")
        key = name_key(written)
        planned = [target for target in self._targets.values() if name_key(target.name) == key]
        return planned[0] if len(planned) == 1 else None

    def _find_stored(self, draft: _Draft, parent: str | None) -> Unit | None:
        """Return the stored unit a row means: by its code, else by its name in its commune."""
        written = (draft.get("code") or "").strip()
        if written:
            for code in (written.lower(), make_code(written)):
                unit = self._all.get(code)
                if unit is not None and is_within(unit.path, self._actor.scope):
                    return unit
        commune = self._all.get(parent or "")
        siblings = [
            unit
            for unit in self._visible
            if unit.kind == draft.kind and (commune is None or unit.parent_id == commune.id)
        ]
        key = name_key(draft.name)
        same = [unit for unit in siblings if name_key(unit.name) == key]
        if written:
            # Two villages of one name have codes of their own: only a lone one is recognized.
            if len(same) != 1 or self._names.count(key) != 1:
                return None
            draft.notes.append(texts.LIST_CODE_KEPT.format(code=same[0].code))
            return same[0]
        if len(same) <= 1:
            return same[0] if same else self._find_by_old_name(draft, siblings)
        raise UserError(
            texts.LIST_SEVERAL_UNITS.format(
                name=draft.name, units=", ".join(f"{unit.name} ({unit.code})" for unit in same)
            )
        )

    def _find_by_old_name(self, draft: _Draft, siblings: Sequence[Unit]) -> Unit | None:
        """Return the unit that was called so, or is written otherwise; its name stays."""
        alike = UnitDirectory(siblings).find(draft.name)
        if len(alike) != 1:
            return None
        if name_key(alike[0].name) in self._names:
            return None
        draft.notes.append(texts.LIST_OLD_NAME.format(written=draft.name, name=alike[0].name))
        draft.name = alike[0].name
        return alike[0]

    def _make_code(self, draft: _Draft, parent: str | None) -> str:
        """Return the code of a new unit: as written, or made of the commune's and the name."""
        written = (draft.get("code") or "").strip()
        code = written.lower() if CODE.fullmatch(written.lower()) else make_code(written)
        if len(code) > 40:
            raise UserError(texts.IMPORT_BAD_CODE.format(code=written))
        if code and (code in self._targets or code not in self._all):
            if code != written.lower():
                draft.notes.append(texts.LIST_CODE_WRITTEN.format(written=written, code=code))
            return code
        taken = self._all.keys() | self._targets.keys()
        return make_unit_code(draft.name, draft.kind, parent or "", taken)

    def _check_twice(self, code: str, draft: _Draft, parent: str) -> None:
        before = self._targets.get(code)
        if before is None:
            key = name_key(draft.name)
            before = next(
                (
                    target
                    for target in self._targets.values()
                    if not draft.get("code")
                    and (target.kind, target.parent) == (draft.kind, parent)
                    and name_key(target.name) == key
                ),
                None,
            )
        if before is not None and before.row:
            raise UserError(texts.IMPORT_TWICE.format(row=before.row))

    def _check_unit(self, unit: Unit | None, draft: _Draft) -> None:
        """Refuse what the actor may not make, and a commune with villages becoming a village."""
        if unit is None and self._actor.scope and draft.kind is not UnitKind.VILLAGE:
            raise UserError(texts.LIST_VILLAGES_ONLY)
        if unit and unit.kind != draft.kind and units.list_children(self._session, unit.id):
            raise UserError(texts.IMPORT_HAS_CHILDREN.format(code=unit.code))

    def _make_row_plan(
        self, draft: _Draft, unit: Unit | None, code: str, wanted: dict[str, Any]
    ) -> RowPlan:
        if unit is not None and (wanted["parent"] is None or unit.path == self._actor.scope):
            wanted["parent"] = self._codes.get(unit.parent_id or 0, "")
        stored = self._read_stored(unit)
        changed = {name: value for name, value in wanted.items() if stored.get(name) != value}
        if {"households_count", "persons_count"} & changed.keys():
            changed["counted_on"] = wanted["counted_on"] = self._day
        status = RowStatus.UPDATED if unit else RowStatus.CREATED
        if unit and not changed:
            status = RowStatus.UNCHANGED
        changes = _describe_changes(stored, changed) if unit else ()
        notes = list(draft.notes)
        if unit is None and not draft.get("code"):
            notes.append(texts.LIST_CODE.format(code=code))
        outcome = RowOutcome(
            draft.table.sheet, draft.row.number, status, draft.name, changes,
            notes=tuple(notes), cells=draft.row.cells,
        )  # fmt: skip
        if status is RowStatus.UNCHANGED:
            return RowPlan(outcome)
        return RowPlan(outcome, lambda: _store_unit(self._session, code, wanted, self._actor))

    def _read_stored(self, unit: Unit | None) -> dict[str, Any]:
        if unit is None:
            return {}
        return {
            "name": unit.name,
            "kind": unit.kind,
            "parent": self._codes.get(unit.parent_id or 0, ""),
            "aliases": unit.aliases,
            "households_count": unit.households_count,
            "persons_count": unit.persons_count,
        }

    def _list_missing(self) -> list[str]:
        """Return the villages of the communes the list is about that it does not have."""
        communes = {
            unit.parent_id
            for code, unit in self._all.items()
            if code in self._targets and unit.kind == UnitKind.VILLAGE
        }
        return [
            unit.name
            for unit in units.sort_units(self._visible)
            if unit.kind == UnitKind.VILLAGE
            and unit.parent_id in communes
            and unit.code not in self._targets
        ]


def _describe_wrong_parent(kind: UnitKind) -> str:
    wanted = PARENT_KIND.get(kind)
    return texts.IMPORT_WRONG_PARENT.format(
        kind=texts.UNIT_KINDS[kind], parent=texts.UNIT_KINDS.get(wanted or "", texts.NOTHING)
    )


def _describe_changes(
    stored: Mapping[str, Any], changed: Mapping[str, Any]
) -> tuple[FieldChange, ...]:
    return tuple(
        FieldChange(texts.LIST_UNIT_FIELDS[name], _show(stored.get(name)), _show(value))
        for name, value in changed.items()
    )


def _show(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return texts.LIST_KINDS.get(str(value), "" if value is None else str(value))


def _store_unit(session: Session, code: str, wanted: Mapping[str, Any], actor: Actor) -> None:
    parent = units.find_unit(session, wanted["parent"]) if wanted["parent"] else None
    if parent is not None and not is_within(parent.path, actor.scope) and actor.scope:
        stored = units.find_unit(session, code)
        if stored is None or stored.path != actor.scope:
            raise NotFound(texts.IMPORT_NO_PARENT.format(code=wanted["parent"]))
    units.upsert_unit(
        session,
        code,
        wanted["name"],
        UnitKind(wanted["kind"]),
        parent=parent,
        aliases=wanted.get("aliases"),
    )
    unit = units.get_unit(session, code)
    for name in ("households_count", "persons_count", "counted_on"):
        if name in wanted:
            setattr(unit, name, wanted[name])
    session.flush()
