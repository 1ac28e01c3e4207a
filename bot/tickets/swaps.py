"""Duty swaps: proposed in one line, agreed by a button, stored as duty entries."""

from datetime import datetime

from sqlmodel import Session

from bot import texts
from bot.core.errors import UserError
from bot.duty import presence, roster
from bot.duty.hours import Span
from bot.duty.lines import Substitution
from bot.duty.models import Swap
from bot.messages.content import Choice, Reply
from bot.tickets.notify import notify_member
from bot.tickets.team import Helper, Team
from bot.vietnamese.letters import normalize_for_match

HONORIFICS = frozenset(["anh", "chi", "em", "chu", "co", "bac", "ong", "ba", "chau"])


def get_colleague(team: Team, name: str, speaker_id: int) -> Helper:
    """Return the one colleague of that name. Raises UserError when it is none or several."""
    name_words = [
        one for one in normalize_for_match(name).split() if one not in HONORIFICS
    ] or normalize_for_match(name).split()
    colleagues = {
        helper.person.id: helper
        for helper in team.helpers
        if helper.person.id != speaker_id
        and normalize_for_match(helper.person.name).split()[-len(name_words) :] == name_words
    }
    if len(colleagues) != 1:
        raise UserError(texts.COLLEAGUE_UNKNOWN.format(name=name))
    return next(iter(colleagues.values()))


def request_swap(
    session: Session, team: Team, speaker_id: int, substitution: Substitution, *, now: datetime
) -> Reply:
    """Ask the other person to agree, by two buttons; nothing changes before they do."""
    target = get_colleague(team, substitution.name, speaker_id)
    if target.contact is None:
        raise UserError(texts.COLLEAGUE_UNLINKED.format(name=target.person.name))
    giver, taker = (
        (target.person.id, speaker_id)
        if substitution.is_by_speaker
        else (speaker_id, target.person.id)
    )
    swap = Swap(
        giver_id=giver,
        taker_id=taker,
        asked_id=target.person.id,
        day=substitution.day,
        start_minute=substitution.span.start if substitution.span else None,
        end_minute=substitution.span.end if substitution.span else None,
        asked_at=now,
    )
    session.add(swap)
    session.flush()
    speaker = team.find_by_person(speaker_id)
    name = speaker.person.name if speaker else texts.SOMEBODY
    template = texts.SWAP_OFFERED if substitution.is_by_speaker else texts.SWAP_WANTED
    question = Reply(
        template.format(name=name, when=format_when(swap)),
        (
            Choice(texts.BUTTON_AGREE, f"swap:{swap.id}:yes"),
            Choice(texts.BUTTON_SWAP_REFUSE, f"swap:{swap.id}:no"),
        ),
    )
    notify_member(session, target.person.id, question, now=now)
    return Reply(texts.SWAP_ASKED.format(name=target.person.name, when=format_when(swap)))


def format_when(swap: Swap) -> str:
    """Format the day and the part of it."""
    day = f"{swap.day.day}/{swap.day.month}"
    return f"{day} {_get_span(swap)}" if _get_span(swap) else day


def _get_span(swap: Swap) -> Span | None:
    if swap.start_minute is None or swap.end_minute is None:
        return None
    return Span(swap.start_minute, swap.end_minute)


def decide_swap(
    session: Session, team: Team, swap_id: int, person_id: int, *, agreed: bool, now: datetime
) -> Reply:
    """Record the answer and notify the proposer.

    Raises UserError for anybody but the person asked, and when it was answered before.
    """
    swap = session.get(Swap, swap_id, with_for_update=True)
    if swap is None or swap.asked_id != person_id or swap.decided_at is not None:
        raise UserError(texts.BUTTON_OLD)
    swap.decided_at, swap.agreed = now, agreed
    other_id = swap.giver_id if swap.taker_id == person_id else swap.taker_id
    decider = team.find_by_person(person_id)
    name = decider.person.name if decider else texts.SOMEBODY
    if agreed:
        _apply_swap(session, team, swap, now=now)
    notice = texts.SWAP_AGREED if agreed else texts.SWAP_REFUSED
    notify_member(
        session, other_id, Reply(notice.format(name=name, when=format_when(swap))), now=now
    )
    confirmation = texts.SWAP_KEPT if agreed else texts.SWAP_NOT_KEPT
    return Reply(confirmation.format(when=format_when(swap)))


def _apply_swap(session: Session, team: Team, swap: Swap, *, now: datetime) -> None:
    giver, taker = team.find_by_person(swap.giver_id), team.find_by_person(swap.taker_id)
    if giver is None or taker is None:
        raise UserError(texts.BUTTON_OLD)
    given, taken = presence.swap_duty(
        giver.calendar, giver.roster, taker.roster, swap.day, _get_span(swap)
    )
    for helper, new_roster in ((giver, given), (taker, taken)):
        new_overrides = new_roster.overrides[len(helper.roster.overrides) :]
        roster.save_duty_lines(
            session, helper.person.id, new_overrides, source_text=f"swap {swap.id}", now=now
        )
