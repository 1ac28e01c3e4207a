"""Lanes: which process speaks for a channel account, so that its pace holds over processes.

The right ends by itself when its holder dies; a platform's "wait" is kept with it.
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
    """A name for this process, which no other has."""
    return f"{socket.gethostname()[:20]}:{os.getpid()}:{secrets.token_hex(3)}"


def hold_lane(session: Session, account: str, holder: str, *, now: datetime) -> Lane | None:
    """Take or keep the right to speak for an account; None while another process has it."""
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
    """Let another process speak at once instead of after the lease."""
    lane = session.get(Lane, account, with_for_update=True)
    if lane and lane.holder == holder:
        lane.holder = ""


def pause_lane(session: Session, account: str, until: datetime) -> None:
    """The platform asked this account to wait: nothing is claimed for it before `until`."""
    lane = session.get(Lane, account, with_for_update=True)
    if lane and (lane.paused_until is None or lane.paused_until < until):
        lane.paused_until = until


def free_all(session: Session, accounts: Collection[str]) -> None:
    """At the start of the only process that speaks for these accounts (SQLite): what a dead one
    held is free at once."""
    session.execute(
        update(Delivery)
        .where(col(Delivery.status) == Status.SENDING, col(Delivery.account).in_(accounts))
        .values(status=Status.QUEUED, claimed_until=None, uncertain=True)
    )
    session.execute(update(Lane).where(col(Lane.account).in_(accounts)).values(holder=""))
