"""Results of a broadcast: totals, figures by village, and the list of people not reached."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, String, and_, case, cast, func, literal, select
from sqlmodel import Session, SQLModel

from bot import texts
from bot.broadcasts import questions
from bot.broadcasts.models import ENDED_STATES, Broadcast, BroadcastState
from bot.core.errors import NotFound
from bot.outbox import batches
from bot.outbox.models import DeliveryStatus
from bot.outbox.reasons import REASON_BLOCKED, REASON_EXPIRED, REASON_LATE
from bot.people import units
from bot.people.units import Unit, within
from bot.vietnamese.letters import natural_sort_key

TABLES = SQLModel.metadata.tables
RECIPIENT, DELIVERY, UNIT, CONTACT = (
    TABLES[name] for name in ("broadcast_recipient", "delivery", "unit", "contact")
)
WAITING_STATUSES = ("queued", "held", "gathered", "sending", "parked")
MAX_VILLAGES = 20  # villages in one chat message


@dataclass(frozen=True, slots=True)
class Progress:
    """The figures of a broadcast; `total` = sent + failed + unreachable + pending."""

    id: int
    state: str
    total: int
    sent: int
    failed: int  # refused, too late, called off
    unreachable: int  # blocked us or asked for no announcements
    pending: int
    uncertain: int  # of all: they may hear it twice
    parked: int = 0  # of those pending: the platform wants them to write first

    def as_json(self) -> dict[str, int | str]:
        """Return the figures by name."""
        return asdict(self)


def compute_progress(session: Session, broadcast: Broadcast) -> Progress:
    """Compute the figures of a broadcast from the statistics of its batch."""
    unreachable = broadcast.total - broadcast.reachable
    if broadcast.batch_id is None:
        return Progress(
            broadcast.id,
            broadcast.state,
            broadcast.total,
            0,
            0,
            unreachable,
            broadcast.reachable,
            0,
        )
    batch = batches.get_progress(session, broadcast.batch_id)
    failed = batch.failed + batch.expired + batch.cancelled
    unreachable += batch.unreachable
    pending = broadcast.total - batch.sent - failed - unreachable
    if broadcast.state in ENDED_STATES:
        failed, pending = failed + pending - batch.pending, batch.pending
    return Progress(
        broadcast.id,
        broadcast.state,
        broadcast.total,
        batch.sent,
        failed,
        unreachable,
        pending,
        batch.uncertain,
        batch.parked,
    )


@dataclass(frozen=True, slots=True)
class VillageResult:
    """The figures of one village. Its field names are the keys of the command line's JSON."""

    code: str
    name: str
    total: int
    sent: int
    unreachable: int
    failed: int
    pending: int


def list_village_results(
    session: Session, broadcast: Broadcast, *, scope: str = ""
) -> Sequence[VillageResult]:
    """Return the figures of each village in the subtree of `scope` (a path), sorted by code."""
    query = (
        select(UNIT.c.code, UNIT.c.name, *_count_outcomes())
        .select_from(RECIPIENT)
        .join(UNIT, UNIT.c.id == RECIPIENT.c.unit_id)
        .join(DELIVERY, DELIVERY.c.key == _delivery_key(broadcast), isouter=True)
        .where(RECIPIENT.c.broadcast_id == broadcast.id, within(UNIT.c.path, scope))
        .group_by(UNIT.c.code, UNIT.c.name)
    )
    over = broadcast.state in ENDED_STATES
    rows = sorted(session.connection().execute(query), key=lambda row: natural_sort_key(row.code))
    return [_make_village_result(row, over=over) for row in rows]


def _count_outcomes() -> tuple[ColumnElement[int], ...]:
    """Return the columns total, sent, unreachable, ended unsent and waiting, of recipients."""
    recipient, delivery = RECIPIENT.c, DELIVERY.c
    status = func.coalesce(delivery.status, literal(""))
    blocked = and_(status == "failed", func.coalesce(delivery.reason, "") == "blocked")
    unreachable = recipient.reach != ""
    ended = and_(~unreachable, status.in_(("failed", "cancelled")), ~blocked)
    return (
        func.count(recipient.id),
        _sum_where(and_(~unreachable, status == "sent")),
        _sum_where(unreachable | blocked),
        _sum_where(ended),
        _sum_where(and_(~unreachable, status.in_(WAITING_STATUSES))),
    )


@dataclass(frozen=True, slots=True)
class UnitReach:
    """Whom a broadcast was for in one unit (None: whose village is not known)."""

    unit_id: int | None
    total: int
    sent: int
    unreachable: int


def count_reach_by_unit(session: Session, broadcast: Broadcast) -> Sequence[UnitReach]:
    """Return the figures of each unit; they add up to those of the broadcast."""
    query = (
        select(RECIPIENT.c.unit_id, *_count_outcomes())
        .select_from(RECIPIENT)
        .join(DELIVERY, DELIVERY.c.key == _delivery_key(broadcast), isouter=True)
        .where(RECIPIENT.c.broadcast_id == broadcast.id)
        .group_by(RECIPIENT.c.unit_id)
    )
    rows = session.connection().execute(query)
    return [UnitReach(unit_id, total, sent, gone) for unit_id, total, sent, gone, *_ in rows]


def _sum_where(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


def _make_village_result(row: Row[Any], *, over: bool) -> VillageResult:
    code, name, total, sent, unreachable, failed, waiting = tuple(row)
    left = total - sent - unreachable - failed
    if over:  # who must write first still gets it; who was never staged does not
        failed, left = failed + left - waiting, waiting
    return VillageResult(code, name, total, sent, unreachable, failed, left)


def _delivery_key(broadcast: Broadcast) -> ColumnElement[str]:
    return literal(f"b{broadcast.batch_id}:") + cast(RECIPIENT.c.recipient, String)


class UnreachedReason(StrEnum):
    """Why somebody did not get a broadcast; the first two are stored with the recipient."""

    BLOCKED = "blocked"
    STOPPED = "stopped"
    SHUT = "shut"
    FAILED = "failed"
    LATE = "late"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Unreached:
    """Somebody the broadcast did not reach, for the village's team to visit."""

    unit: str
    name: str  # "" when they did not agree to be named, or are forgotten
    number: int  # what the team calls them by
    reason: UnreachedReason


def list_unreached(
    session: Session, broadcast: Broadcast, *, unit: Unit | None = None
) -> Sequence[Unreached]:
    """Return who did not get the broadcast and why, sorted by village.

    With `unit`, only people of its subtree.
    """
    recipient, delivery = RECIPIENT.c, DELIVERY.c
    reason = case(
        (recipient.reach != "", recipient.reach),
        (delivery.reason == REASON_BLOCKED, literal(UnreachedReason.BLOCKED, String)),
        (delivery.status == DeliveryStatus.PARKED, literal(UnreachedReason.SHUT, String)),
        (
            delivery.reason.in_((REASON_LATE, REASON_EXPIRED)),
            literal(UnreachedReason.LATE, String),
        ),
        (delivery.status == DeliveryStatus.FAILED, literal(UnreachedReason.FAILED, String)),
        else_=literal(UnreachedReason.CANCELLED, String),
    )
    agreed = case((CONTACT.c.consented_at.is_not(None), CONTACT.c.name), else_=literal("", String))
    open_states = ("queued", "held", "gathered", "sending", "sent")
    query = (
        select(UNIT.c.name, agreed, CONTACT.c.id, reason, UNIT.c.code)
        .select_from(RECIPIENT)
        .join(CONTACT, CONTACT.c.id == recipient.contact_id)
        .join(UNIT, UNIT.c.id == recipient.unit_id)
        .join(DELIVERY, delivery.key == _delivery_key(broadcast), isouter=True)
        .where(
            recipient.broadcast_id == broadcast.id,
            (recipient.reach != "")
            | delivery.status.not_in(open_states)
            | (delivery.id.is_(None) & literal(broadcast.state == BroadcastState.CANCELLED)),
        )
        .order_by(CONTACT.c.id)
    )
    if unit is not None:
        query = query.where(within(UNIT.c.path, unit.path))
    rows = sorted(session.connection().execute(query), key=lambda row: natural_sort_key(row.code))
    return [Unreached(*row[:3], UnreachedReason(row[3])) for row in rows]


def render_result(session: Session, broadcast: Broadcast) -> str:
    """Render the result: the totals, then each village that is not complete."""
    progress = compute_progress(session, broadcast)
    lines = [
        texts.BROADCAST_RESULT.format(
            number=broadcast.id,
            state=texts.BROADCAST_STATES[broadcast.state],
            sent=progress.sent,
            total=progress.total,
            unreachable=progress.unreachable,
            failed=progress.failed,
            pending=progress.pending,
        )
    ]
    lines += filter(None, [questions.render_counts(session, broadcast)])
    villages = list_village_results(session, broadcast)
    incomplete = [village for village in villages if village.sent < village.total]
    lines += [
        texts.BROADCAST_RESULT_VILLAGE.format(
            unit=village.name,
            sent=village.sent,
            total=village.total,
            left=village.total - village.sent,
        )
        for village in incomplete[:MAX_VILLAGES]
    ]
    if len(incomplete) > MAX_VILLAGES:
        lines.append(texts.BROADCAST_RESULT_MORE.format(count=len(incomplete) - MAX_VILLAGES))
    if villages and not incomplete:
        households = _count_households(session, broadcast)
        all_told = texts.BROADCAST_RESULT_HOUSES if households else texts.BROADCAST_RESULT_ALL
        lines.append(all_told.format(sent=progress.sent, total=progress.total, houses=households))
    return "\n".join(lines)


def _count_households(session: Session, broadcast: Broadcast) -> int:
    """Count the households of the recipients' villages; most of them have no chat with the bot."""
    household = TABLES["household"].c
    there = select(RECIPIENT.c.unit_id).where(RECIPIENT.c.broadcast_id == broadcast.id)
    query = select(func.count(household.id)).where(household.unit_id.in_(there))
    return session.connection().execute(query).scalar_one()


def get_last_ended(session: Session, unit: Unit) -> Broadcast:
    """Return the unit's last broadcast that ended. Raises NotFound if there was none."""
    above = units.list_ancestor_ids(unit)
    table = TABLES["broadcast"].c
    query = (
        select(table.id)
        .where(
            table.unit_id.in_(above),
            table.state.in_(ENDED_STATES),
        )
        .where(table.batch_id.is_not(None))
        .order_by(table.id.desc())
        .limit(1)
    )
    number = session.connection().execute(query).scalar()
    if number is None:
        raise NotFound(texts.BROADCAST_NONE_ENDED)
    return session.get_one(Broadcast, number)
