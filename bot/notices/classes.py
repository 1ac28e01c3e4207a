"""What learners are told of their classes."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from bot import texts
from bot.classes import enrolments, wording
from bot.classes.events import (
    ClassCancelled,
    ClassReminderSent,
    ClassUpdated,
    FeedbackAsked,
    LearnerPromoted,
    MakeUpOffered,
    SkippedLearnerReturned,
)
from bot.classes.models import (
    TAKING_PART,
    Clarity,
    ClassFeedback,
    ClassSession,
    Enrolment,
    MakeUp,
)
from bot.messages.buttons import Action
from bot.messages.content import Choice, Reply
from bot.outbox.notify import notify_contact
from bot.people.models import Contact
from bot.reminders.models import Reminder
from bot.reminders.wording import format_day_month


def tell_class_changed(session: Session, event: ClassUpdated) -> None:
    """Tell everybody enrolled or waiting what changed, if they need to know."""
    if event.previous is None:
        return
    class_session = session.get_one(ClassSession, event.class_id)
    described = wording.describe_class(class_session, now=event.at, zone=event.zone)
    was = wording.describe_previous(event.previous, now=event.at, zone=event.zone)
    text = f"{texts.CLASS_CHANGED.format(what=described)}\n{was}".strip()
    if event.note:
        text = f"{text}\n{texts.CLASS_REASON.format(reason=event.note)}"
    _tell_learners(session, event, text)


def tell_class_cancelled(session: Session, event: ClassCancelled) -> None:
    """Tell everybody enrolled or waiting that the class is cancelled, and why."""
    class_session = session.get_one(ClassSession, event.class_id)
    described = wording.describe_class(class_session, now=event.at, zone=event.zone)
    why = texts.CLASS_REASON.format(reason=event.note)
    _tell_learners(session, event, f"{texts.CLASS_CANCELLED.format(what=described)}\n{why}".strip())


def _tell_learners(session: Session, event: ClassUpdated | ClassCancelled, text: str) -> None:
    """Enqueue a notice with the button *Tôi biết rồi* to everyone enrolled or waiting."""
    known = Choice(texts.BUTTON_KNOWN, Action.CLASS.pack("known", event.class_id, event.version))
    for contact in enrolments.list_contacts(session, event.class_id, statuses=TAKING_PART):
        key = f"class:{event.class_id}:v{event.version}:{contact.id}"
        reply = Reply(text, (known,))
        notify_contact(session, contact, reply, now=event.at, due_at=event.due_at, key=key)


def tell_promoted(session: Session, event: LearnerPromoted) -> None:
    """Tell the contact that the learner has a seat now."""
    enrolment = session.get_one(Enrolment, event.enrolment_id)
    class_session = session.get_one(ClassSession, enrolment.session_id)
    text = texts.CLASS_MOVED_UP.format(
        who=wording.join_learner_names([enrolment.learner]),
        what=wording.describe_class(class_session, now=event.at, zone=event.zone),
    )
    leave = Choice(texts.BUTTON_LEAVE_CLASS, Action.CLASS.pack("leave", enrolment.id))
    key = enrolments.promotion_key(enrolment, event.at)
    contact = session.get_one(Contact, enrolment.contact_id)
    reply = Reply(text, (leave,))
    notify_contact(session, contact, reply, now=event.at, due_at=event.due_at, key=key)


def tell_skipped(session: Session, event: SkippedLearnerReturned) -> None:
    """Tell the contact that the seat went to somebody else, and the learner's position now."""
    enrolment = session.get_one(Enrolment, event.enrolment_id)
    class_session = session.get_one(ClassSession, enrolment.session_id)
    template = texts.CLASS_PASSED_OVER_LATE
    if class_session.starts_at > event.at:
        template = texts.CLASS_PASSED_OVER
    text = template.format(topic=class_session.topic, place=event.waiting_position)
    leave = Choice(texts.BUTTON_LEAVE_CLASS, Action.CLASS.pack("leave", enrolment.id))
    skipped = int(event.skipped_at.timestamp())
    key = f"class:{class_session.id}:passed:{enrolment.id}:{skipped}"
    contact = session.get_one(Contact, enrolment.contact_id)
    notify_contact(session, contact, Reply(text, (leave,)), now=event.at, key=key)


def tell_class_soon(session: Session, event: ClassReminderSent) -> None:
    """Remind the contact of the class of their learners."""
    reminder = session.get_one(Reminder, event.reminder_id)
    class_session = session.get_one(ClassSession, reminder.session_id)
    text = texts.CLASS_SOON.format(
        who=_join_names(session, event.enrolment_ids),
        what=wording.describe_class(class_session, now=event.at, zone=event.zone),
    )
    buttons = [
        Choice(
            texts.BUTTON_KNOWN, Action.CLASS.pack("known", class_session.id, class_session.version)
        ),
        Choice(texts.BUTTON_LEAVE_CLASS, Action.CLASS.pack("leave", event.enrolment_ids[0])),
    ]
    if class_session.map_url:
        buttons.append(Choice(texts.BUTTON_MAP, url=class_session.map_url))
    contact = session.get_one(Contact, reminder.contact_id)
    reply = Reply(text, tuple(buttons))
    notify_contact(session, contact, reply, now=event.at, key=f"reminder:{reminder.id}")


def ask_feedback(session: Session, event: FeedbackAsked) -> None:
    """Ask the contact whether the class was clear."""
    feedback = session.get_one(ClassFeedback, event.feedback_id)
    class_session = session.get_one(ClassSession, feedback.session_id)
    text = texts.FEEDBACK_ASK.format(
        topic=class_session.topic,
        day=format_day_month(class_session.starts_at, event.zone),
        who=_join_names(session, event.enrolment_ids),
    )
    answers = zip(texts.FEEDBACK_ANSWERS, Clarity, strict=True)
    buttons = tuple(
        Choice(label, Action.FOLLOW_UP.pack("say", feedback.id, answer))
        for label, answer in answers
    )
    _notify_by_id(
        session, feedback.contact_id, Reply(text, buttons), event.at, f"feedback:{feedback.id}",
        may_wait=True,
    )  # fmt: skip


def offer_make_up(session: Session, event: MakeUpOffered) -> None:
    """Offer the contact another class for the learners who were absent."""
    make_up = session.get_one(MakeUp, event.make_up_id)
    missed = session.get_one(ClassSession, make_up.session_id)
    offered = session.get_one(ClassSession, make_up.offered_id)
    text = texts.MAKE_UP_OFFER.format(
        who=_join_names(session, event.enrolment_ids),
        topic=missed.topic,
        day=format_day_month(missed.starts_at, event.zone),
        what=wording.describe_class(offered, now=event.at, zone=event.zone),
    )
    buttons = (
        Choice(texts.BUTTON_MAKE_UP, Action.FOLLOW_UP.pack("yes", make_up.id)),
        Choice(texts.BUTTON_NO_MAKE_UP, Action.FOLLOW_UP.pack("no", make_up.id)),
    )
    _notify_by_id(
        session, make_up.contact_id, Reply(text, buttons), event.at, f"makeup:{make_up.id}"
    )


def _notify_by_id(
    session: Session,
    contact_id: int | None,
    reply: Reply,
    now: datetime,
    key: str,
    *,
    may_wait: bool = False,
) -> None:
    contact = session.get_one(Contact, contact_id)
    notify_contact(session, contact, reply, now=now, key=key, may_wait=may_wait)


def _join_names(session: Session, enrolment_ids: Sequence[int]) -> str:
    query = (
        select(Enrolment.learner)
        .where(col(Enrolment.id).in_(enrolment_ids))
        .order_by(col(Enrolment.id))
    )
    return wording.join_learner_names(session.exec(query).all())
