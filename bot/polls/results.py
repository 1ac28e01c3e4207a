"""Results of a poll: percentages, suppression of small villages, grouped reasons."""

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select

from bot.people.models import Household, Person
from bot.people.units import Unit, list_subtree, within
from bot.polls import service
from bot.polls.models import Ballot, BallotProof, Poll, PollQuestion, Vote, VoterKind
from bot.vietnamese import similarity

MIN_BALLOTS = 5  # ballots: fewer would show who said what
MAX_REASON_GROUPS = 10


@dataclass(frozen=True, slots=True)
class Turnout:
    """How many voters of a village answered; `eligible` is 0 if unknown."""

    unit_id: int
    unit: str
    answered: int
    eligible: int

    @property
    def percent(self) -> int:
        """The turnout in percent, rounded."""
        return round(100 * self.answered / self.eligible) if self.eligible else 0


@dataclass(frozen=True, slots=True)
class Tally:
    """One question's answers by option, over the `answered` ballots that were asked it."""

    question: PollQuestion
    answered: int
    counts: tuple[int, ...]
    reasons: tuple[tuple[str, int], ...]  # the first words of a group, how many alike

    @property
    def is_shown(self) -> bool:
        """Whether enough ballots answered: a conditional question is asked of few."""
        return self.answered >= MIN_BALLOTS

    def percents(self) -> tuple[int, ...]:
        """Return the percentage of each option, rounded."""
        return tuple(
            round(100 * count / self.answered) if self.answered else 0 for count in self.counts
        )


def count_ballots(session: Session, poll: Poll) -> int:
    """Return how many ballots count."""
    query = select(func.count(col(Ballot.id))).where(*_counted_clauses(poll))
    return session.exec(query).one()


def count_waiting(session: Session, poll: Poll) -> int:
    """Return how many ballots wait for a proof."""
    query = select(func.count(col(Ballot.id))).where(
        Ballot.poll_id == poll.id, Ballot.proof == BallotProof.NONE
    )
    return session.exec(query).one()


def count_by_proof(session: Session, poll: Poll) -> Sequence[tuple[str, int]]:
    """Return how many ballots count by each kind of proof, most first."""
    query = select(Ballot.proof, func.count(col(Ballot.id))).where(*_counted_clauses(poll))
    rows = session.exec(query.group_by(col(Ballot.proof))).all()
    return sorted(rows, key=lambda row: (-row[1], row[0]))


def _counted_clauses(poll: Poll) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return col(Ballot.poll_id) == poll.id, col(Ballot.proof) != BallotProof.NONE


def list_turnout(session: Session, poll: Poll) -> Sequence[Turnout]:
    """Return the turnout of each village that has ballots or eligible voters."""
    scope = session.get_one(Unit, poll.unit_id)
    answered = dict(
        session.exec(
            select(Ballot.unit_id, func.count(col(Ballot.id)))
            .where(*_counted_clauses(poll))
            .group_by(col(Ballot.unit_id))
        ).all()
    )
    eligible: dict[int, int] = {}
    if poll.per == VoterKind.HOUSEHOLD:
        eligible = dict(
            session.exec(
                select(Household.unit_id, func.count(col(Household.id)))
                .join(Unit, col(Unit.id) == Household.unit_id)
                .where(within(Unit.path, scope.path))
                .group_by(col(Household.unit_id))
            ).all()
        )
    return [
        Turnout(unit.id, unit.name, answered.get(unit.id, 0), eligible.get(unit.id, 0))
        for unit in list_subtree(session, scope)
        if answered.get(unit.id) or eligible.get(unit.id)
    ]


def count_by_member(session: Session, poll: Poll) -> Sequence[tuple[str, int]]:
    """Return how many ballots each member wrote down, most first."""
    query = (
        select(Person.name, func.count(col(Ballot.id)))
        .join(Ballot, col(Ballot.entered_by) == Person.id)
        .where(*_counted_clauses(poll))
        .group_by(Person.name)
    )
    return sorted(session.exec(query).all(), key=lambda row: (-row[1], row[0]))


VoteRow = tuple[Sequence[int], str, int | None]  # options, reason, village


def list_tallies(session: Session, poll: Poll, unit_ids: set[int] | None = None) -> Sequence[Tally]:
    """Return the answers to each question, of all villages or of `unit_ids`."""
    votes = _load_votes(session, poll)
    return [
        _make_tally(question, votes.get(question.id, ()), unit_ids)
        for question in service.list_questions(session, poll)
    ]


def _load_votes(session: Session, poll: Poll) -> Mapping[int, Sequence[VoteRow]]:
    """Return the votes that count by question: one query for all questions and villages."""
    query = (
        select(Vote.question_id, Vote.options, Vote.reason, Ballot.unit_id)
        .join(Ballot, col(Ballot.id) == Vote.ballot_id)
        .where(*_counted_clauses(poll))
        .order_by(col(Vote.id))
    )
    votes: dict[int, list[VoteRow]] = {}
    for question_id, options, reason, unit_id in session.exec(query):
        votes.setdefault(question_id, []).append((options, reason, unit_id))
    return votes


def _make_tally(
    question: PollQuestion, votes: Sequence[VoteRow], unit_ids: Set[int] | None
) -> Tally:
    rows = [row for row in votes if unit_ids is None or row[2] in unit_ids]
    counts = Counter(option for options, _, _ in rows for option in options)
    reasons = [reason for _, reason, _ in rows if reason]
    return Tally(
        question,
        len(rows),
        tuple(counts[place] for place in range(len(question.options))),
        _group_reasons(reasons),
    )


def _group_reasons(reasons: Sequence[str]) -> tuple[tuple[str, int], ...]:
    groups = sorted(similarity.cluster_texts(reasons), key=lambda places: (-len(places), places[0]))
    return tuple((reasons[places[0]], len(places)) for places in groups[:MAX_REASON_GROUPS])


def select_shown_villages(
    counts: Mapping[int, int], *, candidates: Set[int] | None = None, total: int = 0
) -> set[int]:
    """Return the villages (of id → ballots) whose answers may be shown, within `candidates`. Pure.

    Villages below the threshold are suppressed. If what is hidden of the `total` (0: the sum of
    `counts`) is so little that subtraction would reveal it, the smallest shown village is
    suppressed too.
    """
    allowed = counts.keys() if candidates is None else counts.keys() & candidates
    visible = {unit_id for unit_id in allowed if counts[unit_id] >= MIN_BALLOTS}
    hidden = (total or sum(counts.values())) - sum(counts[unit_id] for unit_id in visible)
    if 0 < hidden < MIN_BALLOTS and visible:
        visible.discard(min(visible, key=lambda unit_id: (counts[unit_id], unit_id)))
    return visible


@dataclass(frozen=True, slots=True)
class VillageTallies:
    """Answers village by village, a list because two villages may have one name."""

    villages: Sequence[tuple[str, Sequence[Tally]]]
    has_hidden: bool  # some village's answers are suppressed


def list_village_tallies(session: Session, poll: Poll) -> VillageTallies:
    """Return the villages that may be shown, each with the answers that may be shown.

    A conditional question is asked of fewer people, so suppression is computed for each question
    separately.
    """
    turnout = list_turnout(session, poll)
    counts = {village.unit_id: village.answered for village in turnout}
    visible = select_shown_villages(counts, total=count_ballots(session, poll))
    questions, votes = service.list_questions(session, poll), _load_votes(session, poll)
    shown = [
        (
            question,
            _select_shown_of_question(votes.get(question.id, ()), counts.keys(), visible),
        )
        for question in questions
    ]
    villages = [
        (
            village.unit,
            [
                _make_tally(question, votes.get(question.id, ()), {village.unit_id})
                for question, unit_ids in shown
                if village.unit_id in unit_ids
            ],
        )
        for village in turnout
        if village.unit_id in visible
    ]
    answered = {unit_id for unit_id, count in counts.items() if count}
    return VillageTallies(villages, bool(answered - visible))


def _select_shown_of_question(
    votes: Sequence[VoteRow], unit_ids: Set[int], candidates: Set[int]
) -> set[int]:
    answered = Counter(unit_id for _, _, unit_id in votes)
    counts = {unit_id: answered[unit_id] for unit_id in unit_ids}
    return select_shown_villages(counts, candidates=candidates, total=len(votes))
