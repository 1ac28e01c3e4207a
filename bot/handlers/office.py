"""What officers' drafts in a chat have in common: villages by name, a time in words, a notice."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TypedDict
from zoneinfo import ZoneInfo

from bot import texts, units
from bot.broadcasts import drafting
from bot.broadcasts import service as broadcasts
from bot.broadcasts.models import Broadcast
from bot.errors import UserError
from bot.messages import Reply
from bot.outbox.notices import tell_each
from bot.people.linking import contacts_of
from bot.polls import approval
from bot.polls import drafting as poll_drafting
from bot.polls.models import Poll
from bot.routing import Turn
from bot.units import Unit
from bot.vietnamese import bare
from bot.when.moments import read_moment

FORGOTTEN = timedelta(hours=1)  # a draft nobody went on with: later words are a new matter


class Deed(TypedDict):
    """Who does something, and when."""

    person_id: int | None
    now: datetime


def let_go(turn: Turn) -> None:
    """Whatever this officer is drafting: the words that follow are of the new draft alone."""
    deed: Deed = {"person_id": turn.contact.person_id, "now": turn.now}
    if (announcement := open_announcement(turn)) is not None:
        broadcasts.cancel(turn.session, announcement, **deed)
    if (poll := open_poll(turn)) is not None:
        approval.drop(turn.session, poll, **deed)


def open_announcement(turn: Turn) -> Broadcast | None:
    """What this officer is drafting to announce."""
    since = turn.now - FORGOTTEN
    return drafting.find_draft(turn.session, turn.contact.person_id, since=since)


def open_poll(turn: Turn) -> Poll | None:
    """What this officer is drafting to ask."""
    since = turn.now - FORGOTTEN
    return poll_drafting.find_draft(turn.session, turn.contact.person_id, since=since)


def named_units(turn: Turn, scope: Unit) -> Mapping[str, Unit]:
    """The scope's units by every name they go by, folded."""
    return {
        bare(name): unit
        for unit in units.list_subtree(turn.session, scope)
        for name in (unit.name, unit.code, *unit.aliases)
    }


def moment(said: str, *, now: datetime, zone: ZoneInfo) -> datetime:
    """A time in words; UserError says what is missing or in doubt."""
    return read_moment(said, now=now, zone=zone)


def span(
    first: str, last: str, *, now: datetime, zone: ZoneInfo
) -> tuple[datetime | None, datetime]:
    """From when (None: at once) until when: "mai 7h" and "17h" are hours of one day."""
    at_once = bare(first) in ("", *map(bare, texts.SAID_AT_ONCE))
    begins = None if at_once else moment(first, now=now, zone=zone)
    if begins is None:
        return None, moment(last, now=now, zone=zone)
    try:
        ends = moment(last, now=now, zone=zone)
    except UserError:
        ends = begins  # "17h" may be in doubt now, and sure of the day that begins it
    return begins, ends if ends > begins else moment(last, now=begins, zone=zone)


def tell(turn: Turn, person_id: int | None, reply: Reply, key: str) -> None:
    """A colleague hears of it in their own chat, once a key."""
    chats = contacts_of(turn.session, [person_id or 0]).values()
    tell_each(turn.session, chats, reply, key=key, now=turn.now)
