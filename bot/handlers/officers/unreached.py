"""*/chuatoi*: whom the last announcement did not reach, for the team of a village."""

from bot import texts
from bot.broadcasts import results
from bot.broadcasts.models import Broadcast
from bot.core.errors import NotAllowed
from bot.inbox.routing import Turn, any_of, command, words
from bot.messages.content import Reply
from bot.people.linking import works
from bot.people.service import list_roles
from bot.people.units import Unit

SHOWN = 30  # people of the list in one message
asks_left = any_of(command("chuatoi"), words(*texts.SAID_LEFT))


def show_left(turn: Turn) -> Reply:
    """List the unreached people of the member's villages, to be visited or called. Raises NotAllowed."""
    if not works(turn.session, turn.contact):
        raise NotAllowed(texts.LEFT_NOT_YOURS)
    roles = list_roles(turn.session, turn.contact.person_id or 0)
    found = [turn.session.get_one(Unit, role.unit_id) for role in roles]
    lists = [left_words(turn, results.last_ended(turn.session, unit), unit) for unit in found]
    return Reply("\n\n".join(dict.fromkeys(lists)))


def left_words(turn: Turn, one: Broadcast, unit: Unit | None) -> str:
    """Return the list of people an announcement did not reach, and why."""
    found = results.nobody_left(turn.session, one, unit=unit)
    if not found:
        return texts.LEFT_NOBODY.format(number=one.id)
    lines = [texts.LEFT_TITLE.format(number=one.id, count=len(found), text=one.text[:80])]
    for each in found[:SHOWN]:
        who = each.name or texts.LEFT_UNNAMED.format(number=each.number)
        lines.append(texts.LEFT_LINE.format(who=who, unit=each.unit, why=texts.LEFT_WHY[each.why]))
    if len(found) > SHOWN:
        lines.append(texts.LEFT_MORE.format(count=len(found) - SHOWN))
    return "\n".join(lines)
