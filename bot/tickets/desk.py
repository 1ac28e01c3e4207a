"""What leaders and officers do with tickets at their desk, in the browser.

The verbs are those of the chat; here they are bound to what the actor may see, and every decision
about somebody else's work leaves an audit entry. A reply is refused for the same reasons as in a
chat.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from bot import texts
from bot.core.errors import NotAllowed, UserError
from bot.core.events import emit
from bot.core.policy import Policy
from bot.messages.content import Attachment
from bot.messages.history import Direction, Message
from bot.messages.masking.mask import mask
from bot.people.actor import Actor
from bot.people.models import Contact, RoleKind
from bot.tickets import member_actions, permissions, proof, relay, service
from bot.tickets import resident_actions as residents
from bot.tickets.assignment import Placement
from bot.tickets.cards import member_name
from bot.tickets.desk_access import lock_open_ticket, lock_visible_ticket
from bot.tickets.events import DeskAction, DeskDeed, TicketMoved
from bot.tickets.models import Ticket, TicketKind
from bot.tickets.reachability import is_member_reachable
from bot.tickets.relay import RelayResult, RelayStatus
from bot.tickets.relayed_content import risky_names
from bot.tickets.secret_refusals import refuse_secret_request

CONSOLE = "console"  # the account of messages that were written in the browser
MAX_REPLY = 2000  # characters
TWICE_WITHIN = timedelta(seconds=20)  # the same words again are a second click, not a message


# ── Who helps ───────────────────────────────────────────────────────────────────────────────────


def take_over_ticket(
    session: Session, ticket_id: int, *, actor: Actor, now: datetime, policy: Policy
) -> Ticket:
    """Take the ticket oneself, also from a member who has it; everybody concerned is told.

    Raises UserError for who has no chat: the resident's words could not reach them.
    """
    ticket = lock_open_ticket(session, ticket_id, actor)
    person_id = actor.person_id or 0
    if ticket.member_id == person_id and ticket.accepted_at is not None:
        return ticket
    if not is_member_reachable(session, person_id):
        raise UserError(texts.DESK_NO_CHAT)
    if ticket.accepted_at is None:
        return member_actions.take_ticket(session, ticket_id, actor=actor, now=now, policy=policy)
    if not permissions.is_ticket_leader(session, ticket, person_id):
        raise NotAllowed(texts.TICKET_NOT_FOR_YOU.format(number=ticket.id))
    former = member_name(session, ticket.member_id)
    member_actions.assign_to_taker(session, ticket, person_id, now=now, policy=policy)
    emit(session, DeskAction(DeskDeed.TAKE, ticket.id, actor, former, at=now))
    return ticket


# ── Words ────────────────────────────────────────────────────────────────────────────────────────


def send_reply(
    session: Session,
    ticket_id: int,
    text: str,
    files: Sequence[Attachment] = (),
    *,
    actor: Actor,
    now: datetime,
    policy: Policy,
) -> RelayResult:
    """Send words and files to the resident; who writes takes a ticket that nobody has.

    What asks for a secret or may be a program is not sent: see the result. Raises NotFound, and
    UserError when somebody else has it, for empty or too long words and for who has no chat.
    """
    ticket = lock_open_ticket(session, ticket_id, actor)
    text = _check_words(text, needed=not files)
    if ticket.accepted_at is not None and ticket.member_id != actor.person_id:
        name = member_name(session, ticket.member_id)
        raise UserError(texts.DESK_OTHER_HAS_IT.format(name=name))
    if refused := _refuse(session, ticket, text, files, actor=actor, now=now, policy=policy):
        return refused
    if (twin := _find_twin(session, ticket, text, now=now)) is not None and not files:
        return RelayResult(RelayStatus.RELAYED, ticket.id, twin)
    take_over_ticket(session, ticket_id, actor=actor, now=now, policy=policy)
    message = Message(
        account=CONSOLE,
        direction=Direction.IN,
        text=text,
        payload={"attachments": [file.as_json() for file in files]} if files else {},
        said_at=now,
    )
    session.add(message)
    session.flush()
    result = relay.relay_to_resident(
        session, ticket_id, message, actor=actor, now=now, policy=policy
    )
    if result.status not in (RelayStatus.RELAYED, RelayStatus.PARTLY):
        session.delete(message)  # it belongs to nobody: nothing would ever erase it
    return result


def _find_twin(session: Session, ticket: Ticket, text: str, *, now: datetime) -> int | None:
    """Return the message with the same words that was sent a moment ago: a second click."""
    query = select(Message.id).where(
        Message.ticket_id == ticket.id,
        Message.account == CONSOLE,
        Message.text == text,
        col(Message.said_at) > now - TWICE_WITHIN,
    )
    return session.exec(query.limit(1)).first()


def _refuse(
    session: Session,
    ticket: Ticket,
    text: str,
    files: Sequence[Attachment],
    *,
    actor: Actor,
    now: datetime,
    policy: Policy,
) -> RelayResult | None:
    """Return why the words are not sent, before anybody takes the ticket; or None."""
    refusal = refuse_secret_request(session, ticket, text, actor=actor, now=now, policy=policy)
    if refusal is not None:
        return RelayResult(RelayStatus.SECRET, ticket.id, 0, refusal=refusal)
    if names := risky_names(files):
        return RelayResult(RelayStatus.RISKY, ticket.id, 0, risky_names=names)
    return None


def _check_words(text: str, *, needed: bool) -> str:
    text = mask(text.strip()).text
    if not text and needed:
        raise UserError(texts.DESK_EMPTY)
    if len(text) > MAX_REPLY:
        raise UserError(texts.DESK_TOO_LONG.format(limit=MAX_REPLY, length=len(text)))
    return text


def answer_and_close(
    session: Session,
    ticket_id: int,
    text: str,
    *,
    actor: Actor,
    now: datetime,
    policy: Policy,
) -> RelayResult:
    """Answer a ticket that nobody has, as the commune's office, and close it.

    Raises NotFound, and UserError for a field report, which closes with what was done.
    """
    ticket = lock_open_ticket(session, ticket_id, actor)
    text = _check_words(text, needed=True)
    if ticket.kind == TicketKind.REPORT or actor.role == RoleKind.LEADER:
        raise UserError(texts.DESK_TAKE_FIRST)
    if refused := _refuse(session, ticket, text, (), actor=actor, now=now, policy=policy):
        return refused
    service.answer_ticket(session, ticket_id, text, actor=actor, now=now)
    return RelayResult(RelayStatus.RELAYED, ticket.id, 0)


def add_note(session: Session, ticket_id: int, text: str, *, actor: Actor, now: datetime) -> None:
    """Store a note for colleagues. Raises NotFound, UserError."""
    lock_visible_ticket(session, ticket_id, actor)
    text = _check_words(text, needed=True)
    member_actions.add_note(session, ticket_id, text, actor=actor, now=now)


# ── How it ends ──────────────────────────────────────────────────────────────────────────────────


def close_ticket(
    session: Session, ticket_id: int, result: str, *, actor: Actor, now: datetime
) -> None:
    """Close a ticket one has taken; the resident is asked whether it is solved.

    `result` is kept with the ticket. Raises NotFound, UserError: a field report needs words, some
    also a photo of what was done.
    """
    ticket = lock_open_ticket(session, ticket_id, actor)
    result = _check_words(result, needed=False)
    proof.require_proof(session, ticket)
    member_actions.complete_ticket(session, ticket_id, actor=actor, now=now, answer=result)
    emit(session, DeskAction(DeskDeed.CLOSE, ticket.id, actor, "", at=now))


def reopen_ticket(
    session: Session,
    ticket_id: int,
    reason: str,
    *,
    actor: Actor,
    now: datetime,
    policy: Policy,
) -> Placement:
    """Open a closed ticket again; the resident is told who is asked. Raises NotFound, UserError."""
    ticket = lock_visible_ticket(session, ticket_id, actor)
    reason = _check_words(reason, needed=True)
    contact = session.get_one(Contact, ticket.contact_id)
    placement = residents.reopen_ticket(
        session, ticket_id, contact, reason, now=now, policy=policy, heading=texts.DESK_REOPENED
    )
    emit(session, TicketMoved(None, False, placement, policy.zone, at=now))
    emit(session, DeskAction(DeskDeed.REOPEN, ticket.id, actor, reason, at=now))
    return placement


def reveal_resident(
    session: Session, ticket_id: int, reason: str, *, actor: Actor, revealed_by: str, now: datetime
) -> Contact:
    """Return who is behind an alias, for an officer with a reason; the asking is kept for ever.

    Raises NotFound, NotAllowed for leaders, UserError without a reason.
    """
    lock_visible_ticket(session, ticket_id, actor)
    if actor.role not in permissions.OFFICE_ROLES:
        raise NotAllowed(texts.DESK_OFFICERS_ONLY)
    if not (reason := mask(reason.strip()).text):
        raise UserError(texts.DESK_NO_REASON)
    return residents.reveal_identity(
        session, ticket_id, actor=actor, revealed_by=revealed_by, reason=reason, now=now
    )
