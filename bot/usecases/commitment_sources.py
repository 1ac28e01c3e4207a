"""What a commitment answers: a closed poll or field reports, and who took part in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, or_, select

from bot import texts
from bot.commitments import drafting, telling
from bot.commitments.drafting import CommitmentWords, Source
from bot.commitments.models import Commitment, CommitmentTicket
from bot.commitments.telling import Participant, VillageCount
from bot.core.errors import NotFound, UserError
from bot.people import units
from bot.people.actor import Actor
from bot.people.models import Contact
from bot.people.units import Unit, UnitKind, within
from bot.polls import service as polls
from bot.polls.models import Ballot, BallotProof, Poll, PollState
from bot.tickets.models import Ticket, TicketKind

REPORT_WINDOW = timedelta(days=180)  # older reports are no longer offered
MAX_REPORTS = 60  # offered, the newest
MAX_CHOSEN = 60
MAX_EXCERPT = 80  # characters


@dataclass(frozen=True, slots=True)
class ReportChoice:
    """A field report that may be answered. `excerpt` is its beginning, masked when it came in."""

    ticket_id: int
    code: str
    subject: str
    village: str
    opened_at: datetime
    excerpt: str


def list_reports(session: Session, actor: Actor, *, now: datetime) -> Sequence[ReportChoice]:
    """Return the field reports of the actor's units of the last months, the newest first.

    Without those about the team, which stay between the resident and the office.
    """
    query = (
        select(Ticket, Unit.name)
        .join(Unit, col(Unit.id) == Ticket.unit_id)
        .where(
            within(Unit.path, actor.scope),
            Ticket.kind == TicketKind.REPORT,
            col(Ticket.about_team).is_(False),
            Ticket.opened_at > now - REPORT_WINDOW,
        )
        .order_by(col(Ticket.opened_at).desc(), col(Ticket.id).desc())
        .limit(MAX_REPORTS)
    )
    return [
        ReportChoice(
            ticket.id,
            ticket.code or "",
            ticket.subject,
            village,
            ticket.opened_at,
            " ".join(ticket.text.split())[:MAX_EXCERPT],
        )
        for ticket, village in session.exec(query)
    ]


def get_poll_source(session: Session, poll_id: int, actor: Actor) -> Source:
    """Return a closed poll of the actor's units as a source. Raises NotFound, UserError if open."""
    poll = polls.get_actor_poll(session, poll_id, actor)
    if poll.state != PollState.CLOSED:
        raise UserError(texts.COMMITMENT_POLL_OPEN)
    return Source(poll.unit_id, poll.title, poll_id=poll.id)


def get_report_source(session: Session, ticket_ids: Sequence[int], actor: Actor) -> Source:
    """Return field reports of one commune of the actor's as a source.

    Raises NotFound for a ticket that is none or lies elsewhere, UserError without any, with too
    many, or of several communes.
    """
    wanted = sorted(set(ticket_ids))
    if not wanted:
        raise UserError(texts.COMMITMENT_NO_REPORTS)
    if len(wanted) > MAX_CHOSEN:
        raise UserError(texts.COMMITMENT_MANY_REPORTS.format(most=MAX_CHOSEN))
    query = (
        select(Ticket, Unit)
        .join(Unit, col(Unit.id) == Ticket.unit_id)
        .where(
            col(Ticket.id).in_(wanted),
            within(Unit.path, actor.scope),
            Ticket.kind == TicketKind.REPORT,
            col(Ticket.about_team).is_(False),
        )
        .order_by(col(Ticket.id))
    )
    rows = session.exec(query).all()
    if len(rows) != len(wanted):
        raise NotFound(texts.COMMITMENT_REPORT_UNKNOWN)
    communes = {
        (units.find_ancestor(session, unit, UnitKind.COMMUNE) or unit).id for _, unit in rows
    }
    if len(communes) != 1:
        raise UserError(texts.COMMITMENT_TWO_COMMUNES)
    subjects = dict.fromkeys(ticket.subject for ticket, _ in rows)
    return Source(communes.pop(), ", ".join(subjects), ticket_ids=wanted)


def draft_commitment(
    session: Session,
    poll_id: int | None,
    ticket_ids: Sequence[int],
    words: CommitmentWords,
    *,
    actor: Actor,
    today: date,
    now: datetime,
) -> int:
    """Draft the answer to a poll, or to field reports; return its number.

    Raises NotFound and UserError as the sources and `drafting.create_draft`.
    """
    if poll_id is not None:
        source = get_poll_source(session, poll_id, actor)
    else:
        source = get_report_source(session, ticket_ids, actor)
        if not units.is_within(session.get_one(Unit, source.unit_id).path, actor.scope):
            raise NotFound(texts.COMMITMENT_REPORT_UNKNOWN)
    return drafting.create_draft(session, source, words, actor=actor, today=today, now=now).id


def list_participants(session: Session, commitment: Commitment) -> Sequence[Participant]:
    """Return the chats of those who took part: voters whose chat is known, senders of reports."""
    if commitment.poll_id is not None:
        return list_voters(session, commitment.poll_id, commitment.unit_id)
    query = select(CommitmentTicket.ticket_id).where(
        CommitmentTicket.commitment_id == commitment.id
    )
    return list_reporters(session, session.exec(query).all(), commitment.unit_id)


def list_voters(session: Session, poll_id: int, unit_id: int) -> Sequence[Participant]:
    """Return the chats whose ballot counts; `unit_id` stands for an unknown village."""
    query = (
        select(Contact.id, Contact.unit_id)
        .join(Ballot, col(Ballot.contact_id) == Contact.id)
        .where(Ballot.poll_id == poll_id, Ballot.proof != BallotProof.NONE)
        .order_by(col(Contact.id))
        .distinct()
    )
    return [Participant(contact_id, own or unit_id) for contact_id, own in session.exec(query)]


def list_reporters(
    session: Session, ticket_ids: Sequence[int], unit_id: int
) -> Sequence[Participant]:
    """Return the chats that sent these reports, each with the codes of its own.

    Not of those who have taken back their agreement, or were erased, since.
    """
    query = (
        select(Contact.id, Contact.unit_id, Ticket.code)
        .join(Ticket, col(Ticket.contact_id) == Contact.id)
        .where(
            col(Ticket.id).in_(ticket_ids),
            or_(col(Contact.declined_at).is_(None), col(Contact.declined_at) < Ticket.opened_at),
        )
        .order_by(col(Contact.id), col(Ticket.id))
    )
    codes: dict[tuple[int, int], list[str]] = {}
    for contact_id, own, code in session.exec(query):
        codes.setdefault((contact_id, own or unit_id), []).append(code or "")
    return [
        Participant(contact_id, own, ", ".join(filter(None, written)))
        for (contact_id, own), written in codes.items()
    ]


def count_to_tell(session: Session, commitment: Commitment) -> Sequence[VillageCount]:
    """Return how many would be told now, village by village.

    Before the promise of those who took part; afterwards of those noted then.
    """
    participants = (
        list_participants(session, commitment)
        if commitment.approved_at is None
        else telling.list_participants(session, commitment)
    )
    return telling.count_by_village(session, participants)


def list_closed_polls(session: Session, actor: Actor, *, limit: int = 30) -> Sequence[Poll]:
    """Return the closed polls of the actor's units, the newest first."""
    query = (
        select(Poll)
        .join(Unit, col(Unit.id) == Poll.unit_id)
        .where(within(Unit.path, actor.scope), Poll.state == PollState.CLOSED)
        .order_by(col(Poll.id).desc())
        .limit(limit)
    )
    return session.exec(query).all()
