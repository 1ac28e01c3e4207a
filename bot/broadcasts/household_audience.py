"""Which villages an announcement is for as a whole: there every household is to hear it.

Of what was sent to the teams, to a class or to the subscribers of a deadline no household is left
out.
"""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from bot.broadcasts.audience import AudienceTerm, parse_audience
from bot.broadcasts.models import Broadcast
from bot.core.errors import UserError
from bot.people.units import Unit, UnitKind, is_within, sort_units, within


def list_villages(session: Session, broadcast: Broadcast, *, scope: str) -> Sequence[Unit]:
    """Return the villages whose households the announcement is for, within a scope (a path)."""
    try:
        terms = [term for term in parse_audience(broadcast.audience) if _names_units_only(term)]
    except UserError:
        return []  # a draft without an audience
    codes = {value for term in terms for _, value in term.filters}
    named = {
        unit.code: unit for unit in session.exec(select(Unit).where(col(Unit.code).in_(codes)))
    }
    author_unit = session.get_one(Unit, broadcast.unit_id)
    query = select(Unit).where(
        Unit.kind == UnitKind.VILLAGE, within(Unit.path, author_unit.path), within(Unit.path, scope)
    )
    return sort_units(unit for unit in session.exec(query) if _is_meant(unit, terms, named))


def _names_units_only(term: AudienceTerm) -> bool:
    return all(name == "unit" for name, _ in term.filters)


def _is_meant(unit: Unit, terms: Sequence[AudienceTerm], named: dict[str, Unit]) -> bool:
    def covers(term: AudienceTerm) -> bool:
        places = [named.get(value) for _, value in term.filters]
        return all(place is not None and is_within(unit.path, place.path) for place in places)

    included = any(term.included and covers(term) for term in terms)
    return included and not any(not term.included and covers(term) for term in terms)
