"""Entries of the support log with their kinds, as members and officers look at them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, select
from sqlmodel import Session, col

from bot import texts
from bot.core.errors import NotFound
from bot.people.actor import Actor
from bot.people.models import Person
from bot.people.units import Unit, within_or_unknown
from bot.tickets.models import HelpCount, SupportLog


@dataclass(frozen=True, slots=True)
class HelpEntry:
    """One entry: what was counted, where, by whom."""

    log: SupportLog
    unit_name: str
    member_name: str
    counts: Sequence[HelpCount]


def list_own_entries(
    session: Session, *, since: datetime, actor: Actor, limit: int = 10
) -> list[HelpEntry]:
    """Return the actor's own entries that count kinds of help, newest first."""
    query = (
        _entries()
        .where(col(SupportLog.person_id) == actor.person_id, col(SupportLog.at) >= since)
        .limit(limit)
    )
    return _load(session, query)


def list_entries(
    session: Session,
    *,
    since: datetime,
    until: datetime,
    actor: Actor,
    kind: str = "",
    scope: str = "",
    before_id: int | None = None,
    limit: int = 50,
) -> list[HelpEntry]:
    """Return the entries of a period in the actor's units, newest first, taken back ones too.

    `scope` narrows to a subtree within the actor's; `before_id` pages through them.
    """
    query = (
        _entries()
        .where(
            within_or_unknown(SupportLog.unit_id, Unit.path, actor.scope),
            within_or_unknown(SupportLog.unit_id, Unit.path, scope),
            col(SupportLog.at) >= since,
            col(SupportLog.at) < until,
        )
        .limit(limit)
    )
    if kind:
        query = query.where(_has_kind(kind))
    if before_id is not None:
        query = query.where(col(SupportLog.id) < before_id)
    return _load(session, query)


def get_entry(session: Session, log_id: int, *, actor: Actor) -> HelpEntry:
    """Return an entry of the actor's units. Raises NotFound."""
    query = _entries().where(
        col(SupportLog.id) == log_id,
        within_or_unknown(SupportLog.unit_id, Unit.path, actor.scope),
    )
    entries = _load(session, query)
    if not entries:
        raise NotFound(texts.HELP_NO_ENTRY)
    return entries[0]


def _entries() -> Select[Any, Any, Any]:
    return (
        select(SupportLog, col(Unit.name), col(Person.name))
        .outerjoin(Unit, col(Unit.id) == SupportLog.unit_id)
        .outerjoin(Person, col(Person.id) == SupportLog.person_id)
        .where(_has_kind())
        .order_by(col(SupportLog.id).desc())
    )


def _has_kind(kind: str = "") -> ColumnElement[bool]:
    counts = exists().where(col(HelpCount.log_id) == SupportLog.id, col(HelpCount.people) > 0)
    return counts.where(col(HelpCount.kind) == kind) if kind else counts


def _load(session: Session, query: Select[Any, Any, Any]) -> list[HelpEntry]:
    rows = session.execute(query).all()
    counts: dict[int, list[HelpCount]] = defaultdict(list)
    ids = [log.id for log, _, _ in rows]
    of = select(HelpCount).where(col(HelpCount.log_id).in_(ids), col(HelpCount.people) > 0)
    for count in session.execute(of.order_by(col(HelpCount.id))).scalars():
        counts[count.log_id].append(count)
    return [HelpEntry(log, unit or "", name or "", counts[log.id]) for log, unit, name in rows]
