"""Import of officers' sheets of units and team members, in one transaction."""

import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sqlmodel import Session

from bot import texts
from bot.core.errors import UserError
from bot.core.events import emit
from bot.documents import sheets
from bot.documents.sheets import Column, ImportReport, Row
from bot.people import units
from bot.people.actor import Actor
from bot.people.events import SheetImported
from bot.people.models import RoleKind
from bot.people.service import upsert_member
from bot.people.units import PARENT_KIND, Unit, UnitKind
from bot.vietnamese.letters import normalize_for_match

UNIT_COLUMNS = (
    Column("code", texts.HEADINGS_CODE),
    Column("name", texts.HEADINGS_UNIT_NAME),
    Column("kind", texts.HEADINGS_KIND),
    Column("parent", texts.HEADINGS_PARENT, required=False),
    Column("aliases", texts.HEADINGS_ALIASES, required=False),
)
TEAM_COLUMNS = (
    Column("unit", texts.HEADINGS_UNIT),
    Column("name", texts.HEADINGS_PERSON),
    Column("phone", texts.HEADINGS_PHONE),
    Column("role", texts.HEADINGS_ROLE),
    Column("skills", texts.HEADINGS_SKILLS, required=False),
)
KINDS = {
    normalize_for_match(word): kind for kind in UnitKind for word in (kind, *texts.KIND_WORDS[kind])
}
ROLES = {
    normalize_for_match(word): kind for kind in RoleKind for word in (kind, *texts.ROLE_WORDS[kind])
}
_CODE = re.compile(r"[a-z0-9][a-z0-9\-]{0,39}")
_PHONE = re.compile(r"0[0-9]{9,10}")
# 84 is the country or a network of its own (084…): the length tells.
_WITHOUT_ZERO = re.compile(r"(?:\+?84)?([35789][0-9]{8}|2[0-9]{9})")
_LIST_SEPARATOR = re.compile(r"\s*[;,]\s*")
NAME_LIMIT = 120

NumberedCells = tuple[int, tuple[str, ...]]


def import_units(session: Session, path: Path, *, actor: Actor, now: datetime) -> ImportReport:
    """Create or update units from a sheet; parents may stand above or below their children."""
    sheet = sheets.trim_to_headings(sheets.read_sheet(path), UNIT_COLUMNS)
    report = sheets.import_rows(
        sheets.Sheet(sheet.headings, tuple(sorted(sheet.rows, key=_tree_order(sheet.headings)))),
        UNIT_COLUMNS,
        lambda row: _import_unit_row(session, row),
        key=("code",),
    )
    emit(session, SheetImported("units", path.name, report.as_json(), actor, now))
    return report


def _tree_order(headings: tuple[str, ...]) -> Callable[[NumberedCells], tuple[int, int]]:
    """Return a sort key: provinces before communes before villages, else the file's order."""
    wanted = {normalize_for_match(heading) for heading in UNIT_COLUMNS[2].headings} | {"kind"}
    at = next(
        (at for at, heading in enumerate(headings) if normalize_for_match(heading) in wanted), None
    )
    order = list(UnitKind)

    def depth(line: NumberedCells) -> tuple[int, int]:
        number, cells = line
        cell = normalize_for_match(cells[at]) if at is not None and at < len(cells) else ""
        kind = KINDS.get(cell)
        return (order.index(kind) if kind else len(order), number)

    return depth


def _import_unit_row(session: Session, row: Row) -> str:
    code = row["code"].lower()
    if not _CODE.fullmatch(code):
        raise UserError(texts.IMPORT_BAD_CODE.format(code=row["code"]))
    kind = KINDS.get(normalize_for_match(row["kind"]))
    if kind is None:
        raise UserError(texts.IMPORT_BAD_KIND.format(kind=row["kind"]))
    _check_length(row["name"], texts.COLUMN_NAME)
    parent = _find_parent(session, _find_parent_code(session, row, code), kind)
    _check_level(session, code, kind)
    return units.upsert_unit(
        session,
        code,
        row["name"],
        kind,
        parent=parent,
        aliases=_split_list(row, "aliases"),
    )


def _find_parent_code(session: Session, row: Row, code: str) -> str:
    """Return the parent in the row, or the stored parent when the sheet has no such column."""
    if "parent" in row:
        return row["parent"]
    unit = units.find_unit(session, code)
    above = session.get(Unit, unit.parent_id) if unit and unit.parent_id else None
    return above.code if above else ""


def _find_parent(session: Session, code: str, kind: UnitKind) -> Unit | None:
    wanted = PARENT_KIND.get(kind)
    parent = units.find_unit(session, code) if code else None
    if code and parent is None:
        raise UserError(texts.IMPORT_NO_PARENT.format(code=code))
    if (parent.kind if parent else None) != wanted:
        # A commune may be the top: it runs the bot for itself alone.
        if kind is UnitKind.COMMUNE and parent is None:
            return None
        raise UserError(
            texts.IMPORT_WRONG_PARENT.format(
                kind=texts.UNIT_KINDS[kind],
                parent=texts.UNIT_KINDS.get(wanted or "", texts.NOTHING),
            )
        )
    return parent


def _check_level(session: Session, code: str, kind: UnitKind) -> None:
    """Refuse to make a commune with villages a village, which would nest them under a village."""
    unit = units.find_unit(session, code)
    if unit and unit.kind != kind and units.list_children(session, unit.id):
        raise UserError(texts.IMPORT_HAS_CHILDREN.format(code=code))


def import_team(session: Session, path: Path, *, actor: Actor, now: datetime) -> ImportReport:
    """Create or update team members, leaders and officers from a sheet."""
    report = sheets.import_rows(
        sheets.read_sheet(path),
        TEAM_COLUMNS,
        lambda row: _import_member_row(session, row, actor, now),
        key=("unit", "name", "phone", "role"),
    )
    emit(session, SheetImported("team", path.name, report.as_json(), actor, now))
    return report


def _import_member_row(session: Session, row: Row, actor: Actor, now: datetime) -> str:
    unit = units.find_unit(session, row["unit"])
    if unit is None:
        raise UserError(texts.IMPORT_NO_UNIT.format(code=row["unit"]))
    role = ROLES.get(normalize_for_match(row["role"]))
    if role is None:
        names = ", ".join(word for kind in RoleKind for word in texts.ROLE_WORDS[kind])
        raise UserError(texts.IMPORT_BAD_ROLE.format(role=row["role"], roles=names))
    _check_length(row["name"], texts.COLUMN_NAME)
    skills = _split_list(row, "skills")
    return upsert_member(
        session,
        unit,
        row["name"],
        _normalize_phone(row["phone"]),
        role,
        actor=actor,
        now=now,
        skills=skills,
    )


def _split_list(row: Row, name: str) -> list[str] | None:
    """Return the items of a list cell; None when the file has no such column."""
    return [item for item in _LIST_SEPARATOR.split(row[name]) if item] if name in row else None


def _normalize_phone(written: str) -> str:
    """Return a Vietnamese number with its leading zero, which Excel drops."""
    digits = re.sub(r"[\s.\-()]", "", written)
    if _PHONE.fullmatch(digits):
        return digits
    if bare_number := _WITHOUT_ZERO.fullmatch(digits):
        return f"0{bare_number[1]}"
    raise UserError(texts.IMPORT_BAD_PHONE.format(phone=written))


def _check_length(value: str, column: str) -> None:
    if len(value) > NAME_LIMIT:
        raise UserError(texts.IMPORT_TOO_LONG.format(column=column, limit=NAME_LIMIT))
