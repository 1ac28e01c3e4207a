"""A sheet of households: a village, who represents it, and the code that speaks for it."""

import re
from pathlib import Path

from sqlmodel import Session, select

from bot import codes, sheets, texts, units
from bot.errors import UserError
from bot.people.models import Household
from bot.polls.service import find_household
from bot.sheets import Column, Report, Row

COLUMNS = (
    Column("unit", texts.HEADINGS_UNIT),
    Column("label", texts.HEADINGS_HOUSEHOLD),
    Column("code", texts.HEADINGS_HOUSEHOLD_CODE, required=False),
)
LENGTH = 6
_CODE = re.compile(r"[A-Z0-9]{4,12}")


def import_households(session: Session, path: Path) -> Report:
    """Make households, or give those that have none a code; a repeated sheet changes nothing."""
    return sheets.take_rows(
        sheets.read(path), COLUMNS, lambda row: _take(session, row), key=("unit", "label")
    )


def _take(session: Session, row: Row) -> str:
    unit = units.find_unit(session, row["unit"])
    if unit is None:
        raise UserError(texts.IMPORT_NO_UNIT.format(code=row["unit"]))
    label, code = row["label"][:120], row.get("code", "").upper()
    found = session.exec(
        select(Household).where(Household.unit_id == unit.id, Household.label == label)
    ).first()
    if code and not _CODE.fullmatch(code):
        raise UserError(texts.HOUSEHOLD_BAD_CODE.format(code=code))
    other = find_household(session, code) if code else None
    if other is not None and (found is None or other.id != found.id):
        raise UserError(texts.HOUSEHOLD_CODE_TAKEN.format(code=code))
    if found is None:
        made = Household(unit_id=unit.id, label=label, code=code or _fresh(session))
        session.add(made)
        session.flush()
        return "created"
    if found.code and code in ("", found.code):
        return "unchanged"
    found.code = code or _fresh(session)
    session.flush()
    return "updated"


def _fresh(session: Session) -> str:
    while find_household(session, code := codes.fresh(LENGTH)) is not None:
        continue
    return code
