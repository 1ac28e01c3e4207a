"""Households by hand: find, add, correct. Lists of them come by import."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, or_, select

from bot import texts
from bot.core import codes
from bot.core.errors import NotFound, UserError
from bot.core.events import emit
from bot.people.actor import Actor
from bot.people.events import HouseholdAdded, HouseholdCodesPrinted, HouseholdCorrected
from bot.people.models import Household
from bot.people.units import Unit, is_within, within
from bot.vietnamese.letters import name_key, natural_sort_key, normalize_for_match

CODE_LENGTH = 6
LABEL_LIMIT, ADDRESS_LIMIT = 120, 160
MOST_READ = 5_000  # households of one unit
MOST_FOUND = 300  # households found in a whole commune
_YEAR = re.compile(r"(?:18|19|20)\d\d")


@dataclass(frozen=True, slots=True)
class HouseholdValues:
    """What an officer writes of a household."""

    label: str
    year: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class HouseholdPage:
    """Some households with their villages, and after which the next page begins (None: no more)."""

    rows: Sequence[tuple[Household, Unit]]
    next_id: int | None
    count: int  # of all that were found


def list_households(
    session: Session,
    *,
    actor: Actor,
    unit_id: int | None = None,
    words: str = "",
    after_id: int | None = None,
    limit: int,
) -> HouseholdPage:
    """Return a page of the households of the actor's units, by village and head's name.

    `words` are of the head's name, the address or the year, or are the code: within one unit with
    or without tones, elsewhere as they are written, and no more than `MOST_FOUND` of them. Without
    a unit and without words there are none: a commune has thousands.
    """
    if unit_id is None and not words:
        return HouseholdPage([], None, 0)
    query = (
        select(Household, Unit)
        .join(Unit, col(Unit.id) == Household.unit_id)
        .where(within(Unit.path, actor.scope))
    )
    if unit_id is None:
        rows = list(session.exec(query.where(_contains(words)).limit(MOST_FOUND)))
    else:
        wanted = normalize_for_match(words)
        rows = [
            row
            for row in session.exec(query.where(Household.unit_id == unit_id).limit(MOST_READ))
            if not words or _matches(row[0], words, wanted)
        ]
    rows.sort(key=_sort_key)
    ids = [household.id for household, _ in rows]
    start = ids.index(after_id) + 1 if after_id in ids else 0
    page = rows[start : start + limit]
    has_more = start + limit < len(rows)
    return HouseholdPage(page, page[-1][0].id if has_more else None, len(rows))


def _contains(words: str) -> ColumnElement[bool]:
    """Return the condition that a household has the words as they are, or is the code's."""
    spellings = dict.fromkeys((words, words.title(), words.capitalize()))
    columns = (col(Household.label), col(Household.address), col(Household.year))
    return or_(
        col(Household.code) == _clean_code(words),
        *(column.icontains(way, autoescape=True) for column in columns for way in spellings),
    )


def _clean_code(words: str) -> str:
    return re.sub(r"[\s.\-]", "", words).upper()


def _matches(household: Household, words: str, wanted: str) -> bool:
    if household.code and household.code == _clean_code(words):
        return True
    described = f"{household.label} {household.address} {household.year}"
    return bool(wanted) and wanted in normalize_for_match(described)


def _sort_key(row: tuple[Household, Unit]) -> tuple[object, ...]:
    household, unit = row
    return natural_sort_key(unit.code), natural_sort_key(household.label), household.id


def get_household(
    session: Session, household_id: int, *, actor: Actor, lock: bool = False
) -> tuple[Household, Unit]:
    """Return a household of the actor's units, and its unit. Raises NotFound."""
    household = session.get(Household, household_id, with_for_update=lock)
    unit = session.get_one(Unit, household.unit_id) if household is not None else None
    if household is None or unit is None or not is_within(unit.path, actor.scope):
        raise NotFound(texts.HOUSEHOLD_UNKNOWN)
    return household, unit


def add_household(
    session: Session, unit: Unit, values: HouseholdValues, *, actor: Actor, now: datetime
) -> Household:
    """Add a household with a code of its own.

    Raises NotFound for a unit outside the actor's, UserError for bad values or a household that
    is there already.
    """
    if not is_within(unit.path, actor.scope):
        raise NotFound(texts.CONSOLE_NO_PLACE)
    values = _check(values)
    _check_is_new(session, unit.id, values)
    household = Household(
        unit_id=unit.id,
        label=values.label,
        year=values.year,
        address=values.address,
        code=generate_household_code(session),
    )
    session.add(household)
    session.flush()
    emit(session, HouseholdAdded(household.id, actor, now))
    return household


def correct_household(
    session: Session, household_id: int, values: HouseholdValues, *, actor: Actor, now: datetime
) -> Household:
    """Correct what is written of a household; its code stays. Raises as `add_household`."""
    household, unit = get_household(session, household_id, actor=actor, lock=True)
    values = _check(values)
    _check_is_new(session, unit.id, values, except_id=household_id)
    household.label, household.year, household.address = values.label, values.year, values.address
    household.code = household.code or generate_household_code(session)
    session.flush()
    emit(session, HouseholdCorrected(household_id, actor, now))
    return household


def export_codes(
    session: Session, unit: Unit, *, actor: Actor, now: datetime
) -> Sequence[Household]:
    """Return the households of a village with a code, to be printed; that leaves an entry."""
    if not is_within(unit.path, actor.scope):
        raise NotFound(texts.CONSOLE_NO_PLACE)
    query = select(Household).where(Household.unit_id == unit.id, col(Household.code).is_not(None))
    emit(session, HouseholdCodesPrinted(unit.code, actor, now))
    return sorted(session.exec(query), key=lambda row: (natural_sort_key(row.label), row.id))


def generate_household_code(session: Session) -> str:
    """Return a code that no household has."""
    while True:
        code = codes.generate_code(CODE_LENGTH)
        taken = select(Household.id).where(Household.code == code)
        if session.exec(taken).first() is None:
            return code


def _check(values: HouseholdValues) -> HouseholdValues:
    label, address = " ".join(values.label.split()), " ".join(values.address.split())
    if not 0 < len(label) <= LABEL_LIMIT:
        raise UserError(texts.HOUSEHOLD_NEEDS_LABEL.format(limit=LABEL_LIMIT))
    if values.year and not _YEAR.fullmatch(values.year):
        raise UserError(texts.HOUSEHOLD_NEEDS_YEAR)
    if len(address) > ADDRESS_LIMIT:
        raise UserError(texts.HOUSEHOLD_LONG_ADDRESS.format(limit=ADDRESS_LIMIT))
    return HouseholdValues(label, values.year, address)


def _check_is_new(
    session: Session, unit_id: int, values: HouseholdValues, *, except_id: int = 0
) -> None:
    query = select(Household).where(
        Household.unit_id == unit_id, Household.year == values.year, Household.id != except_id
    )
    written = (name_key(values.label), name_key(values.address))
    for other in session.exec(query):
        if (name_key(other.label), name_key(other.address)) == written:
            raise UserError(texts.HOUSEHOLD_THERE.format(label=values.label))
