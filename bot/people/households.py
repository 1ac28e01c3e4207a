"""Households by hand: find, add, correct. Lists of them come by import."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, and_, col, or_, select

from bot import texts
from bot.core import codes
from bot.core.errors import NotFound, UserError
from bot.core.events import emit
from bot.people.actor import Actor
from bot.people.household_events import HouseholdAdded, HouseholdCodesPrinted, HouseholdCorrected
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
    is_cut: bool = False  # there may be more than were found


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

    `words` are of the head's name, the address, the year or the village, with or without tones, in
    any order, or are the code. Without a unit no more than `MOST_FOUND` are found, and without
    words none: a commune has thousands.
    """
    if unit_id is None and not words:
        return HouseholdPage([], None, 0)
    units = {
        unit.id: unit for unit in session.exec(select(Unit).where(within(Unit.path, actor.scope)))
    }
    searched = [number for number in units if unit_id in (None, number)]
    query = select(Household).where(col(Household.unit_id).in_(searched))  # by its index
    if words:
        query = query.where(_is_meant(words, units.values()))
    most = MOST_FOUND if unit_id is None else MOST_READ
    query = query.order_by(col(Household.unit_id), col(Household.folded), col(Household.id))
    rows = [(row, units[row.unit_id]) for row in session.exec(query.limit(most))]
    rows.sort(key=_sort_key)
    ids = [household.id for household, _ in rows]
    start = ids.index(after_id) + 1 if after_id in ids else 0
    page = rows[start : start + limit]
    has_more = start + limit < len(rows)
    return HouseholdPage(page, page[-1][0].id if has_more else None, len(rows), len(rows) == most)


def _is_meant(words: str, units: Iterable[Unit]) -> ColumnElement[bool]:
    """Return the condition that a household has every word, or is the code's."""
    folded = normalize_for_match(words).split()
    by_code = col(Household.code) == _clean_code(words)
    return or_(by_code, and_(*(_has_word(word, units) for word in folded))) if folded else by_code


def _has_word(word: str, units: Iterable[Unit]) -> ColumnElement[bool]:
    """Return the condition that a word stands in a household or in its village's name.

    A single letter or digit is a word of its own: "Thôn 1" is not "Thôn 11".
    """
    part = word if len(word) > 1 else f" {word} "
    named = [unit.id for unit in units if part in f" {normalize_for_match(unit.name)} "]
    return or_(col(Household.folded).contains(part), col(Household.unit_id).in_(named))


def _clean_code(words: str) -> str:
    return re.sub(r"[\s.\-]", "", words).upper()


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
