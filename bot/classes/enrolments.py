"""Enrolments: join, wait, leave, check in; and the class reminders that follow from them."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, update
from sqlmodel import Session, col, select

from bot import texts
from bot.classes import learners, wording
from bot.classes.models import ClassSession, Enrolment, Seat
from bot.core.dialects import dialect_of, insert_unless_there
from bot.core.errors import UserError
from bot.core.policy import Policy
from bot.messages.content import Choice, Reply
from bot.people import linking, proof
from bot.people.models import Contact
from bot.reminders.models import Kind, Reminder, State
from bot.reminders.notify import tell

NAME = 120
EARLY = timedelta(hours=1)  # the door opens


def join(
    session: Session,
    one: ClassSession,
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
    if one.cancelled_at is not None:
        raise UserError(texts.CLASS_IS_CANCELLED.format(topic=one.topic))
    if one.starts_at <= now:
        raise UserError(texts.CLASS_BEGUN.format(topic=one.topic))
    learner = learner[:NAME]
    chats = [contact.id, *(other.id for other in linking.others_of(session, contact))]
    found = learners.find(learners.of_chats(session, chats, one.id), learner)
    if found is not None and found.seat not in (Seat.LEFT, Seat.ASKED):
        return found
    holder = proof.holder_of(session, contact)
    if found is None or found.seat == Seat.LEFT:
        learners.check_room(session, one.id, chats, holder)
    if found is None or found.contact_id != contact.id:
        key = learners.key_of(one.id, contact.id, learner)
        found = Enrolment(
            key=key,
            session_id=one.id,
            contact_id=contact.id,
            learner=learner,
            seat=Seat.ASKED,
            joined_at=now,
        )
        session.add(found)
    found.joined_at = now
    take_place(session, one, found, holder, now=now, policy=policy)
    return found


def take_place(
    session: Session,
    one: ClassSession,
    enrolment: Enrolment,
    holder: str,
    *,
    now: datetime,
    policy: Policy,
) -> None:
    """Give the enrolment a seat or a waiting list place; without proof of identity neither."""
    full = count(session, one.id, Seat.JOINED) >= one.seats
    enrolment.holder = holder
    enrolment.seat = (Seat.WAITING if full else Seat.JOINED) if holder else Seat.ASKED
    session.flush()
    if enrolment.seat == Seat.JOINED and enrolment.contact_id is not None:
        plan(session, one, enrolment.contact_id, now=now, policy=policy)


def leave(
    session: Session, enrolment_id: int, contact: Contact, *, now: datetime, policy: Policy
) -> ClassSession:
    """Cancel an enrolment and promote the first on the waiting list.

    Raises UserError if not theirs.
    """
    enrolment = session.get(Enrolment, enrolment_id)
    chats = {contact.id, *(other.id for other in linking.others_of(session, contact))}
    if enrolment is None or enrolment.contact_id not in chats:
        raise UserError(texts.BUTTON_OLD)
    one = session.get_one(ClassSession, enrolment.session_id, with_for_update=True)
    session.refresh(enrolment)
    had_seat = enrolment.seat == Seat.JOINED
    enrolment.seat = Seat.LEFT
    session.flush()
    whose = enrolment.contact_id or contact.id
    if not any(other.seat == Seat.JOINED for other in of_contact(session, whose, one.id)):
        drop_reminders(session, one.id, whose, now=now)
    if had_seat:
        move_up(session, one, now=now, policy=policy)
    return one


def move_up(session: Session, one: ClassSession, *, now: datetime, policy: Policy) -> int:
    """Give free seats to the waiting list in its order; returns how many were promoted.

    The caller holds the lock of `class_session`. Unreachable contacts are skipped: they keep their
    place and are told when they come back.
    """
    if one.cancelled_at is not None or one.starts_at <= now:
        return 0
    free = one.seats - count(session, one.id, Seat.JOINED)
    waiting = session.exec(
        select(Enrolment, Contact)
        .join(Contact, col(Contact.id) == Enrolment.contact_id)
        .where(Enrolment.session_id == one.id, Enrolment.seat == Seat.WAITING)
        .order_by(col(Enrolment.joined_at), col(Enrolment.id))
    ).all()
    moved = 0
    for enrolment, contact in waiting:
        if moved >= free:
            break
        if contact.unreachable_since is not None:
            enrolment.passed_at = now
            continue
        moved += 1
        enrolment.seat, enrolment.moved_at, enrolment.passed_at = Seat.JOINED, now, None
        session.flush()
        plan(session, one, contact.id, now=now, policy=policy)
        _tell_moved_up(session, one, enrolment, contact, now=now, policy=policy)
    session.flush()
    return moved


def _tell_moved_up(
    session: Session,
    one: ClassSession,
    enrolment: Enrolment,
    contact: Contact,
    *,
    now: datetime,
    policy: Policy,
) -> None:
    what = wording.full(one, now=now, zone=policy.zone)
    who = wording.names([enrolment.learner])
    leave = Choice(texts.BUTTON_LEAVE_CLASS, f"lh:leave:{enrolment.id}")
    words = Reply(texts.CLASS_MOVED_UP.format(who=who, what=what), (leave,))
    morning = policy.quiet.defer(now, policy.zone)
    due_at = morning if morning < one.starts_at else now
    tell(session, contact, words, now=now, due_at=due_at, key=up_key(enrolment))


def up_key(enrolment: Enrolment) -> str:
    """Return the deduplication key of the promotion notice."""
    moved = int(enrolment.moved_at.timestamp()) if enrolment.moved_at else 0
    return f"class:{enrolment.session_id}:up:{enrolment.id}:{moved}"


def plan(
    session: Session, one: ClassSession, contact_id: int, *, now: datetime, policy: Policy
) -> None:
    """Insert one reminder a lead time, shared by the contact's learners. Past ones are skipped."""
    statement = insert_unless_there(dialect_of(session), Reminder)
    begins = int(one.starts_at.timestamp())
    for lead in policy.leads:
        due_at = policy.due_before(one.starts_at, lead)
        if due_at <= now:
            continue
        # Left and joined again, or moved and moved back: the same promise is woken up.
        key = f"class:{one.id}:{contact_id}:{begins}:{int(lead.total_seconds())}"
        values = {
            "key": key,
            "kind": Kind.CLASS,
            "contact_id": contact_id,
            "session_id": one.id,
            "text": "",
            "due_at": due_at,
            "send_before": one.starts_at,
            "state": State.WAITING,
            "made_at": now,
        }
        session.connection().execute(statement, values)
        session.execute(
            update(Reminder)
            .where(col(Reminder.key) == key, col(Reminder.state) == State.DROPPED)
            .values(state=State.WAITING, made_at=now, due_at=due_at, fired_at=None)
            .execution_options(synchronize_session=False)
        )


def plan_again(session: Session, one: ClassSession, *, now: datetime, policy: Policy) -> None:
    """Drop the reminders of a rescheduled class and insert new ones."""
    drop_reminders(session, one.id, now=now)
    for contact in list_contacts(session, one.id, seats=(Seat.JOINED,)):
        plan(session, one, contact.id, now=now, policy=policy)


def drop_reminders(
    session: Session, class_id: int, contact_id: int | None = None, *, now: datetime
) -> None:
    """Drop the waiting reminders of a class, of one contact or of all."""
    query = update(Reminder).where(
        col(Reminder.session_id) == class_id, col(Reminder.state) == State.WAITING
    )
    if contact_id is not None:
        query = query.where(col(Reminder.contact_id) == contact_id)
    session.execute(
        query.values(state=State.DROPPED, fired_at=now).execution_options(
            synchronize_session="fetch"
        )
    )


def count(session: Session, class_id: int, seat: Seat) -> int:
    """Count the enrolments of a class with this status."""
    query = select(func.count(col(Enrolment.id))).where(
        Enrolment.session_id == class_id, Enrolment.seat == seat
    )
    return session.exec(query).one()


def of_contact(session: Session, contact_id: int, class_id: int) -> Sequence[Enrolment]:
    """Return the contact's enrolments in a class, except those who left."""
    query = select(Enrolment).where(
        Enrolment.contact_id == contact_id,
        Enrolment.session_id == class_id,
        Enrolment.seat != Seat.LEFT,
    )
    return session.exec(query.order_by(col(Enrolment.id))).all()


def list_contacts(session: Session, class_id: int, *, seats: Sequence[Seat]) -> Sequence[Contact]:
    """Return the contacts of a class with one of these statuses, each once."""
    chats = select(Enrolment.contact_id).where(
        Enrolment.session_id == class_id, col(Enrolment.seat).in_(seats)
    )
    query = select(Contact).where(col(Contact.id).in_(chats)).order_by(col(Contact.id))
    return session.exec(query).all()


def coming_of(
    session: Session, contact_id: int, *, now: datetime
) -> Sequence[tuple[Enrolment, ClassSession]]:
    """Return the contact's enrolments in upcoming classes, by start time."""
    query = (
        select(Enrolment, ClassSession)
        .join(ClassSession, col(ClassSession.id) == Enrolment.session_id)
        .where(
            Enrolment.contact_id == contact_id,
            Enrolment.seat != Seat.LEFT,
            ClassSession.starts_at > now,
            col(ClassSession.cancelled_at).is_(None),
        )
        .order_by(col(ClassSession.starts_at), col(Enrolment.id))
    )
    return session.exec(query).all()


def check_in(session: Session, one: ClassSession, contact: Contact, *, now: datetime) -> int:
    """Mark all of the contact's learners as present, enrolling a walk-in. Returns how many.

    Raises UserError outside the check-in window or if the class is cancelled.
    """
    ends = one.starts_at + timedelta(minutes=one.minutes)
    if one.cancelled_at is not None or not one.starts_at - EARLY <= now <= ends:
        raise UserError(texts.CLASS_DOOR_CLOSED.format(topic=one.topic))
    mine = [*of_contact(session, contact.id, one.id)]
    if not mine:
        key = f"{one.id}:{contact.id}:"
        found = session.exec(select(Enrolment).where(Enrolment.key == key)).first()
        mine = [
            found or Enrolment(key=key, session_id=one.id, contact_id=contact.id, joined_at=now)
        ]
        session.add_all(mine)
    for enrolment in mine:
        # Whoever stands at the door needs no other proof.
        enrolment.seat, enrolment.holder = Seat.JOINED, enrolment.holder or f"c{contact.id}"
        enrolment.attended_at = enrolment.attended_at or now
    session.flush()
    return len(mine)


def place_in_line(session: Session, enrolment: Enrolment) -> int:
    """Return the enrolment's position on the waiting list, from 1."""
    waiting = session.exec(
        select(Enrolment.id)
        .where(Enrolment.session_id == enrolment.session_id, Enrolment.seat == Seat.WAITING)
        .order_by(col(Enrolment.joined_at), col(Enrolment.id))
    ).all()
    return [*waiting].index(enrolment.id) + 1
