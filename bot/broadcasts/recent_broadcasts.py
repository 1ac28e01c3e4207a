"""Broadcasts a resident received lately, to answer "mấy giờ họp" after the announcement."""

import itertools
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import exists
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from bot.broadcasts.models import SENT_STATES, Broadcast, BroadcastRecipient, NoticeAnswer
from bot.outbox.models import Delivery
from bot.outbox.platform_ids import find_sent_message
from bot.vietnamese.letters import normalize_for_match

RECENT = timedelta(days=7)
FRESH = timedelta(days=1)  # in which any question may be about it
MAX_RECEIVED = 5
# Words of a question that say nothing of its subject, folded.
_STOP_WORD_LIST = (
    "may gio ngay hom nao o dau bao the gi nhi a co phai khong di ai xa thon vua moi nhat tin thong"
    " nhan hoi luc dung cua gui that thiet gia chau con em u voi he rua hong"
    " xem lai noi cho toi bac cai luc khi den hay vay ay va la duoc nay"
)
_STOP_WORDS = frozenset(_STOP_WORD_LIST.split())


def list_received(session: Session, contact_id: int, *, now: datetime) -> Sequence[Broadcast]:
    """Return the broadcasts sent to a contact within a week, newest first.

    Without those whose correction went out: a question is answered from the right words.
    """
    correction = aliased(Broadcast)
    is_corrected = exists().where(
        col(correction.corrects_id) == Broadcast.id, col(correction.state).in_(SENT_STATES)
    )
    query = (
        select(Broadcast)
        .join(BroadcastRecipient, col(BroadcastRecipient.broadcast_id) == Broadcast.id)
        .where(
            BroadcastRecipient.contact_id == contact_id,
            col(Broadcast.state).in_(SENT_STATES),
            col(Broadcast.decided_at) > now - RECENT,
            ~is_corrected,
        )
        .order_by(col(Broadcast.id).desc())
        .limit(MAX_RECEIVED)
    )
    return session.exec(query).all()


def find_best_match(received: Sequence[Broadcast], question: str) -> Broadcast | None:
    """Return the broadcast that shares most keywords with the question, or None.

    A question without keywords ("thông báo nói gì") is about the newest one.
    """
    keywords = set(normalize_for_match(question).split()) - _STOP_WORDS
    if not keywords:
        return next(iter(received), None)
    shared = [
        (len(keywords & set(normalize_for_match(item.text).split())), item) for item in received
    ]
    best = max(shared, key=lambda pair: pair[0], default=(0, None))
    return best[1] if best[0] else None


def shares_word_pair(notice: Broadcast, question: str) -> bool:
    """Return whether two adjacent keywords of the question are adjacent in the announcement too."""
    question_words, notice_text = (
        normalize_for_match(question).split(),
        f" {normalize_for_match(notice.text)} ",
    )
    pairs = itertools.pairwise(question_words)
    return any(
        not ({first, second} & _STOP_WORDS) and f" {first} {second} " in notice_text
        for first, second in pairs
    )


def find_quoted(
    session: Session, contact_id: int, platform_id: str, question: str
) -> Broadcast | None:
    """Return the broadcast contained in the message that is being replied to, of any age, or None.

    The message may be the broadcast itself, a digest that contains it, or an answer to a question
    about it.
    """
    quoted = find_sent_message(session, contact_id, platform_id)
    if quoted is None:
        return None
    delivery = quoted[0]
    if (named := _find_answered_broadcast(session, delivery.key or "")) is not None:
        return named
    batches = {delivery.batch_id}
    if delivery.batch_id is None:
        carried = select(Delivery.batch_id).where(
            col(Delivery.carrier_id) == delivery.id, col(Delivery.carrier_id).is_not(None)
        )
        batches = set(session.exec(carried))
    query = select(Broadcast).where(col(Broadcast.batch_id).in_(batches - {None}))
    notices = session.exec(query.order_by(col(Broadcast.id).desc())).all()
    return find_best_match(notices, question) or next(iter(notices), None)


def _find_answered_broadcast(session: Session, key: str) -> Broadcast | None:
    kind, _, number = key.partition(":")
    if kind != "notice-answer":
        return None
    answer = session.get(NoticeAnswer, int(number.partition(":")[0]))
    return session.get(Broadcast, answer.broadcast_id) if answer is not None else None
