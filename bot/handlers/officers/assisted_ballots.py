"""*/phieu*: a member records the ballot of a household or person without a phone."""

import re

from bot import texts
from bot.core.errors import NotAllowed, UserError
from bot.handlers.residents.polls import ask_next_question
from bot.inbox.routing import Handler, Turn, command
from bot.messages.content import Reply
from bot.people.linking import is_team_member
from bot.people.service import list_roles
from bot.people.units import Unit, is_within
from bot.polls import ballot_drafts, named_voters, service
from bot.polls.models import BallotMethod, Poll, VoterKind
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
        how = METHODS.get(normalize_for_match(command_match["how"] or ""), BallotMethod.PAPER)
        voter, unit_id = _get_voter(turn, poll, command_match)
        ballot_fields = {"voter": voter, "unit_id": unit_id, "how": how, "now": turn.now}
        draft = ballot_drafts.begin_ballot(turn.session, turn.contact, poll, **ballot_fields)  # type: ignore[arg-type]
        service.check_voter(turn.session, poll, draft, turn.contact)
        return ask_next_question(turn, draft, poll, booth)

    return write


def _get_voter(turn: Turn, poll: Poll, command_match: re.Match[str]) -> tuple[str, int]:
    """Return the voter's key and village id; members record ballots of their own commune only.

    Raises UserError if the line does not name the voter, NotAllowed for another commune.
    """
    village = _get_village(turn, poll)
    if poll.per == VoterKind.HOUSEHOLD:
        if not command_match["code"]:
            raise UserError(texts.POLL_DESK_HOUSEHOLD)
        return ballot_drafts.get_household_voter(turn.session, poll, command_match["code"])
    if not command_match["name"]:
        raise UserError(texts.POLL_DESK_HOW)
    return named_voters.resolve_named_voter(
        turn.session, poll, village, command_match["name"]
    ), village.id


def _get_village(turn: Turn, poll: Poll) -> Unit:
    scope = turn.session.get_one(Unit, poll.unit_id)
    for role in list_roles(turn.session, turn.contact.person_id or 0):
        unit = turn.session.get_one(Unit, role.unit_id)
        if is_within(unit.path, scope.path) or is_within(scope.path, unit.path):
            return unit
    raise NotAllowed(texts.POLL_NOT_YOURS)
