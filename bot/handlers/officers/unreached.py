"""*/chuatoi*: whom the last announcement did not reach, for the team of a village."""

from bot import texts
from bot.broadcasts import results
from bot.core.errors import NotAllowed
from bot.handlers.officers.words.broadcasts import render_unreached
from bot.inbox.routing import Turn, any_of, command, exact_phrase
from bot.messages.content import Reply
from bot.people.linking import is_team_member
from bot.people.service import list_roles
from bot.people.units import Unit

asks_unreached = any_of(command("chuatoi"), exact_phrase(*texts.SAID_LEFT))


def show_unreached(turn: Turn) -> Reply:
    """List the unreached people of the member's villages, to be visited or called. Raises
    NotAllowed."""
    if not is_team_member(turn.session, turn.contact):
        raise NotAllowed(texts.LEFT_NOT_YOURS)
    roles = list_roles(turn.session, turn.contact.person_id or 0)
    units = [turn.session.get_one(Unit, role.unit_id) for role in roles]
    lists = []
    for unit in units:
        broadcast = results.get_last_ended(turn.session, unit)
        unreached = results.list_unreached(turn.session, broadcast, unit=unit)
        lists.append(render_unreached(broadcast, unreached))
    return Reply("\n\n".join(dict.fromkeys(lists)))
