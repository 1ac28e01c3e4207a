"""Announcements that households are to hear, and who was told last at the door."""

from collections.abc import Sequence

from sqlmodel import Session, col, or_, select

from bot.broadcasts import household_audience
from bot.broadcasts.models import Broadcast
from bot.outreach.models import HomeTelling
from bot.people.actor import Actor
from bot.people.models import Household
from bot.people.units import Unit, list_path_ids, within
from bot.usecases.unreached_households import HEARD_STATES


def list_announcements(
    session: Session, *, actor: Actor, before_id: int | None, limit: int
) -> tuple[Sequence[Broadcast], int | None]:
    """Return announcements that somebody may have heard by now, the newest first.

    The number is that after which the next page begins, None on the last.

    Those of the actor's units, and those of units above that were for one of the actor's villages.
    """
    query = (
        select(Broadcast)
        .join(Unit, col(Unit.id) == Broadcast.unit_id)
        .where(
            or_(within(Unit.path, actor.scope), col(Unit.id).in_(list_path_ids(actor.scope))),
            col(Broadcast.state).in_([str(state) for state in HEARD_STATES]),
            col(Broadcast.batch_id).is_not(None),
        )
        .order_by(col(Broadcast.id).desc())
        .limit(limit)
    )
    if before_id is not None:
        query = query.where(col(Broadcast.id) < before_id)
    page = session.exec(query).all()
    meant = household_audience.filter_meant(session, page, scope=actor.scope)
    return meant, page[-1].id if len(page) == limit else None


def list_told_last(
    session: Session, broadcast_id: int, unit: Unit, *, limit: int
) -> Sequence[Household]:
    """Return the households of a village that were told last, for a tap that was a slip."""
    query = (
        select(Household)
        .join(HomeTelling, col(HomeTelling.household_id) == Household.id)
        .where(HomeTelling.broadcast_id == broadcast_id, HomeTelling.unit_id == unit.id)
        .order_by(col(HomeTelling.id).desc())
        .limit(limit)
    )
    return session.exec(query).all()
