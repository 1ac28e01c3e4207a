"""Answering a poll question by question: the next question, valid answers, the end."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot import texts
from bot.core.errors import UserError
from bot.people.models import Contact
from bot.people.units import Unit, is_within
from bot.polls import audience, option_parser, service, voter_identity
from bot.polls.models import BallotDraft, BallotMethod, Poll, PollQuestion, QuestionKind, VoterKind


def begin_ballot(
    session: Session,
    contact: Contact,
    poll: Poll,
    *,
    voter: str,
    unit_id: int | None,
    how: BallotMethod = BallotMethod.CHAT,
    now: datetime,
    key: str = "",
) -> BallotDraft:
    """Start answering; answers in progress to any poll are discarded.

    `key` as in `service.cast_ballot`. Raises UserError if the poll is not open.
    """
    service.must_be_open(poll, now=now)
    if how == BallotMethod.CHAT and poll.per == VoterKind.PERSON:
        voter = voter_identity.require_voter(session, poll, contact, key=key)
    if (previous := session.get(BallotDraft, contact.id)) is not None:
        session.delete(previous)
        session.flush()
    draft = BallotDraft(
        contact_id=contact.id, poll_id=poll.id, voter=voter, unit_id=unit_id, how=how, begun_at=now
    )
    session.add(draft)
    session.flush()
    return draft


def find_own_voter(session: Session, contact: Contact, poll: Poll) -> str | None:
    """Return the voter key of this chat, or None if the household must be asked for first.

    Raises UserError outside the poll's unit, or without the role it asks for.
    """
    unit = session.get(Unit, contact.unit_id) if contact.unit_id else None
    scope = session.get_one(Unit, poll.unit_id)
    if unit is None or not is_within(unit.path, scope.path):
        raise UserError(texts.POLL_ELSEWHERE.format(unit=scope.name))
    if not audience.may_answer(session, poll, contact):
        raise UserError(texts.POLL_ROLE_ONLY)
    return None if poll.per == VoterKind.HOUSEHOLD else service.make_voter_key(contact)


def get_household_voter(session: Session, poll: Poll, code: str) -> tuple[str, int]:
    """Return the voter key and the village's id for a household code.

    Raises UserError if there is no such household in the poll's unit.
    """
    household = service.find_household(session, code)
    unit = session.get_one(Unit, household.unit_id) if household is not None else None
    scope = session.get_one(Unit, poll.unit_id)
    if household is None or unit is None or not is_within(unit.path, scope.path):
        raise UserError(texts.POLL_NO_HOUSEHOLD)
    return f"h{household.id}", unit.id


def find_current_question(
    questions: Sequence[PollQuestion], draft: BallotDraft
) -> PollQuestion | None:
    """Return the next question to ask, or None when all are answered. Pure."""
    for question in questions:
        if question.place >= draft.place and _is_asked(question, draft.answers):
            return question
    return None


def _is_asked(question: PollQuestion, answers: dict[str, Any]) -> bool:
    if question.if_place is None:
        return True
    earlier = answers.get(str(question.if_place))
    return earlier is not None and question.if_option in earlier["options"]


def list_chosen(draft: BallotDraft, question: PollQuestion) -> list[int]:
    """Return the indexes of the options chosen so far."""
    return list(draft.answers.get(str(question.place), {}).get("options", []))


def choose_option(
    session: Session, draft: BallotDraft, question: PollQuestion, option: int
) -> None:
    """Choose an option. Raises UserError for an option that does not exist.

    A single choice moves on to the next question; in a multiple choice, choosing again deselects.
    """
    if not 0 <= option < len(question.options):
        raise UserError(texts.BUTTON_OLD)
    ticked = list_chosen(draft, question)
    several = question.kind == QuestionKind.MULTIPLE
    ticked = sorted({*ticked} ^ {option}) if several else [option]
    _store_answer(draft, question, ticked, "")
    if question.kind == QuestionKind.SINGLE:
        draft.place = question.place + 1
    draft.reason = question.kind == QuestionKind.YES_NO
    session.flush()


def choose_typed(session: Session, draft: BallotDraft, question: PollQuestion, text: str) -> bool:
    """Choose the options that a typed text means; return False if unclear.

    In a multiple choice they are added to those already chosen.
    """
    several, yes_no = question.kind == QuestionKind.MULTIPLE, question.kind == QuestionKind.YES_NO
    places = option_parser.match_options(text, question.options, several=several, yes_no=yes_no)
    if not places:
        return False
    for place in set(places) - set(list_chosen(draft, question)) if several else places:
        choose_option(session, draft, question, place)
    return True


def advance_question(session: Session, draft: BallotDraft, question: PollQuestion) -> None:
    """Move on to the next question (*Xong*, or no reason).

    Raises UserError if nothing is chosen.
    """
    if not list_chosen(draft, question):
        raise UserError(texts.POLL_CHOOSE_ONE)
    draft.place, draft.reason = question.place + 1, False
    session.flush()


def set_reason(session: Session, draft: BallotDraft, question: PollQuestion, reason: str) -> None:
    """Store the reason of an answer (masked) and move on."""
    _store_answer(draft, question, list_chosen(draft, question), reason[: service.LONGEST_REASON])
    advance_question(session, draft, question)


def _store_answer(
    draft: BallotDraft, question: PollQuestion, options: list[int], reason: str
) -> None:
    # Answers to questions that this one no longer leads to are dropped when it is cast anew.
    later = {key: value for key, value in draft.answers.items() if int(key) < question.place}
    answer = {"options": options, "reason": reason}
    draft.answers = {**later, str(question.place): answer}
