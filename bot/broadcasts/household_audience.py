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


def filter_meant(
    session: Session, broadcasts: Sequence[Broadcast], *, scope: str
) -> list[Broadcast]:
    """Return those of some announcements that are for a village within a scope (a path)."""
    audiences: dict[int, list[AudienceTerm]] = {}
    for broadcast in broadcasts:
        try:
            terms = parse_audience(broadcast.audience)
        except UserError:
            continue  # a draft without an audience
        audiences[broadcast.id] = [term for term in terms if _names_units_only(term)]
    codes = {value for terms in audiences.values() for term in terms for _, value in term.filters}
    named = {
        unit.code: unit for unit in session.exec(select(Unit).where(col(Unit.code).in_(codes)))
    }
    owner_ids = {broadcast.unit_id for broadcast in broadcasts}
    owners = {
        unit.id: unit for unit in session.exec(select(Unit).where(col(Unit.id).in_(owner_ids)))
    }
    query = select(Unit).where(Unit.kind == UnitKind.VILLAGE, within(Unit.path, scope))
    villages = session.exec(query).all()
    return [
        broadcast
        for broadcast in broadcasts
        if broadcast.id in audiences
        and any(
            is_within(unit.path, owners[broadcast.unit_id].path)
            and _is_meant(unit, audiences[broadcast.id], named)
            for unit in villages
        )
    ]


def _names_units_only(term: AudienceTerm) -> bool:
    return all(name == "unit" for name, _ in term.filters)


def _is_meant(unit: Unit, terms: Sequence[AudienceTerm], named: dict[str, Unit]) -> bool:
    def covers(term: AudienceTerm) -> bool:
        places = [named.get(value) for _, value in term.filters]
        return all(place is not None and is_within(unit.path, place.path) for place in places)

    included = any(term.included and covers(term) for term in terms)
    return included and not any(not term.included and covers(term) for term in terms)
