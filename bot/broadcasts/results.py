"""Results of a broadcast: totals, figures by village, and the list of people not reached."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, String, and_, case, cast, func, literal, select
from sqlmodel import Session, SQLModel

from bot import texts
from bot.broadcasts import questions
from bot.broadcasts.models import Broadcast, State
from bot.core.errors import NotFound
from bot.messages.content import Choice, Reply
from bot.outbox import bulk
from bot.outbox.buttons import numbered
from bot.outbox.models import Priority
from bot.outbox.service import stage
from bot.people import units
from bot.people.linking import contacts_of
from bot.people.units import Unit
from bot.vietnamese.letters import natural_key

TABLES = SQLModel.metadata.tables
RECIPIENT, DELIVERY, UNIT, CONTACT = (
    TABLES[name] for name in ("broadcast_recipient", "delivery", "unit", "contact")
)
SHOWN = 20  # villages in one chat message


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

    def as_json(self) -> dict[str, int | str]:
        """Return the figures by name."""
        return asdict(self)


def progress(session: Session, one: Broadcast) -> Progress:
    """Compute the figures of a broadcast from the statistics of its batch."""
    unreachable = one.total - one.reachable
    if one.batch_id is None:
        return Progress(one.id, one.state, one.total, 0, 0, unreachable, one.reachable, 0)
    batch = bulk.progress(session, one.batch_id)
    failed = batch.failed + batch.expired + batch.cancelled
    unreachable += batch.unreachable
    pending = one.total - batch.sent - failed - unreachable
    if one.state in (State.CANCELLED, State.DONE):
        failed, pending = failed + pending - batch.pending, batch.pending
    return Progress(
        one.id, one.state, one.total, batch.sent, failed, unreachable, pending, batch.uncertain
    )


@dataclass(frozen=True, slots=True)
class Village:
    """The figures of one village. Its field names are the keys of the command line's JSON."""

    code: str
    name: str
    total: int
    sent: int
    unreachable: int
    failed: int
    pending: int


def by_village(session: Session, one: Broadcast) -> Sequence[Village]:
    """Return the figures of each village, sorted by code."""
    own, sent = RECIPIENT.c, DELIVERY.c
    status = func.coalesce(sent.status, literal(""))
    blocked = and_(status == "failed", func.coalesce(sent.reason, "") == "blocked")

    gone = own.reach != ""
    ended = and_(~gone, status.in_(("failed", "cancelled")), ~blocked)
    query = (
        select(
            UNIT.c.code,
            UNIT.c.name,
            func.count(own.id),
            *(_count(which) for which in (and_(~gone, status == "sent"), gone | blocked, ended)),
        )
        .select_from(RECIPIENT)
        .join(UNIT, UNIT.c.id == own.unit_id)
        .join(DELIVERY, sent.key == _key(one), isouter=True)
        .where(own.broadcast_id == one.id)
        .group_by(UNIT.c.code, UNIT.c.name)
    )
    over = one.state in (State.DONE, State.CANCELLED)
    rows = sorted(session.connection().execute(query), key=lambda row: natural_key(row.code))
    return [_village(row, over=over) for row in rows]


def _count(which: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((which, 1), else_=0))


def _village(row: Row[Any], *, over: bool) -> Village:
    code, name, total, sent, unreachable, failed = tuple(row)
    left = total - sent - unreachable - failed
    if over:
        failed, left = failed + left, 0
    return Village(code, name, total, sent, unreachable, failed, left)


def _key(one: Broadcast) -> ColumnElement[str]:
    return literal(f"b{one.batch_id}:") + cast(RECIPIENT.c.recipient, String)


@dataclass(frozen=True, slots=True)
class Left:
    """Somebody the broadcast did not reach, for the village's team to visit."""

    unit: str
    name: str  # "" when they did not agree to be named, or are forgotten
    number: int  # what the team calls them by
    why: str  # blocked, stopped, shut, failed, late, cancelled


def nobody_left(session: Session, one: Broadcast, *, unit: Unit | None = None) -> Sequence[Left]:
    """Return who did not get the broadcast and why, sorted by village.

    With `unit`, only people of its subtree.
    """
    own, sent = RECIPIENT.c, DELIVERY.c
    why = case(
        (own.reach != "", own.reach),
        (sent.reason == "blocked", literal("blocked", String)),
        (sent.status == "parked", literal("shut", String)),
        (sent.reason.in_(("late", "expired")), literal("late", String)),
        (sent.status == "failed", literal("failed", String)),
        else_=literal("cancelled", String),
    )
    agreed = case((CONTACT.c.consented_at.is_not(None), CONTACT.c.name), else_=literal("", String))
    open_states = ("queued", "held", "gathered", "sending", "sent")
    query = (
        select(UNIT.c.name, agreed, CONTACT.c.id, why, UNIT.c.code)
        .select_from(RECIPIENT)
        .join(CONTACT, CONTACT.c.id == own.contact_id)
        .join(UNIT, UNIT.c.id == own.unit_id)
        .join(DELIVERY, sent.key == _key(one), isouter=True)
        .where(
            own.broadcast_id == one.id,
            (own.reach != "")
            | sent.status.not_in(open_states)
            | (sent.id.is_(None) & literal(one.state == State.CANCELLED)),
        )
        .order_by(CONTACT.c.id)
    )
    if unit is not None:
        query = query.where(UNIT.c.path.startswith(unit.path))
    rows = sorted(session.connection().execute(query), key=lambda row: natural_key(row.code))
    return [Left(*row[:4]) for row in rows]


def words(session: Session, one: Broadcast) -> str:
    """Render the result: the totals, then each village that is not complete."""
    found = progress(session, one)
    lines = [
        texts.BROADCAST_RESULT.format(
            number=one.id,
            state=texts.BROADCAST_STATES[one.state],
            sent=found.sent,
            total=found.total,
            unreachable=found.unreachable,
            failed=found.failed,
            pending=found.pending,
        )
    ]
    lines += filter(None, [questions.count_words(session, one)])
    villages = by_village(session, one)
    short = [each for each in villages if each.sent < each.total]
    lines += [
        texts.BROADCAST_RESULT_VILLAGE.format(
            unit=each.name,
            sent=each.sent,
            total=each.total,
            left=each.total - each.sent,
        )
        for each in short[:SHOWN]
    ]
    if len(short) > SHOWN:
        lines.append(texts.BROADCAST_RESULT_MORE.format(count=len(short) - SHOWN))
    if villages and not short:
        houses = _count_houses(session, one)
        all_told = texts.BROADCAST_RESULT_HOUSES if houses else texts.BROADCAST_RESULT_ALL
        lines.append(all_told.format(sent=found.sent, total=found.total, houses=houses))
    return "\n".join(lines)


def _count_houses(session: Session, one: Broadcast) -> int:
    """Count the households of the recipients' villages; most of them have no chat with the bot."""
    houses = TABLES["household"].c
    there = select(RECIPIENT.c.unit_id).where(RECIPIENT.c.broadcast_id == one.id)
    query = select(func.count(houses.id)).where(houses.unit_id.in_(there))
    return session.connection().execute(query).scalar_one()


def tell(session: Session, one: Broadcast, *, now: datetime, due_at: datetime) -> None:
    """Enqueue the result to the drafter, once."""
    contact = contacts_of(session, [one.drafted_by or 0]).get(one.drafted_by or 0)
    if contact is None:
        return
    buttons = (
        Choice(texts.BUTTON_BROADCAST_LEFT, f"tb:left:{one.id}"),
        Choice(texts.BUTTON_BROADCAST_RESEND, f"tb:resend:{one.id}"),
    )
    found = progress(session, one)
    reply = numbered(Reply(words(session, one), buttons if found.sent < found.total else ()))
    key = f"broadcast:{one.id}:told"
    stage(session, contact, reply, now=now, due_at=due_at, priority=Priority.NOTICE, key=key)


def last_ended(session: Session, unit: Unit) -> Broadcast:
    """Return the unit's last broadcast that ended. Raises NotFound if there was none."""
    above = units.line_of(unit)
    table = TABLES["broadcast"].c
    query = (
        select(table.id)
        .where(table.unit_id.in_(above), table.state.in_((State.DONE, State.CANCELLED)))
        .where(table.batch_id.is_not(None))
        .order_by(table.id.desc())
        .limit(1)
    )
    number = session.connection().execute(query).scalar()
    if number is None:
        raise NotFound(texts.BROADCAST_NONE_ENDED)
    return session.get_one(Broadcast, number)
