"""Lifecycle of officers' revisions: draft, approve (four eyes), reject; notify who had asked."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, func, select

from bot import texts
from bot.core.clock import QuietHours
from bot.core.errors import NotFound, UserError
from bot.faq.answers import compose, fill, state_basis, state_detail
from bot.faq.check import list_faults
from bot.faq.models import Question, Revision, RevisionState
from bot.faq.overlay import Edit, as_content, fingerprint, keep_as_edit, read_content
from bot.faq.service import facts_for
from bot.faq.store import Knowledge, Topic
from bot.faq.validity import topic_on
from bot.messages.content import Reply
from bot.messages.history import Message
from bot.messages.masking.mask import mask, mask_all
from bot.outbox import service as outbox
from bot.outbox.models import Priority
from bot.people.models import Contact

Stamp = tuple[int, str]


def draft(
    session: Session,
    shipped: Knowledge,
    topic_id: str,
    content: Mapping[str, Any] | None,
    *,
    author: str,
    now: datetime,
    note: str = "",
    valid: tuple[date | None, date | None] = (None, None),
    question_ids: Sequence[int] = (),
    today: date | None = None,
) -> Revision:
    """Create a draft of a topic's new text; `content` None hides the topic.

    `today` is the officer's local date, by default that of `now`. Raises UserError listing all
    faults, NotFound for an unknown topic.
    """
    if content is not None:
        content = keep_as_edit(content, shipped)
        topic = read_content(content, shipped.register)
        if wrong := list_faults(topic, today or now.date(), soon=timedelta(0)):
            faults = "; ".join(f"{fault.detail} {fault.words}".strip() for fault in wrong)
            raise UserError(texts.DRAFT_FAULTY.format(topic=topic_id, faults=faults))
    elif topic_id not in shipped.topics:
        raise NotFound(texts.TOPIC_UNKNOWN.format(topic=topic_id))
    revision = Revision(
        topic_id=topic_id,
        content=None if content is None else _plain(content),
        author=author,
        note=note,
        base=fingerprint(shipped.topics.get(topic_id)),
        valid_from=valid[0],
        valid_to=valid[1],
        question_ids=list(question_ids),
        created_at=now,
    )
    session.add(revision)
    session.flush()
    return revision


def _plain(content: Mapping[str, Any]) -> dict[str, Any]:
    plain: dict[str, Any] = mask_all(content)
    return plain


def with_phrasings(topic: Topic, phrasings: Sequence[str]) -> dict[str, Any]:
    """Return the topic's content, all versions included, with additional phrasings."""
    fresh = [one for one in phrasings if one not in topic.questions]
    return {**as_content(topic), "questions": [*topic.questions, *fresh]}


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


def approve(
    session: Session,
    revision_id: int,
    *,
    reviewer: str,
    seen: Stamp,
    now: datetime,
    quiet: QuietHours,
    zone: ZoneInfo,
) -> int:
    """Publish a draft and return how many askers will be notified.

    `expected_stamp` is the stamp of the revisions the draft was tested against. Raises UserError
    when others were published since: the test has to be repeated.
    """
    _one_at_a_time(session)
    revision = get_draft(session, revision_id)
    check_reviewer(revision, reviewer)
    if stamp(session) != seen:
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
    first = revision.valid_from
    begins = datetime.combine(first, time.min, zone).astimezone(UTC) if first else now
    due_at = quiet.defer(max(begins, now), zone)
    return _tell_askers(session, revision, due_at=due_at, now=now, zone=zone)


def _one_at_a_time(session: Session) -> None:
    """Serialise decisions by locking the first revision's row, so each sees the ones before it."""
    session.exec(select(Revision.id).order_by(col(Revision.id)).limit(1).with_for_update()).first()


def reject(session: Session, revision_id: int, *, reviewer: str, why: str, now: datetime) -> None:
    """Reject a draft and store the reason for its author. Raises NotFound."""
    revision = get_draft(session, revision_id)
    revision.state = RevisionState.REJECTED
    revision.reviewer = reviewer
    revision.note = mask(why).text
    revision.decided_at = now


def list_versions(session: Session, topic_id: str | None = None) -> Sequence[Revision]:
    """List all revisions, newest first, optionally of one topic."""
    query = select(Revision).order_by(col(Revision.id).desc())
    return session.exec(query.where(Revision.topic_id == topic_id) if topic_id else query).all()


def list_drafts(session: Session) -> Sequence[Revision]:
    """List drafts awaiting approval, oldest first."""
    return session.exec(
        select(Revision).where(Revision.state == RevisionState.DRAFT).order_by(col(Revision.id))
    ).all()


def published(session: Session) -> list[Edit]:
    """List published revisions, whatever their dates of validity."""
    rows = session.exec(select(Revision).where(Revision.state == RevisionState.PUBLISHED))
    return [edit_of(row) for row in rows]


def edit_of(row: Revision) -> Edit:
    """Convert a row to the value that the overlay uses."""
    return Edit(row.id, row.topic_id, row.content, row.base, row.valid_from, row.valid_to)


def stamp(session: Session) -> Stamp:
    """Return a value that changes whenever a revision is decided; processes poll it to reload."""
    count, last = session.exec(
        select(func.count(col(Revision.id)), func.max(Revision.decided_at)).where(
            col(Revision.decided_at).is_not(None)
        )
    ).one()
    return count, str(last or "")


def _answer_to(question: Question, topic: Topic, facts: Mapping[str, str], day: date) -> str:
    """Render the details of the kind that was missing, else the whole topic."""
    points = [detail for detail in topic.details if detail.kind == question.missing]
    if not points:
        return compose(topic, facts, day)
    stated = [state_detail(detail, day) for detail in points]
    return fill("\n\n".join(filter(None, (*stated, state_basis(points)))), facts)


def _tell_askers(
    session: Session, revision: Revision, *, due_at: datetime, now: datetime, zone: ZoneInfo
) -> int:
    """Enqueue the answer once for each contact who had asked. Returns the number of contacts."""
    if revision.content is None or not revision.question_ids:
        return 0
    day = due_at.astimezone(zone).date()
    topic = topic_on(read_content(revision.content), day)
    told: set[int] = set()
    for question, message, contact in session.exec(
        select(Question, Message, Contact)
        .join(Message, col(Message.id) == Question.message_id)
        .join(Contact, col(Contact.id) == Question.contact_id)
        .where(col(Question.id).in_(revision.question_ids))
        .order_by(col(Question.id))
    ).all():
        question.revision_id = revision.id
        if contact.id in told or contact.stopped_at is not None:
            continue
        answer = _answer_to(question, topic, facts_for(session, contact.unit_id), day)
        words = texts.ANSWER_NOW_KNOWN.format(question=message.whole[:200], answer=answer)
        staged = outbox.stage(
            session,
            contact,
            Reply(words),
            now=now,
            due_at=due_at,
            priority=Priority.NOTICE,
            key=f"answer-known:{revision.id}:{contact.id}",
        )
        told |= {contact.id} if staged else set()
    return len(told)
