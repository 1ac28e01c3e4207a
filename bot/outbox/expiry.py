"""What the clock gives up: words that come too late, and those nobody came back for."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import and_, bindparam, func, select
from sqlmodel import Session, SQLModel

from bot.outbox.batch_stats import REASON_EXPIRED, REASON_LATE
from bot.outbox.models import Priority
from bot.outbox.service import give_up

KEEP_QUEUED = timedelta(days=30)  # a web visitor who never came back
DELIVERY = SQLModel.metadata.tables["delivery"]


def expire_late(session: Session, *, now: datetime) -> int:
    """End what had to be sent before an instant that has passed; how many.

    By the index of the few that have such an instant: asked every ten seconds in SQLite's only
    writer, where a look through 300,000 deliveries took 50 to 63 ms.
    """
    return give_up(session, DELIVERY.c.send_before <= now, REASON_LATE, now)


def expire_due(session: Session, *, now: datetime) -> int:
    """End what has waited so long that it is worth nothing; how many.

    Account by account and priority by priority: so the index that claiming needs anyway finds it,
    and no delivery costs an index more.
    """
    own = DELIVERY.c
    old = and_(own.priority.in_(list(Priority)), own.due_at < now - KEEP_QUEUED)
    return sum(
        give_up(session, and_(own.account == account, old), REASON_EXPIRED, now)
        for account in _accounts(session)
    )


def _accounts(session: Session) -> Iterator[str]:
    """Every account something was ever promised on: one look into the index for each."""
    own = DELIVERY.c.account
    following = select(func.min(own)).where(own > bindparam("before"))
    account = session.execute(following, {"before": ""}).scalar_one()
    while account is not None:
        yield account
        account = session.execute(following, {"before": account}).scalar_one()
