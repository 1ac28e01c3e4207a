"""Drafts of polls: create, fill and validate them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete
from sqlmodel import Session, col, select

from bot import texts
from bot.core.errors import UserError
from bot.people.models import ROLES
from bot.people.units import Unit
from bot.polls.models import Kind, Per, Poll, PollQuestion, PollState
from bot.polls.service import note
from bot.vietnamese.dates.weekdays import find_misfits
from bot.vietnamese.letters import nfc

MOST_QUESTIONS, MOST_OPTIONS = 10, 8
LONGEST_TITLE, LONGEST_QUESTION, LONGEST_OPTION = 300, 500, 80


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of a draft."""

    text: str
    kind: Kind
    options: tuple[str, ...] = ()
    only_if: tuple[int, int] | None = None  # place of an earlier question, place of its option


def draft(
    session: Session,
    unit: Unit,
    title: str,
    questions: Sequence[Asked],
    *,
    per: Per,
    role: str = "",
    closes_at: datetime,
    opens_at: datetime | None = None,
    now: datetime,
) -> Poll:
    """Create a draft for the operator. Raises UserError that names the first fault."""
    if role and (per == Per.HOUSEHOLD or role not in ROLES):
        raise UserError(texts.POLL_BAD_ROLE)
    poll = Poll(unit_id=unit.id, title="", per=per, role=role, closes_at=closes_at, made_at=now)
    set_times(poll, opens_at, closes_at, now=now)
    write(session, poll, title, questions)
    note(session, poll, "draft", now)
    return poll


def begin(
    session: Session, unit: Unit, *, closes_at: datetime, person_id: int, now: datetime
) -> Poll:
    """Create an empty draft that an officer fills in a chat, its questions first."""
    poll = Poll(
        unit_id=unit.id,
        title="",
        closes_at=closes_at,
        made_at=now,
        drafted_by=person_id,
        step="form",
    )
    session.add(poll)
    note(session, poll, "draft", now, person_id)
    return poll


def find_draft(session: Session, person_id: int | None, *, since: datetime) -> Poll | None:
    """Return the draft that an officer is writing in a chat, locked, or None."""
    query = (
        select(Poll)
        .where(
            Poll.drafted_by == person_id,
            Poll.state == PollState.DRAFT,
            Poll.step != "",
            Poll.made_at > since,
        )
        .order_by(col(Poll.id).desc())
        .limit(1)
        .with_for_update()
    )
    return session.exec(query).first() if person_id is not None else None


def write(session: Session, poll: Poll, title: str, questions: Sequence[Asked]) -> None:
    """Validate title and questions and store them in the draft.

    Raises UserError that names the first fault.
    """
    _check(title, questions)
    options = (option for question in questions for option in question.options)
    for text in (title, *(question.text for question in questions), *options):
        for misfit in find_misfits(text, poll.made_at.date()):
            raise UserError(texts.POLL_WEEKDAY.format(misfit=misfit))
    poll.title = nfc(title).strip()
    session.add(poll)
    session.flush()
    session.execute(delete(PollQuestion).where(col(PollQuestion.poll_id) == poll.id))
    session.add_all(_row(poll, place, one) for place, one in enumerate(questions))
    session.flush()


def set_times(poll: Poll, opens_at: datetime | None, closes_at: datetime, *, now: datetime) -> None:
    """Set when the poll opens (None: as soon as it is approved) and closes.

    Raises UserError if it would end before it opens.
    """
    if closes_at <= max(opens_at or now, now):
        raise UserError(texts.POLL_ENDS_EARLY)
    poll.opens_at, poll.closes_at = opens_at, closes_at


def _row(poll: Poll, place: int, one: Asked) -> PollQuestion:
    options = texts.POLL_YES_NO if one.kind == Kind.YES_NO else one.options
    if_place, if_option = one.only_if or (None, None)
    return PollQuestion(
        poll_id=poll.id,
        place=place,
        text=nfc(one.text).strip(),
        kind=one.kind,
        options=[nfc(option).strip() for option in options],
        if_place=if_place,
        if_option=if_option,
    )


def _check(title: str, questions: Sequence[Asked]) -> None:
    if not title.strip() or len(title) > LONGEST_TITLE:
        raise UserError(texts.POLL_BAD_TITLE.format(limit=LONGEST_TITLE))
    if not 1 <= len(questions) <= MOST_QUESTIONS:
        raise UserError(texts.POLL_BAD_COUNT.format(count=MOST_QUESTIONS))
    for place, one in enumerate(questions):
        number = place + 1
        if not one.text.strip() or len(one.text) > LONGEST_QUESTION:
            raise UserError(texts.POLL_BAD_QUESTION.format(number=number, limit=LONGEST_QUESTION))
        few = one.kind != Kind.YES_NO and not 2 <= len(set(one.options)) <= MOST_OPTIONS
        long = any(not option.strip() or len(option) > LONGEST_OPTION for option in one.options)
        if few or long or len(set(one.options)) < len(one.options):
            raise UserError(texts.POLL_BAD_OPTIONS.format(number=number, count=MOST_OPTIONS))
        if one.only_if is not None:
            _check_branch(questions, place, *one.only_if)


def _check_branch(questions: Sequence[Asked], place: int, earlier: int, option: int) -> None:
    known = 0 <= earlier < place and questions[earlier].kind in (Kind.SINGLE, Kind.YES_NO)
    options = 2 if known and questions[earlier].kind == Kind.YES_NO else 0
    options = options or (len(questions[earlier].options) if known else 0)
    if not 0 <= option < options:
        raise UserError(texts.POLL_BAD_BRANCH.format(number=place + 1))
