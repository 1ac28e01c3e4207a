"""Duty swaps: proposed in one line, agreed by a button, stored as duty entries."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from bot import texts
from bot.core.errors import UserError
from bot.core.events import emit
from bot.duty import presence, roster
from bot.duty.events import SwapDecided, SwapRequested
from bot.duty.hours import Span
from bot.duty.lines import Substitution
from bot.duty.models import Swap
from bot.duty.team_members import Helper, find_helper
from bot.people.actor import Actor
from bot.vietnamese.letters import normalize_for_match

HONORIFICS = frozenset(["anh", "chi", "em", "chu", "co", "bac", "ong", "ba", "chau"])


def get_colleague(helpers: Sequence[Helper], name: str, speaker_id: int | None) -> Helper:
    """Return the one colleague of that name. Raises UserError when it is none or several."""
    all_words = normalize_for_match(name).split()
    name_words = [word for word in all_words if word not in HONORIFICS] or all_words
    colleagues = {
        helper.person.id: helper
        for helper in helpers
        if helper.person.id != speaker_id
        and normalize_for_match(helper.person.name).split()[-len(name_words) :] == name_words
    }
    if len(colleagues) != 1:
        raise UserError(texts.COLLEAGUE_UNKNOWN.format(name=name))
    return next(iter(colleagues.values()))


def request_swap(
    session: Session,
    helpers: Sequence[Helper],
    substitution: Substitution,
    *,
    actor: Actor,
    now: datetime,
) -> Swap:
    """Propose a swap to a colleague, who is asked to agree; nothing changes before they do."""
    speaker_id = actor.person_id or 0
    target = get_colleague(helpers, substitution.name, speaker_id)
    if target.contact is None:
        raise UserError(texts.COLLEAGUE_UNLINKED.format(name=target.person.name))
    giver_id, taker_id = (
        (target.person.id, speaker_id)
        if substitution.is_by_speaker
        else (speaker_id, target.person.id)
    )
    swap = Swap(
        giver_id=giver_id,
        taker_id=taker_id,
        asked_id=target.person.id,
        day=substitution.day,
        start_minute=substitution.span.start if substitution.span else None,
        end_minute=substitution.span.end if substitution.span else None,
        asked_at=now,
    )
    session.add(swap)
    session.flush()
    emit(session, SwapRequested(swap.id, speaker_id, at=now))
    return swap


def format_when(swap: Swap) -> str:
    """Format the day and the part of it."""
    day = f"{swap.day.day}/{swap.day.month}"
    return f"{day} {_get_span(swap)}" if _get_span(swap) else day


def _get_span(swap: Swap) -> Span | None:
    if swap.start_minute is None or swap.end_minute is None:
        return None
    return Span(swap.start_minute, swap.end_minute)


def decide_swap(
    session: Session,
    helpers: Sequence[Helper],
    swap_id: int,
    *,
    actor: Actor,
    agreed: bool,
    now: datetime,
) -> Swap:
    """Record the answer of the person asked; return the swap.

    Raises UserError for anybody but the person asked, and when it was answered before.
    """
    swap = session.get(Swap, swap_id, with_for_update=True)
    if swap is None or swap.asked_id != actor.person_id or swap.decided_at is not None:
        raise UserError(texts.BUTTON_OLD)
    swap.decided_at, swap.agreed = now, agreed
    if agreed:
        _apply_swap(session, helpers, swap, now=now)
    proposer_id = swap.giver_id if swap.taker_id == swap.asked_id else swap.taker_id
    emit(session, SwapDecided(swap.id, proposer_id, at=now))
    return swap


def _apply_swap(session: Session, helpers: Sequence[Helper], swap: Swap, *, now: datetime) -> None:
    giver, taker = find_helper(helpers, swap.giver_id), find_helper(helpers, swap.taker_id)
    if giver is None or taker is None:
        raise UserError(texts.BUTTON_OLD)
    given, taken = presence.swap_duty(
        giver.calendar, giver.roster, taker.roster, swap.day, _get_span(swap)
    )
    for helper, new_roster in ((giver, given), (taker, taken)):
        new_overrides = new_roster.overrides[len(helper.roster.overrides) :]
        roster.add_entries(
            session, helper.person.id, new_overrides, source_text=f"swap {swap.id}", now=now
        )
