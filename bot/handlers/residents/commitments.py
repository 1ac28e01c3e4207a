"""What the commune has promised, for residents who ask."""

from bot.commitments import overview
from bot.core.policy import Policy
from bot.handlers.residents.menu import show_menu
from bot.handlers.residents.words import commitments as words
from bot.inbox.routing import Handler, Turn
from bot.messages.content import Reply
from bot.people.units import Unit


def show_promises(policy: Policy) -> Handler:
    """Return a handler that lists the open and recently kept promises of their commune."""

    def show(turn: Turn) -> Reply:
        menu = show_menu(turn).choices
        if turn.contact.place_id is None:
            return words.render_village_needed(menu)
        unit = turn.session.get_one(Unit, turn.contact.place_id)
        promises = overview.list_public(turn.session, unit, now=turn.now)
        return words.render_promises(promises, menu, today=policy.today(turn.now), policy=policy)

    return show
