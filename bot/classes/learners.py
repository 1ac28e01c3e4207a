"""Find a class's learner by name: as written, or without tones if only one matches."""

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, func, or_
from sqlmodel import Session, col, select

from bot import texts
from bot.classes.models import Enrolment, EnrolmentStatus
from bot.core.errors import UserError
from bot.vietnamese.letters import make_name_column, name_key, normalize_for_match

MAX_LEARNERS = 6  # of one person, or one household's code, in one class
KEY_LENGTH = 200  # characters of its column


def make_enrolment_key(class_id: int, contact_id: int | None, learner: str) -> str:
    """Return the unique key of a learner in a class; without a contact, of a walk-in."""
    return make_name_column(f"{class_id}:{contact_id or ''}:", learner, KEY_LENGTH)


def find_by_name(enrolments: Iterable[Enrolment], name: str) -> Enrolment | None:
    """Return the enrolment with this name, or None. Raises UserError if two match without tones."""
    listed = list(enrolments)
    written = name_key(name)
    matching = [enrolment for enrolment in listed if name_key(enrolment.learner) == written]
    if not matching and written and written == normalize_for_match(name):
        matching = [
            enrolment for enrolment in listed if normalize_for_match(enrolment.learner) == written
        ]
    if len({name_key(enrolment.learner) for enrolment in matching}) > 1:
        names = ", ".join(enrolment.learner for enrolment in matching)
        raise UserError(texts.LEARNER_WHICH.format(names=names))
    return matching[0] if matching else None


def list_by_chats(session: Session, chats: Sequence[int], class_id: int) -> Sequence[Enrolment]:
    """Return all enrolments of a person's contacts in a class, those who left last."""
    query = select(Enrolment).where(
        col(Enrolment.contact_id).in_(chats), Enrolment.session_id == class_id
    )
    left_last = col(Enrolment.status) == EnrolmentStatus.LEFT
    return session.exec(query.order_by(left_last, col(Enrolment.id))).all()


def check_learner_limit(session: Session, class_id: int, chats: Sequence[int], holder: str) -> None:
    """Raise UserError if one person or household would enrol more than MAX_LEARNERS."""
    whose: ColumnElement[bool] = col(Enrolment.contact_id).in_(chats)
    if holder:
        whose = or_(whose, col(Enrolment.holder) == holder)
    query = select(func.count(col(Enrolment.id))).where(
        whose, Enrolment.session_id == class_id, Enrolment.status != EnrolmentStatus.LEFT
    )
    if session.exec(query).one() >= MAX_LEARNERS:
        raise UserError(texts.CLASS_TOO_MANY.format(count=MAX_LEARNERS))
