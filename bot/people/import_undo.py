"""An import is taken back: rows that nothing has touched since go, or are again what they were.

What was changed since, or is used by something else, stays, and the reason is said. Nothing is
deleted that anything else refers to: the database's own references say what does.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import String, Table, cast, inspect, literal, select, union_all, update
from sqlmodel import Session, SQLModel, col

from bot import texts
from bot.core.errors import UserError
from bot.core.events import emit
from bot.people import import_records
from bot.people.actor import Actor
from bot.people.events import ImportTakenBack, PersonCorrected, RoleChanged, RoleEnded
from bot.people.import_records import (
    TRACKED,
    ChangeKind,
    ImportChange,
    ImportRecord,
    Values,
    read_values,
)
from bot.people.models import Contact, Person, Role, RoleKind
from bot.people.proof import VOUCHED_BY_HOUSEHOLD
from bot.people.role_rules import may_give_role
from bot.people.units import Unit, is_within

IDS_AT_ONCE = 500  # in one statement
# What refers to a unit and does not use it: it is emptied when the unit goes.
_MARKERS = ("import_record", "pending_import")
_NAMES = ("label", "name", "topic")  # what a row is called by
_FIXED = frozenset(("parent_id", "path"))  # a village that changed its commune took others along
# From what refers to others to what is referred to; of units, the smaller ones first.
_ORDER = ("class_session", "role", "person", "household", "unit")


@dataclass(frozen=True, slots=True)
class UndoRow:
    """What becomes of one change: `reason` says why it stays, "" when it is taken back."""

    change: ImportChange
    row: SQLModel | None
    subject: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class UndoPlan:
    """What taking an import back will do; the rows that go or change stand in the order of it."""

    record: ImportRecord
    rows: tuple[UndoRow, ...]

    @property
    def taken(self) -> list[UndoRow]:
        """The changes that are taken back."""
        return [row for row in self.rows if not row.reason]

    @property
    def kept(self) -> list[UndoRow]:
        """The changes that stay."""
        return [row for row in self.rows if row.reason]

    @property
    def fingerprint(self) -> str:
        """What tells whether it is still what was shown."""
        return f"{len(self.taken)}-{len(self.kept)}"


def plan_undo(session: Session, record_id: int, *, actor: Actor) -> UndoPlan:
    """Return what taking an import back would do; writes nothing. Raises NotFound."""
    record = import_records.get_record(session, record_id, actor=actor)
    changes = import_records.list_changes(session, record.id)
    return UndoPlan(record, tuple(_Undo(session, actor, changes).plan()))


def undo_import(
    session: Session, record_id: int, *, shown: str, actor: Actor, now: datetime
) -> UndoPlan:
    """Take an import back as far as nothing has touched its rows since.

    Raises NotFound, and UserError when there is nothing to take back or it is not what was `shown`.
    """
    record = import_records.get_record(session, record_id, actor=actor, lock=True)
    plan = plan_undo(session, record_id, actor=actor)
    if not plan.taken:
        raise UserError(texts.UNDO_NOTHING)
    if plan.fingerprint != shown:
        raise UserError(texts.UNDO_CHANGED)
    last = ""
    for row in plan.taken:
        if last != row.change.subject or last == "unit":
            session.flush()  # what refers to others goes before what it refers to
        last = row.change.subject
        _take_back(session, row, actor, now)
        session.delete(row.change)
    session.flush()
    record.taken_back_at = now
    emit(
        session,
        ImportTakenBack(
            record.id, record.kind, record.file, len(plan.taken), len(plan.kept), actor, now
        ),
    )
    return plan


class _Undo:
    """Decides about every change of one import, against what is stored now."""

    def __init__(self, session: Session, actor: Actor, changes: Sequence[ImportChange]) -> None:
        self._session, self._actor = session, actor
        self._changes = changes
        self._live = {name: self._load(name) for name in TRACKED}
        self._units = self._load_units()
        self._joined: set[int] | None = None
        self._gone: dict[str, set[int]] = {name: set() for name in TRACKED}

    def _load(self, name: str) -> dict[int, Any]:
        if not any(change.subject == name for change in self._changes):
            return {}
        model = import_records.get_model(name)
        query = select(model).where(model.id.in_(self._select_ids(name)))
        return {row.id: row for row in self._session.execute(query).scalars()}

    def _select_ids(self, name: str, kind: ChangeKind | None = None) -> Any:
        """Return the query of the rows of a table that the import made or changed."""
        query = select(col(ImportChange.row_id)).where(
            col(ImportChange.record_id) == self._changes[0].record_id,
            col(ImportChange.subject) == name,
        )
        return query if kind is None else query.where(col(ImportChange.kind) == kind)

    def _get_rows(self, model: type[Any], ids: Sequence[int]) -> dict[int, Any]:
        rows: dict[int, Any] = {}
        for batch in _split(ids):
            query = select(model).where(model.id.in_(batch))
            rows.update({row.id: row for row in self._session.execute(query).scalars()})
        return rows

    def _load_units(self) -> dict[int, Unit]:
        live = [row for rows in self._live.values() for row in rows.values()]
        ids = {row.unit_id for row in live if not isinstance(row, Unit) and row.unit_id}
        units: dict[int, Unit] = self._get_rows(Unit, sorted(ids))
        return units | self._live["unit"]

    def plan(self) -> Iterator[UndoRow]:
        """Yield what becomes of each change, what refers to others before what they refer to."""
        people = self._get_people()
        for subject, changes in self._list_steps():
            used = set() if subject == "role" else self._find_used(subject)
            for change in changes:
                reason = self._find_reason(change) or self._find_use(change, used)
                if not reason and change.kind == ChangeKind.CREATED:
                    self._gone[subject].add(change.row_id)
                live = self._live[subject].get(change.row_id)
                yield UndoRow(change, live, self._describe(change, live, people), reason)

    def _list_steps(self) -> Iterator[tuple[str, Sequence[ImportChange]]]:
        """Yield the changes by table; those of units by their depth, the smallest first."""
        for subject in _ORDER:
            changes = [change for change in self._changes if change.subject == subject]
            depths: dict[int, list[ImportChange]] = {}
            for change in changes:
                live = self._live["unit"].get(change.row_id) if subject == "unit" else None
                depths.setdefault(live.path.count("/") if live else 0, []).append(change)
            for _, level in sorted(depths.items(), reverse=True):
                yield subject, level

    def _get_people(self) -> Mapping[int, Person]:
        ids = {role.person_id for role in self._live["role"].values()}
        return self._get_rows(Person, sorted(ids)) | self._live["person"]

    def _describe(self, change: ImportChange, live: Any, people: Mapping[int, Person]) -> str:
        if isinstance(live, Role):
            person, unit = people.get(live.person_id), self._units.get(live.unit_id)
            return texts.UNDO_ROLE.format(
                person=person.name if person else "",
                role=texts.LIST_ROLES[RoleKind(live.kind)],
                unit=unit.name if unit else "",
            )
        names = [getattr(live, name, "") or change.after.get(name) or "" for name in _NAMES]
        return next(filter(None, names), "")

    def _find_reason(self, change: ImportChange) -> str:
        """Return why a change cannot be taken back by what it is, "" if it may be."""
        live = self._live[change.subject].get(change.row_id)
        if live is None:
            return texts.UNDO_GONE
        if not self._is_mine(live):
            return texts.UNDO_NOT_YOURS
        if _FIXED & change.before.keys():
            return texts.UNDO_MOVED
        now = read_values(live)
        if any(now[name] != value for name, value in change.after.items()):
            return texts.UNDO_CHANGED_SINCE
        return ""

    def _is_mine(self, live: Any) -> bool:
        """Whether the actor may touch the row: it lies in their scope, and the role is theirs."""
        unit = live if isinstance(live, Unit) else self._units.get(live.unit_id or 0)
        if unit is None or not is_within(unit.path, self._actor.scope):
            return False
        if not isinstance(live, Role):
            return True
        return live.person_id != self._actor.person_id and may_give_role(
            self._session, self._actor, RoleKind(live.kind), unit
        )

    def _find_use(self, change: ImportChange, used: set[int]) -> str:
        """Return by what a row that was made is used since, "" if by nothing. Of a class that was
        changed too: its learners were told.
        """
        if change.kind != ChangeKind.CREATED and change.subject != "class_session":
            return ""
        if change.subject == "role":
            # Who has joined, or has done something since, works with it already.
            person_id = change.after["person_id"]
            is_new = person_id in self._live["person"]
            return texts.UNDO_USED["role"] if is_new and self._has_joined(person_id) else ""
        return texts.UNDO_USED[change.subject] if change.row_id in used else ""

    def _has_joined(self, person_id: int) -> bool:
        if self._joined is None:
            self._joined = self._find_used("person", besides=("role",))
        return person_id in self._joined

    def _find_used(self, name: str, besides: Sequence[str] = ()) -> set[int]:
        """Return which of the import's new rows something else refers to; of classes all rows."""
        kind = ChangeKind.CREATED if name != "class_session" else None
        made = self._select_ids(name, kind)
        parts = [
            select(
                literal(table.name),
                column,
                table.c.id if table.name in TRACKED else literal(0),
            ).where(column.in_(made))
            for table, column in _list_references(name)
            if table.name not in besides and not (name == "unit" and table.name in _MARKERS)
        ]
        if name == "household":
            parts.append(_select_vouched(made))
        found = self._session.execute(union_all(*parts)) if parts else ()
        return {target for table, target, at in found if at not in self._gone.get(table, ())}


def _select_vouched(made: Any) -> Any:
    """Return the households by whose code a chat was vouched for: it is written as words."""
    ids = made.subquery()
    key = literal(VOUCHED_BY_HOUSEHOLD).concat(cast(ids.c.row_id, String))
    chats = select(literal("contact"), ids.c.row_id, literal(0)).select_from(ids)
    return chats.join(Contact, col(Contact.vouched) == key)


def _list_references(name: str) -> Iterator[tuple[Table, Any]]:
    """Yield every column of every table that refers to this one."""
    for table in SQLModel.metadata.tables.values():
        for key in table.foreign_keys:
            if key.column.table.name == name:
                yield table, key.parent


def _split(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[at : at + IDS_AT_ONCE] for at in range(0, len(ids), IDS_AT_ONCE))


def _take_back(session: Session, undo: UndoRow, actor: Actor, now: datetime) -> None:
    """Delete the row, or write what stood in it."""
    row, change = undo.row, undo.change
    assert row is not None
    if change.kind == ChangeKind.CREATED:
        _announce(session, row, change, actor, now)
        if change.subject == "unit":
            _clear_markers(session, change.subject, change.row_id)
        session.delete(row)
        return
    for name, value in change.before.items():
        setattr(row, name, _from_json(type(row), name, value))
    _announce(session, row, change, actor, now)


def _clear_markers(session: Session, name: str, row_id: int) -> None:
    for table, column in _list_references(name):
        if table.name in _MARKERS:
            session.execute(update(table).where(column == row_id).values({column.name: None}))


def _from_json(model: type[Any], name: str, value: Any) -> Any:
    column = inspect(model).columns[name]
    kind = getattr(column.type, "impl_instance", column.type).python_type
    is_time = value is not None and issubclass(kind, date)  # an instant is one too
    return kind.fromisoformat(value) if is_time else value


def _announce(
    session: Session, row: SQLModel, change: ImportChange, actor: Actor, now: datetime
) -> None:
    """Say what happened to a person or a role: it is noted as when somebody does it by hand."""
    match row:
        case Role():
            unit = session.get_one(Unit, row.unit_id)
            kind = RoleKind(row.kind)
            if change.kind == ChangeKind.CREATED:
                ended = RoleEnded(row.person_id, actor, now, unit_code=unit.code, kind=kind)
                emit(session, ended)
            else:
                is_new = "kind" in change.before
                emit(session, RoleChanged(row.person_id, actor, now, unit.code, kind, is_new))
        case Person() if change.kind == ChangeKind.UPDATED:
            fields = _list_person_fields(change.before)
            if fields:
                emit(session, PersonCorrected(row.id, actor, now, fields))
        case _:
            pass  # the entry of the whole names how many


def _list_person_fields(before: Values) -> tuple[str, ...]:
    return tuple(name for name in ("name", "phone") if name in before)
