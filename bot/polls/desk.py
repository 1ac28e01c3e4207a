"""Voters without a chat, whose ballot a member writes down: identified by name and village."""

import re

from sqlmodel import Session, col, select

from bot import texts
from bot.core.errors import UserError
from bot.people.units import Unit
from bot.polls.models import Ballot, Poll
from bot.vietnamese.letters import bare, keyed, name_key

LONGEST = 40  # characters of its column
_TONE = re.compile(r"(?<=[^\W\d_])[1-5]\b")


def voter_named(session: Session, poll: Poll, village: Unit, name: str) -> str:
    """Return the voter key for a name in a village.

    That of the same spelling, or the only match if the name was typed without tones. Raises
    UserError if several match. Two people of one name are told apart by a year behind the name.
    """
    prefix = f"n{village.id}:"
    voter = keyed(prefix, name, LONGEST)
    query = select(Ballot.voter).where(
        Ballot.poll_id == poll.id, col(Ballot.voter).startswith(prefix, autoescape=True)
    )
    there = session.exec(query).all()
    if voter in there:
        return voter
    alike = [one for one in there if _folded(one, prefix) == bare(name)]
    if name_key(name) == bare(name):  # no tones were typed
        if len(alike) > 1:
            raise UserError(texts.POLL_DESK_WHICH.format(name=name))
        return alike[0] if alike else voter
    # Written down before tones were kept, perhaps of somebody else.
    if f"{prefix}{bare(name)}"[:LONGEST] in alike:
        raise UserError(texts.POLL_DESK_BEFORE.format(name=name))
    return voter


def _folded(voter: str, prefix: str) -> str:
    return bare(_TONE.sub("", voter.removeprefix(prefix)))
