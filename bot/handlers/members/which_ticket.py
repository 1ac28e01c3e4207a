"""A member names the ticket of a draft reply: by number ("phiếu 12"), subject or resident."""

import re
from collections.abc import Sequence

from bot import texts
from bot.core.policy import Policy
from bot.handlers.members import draft_replies
from bot.handlers.members import tickets as member
from bot.inbox.routing import Answer, Handler, Turn
from bot.people.linking import works
from bot.tickets import cards, member_actions, relay
from bot.tickets.models import Ticket
from bot.tickets.phrases import parse_command
from bot.vietnamese.letters import match_names

LONGEST = 80  # characters of who only chooses
_NUMBER = re.compile(
    r"(?:(?:nhan|gui|cho|vao|la|o|cua|chon|bam|da|a|u) )*(?:phieu|so|yeu cau|viec)?(?: so)? ?"
    r"(?P<number>\d{1,7})(?: (?:nhe|nha|a|em|ay|do|di))*"
)

_YES = re.compile(
    r"(?:(?:u|uh|uk|um|ok|oke|vang|da|duoc|dung|phai|dung roi|dung vay|phai roi|gui di|gui|gui luon"
    r"|nguoi do|nguoi ay|cho nguoi do|cho nguoi ay|a|nhe|roi|the|di)(?: |$))+"
)


def chooses(turn: Turn) -> bool:
    """Return whether the text chooses a ticket for the draft reply or the held command."""
    return not turn.choice and bool(turn.bare) and _chosen(turn) is not None


def _chosen(turn: Turn) -> Ticket | None:
    if "which" not in turn.memo:
        turn.memo["which"] = _find(turn) if turn.contact.person_id is not None else None
    ticket: Ticket | None = turn.memo["which"]
    return ticket


def _find(turn: Turn) -> Ticket | None:
    person = turn.contact.person_id or 0
    if len(turn.text) > LONGEST or not relay.is_held(turn.session, turn.contact, now=turn.now):
        return None
    if not works(turn.session, turn.contact):
        return None
    tickets = member_actions.held_by(turn.session, person) or member_actions.offered_to(
        turn.session, person
    )
    if _YES.fullmatch(turn.bare):
        return _preselected(turn, tickets)
    if number := _NUMBER.fullmatch(turn.bare):
        return next((one for one in tickets if one.id == int(number["number"])), None)
    return _named(turn, tickets)


def _preselected(turn: Turn, tickets: Sequence[Ticket]) -> Ticket | None:
    """Return the ticket of the prompt's first button, whose resident the prompt names."""
    values = (one["value"] for one in turn.contact.offered)
    first = next((value for value in values if value.endswith(":give")), "")
    return next((one for one in tickets if first == f"tk:{one.id}:give"), None)


def misses(turn: Turn) -> bool:
    """Return whether the text is a number of no ticket of theirs, with a draft reply waiting."""
    if turn.choice or turn.contact.person_id is None or not _NUMBER.fullmatch(turn.bare):
        return False
    held = relay.is_held(turn.session, turn.contact, now=turn.now)
    return held and bool(member_actions.held_by(turn.session, turn.contact.person_id))


def ask_again(turn: Turn) -> Answer:
    """Ask again for which ticket the draft reply is: the number is unknown."""
    number = _NUMBER.fullmatch(turn.bare)
    tickets = member_actions.held_by(turn.session, turn.contact.person_id or 0)
    why = texts.TICKET_NUMBER_UNKNOWN.format(number=number["number"] if number else "")
    return draft_replies.ask_again(turn, tickets, why)


def _named(turn: Turn, tickets: Sequence[Ticket]) -> Ticket | None:
    """Return the only ticket whose subject or resident the text names, or None."""
    for name in (lambda one: one.subject, lambda one: cards.resident_name(turn.session, one)):
        fitting = match_names(turn.text, [one for one in tickets if name(one)], name)
        if len(fitting) == 1:
            return fitting[0]
    return None


def choose(policy: Policy) -> Handler:
    """Return a handler that sends the draft reply, or runs the held command, for the ticket.

    An offered ticket is accepted by it.
    """

    def chosen(turn: Turn) -> Answer:
        ticket = _chosen(turn)
        assert ticket is not None
        return member.do(turn, policy, _verb(turn, ticket), ticket.id)

    return chosen


def _verb(turn: Turn, ticket: Ticket) -> str:
    if ticket.accepted_at is None:
        return "takefor"
    kept = relay.look_at_kept(turn.session, turn.contact, now=turn.now)
    return "again" if kept and parse_command(kept[-1].text) else "give"
