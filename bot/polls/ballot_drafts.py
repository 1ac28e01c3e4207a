"""Answering a poll question by question: the next question, valid answers, the end."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot import texts
from bot.core.errors import UserError
from bot.people.models import Contact
from bot.people.units import Unit
from bot.polls import announcing, audience, marks, service
from bot.polls.models import How, Kind, Per, Poll, PollQuestion, PollSitting


def begin(
    session: Session,
    contact: Contact,
    poll: Poll,
    *,
    voter: str,
    unit_id: int | None,
    how: How = How.CHAT,
    now: datetime,
    key: str = "",
) -> PollSitting:
    """Start answering; answers in progress to any poll are discarded.

    `key` as in `service.cast_ballot`. Raises UserError if the poll is not open.
    """
    service.must_be_open(poll, now=now)
    if how == How.CHAT and poll.per == Per.PERSON:
        voter = marks.must_settle(session, poll, contact, key=key)
    if (old := session.get(PollSitting, contact.id)) is not None:
        session.delete(old)
        session.flush()
    made = PollSitting(
        contact_id=contact.id, poll_id=poll.id, voter=voter, unit_id=unit_id, how=how, begun_at=now
    )
    session.add(made)
    session.flush()
    return made


def own_voter(session: Session, contact: Contact, poll: Poll) -> str | None:
    """Return the voter key of this chat, or None if the household must be asked for first.

    Raises UserError outside the poll's unit, or without the role it asks for.
    """
    unit = session.get(Unit, contact.unit_id) if contact.unit_id else None
    scope = session.get_one(Unit, poll.unit_id)
    if unit is None or not unit.path.startswith(scope.path):
        raise UserError(texts.POLL_ELSEWHERE.format(unit=scope.name))
    if not audience.may_answer(session, poll, contact):
        raise UserError(texts.POLL_ROLE_ONLY)
    return None if poll.per == Per.HOUSEHOLD else service.voter_of(contact)


def household_voter(session: Session, poll: Poll, code: str) -> tuple[str, int]:
    """Return the voter key and the village's id for a household code.

    Raises UserError if there is no such household in the poll's unit.
    """
    found = service.find_household(session, code)
    unit = session.get_one(Unit, found.unit_id) if found is not None else None
    scope = session.get_one(Unit, poll.unit_id)
    if found is None or unit is None or not unit.path.startswith(scope.path):
        raise UserError(texts.POLL_NO_HOUSEHOLD)
    return f"h{found.id}", unit.id


def current(questions: Sequence[PollQuestion], sitting: PollSitting) -> PollQuestion | None:
    """Return the next question to ask, or None when all are answered. Pure."""
    for one in questions:
        if one.place >= sitting.place and _asked(one, sitting.answers):
            return one
    return None


def _asked(one: PollQuestion, answers: dict[str, Any]) -> bool:
    if one.if_place is None:
        return True
    earlier = answers.get(str(one.if_place))
    return earlier is not None and one.if_option in earlier["options"]


def chosen(sitting: PollSitting, question: PollQuestion) -> list[int]:
    """Return the indexes of the options chosen so far."""
    return list(sitting.answers.get(str(question.place), {}).get("options", []))


def choose(session: Session, sitting: PollSitting, question: PollQuestion, option: int) -> None:
    """Choose an option. Raises UserError for an option that does not exist.

    A single choice moves on to the next question; in a multiple choice, choosing again deselects.
    """
    if not 0 <= option < len(question.options):
        raise UserError(texts.BUTTON_OLD)
    ticked = chosen(sitting, question)
    several = question.kind == Kind.MULTIPLE
    ticked = sorted({*ticked} ^ {option}) if several else [option]
    _put(sitting, question, ticked, "")
    if question.kind == Kind.SINGLE:
        sitting.place = question.place + 1
    sitting.reason = question.kind == Kind.YES_NO
    session.flush()


def choose_said(session: Session, sitting: PollSitting, question: PollQuestion, words: str) -> bool:
    """Choose the options that a typed text means; return False if unclear.

    In a multiple choice they are added to those already chosen.
    """
    several, yes_no = question.kind == Kind.MULTIPLE, question.kind == Kind.YES_NO
    places = announcing.read(words, question.options, several=several, yes_no=yes_no)
    if not places:
        return False
    for place in set(places) - set(chosen(sitting, question)) if several else places:
        choose(session, sitting, question, place)
    return True


def go_on(session: Session, sitting: PollSitting, question: PollQuestion) -> None:
    """Move on to the next question (*Xong*, or no reason).

    Raises UserError if nothing is chosen.
    """
    if not chosen(sitting, question):
        raise UserError(texts.POLL_CHOOSE_ONE)
    sitting.place, sitting.reason = question.place + 1, False
    session.flush()


def say_reason(session: Session, sitting: PollSitting, question: PollQuestion, words: str) -> None:
    """Store the reason of an answer (masked) and move on."""
    _put(sitting, question, chosen(sitting, question), words[: service.LONGEST_REASON])
    go_on(session, sitting, question)


def _put(sitting: PollSitting, question: PollQuestion, options: list[int], reason: str) -> None:
    # Answers to questions that this one no longer leads to are dropped when it is cast anew.
    later = {key: value for key, value in sitting.answers.items() if int(key) < question.place}
    answer = {"options": options, "reason": reason}
    sitting.answers = {**later, str(question.place): answer}
