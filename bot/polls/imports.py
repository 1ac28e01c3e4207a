"""Import of households from a sheet: village, representative, year, address and household code."""

import re
from dataclasses import replace
from pathlib import Path

from sqlmodel import Session, col, select

from bot import texts
from bot.core import codes
from bot.core.errors import UserError
from bot.documents import sheets
from bot.documents.sheets import Column, Report, Row
from bot.people import units
from bot.people.models import Household
from bot.people.units import Unit
from bot.polls.service import find_household
from bot.vietnamese.letters import name_key

COLUMNS = (
    Column("unit", texts.HEADINGS_UNIT),
    Column("label", texts.HEADINGS_HOUSEHOLD),
    Column("year", texts.HEADINGS_YEAR, required=False),
    Column("address", texts.HEADINGS_ADDRESS, required=False),
    Column("code", texts.HEADINGS_HOUSEHOLD_CODE, required=False),
)
LENGTH = 6
_YEAR = re.compile(r"(?:18|19|20)\d\d")
_CODE = re.compile(r"[A-Z0-9]{4,12}")


def import_households(session: Session, path: Path) -> Report:
    """Create households, or update those that exist; importing the same sheet twice changes nothing.

    A household without a code gets one.
    """
    key = ("unit", "label", "year", "address")
    report = sheets.take_rows(sheets.read(path), COLUMNS, lambda row: _take(session, row), key=key)
    again = texts.IMPORT_TWICE.partition("{")[0]
    report.rejected = [
        replace(one, reason=f"{one.reason}; {texts.HOUSEHOLD_TELL_APART}")
        if one.reason.startswith(again)
        else one
        for one in report.rejected
    ]
    return report


def _take(session: Session, row: Row) -> str:
    unit = units.find_unit(session, row["unit"])
    if unit is None:
        raise UserError(texts.IMPORT_NO_UNIT.format(code=row["unit"]))
    code, year = row.get("code", "").upper(), row.get("year", "").removesuffix(".0")
    if code and not _CODE.fullmatch(code):
        raise UserError(texts.HOUSEHOLD_BAD_CODE.format(code=code))
    if year and not _YEAR.fullmatch(year):
        raise UserError(texts.HOUSEHOLD_BAD_YEAR.format(year=year))
    found = _same(session, unit, row["label"][:120], year, row.get("address", "")[:160])
    other = find_household(session, code) if code else None
    if other is not None and (found is None or other.id != found.id):
        raise UserError(texts.HOUSEHOLD_CODE_TAKEN.format(code=code))
    known = Household(
        unit_id=unit.id,
        label=row["label"][:120],
        year=year,
        address=row.get("address", "")[:160],
        code=code or _fresh(session),
    )
    if found is None:
        session.add(known)
        session.flush()
        return "created"
    return _update(session, found, known, given=code)


def _same(session: Session, unit: Unit, label: str, year: str, address: str) -> Household | None:
    """Return the household that a row means, or None.

    Same name, year and address; or the only one of this name if the row has neither year nor
    address. Raises UserError if such a row fits several.
    """
    query = select(Household).where(Household.unit_id == unit.id).order_by(col(Household.id))
    alike = [one for one in session.exec(query) if name_key(one.label) == name_key(label)]
    if not year and not address:
        if len(alike) > 1:
            raise UserError(texts.HOUSEHOLD_WHICH.format(name=label, count=len(alike)))
        return alike[0] if alike else None
    fits = [
        one
        for one in alike
        if one.year in ("", year or one.year)
        and (not (one.address and address) or name_key(one.address) == name_key(address))
    ]
    exact = [one for one in fits if one.year == year and name_key(one.address) == name_key(address)]
    return next(iter(exact or fits), None)


def _update(session: Session, found: Household, known: Household, *, given: str) -> str:
    wanted = {
        "year": known.year or found.year,
        "address": known.address or found.address,
        "code": given or found.code or known.code,
    }
    if all(getattr(found, name) == value for name, value in wanted.items()):
        return "unchanged"
    for name, value in wanted.items():
        setattr(found, name, value)
    session.flush()
    return "updated"


def _fresh(session: Session) -> str:
    while find_household(session, code := codes.fresh(LENGTH)) is not None:
        continue
    return code
