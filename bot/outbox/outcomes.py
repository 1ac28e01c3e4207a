"""Outcomes of one attempt to send: the outbox's rule for each kind of error. Pure."""

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
    """Return the part without its attachments, with a note that a file is missing.

    `already_explained` leaves the note out; the result is None if nothing is left to send then.
    """
    if told and not (part.text or part.choices):
        return None
    text = f"{part.text}\n\n{texts.FILE_NOT_SHOWN}" if part.text and not told else part.text
    return Reply(text or texts.FILE_NOT_SHOWN, part.choices)


def left_out(parts: Sequence[Reply]) -> str:
    """Return why an attachment was left out, if the channel replaced it by a text; "" otherwise."""
    return NOT_TAKEN if any(texts.FILE_ELSEWHERE in part.text for part in parts) else ""


def sent(one: Claimed, reply: Reply, platform_id: str, parts: int, refused: str = "") -> Outcome:
    """Return the outcome of a complete send; `refusal` is why a file in it was not accepted.

    Only notices return their buttons: a reply's buttons are stored when it is staged (inbox), and
    an edit does not change what a number means.
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
    """Return the outcome of a failed attempt: unreachable, given up, parked, or queued again."""
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
