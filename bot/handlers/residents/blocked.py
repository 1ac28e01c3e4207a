"""A contact that an officer blocked: told once whom to call; dangers are heard all the same."""

from bot.core.policy import Policy
from bot.faq import service
from bot.handlers.residents.words import contact_blocks as words
from bot.inbox.routing import Answer, Condition, Handler, Turn
from bot.people.contact_blocks import take_notice
from bot.tickets.models import URGENT
from bot.tickets.queries import list_contact_tickets


def is_blocked(tells_danger: Condition) -> Condition:
    """Return a predicate: the contact is blocked, and no danger is told or in hand."""

    def blocked(turn: Turn) -> bool:
        until = turn.contact.blocked_until
        if until is None or until <= turn.now or tells_danger(turn):
            return False
        tickets = list_contact_tickets(turn.session, turn.contact.id)
        return all(ticket.area != URGENT for ticket in tickets)

    return blocked


def tell_block(policy: Policy) -> Handler:
    """Return a handler that tells of the block once, and then says nothing."""

    def tell(turn: Turn) -> Answer:
        block = take_notice(turn.session, turn.contact.id, now=turn.now)
        if block is None:
            return None
        facts = service.load_facts(turn.session, turn.contact.unit_id)
        return words.render_block(
            block, facts.get("commune_phone", ""), now=turn.now, zone=policy.zone
        )

    return tell
