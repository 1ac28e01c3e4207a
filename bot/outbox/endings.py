"""What comes of one attempt to send: the outbox's rule for each kind of error. Pure."""

import random
from dataclasses import replace
from datetime import datetime

from bot.errors import DeliveryError, TryLater, Unreachable, WindowShut
from bot.messages import Reply
from bot.outbox.buttons import pressable
from bot.outbox.claims import Claimed
from bot.outbox.counters import REASON_BLOCKED
from bot.outbox.models import Priority, Status
from bot.outbox.retry import wait_after
from bot.outbox.service import Outcome


def sent(one: Claimed, reply: Reply, platform_id: str, parts: int) -> Outcome:
    """All of it was taken.

    The answer to who is speaking offers its buttons when it is promised (inbox); what is put in the
    place of older words is not what a number means now.
    """
    notice = one.priority > Priority.REPLY and not one.replaces
    return Outcome(
        one.id,
        one.contact_id,
        Status.SENT,
        platform_id=platform_id,
        parts_sent=parts,
        batch_id=one.batch_id,
        carries=one.priority == Priority.DIGEST,
        offered=tuple(pressable(reply)) if notice else (),
    )


def after(
    one: Claimed, error: DeliveryError, parts_sent: int, *, now: datetime, chance: random.Random
) -> Outcome:
    """The outcome of a failed attempt: blocked us, given up, parked, or tried again later."""
    failed = Outcome(
        one.id,
        one.contact_id,
        Status.FAILED,
        reason=str(error),
        parts_sent=parts_sent,
        batch_id=one.batch_id,
        carries=one.priority == Priority.DIGEST,
    )
    match error:
        case WindowShut():
            return replace(failed, status=Status.PARKED)
        case Unreachable():
            return replace(failed, reason=REASON_BLOCKED, unreachable=True)
        case TryLater(retry_after=retry_after, uncertain=uncertain):
            doubtful = replace(failed, uncertain=uncertain)
            wait = wait_after(one.attempts, retry_after, chance=chance)
            if wait is None:
                return doubtful
            refund = retry_after is not None
            return replace(doubtful, status=Status.QUEUED, due_at=now + wait, refund=refund)
    return failed
