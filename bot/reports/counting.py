"""What each event adds to the daily counters: the reactions listed in `bot.reactions`.

Every one is a handful of lookups by primary key of rows that the verb has just touched.
"""

from datetime import datetime

from sqlmodel import Session, col, select

from bot.classes.events import ClassFollowedUp, LearnerEnrolled
from bot.classes.models import ClassSession, Enrolment
from bot.faq.events import FeedbackGiven, QuestionRecorded
from bot.people.events import ContactStarted, VillageSet
from bot.people.models import Contact
from bot.polls.events import BallotCast
from bot.polls.models import Ballot, BallotMethod, Poll
from bot.privacy.events import ConsentGiven
from bot.reports.counters import add_count, local_day
from bot.reports.models import CountName
from bot.reports.residents import find_count_unit_id, find_resident

SMALLTALK = "smalltalk"
OUTCOME_COUNTS = {
    "answer": CountName.ANSWERED,
    "choices": CountName.CHOICES,
    "none": CountName.MISSED,
    "chosen": CountName.TOPIC_OPENED,
}
"""The counter of each outcome of a question."""


def count_question(session: Session, event: QuestionRecorded) -> None:
    """Count a resident's question by its outcome; a greeting is no question."""
    name = OUTCOME_COUNTS.get(event.outcome)
    if name is None or event.kind == SMALLTALK or not find_resident(session, event.contact_id):
        return
    detail = event.kind if name is CountName.MISSED else event.topic_id
    unit_id = find_count_unit_id(session, event.unit_id)
    add_count(session, name, unit_id, local_day(event.at), detail=detail)


def count_feedback(session: Session, event: FeedbackGiven) -> None:
    """Count a verdict on an answer; the one it replaces is taken back on its own day."""
    if not find_resident(session, event.contact_id):
        return
    unit_id = find_count_unit_id(session, event.unit_id)

    def add(helped: bool, at: datetime, amount: int) -> None:
        name = CountName.HELPED if helped else CountName.NOT_HELPED
        add_count(session, name, unit_id, local_day(at), detail=event.topic_id, amount=amount)

    if event.replaced is not None and event.replaced_at is not None:
        add(event.replaced, event.replaced_at, -1)
    add(event.helped, event.at, 1)


def count_contact(session: Session, event: ContactStarted) -> None:
    """Count a new chat by its channel account."""
    if contact := find_resident(session, event.contact_id):
        unit_id = find_count_unit_id(session, contact.place_id)
        day = local_day(event.at)
        add_count(session, CountName.STARTED, unit_id, day, detail=event.account)


def count_village(session: Session, event: VillageSet) -> None:
    """Count a chat whose village became known."""
    if find_resident(session, event.contact_id):
        add_count(session, CountName.LINKED, event.unit_id, local_day(event.at))


def count_consent(session: Session, event: ConsentGiven) -> None:
    """Count an agreement to be remembered."""
    if contact := find_resident(session, event.contact_id):
        unit_id = find_count_unit_id(session, contact.place_id)
        add_count(session, CountName.CONSENTED, unit_id, local_day(event.at))


def count_enrolment(session: Session, event: LearnerEnrolled) -> None:
    """Count a learner in the unit of the class; also one without a phone."""
    enrolment = session.get_one(Enrolment, event.enrolment_id)
    if enrolment.contact_id is None or find_resident(session, enrolment.contact_id):
        class_session = session.get_one(ClassSession, enrolment.session_id)
        add_count(session, CountName.ENROLLED, class_session.unit_id, local_day(event.at))


def count_class(session: Session, event: ClassFollowedUp) -> None:
    """Count a class and who came, on the day of the class; nobody there is no class held."""
    class_session = session.get_one(ClassSession, event.class_id)
    learners = session.exec(
        select(Enrolment.contact_id).where(
            Enrolment.session_id == class_session.id, col(Enrolment.attended_at).is_not(None)
        )
    ).all()
    attended = max(len(learners), class_session.headcount or 0)
    if attended:
        unit_id, day = class_session.unit_id, local_day(class_session.starts_at)
        add_count(session, CountName.CLASS_HELD, unit_id, day)
        add_count(session, CountName.ATTENDED, unit_id, day, amount=attended)


def count_ballot(session: Session, event: BallotCast) -> None:
    """Count a ballot by how it was cast; one written down by a member is a resident's too."""
    ballot = session.get_one(Ballot, event.ballot_id)
    if ballot.how == BallotMethod.CHAT and not _is_asked_resident(session, ballot):
        return
    unit_id = ballot.unit_id or session.get_one(Poll, ballot.poll_id).unit_id
    add_count(session, CountName.BALLOT, unit_id, local_day(event.at), detail=ballot.how)


def _is_asked_resident(session: Session, ballot: Ballot) -> bool:
    contact = session.get(Contact, ballot.contact_id) if ballot.contact_id else None
    return contact is None or find_resident(session, contact.id) is not None
