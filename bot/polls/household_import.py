"""Import of households from a sheet: village, representative, year, address and household code."""

import re
from dataclasses import replace
from pathlib import Path

from sqlmodel import Session, col, select

from bot import texts
from bot.core import codes
from bot.core.errors import UserError
from bot.documents import sheets
from bot.documents.sheets import Column, ImportReport, Row
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
CODE_LENGTH = 6
_YEAR = re.compile(r"(?:18|19|20)\d\d")
_CODE = re.compile(r"[A-Z0-9]{4,12}")


def import_households(session: Session, path: Path) -> ImportReport:
    """Create households, or update those that exist; importing the same sheet twice changes
    nothing.

    A household without a code gets one.
    """
    key = ("unit", "label", "year", "address")
    report = sheets.import_rows(
        sheets.read_sheet(path), COLUMNS, lambda row: _import_row(session, row), key=key
    )
    repeated_prefix = texts.IMPORT_TWICE.partition("{")[0]
    report.rejected = [
        replace(rejection, reason=f"{rejection.reason}; {texts.HOUSEHOLD_TELL_APART}")
        if rejection.reason.startswith(repeated_prefix)
        else rejection
        for rejection in report.rejected
    ]
    return report


def _import_row(session: Session, row: Row) -> str:
    unit = units.find_unit(session, row["unit"])
    if unit is None:
        raise UserError(texts.IMPORT_NO_UNIT.format(code=row["unit"]))
    code, year = row.get("code", "").upper(), row.get("year", "").removesuffix(".0")
    if code and not _CODE.fullmatch(code):
        raise UserError(texts.HOUSEHOLD_BAD_CODE.format(code=code))
    if year and not _YEAR.fullmatch(year):
        raise UserError(texts.HOUSEHOLD_BAD_YEAR.format(year=year))
    household = _find_same_household(
        session, unit, row["label"][:120], year, row.get("address", "")[:160]
    )
    code_owner = find_household(session, code) if code else None
    if code_owner is not None and (household is None or code_owner.id != household.id):
        raise UserError(texts.HOUSEHOLD_CODE_TAKEN.format(code=code))
    imported = Household(
        unit_id=unit.id,
        label=row["label"][:120],
        year=year,
        address=row.get("address", "")[:160],
        code=code or _generate_code(session),
    )
    if household is None:
        session.add(imported)
        session.flush()
        return "created"
    return _update_household(session, household, imported, given=code)


def _find_same_household(
    session: Session, unit: Unit, label: str, year: str, address: str
) -> Household | None:
    """Return the household that a row means, or None.

    Same name, year and address; or the only one of this name if the row has neither year nor
    address. Raises UserError if such a row fits several.
    """
    query = select(Household).where(Household.unit_id == unit.id).order_by(col(Household.id))
    alike = [
        household
        for household in session.exec(query)
        if name_key(household.label) == name_key(label)
    ]
    if not year and not address:
        if len(alike) > 1:
            raise UserError(texts.HOUSEHOLD_WHICH.format(name=label, count=len(alike)))
        return alike[0] if alike else None
    fits = [
        household
        for household in alike
        if household.year in ("", year or household.year)
        and (
            not (household.address and address) or name_key(household.address) == name_key(address)
        )
    ]
    exact = [
        household
        for household in fits
        if household.year == year and name_key(household.address) == name_key(address)
    ]
    return next(iter(exact or fits), None)


def _update_household(
    session: Session, household: Household, imported: Household, *, given: str
) -> str:
    wanted = {
        "year": imported.year or household.year,
        "address": imported.address or household.address,
        "code": given or household.code or imported.code,
    }
    if all(getattr(household, name) == value for name, value in wanted.items()):
        return "unchanged"
    for name, value in wanted.items():
        setattr(household, name, value)
    session.flush()
    return "updated"


def _generate_code(session: Session) -> str:
    while find_household(session, code := codes.generate_code(CODE_LENGTH)) is not None:
        continue
    return code
