"""Enrolments: join, wait, leave, check in; and the class reminders that follow from them."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, update
from sqlmodel import Session, col, select

from bot import texts
from bot.classes import learners
from bot.classes.events import LearnerEnrolled, LearnerPromoted
from bot.classes.models import TAKING_PART, ClassSession, Enrolment, EnrolmentStatus
from bot.core.dialects import dialect_name, insert_or_ignore
from bot.core.errors import UserError
from bot.core.events import emit
from bot.core.policy import Policy
from bot.people import linking, proof
from bot.people.models import Contact
from bot.reminders.models import Reminder, ReminderKind, ReminderState

MAX_NAME_LENGTH = 120
CHECK_IN_OPENS_BEFORE = timedelta(hours=1)  # the door opens


def enrol_learner(
    session: Session,
    class_session: ClassSession,
    contact: Contact,
    *,
    learner: str = "",
    now: datetime,
    policy: Policy,
) -> Enrolment:
    """Enrol a learner, or put them on the waiting list if the class is full. Idempotent.

    The caller holds the lock of `class_session`. Raises UserError if the class is cancelled or has
    begun, or for too many learners of one person.
    """
    if class_session.cancelled_at is not None:
        raise UserError(texts.CLASS_IS_CANCELLED.format(topic=class_session.topic))
    if class_session.starts_at <= now:
        raise UserError(texts.CLASS_BEGUN.format(topic=class_session.topic))
    learner = learner[:MAX_NAME_LENGTH]
    chats = [contact.id, *(other.id for other in linking.list_other_contacts(session, contact))]
    enrolment = learners.find_by_name(
        learners.list_by_chats(session, chats, class_session.id), learner
    )
    if enrolment is not None and enrolment.status not in (
        EnrolmentStatus.LEFT,
        EnrolmentStatus.REQUESTED,
    ):
        return enrolment
    holder = proof.make_holder_key(session, contact)
    if enrolment is None or enrolment.status == EnrolmentStatus.LEFT:
        learners.check_learner_limit(session, class_session.id, chats, holder)
    if enrolment is None or enrolment.contact_id != contact.id:
        key = learners.make_enrolment_key(class_session.id, contact.id, learner)
        enrolment = Enrolment(
            key=key,
            session_id=class_session.id,
            contact_id=contact.id,
            learner=learner,
            status=EnrolmentStatus.REQUESTED,
            joined_at=now,
        )
        session.add(enrolment)
    enrolment.joined_at = now
    assign_seat(session, class_session, enrolment, holder, now=now, policy=policy)
    return enrolment


def assign_seat(
    session: Session,
    class_session: ClassSession,
    enrolment: Enrolment,
    holder: str,
    *,
    now: datetime,
    policy: Policy,
) -> None:
    """Give the enrolment a seat or a waiting list place; without proof of identity neither."""
    full = (
        count_enrolments(session, class_session.id, EnrolmentStatus.JOINED) >= class_session.seats
    )
    was_taking_part = enrolment.status in TAKING_PART
    enrolment.holder = holder
    enrolment.status = (
        (EnrolmentStatus.WAITING if full else EnrolmentStatus.JOINED)
        if holder
        else EnrolmentStatus.REQUESTED
    )
    session.flush()
    if not was_taking_part and enrolment.status in TAKING_PART:
        emit(session, LearnerEnrolled(enrolment.id, at=now))
    if enrolment.status == EnrolmentStatus.JOINED and enrolment.contact_id is not None:
        schedule_reminders(session, class_session, enrolment.contact_id, now=now, policy=policy)


def leave_class(
    session: Session, enrolment_id: int, contact: Contact, *, now: datetime, policy: Policy
) -> ClassSession:
    """Cancel an enrolment and promote the first on the waiting list.

    Raises UserError if not theirs.
    """
    enrolment = session.get(Enrolment, enrolment_id)
    chats = {contact.id, *(other.id for other in linking.list_other_contacts(session, contact))}
    if enrolment is None or enrolment.contact_id not in chats:
        raise UserError(texts.BUTTON_OLD)
    class_session = session.get_one(ClassSession, enrolment.session_id, with_for_update=True)
    session.refresh(enrolment)
    had_seat = enrolment.status == EnrolmentStatus.JOINED
    enrolment.status = EnrolmentStatus.LEFT
    session.flush()
    seat_contact_id = enrolment.contact_id or contact.id
    if not any(
        other.status == EnrolmentStatus.JOINED
        for other in list_contact_enrolments(session, seat_contact_id, class_session.id)
    ):
        drop_reminders(session, class_session.id, seat_contact_id, now=now)
    if had_seat:
        promote_waiting(session, class_session, now=now, policy=policy)
    return class_session


def promote_waiting(
    session: Session, class_session: ClassSession, *, now: datetime, policy: Policy
) -> int:
    """Give free seats to the waiting list in its order; returns how many were promoted.

    The caller holds the lock of `class_session`. Unreachable contacts are skipped: they keep their
    place and are told when they come back. Who has no phone gets the seat; the class's page tells
    the team, who tell them.
    """
    if class_session.cancelled_at is not None or class_session.starts_at <= now:
        return 0
    free = class_session.seats - count_enrolments(session, class_session.id, EnrolmentStatus.JOINED)
    waiting = session.exec(
        select(Enrolment, Contact)
        .join(Contact, col(Contact.id) == Enrolment.contact_id, isouter=True)
        .where(
            Enrolment.session_id == class_session.id, Enrolment.status == EnrolmentStatus.WAITING
        )
        .order_by(col(Enrolment.joined_at), col(Enrolment.id))
    ).all()
    moved = 0
    for enrolment, contact in waiting:
        if moved >= free:
            break
        if contact is not None and contact.unreachable_since is not None:
            enrolment.passed_at = now
            continue
        moved += 1
        if contact is None:
            enrolment.status = EnrolmentStatus.JOINED
            session.flush()
            continue
        enrolment.status, enrolment.moved_at, enrolment.passed_at = (
            EnrolmentStatus.JOINED,
            now,
            None,
        )
        session.flush()
        schedule_reminders(session, class_session, contact.id, now=now, policy=policy)
        due_at = compute_notice_time(class_session, now=now, policy=policy)
        emit(session, LearnerPromoted(enrolment.id, due_at, zone=policy.zone, at=now))
    session.flush()
    return moved


def compute_notice_time(class_session: ClassSession, *, now: datetime, policy: Policy) -> datetime:
    """Return when to send a notice: after the quiet hours, unless the class begins before."""
    own = policy.for_unit(class_session.unit_id)
    morning = own.quiet.defer(now, own.zone)
    return morning if morning < class_session.starts_at else now


def promotion_key(enrolment: Enrolment, promoted_at: datetime) -> str:
    """Return the deduplication key of the promotion notice."""
    return f"class:{enrolment.session_id}:up:{enrolment.id}:{int(promoted_at.timestamp())}"


def schedule_reminders(
    session: Session, class_session: ClassSession, contact_id: int, *, now: datetime, policy: Policy
) -> None:
    """Insert one reminder a lead time, shared by the contact's learners. Past ones are skipped."""
    statement = insert_or_ignore(dialect_name(session), Reminder)
    begins = int(class_session.starts_at.timestamp())
    own = policy.for_unit(class_session.unit_id)
    for lead in own.leads:
        due_at = own.due_before(class_session.starts_at, lead)
        if due_at <= now:
            continue
        # Left and joined again, or moved and moved back: the same promise is woken up.
        key = f"class:{class_session.id}:{contact_id}:{begins}:{int(lead.total_seconds())}"
        values = {
            "key": key,
            "kind": ReminderKind.CLASS,
            "contact_id": contact_id,
            "session_id": class_session.id,
            "text": "",
            "due_at": due_at,
            "send_before": class_session.starts_at,
            "state": ReminderState.WAITING,
            "made_at": now,
        }
        session.connection().execute(statement, values)
        session.execute(
            update(Reminder)
            .where(col(Reminder.key) == key, col(Reminder.state) == ReminderState.DROPPED)
            .values(state=ReminderState.WAITING, made_at=now, due_at=due_at, fired_at=None)
            .execution_options(synchronize_session=False)
        )


def reschedule_reminders(
    session: Session, class_session: ClassSession, *, now: datetime, policy: Policy
) -> None:
    """Drop the reminders of a rescheduled class and insert new ones."""
    drop_reminders(session, class_session.id, now=now)
    for contact in list_contacts(session, class_session.id, statuses=(EnrolmentStatus.JOINED,)):
        schedule_reminders(session, class_session, contact.id, now=now, policy=policy)


def drop_reminders(
    session: Session, class_id: int, contact_id: int | None = None, *, now: datetime
) -> None:
    """Drop the waiting reminders of a class, of one contact or of all."""
    query = update(Reminder).where(
        col(Reminder.session_id) == class_id, col(Reminder.state) == ReminderState.WAITING
    )
    if contact_id is not None:
        query = query.where(col(Reminder.contact_id) == contact_id)
    session.execute(
        query.values(state=ReminderState.DROPPED, fired_at=now).execution_options(
            synchronize_session="fetch"
        )
    )


def count_enrolments(session: Session, class_id: int, status: EnrolmentStatus) -> int:
    """Count the enrolments of a class with this status."""
    query = select(func.count(col(Enrolment.id))).where(
        Enrolment.session_id == class_id, Enrolment.status == status
    )
    return session.exec(query).one()


def list_contact_enrolments(
    session: Session, contact_id: int, class_id: int
) -> Sequence[Enrolment]:
    """Return the contact's enrolments in a class, except those who left."""
    query = select(Enrolment).where(
        Enrolment.contact_id == contact_id,
        Enrolment.session_id == class_id,
        Enrolment.status != EnrolmentStatus.LEFT,
    )
    return session.exec(query.order_by(col(Enrolment.id))).all()


def list_contacts(
    session: Session, class_id: int, *, statuses: Sequence[EnrolmentStatus]
) -> Sequence[Contact]:
    """Return the contacts of a class with one of these statuses, each once."""
    chats = select(Enrolment.contact_id).where(
        Enrolment.session_id == class_id, col(Enrolment.status).in_(statuses)
    )
    query = select(Contact).where(col(Contact.id).in_(chats)).order_by(col(Contact.id))
    return session.exec(query).all()


def list_upcoming_enrolments(
    session: Session, contact_id: int, *, now: datetime
) -> Sequence[tuple[Enrolment, ClassSession]]:
    """Return the contact's enrolments in upcoming classes, by start time."""
    query = (
        select(Enrolment, ClassSession)
        .join(ClassSession, col(ClassSession.id) == Enrolment.session_id)
        .where(
            Enrolment.contact_id == contact_id,
            Enrolment.status != EnrolmentStatus.LEFT,
            ClassSession.starts_at > now,
            col(ClassSession.cancelled_at).is_(None),
        )
        .order_by(col(ClassSession.starts_at), col(Enrolment.id))
    )
    return session.exec(query).all()


def check_in(
    session: Session, class_session: ClassSession, contact: Contact, *, now: datetime
) -> int:
    """Mark all of the contact's learners as present, enrolling a walk-in. Returns how many.

    Raises UserError outside the check-in window or if the class is cancelled.
    """
    ends = class_session.starts_at + timedelta(minutes=class_session.minutes)
    if (
        class_session.cancelled_at is not None
        or not class_session.starts_at - CHECK_IN_OPENS_BEFORE <= now <= ends
    ):
        raise UserError(texts.CLASS_DOOR_CLOSED.format(topic=class_session.topic))
    enrolments = [*list_contact_enrolments(session, contact.id, class_session.id)]
    if not enrolments:
        key = f"{class_session.id}:{contact.id}:"
        existing = session.exec(select(Enrolment).where(Enrolment.key == key)).first()
        enrolments = [
            existing
            or Enrolment(key=key, session_id=class_session.id, contact_id=contact.id, joined_at=now)
        ]
        session.add_all(enrolments)
        session.flush()
        emit(session, LearnerEnrolled(enrolments[0].id, at=now))
    for enrolment in enrolments:
        # Whoever stands at the door needs no other proof.
        enrolment.status, enrolment.holder = (
            EnrolmentStatus.JOINED,
            enrolment.holder or f"c{contact.id}",
        )
        enrolment.attended_at = enrolment.attended_at or now
    session.flush()
    return len(enrolments)


def get_waiting_position(session: Session, enrolment: Enrolment) -> int:
    """Return the enrolment's position on the waiting list, from 1."""
    waiting = session.exec(
        select(Enrolment.id)
        .where(
            Enrolment.session_id == enrolment.session_id,
            Enrolment.status == EnrolmentStatus.WAITING,
        )
        .order_by(col(Enrolment.joined_at), col(Enrolment.id))
    ).all()
    return [*waiting].index(enrolment.id) + 1
