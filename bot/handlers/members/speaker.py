"""The team member who speaks, as an actor."""

from bot.inbox.routing import Turn
from bot.people.actor import Actor, get_actor
from bot.people.linking import TEAM_ROLES


def get_member(turn: Turn) -> Actor:
    """Return the speaker as a team member. Raises NotAllowed for anybody else."""
    return get_actor(turn.session, turn.contact.person_id, roles=TEAM_ROLES)
