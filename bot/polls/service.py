"""Verbs of polls: draft, open, close, cast. One ballot a voter; the last word counts until it
closes, and a voter's own word is never replaced by somebody else's."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import delete, update
from sqlmodel import Session, SQLModel, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from bot import audit, codes, texts, units
from bot.clock import QuietHours
from bot.errors import NotFound, UserError
from bot.messages import Choice, Reply
from bot.outbox import bulk
from bot.people import reach
from bot.people.models import ROLES, Contact, Household, Person, Role
from bot.polls.models import (
    Ballot,
    How,
    Per,
    Poll,
    PollQuestion,
    PollSitting,
    PollState,
    Vote,
)
from bot.units import Unit

LONGEST_REASON = 500  # characters, as its column
RECEIPT = 8
REMINDERS = 2
BETWEEN = timedelta(hours=20)
CONTACT = SQLModel.metadata.tables[str(Contact.__tablename__)]
UNIT = SQLModel.metadata.tables["unit"]


def get(session: Session, number: int, *, lock: bool = False) -> Poll:
    """The poll; NotFound otherwise."""
    found = session.get(Poll, number, with_for_update=lock, populate_existing=lock)
    if found is None:
        raise NotFound(texts.POLL_UNKNOWN)
    return found


def list_questions(session: Session, poll: Poll) -> Sequence[PollQuestion]:
    """The questions in their order."""
    query = select(PollQuestion).where(PollQuestion.poll_id == poll.id)
    return session.exec(query.order_by(col(PollQuestion.place))).all()


def list_open(session: Session, unit: Unit | None, *, now: datetime) -> Sequence[Poll]:
    """The polls somebody of this unit may answer now, the one that closes first first."""
    if unit is None:
        return []
    above = units.line_of(unit)
    query = select(Poll).where(
        col(Poll.unit_id).in_(above), Poll.state == PollState.OPEN, Poll.closes_at > now
    )
    return session.exec(query.order_by(col(Poll.closes_at), col(Poll.id))).all()


def open_poll(session: Session, poll: Poll, *, now: datetime, due_at: datetime) -> int:
    """Open it and invite everybody who can be told; how many. One whose time is still to come is
    made ready, and the clock opens it. `poll` is locked."""
    early = poll.opens_at is not None and poll.opens_at > now
    if poll.state == PollState.DRAFT and early:
        poll.state = PollState.READY
        note(session, poll, "ready", now)
        return 0
    if poll.state not in (PollState.DRAFT, PollState.READY) or early:
        raise UserError(texts.POLL_IS.format(state=texts.POLL_STATES[poll.state]))
    if poll.closes_at <= now:
        raise UserError(texts.POLL_ENDS_EARLY)
    unit = session.get_one(Unit, poll.unit_id)
    poll.state, poll.opened_at = PollState.OPEN, now
    poll.batch_id = bulk.open_batch(session, now=now).id
    invited = _tell_all(session, poll, poll.batch_id, texts.POLL_INVITE, now=now, due_at=due_at)
    poll.eligible = count_households(session, unit) if poll.per == Per.HOUSEHOLD else invited
    note(session, poll, "open", now)
    return invited


def _tell_all(
    session: Session, poll: Poll, batch_id: int, words: str, *, now: datetime, due_at: datetime
) -> int:
    """Everybody of the poll's unit who did not answer yet, one chat each."""
    unit = session.get_one(Unit, poll.unit_id)
    inside = select(UNIT.c.id).where(UNIT.c.path.startswith(unit.path))
    answered = select(Ballot.voter).where(Ballot.poll_id == poll.id)
    chats = select(Ballot.contact_id).where(
        Ballot.poll_id == poll.id, col(Ballot.contact_id).is_not(None)
    )
    may = [CONTACT.c.person_id.in_(_holders(poll, unit))] if poll.role else []
    them = reach.one_contact_each(
        *may,
        reach.hears_announcements(),
        CONTACT.c.unit_id.in_(inside),
        reach.recipient().not_in(answered),
        CONTACT.c.id.not_in(chats),
    ).subquery()
    reachable = select(them.c.recipient, them.c.contact_id, them.c.account)
    text = words.format(title=poll.title, unit=unit.name)
    answer = Choice(texts.BUTTON_POLL, f"bp:go:{poll.id}")
    return bulk.stage_many(
        session,
        batch_id,
        reachable.where(them.c.reach == ""),
        Reply(text, (answer, Choice(texts.BUTTON_NOT_NOW, "bp:no"))),
        now=now,
        due_at=due_at,
        send_before=poll.closes_at,
    )


def _holders(poll: Poll, unit: Unit) -> SelectOfScalar[int]:
    """The people with the poll's role in the unit's subtree."""
    return (
        select(Role.person_id)
        .join(Unit, col(Unit.id) == Role.unit_id)
        .where(col(Role.kind).in_(ROLES[poll.role]), col(Unit.path).startswith(unit.path))
    )


def may_answer(session: Session, poll: Poll, contact: Contact) -> bool:
    """Whether the chat's person has the role the poll asks for, if it asks for one."""
    if not poll.role:
        return True
    unit = session.get_one(Unit, poll.unit_id)
    return contact.person_id in [*session.exec(_holders(poll, unit))]


def remind(session: Session, poll: Poll, *, now: datetime, due_at: datetime) -> int:
    """Ask those who did not answer once more; how many. At most twice, most of a day apart."""
    must_be_open(poll, now=now)
    if poll.reminded >= REMINDERS:
        raise UserError(texts.POLL_REMINDED.format(count=REMINDERS))
    last = poll.reminded_at or poll.opened_at
    if last is not None and now - last < BETWEEN:
        raise UserError(texts.POLL_REMINDED_LATELY)
    batch_id = bulk.open_batch(session, now=now).id
    poll.reminded, poll.reminded_at = poll.reminded + 1, now
    return _tell_all(session, poll, batch_id, texts.POLL_REMIND, now=now, due_at=due_at)


def must_be_open(poll: Poll, *, now: datetime) -> None:
    """UserError when nobody may answer now."""
    if poll.state != PollState.OPEN or poll.closes_at <= now:
        state = PollState.CLOSED if poll.state == PollState.OPEN else poll.state
        raise UserError(texts.POLL_IS.format(state=texts.POLL_STATES[state]))


def close(session: Session, poll: Poll, *, now: datetime) -> None:
    """Nobody answers any more; half-given answers are gone. `poll` is locked."""
    if poll.state != PollState.OPEN:
        raise UserError(texts.POLL_IS.format(state=texts.POLL_STATES[poll.state]))
    poll.state, poll.closed_at = PollState.CLOSED, now
    session.execute(delete(PollSitting).where(col(PollSitting.poll_id) == poll.id))
    if poll.batch_id is not None:
        bulk.cancel_batch(session, poll.batch_id, now=now)
    note(session, poll, "close", now)


def open_due(session: Session, *, zone: ZoneInfo, quiet: QuietHours, now: datetime) -> int:
    """Open what is ready and whose time has come; how many."""
    query = select(Poll).where(Poll.state == PollState.READY, col(Poll.opens_at) <= now)
    found = session.exec(query.with_for_update(skip_locked=True)).all()
    for poll in found:
        open_poll(session, poll, now=now, due_at=quiet.defer(now, zone))
    return len(found)


def close_due(session: Session, *, now: datetime) -> int:
    """Close what has come to its end; how many."""
    query = select(Poll).where(Poll.state == PollState.OPEN, Poll.closes_at <= now)
    found = session.exec(query.with_for_update(skip_locked=True)).all()
    for poll in found:
        close(session, poll, now=now)
    return len(found)


def voter_of(contact: Contact) -> str:
    """Who stands behind a chat, as in `people.reach.recipient`."""
    return f"p{contact.person_id}" if contact.person_id else f"c{contact.id}"


def count_households(session: Session, unit: Unit) -> int:
    """The households of a unit's subtree."""
    query = (
        select(func.count(col(Household.id)))
        .join(Unit, col(Unit.id) == Household.unit_id)
        .where(col(Unit.path).startswith(unit.path))
    )
    return session.exec(query).one()


def find_household(session: Session, code: str) -> Household | None:
    """The household with this code, however it is typed."""
    typed = "".join(letter for letter in code.upper() if letter.isalnum())
    return session.exec(select(Household).where(Household.code == typed)).first()


def find_ballot(session: Session, poll: Poll, voter: str) -> Ballot | None:
    """What a voter has cast."""
    query = select(Ballot).where(Ballot.poll_id == poll.id, Ballot.voter == voter)
    return session.exec(query).first()


def cast(session: Session, sitting: PollSitting, contact: Contact, *, now: datetime) -> Ballot:
    """Count the answers of a sitting; the voter's earlier ones are replaced as a whole."""
    poll = get(session, sitting.poll_id, lock=True)
    must_be_open(poll, now=now)
    found = find_ballot(session, poll, sitting.voter)
    if found is not None:
        _may_replace(session, found, sitting, contact)
    ballot = found or Ballot(
        poll_id=poll.id, voter=sitting.voter, receipt=codes.fresh(RECEIPT), cast_at=now
    )
    own = sitting.how == How.CHAT
    ballot.how, ballot.unit_id = sitting.how, sitting.unit_id
    ballot.contact_id = contact.id if own else None
    ballot.entered_by = None if own else contact.person_id
    ballot.changed_at = now if found is not None else None
    session.add(ballot)
    session.flush()
    session.execute(delete(Vote).where(col(Vote.ballot_id) == ballot.id))
    for question in list_questions(session, poll):
        if (answer := sitting.answers.get(str(question.place))) is not None:
            session.add(Vote(ballot_id=ballot.id, question_id=question.id, **answer))
    session.delete(sitting)
    session.flush()
    return ballot


def _may_replace(session: Session, found: Ballot, sitting: PollSitting, contact: Contact) -> None:
    """The voter's own word stands above what others wrote down; never the other way round."""
    own = sitting.how == How.CHAT
    if found.how == How.CHAT:
        another = sitting.voter.startswith("h") and found.contact_id != contact.id
        if not own or another:
            raise UserError(texts.POLL_ALREADY_OWN)
    elif not own and found.entered_by != contact.person_id:
        by = session.get(Person, found.entered_by or 0)
        raise UserError(texts.POLL_ENTERED_BY.format(name=by.name if by else texts.TEAM_MEMBER))


def forget(session: Session, contact_id: int) -> None:
    """The person is forgotten: their answers stay a number, without a name and without words."""
    session.execute(delete(PollSitting).where(col(PollSitting.contact_id) == contact_id))
    for ballot in session.exec(select(Ballot).where(Ballot.contact_id == contact_id)).all():
        session.execute(update(Vote).where(col(Vote.ballot_id) == ballot.id).values(reason=""))
        ballot.contact_id = None
        if not ballot.voter.startswith("h"):
            ballot.voter = f"gone:{ballot.id}"
    session.flush()


def check_receipt(session: Session, receipt: str) -> tuple[Ballot, Poll] | None:
    """The ballot of a receipt: that it counts, never what it says."""
    found = session.exec(select(Ballot).where(Ballot.receipt == receipt.strip().upper())).first()
    return (found, get(session, found.poll_id)) if found is not None else None


def note(session: Session, poll: Poll, verb: str, now: datetime) -> None:
    """Put a deed on record."""
    session.flush()
    audit.record(session, f"poll.{verb}", f"poll:{poll.id}", person_id=None, now=now)
