"""What wants a hand this morning: all counts in one query."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select
from sqlalchemy import select as sa_select
from sqlmodel import Session

from bot.broadcasts import running
from bot.commitments import overview as commitments
from bot.core.policy import Policy
from bot.core.tokens import select_broken_count
from bot.faq.misses import select_miss_count
from bot.faq.revision_lifecycle import select_draft_count
from bot.outbox.backlog import select_stuck_count
from bot.people.actor import Actor
from bot.polls import approval
from bot.privacy import data_request_list
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
    requests: int  # about personal data, that are open
    late_requests: int
    commitments: int  # await approval
    late_commitments: int

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
    since = now - timedelta(MISS_DAYS)
    needs = _select_needs(actor, accounts, now=now, since=since, policy=policy)
    query = sa_select(*(need.scalar_subquery() for need in needs))
    row = session.execute(query).one()
    misses, broadcasts, polls, answers, overdue, stuck, broken, *rest = row
    return Morning(misses, broadcasts, polls, answers, overdue, stuck + broken, *rest)


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
        data_request_list.select_open_count(actor),
        data_request_list.select_late_count(actor, now=now),
        commitments.select_waiting_count(actor),
        commitments.select_late_count(actor, today=policy.today(now)),
    )
