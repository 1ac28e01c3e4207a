"""How each channel account is doing: who sends for it, what waits, what came and went last."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from bot.messages.history import Direction, Message
from bot.outbox.messaging_windows import Window, window_case
from bot.outbox.models import Delivery, DeliveryStatus, Lane
from bot.people.models import Contact

# Messages looked through, newest first, for the last of an account: a quiet account's last one may
# be older than all of them, and a scan of the whole table must not be the price of saying so.
SEARCHED_MESSAGES = 20_000


@dataclass(frozen=True, slots=True)
class AccountStatus:
    """One account as of now. Instants are None where nothing recent is known."""

    account: str
    is_alive: bool  # a process sends for it
    paused_until: datetime | None  # the platform said wait
    waiting: int  # deliveries that are due
    oldest_due_at: datetime | None
    received_at: datetime | None
    sent_at: datetime | None


def list_account_status(
    session: Session, accounts: Sequence[str], *, now: datetime
) -> list[AccountStatus]:
    """Return the status of each account, in this order."""
    leases = {
        lease.account: lease
        for lease in session.exec(select(Lane).where(col(Lane.account).in_(accounts)))
    }
    waiting = _count_waiting(session, accounts, now)
    last = _find_last(session, accounts)
    return [
        AccountStatus(
            account,
            (lease := leases.get(account)) is not None
            and bool(lease.holder)
            and lease.held_until > now,
            lease.paused_until
            if lease and lease.paused_until and lease.paused_until > now
            else None,
            *waiting.get(account, (0, None)),
            last.get((account, Direction.IN)),
            last.get((account, Direction.OUT)),
        )
        for account in accounts
    ]


def _count_waiting(
    session: Session, accounts: Sequence[str], now: datetime
) -> dict[str, tuple[int, datetime | None]]:
    """Return by account how many deliveries are due, and since when the oldest is."""
    query = (
        select(Delivery.account, func.count(), func.min(Delivery.due_at))
        .where(
            col(Delivery.account).in_(accounts),
            Delivery.status == DeliveryStatus.QUEUED,
            col(Delivery.due_at) <= now,
        )
        .group_by(Delivery.account)
    )
    return {account: (count, oldest) for account, count, oldest in session.exec(query)}


def _find_last(session: Session, accounts: Sequence[str]) -> dict[tuple[str, str], datetime]:
    """Return when the last message of each account and direction was said."""
    newest = session.exec(select(func.max(Message.id))).one() or 0
    ids = (
        select(func.max(Message.id))
        .where(col(Message.id) > newest - SEARCHED_MESSAGES, col(Message.account).in_(accounts))
        .group_by(Message.account, Message.direction)
    )
    rows = session.exec(
        select(Message.account, Message.direction, Message.said_at).where(col(Message.id).in_(ids))
    )
    return {(account, direction): said_at for account, direction, said_at in rows}


def count_windows(session: Session, account: str, *, now: datetime) -> dict[Window, int]:
    """Return how many reachable contacts of an account are in each messaging window."""
    window = window_case(now)
    query = (
        select(window, func.count())
        .select_from(Contact)
        .where(Contact.account == account, col(Contact.unreachable_since).is_(None))
        .group_by(window)
    )
    counts = {Window(name): count for name, count in session.exec(query)}
    return {name: counts.get(name, 0) for name in Window}
