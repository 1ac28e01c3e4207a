"""*/phieu*: a member records the ballot of a household or person without a phone."""

import re

from bot import texts
from bot.core.errors import UserError
from bot.handlers.residents.polls import ask_next_question
from bot.inbox.routing import Handler, Turn, command
from bot.messages.content import Reply
from bot.people.actor import get_actor
from bot.people.linking import TEAM_ROLES, is_team_member
from bot.polls import service
from bot.polls.assisted_ballots import begin_assisted_ballot
from bot.polls.models import BallotMethod
from bot.polls.voting_config import VotingConfig
from bot.vietnamese.letters import normalize_for_match

_SAID = re.compile(
    r"/\S+\s+(?P<poll>\d{1,9})\s+(?:\+\s*(?P<name>\S.*?)|(?P<code>[\w-]+))(?:\s*,\s*(?P<how>\S.*))?"
)
METHODS = {
    normalize_for_match(word): BallotMethod(how)
    for how, phrases in texts.POLL_HOWS.items()
    for word in phrases
}
is_command = command("phieu")


def is_ballot_command(turn: Turn) -> bool:
    """Return whether a team member sent the command."""
    return is_command(turn) and is_team_member(turn.session, turn.contact)


def record_ballot(booth: VotingConfig) -> Handler:
    """Return a handler for "/phieu 3 K7M2PQ, giấy" or "/phieu 3 + Nguyễn Thị Tư"."""

    def write(turn: Turn) -> Reply:
        command_match = _SAID.fullmatch(turn.text.strip())
        if command_match is None:
            raise UserError(texts.POLL_DESK_HOW)
        poll = service.get_poll(turn.session, int(command_match["poll"]))
        draft = begin_assisted_ballot(
            turn.session,
            turn.contact,
            poll,
            actor=get_actor(turn.session, turn.contact.person_id, roles=TEAM_ROLES),
            code=command_match["code"] or "",
            name=command_match["name"] or "",
            how=METHODS.get(normalize_for_match(command_match["how"] or ""), BallotMethod.PAPER),
            now=turn.now,
        )
        return ask_next_question(turn, draft, poll, booth)

    return write
