"""A team member ties this chat to themselves by a one-time code: by a deep link, or typed."""

from bot import texts
from bot.messages import Reply
from bot.people import linking
from bot.people.models import Person
from bot.people.service import list_roles
from bot.polls import service as polls
from bot.privacy import consent
from bot.routing import Turn
from bot.units import Unit

DEEP_LINK = "link-"


def is_link(turn: Turn) -> bool:
    """The deep link, or the word and a code."""
    return turn.start.startswith(DEEP_LINK) or turn.bare.startswith(f"{texts.SAID_LINK} ")


def link(turn: Turn) -> Reply:
    """Who holds the code is that person; using it is the agreement, and a sentence says to what."""
    typed = turn.text.strip().partition(" ")[2]
    code = turn.start.removeprefix(DEEP_LINK) if turn.start else typed
    person = linking.use_code(turn.session, turn.contact, code, now=turn.now)
    if person is None:
        return Reply(texts.LINK_CODE_WRONG)
    turn.contact.greeted_at = turn.contact.greeted_at or turn.now
    consent.agree(turn.session, turn.contact, person.name, now=turn.now)
    polls.merge(turn.session, turn.contact)
    return Reply(texts.LINKED.format(name=person.name, units=_units(turn, person)))


def _units(turn: Turn, person: Person) -> str:
    found = list_roles(turn.session, person.id)
    return ", ".join(turn.session.get_one(Unit, role.unit_id).name for role in found)
