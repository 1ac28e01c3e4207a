"""How many tickets came and were solved, for the first page of the console."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, or_
from sqlalchemy import select as sa_select
from sqlmodel import col

from bot.people.actor import Actor
from bot.people.units import Unit, within_or_unknown
from bot.tickets.models import Ticket, TicketOutcome

SOLVED_OUTCOMES = (TicketOutcome.DONE, TicketOutcome.ANSWERED, TicketOutcome.HELPED)
"""The outcomes after which somebody was helped by a person."""


def select_flow_counts(actor: Actor, periods: Sequence[tuple[datetime, datetime]]) -> Select[Any]:
    """Return the query of one row: of each period the tickets opened, and those solved.

    Columns "opened0", "solved0", "opened1", …
    """

    def count(condition: ColumnElement[bool], name: str) -> ColumnElement[int]:
        return func.coalesce(func.sum(case((condition, 1), else_=0)), 0).label(name)

    columns: list[ColumnElement[Any]] = []
    for number, (first, end) in enumerate(periods):
        opened = (col(Ticket.opened_at) >= first) & (col(Ticket.opened_at) <= end)
        closed = (col(Ticket.closed_at) >= first) & (col(Ticket.closed_at) <= end)
        solved = closed & col(Ticket.outcome).in_(SOLVED_OUTCOMES)
        columns += [count(opened, f"opened{number}"), count(solved, f"solved{number}")]
    since = min(first for first, _ in periods)
    counts: Select[Any] = sa_select(*columns)
    return (
        counts.select_from(Ticket)
        .join(Unit, col(Unit.id) == Ticket.unit_id, isouter=True)
        .where(
            or_(col(Ticket.opened_at) >= since, col(Ticket.closed_at) >= since),
            within_or_unknown(Ticket.unit_id, Unit.path, actor.scope),
        )
    )
