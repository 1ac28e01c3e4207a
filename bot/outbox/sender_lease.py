"""Sender leases: one process sends for each channel account, so that its rate limit holds.

A lease expires by itself when its holder dies. The platform's "retry after" is stored with it.
"""

import os
import secrets
import socket
from collections.abc import Collection
from datetime import datetime, timedelta

from sqlmodel import Session, col, update

from bot.core.dialects import dialect_of, insert_unless_there
from bot.outbox.models import Delivery, Lane, Status

LANE_LEASE = timedelta(seconds=15)


def holder_name() -> str:
    """Return a unique name for this process."""
    return f"{socket.gethostname()[:20]}:{os.getpid()}:{secrets.token_hex(3)}"


def hold_lane(session: Session, account: str, holder: str, *, now: datetime) -> Lane | None:
    """Acquire or renew the sender lease of an account; None while another process holds it."""
    lane = session.get(Lane, account, with_for_update=True)
    if lane is None:
        values = {"account": account, "holder": "", "held_until": now}
        session.connection().execute(insert_unless_there(dialect_of(session), Lane), values)
        lane = session.get_one(Lane, account, with_for_update=True)
    if lane.holder not in ("", holder) and lane.held_until > now:
        return None
    lane.holder = holder
    lane.held_until = now + LANE_LEASE
    return lane


def release_lane(session: Session, account: str, holder: str) -> None:
    """Release the lease, so that another process can send at once."""
    lane = session.get(Lane, account, with_for_update=True)
    if lane and lane.holder == holder:
        lane.holder = ""


def pause_lane(session: Session, account: str, until: datetime) -> None:
    """Pause the account: the platform asked to wait, and nothing is claimed before `until`."""
    lane = session.get(Lane, account, with_for_update=True)
    if lane and (lane.paused_until is None or lane.paused_until < until):
        lane.paused_until = until


def free_all(session: Session, accounts: Collection[str]) -> None:
    """Release all leases and claims of these accounts, left by a process that died.

    For the start of the only process that sends for them (SQLite).
    """
    session.execute(
        update(Delivery)
        .where(col(Delivery.status) == Status.SENDING, col(Delivery.account).in_(accounts))
        .values(status=Status.QUEUED, claimed_until=None, uncertain=True)
    )
    session.execute(update(Lane).where(col(Lane.account).in_(accounts)).values(holder=""))
