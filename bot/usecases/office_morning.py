"""What wants a hand this morning, and this week beside the last: all counts in one query."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, true
from sqlalchemy import select as sa_select
from sqlmodel import Session

from bot.broadcasts import running
from bot.commitments import overview as commitments
from bot.core.policy import Policy
from bot.core.tokens import select_broken_count
from bot.faq.misses import select_miss_count, select_outcome_counts
from bot.faq.revision_lifecycle import select_draft_count
from bot.outbox.backlog import select_stuck_count
from bot.people.actor import Actor
from bot.polls import approval
from bot.reminders.overdue import select_overdue_count
from bot.tickets.desk_counts import select_flow_counts

MISS_DAYS = 7  # older ones stand on the page of answers
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class WeekFigures:
    """What happened in one week: questions in one's own words, and tickets."""

    asked: int
    answered: int
    opened: int
    solved: int

    @property
    def missed(self) -> int:
        """Questions that had no sure answer at once."""
        return self.asked - self.answered


@dataclass(frozen=True, slots=True)
class Morning:
    """The counts of the first page."""

    misses: int
    broadcasts: int  # await approval
    polls: int
    answers: int
    overdue: int  # reminders
    channels: int  # that do not send, or need consent
    commitments: int  # await approval
    late_commitments: int
    this_week: WeekFigures  # from Monday until now
    last_week: WeekFigures  # until the same hour

    @property
    def approvals(self) -> int:
        """All that awaits a second person."""
        return self.broadcasts + self.polls + self.answers + self.commitments


def count_morning(
    session: Session,
    *,
    actor: Actor,
    accounts: Collection[str],
    policy: Policy,
    now: datetime,
) -> Morning:
    """Count what the actor's units need; one query, each part bounded by an index.

    `accounts` are the channels of this installation.
    """
    monday = start_of_week(now, policy)
    periods = ((monday, now), (monday - WEEK, now - WEEK))
    questions = select_outcome_counts(actor, periods).subquery()
    tickets = select_flow_counts(actor, periods).subquery()
    query = sa_select(
        *(
            query.scalar_subquery()
            for query in _select_needs(
                actor, accounts, now=now, since=now - timedelta(MISS_DAYS), policy=policy
            )
        ),
        *questions.c,
        *tickets.c,
    ).select_from(questions.join(tickets, true()))
    row = session.execute(query).one()
    counts = row._mapping
    weeks = [
        WeekFigures(*(int(counts[f"{name}{number}"]) for name in WeekFigures.__slots__))
        for number in range(len(periods))
    ]
    misses, broadcasts, polls, answers, overdue, stuck, broken = row[:7]
    promises, late = row[7:9]
    return Morning(
        misses, broadcasts, polls, answers, overdue, stuck + broken, promises, late, *weeks
    )


def _select_needs(
    actor: Actor,
    accounts: Collection[str],
    *,
    now: datetime,
    since: datetime,
    policy: Policy,
) -> tuple[Select[tuple[int]], ...]:
    return (
        select_miss_count(actor, since=since),
        running.select_waiting_count(actor),
        approval.select_waiting_count(actor),
        select_draft_count(actor),
        select_overdue_count(actor, now=now),
        select_stuck_count(accounts, now=now),
        select_broken_count(),
        commitments.select_waiting_count(actor),
        commitments.select_late_count(actor, today=policy.today(now)),
    )


def start_of_week(now: datetime, policy: Policy) -> datetime:
    """Return the instant at which the local week began, on Monday at midnight."""
    local = now.astimezone(policy.zone)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    return (midnight - timedelta(days=local.weekday())).astimezone(now.tzinfo)
