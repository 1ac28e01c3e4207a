"""A member names the ticket of a draft reply: by number ("phiếu 12"), subject or resident."""

import re
from collections.abc import Sequence

from bot import texts
from bot.core.policy import Policy
from bot.handlers.members import draft_replies
from bot.handlers.members import tickets as member
from bot.inbox.routing import Answer, Handler, Turn
from bot.messages.buttons import Action
from bot.people.linking import is_team_member
from bot.tickets import cards
from bot.tickets import draft_replies as drafts
from bot.tickets.models import Ticket
from bot.tickets.phrases import parse_command
from bot.tickets.queries import list_offered_tickets, list_taken_tickets
from bot.vietnamese.letters import match_names

MAX_CHARACTERS = 80  # characters of who only chooses
_NUMBER = re.compile(
    r"(?:(?:nhan|gui|cho|vao|la|o|cua|chon|bam|da|a|u) )*(?:phieu|so|yeu cau|viec)?(?: so)? ?"
    r"(?P<number>\d{1,7})(?: (?:nhe|nha|a|em|ay|do|di))*"
)

_YES = re.compile(
    r"(?:(?:u|uh|uk|um|ok|oke|vang|da|duoc|dung|phai|dung roi|dung vay|phai roi|gui di|gui|gui luon"
    r"|nguoi do|nguoi ay|cho nguoi do|cho nguoi ay|a|nhe|roi|the|di)(?: |$))+"
)


def chooses_ticket(turn: Turn) -> bool:
    """Return whether the text chooses a ticket for the draft reply or the held command."""
    return not turn.choice and bool(turn.normalized_text) and _find_chosen(turn) is not None


def _find_chosen(turn: Turn) -> Ticket | None:
    if "which" not in turn.memo:
        turn.memo["which"] = _find_ticket(turn) if turn.contact.person_id is not None else None
    ticket: Ticket | None = turn.memo["which"]
    return ticket


def _find_ticket(turn: Turn) -> Ticket | None:
    person_id = turn.contact.person_id or 0
    if len(turn.text) > MAX_CHARACTERS or not drafts.has_draft(
        turn.session, turn.contact, now=turn.now
    ):
        return None
    if not is_team_member(turn.session, turn.contact):
        return None
    tickets = list_taken_tickets(turn.session, person_id) or list_offered_tickets(
        turn.session, person_id
    )
    if _YES.fullmatch(turn.normalized_text):
        return _find_preselected(turn, tickets)
    if number := _NUMBER.fullmatch(turn.normalized_text):
        return next((ticket for ticket in tickets if ticket.id == int(number["number"])), None)
    return _find_named(turn, tickets)


def _find_preselected(turn: Turn, tickets: Sequence[Ticket]) -> Ticket | None:
    """Return the ticket of the prompt's first button, whose resident the prompt names."""
    values = (item["value"] for item in turn.contact.offered)
    first = next((value for value in values if value.endswith(":give")), "")
    return next((item for item in tickets if first == Action.TICKET.pack(item.id, "give")), None)


def misses_ticket(turn: Turn) -> bool:
    """Return whether the text is a number of no ticket of theirs, with a draft reply waiting."""
    if turn.choice or turn.contact.person_id is None or not _NUMBER.fullmatch(turn.normalized_text):
        return False
    held = drafts.has_draft(turn.session, turn.contact, now=turn.now)
    return held and bool(list_taken_tickets(turn.session, turn.contact.person_id))


def ask_ticket_again(turn: Turn) -> Answer:
    """Ask again for which ticket the draft reply is: the number is unknown."""
    number = _NUMBER.fullmatch(turn.normalized_text)
    tickets = list_taken_tickets(turn.session, turn.contact.person_id or 0)
    why = texts.TICKET_NUMBER_UNKNOWN.format(number=number["number"] if number else "")
    return draft_replies.ask_ticket_again(turn, tickets, why)


def _find_named(turn: Turn, tickets: Sequence[Ticket]) -> Ticket | None:
    """Return the only ticket whose subject or resident the text names, or None."""
    for name_of in (
        lambda ticket: ticket.subject,
        lambda ticket: cards.resident_name(turn.session, ticket),
    ):
        fitting = match_names(turn.text, [ticket for ticket in tickets if name_of(ticket)], name_of)
        if len(fitting) == 1:
            return fitting[0]
    return None


def choose_ticket(policy: Policy) -> Handler:
    """Return a handler that sends the draft reply, or runs the held command, for the ticket.

    An offered ticket is accepted by it.
    """

    def chosen(turn: Turn) -> Answer:
        ticket = _find_chosen(turn)
        assert ticket is not None
        return member.act_on_ticket(turn, policy, _pick_verb(turn, ticket), ticket.id)

    return chosen


def _pick_verb(turn: Turn, ticket: Ticket) -> str:
    if ticket.accepted_at is None:
        return "takefor"
    kept = drafts.list_draft_messages(turn.session, turn.contact, now=turn.now)
    return "again" if kept and parse_command(kept[-1].text) else "give"
