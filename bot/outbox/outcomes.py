"""What comes of one attempt to send: the outbox's rule for each kind of error. Pure."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot import texts
from bot.core.errors import DeliveryError, TryLater, Unreachable, WindowShut
from bot.messages.content import Reply
from bot.outbox.batch_stats import REASON_BLOCKED
from bot.outbox.buttons import pressable
from bot.outbox.claims import Claimed
from bot.outbox.models import Priority, Status
from bot.outbox.recalls import REMOVED, SAID_INSTEAD
from bot.outbox.retry import wait_after
from bot.outbox.service import Outcome
from bot.outbox.speech import ERASED

NOT_TAKEN = "the platform takes no such file"  # in any form: trying it as a file is in vain
WITHOUT_FILE = "without its file: "  # begins the reason of what was sent so


def without_file(part: Reply, *, told: bool = False) -> Reply | None:
    """The words and buttons of what a platform does not show, and that something is missing; `told`
    when that was said already, and then there may be nothing left to say."""
    if told and not (part.text or part.choices):
        return None
    text = f"{part.text}\n\n{texts.FILE_NOT_SHOWN}" if part.text and not told else part.text
    return Reply(text or texts.FILE_NOT_SHOWN, part.choices)


def left_out(parts: Sequence[Reply]) -> str:
    """Why something stayed behind, of a channel that says so in words of its own."""
    return NOT_TAKEN if any(texts.FILE_ELSEWHERE in part.text for part in parts) else ""


def sent(one: Claimed, reply: Reply, platform_id: str, parts: int, refused: str = "") -> Outcome:
    """All of it was taken; `refused` is why a file of it was not.

    The answer to who is speaking offers its buttons when it is promised (inbox); what is put in the
    place of older words is not what a number means now.
    """
    notice = one.priority > Priority.REPLY and not one.replaces
    return Outcome(
        one.id,
        one.contact_id,
        Status.SENT,
        platform_id=platform_id,
        reason=_reason(one, platform_id, refused),
        parts_sent=parts,
        batch_id=one.batch_id,
        carries=one.priority == Priority.DIGEST,
        offered=tuple(pressable(reply)) if notice else (),
    )


def _reason(one: Claimed, platform_id: str, refused: str) -> str:
    if one.takes_back:
        return REMOVED if platform_id == ERASED else SAID_INSTEAD
    return f"{WITHOUT_FILE}{refused}" if refused else ""


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
