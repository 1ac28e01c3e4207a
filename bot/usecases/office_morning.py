"""What wants a hand this morning: all counts in one query."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select
from sqlalchemy import select as sa_select
from sqlmodel import Session

from bot.broadcasts import running
from bot.core.tokens import select_broken_count
from bot.faq.misses import select_miss_count
from bot.faq.revision_lifecycle import select_draft_count
from bot.outbox.backlog import select_stuck_count
from bot.people.actor import Actor
from bot.polls import approval
from bot.reminders.overdue import select_overdue_count

MISS_DAYS = 7  # older ones stand on the page of answers


@dataclass(frozen=True, slots=True)
class Morning:
    """The counts of the first page."""

    misses: int
    broadcasts: int  # await approval
    polls: int
    answers: int
    overdue: int  # reminders
    channels: int  # that do not send, or need consent

    @property
    def approvals(self) -> int:
        """All that awaits a second person."""
        return self.broadcasts + self.polls + self.answers


def count_morning(
    session: Session,
    *,
    actor: Actor,
    accounts: Collection[str],
    now: datetime,
) -> Morning:
    """Count what the actor's units need; one query, each part bounded by an index.

    `accounts` are the channels of this installation.
    """
    since = now - timedelta(MISS_DAYS)
    needs = _select_needs(actor, accounts, now=now, since=since)
    query = sa_select(*(need.scalar_subquery() for need in needs))
    misses, broadcasts, polls, answers, overdue, stuck, broken = session.execute(query).one()
    return Morning(misses, broadcasts, polls, answers, overdue, stuck + broken)


def _select_needs(
    actor: Actor,
    accounts: Collection[str],
    *,
    now: datetime,
    since: datetime,
) -> tuple[Select[tuple[int]], ...]:
    return (
        select_miss_count(actor, since=since),
        running.select_waiting_count(actor),
        approval.select_waiting_count(actor),
        select_draft_count(actor),
        select_overdue_count(actor, now=now),
        select_stuck_count(accounts, now=now),
        select_broken_count(),
    )
