"""Forgetting a learner: seats stay counted, without names."""

from sqlalchemy import update
from sqlmodel import Session, col, select

from bot.classes import learners, skills
from bot.classes.models import ClassFeedback, ClassSession, Enrolment, EnrolmentStatus


def forget_learner_names(session: Session, contact_id: int) -> None:
    """Erase learners' names and skills after consent ended; the enrolments stay."""
    named = select(Enrolment).where(Enrolment.contact_id == contact_id, Enrolment.learner != "")
    for enrolment in session.exec(named).all():
        # Called at the roll by the same name: the same learner.
        walk_in = select(Enrolment).where(
            Enrolment.key
            == learners.make_enrolment_key(enrolment.session_id, None, enrolment.learner)
        )
        unit_id = session.get_one(ClassSession, enrolment.session_id).unit_id
        skills.forget_walk_in_skills(session, unit_id, enrolment.learner)
        for matching in (enrolment, *session.exec(walk_in)):
            matching.key, matching.learner = f"{matching.session_id}:unnamed:{matching.id}", ""
    skills.forget_contact_skills(session, contact_id)
    session.flush()


def forget(session: Session, contact_id: int) -> None:
    """Cut the link from a contact to their seats, skills and feedback, which stay counted.

    Seats that were not taken yet are given back. The words have gone before (privacy.erasure).
    """
    session.execute(
        update(ClassFeedback)
        .where(col(ClassFeedback.contact_id) == contact_id)
        .values(contact_id=None)
        .execution_options(synchronize_session=False)
    )
    forget_learner_names(session, contact_id)
    for enrolment in session.exec(select(Enrolment).where(Enrolment.contact_id == contact_id)):
        enrolment.key, enrolment.learner, enrolment.contact_id = (
            f"{enrolment.session_id}:gone:{enrolment.id}",
            "",
            None,
        )
        if enrolment.attended_at is None:
            enrolment.status = EnrolmentStatus.LEFT
