"""What a member is told about what they did with a ticket."""

from collections.abc import Sequence

from bot import texts
from bot.inbox.routing import Turn
from bot.messages.content import Choice, Reply
from bot.notices import ticket_cards
from bot.tickets import cards
from bot.tickets.assignment import Placement
from bot.tickets.models import Ticket


def render_taken(turn: Turn, ticket: Ticket) -> Reply:
    """Show the card of the ticket they have now, or say that the resident is gone."""
    if ticket.closed_at is not None:
        return render_resident_gone(ticket)
    return ticket_cards.member_card(
        turn.session, ticket, texts.TICKET_YOURS.format(number=ticket.id)
    )


def render_resident_gone(ticket: Ticket) -> Reply:
    """Say that the ticket was closed because the resident blocked us."""
    return Reply(texts.TICKET_RESIDENT_GONE.format(number=ticket.id))


def render_released(turn: Turn, placement: Placement) -> Reply:
    """Say who was asked instead, or that the ticket waits."""
    number = placement.ticket_id
    if placement.member_id is None:
        return Reply(texts.TICKET_PASSED_TO_LINE.format(number=number))
    member = cards.member_name(turn.session, placement.member_id)
    return Reply(texts.TICKET_PASSED.format(number=number, member=member))


def render_phone_requested(ticket: Ticket) -> Reply:
    """Say that the resident was asked for a number, or is gone."""
    if ticket.closed_at is not None:
        return render_resident_gone(ticket)
    return Reply(texts.CALL_ASKED.format(number=ticket.id))


def render_note_kept(ticket_id: int) -> Reply:
    """Confirm a note for colleagues."""
    return Reply(texts.NOTE_KEPT.format(number=ticket_id))


def render_completed(ticket_id: int) -> Reply:
    """Confirm that the ticket is closed."""
    return Reply(texts.TICKET_CLOSED.format(number=ticket_id))


def render_take_first(turn: Turn, ticket: Ticket) -> Reply:
    """Ask to take the offered ticket before anything is sent, with the card's buttons."""
    who = cards.resident_name(turn.session, ticket)
    text = texts.TAKE_FIRST.format(who=who, number=ticket.id)
    return Reply(text, ticket_cards.offer_choices(ticket))


def render_which_to_take(turn: Turn, tickets: Sequence[Ticket]) -> Reply:
    """Ask which of several offered tickets to take."""
    choices = tuple(_take_choice(turn, ticket) for ticket in tickets)
    return Reply(texts.TAKE_FIRST_WHICH, choices)


def _take_choice(turn: Turn, ticket: Ticket) -> Choice:
    who = cards.resident_name(turn.session, ticket)
    label = texts.TAKE_TICKET_BUTTON.format(number=ticket.id, who=who)
    return Choice(label, f"tk:{ticket.id}:takefor")
