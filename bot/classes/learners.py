"""Find a class's learner by name: as written, or without tones if only one matches."""

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, func, or_
from sqlmodel import Session, col, select

from bot import texts
from bot.classes.models import Enrolment, Seat
from bot.core.errors import UserError
from bot.vietnamese.letters import bare, keyed, name_key

MOST_LEARNERS = 6  # of one person, or one household's code, in one class
KEY = 200  # characters of its column


def key_of(class_id: int, contact_id: int | None, learner: str) -> str:
    """Return the unique key of a learner in a class; without a contact, of a walk-in."""
    return keyed(f"{class_id}:{contact_id or ''}:", learner, KEY)


def find(learners: Iterable[Enrolment], name: str) -> Enrolment | None:
    """Return the enrolment with this name, or None. Raises UserError if two match without tones."""
    listed = list(learners)
    written = name_key(name)
    same = [seat for seat in listed if name_key(seat.learner) == written]
    if not same and written and written == bare(name):
        same = [seat for seat in listed if bare(seat.learner) == written]
    if len({name_key(seat.learner) for seat in same}) > 1:
        names = ", ".join(seat.learner for seat in same)
        raise UserError(texts.LEARNER_WHICH.format(names=names))
    return same[0] if same else None


def of_chats(session: Session, chats: Sequence[int], class_id: int) -> Sequence[Enrolment]:
    """Return all enrolments of a person's contacts in a class, those who left last."""
    query = select(Enrolment).where(
        col(Enrolment.contact_id).in_(chats), Enrolment.session_id == class_id
    )
    left_last = col(Enrolment.seat) == Seat.LEFT
    return session.exec(query.order_by(left_last, col(Enrolment.id))).all()


def check_room(session: Session, class_id: int, chats: Sequence[int], holder: str) -> None:
    """Raise UserError if one person or household would enrol more than MAX_LEARNERS."""
    whose: ColumnElement[bool] = col(Enrolment.contact_id).in_(chats)
    if holder:
        whose = or_(whose, col(Enrolment.holder) == holder)
    query = select(func.count(col(Enrolment.id))).where(
        whose, Enrolment.session_id == class_id, Enrolment.seat != Seat.LEFT
    )
    if session.exec(query).one() >= MOST_LEARNERS:
        raise UserError(texts.CLASS_TOO_MANY.format(count=MOST_LEARNERS))
