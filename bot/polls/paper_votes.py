"""Votes on paper, typed in as a sheet: a row a household's code or a person's name.

Every row is checked before anything is written, and nothing is written while one is wrong. A vote
that somebody sent themselves, or that somebody else typed, is never replaced.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete
from sqlmodel import Session, col, select

from bot import texts
from bot.core import codes
from bot.core.errors import NotFound, UserError
from bot.core.events import emit
from bot.people import units
from bot.people.actor import Actor
from bot.people.models import Household, Person
from bot.people.units import Unit, is_within
from bot.polls import named_voters, service
from bot.polls.events import PapersEntered
from bot.polls.models import (
    Ballot,
    BallotMethod,
    BallotProof,
    Poll,
    PollQuestion,
    QuestionKind,
    Vote,
    VoterKind,
)

MAX_ROWS = 200


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One paper as it was typed: its place in the sheet, the voter, the options by question."""

    number: int
    voter: str  # a household's code, or a name
    answers: Mapping[int, tuple[int, ...]]  # place of the question → options


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """A row that can be written: whose vote it is, and whether it replaces one typed before."""

    row: PaperRow
    key: str  # as in Ballot.voter
    unit_id: int
    label: str
    is_replaced: bool


@dataclass(frozen=True, slots=True)
class PaperCheck:
    """What a sheet would do: the rows that can be written, the others' faults, and the sums."""

    rows: Sequence[CheckedRow]
    faults: Mapping[int, str]  # number of the row → what is wrong and how to mend it
    sums: Mapping[int, Sequence[int]]  # place of the question → votes by option
    blanks: Mapping[int, int]  # place of the question → rows without an answer


def get_poll_for_papers(
    session: Session, number: int, *, actor: Actor, lock: bool = False
) -> tuple[Poll, Sequence[Unit]]:
    """Return a poll that asks in the actor's units, and the villages whose papers they may type.

    Raises NotFound.
    """
    poll = service.get_poll(session, number, lock=lock)
    asked = session.get_one(Unit, poll.unit_id)
    here = session.exec(select(Unit).where(Unit.path == actor.scope)).first()
    if here is None or not (is_within(asked.path, here.path) or is_within(here.path, asked.path)):
        raise NotFound(texts.POLL_UNKNOWN)
    narrower = asked if is_within(asked.path, here.path) else here
    below = units.list_subtree(session, narrower)
    return poll, [unit for unit in below if unit.id != narrower.id] or [narrower]


def check_papers(
    session: Session,
    number: int,
    rows: Sequence[PaperRow],
    *,
    village_id: int | None,
    actor: Actor,
    now: datetime,
) -> PaperCheck:
    """Return what a sheet would do; writes nothing. `village_id`: where people without code live.

    Raises NotFound, UserError if the poll cannot be answered now.
    """
    poll, villages = get_poll_for_papers(session, number, actor=actor)
    return _check(session, poll, villages, rows, village_id, actor, now)


def enter_papers(
    session: Session,
    number: int,
    rows: Sequence[PaperRow],
    *,
    village_id: int | None,
    actor: Actor,
    now: datetime,
) -> PaperCheck:
    """Write a sheet whole, in the name of the actor; with a fault in it nothing is written.

    Raises as `check_papers`.
    """
    poll, villages = get_poll_for_papers(session, number, actor=actor, lock=True)
    check = _check(session, poll, villages, rows, village_id, actor, now)
    if check.faults or not check.rows:
        return check
    questions = {question.place: question for question in service.list_questions(session, poll)}
    for checked in check.rows:
        _write(session, poll, questions, checked, actor, now)
    emit(session, PapersEntered(poll.id, actor, now, len(check.rows)))
    return check


def _check(
    session: Session,
    poll: Poll,
    villages: Sequence[Unit],
    rows: Sequence[PaperRow],
    village_id: int | None,
    actor: Actor,
    now: datetime,
) -> PaperCheck:
    service.must_be_open(poll, now=now)
    if len(rows) > MAX_ROWS:
        raise UserError(texts.PAPERS_MANY.format(limit=MAX_ROWS))
    questions = service.list_questions(session, poll)
    faults: dict[int, str] = {}
    voters: dict[int, tuple[str, int, str]] = {}
    find = _find_households if poll.per == VoterKind.HOUSEHOLD else _find_people
    find(session, poll, villages, rows, village_id, voters, faults)
    for row in rows:
        if row.number not in faults and (fault := _find_fault(row, questions)):
            faults[row.number] = fault
    _find_doubles(voters, faults)
    replaced = _find_replaced(session, poll, voters, faults, actor)
    checked = [
        CheckedRow(row, *voters[row.number], voters[row.number][0] in replaced)
        for row in rows
        if row.number not in faults
    ]
    return PaperCheck(checked, faults, *_add_up(questions, checked))


def _find_households(
    session: Session,
    poll: Poll,
    villages: Sequence[Unit],
    rows: Sequence[PaperRow],
    _village_id: int | None,
    voters: dict[int, tuple[str, int, str]],
    faults: dict[int, str],
) -> None:
    wanted = {row.number: _plain_code(row.voter) for row in rows}
    query = select(Household).where(
        col(Household.code).in_(set(wanted.values())),
        col(Household.unit_id).in_([village.id for village in villages]),
    )
    households = {household.code: household for household in session.exec(query)}
    for number, code in wanted.items():
        household = households.get(code) if code else None
        if household is None:
            template = texts.PAPERS_NO_CODE if code else texts.PAPERS_NO_VOTER
            faults[number] = template.format(code=code)
        else:
            voters[number] = (f"h{household.id}", household.unit_id, household.label)


def _plain_code(typed: str) -> str:
    return "".join(letter for letter in typed.upper() if letter.isalnum())


def _find_people(
    session: Session,
    poll: Poll,
    villages: Sequence[Unit],
    rows: Sequence[PaperRow],
    village_id: int | None,
    voters: dict[int, tuple[str, int, str]],
    faults: dict[int, str],
) -> None:
    village = next((unit for unit in villages if unit.id == village_id), None)
    if village is None:
        raise UserError(texts.PAPERS_NO_VILLAGE)
    for row in rows:
        try:
            if not row.voter.strip():
                raise UserError(texts.PAPERS_NO_VOTER)
            key = named_voters.resolve_named_voter(session, poll, village, row.voter.strip())
            voters[row.number] = (key, village.id, row.voter.strip())
        except UserError as error:
            faults[row.number] = str(error)


def _find_fault(row: PaperRow, questions: Sequence[PollQuestion]) -> str:
    """Return what is wrong with the answers of a row, or ""."""
    if not any(row.answers.values()):
        return texts.PAPERS_BLANK
    for question in questions:
        chosen = row.answers.get(question.place, ())
        if len(chosen) > 1 and question.kind != QuestionKind.MULTIPLE:
            return texts.PAPERS_ONE_ONLY.format(number=question.place + 1)
        if chosen and not _is_asked(question, row.answers):
            return texts.PAPERS_NOT_ASKED.format(
                number=question.place + 1, earlier=(question.if_place or 0) + 1
            )
    return ""


def _is_asked(question: PollQuestion, answers: Mapping[int, tuple[int, ...]]) -> bool:
    return question.if_place is None or question.if_option in answers.get(question.if_place, ())


def _find_doubles(voters: Mapping[int, tuple[str, int, str]], faults: dict[int, str]) -> None:
    first: dict[str, int] = {}
    for number, (key, _, _) in sorted(voters.items()):
        if key in first:
            faults.setdefault(number, texts.PAPERS_TWICE.format(row=first[key]))
        else:
            first[key] = number


def _find_replaced(
    session: Session,
    poll: Poll,
    voters: Mapping[int, tuple[str, int, str]],
    faults: dict[int, str],
    actor: Actor,
) -> set[str]:
    """Return the voters whose paper the actor typed before; others' votes become faults."""
    query = (
        select(Ballot, Person.name)
        .join(Person, col(Person.id) == Ballot.entered_by, isouter=True)
        .where(
            Ballot.poll_id == poll.id, col(Ballot.voter).in_({key for key, *_ in voters.values()})
        )
    )
    existing = {ballot.voter: (ballot, name) for ballot, name in session.exec(query)}
    for number, (key, _, _) in voters.items():
        if key not in existing:
            continue
        ballot, name = existing[key]
        if ballot.how == BallotMethod.CHAT:
            faults.setdefault(number, texts.POLL_ALREADY_OWN)
        elif ballot.entered_by != actor.person_id:
            name = name or texts.TEAM_MEMBER
            faults.setdefault(number, texts.POLL_ENTERED_BY.format(name=name))
    return set(existing)


def _add_up(
    questions: Sequence[PollQuestion], checked: Sequence[CheckedRow]
) -> tuple[dict[int, list[int]], dict[int, int]]:
    sums: dict[int, list[int]] = {}
    blanks: dict[int, int] = {}
    for question in questions:
        answers = [checked_row.row.answers.get(question.place, ()) for checked_row in checked]
        counts = Counter(option for chosen in answers for option in chosen)
        sums[question.place] = [counts[place] for place in range(len(question.options))]
        blanks[question.place] = sum(not chosen for chosen in answers)
    return sums, blanks


def _write(
    session: Session,
    poll: Poll,
    questions: Mapping[int, PollQuestion],
    checked: CheckedRow,
    actor: Actor,
    now: datetime,
) -> None:
    existing = service.find_ballot(session, poll, checked.key) if checked.is_replaced else None
    ballot = existing or Ballot(
        poll_id=poll.id,
        voter=checked.key,
        receipt=codes.generate_code(service.RECEIPT_LENGTH),
        cast_at=now,
    )
    ballot.how, ballot.proof = BallotMethod.PAPER, BallotProof.WRITTEN
    ballot.unit_id, ballot.contact_id = checked.unit_id, None
    ballot.entered_by, ballot.changed_at = actor.person_id, now if existing else None
    session.add(ballot)
    session.flush()
    session.execute(delete(Vote).where(col(Vote.ballot_id) == ballot.id))
    session.add_all(_make_votes(ballot, questions, checked.row.answers.items()))
    session.flush()


def _make_votes(
    ballot: Ballot,
    questions: Mapping[int, PollQuestion],
    answers: Iterable[tuple[int, tuple[int, ...]]],
) -> list[Vote]:
    return [
        Vote(ballot_id=ballot.id, question_id=questions[place].id, options=sorted(chosen))
        for place, chosen in answers
        if chosen
    ]
