"""*/phieu*: a member records the ballot of a household or person without a phone."""

import re

from bot import texts
from bot.core.errors import NotAllowed, UserError
from bot.handlers.residents.polls import next_question
from bot.inbox.routing import Handler, Turn, command
from bot.messages.content import Reply
from bot.people.linking import works
from bot.people.service import list_roles
from bot.people.units import Unit
from bot.polls import ballot_drafts, desk, service
from bot.polls.booth import Booth
from bot.polls.models import How, Per, Poll
from bot.vietnamese.letters import bare

_SAID = re.compile(
    r"/\S+\s+(?P<poll>\d{1,9})\s+(?:\+\s*(?P<name>\S.*?)|(?P<code>[\w-]+))(?:\s*,\s*(?P<how>\S.*))?"
)
HOWS = {bare(word): How(how) for how, said in texts.POLL_HOWS.items() for word in said}
is_command = command("phieu")


def is_desk(turn: Turn) -> bool:
    """Return whether a team member sent the command."""
    return is_command(turn) and works(turn.session, turn.contact)


def write_down(booth: Booth) -> Handler:
    """Return a handler for "/phieu 3 K7M2PQ, giấy" or "/phieu 3 + Nguyễn Thị Tư"."""

    def write(turn: Turn) -> Reply:
        said = _SAID.fullmatch(turn.text.strip())
        if said is None:
            raise UserError(texts.POLL_DESK_HOW)
        poll = service.get(turn.session, int(said["poll"]))
        how = HOWS.get(bare(said["how"] or ""), How.PAPER)
        voter, unit_id = _voter(turn, poll, said)
        given = {"voter": voter, "unit_id": unit_id, "how": how, "now": turn.now}
        seat = ballot_drafts.begin(turn.session, turn.contact, poll, **given)  # type: ignore[arg-type]
        service.check_voter(turn.session, poll, seat, turn.contact)
        return next_question(turn, seat, poll, booth)

    return write


def _voter(turn: Turn, poll: Poll, said: re.Match[str]) -> tuple[str, int]:
    """Return the voter's key and village id; members record ballots of their own commune only.

    Raises UserError if the line does not name the voter, NotAllowed for another commune.
    """
    village = _village(turn, poll)
    if poll.per == Per.HOUSEHOLD:
        if not said["code"]:
            raise UserError(texts.POLL_DESK_HOUSEHOLD)
        return ballot_drafts.household_voter(turn.session, poll, said["code"])
    if not said["name"]:
        raise UserError(texts.POLL_DESK_HOW)
    return desk.voter_named(turn.session, poll, village, said["name"]), village.id


def _village(turn: Turn, poll: Poll) -> Unit:
    scope = turn.session.get_one(Unit, poll.unit_id)
    for role in list_roles(turn.session, turn.contact.person_id or 0):
        unit = turn.session.get_one(Unit, role.unit_id)
        if unit.path.startswith(scope.path) or scope.path.startswith(unit.path):
            return unit
    raise NotAllowed(texts.POLL_NOT_YOURS)
