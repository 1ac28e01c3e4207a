"""Stages what is told about commitments, village by village, a window of each in the outbox."""

from datetime import datetime

from sqlmodel import Session

from bot import texts
from bot.commitments import telling
from bot.commitments.models import Commitment, CommitmentRound, CommitmentShare, RoundKind
from bot.core.policy import Policy
from bot.messages.content import Attachment, Choice, Reply
from bot.notices.commitments import fill_about
from bot.outbox import batches

MAX_VILLAGES = 50  # a tick looks at no more, however few took part in them


def stage_due(session: Session, *, window: int, policy: Policy, now: datetime) -> int:
    """Top up the outbox window of every round; return how many deliveries were staged.

    Outside the quiet hours; a village that was staged in a transaction that was lost is staged
    again, and a chat gets one delivery of a batch.
    """
    due_at, most = policy.quiet.defer(now, policy.zone), max(window, batches.MIN_IN_OUTBOX)
    return sum(
        _fill_window(session, running, most, due_at=due_at, now=now)
        for running in telling.lock_running_rounds(session)
    )


def _fill_window(
    session: Session, running: CommitmentRound, window: int, *, due_at: datetime, now: datetime
) -> int:
    commitment = session.get_one(Commitment, running.commitment_id)
    running.batch_id = running.batch_id or batches.open_batch(session, now=now).id
    staged = 0
    for _ in range(MAX_VILLAGES):
        if batches.count_queued(session, running.batch_id, limit=window) >= window:
            break
        unit_id = telling.find_next_unit_id(session, running)
        if unit_id is None:
            running.ended_at = now
            break
        told = _stage_village(session, running, commitment, unit_id, due_at=due_at, now=now)
        session.add(CommitmentShare(round_id=running.id, unit_id=unit_id, told=told))
        running.after_unit_id = unit_id
        session.flush()
        staged += told
    return staged


def _stage_village(
    session: Session,
    running: CommitmentRound,
    commitment: Commitment,
    unit_id: int,
    *,
    due_at: datetime,
    now: datetime,
) -> int:
    return sum(
        batches.stage_deliveries(
            session,
            running.batch_id or 0,
            telling.select_told(commitment.id, unit_id, codes),
            render_message(running.kind, running.text, commitment, codes),
            now=now,
            due_at=due_at,
            allow_digest=True,
            separate_message=True,
        )
        for codes in telling.list_codes(session, commitment.id, unit_id)
    )


def render_message(kind: str, text: str, commitment: Commitment, codes: str) -> Reply:
    """Build the message of those who took part in one way; what was done comes with its picture."""
    photo = commitment.photo if kind == RoundKind.KEPT else []
    return Reply(
        fill_about(text, commitment, codes),
        (Choice(texts.BUTTON_PERSON, "person"),),
        tuple(Attachment.from_json(item) for item in photo),
    )
