"""Outcomes of one attempt to send: the outbox's rule for each kind of error. Pure."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot import texts
from bot.core.errors import DeliveryError, TryLater, Unreachable, WindowClosed
from bot.messages.content import Reply
from bot.outbox.buttons import list_pressable
from bot.outbox.claims import ClaimedDelivery
from bot.outbox.models import DeliveryStatus, Priority
from bot.outbox.reasons import REASON_BLOCKED, RECALL_ANNOUNCED, RECALL_REMOVED, SENT_WITHOUT_FILE
from bot.outbox.retry import compute_backoff
from bot.outbox.senders import ERASED
from bot.outbox.service import Outcome

FILE_REFUSED = "the platform takes no such file"  # in any form: trying it as a file is in vain


def drop_attachments(part: Reply, *, already_explained: bool = False) -> Reply | None:
    """Return the part without its attachments, with a note that a file is missing.

    `already_explained` leaves the note out; the result is None if nothing is left to send then.
    """
    if already_explained and not (part.text or part.choices):
        return None
    text = (
        f"{part.text}\n\n{texts.FILE_NOT_SHOWN}"
        if part.text and not already_explained
        else part.text
    )
    return Reply(text or texts.FILE_NOT_SHOWN, part.choices)


def find_left_out_reason(parts: Sequence[Reply]) -> str:
    """Return why an attachment was left out, if the channel replaced it by a text; "" otherwise."""
    return FILE_REFUSED if any(texts.FILE_ELSEWHERE in part.text for part in parts) else ""


def build_sent_outcome(
    delivery: ClaimedDelivery, reply: Reply, platform_id: str, parts_sent: int, refusal: str = ""
) -> Outcome:
    """Return the outcome of a complete send; `refusal` is why a file in it was not accepted.

    Only notices return their buttons: a reply's buttons are stored when it is staged (inbox), and
    an edit does not change what a number means.
    """
    is_notice = delivery.priority > Priority.REPLY and not delivery.replaces
    return Outcome(
        delivery.id,
        delivery.contact_id,
        DeliveryStatus.SENT,
        platform_id=platform_id,
        reason=_sent_reason(delivery, platform_id, refusal),
        parts_sent=parts_sent,
        batch_id=delivery.batch_id,
        is_digest=delivery.priority == Priority.DIGEST,
        offered=tuple(list_pressable(reply)) if is_notice else (),
    )


def _sent_reason(delivery: ClaimedDelivery, platform_id: str, refusal: str) -> str:
    if delivery.recalled_delivery_id:
        return RECALL_REMOVED if platform_id == ERASED else RECALL_ANNOUNCED
    return f"{SENT_WITHOUT_FILE}{refusal}" if refusal else ""


def build_failed_outcome(
    delivery: ClaimedDelivery,
    error: DeliveryError,
    parts_sent: int,
    *,
    now: datetime,
    random_source: random.Random,
) -> Outcome:
    """Return the outcome of a failed attempt: unreachable, given up, parked, or queued again."""
    failed = Outcome(
        delivery.id,
        delivery.contact_id,
        DeliveryStatus.FAILED,
        reason=str(error),
        parts_sent=parts_sent,
        batch_id=delivery.batch_id,
        is_digest=delivery.priority == Priority.DIGEST,
    )
    match error:
        case WindowClosed():
            return replace(failed, status=DeliveryStatus.PARKED)
        case Unreachable():
            return replace(failed, reason=REASON_BLOCKED, unreachable=True)
        case TryLater(retry_after=retry_after, uncertain=uncertain):
            retryable = replace(failed, uncertain=uncertain)
            wait = compute_backoff(delivery.attempts, retry_after, random_source=random_source)
            if wait is None:
                return retryable
            refund = retry_after is not None
            return replace(
                retryable, status=DeliveryStatus.QUEUED, due_at=now + wait, refunds_attempt=refund
            )
    return failed
