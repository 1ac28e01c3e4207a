"""Helpers shared by officers' chat drafts: unit and time buttons, open drafts, notifications."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot import texts
from bot.broadcasts import author_answers, drafts
from bot.broadcasts import service as broadcasts
from bot.broadcasts.models import Broadcast
from bot.core.errors import UserError
from bot.core.policy import Policy
from bot.inbox.routing import Turn
from bot.messages.content import MAX_CHOICE_BYTES, Choice
from bot.people import approvals
from bot.people.actor import Actor, Hand
from bot.people.models import Person
from bot.people.units import Unit
from bot.polls import approval
from bot.polls import drafting as poll_drafting
from bot.polls.models import Poll
from bot.vietnamese.dates.formatting import format_moment
from bot.vietnamese.dates.moments import parse_single_moment
from bot.vietnamese.letters import normalize_for_match

DRAFT_TIMEOUT = timedelta(hours=1)  # a draft nobody went on with: later words are a new matter
LEFT_PREFIX = "~"  # before a step: left for now, no words are waited for


def leave_other_drafts(turn: Turn, keep: Broadcast | Poll | None = None) -> None:
    """Set aside the officer's other drafts, so that later text belongs to `keep` alone.

    Drafts without text are cancelled; the others stay in the list of drafts.
    """
    author_answers.abandon_answers(turn.session, turn.contact.person_id, now=turn.now)
    if (announcement := find_open_announcement(turn)) is not None and announcement is not keep:
        if announcement.text:
            announcement.step = mark_step_left(announcement.step)
        else:
            actor = get_drafter(turn, announcement)
            broadcasts.cancel_broadcast(turn.session, announcement, actor=actor, now=turn.now)
    if (poll := find_open_poll(turn)) is not None and poll is not keep:
        if poll.title:
            poll.step = mark_step_left(poll.step)
        else:
            drafter = get_drafter(turn, poll)
            approval.withdraw_poll(turn.session, poll, actor=drafter, now=turn.now)


def get_drafter(turn: Turn, draft: Broadcast | Poll) -> Actor:
    """Return the speaker as the actor who leaves their own draft, even without a role any more."""
    person_id = turn.contact.person_id
    if (decider := approvals.find_decider(turn.session, person_id)) is not None:
        return decider
    scope = turn.session.get_one(Unit, draft.unit_id).path
    return Actor(person_id, scope, None, Hand.CHAT)


def mark_step_left(step: str) -> str:
    """Return the step's name with the prefix that marks it as not waiting for text."""
    return f"{LEFT_PREFIX}{step.removeprefix(LEFT_PREFIX)}"


def find_open_announcement(turn: Turn) -> Broadcast | None:
    """Return the announcement this officer is drafting, or None; drafts expire after an hour."""
    since = turn.now - DRAFT_TIMEOUT
    return drafts.find_draft(turn.session, turn.contact.person_id, since=since)


def find_open_poll(turn: Turn) -> Poll | None:
    """Return the poll this officer is drafting, or None; drafts expire after an hour."""
    since = turn.now - DRAFT_TIMEOUT
    return poll_drafting.find_draft(turn.session, turn.contact.person_id, since=since)


def unit_buttons(
    prefix: str, units: Sequence[Unit], names: Sequence[str], chosen_codes: str | None = ""
) -> tuple[Choice, ...]:
    """Return a button for each matching unit, its code added to `chosen_codes`.

    Returns none at all if `chosen_codes` is None or one value is too long for a button.
    """
    if chosen_codes is None:
        return ()
    codes = [" + ".join(filter(None, (chosen_codes, unit.code))).replace(" ", "") for unit in units]
    values = [f"{prefix}:{code}" for code in codes]
    if any(len(value.encode()) > MAX_CHOICE_BYTES for value in values):
        return ()
    return tuple(Choice(name, value) for name, value in zip(names, values, strict=True))


def moment_buttons(
    prefix: str, moments: Sequence[datetime], *, policy: Policy
) -> tuple[Choice, ...]:
    """Return a button for each moment; its value is in minutes since 1970."""
    return tuple(
        Choice(
            format_moment(at, now=moments[0], zone=policy.zone),
            f"{prefix}:{int(at.timestamp()) // 60}",
        )
        for at in moments
    )


def is_at_once(text: str) -> bool:
    """Return whether the text means at once: "ngay", "gửi ngay"."""
    return normalize_for_match(text) in map(normalize_for_match, texts.SAID_AT_ONCE)


def parse_span(
    first: str, last: str, *, now: datetime, policy: Policy
) -> tuple[datetime | None, datetime]:
    """Parse a start (None: at once) and an end: "mai 7h" and "17h" are hours of one day.

    Raises UserError if either cannot be read.
    """
    at_once = not normalize_for_match(first) or is_at_once(first)
    begins = None if at_once else parse_single_moment(first, now=now, zone=policy.zone)
    if begins is None:
        return None, parse_single_moment(last, now=now, zone=policy.zone)
    try:
        ends = parse_single_moment(last, now=now, zone=policy.zone)
    except UserError:
        ends = begins  # "17h" may be in doubt now, and sure of the day that begins it
    return begins, ends if ends > begins else parse_single_moment(
        last, now=begins, zone=policy.zone
    )


def name_of(turn: Turn, person_id: int | None) -> str:
    """Return a colleague's name; for None or an unknown id, the name for the operator."""
    person = turn.session.get(Person, person_id) if person_id is not None else None
    return person.name if person else texts.DRAFTER_OPERATOR
