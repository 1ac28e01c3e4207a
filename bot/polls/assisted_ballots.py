"""Ballots that a member writes down for a household, or for a person without a chat."""

from datetime import datetime

from sqlmodel import Session

from bot import texts
from bot.core.errors import NotAllowed, UserError
from bot.people.actor import Actor
from bot.people.models import Contact
from bot.people.service import list_roles
from bot.people.units import Unit, is_within
from bot.polls import ballot_drafts, named_voters, service
from bot.polls.models import BallotDraft, BallotMethod, Poll, VoterKind


def begin_assisted_ballot(
    session: Session,
    contact: Contact,
    poll: Poll,
    *,
    actor: Actor,
    code: str = "",
    name: str = "",
    how: BallotMethod,
    now: datetime,
) -> BallotDraft:
    """Start the ballot of the household with this code, or of the person with this name.

    `contact` is the member's chat. Raises NotAllowed for a poll of another commune, UserError if
    the voter is not named as the poll needs it, or their ballot may not be replaced.
    """
    village = _get_village(session, poll, actor)
    voter, unit_id = _get_voter(session, poll, village, code=code, name=name)
    draft = ballot_drafts.begin_ballot(
        session, contact, poll, voter=voter, unit_id=unit_id, how=how, now=now
    )
    service.check_voter(session, poll, draft, contact)
    return draft


def _get_village(session: Session, poll: Poll, actor: Actor) -> Unit:
    """Return the member's unit that the poll concerns: any of their roles may be there."""
    scope = session.get_one(Unit, poll.unit_id)
    for role in list_roles(session, actor.person_id or 0):
        unit = session.get_one(Unit, role.unit_id)
        if is_within(unit.path, scope.path) or is_within(scope.path, unit.path):
            return unit
    raise NotAllowed(texts.POLL_NOT_YOURS)


def _get_voter(
    session: Session, poll: Poll, village: Unit, *, code: str, name: str
) -> tuple[str, int]:
    """Return the voter's key and village id."""
    if poll.per == VoterKind.HOUSEHOLD:
        if not code:
            raise UserError(texts.POLL_DESK_HOUSEHOLD)
        return ballot_drafts.get_household_voter(session, poll, code)
    if not name:
        raise UserError(texts.POLL_DESK_HOW)
    return named_voters.resolve_named_voter(session, poll, village, name), village.id
