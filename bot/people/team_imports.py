"""Import of lists of teams: who is in the team of which village, in which role.

People are matched by phone, then by name in their village: a corrected number or name is the same
person, and the plan says so. Nobody is deleted by a list.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlmodel import Session, col, select

from bot import texts
from bot.core.errors import UserError
from bot.documents.column_mapping import ColumnMapping
from bot.documents.columns import Column
from bot.documents.import_plans import (
    FieldChange,
    ImportPlan,
    RowOutcome,
    RowPlan,
    RowStatus,
    make_plan,
    reject_row,
)
from bot.documents.tables import FoundTables, Table, TableRow, find_tables
from bot.documents.workbooks import RawWorkbook, read_workbook
from bot.people.actor import Actor
from bot.people.import_runs import run_import
from bot.people.list_places import PlaceReader, describe_row, load_directory
from bot.people.list_values import clean_person_name, find_name_fault, parse_phones, split_list
from bot.people.models import Person, Role, RoleKind
from bot.people.person_matching import KnownPerson, ListedPerson, Match, PersonMatcher
from bot.people.role_rules import may_give_role
from bot.people.role_words import find_role
from bot.people.service import TEAM_KINDS, correct_person, create_person, upsert_member
from bot.people.units import Unit, within
from bot.vietnamese.letters import name_key

TEAM_COLUMNS = (
    Column("name", texts.HEADINGS_PERSON, weak=texts.HEADINGS_PERSON_WEAK),
    Column("phone", texts.HEADINGS_PHONE, weak=texts.HEADINGS_PHONE_WEAK),
    Column("role", texts.HEADINGS_ROLE, weak=texts.HEADINGS_ROLE_WEAK),
    Column(
        "unit",
        texts.HEADINGS_UNIT,
        required=False,
        weak=texts.HEADINGS_UNIT_WEAK,
        fills_down=True,
    ),
    Column("job", texts.HEADINGS_JOB, required=False, weak=texts.HEADINGS_ROLE_WEAK),
    Column("skills", texts.HEADINGS_SKILLS, required=False),
)
NAME_LIMIT = 120


def find_team_tables(book: RawWorkbook, mapping: ColumnMapping | None = None) -> FoundTables:
    """Return the lists of team members in a file. Raises UserError when there is none."""
    return find_tables(book, TEAM_COLUMNS, mapping)


def plan_team_import(
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
    return _TeamPlanner(session, found, actor, now, unit).plan()


def apply_team_import(
    session: Session,
    found: FoundTables,
    *,
    actor: Actor,
    now: datetime,
    unit: Unit | None = None,
    shown: str | None = None,
) -> ImportPlan:
    """Plan again and do it. Raises UserError when it is not what was `shown` (a fingerprint)."""
    plan = plan_team_import(session, found, actor=actor, now=now, unit=unit)
    return run_import(session, plan, shown=shown, actor=actor, now=now)


def import_team(
    session: Session, path: Path, *, actor: Actor, now: datetime, unit: Unit | None = None
) -> ImportPlan:
    """Create or update team members, leaders and officers from a file."""
    found = find_team_tables(read_workbook(path))
    return apply_team_import(session, found, actor=actor, now=now, unit=unit)


PersonKey = tuple[str, str]


@dataclass(slots=True)
class _Draft:
    """A row as understood so far."""

    table: Table
    row: TableRow
    name: str
    phone: str = ""
    role: RoleKind | None = None
    units: tuple[Unit, ...] = ()
    skills: list[str] | None = None
    reasons: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def key(self) -> PersonKey:
        """Whom the row means: rows of one phone and name are one person's."""
        return self.phone, name_key(self.name)

    @property
    def subject(self) -> str:
        """The person and their villages, for the report."""
        if not self.units:
            return self.name
        units = ", ".join(unit.name for unit in self.units)
        return texts.LIST_PERSON_SUBJECT.format(name=self.name, units=units)


RoleKey = tuple[int, int]  # person, unit


class _TeamPlanner:
    """Plans all rows together: whom one row means, no other can mean."""

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
        self._roles: dict[RoleKey, list[Role]] = {}
        self._people: dict[int, Person] = {}
        self._load_people()
        self._given: dict[tuple[PersonKey, int], tuple[RoleKind, str]] = {}
        self._stored: dict[PersonKey, Person] = {}  # filled by the deeds

    def _load_people(self) -> None:
        rows = self._session.exec(
            select(Person, Role)
            .join(Role, col(Role.person_id) == Person.id)
            .join(Unit, col(Unit.id) == Role.unit_id)
            .where(within(Unit.path, self._actor.scope))
            .order_by(col(Role.id))
        )
        for person, role in rows:
            self._people[person.id] = person
            self._roles.setdefault((person.id, role.unit_id), []).append(role)

    def plan(self) -> ImportPlan:
        """Return the plan of all rows."""
        drafts = list(self._read_drafts())
        matches = self._match_people(drafts)
        plans = [self._plan_row(draft, matches.get(draft.key, Match())) for draft in drafts]
        return make_plan("team", self._found, plans, self._list_missing(drafts, matches))

    def _read_drafts(self) -> Sequence[_Draft]:
        drafts = []
        for table in self._found.tables:
            places = PlaceReader(self._directory, table)
            for row in table.rows:
                draft = _Draft(table, row, clean_person_name(row.values["name"]))
                place = places.read(row, row.values.get("unit", ""))
                draft.units = place.units
                if place.reason:
                    draft.reasons.append(place.reason)
                self._read_person(draft)
                drafts.append(draft)
        return drafts

    def _read_person(self, draft: _Draft) -> None:
        values = draft.row.values
        headings = {column.name: column.headings[0] for column in TEAM_COLUMNS}
        for column in ("name", "phone"):
            if not values.get(column):
                draft.reasons.append(texts.IMPORT_EMPTY.format(column=headings[column]))
        if values.get("name") and (fault := find_name_fault(draft.name)):
            draft.reasons.append(fault)
        if len(draft.name) > NAME_LIMIT:
            limit = {"column": texts.COLUMN_NAME, "limit": NAME_LIMIT}
            draft.reasons.append(texts.IMPORT_TOO_LONG.format(**limit))
        if values.get("phone"):
            self._read_phone(draft, values["phone"])
        written = values.get("role", "") or values.get("job", "")
        draft.role = find_role(written)
        if not written:
            draft.reasons.append(texts.IMPORT_EMPTY.format(column=headings["role"]))
        elif draft.role is None:
            names = ", ".join(texts.ROLE_WORDS[kind][0] for kind in RoleKind)
            draft.reasons.append(texts.IMPORT_BAD_ROLE.format(role=written, roles=names))
        draft.skills = split_list(values.get("skills"))

    def _read_phone(self, draft: _Draft, written: str) -> None:
        try:
            phones = parse_phones(written)
        except UserError as error:
            draft.reasons.append(str(error))
            return
        draft.phone = phones.number
        if phones.others:
            count = 1 + len(phones.others)
            draft.notes.append(texts.LIST_PHONES_MORE.format(count=count, phone=phones.number))

    def _match_people(self, drafts: Sequence[_Draft]) -> dict[PersonKey, Match]:
        """Return whom each listed person is; rows of one phone and name are one person."""
        units: dict[PersonKey, set[int]] = {}
        names: dict[PersonKey, str] = {}
        for draft in drafts:
            if draft.phone and draft.name:
                units.setdefault(draft.key, set()).update(unit.id for unit in draft.units)
                names.setdefault(draft.key, draft.name)
        held: dict[int, set[int]] = {}
        for person_id, unit_id in self._roles:
            held.setdefault(person_id, set()).add(unit_id)
        known = [
            KnownPerson(person.id, person.name, person.phone, frozenset(held[person.id]))
            for person in self._people.values()
        ]
        listed = [ListedPerson(names[key], key[0], frozenset(units[key])) for key in units]
        return dict(zip(units, PersonMatcher(known).match_all(listed), strict=True))

    def _plan_row(self, draft: _Draft, match: Match) -> RowPlan:
        if match.rivals:
            draft.reasons.append(
                texts.LIST_NAMESAKES.format(count=len(match.rivals), name=draft.name)
            )
        if draft.role is not None and not self._may_give(draft, match):
            role = texts.LIST_ROLES[draft.role]
            draft.reasons.append(texts.LIST_ROLE_NOT_YOURS.format(role=role))
        if not draft.reasons:
            self._check_twice(draft)
        if draft.reasons or draft.role is None:
            return reject_row(draft.table, draft.row, draft.reasons, draft.subject)
        place = describe_row(draft.table, draft.row, several=self._several)
        for unit in draft.units:
            self._given[draft.key, unit.id] = (draft.role, place)
        return self._make_row_plan(draft, match, draft.role)

    def _may_give(self, draft: _Draft, match: Match) -> bool:
        """Whether the actor may give the role, or the person has it already."""
        role = draft.role
        if role is None:
            return True
        person_id = match.person.id if match.person else 0
        return all(
            any(held.kind == role for held in self._roles.get((person_id, unit.id), ()))
            or may_give_role(self._session, self._actor, role, unit)
            for unit in draft.units
        )

    def _check_twice(self, draft: _Draft) -> None:
        """Refuse a row whose places an earlier one gave; of several, those are left out."""
        before = {
            unit.id: self._given[draft.key, unit.id]
            for unit in draft.units
            if self._is_taken(draft, unit)
        }
        if not before:
            return
        left = tuple(unit for unit in draft.units if unit.id not in before)
        if left:
            draft.units = left
            return
        unit = draft.units[0]
        role, row = before[unit.id]
        if role is draft.role:
            draft.reasons.append(texts.IMPORT_TWICE.format(row=row))
        else:
            draft.reasons.append(
                texts.LIST_MEMBER_TWICE.format(
                    row=row, name=draft.name, role=texts.LIST_ROLES[role], unit=unit.name
                )
            )

    def _is_taken(self, draft: _Draft, unit: Unit) -> bool:
        given = self._given.get((draft.key, unit.id))
        return given is not None and (
            given[0] is draft.role or (given[0] in TEAM_KINDS and draft.role in TEAM_KINDS)
        )

    def _make_row_plan(self, draft: _Draft, match: Match, role: RoleKind) -> RowPlan:
        changes = [
            *self._describe_person(draft, match),
            *self._describe_roles(draft, match, role),
        ]
        if match.relative is not None and match.person is None:
            draft.notes.append(texts.LIST_PHONE_SHARED.format(name=match.relative.name))
        status = RowStatus.UPDATED if changes else RowStatus.UNCHANGED
        if match.person is None:
            status, changes = RowStatus.CREATED, []
        outcome = RowOutcome(
            draft.table.sheet, draft.row.number, status, draft.subject, tuple(changes),
            notes=tuple(draft.notes), cells=draft.row.cells,
        )  # fmt: skip
        if status is RowStatus.UNCHANGED:
            return RowPlan(outcome)
        return RowPlan(outcome, lambda: self._store(draft, match, role))

    def _describe_person(self, draft: _Draft, match: Match) -> list[FieldChange]:
        person = match.person
        if person is None:
            return []
        changes = []
        if person.phone != draft.phone:
            draft.notes.append(texts.LIST_PHONE_CHANGED.format(name=person.name))
            name = texts.LIST_PERSON_FIELDS["phone"]
            changes.append(FieldChange(name, person.phone, draft.phone))
        if name_key(person.name) == name_key(draft.name):
            draft.name = person.name  # written otherwise, the same name
        else:
            draft.notes.append(texts.LIST_NAME_CHANGED.format(name=person.name))
            changes.append(FieldChange(texts.LIST_PERSON_FIELDS["name"], person.name, draft.name))
        return changes

    def _describe_roles(self, draft: _Draft, match: Match, role: RoleKind) -> list[FieldChange]:
        changes = []
        for unit in draft.units:
            stored = self._find_role(match, unit, role)
            name = texts.LIST_PERSON_FIELDS["role"]
            if stored is None or stored.kind != role:
                before = texts.LIST_ROLES[stored.kind] if stored else ""
                after = f"{texts.LIST_ROLES[role]}, {unit.name}"
                changes.append(FieldChange(name, before, after))
            if stored and draft.skills is not None and stored.skills != draft.skills:
                before, after = ", ".join(stored.skills), ", ".join(draft.skills)
                changes.append(FieldChange(texts.LIST_PERSON_FIELDS["skills"], before, after))
        return changes

    def _find_role(self, match: Match, unit: Unit, role: RoleKind) -> Role | None:
        """Return the stored role that this one is or takes the place of."""
        if match.person is None:
            return None
        roles = self._roles.get((match.person.id, unit.id), [])
        same = [stored for stored in roles if stored.kind == role]
        replaced = [stored for stored in roles if role in TEAM_KINDS and stored.kind in TEAM_KINDS]
        return next(iter((*same, *replaced)), None)

    def _store(self, draft: _Draft, match: Match, role: RoleKind) -> None:
        person = self._stored.get(draft.key)
        if person is None and match.person is not None:
            person = correct_person(
                self._session,
                match.person.id,
                name=draft.name,
                phone=draft.phone,
                actor=self._actor,
                now=self._now,
            )
        if person is None:
            person = create_person(self._session, draft.units[0], draft.name, draft.phone)
        self._stored[draft.key] = person
        for unit in draft.units:
            upsert_member(
                self._session, unit, draft.name, draft.phone, role,
                actor=self._actor, now=self._now, skills=draft.skills, person=person,
            )  # fmt: skip

    def _list_missing(self, drafts: Sequence[_Draft], matches: dict[PersonKey, Match]) -> list[str]:
        """Return who has a role in the team of a listed village and is not listed."""
        unit_ids = {unit.id for draft in drafts for unit in draft.units}
        listed = {match.person.id for match in matches.values() if match.person is not None}
        listed |= {rival.id for match in matches.values() for rival in match.rivals}
        missing = {
            person_id: role
            for (person_id, unit_id), roles in self._roles.items()
            for role in roles
            if unit_id in unit_ids and person_id not in listed and role.kind in TEAM_KINDS
        }
        return sorted(self._people[person_id].name for person_id in missing)
