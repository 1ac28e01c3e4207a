"""Forgetting a learner: seats stay counted, without names."""

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from bot.classes import learners, skills
from bot.classes.models import ClassFeedback, ClassSession, Enrolment, MakeUp


def forget_names(session: Session, contact_id: int) -> None:
    """Erase learners' names and skills after consent ended; the enrolments stay."""
    named = select(Enrolment).where(Enrolment.contact_id == contact_id, Enrolment.learner != "")
    for enrolment in session.exec(named).all():
        # Called at the roll by the same name: the same learner.
        walk_in = select(Enrolment).where(
            Enrolment.key == learners.key_of(enrolment.session_id, None, enrolment.learner)
        )
        unit_id = session.get_one(ClassSession, enrolment.session_id).unit_id
        skills.forget_walk_in(session, unit_id, enrolment.learner)
        for seat in (enrolment, *session.exec(walk_in)):
            seat.key, seat.learner = f"{seat.session_id}:unnamed:{seat.id}", ""
    skills.forget(session, contact_id)
    session.flush()


def forget(session: Session, contact_id: int) -> None:
    """The person is forgotten: seats are given back without names."""
    session.execute(delete(MakeUp).where(col(MakeUp.contact_id) == contact_id))
    session.execute(
        update(ClassFeedback)
        .where(col(ClassFeedback.contact_id) == contact_id)
        .values(contact_id=None, wish="")
        .execution_options(synchronize_session=False)
    )
    forget_names(session, contact_id)
    for one in session.exec(select(Enrolment).where(Enrolment.contact_id == contact_id)):
        one.key, one.learner, one.contact_id = f"{one.session_id}:gone:{one.id}", "", None
        if one.attended_at is None:
            one.seat = "left"
