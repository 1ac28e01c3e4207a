"""Sender leases: one process sends for each channel account, so that its rate limit holds.

A lease expires by itself when its holder dies. The platform's "retry after" is stored with it.
"""

import os
import secrets
import socket
from collections.abc import Collection
from datetime import datetime, timedelta

from sqlmodel import Session, col, update

from bot.core.dialects import dialect_name, insert_or_ignore
from bot.outbox.models import Delivery, DeliveryStatus, Lane

LEASE_DURATION = timedelta(seconds=15)


def make_holder_name() -> str:
    """Return a unique name for this process."""
    return f"{socket.gethostname()[:20]}:{os.getpid()}:{secrets.token_hex(3)}"


def acquire_lease(session: Session, account: str, holder: str, *, now: datetime) -> Lane | None:
    """Acquire or renew the sender lease of an account; None while another process holds it."""
    lease = session.get(Lane, account, with_for_update=True)
    if lease is None:
        values = {"account": account, "holder": "", "held_until": now}
        session.connection().execute(insert_or_ignore(dialect_name(session), Lane), values)
        lease = session.get_one(Lane, account, with_for_update=True)
    if lease.holder not in ("", holder) and lease.held_until > now:
        return None
    lease.holder = holder
    lease.held_until = now + LEASE_DURATION
    return lease


def release_lease(session: Session, account: str, holder: str) -> None:
    """Release the lease, so that another process can send at once."""
    lease = session.get(Lane, account, with_for_update=True)
    if lease and lease.holder == holder:
        lease.holder = ""


def pause_account(session: Session, account: str, until: datetime) -> None:
    """Pause the account: the platform asked to wait, and nothing is claimed before `until`."""
    lease = session.get(Lane, account, with_for_update=True)
    if lease and (lease.paused_until is None or lease.paused_until < until):
        lease.paused_until = until


def release_all(session: Session, accounts: Collection[str]) -> None:
    """Release all leases and claims of these accounts, left by a process that died.

    For the start of the only process that sends for them (SQLite).
    """
    session.execute(
        update(Delivery)
        .where(col(Delivery.status) == DeliveryStatus.SENDING, col(Delivery.account).in_(accounts))
        .values(status=DeliveryStatus.QUEUED, claimed_until=None, uncertain=True)
    )
    session.execute(update(Lane).where(col(Lane.account).in_(accounts)).values(holder=""))
