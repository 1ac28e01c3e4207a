"""Follow-up of classes: feedback questions to attendees, make-up offers to absentees.

Both are sent on the morning after the class. A learner counts as absent only if a member took
attendance by name: a head count, or a door code that not everybody scanned, proves no absence.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, time, timedelta

from sqlalchemy import func
from sqlmodel import Session, col, select

from bot import texts
from bot.classes import enrolments
from bot.classes import wording as class_wording
from bot.classes.attendance import AFTER as ROLL_CLOSES
from bot.classes.models import ClassFeedback, ClassSession, Enrolment, MakeUp, MakeUpState, Seat
from bot.core.dialects import dialect_of, insert_unless_there
from bot.core.errors import UserError
from bot.core.policy import Policy
from bot.messages.content import Choice, Reply
from bot.people import units
from bot.people.models import Contact
from bot.people.units import Unit, UnitKind
from bot.reminders import personal, wording
from bot.reminders.models import ReminderWish
from bot.reminders.notify import tell
from bot.vietnamese.letters import bare

MORNING = time(8)
OFFER_WITHIN = timedelta(days=14)  # no class by then: nothing is offered
NOTICE = timedelta(hours=2)  # nobody is offered a class that begins sooner
ANSWER_WITHIN = timedelta(days=7)
BATCH = 200
ANSWERS = ("clear", "fast", "hard")
LONGEST_WISH = 300


def follow_up(session: Session, *, policy: Policy, now: datetime) -> int:
    """Ask feedback and record absences for recent classes. Returns how many are completed.

    Classes locked by another process are skipped.
    """
    local = now.astimezone(policy.zone)
    if local.time() < MORNING or policy.is_quiet(now):
        return 0
    today = datetime.combine(local.date(), time(), policy.zone)
    found = session.exec(
        select(ClassSession)
        .where(
            col(ClassSession.followed_at).is_(None),
            col(ClassSession.cancelled_at).is_(None),
            ClassSession.starts_at < today,
            ClassSession.starts_at > now - ROLL_CLOSES - timedelta(days=2),
        )
        .order_by(col(ClassSession.id))
        .with_for_update(skip_locked=True)
    ).all()
    return sum(_follow_up(session, one, policy, now) for one in found)


def _follow_up(session: Session, one: ClassSession, policy: Policy, now: datetime) -> bool:
    seats = session.exec(
        select(Enrolment)
        .where(Enrolment.session_id == one.id, Enrolment.seat == Seat.JOINED)
        .order_by(col(Enrolment.id))
    ).all()
    there = [seat for seat in seats if seat.attended_at is not None]
    _ask(session, one, there, policy, now)
    by_name = bool(there) and (one.headcount is None or one.headcount <= len(there))
    called = one.rolled_at is not None
    if called and by_name:
        _note_absent(session, one, seats, now)
    if not called and now - one.starts_at < ROLL_CLOSES:
        return False  # the member may still come to it
    one.followed_at = now
    return True


def _ask(
    session: Session, one: ClassSession, there: Sequence[Enrolment], policy: Policy, now: datetime
) -> None:
    for contact in listening(session, {seat.contact_id for seat in there}):
        values = {"session_id": one.id, "contact_id": contact.id, "clear": "", "wish": ""}
        statement = insert_unless_there(dialect_of(session), ClassFeedback, returning="id")
        made = session.connection().execute(statement, {**values, "asked_at": now}).scalar()
        if made is None:
            continue
        who = class_wording.names([seat.learner for seat in there if seat.contact_id == contact.id])
        day = wording.day(one.starts_at, policy.zone)
        text = texts.FEEDBACK_ASK.format(topic=one.topic, day=day, who=who)
        answers = zip(texts.FEEDBACK_ANSWERS, ANSWERS, strict=True)
        buttons = tuple(Choice(label, f"sau:say:{made}:{value}") for label, value in answers)
        words = Reply(text, buttons)
        tell(session, contact, words, now=now, key=f"feedback:{made}", may_wait=True)


def _note_absent(
    session: Session, one: ClassSession, seats: Sequence[Enrolment], now: datetime
) -> None:
    absent = {seat.contact_id for seat in seats if seat.attended_at is None}
    statement = insert_unless_there(dialect_of(session), MakeUp)
    for contact in listening(session, absent):
        values = {"session_id": one.id, "contact_id": contact.id, "state": MakeUpState.WAITING}
        until = one.starts_at + OFFER_WITHIN
        session.connection().execute(statement, {**values, "wait_until": until})


def listening(session: Session, ids: Collection[int | None]) -> Sequence[Contact]:
    """Return the contacts that can be reached and have not stopped messages or class reminders."""
    query = (
        select(Contact)
        .join(ReminderWish, col(ReminderWish.contact_id) == Contact.id, isouter=True)
        .where(
            col(Contact.id).in_({one for one in ids if one is not None}),
            col(Contact.unreachable_since).is_(None),
            col(Contact.stopped_at).is_(None),
            col(ReminderWish.classes_stopped_at).is_(None),
        )
        .order_by(col(Contact.id))
    )
    return session.exec(query).all()


def offer_make_ups(session: Session, *, policy: Policy, now: datetime) -> int:
    """Offer absentees the next class on the topic. Returns how many make-ups were settled.

    A make-up for which there is no class yet stays waiting for the next run.
    """
    local = now.astimezone(policy.zone)
    if local.time() < MORNING or policy.is_quiet(now):
        return 0
    found = session.exec(
        select(MakeUp)
        .where(MakeUp.state == MakeUpState.WAITING)
        .order_by(col(MakeUp.id))
        .with_for_update(skip_locked=True)
    ).all()
    return sum(_offer(session, one, policy, now) for one in found)


def _offer(session: Session, one: MakeUp, policy: Policy, now: datetime) -> bool:
    missed = session.get_one(ClassSession, one.session_id)
    absent = absent_of(session, one)
    ears = listening(session, {one.contact_id})
    if now >= one.wait_until or not absent or not ears:
        one.state = MakeUpState.OVER
        return True
    coming = _coming(session, missed, now)
    if any(enrolments.of_contact(session, one.contact_id, other.id) for other in coming):
        one.state = MakeUpState.OVER  # they found it by themselves
        return True
    free = next((other for other in coming if _has_room(session, other, len(absent))), None)
    if free is None:
        return False
    one.state, one.offered_id = MakeUpState.OFFERED, free.id
    session.flush()
    text = texts.MAKE_UP_OFFER.format(
        who=class_wording.names([seat.learner for seat in absent]),
        topic=missed.topic,
        day=wording.day(missed.starts_at, policy.zone),
        what=class_wording.full(free, now=now, zone=policy.zone),
    )
    buttons = (
        Choice(texts.BUTTON_MAKE_UP, f"sau:yes:{one.id}"),
        Choice(texts.BUTTON_NO_MAKE_UP, f"sau:no:{one.id}"),
    )
    tell(session, ears[0], Reply(text, buttons), now=now, key=f"makeup:{one.id}")
    return True


def absent_of(session: Session, one: MakeUp) -> list[Enrolment]:
    """Return the contact's learners who had a seat in the missed class and did not attend."""
    seats = enrolments.of_contact(session, one.contact_id, one.session_id)
    return [seat for seat in seats if seat.seat == Seat.JOINED and seat.attended_at is None]


def _coming(session: Session, missed: ClassSession, now: datetime) -> list[ClassSession]:
    """Return the commune's upcoming classes on the same topic, those of the same village first."""
    home = session.get_one(Unit, missed.unit_id)
    around = units.ancestor(session, home, UnitKind.COMMUNE) or home
    found = session.exec(
        select(ClassSession)
        .join(Unit, col(Unit.id) == ClassSession.unit_id)
        .where(
            col(Unit.path).startswith(around.path),
            ClassSession.starts_at > now + NOTICE,
            col(ClassSession.cancelled_at).is_(None),
        )
        .order_by(col(ClassSession.starts_at), col(ClassSession.id))
    )
    alike = [one for one in found if bare(one.topic) == bare(missed.topic)]
    return sorted(alike, key=lambda one: one.unit_id != home.id)


def _has_room(session: Session, one: ClassSession, wanted: int) -> bool:
    return enrolments.count(session, one.id, Seat.JOINED) + wanted <= one.seats


def get_make_up(session: Session, contact: Contact, number: int) -> MakeUp:
    """Return an unanswered offer made to this contact, locked.

    Raises UserError if there is none.
    """
    found = session.get(MakeUp, number, with_for_update=True)
    if found is None or found.contact_id != contact.id or found.state != MakeUpState.OFFERED:
        raise UserError(texts.BUTTON_OLD)
    return found


def get_feedback(
    session: Session, contact: Contact, number: int, *, now: datetime
) -> ClassFeedback:
    """Return a recent feedback question sent to this contact, locked.

    Raises UserError if too old.
    """
    found = session.get(ClassFeedback, number, with_for_update=True)
    late = found is not None and now - found.asked_at > ANSWER_WITHIN
    if found is None or found.contact_id != contact.id or late:
        raise UserError(texts.BUTTON_OLD)
    return found


def say_clear(
    session: Session, contact: Contact, number: int, answer: str, *, now: datetime
) -> ClassFeedback:
    """Record the answer to the first question and set the second one as the pending question.

    The last answer counts. Raises UserError for an unknown answer or an old button.
    """
    found = get_feedback(session, contact, number, now=now)
    if answer not in ANSWERS:
        raise UserError(texts.BUTTON_OLD)
    found.clear, found.answered_at = answer, now
    personal.ask(session, contact, "wish", text=str(found.id), now=now)
    return found


def say_wish(session: Session, contact: Contact, words: str, *, now: datetime) -> bool:
    """Record which topic they want next. Returns False if that question is not pending."""
    asked = personal.asked(session, contact, now=now)
    if asked is None or asked.kind != "wish":
        return False
    found = get_feedback(session, contact, int(asked.text), now=now)
    found.wish, found.answered_at = words[:LONGEST_WISH], now
    personal.answered(session, contact)
    return True


def count_feedback(session: Session, class_id: int) -> dict[str, int]:
    """Count the contacts by answer; the key "asked" holds how many were asked."""
    rows = session.exec(
        select(ClassFeedback.clear, func.count(col(ClassFeedback.id)))
        .where(ClassFeedback.session_id == class_id)
        .group_by(col(ClassFeedback.clear))
    ).all()
    counts = {answer: 0 for answer in ANSWERS} | {answer: n for answer, n in rows if answer}
    return {**counts, "asked": sum(n for _, n in rows)}


def list_wishes(
    session: Session, unit: Unit, *, since: datetime, class_id: int | None = None
) -> Sequence[tuple[int, int | None, str]]:
    """List wanted topics of a unit's subtree: (unit id of the class, contact id, text)."""
    query = (
        select(ClassSession.unit_id, ClassFeedback.contact_id, ClassFeedback.wish)
        .join(ClassSession, col(ClassSession.id) == ClassFeedback.session_id)
        .join(Unit, col(Unit.id) == ClassSession.unit_id)
        .where(
            col(Unit.path).startswith(unit.path),
            ClassFeedback.wish != "",
            col(ClassFeedback.answered_at) >= since,
        )
        .order_by(col(ClassFeedback.answered_at), col(ClassFeedback.id))
    )
    if class_id is not None:
        query = query.where(ClassFeedback.session_id == class_id)
    return session.exec(query).all()
