"""Preview of a broadcast: recipients, unreachable people, time, duration, samples and advice."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Subquery, case, func, select
from sqlmodel import Session, SQLModel

from bot import texts
from bot.broadcasts import audience, lint
from bot.broadcasts.content import decode_buttons, decode_files, render_text
from bot.broadcasts.lint import Advice, Style
from bot.broadcasts.models import APPROVED_STATES, Broadcast, Urgency
from bot.broadcasts.sandbox import is_trial
from bot.core.errors import UserError
from bot.core.policy import POLICY, Policy
from bot.messages.content import Attachment, Choice
from bot.outbox.messaging_windows import Window, window_case
from bot.people.units import Unit
from bot.vietnamese.letters import natural_sort_key

TABLES = SQLModel.metadata.tables
DUPLICATE_WITHIN = timedelta(hours=12)
Splitter = Callable[[str, tuple[Choice, ...], tuple[Attachment, ...]], Sequence[str]]
"""Cuts a text with buttons and files into the texts that an account sends."""


@dataclass(frozen=True, slots=True)
class SendingPolicy:
    """How announcements are sent: the policy, and what only the channels and data files know.

    `rates` are messages a second and `splitters` cut a message into the texts that are sent, both
    by channel account.
    """

    policy: Policy = POLICY
    rates: Mapping[str, float] = field(default_factory=dict)
    splitters: Mapping[str, Splitter] = field(default_factory=dict)
    style: Style = field(default_factory=Style)

    def estimate_seconds(self, counts: Mapping[str, int]) -> float:
        """Estimate how long so many messages take; the accounts send in parallel."""
        return max(
            (count / self.rates.get(account, 25.0) for account, count in counts.items()), default=0
        )


DEFAULT_SENDING_POLICY = SendingPolicy()


@dataclass(frozen=True, slots=True)
class Preview:
    """What sending a broadcast would do now."""

    villages: Sequence[tuple[str, int, int]]  # name, recipients, of them reachable
    accounts: Mapping[str, int]  # who would be told, by channel account
    unreachable: Mapping[str, int]  # by reason: blocked, stopped
    in_digest: int  # of those told, who hear it in their digest
    paid: int  # of those told, where the platform charges for it now
    outside_window: int  # of those told, who hear it once they write
    begins_at: datetime
    deferred: bool  # because people sleep
    duration: timedelta
    samples: Mapping[str, Sequence[str]]  # what is sent on each account, part by part
    advice: Sequence[Advice]
    duplicate_of: int | None  # an announcement with the same words to some of the same people
    trial: bool  # residents do not hear it yet

    @property
    def total(self) -> int:
        """All recipients."""
        return sum(count for _, count, _ in self.villages)

    @property
    def reachable(self) -> int:
        """The recipients who can be reached."""
        return sum(self.accounts.values())


def make_preview(
    session: Session,
    broadcast: Broadcast,
    *,
    policy: SendingPolicy,
    now: datetime,
) -> Preview:
    """Compute the preview of a draft. Raises UserError if its audience is invalid."""
    unit = session.get_one(Unit, broadcast.unit_id)
    recipients = audience.select_recipients(session, broadcast.audience, unit, trial=True).subquery(
        "them"
    )
    counts = _count_recipients(session, recipients, now)
    wanted = max(broadcast.send_at or now, now)
    urgent = broadcast.urgency == Urgency.URGENT
    own = policy.policy.for_unit(broadcast.unit_id)
    begins_at = wanted if urgent else own.quiet.defer(wanted, own.zone)
    message = render_text(broadcast), decode_buttons(broadcast), decode_files(broadcast)
    return Preview(
        villages=counts.list_villages(),
        accounts=counts.accounts,
        unreachable=counts.unreachable,
        paid=counts.windows[Window.PAID],
        outside_window=counts.windows[Window.SHUT],
        in_digest=counts.in_digest if broadcast.urgency == Urgency.NORMAL else 0,
        begins_at=begins_at,
        deferred=begins_at != wanted,
        duration=timedelta(seconds=policy.estimate_seconds(counts.accounts)),
        samples={
            name: policy.splitters[name](*message)
            for name in sorted(counts.accounts)
            if name in policy.splitters
        },
        advice=lint.list_advice(broadcast.text, policy.style, policy.policy.today(now), message[1]),
        duplicate_of=find_duplicate(session, broadcast, now=now),
        trial=is_trial(session, unit),
    )


def check_preview(preview: Preview) -> None:
    """Raise UserError for advice that must be followed, or when nobody would be reached."""
    if fault := next((advice for advice in preview.advice if advice.is_blocking), None):
        raise UserError(fault.text)
    if not preview.reachable:
        raise UserError(texts.BROADCAST_NOBODY_YET if preview.trial else texts.BROADCAST_NOBODY)


@dataclass(slots=True)
class _Counts:
    """The recipients, counted in one pass: by account, reason, window and village."""

    accounts: Counter[str] = field(default_factory=Counter)
    unreachable: Counter[str] = field(default_factory=Counter)
    windows: Counter[str] = field(default_factory=Counter)
    villages: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict)
    in_digest: int = 0

    def add(self, unit: tuple[str, str], reachable: int, total: int) -> None:
        """Add people of a village."""
        before = self.villages.get(unit, (0, 0))
        self.villages[unit] = before[0] + total, before[1] + reachable

    def list_villages(self) -> list[tuple[str, int, int]]:
        """Return name, recipients and reachable ones of each village, sorted by code."""
        rows = sorted(self.villages.items(), key=lambda row: natural_sort_key(row[0][0]))
        return [(name, *counts) for (_, name), counts in rows]


def _count_recipients(session: Session, recipients: Subquery, now: datetime) -> _Counts:
    """Count the recipients: one query over them, whatever is asked of it."""
    columns, unit, contact = recipients.c, TABLES["unit"].c, TABLES["contact"].c
    window_name = window_case(now).label("window_name")
    groups = (unit.code, unit.name, columns.reach, columns.account, window_name)
    query = (
        select(*groups, func.count(), func.sum(case((contact.digest, 1), else_=0)))
        .select_from(recipients)
        .join(TABLES["unit"], unit.id == columns.unit_id)
        .join(TABLES["contact"], contact.id == columns.contact_id)
        .group_by(unit.code, unit.name, columns.reach, columns.account, window_name)
    )
    counts = _Counts()
    for code, name, reach, account, window, count, digested in session.connection().execute(query):
        counts.add((code, name), 0 if reach else count, count)
        if reach:
            counts.unreachable[reach] += count
            continue
        counts.accounts[account] += count
        counts.windows[window] += count
        counts.in_digest += digested
    return counts


def find_duplicate(session: Session, broadcast: Broadcast, *, now: datetime) -> int | None:
    """Return the id of a recent duplicate, or None.

    A duplicate was approved within the last hours and has the same text and a common recipient.
    """
    table, other_recipients = TABLES["broadcast"].c, TABLES["broadcast_recipient"].c
    unit = session.get_one(Unit, broadcast.unit_id)
    same = (
        select(table.id)
        .where(
            table.content_hash == broadcast.content_hash,
            table.id != broadcast.id,
            table.state.in_(APPROVED_STATES),
            table.decided_at > now - DUPLICATE_WITHIN,
        )
        .order_by(table.id.desc())
    )
    for number in session.connection().execute(same).scalars().all():
        recipients = audience.select_recipients(
            session, broadcast.audience, unit, trial=True
        ).subquery("them")
        both = (
            select(other_recipients.id)
            .where(
                other_recipients.broadcast_id == number,
                other_recipients.recipient.in_(select(recipients.c.recipient)),
            )
            .limit(1)
        )
        if session.connection().execute(both).first() is not None:
            return int(number)
    return None
