"""Officers' sheets of units and of team members, row by row, in one transaction."""

import re
from collections.abc import Callable
from pathlib import Path

from sqlmodel import Session

from bot import sheets, texts, units
from bot.errors import UserError
from bot.people.models import RoleKind
from bot.people.service import put_member
from bot.sheets import Column, Report, Row
from bot.units import PARENT_KIND, Unit, UnitKind
from bot.vietnamese import bare

UNIT_COLUMNS = (
    Column("code", ("Mã", "Mã đơn vị", "Ma DV")),
    Column("name", ("Tên", "Tên đơn vị")),
    Column("kind", ("Cấp", "Loại")),
    Column("parent", ("Mã cấp trên", "Thuộc", "Đơn vị cấp trên"), required=False),
    Column("aliases", ("Tên gọi khác", "Tên cũ"), required=False),
)
TEAM_COLUMNS = (
    Column("unit", ("Mã đơn vị", "Mã thôn", "Đơn vị")),
    Column("name", ("Họ tên", "Họ và tên", "Tên")),
    Column("phone", ("Điện thoại", "Số điện thoại", "SĐT")),
    Column("role", ("Vai trò", "Chức vụ")),
    Column("skills", ("Kỹ năng", "Việc giúp được"), required=False),
)
KINDS = {
    "tinh": UnitKind.PROVINCE,
    "thanh pho": UnitKind.PROVINCE,
    "xa": UnitKind.COMMUNE,
    "phuong": UnitKind.COMMUNE,
    "dac khu": UnitKind.COMMUNE,
    "thon": UnitKind.VILLAGE,
    "xom": UnitKind.VILLAGE,
    "ban": UnitKind.VILLAGE,
    "ap": UnitKind.VILLAGE,
    "lang": UnitKind.VILLAGE,
    "khu pho": UnitKind.VILLAGE,
    "to dan pho": UnitKind.VILLAGE,
    **{str(kind): kind for kind in UnitKind},
}
ROLES = {
    "thanh vien": RoleKind.MEMBER,
    "to truong": RoleKind.LEADER,
    "to pho": RoleKind.LEADER,
    "truong thon": RoleKind.LEADER,
    "can bo": RoleKind.OFFICER,
    "cong chuc": RoleKind.OFFICER,
    "lanh dao": RoleKind.APPROVER,
    "chu tich": RoleKind.APPROVER,
    "pho chu tich": RoleKind.APPROVER,
    "ban chi dao": RoleKind.COMMITTEE,
    **{str(kind): kind for kind in RoleKind},
}
_CODE = re.compile(r"[a-z0-9][a-z0-9\-]{0,39}")
_PHONE = re.compile(r"0\d{9,10}")
_LIST = re.compile(r"\s*[;,]\s*")
NAME_LIMIT = 120

Line = tuple[int, tuple[str, ...]]


def import_units(session: Session, path: Path) -> Report:
    """Make or update units from a sheet; parents may stand above or below their children."""
    sheet = sheets.read(path)
    return sheets.take_rows(
        sheets.Sheet(sheet.headings, tuple(sorted(sheet.rows, key=_depth(sheet.headings)))),
        UNIT_COLUMNS,
        lambda row: _take_unit(session, row),
        key=("code",),
    )


def _depth(headings: tuple[str, ...]) -> Callable[[Line], tuple[int, int]]:
    """Sort key: provinces before communes before villages, else the file's order."""
    wanted = {bare(heading) for heading in UNIT_COLUMNS[2].headings} | {"kind"}
    at = next((at for at, heading in enumerate(headings) if bare(heading) in wanted), None)
    order = list(UnitKind)

    def depth(line: Line) -> tuple[int, int]:
        number, cells = line
        cell = bare(cells[at]) if at is not None and at < len(cells) else ""
        kind = KINDS.get(cell)
        return (order.index(kind) if kind else len(order), number)

    return depth


def _take_unit(session: Session, row: Row) -> str:
    code = row["code"].lower()
    if not _CODE.fullmatch(code):
        raise UserError(texts.IMPORT_BAD_CODE.format(code=row["code"]))
    kind = KINDS.get(bare(row["kind"]))
    if kind is None:
        raise UserError(texts.IMPORT_BAD_KIND.format(kind=row["kind"]))
    _check_length(row["name"], texts.COLUMN_NAME)
    return units.put_unit(
        session,
        code,
        row["name"],
        kind,
        parent=_parent(session, row["parent"], kind),
        aliases=[one for one in _LIST.split(row["aliases"]) if one],
    )


def _parent(session: Session, code: str, kind: UnitKind) -> Unit | None:
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


def import_team(session: Session, path: Path) -> Report:
    """Make or update team members, leaders and officers from a sheet."""
    return sheets.take_rows(
        sheets.read(path),
        TEAM_COLUMNS,
        lambda row: _take_member(session, row),
        key=("unit", "name", "phone", "role"),
    )


def _take_member(session: Session, row: Row) -> str:
    unit = units.find_unit(session, row["unit"])
    if unit is None:
        raise UserError(texts.IMPORT_NO_UNIT.format(code=row["unit"]))
    role = ROLES.get(bare(row["role"]))
    if role is None:
        names = ", ".join(name for name in ROLES if name not in set(RoleKind))
        raise UserError(texts.IMPORT_BAD_ROLE.format(role=row["role"], roles=names))
    _check_length(row["name"], texts.COLUMN_NAME)
    skills = [one for one in _LIST.split(row["skills"]) if one]
    return put_member(session, unit, row["name"], _phone(row["phone"]), role, skills=skills)


def _phone(written: str) -> str:
    """A Vietnamese number with its leading zero, which Excel likes to eat."""
    digits = re.sub(r"[\s.\-()]", "", written).removeprefix("+84").removeprefix("84")
    number = digits if digits.startswith("0") else f"0{digits}"
    if not _PHONE.fullmatch(number):
        raise UserError(texts.IMPORT_BAD_PHONE.format(phone=written))
    return number


def _check_length(value: str, column: str) -> None:
    if len(value) > NAME_LIMIT:
        raise UserError(texts.IMPORT_TOO_LONG.format(column=column, limit=NAME_LIMIT))
