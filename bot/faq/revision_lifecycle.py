"""Lifecycle of officers' revisions: draft, approve (four eyes), reject; notify who had asked.

A revision belongs to a unit and is read by the residents of its subtree; without a unit it holds
everywhere. Officers draft and decide within their scope. What is above them they read, once it is
published, and cannot change.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select
from sqlalchemy import select as sa_select
from sqlmodel import Session, and_, col, func, not_, or_, select

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
    list_revisions_for,
    strip_unchanged_details,
    topic_from_content,
    topic_to_content,
)
from bot.faq.service import find_facts_unit
from bot.messages.masking.mask import mask, mask_strings
from bot.people import units
from bot.people.actor import Actor
from bot.people.approvals import check_second_person, get_scope_unit
from bot.people.models import Contact, Person
from bot.people.units import Unit, is_within, within

RevisionStamp = tuple[int, str]


def draft_revision(
    session: Session,
    shipped: Knowledge,
    topic_id: str,
    content: Mapping[str, Any] | None,
    *,
    actor: Actor,
    now: datetime,
    unit: Unit | None = None,
    author: str = "",
    note: str = "",
    valid_between: tuple[date | None, date | None] = (None, None),
    question_ids: Sequence[int] = (),
    today: date | None = None,
) -> Revision:
    """Create a draft of a topic's new text; `content` None hides the topic.

    It is for the residents of `unit`, by default the actor's; of the operator without a unit, for
    everybody. `author` is the name that reviewers read, by default the actor's. `today` is the
    officer's local date, by default that of `now`. Raises UserError listing all faults, NotFound
    for an unknown topic or a unit outside the actor's scope.
    """
    unit = _get_revision_unit(session, unit, actor)
    if content is not None:
        content = _check_content(content, shipped, topic_id, today or now.date())
    elif topic_id not in shipped.topics and not _is_published_for(session, topic_id, unit):
        raise NotFound(texts.TOPIC_UNKNOWN.format(topic=topic_id))
    revision = Revision(
        unit_id=unit.id if unit else None,
        topic_id=topic_id,
        content=content,
        author=author or name_actor(session, actor),
        drafted_by=actor.person_id,
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


def _get_revision_unit(session: Session, unit: Unit | None, actor: Actor) -> Unit | None:
    """Return the unit that a draft of the actor belongs to. Raises NotFound."""
    if unit is None:
        return get_scope_unit(session, actor) if actor.scope else None
    if not is_within(unit.path, actor.scope):
        raise NotFound(texts.IMPORT_NO_UNIT.format(code=unit.code))
    return unit


def _is_published_for(session: Session, topic_id: str, unit: Unit | None) -> bool:
    """Return whether a revision that the unit's residents read has made this topic."""
    heard = list_revisions_for(list_published_revisions(session), unit.path if unit else "")
    return any(revision.topic_id == topic_id for revision in heard)


def name_actor(session: Session, actor: Actor) -> str:
    """Return how a revision names who drafted or decided it: name and phone, or the operator."""
    person = session.get_one(Person, actor.person_id) if actor.person_id is not None else None
    return f"{person.name} ({person.phone or person.id})" if person else texts.AUDIT_OPERATOR


def _check_content(
    content: Mapping[str, Any], shipped: Knowledge, topic_id: str, today: date
) -> dict[str, Any]:
    """Return the content as it is stored. Raises UserError listing all faults."""
    content = strip_unchanged_details(content, shipped)
    topic = topic_from_content(content, shipped.register)
    if wrong := list_topic_faults(topic, today, horizon=timedelta(0)):
        faults = "; ".join(f"{fault.detail} {fault.message}".strip() for fault in wrong)
        raise UserError(texts.DRAFT_FAULTY.format(topic=topic_id, faults=faults))
    masked: dict[str, Any] = mask_strings(content)
    return masked


def add_phrasings(topic: Topic, phrasings: Sequence[str]) -> dict[str, Any]:
    """Return the topic's content, all versions included, with additional phrasings."""
    fresh = [phrasing for phrasing in phrasings if phrasing not in topic.questions]
    return {**topic_to_content(topic), "questions": [*topic.questions, *fresh]}


def get_draft(session: Session, revision_id: int, *, actor: Actor) -> Revision:
    """Return a draft awaiting approval, within the actor's scope. Raises NotFound."""
    query = (
        select(Revision)
        .join(Unit, col(Unit.id) == Revision.unit_id, isouter=True)
        .where(
            Revision.id == revision_id,
            Revision.state == RevisionState.DRAFT,
            is_changeable(actor),
        )
    )
    revision = session.exec(query).first()
    if revision is None:
        raise NotFound(texts.DRAFT_UNKNOWN.format(number=revision_id))
    return revision


def is_changeable(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that a revision is of the actor's units.

    What holds everywhere is changed by those whose units are every commune there is.
    """
    everywhere = col(Revision.unit_id).is_(None)
    return or_(within(Unit.path, actor.scope), and_(everywhere, units.covers_all(actor.scope)))


def is_readable(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that a revision is of the actor's units or published above them."""
    above = or_(
        col(Revision.unit_id).is_(None),
        col(Revision.unit_id).in_(units.list_path_ids(actor.scope)),
    )
    published = col(Revision.state) == RevisionState.PUBLISHED
    return or_(is_changeable(actor), and_(above, published))


def check_reviewer(session: Session, revision: Revision, *, actor: Actor, reviewer: str) -> None:
    """Raise UserError unless the reviewer is a second person who may decide for the unit.

    Names are compared too: of older drafts nothing else tells who wrote them.
    """
    if reviewer.strip().casefold() == revision.author.strip().casefold():
        raise UserError(texts.DRAFT_OWN)
    check_second_person(
        session, unit_id=revision.unit_id, drafted_by=revision.drafted_by, actor=actor
    )


@dataclass(frozen=True, slots=True)
class DraftTrial:
    """A draft, and the published revisions with which the golden questions are asked."""

    revision: PublishedRevision
    published: Sequence[PublishedRevision]
    stamp: RevisionStamp


def read_trial(
    session: Session, revision_id: int, *, actor: Actor, reviewer: str = ""
) -> DraftTrial:
    """Return what a draft is tested with before it is approved; raises what approving it would."""
    revision = get_draft(session, revision_id, actor=actor)
    check_reviewer(session, revision, actor=actor, reviewer=reviewer or name_actor(session, actor))
    unit = session.get_one(Unit, revision.unit_id) if revision.unit_id is not None else None
    return DraftTrial(
        to_published_revision(revision, unit.path if unit else ""),
        list_published_revisions(session),
        get_revision_stamp(session),
    )


def approve_revision(
    session: Session,
    revision_id: int,
    *,
    actor: Actor,
    expected_stamp: RevisionStamp,
    now: datetime,
    policy: Policy,
    reviewer: str = "",
) -> int:
    """Publish a draft and return how many askers will be notified.

    `expected_stamp` is the stamp of the revisions the draft was tested against, `reviewer` the name
    that is kept, by default the actor's. Raises NotFound outside the actor's scope, UserError when
    the actor may not decide, or when others were published since: the test has to be repeated.
    """
    _lock_decisions(session)
    reviewer = reviewer or name_actor(session, actor)
    revision = get_draft(session, revision_id, actor=actor)
    check_reviewer(session, revision, actor=actor, reviewer=reviewer)
    if get_revision_stamp(session) != expected_stamp:
        raise UserError(texts.DRAFT_OVERTAKEN)
    for earlier in session.exec(
        select(Revision).where(
            Revision.topic_id == revision.topic_id,
            Revision.unit_id == revision.unit_id,
            Revision.state == RevisionState.PUBLISHED,
        )
    ):
        earlier.state = RevisionState.SUPERSEDED
    revision.state = RevisionState.PUBLISHED
    revision.reviewer, revision.decided_by = reviewer, actor.person_id
    revision.decided_at = now
    emit(session, RevisionPublished(revision.id, revision.topic_id, actor, now))
    first = revision.valid_from
    begins = datetime.combine(first, time.min, policy.zone).astimezone(UTC) if first else now
    own = policy.for_unit(revision.unit_id) if revision.unit_id is not None else policy
    due_at = own.quiet.defer(max(begins, now), own.zone)
    day = due_at.astimezone(policy.zone).date()
    if question_ids := _list_askers(session, revision, day):
        emit(session, AnswerLearnt(revision.id, question_ids, day, due_at, at=now))
    return len(question_ids)


def _lock_decisions(session: Session) -> None:
    """Serialise decisions by locking the first revision's row, so each sees the ones before it."""
    session.exec(select(Revision.id).order_by(col(Revision.id)).limit(1).with_for_update()).first()


def reject_revision(
    session: Session,
    revision_id: int,
    *,
    actor: Actor,
    reason: str,
    now: datetime,
    reviewer: str = "",
) -> None:
    """Reject a draft and store the reason for its author, who may take it back this way too.

    Raises NotFound outside the actor's scope, NotAllowed for whoever may not decide.
    """
    revision = get_draft(session, revision_id, actor=actor)
    if actor.person_id is None or actor.person_id != revision.drafted_by:
        check_second_person(
            session, unit_id=revision.unit_id, drafted_by=revision.drafted_by, actor=actor
        )
    revision.state = RevisionState.REJECTED
    revision.reviewer = reviewer or name_actor(session, actor)
    revision.decided_by = actor.person_id
    revision.note = mask(reason).text
    revision.decided_at = now
    emit(
        session,
        RevisionRejected(revision.id, revision.topic_id, actor, now, reason=revision.note),
    )


def list_revisions(
    session: Session, topic_id: str | None = None, *, actor: Actor
) -> Sequence[tuple[Revision, Unit | None]]:
    """List revisions with their units, newest first, optionally of one topic.

    Those of the actor's units, and what is published above them.
    """
    query = (
        select(Revision, Unit)
        .join(Unit, col(Unit.id) == Revision.unit_id, isouter=True)
        .where(is_readable(actor))
        .order_by(col(Revision.id).desc())
    )
    return session.exec(query.where(Revision.topic_id == topic_id) if topic_id else query).all()


def list_drafts(session: Session, *, actor: Actor) -> Sequence[tuple[Revision, Unit | None]]:
    """List drafts of the actor's units that await approval, with their units, oldest first."""
    return session.exec(
        select(Revision, Unit)
        .join(Unit, col(Unit.id) == Revision.unit_id, isouter=True)
        .where(Revision.state == RevisionState.DRAFT, is_changeable(actor))
        .order_by(col(Revision.id))
    ).all()


def select_draft_count(actor: Actor) -> Select[Any]:
    """Return the query of how many drafts of the actor's units await approval."""
    is_draft = col(Revision.state) == RevisionState.DRAFT
    return (
        sa_select(func.count(col(Revision.id)))
        .join(Unit, col(Unit.id) == Revision.unit_id, isouter=True)
        .where(is_draft, is_changeable(actor))
    )


def list_published_revisions(session: Session) -> list[PublishedRevision]:
    """List the published revisions of all units, whatever their dates of validity."""
    return _list_published(session)


def list_readable_revisions(session: Session, *, actor: Actor) -> list[PublishedRevision]:
    """List published revisions of the actor's units and above them."""
    return _list_published(session, is_readable(actor))


def _list_published(session: Session, *conditions: ColumnElement[bool]) -> list[PublishedRevision]:
    rows = session.exec(
        select(Revision, Unit.path)
        .join(Unit, col(Unit.id) == Revision.unit_id, isouter=True)
        .where(Revision.state == RevisionState.PUBLISHED, *conditions)
        .order_by(col(Revision.id))
    )
    return [to_published_revision(row, path or "") for row, path in rows]


def to_published_revision(row: Revision, unit_path: str) -> PublishedRevision:
    """Convert a row to the value that the overlay uses; `unit_path` is that of its unit."""
    return PublishedRevision(
        row.id, row.topic_id, row.content, row.base, row.valid_from, row.valid_to, unit_path
    )


def get_revision_stamp(session: Session) -> RevisionStamp:
    """Return a value that changes whenever a revision is decided; processes poll it to reload."""
    count, last = session.exec(
        select(func.count(col(Revision.id)), func.max(Revision.decided_at)).where(
            col(Revision.decided_at).is_not(None)
        )
    ).one()
    return count, str(last or "")


def _list_askers(session: Session, revision: Revision, day: date) -> tuple[int, ...]:
    """Return the first question of each reachable contact who asked what is answered now.

    Only of those who read the revision. All their questions are marked as answered by it.
    """
    if revision.content is None or not revision.question_ids:
        return ()
    first_questions: dict[int, int] = {}
    for question, contact in session.exec(
        select(Question, Contact)
        .join(Contact, col(Contact.id) == Question.contact_id)
        .join(
            Unit,
            col(Unit.id) == func.coalesce(Contact.unit_id, Contact.account_unit_id),
            isouter=True,
        )
        .where(col(Question.id).in_(revision.question_ids), _is_read_by(session, revision, day))
        .order_by(col(Question.id))
    ).all():
        question.revision_id = revision.id
        if contact.stopped_at is None and contact.unreachable_since is None:
            first_questions.setdefault(contact.id, question.id)
    return tuple(first_questions.values())


def _is_read_by(session: Session, revision: Revision, day: date) -> ColumnElement[bool]:
    """Return the condition that a contact's unit, joined, is one whose residents read the revision.

    Not where a nearer unit has its own text of the topic in force on `day`. Who has no unit is of
    the only commune, if there is exactly one.
    """
    unit = session.get_one(Unit, revision.unit_id) if revision.unit_id is not None else None
    scope = unit.path if unit else ""
    nearer = [
        published.unit_path
        for published in list_published_revisions(session)
        if published.topic_id == revision.topic_id
        and published.unit_path.startswith(scope)
        and published.unit_path != scope
        and published.is_valid_on(day)
    ]
    only_commune = find_facts_unit(session, None)
    home = only_commune.path if only_commune else ""
    is_for_homeless = home.startswith(scope) and not home.startswith(tuple(nearer))
    condition = and_(within(Unit.path, scope), *(not_(within(Unit.path, path)) for path in nearer))
    return or_(condition, col(Unit.id).is_(None)) if is_for_homeless else condition
