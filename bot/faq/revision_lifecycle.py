"""Lifecycle of officers' revisions: draft, approve (four eyes), reject; notify who had asked."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Select
from sqlalchemy import select as sa_select
from sqlmodel import Session, col, func, select

from bot import texts
from bot.core.errors import NotFound, UserError
from bot.core.events import emit
from bot.core.policy import Policy
from bot.faq.checks import list_topic_faults
from bot.faq.events import AnswerLearnt, RevisionDrafted, RevisionPublished, RevisionRejected
from bot.faq.knowledge_files import Knowledge, Topic
from bot.faq.models import Question, Revision, RevisionState
from bot.faq.overlay import (
    PublishedRevision,
    fingerprint_topic,
    strip_unchanged_details,
    topic_from_content,
    topic_to_content,
)
from bot.messages.masking.mask import mask, mask_strings
from bot.people.actor import Actor
from bot.people.models import Contact

RevisionStamp = tuple[int, str]


def draft_revision(
    session: Session,
    shipped: Knowledge,
    topic_id: str,
    content: Mapping[str, Any] | None,
    *,
    author: str,
    actor: Actor,
    now: datetime,
    note: str = "",
    valid_between: tuple[date | None, date | None] = (None, None),
    question_ids: Sequence[int] = (),
    today: date | None = None,
) -> Revision:
    """Create a draft of a topic's new text; `content` None hides the topic.

    `today` is the officer's local date, by default that of `now`. Raises UserError listing all
    faults, NotFound for an unknown topic.
    """
    if content is not None:
        content = strip_unchanged_details(content, shipped)
        topic = topic_from_content(content, shipped.register)
        if wrong := list_topic_faults(topic, today or now.date(), horizon=timedelta(0)):
            faults = "; ".join(f"{fault.detail} {fault.message}".strip() for fault in wrong)
            raise UserError(texts.DRAFT_FAULTY.format(topic=topic_id, faults=faults))
    elif topic_id not in shipped.topics:
        raise NotFound(texts.TOPIC_UNKNOWN.format(topic=topic_id))
    revision = Revision(
        topic_id=topic_id,
        content=None if content is None else _mask_content(content),
        author=author,
        note=note,
        base=fingerprint_topic(shipped.topics.get(topic_id)),
        valid_from=valid_between[0],
        valid_to=valid_between[1],
        question_ids=list(question_ids),
        created_at=now,
    )
    session.add(revision)
    session.flush()
    emit(session, RevisionDrafted(revision.id, topic_id, actor, now))
    return revision


def _mask_content(content: Mapping[str, Any]) -> dict[str, Any]:
    plain: dict[str, Any] = mask_strings(content)
    return plain


def add_phrasings(topic: Topic, phrasings: Sequence[str]) -> dict[str, Any]:
    """Return the topic's content, all versions included, with additional phrasings."""
    fresh = [phrasing for phrasing in phrasings if phrasing not in topic.questions]
    return {**topic_to_content(topic), "questions": [*topic.questions, *fresh]}


def get_draft(session: Session, revision_id: int) -> Revision:
    """Return a draft awaiting approval. Raises NotFound."""
    revision = session.get(Revision, revision_id)
    if revision is None or revision.state != RevisionState.DRAFT:
        raise NotFound(texts.DRAFT_UNKNOWN.format(number=revision_id))
    return revision


def check_reviewer(revision: Revision, reviewer: str) -> None:
    """Raise UserError when the reviewer is the author: four eyes on every change."""
    if reviewer.strip().casefold() == revision.author.strip().casefold():
        raise UserError(texts.DRAFT_OWN)


def approve_revision(
    session: Session,
    revision_id: int,
    *,
    reviewer: str,
    actor: Actor,
    expected_stamp: RevisionStamp,
    now: datetime,
    policy: Policy,
) -> int:
    """Publish a draft and return how many askers will be notified.

    `expected_stamp` is the stamp of the revisions the draft was tested against. Raises UserError
    when others were published since: the test has to be repeated.
    """
    _lock_decisions(session)
    revision = get_draft(session, revision_id)
    check_reviewer(revision, reviewer)
    if get_revision_stamp(session) != expected_stamp:
        raise UserError(texts.DRAFT_OVERTAKEN)
    for earlier in session.exec(
        select(Revision).where(
            Revision.topic_id == revision.topic_id, Revision.state == RevisionState.PUBLISHED
        )
    ):
        earlier.state = RevisionState.SUPERSEDED
    revision.state = RevisionState.PUBLISHED
    revision.reviewer = reviewer
    revision.decided_at = now
    emit(session, RevisionPublished(revision.id, revision.topic_id, actor, now))
    first = revision.valid_from
    begins = datetime.combine(first, time.min, policy.zone).astimezone(UTC) if first else now
    due_at = policy.quiet.defer(max(begins, now), policy.zone)
    question_ids = _list_askers(session, revision)
    if question_ids:
        day = due_at.astimezone(policy.zone).date()
        emit(session, AnswerLearnt(revision.id, question_ids, day, due_at, at=now))
    return len(question_ids)


def _lock_decisions(session: Session) -> None:
    """Serialise decisions by locking the first revision's row, so each sees the ones before it."""
    session.exec(select(Revision.id).order_by(col(Revision.id)).limit(1).with_for_update()).first()


def reject_revision(
    session: Session,
    revision_id: int,
    *,
    reviewer: str,
    actor: Actor,
    reason: str,
    now: datetime,
) -> None:
    """Reject a draft and store the reason for its author. Raises NotFound."""
    revision = get_draft(session, revision_id)
    revision.state = RevisionState.REJECTED
    revision.reviewer = reviewer
    revision.note = mask(reason).text
    revision.decided_at = now
    emit(
        session,
        RevisionRejected(revision.id, revision.topic_id, actor, now, reason=revision.note),
    )


def list_revisions(session: Session, topic_id: str | None = None) -> Sequence[Revision]:
    """List all revisions, newest first, optionally of one topic."""
    query = select(Revision).order_by(col(Revision.id).desc())
    return session.exec(query.where(Revision.topic_id == topic_id) if topic_id else query).all()


def list_drafts(session: Session) -> Sequence[Revision]:
    """List drafts awaiting approval, oldest first."""
    return session.exec(
        select(Revision).where(Revision.state == RevisionState.DRAFT).order_by(col(Revision.id))
    ).all()


def select_draft_count() -> Select[Any]:
    """Return the query of how many drafts await approval."""
    is_draft = col(Revision.state) == RevisionState.DRAFT
    return sa_select(func.count(col(Revision.id))).where(is_draft)


def list_published_revisions(session: Session) -> list[PublishedRevision]:
    """List published revisions, whatever their dates of validity."""
    rows = session.exec(select(Revision).where(Revision.state == RevisionState.PUBLISHED))
    return [to_published_revision(row) for row in rows]


def to_published_revision(row: Revision) -> PublishedRevision:
    """Convert a row to the value that the overlay uses."""
    return PublishedRevision(
        row.id, row.topic_id, row.content, row.base, row.valid_from, row.valid_to
    )


def get_revision_stamp(session: Session) -> RevisionStamp:
    """Return a value that changes whenever a revision is decided; processes poll it to reload."""
    count, last = session.exec(
        select(func.count(col(Revision.id)), func.max(Revision.decided_at)).where(
            col(Revision.decided_at).is_not(None)
        )
    ).one()
    return count, str(last or "")


def _list_askers(session: Session, revision: Revision) -> tuple[int, ...]:
    """Return the first question of each reachable contact who asked what is answered now.

    All their questions are marked as answered by the revision.
    """
    if revision.content is None or not revision.question_ids:
        return ()
    first_questions: dict[int, int] = {}
    for question, contact in session.exec(
        select(Question, Contact)
        .join(Contact, col(Contact.id) == Question.contact_id)
        .where(col(Question.id).in_(revision.question_ids))
        .order_by(col(Question.id))
    ).all():
        question.revision_id = revision.id
        if contact.stopped_at is None and contact.unreachable_since is None:
            first_questions.setdefault(contact.id, question.id)
    return tuple(first_questions.values())
