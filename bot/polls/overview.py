"""Lists of polls and the page of one, for the officers' console: each with bounded queries."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import Session, col, func, select

from bot import texts
from bot.core import links
from bot.core.errors import NotFound, UserError
from bot.core.links import Link
from bot.people import approvals, units
from bot.people.actor import Actor
from bot.people.models import Person
from bot.people.units import Unit, within
from bot.polls import approval, audience, results, service
from bot.polls.models import Ballot, BallotProof, Poll, PollQuestion, PollState, VoterKind
from bot.polls.results import Tally, Turnout, VillageTallies

PAGE = 30


class Shelf(StrEnum):
    """Where a poll is looked for."""

    DRAFTING = "drafting"
    WAITING = "waiting"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Line:
    """One poll of a list. `drafter` is "" for the operator; `ballots` are those that count."""

    poll: Poll
    unit: str
    drafter: str
    ballots: int

    @property
    def percent(self) -> int:
        """How many of those who were asked answered, in percent."""
        return min(100 * self.ballots // self.poll.eligible, 100) if self.poll.eligible else 0


def _stands(shelf: Shelf) -> ColumnElement[bool]:
    state = col(Poll.state)
    match shelf:
        case Shelf.DRAFTING:
            was_refused = and_(state == PollState.DROPPED, col(Poll.decided_by).is_not(None))
            return or_(state == PollState.DRAFT, was_refused)
        case Shelf.WAITING:
            return state == PollState.WAITING
        case Shelf.OPEN:
            return state.in_((PollState.SCHEDULED, PollState.OPEN))
    return state == PollState.CLOSED


def count_by_shelf(session: Session, actor: Actor) -> dict[Shelf, int]:
    """Return how many polls of the actor's units stand where."""
    counts = [func.count(col(Poll.id)).filter(_stands(shelf)) for shelf in Shelf]
    query = (
        select(*counts)
        .join(Unit, col(Unit.id) == Poll.unit_id)
        .where(within(Unit.path, actor.scope), Poll.title != "")
    )
    return dict(zip(Shelf, session.execute(query).one(), strict=True))


def list_lines(
    session: Session, actor: Actor, shelf: Shelf, *, before: int | None = None, limit: int = PAGE
) -> Sequence[Line]:
    """Return the polls of the actor's units that stand there, newest first.

    `before` is the number of the last row that was shown.
    """
    return _list(session, [within(Unit.path, actor.scope), _stands(shelf)], before, limit)


def list_asked_here(session: Session, actor: Actor, *, limit: int = PAGE) -> Sequence[Line]:
    """Return the open polls that ask in the actor's unit: those a leader types papers of."""
    above = [int(step) for step in actor.scope.strip("/").split("/") if step]
    here = or_(col(Unit.id).in_(above), within(Unit.path, actor.scope))
    return _list(session, [here, col(Poll.state) == PollState.OPEN], None, limit)


def _list(
    session: Session, where: Sequence[ColumnElement[bool]], before: int | None, limit: int
) -> Sequence[Line]:
    counted = (
        select(func.count(col(Ballot.id)))
        .where(Ballot.poll_id == Poll.id, Ballot.proof != BallotProof.NONE)
        .correlate(Poll)
        .scalar_subquery()
    )
    query = (
        select(Poll, Unit.name, func.coalesce(Person.name, ""), counted)
        .join(Unit, col(Unit.id) == Poll.unit_id)
        .join(Person, col(Person.id) == Poll.drafted_by, isouter=True)
        .where(Poll.title != "", *where)
        .order_by(col(Poll.id).desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(Poll.id < before)
    return [Line(*row) for row in session.exec(query)]


@dataclass(frozen=True, slots=True)
class PollReview:
    """A poll as its drafter and its approver must see it."""

    poll: Poll
    unit: Unit
    drafter: str
    decider: str
    questions: Sequence[PollQuestion]
    invited: int  # people whose chat is told
    households: int  # that have a ballot, of a poll of households

    @property
    def links(self) -> list[Link]:
        """Every link in its words: whoever approves must see where each leads."""
        texts_of_questions = (
            text for question in self.questions for text in (question.text, *question.options)
        )
        words = "\n".join((self.poll.title, *texts_of_questions))
        return [links.classify_link(address) for address in links.extract_links(words)]


def load_review(session: Session, number: int, *, actor: Actor) -> PollReview:
    """Return a poll of the actor's scope and whom it asks. Raises NotFound."""
    poll = service.get_actor_poll(session, number, actor)
    unit = session.get_one(Unit, poll.unit_id)
    ids = {poll.drafted_by, poll.decided_by} - {None}
    names = dict(session.exec(select(Person.id, Person.name).where(col(Person.id).in_(ids))).all())
    is_household = poll.per == VoterKind.HOUSEHOLD
    return PollReview(
        poll,
        unit,
        names.get(poll.drafted_by or 0, ""),
        names.get(poll.decided_by or 0, ""),
        service.list_questions(session, poll),
        audience.count_recipients(session, audience.select_unanswered(session, poll)),
        service.count_households(session, unit) if is_household else 0,
    )


@dataclass(frozen=True, slots=True)
class PollStanding:
    """How a poll goes: turnout by village; the answers only when it is closed."""

    poll: Poll
    answered: int
    waiting: int  # ballots of the web page that nobody has vouched for yet
    turnout: Sequence[Turnout]
    members: Sequence[tuple[str, int]]  # who typed how many papers
    proofs: Sequence[tuple[str, int]]
    tallies: Sequence[Tally]  # () while it is open, or when too few answered


def load_standing(session: Session, number: int, *, actor: Actor) -> PollStanding:
    """Return how a poll of the actor's scope goes. Raises NotFound."""
    poll = service.get_actor_poll(session, number, actor)
    proofs = results.count_by_proof(session, poll)
    answered = sum(count for _, count in proofs)
    shows_answers = poll.state == PollState.CLOSED and answered >= results.MIN_BALLOTS
    return PollStanding(
        poll,
        answered,
        results.count_waiting(session, poll) if poll.state == PollState.OPEN else 0,
        results.list_turnout(session, poll),
        results.count_by_member(session, poll),
        proofs,
        results.list_tallies(session, poll) if shows_answers else (),
    )


def load_page(session: Session, number: int, *, actor: Actor) -> PollReview | PollStanding:
    """Return what the page of a poll shows: before it opens whom it asks, then how it goes."""
    query = (
        select(Poll, Unit)
        .join(Unit, col(Unit.id) == Poll.unit_id)
        .where(Poll.id == number, within(Unit.path, actor.scope))
    )
    kept = session.exec(query).first()  # both: a session forgets what nobody holds
    if kept is None:
        raise NotFound(texts.POLL_UNKNOWN)
    load = load_standing if kept[0].state in (PollState.OPEN, PollState.CLOSED) else load_review
    return load(session, number, actor=actor)


def load_village_tallies(
    session: Session, number: int, *, actor: Actor
) -> tuple[Poll, VillageTallies]:
    """Return a poll of the actor's scope and the answers of the villages that may be shown.

    Raises NotFound, UserError while the poll is not closed.
    """
    poll = service.get_actor_poll(session, number, actor)
    if poll.state != PollState.CLOSED:
        raise UserError(texts.POLL_RESULT_OPEN)
    return poll, results.list_village_tallies(session, poll)


def change_poll(
    session: Session,
    /,
    number: int,
    verb: Callable[..., Any],
    *,
    actor: Actor,
    now: datetime,
    **given: Any,
) -> Any:
    """Do something to a poll of the actor's scope by `verb`; return what it returns."""
    poll = service.get_actor_poll(session, number, actor, lock=True)
    return verb(session, poll, actor=actor, now=now, **given)


def approve_shown(
    session: Session, number: int, *, request_number: str, actor: Actor, now: datetime
) -> int:
    """Approve what was shown; return how many people are invited now.

    Raises UserError if it was taken back and submitted anew since.
    """
    poll = _get_shown(session, number, request_number, actor)
    return approval.approve_poll(session, poll, actor=actor, now=now)


def refuse_shown(
    session: Session, number: int, reason: str, *, request_number: str, actor: Actor, now: datetime
) -> None:
    """Refuse what was shown, with a reason that its drafter reads."""
    if not reason.strip():
        raise UserError(texts.REFUSAL_NEEDS_REASON)
    poll = _get_shown(session, number, request_number, actor)
    approval.refuse_poll(session, poll, actor=actor, now=now)
    approval.set_refusal_reason(session, poll, reason.strip(), actor=actor, now=now)


def _get_shown(session: Session, number: int, request_number: str, actor: Actor) -> Poll:
    poll = service.get_actor_poll(session, number, actor, lock=True)
    if not approvals.is_current_request(poll, request_number):
        raise UserError(texts.NOTICE_OLD)
    return poll


def list_places(session: Session, actor: Actor) -> Sequence[Unit]:
    """Return the units that the actor can ask: their own first, then the villages under it."""
    here = approvals.get_scope_unit(session, actor)
    below = units.list_subtree(session, here)
    return [here, *(unit for unit in below if unit.id != here.id)]
