"""*/chuatoi*: whom the last announcement did not reach, for the team of a village."""

from bot import texts
from bot.broadcasts import results
from bot.broadcasts.models import Broadcast
from bot.core.errors import NotAllowed
from bot.inbox.routing import Turn, any_of, command, exact_phrase
from bot.messages.content import Reply
from bot.people.linking import is_team_member
from bot.people.service import list_roles
from bot.people.units import Unit

MAX_LISTED = 30  # people of the list in one message
asks_unreached = any_of(command("chuatoi"), exact_phrase(*texts.SAID_LEFT))


def show_unreached(turn: Turn) -> Reply:
    """List the unreached people of the member's villages, to be visited or called. Raises
    NotAllowed."""
    if not is_team_member(turn.session, turn.contact):
        raise NotAllowed(texts.LEFT_NOT_YOURS)
    roles = list_roles(turn.session, turn.contact.person_id or 0)
    units = [turn.session.get_one(Unit, role.unit_id) for role in roles]
    lists = [
        render_unreached(turn, results.get_last_ended(turn.session, unit), unit) for unit in units
    ]
    return Reply("\n\n".join(dict.fromkeys(lists)))


def render_unreached(turn: Turn, broadcast: Broadcast, unit: Unit | None) -> str:
    """Return the list of people an announcement did not reach, and why."""
    unreached = results.list_unreached(turn.session, broadcast, unit=unit)
    if not unreached:
        return texts.LEFT_NOBODY.format(number=broadcast.id)
    lines = [
        texts.LEFT_TITLE.format(number=broadcast.id, count=len(unreached), text=broadcast.text[:80])
    ]
    for person in unreached[:MAX_LISTED]:
        who = person.name or texts.LEFT_UNNAMED.format(number=person.number)
        lines.append(
            texts.LEFT_LINE.format(who=who, unit=person.unit, why=texts.LEFT_WHY[person.reason])
        )
    if len(unreached) > MAX_LISTED:
        lines.append(texts.LEFT_MORE.format(count=len(unreached) - MAX_LISTED))
    return "\n".join(lines)
