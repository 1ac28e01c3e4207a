"""*/chuatoi*: a village's team sees whom the last announcement did not reach."""

from bot import texts
from bot.broadcasts import results
from bot.errors import NotAllowed
from bot.handlers.broadcasts import left_words
from bot.messages import Reply
from bot.people.linking import works
from bot.people.service import list_roles
from bot.routing import Turn, any_of, command, words
from bot.units import Unit

asks_left = any_of(command("chuatoi"), words(*texts.SAID_LEFT))


def show_left(turn: Turn) -> Reply:
    """Those of the member's own villages, to be visited or called."""
    if not works(turn.session, turn.contact):
        raise NotAllowed(texts.LEFT_NOT_YOURS)
    roles = list_roles(turn.session, turn.contact.person_id or 0)
    found = [turn.session.get_one(Unit, role.unit_id) for role in roles]
    lists = [left_words(turn, results.last_ended(turn.session, unit), unit) for unit in found]
    return Reply("\n\n".join(dict.fromkeys(lists)))
