"""Follow-up of classes: feedback questions to attendees, make-up offers to absentees.

Both are sent on the morning after the class. A learner counts as absent only if a member took
attendance by name: a head count, or a door code that not everybody scanned, proves no absence.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import func
from sqlmodel import Session, col, select

from bot import texts
from bot.classes import enrolments, service
from bot.classes.attendance import CLOSES_AFTER as ROLL_CLOSES
from bot.classes.events import ClassFollowedUp, FeedbackAsked, MakeUpOffered
from bot.classes.models import (
    Clarity,
    ClassFeedback,
    ClassSession,
    Enrolment,
    EnrolmentStatus,
    MakeUp,
    MakeUpState,
)
from bot.core.dialects import dialect_name, insert_or_ignore
from bot.core.errors import UserError
from bot.core.events import emit
from bot.core.policy import Policy
from bot.people import units
from bot.people.actor import Actor
from bot.people.models import Contact
from bot.people.unit_policies import is_awake
from bot.people.units import Unit, UnitKind, within
from bot.reminders import personal
from bot.reminders.models import QuestionKind, ReminderPreferences
from bot.vietnamese.letters import normalize_for_match

MORNING = time(8)
OFFER_WITHIN = timedelta(days=14)  # no class by then: nothing is offered
MIN_NOTICE = timedelta(hours=2)  # nobody is offered a class that begins sooner
ANSWER_WITHIN = timedelta(days=7)
BATCH = 200
MAX_TOPIC_LENGTH = 300


def follow_up_due(session: Session, *, policy: Policy, now: datetime) -> int:
    """Ask feedback and record absences for recent classes. Returns how many are completed.

    Classes locked by another process are skipped.
    """
    local = now.astimezone(policy.zone)
    if local.time() < MORNING:
        return 0
    today = datetime.combine(local.date(), time(), policy.zone)
    class_sessions = session.exec(
        select(ClassSession)
        .where(
            col(ClassSession.followed_at).is_(None),
            col(ClassSession.cancelled_at).is_(None),
            ClassSession.starts_at < today,
            ClassSession.starts_at > now - ROLL_CLOSES - timedelta(days=2),
            is_awake(ClassSession.unit_id, policy, now),
        )
        .order_by(col(ClassSession.id))
        .with_for_update(skip_locked=True)
    ).all()
    return sum(
        _follow_up_class(session, class_session, policy, now) for class_session in class_sessions
    )


def _follow_up_class(
    session: Session, class_session: ClassSession, policy: Policy, now: datetime
) -> bool:
    class_enrolments = session.exec(
        select(Enrolment)
        .where(Enrolment.session_id == class_session.id, Enrolment.status == EnrolmentStatus.JOINED)
        .order_by(col(Enrolment.id))
    ).all()
    attended = [enrolment for enrolment in class_enrolments if enrolment.attended_at is not None]
    _ask_feedback(session, class_session, attended, policy, now)
    by_name = bool(attended) and (
        class_session.headcount is None or class_session.headcount <= len(attended)
    )
    called = class_session.rolled_at is not None
    if called and by_name:
        _create_make_ups(session, class_session, class_enrolments, now)
    if not called and now - class_session.starts_at < ROLL_CLOSES:
        return False  # the member may still come to it
    class_session.followed_at = now
    emit(session, ClassFollowedUp(class_session.id, at=now))
    return True


def _ask_feedback(
    session: Session,
    class_session: ClassSession,
    attended: Sequence[Enrolment],
    policy: Policy,
    now: datetime,
) -> None:
    for contact in list_notifiable_contacts(
        session, {enrolment.contact_id for enrolment in attended}
    ):
        values = {"session_id": class_session.id, "contact_id": contact.id, "clear": "", "wish": ""}
        statement = insert_or_ignore(dialect_name(session), ClassFeedback, returning="id")
        feedback_id = session.connection().execute(statement, {**values, "asked_at": now}).scalar()
        if feedback_id is None:
            continue
        enrolment_ids = tuple(
            enrolment.id for enrolment in attended if enrolment.contact_id == contact.id
        )
        emit(session, FeedbackAsked(feedback_id, enrolment_ids, zone=policy.zone, at=now))


def _create_make_ups(
    session: Session,
    class_session: ClassSession,
    class_enrolments: Sequence[Enrolment],
    now: datetime,
) -> None:
    absent = {
        enrolment.contact_id for enrolment in class_enrolments if enrolment.attended_at is None
    }
    statement = insert_or_ignore(dialect_name(session), MakeUp)
    for contact in list_notifiable_contacts(session, absent):
        values = {
            "session_id": class_session.id,
            "contact_id": contact.id,
            "state": MakeUpState.WAITING,
        }
        until = class_session.starts_at + OFFER_WITHIN
        session.connection().execute(statement, {**values, "wait_until": until})


def list_notifiable_contacts(
    session: Session, contact_ids: Collection[int | None]
) -> Sequence[Contact]:
    """Return the contacts that can be reached and have not stopped messages or class reminders."""
    query = (
        select(Contact)
        .join(ReminderPreferences, col(ReminderPreferences.contact_id) == Contact.id, isouter=True)
        .where(
            col(Contact.id).in_(
                {contact_id for contact_id in contact_ids if contact_id is not None}
            ),
            col(Contact.unreachable_since).is_(None),
            col(Contact.stopped_at).is_(None),
            col(ReminderPreferences.classes_stopped_at).is_(None),
        )
        .order_by(col(Contact.id))
    )
    return session.exec(query).all()


def offer_make_ups_due(session: Session, *, policy: Policy, now: datetime) -> int:
    """Offer absentees the next class on the topic. Returns how many make-ups were settled.

    A make-up for which there is no class yet stays waiting for the next run.
    """
    local = now.astimezone(policy.zone)
    if local.time() < MORNING:
        return 0
    make_ups = session.exec(
        select(MakeUp)
        .join(Contact, col(Contact.id) == MakeUp.contact_id)
        .where(MakeUp.state == MakeUpState.WAITING, is_awake(Contact.unit_id, policy, now))
        .order_by(col(MakeUp.id))
        .with_for_update(skip_locked=True, of=MakeUp)
    ).all()
    return sum(_offer_make_up(session, make_up, policy, now) for make_up in make_ups)


def _offer_make_up(session: Session, make_up: MakeUp, policy: Policy, now: datetime) -> bool:
    missed = session.get_one(ClassSession, make_up.session_id)
    absent = list_absentees(session, make_up)
    recipients = list_notifiable_contacts(session, {make_up.contact_id})
    if now >= make_up.wait_until or not absent or not recipients:
        make_up.state = MakeUpState.OVER
        return True
    coming = _list_replacements(session, missed, now)
    if any(
        enrolments.list_contact_enrolments(session, make_up.contact_id, other.id)
        for other in coming
    ):
        make_up.state = MakeUpState.OVER  # they found it by themselves
        return True
    free = next((other for other in coming if _has_free_seats(session, other, len(absent))), None)
    if free is None:
        return False
    make_up.state, make_up.offered_id = MakeUpState.OFFERED, free.id
    session.flush()
    enrolment_ids = tuple(enrolment.id for enrolment in absent)
    emit(session, MakeUpOffered(make_up.id, enrolment_ids, zone=policy.zone, at=now))
    return True


def list_absentees(session: Session, make_up: MakeUp) -> list[Enrolment]:
    """Return the contact's learners who had a seat in the missed class and did not attend."""
    contact_enrolments = enrolments.list_contact_enrolments(
        session, make_up.contact_id, make_up.session_id
    )
    return [
        enrolment
        for enrolment in contact_enrolments
        if enrolment.status == EnrolmentStatus.JOINED and enrolment.attended_at is None
    ]


def _list_replacements(session: Session, missed: ClassSession, now: datetime) -> list[ClassSession]:
    """Return the commune's upcoming classes on the same topic, those of the same village first."""
    home = session.get_one(Unit, missed.unit_id)
    around = units.find_ancestor(session, home, UnitKind.COMMUNE) or home
    class_sessions = session.exec(
        select(ClassSession)
        .join(Unit, col(Unit.id) == ClassSession.unit_id)
        .where(
            within(Unit.path, around.path),
            ClassSession.starts_at > now + MIN_NOTICE,
            col(ClassSession.cancelled_at).is_(None),
        )
        .order_by(col(ClassSession.starts_at), col(ClassSession.id))
    )
    same_topic = [
        class_session
        for class_session in class_sessions
        if normalize_for_match(class_session.topic) == normalize_for_match(missed.topic)
    ]
    return sorted(same_topic, key=lambda class_session: class_session.unit_id != home.id)


def _has_free_seats(session: Session, class_session: ClassSession, needed: int) -> bool:
    return (
        enrolments.count_enrolments(session, class_session.id, EnrolmentStatus.JOINED) + needed
        <= class_session.seats
    )


def get_make_up(session: Session, contact: Contact, make_up_id: int) -> MakeUp:
    """Return an unanswered offer made to this contact, locked.

    Raises UserError if there is none.
    """
    make_up = session.get(MakeUp, make_up_id, with_for_update=True)
    if make_up is None or make_up.contact_id != contact.id or make_up.state != MakeUpState.OFFERED:
        raise UserError(texts.BUTTON_OLD)
    return make_up


@dataclass(frozen=True, slots=True)
class AcceptedMakeUp:
    """A make-up class with the learners enrolled in it and the statuses they got."""

    class_session: ClassSession
    learners: tuple[str, ...]
    statuses: frozenset[EnrolmentStatus]


def accept_make_up(
    session: Session, contact: Contact, make_up_id: int, *, now: datetime, policy: Policy
) -> AcceptedMakeUp:
    """Enrol the absent learners in the class that was offered.

    Raises UserError for an old offer, or if the class cannot be joined.
    """
    make_up = get_make_up(session, contact, make_up_id)
    class_session = service.get_class(session, make_up.offered_id or 0, lock=True)
    learners = tuple(absentee.learner for absentee in list_absentees(session, make_up))
    enrolled = [
        enrolments.enrol_learner(
            session, class_session, contact, learner=learner, now=now, policy=policy
        )
        for learner in learners
    ]
    make_up.state = MakeUpState.TAKEN
    statuses = frozenset(EnrolmentStatus(enrolment.status) for enrolment in enrolled)
    return AcceptedMakeUp(class_session, learners, statuses)


def decline_make_up(session: Session, contact: Contact, make_up_id: int) -> None:
    """Close the offer. Raises UserError for an old one."""
    get_make_up(session, contact, make_up_id).state = MakeUpState.OVER


def get_feedback(
    session: Session, contact: Contact, feedback_id: int, *, now: datetime
) -> ClassFeedback:
    """Return a recent feedback question sent to this contact, locked.

    Raises UserError if too old.
    """
    feedback = session.get(ClassFeedback, feedback_id, with_for_update=True)
    late = feedback is not None and now - feedback.asked_at > ANSWER_WITHIN
    if feedback is None or feedback.contact_id != contact.id or late:
        raise UserError(texts.BUTTON_OLD)
    return feedback


def record_clarity(
    session: Session, contact: Contact, feedback_id: int, answer: str, *, now: datetime
) -> ClassFeedback:
    """Record the answer to the first question and set the second one as the pending question.

    The last answer counts. Raises UserError for an unknown answer or an old button.
    """
    feedback = get_feedback(session, contact, feedback_id, now=now)
    if answer not in set(Clarity):
        raise UserError(texts.BUTTON_OLD)
    feedback.clear, feedback.answered_at = answer, now
    personal.set_pending_question(
        session, contact, QuestionKind.WISHED_TOPIC, text=str(feedback.id), now=now
    )
    return feedback


def record_wished_topic(session: Session, contact: Contact, text: str, *, now: datetime) -> bool:
    """Record which topic they want next. Returns False if that question is not pending."""
    question = personal.find_pending_question(session, contact, now=now)
    if question is None or question.kind != QuestionKind.WISHED_TOPIC:
        return False
    feedback = get_feedback(session, contact, int(question.text), now=now)
    feedback.wish, feedback.answered_at = text[:MAX_TOPIC_LENGTH], now
    personal.clear_pending_question(session, contact)
    return True


def count_feedback(session: Session, class_id: int, *, actor: Actor) -> dict[str, int]:
    """Count the contacts by answer; the key "asked" holds how many were asked."""
    rows = session.exec(
        select(ClassFeedback.clear, func.count(col(ClassFeedback.id)))
        .join(ClassSession, col(ClassSession.id) == ClassFeedback.session_id)
        .join(Unit, col(Unit.id) == ClassSession.unit_id)
        .where(ClassFeedback.session_id == class_id, within(Unit.path, actor.scope))
        .group_by(col(ClassFeedback.clear))
    ).all()
    counts = {str(answer): 0 for answer in Clarity} | {answer: n for answer, n in rows if answer}
    return {**counts, "asked": sum(n for _, n in rows)}


def list_wished_topics(
    session: Session, unit: Unit, *, actor: Actor, since: datetime, class_id: int | None = None
) -> Sequence[tuple[int, int | None, str]]:
    """List wanted topics of a unit's subtree: (unit id of the class, contact id, text)."""
    query = (
        select(ClassSession.unit_id, ClassFeedback.contact_id, ClassFeedback.wish)
        .join(ClassSession, col(ClassSession.id) == ClassFeedback.session_id)
        .join(Unit, col(Unit.id) == ClassSession.unit_id)
        .where(
            within(Unit.path, unit.path),
            within(Unit.path, actor.scope),
            ClassFeedback.wish != "",
            col(ClassFeedback.answered_at) >= since,
        )
        .order_by(col(ClassFeedback.answered_at), col(ClassFeedback.id))
    )
    if class_id is not None:
        query = query.where(ClassFeedback.session_id == class_id)
    return session.exec(query).all()
