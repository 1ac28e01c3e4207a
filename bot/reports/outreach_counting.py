"""What events of outreach add to the daily counters, on the day of the visit or telling itself.

A correction takes back what was counted on its own day, and a visit that is withdrawn too.
"""

from sqlmodel import Session

from bot.outreach.events import (
    HomeTellingEvent,
    HomeVisitEvent,
    ReachChanged,
    VisitFigures,
)
from bot.reports.counters import add_count
from bot.reports.models import CountName


def count_visit(session: Session, event: HomeVisitEvent) -> None:
    """Count a visit by its outcome, and everything that was set up."""
    if event.before is not None:
        _add_visit(session, event.before, -1)
    if event.after is not None:
        _add_visit(session, event.after, 1)


def _add_visit(session: Session, figures: VisitFigures, amount: int) -> None:
    place = figures.unit_id, figures.visited_on
    add_count(session, CountName.HOUSE_VISIT, *place, detail=figures.outcome, amount=amount)
    for setup in figures.setups:
        add_count(session, CountName.HOUSE_SET_UP, *place, detail=setup, amount=amount)


def count_reach(session: Session, event: ReachChanged) -> None:
    """Count a household on the first day it was reached, by the way of that day."""
    for moment, amount in ((event.before, -1), (event.after, 1)):
        if moment is not None:
            day, way = moment
            name = CountName.HOUSE_REACHED
            add_count(session, name, event.unit_id, day, detail=way, amount=amount)


def count_telling(session: Session, event: HomeTellingEvent) -> None:
    """Count a household that was told an announcement at its door, or take that back."""
    name = CountName.HOUSE_TOLD
    add_count(session, name, event.unit_id, event.told_on, amount=event.amount)
