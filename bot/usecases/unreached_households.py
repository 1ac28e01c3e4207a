"""Nobody left out: the households an announcement reached neither by chat nor at their door.

A household heard it by chat when a chat that speaks for it (by its code, or of a person of it) was
sent it. A village is done when the target of the announcement is met.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import String, cast, literal
from sqlmodel import Session, SQLModel, col, or_, select

from bot import texts
from bot.broadcasts import household_audience
from bot.broadcasts.models import ENDED_STATES, RUNNING_STATES, Broadcast, BroadcastRecipient
from bot.core.errors import NotFound, UserError
from bot.outbox.models import Delivery, DeliveryStatus
from bot.outreach import stops, tellings
from bot.people.actor import Actor
from bot.people.models import Contact, Household, Person, RoleKind
from bot.people.proof import VOUCHED_BY_HOUSEHOLD
from bot.people.units import Unit, is_within, list_ancestor_ids

HEARD_STATES = (*RUNNING_STATES, *ENDED_STATES)  # announcements that somebody may have by now
MOST_BROADCASTS = 20  # looked through for those that households are to hear
DELIVERY_TABLE = SQLModel.metadata.tables[str(Delivery.__tablename__)].c
RECIPIENT = SQLModel.metadata.tables[str(BroadcastRecipient.__tablename__)].c


@dataclass(frozen=True, slots=True)
class VillageTelling:
    """How far an announcement is in one village: households = by chat + at home + left."""

    unit: Unit
    households: int
    by_chat: int
    at_home: int
    target: int  # of a hundred

    @property
    def left(self) -> int:
        """How many households have not heard it."""
        return self.households - self.by_chat - self.at_home

    @property
    def needed(self) -> int:
        """How many households are still to be told until the target is met."""
        wanted = -(-self.households * self.target // 100)
        return max(0, wanted - self.by_chat - self.at_home)

    @property
    def percent(self) -> int | None:
        """How many of a hundred have heard it, rounded down; None without households."""
        heard = self.by_chat + self.at_home
        return 100 * heard // self.households if self.households else None


@dataclass(frozen=True, slots=True)
class UnreachedPage:
    """Some households that have not heard an announcement, in the order of walking."""

    broadcast: Broadcast
    progress: VillageTelling
    rows: Sequence[Household]
    next_id: int | None


def get_announcement(session: Session, broadcast_id: int, *, actor: Actor) -> Broadcast:
    """Return an announcement that the actor's villages were to hear. Raises NotFound.

    A leader's scope is a village; the announcement is the commune's above it.
    """
    broadcast = session.get(Broadcast, broadcast_id)
    unknown = NotFound(texts.BROADCAST_UNKNOWN.format(number=broadcast_id))
    if broadcast is None or broadcast.state not in HEARD_STATES or broadcast.batch_id is None:
        raise unknown
    if not household_audience.list_villages(session, broadcast, scope=actor.scope):
        raise unknown
    return broadcast


def find_last_announcement(session: Session, unit: Unit) -> Broadcast | None:
    """Return the last announcement that the households of a village are to hear, or None."""
    query = (
        select(Broadcast)
        .where(
            col(Broadcast.unit_id).in_(list_ancestor_ids(unit)),
            col(Broadcast.state).in_([str(state) for state in HEARD_STATES]),
            col(Broadcast.batch_id).is_not(None),
        )
        .order_by(col(Broadcast.id).desc())
        .limit(MOST_BROADCASTS)
    )
    for broadcast in session.exec(query):
        if household_audience.list_villages(session, broadcast, scope=unit.path):
            return broadcast
    return None


def list_progress(session: Session, broadcast_id: int, *, actor: Actor) -> Sequence[VillageTelling]:
    """Return how far an announcement is in each of the actor's villages, sorted by code."""
    broadcast = get_announcement(session, broadcast_id, actor=actor)
    units = household_audience.list_villages(session, broadcast, scope=actor.scope)
    heard = _Heard(session, broadcast, [unit.id for unit in units])
    target = tellings.get_target(session, broadcast_id)
    return [heard.sum_village(unit, target) for unit in units]


def list_unreached(
    session: Session,
    broadcast_id: int,
    unit: Unit,
    *,
    actor: Actor,
    after_id: int | None = None,
    limit: int,
) -> UnreachedPage:
    """Return the households of a village that have not heard the announcement, and its progress.

    Raises NotFound for a village outside the actor's, or one the announcement is not for.
    """
    if not is_within(unit.path, actor.scope):
        raise NotFound(texts.CONSOLE_NO_PLACE)
    # Of this village alone: one that the announcement is not for has none within its scope.
    broadcast = get_announcement(session, broadcast_id, actor=replace(actor, scope=unit.path))
    heard = _Heard(session, broadcast, [unit.id])
    left = stops.sort_for_walking(heard.list_left(unit.id))
    ids = [household.id for household in left]
    start = ids.index(after_id) + 1 if after_id in ids else 0
    page = left[start : start + limit]
    more = start + limit < len(left)
    progress = heard.sum_village(unit, tellings.get_target(session, broadcast_id))
    return UnreachedPage(broadcast, progress, page, page[-1].id if more else None)


def tell_household(
    session: Session, broadcast_id: int, household_id: int, *, actor: Actor, now: datetime
) -> bool:
    """Note that a household was told the announcement at its door; False if it was noted before.

    Raises NotFound as `list_unreached`.
    """
    broadcast = get_announcement(session, broadcast_id, actor=actor)
    household = session.get(Household, household_id)
    unit = session.get_one(Unit, household.unit_id) if household is not None else None
    if unit is None:
        raise NotFound(texts.HOUSEHOLD_UNKNOWN)
    _check_meant(session, broadcast, unit, actor)
    return tellings.record_telling(session, broadcast_id, household_id, actor=actor, now=now)


def untell_household(
    session: Session, broadcast_id: int, household_id: int, *, actor: Actor, now: datetime
) -> bool:
    """Take back what `tell_household` noted; False if nothing was. Raises NotFound."""
    get_announcement(session, broadcast_id, actor=actor)
    return tellings.withdraw_telling(session, broadcast_id, household_id, actor=actor, now=now)


def set_target(
    session: Session, broadcast_id: int, percent: int, *, actor: Actor, now: datetime
) -> None:
    """Set the announcement's target; for officers of its own unit or above.

    Raises NotFound for an announcement of another unit.
    """
    broadcast = get_announcement(session, broadcast_id, actor=actor)
    author_unit = session.get_one(Unit, broadcast.unit_id)
    if not is_within(author_unit.path, actor.scope):
        raise NotFound(texts.BROADCAST_UNKNOWN.format(number=broadcast_id))
    if actor.role not in (None, RoleKind.OFFICER, RoleKind.APPROVER):
        raise UserError(texts.OUTREACH_NOT_YOURS)
    tellings.set_target(session, broadcast_id, percent, actor=actor, now=now)


def _check_meant(session: Session, broadcast: Broadcast, unit: Unit, actor: Actor) -> None:
    scope = unit.path if is_within(unit.path, actor.scope) else None
    units = household_audience.list_villages(session, broadcast, scope=scope) if scope else ()
    if unit.id not in {village.id for village in units}:
        raise NotFound(texts.CONSOLE_NO_PLACE)


class _Heard:
    """The households of some villages, and which of them have heard an announcement, and how."""

    def __init__(self, session: Session, broadcast: Broadcast, unit_ids: Collection[int]) -> None:
        query = select(Household).where(col(Household.unit_id).in_(unit_ids))
        self._by_unit: dict[int, list[Household]] = {unit_id: [] for unit_id in unit_ids}
        for household in session.exec(query):
            self._by_unit[household.unit_id].append(household)
        self._by_chat = _list_heard_by_chat(session, broadcast)
        self._told = tellings.list_told(session, broadcast.id, unit_ids)

    def sum_village(self, unit: Unit, target: int) -> VillageTelling:
        """Return how far it is in one of the villages; heard in both ways counts as by chat."""
        ids = {household.id for household in self._by_unit[unit.id]}
        by_chat = ids & self._by_chat
        at_home = (ids & self._told[unit.id]) - by_chat
        return VillageTelling(unit, len(ids), len(by_chat), len(at_home), target)

    def list_left(self, unit_id: int) -> list[Household]:
        """Return the households of a village that have not heard it."""
        heard = self._by_chat | self._told[unit_id]
        return [row for row in self._by_unit[unit_id] if row.id not in heard]


def _list_heard_by_chat(session: Session, broadcast: Broadcast) -> set[int]:
    """Return the households of which a chat was sent the announcement."""
    key = literal(f"b{broadcast.batch_id}:") + cast(RECIPIENT.recipient, String)
    query = (
        select(Contact.vouched, Person.household_id)
        .join(BroadcastRecipient, col(BroadcastRecipient.contact_id) == Contact.id)
        .join(Delivery, DELIVERY_TABLE.key == key)
        .join(Person, col(Person.id) == Contact.person_id, isouter=True)
        .where(
            BroadcastRecipient.broadcast_id == broadcast.id,
            Delivery.status == DeliveryStatus.SENT,
            or_(
                col(Contact.vouched).startswith(VOUCHED_BY_HOUSEHOLD),
                col(Person.household_id).is_not(None),
            ),
        )
    )
    heard: set[int] = set()
    for vouched, household_id in session.exec(query):
        if household_id is not None:
            heard.add(household_id)
        number = vouched.removeprefix(VOUCHED_BY_HOUSEHOLD)
        if number != vouched and number.isdecimal():
            heard.add(int(number))
    return heard
