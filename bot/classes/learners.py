"""Which learner of a class is meant by a name: as written; without tones only when one fits."""

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
    """One learner of one chat, or of nobody's, in one class."""
    return keyed(f"{class_id}:{contact_id or ''}:", learner, KEY)


def find(learners: Iterable[Enrolment], name: str) -> Enrolment | None:
    """The one of this name; UserError when it was typed without tones and two fit."""
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
    """All of a person's learners, also those who left; who has a place first."""
    query = select(Enrolment).where(
        col(Enrolment.contact_id).in_(chats), Enrolment.session_id == class_id
    )
    left_last = col(Enrolment.seat) == Seat.LEFT
    return session.exec(query.order_by(left_last, col(Enrolment.id))).all()


def check_room(session: Session, class_id: int, chats: Sequence[int], holder: str) -> None:
    """UserError for more learners than one person, or one household's code, brings along."""
    whose: ColumnElement[bool] = col(Enrolment.contact_id).in_(chats)
    if holder:
        whose = or_(whose, col(Enrolment.holder) == holder)
    query = select(func.count(col(Enrolment.id))).where(
        whose, Enrolment.session_id == class_id, Enrolment.seat != Seat.LEFT
    )
    if session.exec(query).one() >= MOST_LEARNERS:
        raise UserError(texts.CLASS_TOO_MANY.format(count=MOST_LEARNERS))
