"""Voters without a chat, whose ballot a member writes down: identified by name and village."""

import re

from sqlmodel import Session, col, select

from bot import texts
from bot.core.errors import UserError
from bot.people.units import Unit
from bot.polls.models import Ballot, Poll
from bot.vietnamese.letters import make_name_column, name_key, normalize_for_match

MAX_LENGTH = 40  # characters of its column
_TONE = re.compile(r"(?<=[^\W\d_])[1-5]\b")


def resolve_named_voter(session: Session, poll: Poll, village: Unit, name: str) -> str:
    """Return the voter key for a name in a village.

    That of the same spelling, or the only match if the name was typed without tones. Raises
    UserError if several match. Two people of one name are told apart by a year behind the name.
    """
    prefix = f"n{village.id}:"
    voter = make_name_column(prefix, name, MAX_LENGTH)
    query = select(Ballot.voter).where(
        Ballot.poll_id == poll.id, col(Ballot.voter).startswith(prefix, autoescape=True)
    )
    known_voters = session.exec(query).all()
    if voter in known_voters:
        return voter
    alike = [
        candidate
        for candidate in known_voters
        if _fold_voter_name(candidate, prefix) == normalize_for_match(name)
    ]
    if name_key(name) == normalize_for_match(name):  # no tones were typed
        if len(alike) > 1:
            raise UserError(texts.POLL_DESK_WHICH.format(name=name))
        return alike[0] if alike else voter
    # Written down before tones were kept, perhaps of somebody else.
    if f"{prefix}{normalize_for_match(name)}"[:MAX_LENGTH] in alike:
        raise UserError(texts.POLL_DESK_BEFORE.format(name=name))
    return voter


def _fold_voter_name(voter: str, prefix: str) -> str:
    return normalize_for_match(_TONE.sub("", voter.removeprefix(prefix)))
