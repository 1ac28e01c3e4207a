"""Administrative units: one tree of provinces, communes and villages (ADR-0011).

`path` holds the ids from the root down ("/1/4/9/"), so that a subtree is one indexed LIKE and every
query can be scoped to an officer's unit.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Column, ColumnElement, and_, exists, not_, or_
from sqlalchemy.orm import aliased
from sqlmodel import Field, Session, SQLModel, col, select

from bot import texts
from bot.core.db import identity, reference
from bot.core.errors import NotFound
from bot.vietnamese.letters import match_names, natural_sort_key


class UnitKind(StrEnum):
    """The three levels since 1/7/2025, when districts were abolished."""

    PROVINCE = "province"
    COMMUNE = "commune"
    VILLAGE = "village"


PARENT_KIND = {UnitKind.COMMUNE: UnitKind.PROVINCE, UnitKind.VILLAGE: UnitKind.COMMUNE}


class Unit(SQLModel, table=True):
    """One province, commune or village."""

    id: int = identity()
    code: str = Field(unique=True, max_length=40)
    name: str = Field(max_length=120)
    kind: str = Field(max_length=10)
    parent_id: int | None = reference("unit.id", nullable=True)
    path: str = Field(default="", index=True, max_length=200)
    # Names people still say: before the 2025 mergers, or short ones.
    aliases: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    # Since when residents hear announcements; until then only the team does, to try it out.
    live_since: datetime | None = None
    # Since when everybody may read how well a commune serves; None: nobody may.
    levels_public_since: datetime | None = None
    # As the office's list says, and the day of that list.
    households_count: int | None = None
    persons_count: int | None = None
    counted_on: date | None = None


def within(path: Any, scope: str) -> ColumnElement[bool]:
    """Return the condition that a unit's path (a column) lies in the subtree of `scope`.

    Paths hold ids and slashes only, so nothing in them is a wildcard.
    """
    condition: ColumnElement[bool] = col(path).startswith(scope)
    return condition


def within_or_unknown(unit_id: Any, path: Any, scope: str) -> ColumnElement[bool]:
    """Return the condition that a row with this unit (column, and its unit's path, joined outer)
    lies in the subtree of `scope`; a row without a unit belongs to the only commune.
    """
    communes = select(Unit.id).where(Unit.kind == UnitKind.COMMUNE)
    of_only_commune = and_(
        unit_id.is_(None),
        exists(communes.where(within(Unit.path, scope)).correlate(None)),
        ~exists(communes.where(not_(within(Unit.path, scope))).correlate(None)),
    )
    return or_(within(path, scope), of_only_commune)


def is_within(path: str, scope: str) -> bool:
    """Whether a unit's path lies in the subtree of `scope`."""
    return path.startswith(scope)


def find_unit(session: Session, code: str) -> Unit | None:
    """Return the unit with this code, ignoring case, or None."""
    return session.exec(select(Unit).where(Unit.code == code.strip().lower())).first()


def get_unit(session: Session, code: str) -> Unit:
    """Return the unit with this code. Raises NotFound."""
    if unit := find_unit(session, code):
        return unit
    raise NotFound(texts.IMPORT_NO_UNIT.format(code=code))


def list_children(session: Session, parent_id: int | None) -> Sequence[Unit]:
    """Return the units directly under `parent_id` (None: the roots), ordered by code."""
    return sort_units(session.exec(select(Unit).where(Unit.parent_id == parent_id)))


def list_units(session: Session, kind: UnitKind | None = None) -> Sequence[Unit]:
    """Return all units, or those of one kind, ordered by code."""
    query = select(Unit)
    return sort_units(session.exec(query.where(Unit.kind == kind) if kind else query))


def list_subtree(session: Session, unit: Unit) -> Sequence[Unit]:
    """Return the unit and all its descendants, ordered by code."""
    return sort_units(session.exec(select(Unit).where(within(Unit.path, unit.path))))


def find_top_unit(session: Session) -> Unit | None:
    """Return the only unit that lies under no other, or None when there are several or none."""
    tops = session.exec(select(Unit).where(col(Unit.parent_id).is_(None)).limit(2)).all()
    return tops[0] if len(tops) == 1 else None


def sort_units(units: Iterable[Unit]) -> list[Unit]:
    """Sort by code in natural order: ap-2 before ap-10."""
    return sorted(units, key=lambda unit: natural_sort_key(unit.code))


def match_units(session: Session, scope: Unit, typed: str) -> list[Unit]:
    """Return the units of a subtree that a typed name, old name or code can mean.

    Several must be asked about; none means unknown.
    """
    names = [
        (name, unit)
        for unit in list_subtree(session, scope)
        for name in (unit.code, unit.name, *unit.aliases)
    ]
    meant = match_names(typed, names, lambda named: named[0])
    return list({unit.id: unit for _, unit in meant}.values())


def label_units(session: Session, units: Sequence[Unit]) -> list[str]:
    """Return a label for each unit; the commune is added where two have the same name."""
    names = [unit.name for unit in units]
    return [
        name if names.count(name) == 1 else f"{name}, {_parent_name(session, unit)}"
        for name, unit in zip(names, units, strict=True)
    ]


def _parent_name(session: Session, unit: Unit) -> str:
    parent = session.get(Unit, unit.parent_id) if unit.parent_id else None
    return parent.name if parent else unit.code


def list_path_ids(path: str) -> list[int]:
    """Return the ids that a unit's path holds, its own last."""
    return [int(step) for step in path.strip("/").split("/") if step]


def list_ancestor_ids(unit: Unit) -> list[int]:
    """Return the ids of the unit and its ancestors, from the top."""
    return list_path_ids(unit.path)


def covers_every_commune(session: Session, scope: str) -> bool:
    """Return whether no commune lies outside the subtree of `scope`."""
    outside = select(Unit.id).where(Unit.kind == UnitKind.COMMUNE, not_(within(Unit.path, scope)))
    return session.exec(outside.limit(1)).first() is None


def covers_all(scope: str) -> ColumnElement[bool]:
    """Return `covers_every_commune` as a condition within a query."""
    other = aliased(Unit)
    outside = select(other.id).where(
        other.kind == UnitKind.COMMUNE, not_(within(other.path, scope))
    )
    return not_(outside.exists())


def list_ancestors(session: Session, unit: Unit) -> Sequence[Unit]:
    """Return the unit and its ancestors up to its commune, from the top."""
    line = [above for step in list_ancestor_ids(unit) if (above := session.get(Unit, step))]
    return [above for above in line if above.kind != UnitKind.PROVINCE]


def find_ancestor(session: Session, unit: Unit, kind: UnitKind) -> Unit | None:
    """Return the unit itself or its ancestor of this kind, or None."""
    current: Unit | None = unit
    while current and current.kind != kind:
        current = session.get(Unit, current.parent_id) if current.parent_id else None
    return current


def upsert_unit(
    session: Session,
    code: str,
    name: str,
    kind: UnitKind,
    *,
    parent: Unit | None,
    aliases: Sequence[str] | None = None,
) -> str:
    """Create or update the unit. Returns "created", "updated" or "unchanged".

    Without `aliases` the stored ones are kept.
    """
    code = code.strip().lower()
    unit = find_unit(session, code)
    wanted: dict[str, Any] = {
        "name": name,
        "kind": kind,
        "parent_id": parent.id if parent else None,
    }
    if aliases is not None:
        wanted["aliases"] = list(aliases)
    if unit is None:
        unit = Unit(code=code, **wanted)
        session.add(unit)
        session.flush()
        unit.path = _make_path(parent, unit)
        return "created"
    if all(getattr(unit, key) == value for key, value in wanted.items()):
        return "unchanged"
    _move_subtree(session, unit, parent)
    for key, value in wanted.items():
        setattr(unit, key, value)
    session.flush()
    return "updated"


def _make_path(parent: Unit | None, unit: Unit) -> str:
    return f"{parent.path if parent else '/'}{unit.id}/"


def _move_subtree(session: Session, unit: Unit, parent: Unit | None) -> None:
    """Rewrite the paths of the unit and its subtree for a new parent."""
    old, new = unit.path, _make_path(parent, unit)
    if old != new:
        for member in list_subtree(session, unit):
            member.path = new + member.path.removeprefix(old)
