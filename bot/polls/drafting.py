"""Drafts of polls: create, fill and validate them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete
from sqlmodel import Session, col, select

from bot import texts
from bot.core.errors import NotFound, UserError
from bot.core.events import emit
from bot.people.actor import Actor
from bot.people.models import ROLE_GROUPS
from bot.people.units import Unit, is_within
from bot.polls import approval
from bot.polls.events import PollDrafted
from bot.polls.models import DraftStep, Poll, PollQuestion, PollState, QuestionKind, VoterKind
from bot.vietnamese.dates.weekdays import list_weekday_mismatches
from bot.vietnamese.letters import nfc

MOST_QUESTIONS, MOST_OPTIONS = 10, 8
LONGEST_TITLE, LONGEST_QUESTION, LONGEST_OPTION = 300, 500, 80


@dataclass(frozen=True, slots=True)
class QuestionDraft:
    """One question of a draft."""

    text: str
    kind: QuestionKind
    options: tuple[str, ...] = ()
    only_if: tuple[int, int] | None = None  # place of an earlier question, place of its option


def create_draft(
    session: Session,
    unit: Unit,
    title: str,
    questions: Sequence[QuestionDraft],
    *,
    per: VoterKind,
    role: str = "",
    closes_at: datetime,
    opens_at: datetime | None = None,
    actor: Actor,
    now: datetime,
) -> Poll:
    """Create a complete draft. Raises UserError that names the first fault."""
    if role and (per == VoterKind.HOUSEHOLD or role not in ROLE_GROUPS):
        raise UserError(texts.POLL_BAD_ROLE)
    poll = Poll(
        unit_id=unit.id,
        title="",
        per=per,
        role=role,
        closes_at=closes_at,
        made_at=now,
        drafted_by=actor.person_id,
    )
    set_times(poll, opens_at, closes_at, now=now)
    update_draft(session, poll, title, questions)
    emit(session, PollDrafted(poll.id, actor, now))
    return poll


def begin_draft(
    session: Session, unit: Unit, *, closes_at: datetime, actor: Actor, now: datetime
) -> Poll:
    """Create an empty draft that an officer fills in a chat, its questions first."""
    poll = Poll(
        unit_id=unit.id,
        title="",
        closes_at=closes_at,
        made_at=now,
        drafted_by=actor.person_id,
        step=DraftStep.FORM,
    )
    session.add(poll)
    session.flush()
    emit(session, PollDrafted(poll.id, actor, now))
    return poll


@dataclass(frozen=True, slots=True)
class PollDraft:
    """A poll as its author wants it. `role` asks only people with that role, one ballot each."""

    title: str
    questions: tuple[QuestionDraft, ...]
    per: VoterKind
    role: str
    opens_at: datetime | None  # None: as soon as it is approved
    closes_at: datetime


def edit_draft(
    session: Session, poll: Poll, unit: Unit, draft: PollDraft, *, actor: Actor, now: datetime
) -> None:
    """Store what its drafter wants it to be; a submitted or refused one is a draft again.

    `poll` must be locked. Raises NotAllowed for anybody else, UserError that names the first fault
    or in another state.
    """
    approval.return_to_draft(session, poll, actor=actor, now=now)
    if draft.role and (draft.per == VoterKind.HOUSEHOLD or draft.role not in ROLE_GROUPS):
        raise UserError(texts.POLL_BAD_ROLE)
    set_times(poll, draft.opens_at, draft.closes_at, now=now)
    set_audience(session, poll, unit, actor=actor, role=draft.role)
    poll.per, poll.step = draft.per, DraftStep.NONE
    update_draft(session, poll, draft.title, draft.questions)


def find_draft(session: Session, person_id: int | None, *, since: datetime) -> Poll | None:
    """Return the draft that an officer is writing in a chat, locked, or None."""
    query = (
        select(Poll)
        .where(
            Poll.drafted_by == person_id,
            Poll.state == PollState.DRAFT,
            Poll.step != DraftStep.NONE,
            Poll.made_at > since,
        )
        .order_by(col(Poll.id).desc())
        .limit(1)
        .with_for_update()
    )
    return session.exec(query).first() if person_id is not None else None


def update_draft(
    session: Session, poll: Poll, title: str, questions: Sequence[QuestionDraft]
) -> None:
    """Validate title and questions and store them in the draft.

    Raises UserError that names the first fault.
    """
    _check_questions(title, questions)
    options = (option for question in questions for option in question.options)
    for text in (title, *(question.text for question in questions), *options):
        for misfit in list_weekday_mismatches(text, poll.made_at.date()):
            raise UserError(texts.POLL_WEEKDAY.format(misfit=misfit))
    poll.title = nfc(title).strip()
    session.add(poll)
    session.flush()
    session.execute(delete(PollQuestion).where(col(PollQuestion.poll_id) == poll.id))
    session.add_all(
        _make_question(poll, place, question) for place, question in enumerate(questions)
    )
    session.flush()


def set_times(poll: Poll, opens_at: datetime | None, closes_at: datetime, *, now: datetime) -> None:
    """Set when the poll opens (None: as soon as it is approved) and closes.

    Raises UserError if it would end before it opens.
    """
    if closes_at <= max(opens_at or now, now):
        raise UserError(texts.POLL_ENDS_EARLY)
    poll.opens_at, poll.closes_at = opens_at, closes_at


def set_step(poll: Poll, step: DraftStep) -> None:
    """Set what the draft waits for in its drafter's chat."""
    poll.step = step


def set_audience(session: Session, poll: Poll, unit: Unit, *, actor: Actor, role: str = "") -> None:
    """Set which unit is asked; with `role`, only its people in that role, one ballot each.

    Raises NotFound for a unit that the actor may not touch.
    """
    if not is_within(unit.path, actor.scope):
        raise NotFound(texts.BUTTON_OLD)
    poll.unit_id, poll.role = unit.id, role
    poll.per = VoterKind.PERSON if role else poll.per
    session.flush()


def switch_voters(poll: Poll) -> None:
    """Give each household one ballot instead of each person, or the other way round."""
    poll.per = VoterKind.PERSON if poll.per == VoterKind.HOUSEHOLD else VoterKind.HOUSEHOLD
    poll.role = ""


def _make_question(poll: Poll, place: int, question: QuestionDraft) -> PollQuestion:
    options = texts.POLL_YES_NO if question.kind == QuestionKind.YES_NO else question.options
    if_place, if_option = question.only_if or (None, None)
    return PollQuestion(
        poll_id=poll.id,
        place=place,
        text=nfc(question.text).strip(),
        kind=question.kind,
        options=[nfc(option).strip() for option in options],
        if_place=if_place,
        if_option=if_option,
    )


def _check_questions(title: str, questions: Sequence[QuestionDraft]) -> None:
    if not title.strip() or len(title) > LONGEST_TITLE:
        raise UserError(texts.POLL_BAD_TITLE.format(limit=LONGEST_TITLE))
    if not 1 <= len(questions) <= MOST_QUESTIONS:
        raise UserError(texts.POLL_BAD_COUNT.format(count=MOST_QUESTIONS))
    for place, question in enumerate(questions):
        number = place + 1
        if not question.text.strip() or len(question.text) > LONGEST_QUESTION:
            raise UserError(texts.POLL_BAD_QUESTION.format(number=number, limit=LONGEST_QUESTION))
        few = (
            question.kind != QuestionKind.YES_NO
            and not 2 <= len(set(question.options)) <= MOST_OPTIONS
        )
        long = any(
            not option.strip() or len(option) > LONGEST_OPTION for option in question.options
        )
        if few or long or len(set(question.options)) < len(question.options):
            raise UserError(texts.POLL_BAD_OPTIONS.format(number=number, count=MOST_OPTIONS))
        if question.only_if is not None:
            _check_branch(questions, place, *question.only_if)


def _check_branch(
    questions: Sequence[QuestionDraft], place: int, earlier: int, option: int
) -> None:
    known = 0 <= earlier < place and questions[earlier].kind in (
        QuestionKind.SINGLE,
        QuestionKind.YES_NO,
    )
    options = 2 if known and questions[earlier].kind == QuestionKind.YES_NO else 0
    options = options or (len(questions[earlier].options) if known else 0)
    if not 0 <= option < options:
        raise UserError(texts.POLL_BAD_BRANCH.format(number=place + 1))
