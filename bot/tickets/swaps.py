"""Duty swaps: proposed in one line, agreed by a button, stored as duty entries."""

from datetime import datetime

from sqlmodel import Session

from bot import texts
from bot.core.errors import UserError
from bot.duty import hours, roster
from bot.duty.hours import Span
from bot.duty.lines import TakeOver
from bot.duty.models import Swap
from bot.messages.content import Choice, Reply
from bot.tickets.notify import tell_member
from bot.tickets.team import Helper, Team
from bot.vietnamese.letters import bare

TITLES = frozenset(["anh", "chi", "em", "chu", "co", "bac", "ong", "ba", "chau"])


def colleague(team: Team, name: str, speaker_id: int) -> Helper:
    """Return the one colleague of that name. Raises UserError when it is none or several."""
    words = [one for one in bare(name).split() if one not in TITLES] or bare(name).split()
    found = {
        one.person.id: one
        for one in team.helpers
        if one.person.id != speaker_id and bare(one.person.name).split()[-len(words) :] == words
    }
    if len(found) != 1:
        raise UserError(texts.COLLEAGUE_UNKNOWN.format(name=name))
    return next(iter(found.values()))


def ask(session: Session, team: Team, speaker_id: int, line: TakeOver, *, now: datetime) -> Reply:
    """Ask the other person to agree, by two buttons; nothing changes before they do."""
    other = colleague(team, line.name, speaker_id)
    if other.contact is None:
        raise UserError(texts.COLLEAGUE_UNLINKED.format(name=other.person.name))
    giver, taker = (
        (other.person.id, speaker_id) if line.by_speaker else (speaker_id, other.person.id)
    )
    swap = Swap(
        giver_id=giver,
        taker_id=taker,
        asked_id=other.person.id,
        day=line.day,
        start_minute=line.span.start if line.span else None,
        end_minute=line.span.end if line.span else None,
        asked_at=now,
    )
    session.add(swap)
    session.flush()
    speaker = team.of_person(speaker_id)
    name = speaker.person.name if speaker else texts.SOMEBODY
    words = texts.SWAP_OFFERED if line.by_speaker else texts.SWAP_WANTED
    question = Reply(
        words.format(name=name, when=when(swap)),
        (
            Choice(texts.BUTTON_AGREE, f"swap:{swap.id}:yes"),
            Choice(texts.BUTTON_SWAP_REFUSE, f"swap:{swap.id}:no"),
        ),
    )
    tell_member(session, other.person.id, question, now=now)
    return Reply(texts.SWAP_ASKED.format(name=other.person.name, when=when(swap)))


def when(swap: Swap) -> str:
    """Format the day and the part of it."""
    day = f"{swap.day.day}/{swap.day.month}"
    return f"{day} {_span(swap)}" if _span(swap) else day


def _span(swap: Swap) -> Span | None:
    if swap.start_minute is None or swap.end_minute is None:
        return None
    return Span(swap.start_minute, swap.end_minute)


def decide(
    session: Session, team: Team, swap_id: int, person_id: int, *, agreed: bool, now: datetime
) -> Reply:
    """Record the answer and notify the proposer.

    Raises UserError for anybody but the person asked, and when it was answered before.
    """
    swap = session.get(Swap, swap_id, with_for_update=True)
    if swap is None or swap.asked_id != person_id or swap.decided_at is not None:
        raise UserError(texts.BUTTON_OLD)
    swap.decided_at, swap.agreed = now, agreed
    other = swap.giver_id if swap.taker_id == person_id else swap.taker_id
    mine = team.of_person(person_id)
    name = mine.person.name if mine else texts.SOMEBODY
    if agreed:
        _keep(session, team, swap, now=now)
    answer = texts.SWAP_AGREED if agreed else texts.SWAP_REFUSED
    tell_member(session, other, Reply(answer.format(name=name, when=when(swap))), now=now)
    kept = texts.SWAP_KEPT if agreed else texts.SWAP_NOT_KEPT
    return Reply(kept.format(when=when(swap)))


def _keep(session: Session, team: Team, swap: Swap, *, now: datetime) -> None:
    giver, taker = team.of_person(swap.giver_id), team.of_person(swap.taker_id)
    if giver is None or taker is None:
        raise UserError(texts.BUTTON_OLD)
    given, taken = hours.swap(giver.calendar, giver.roster, taker.roster, swap.day, _span(swap))
    for one, before in ((giver, given), (taker, taken)):
        fresh = before.said[len(one.roster.said) :]
        roster.say(session, one.person.id, fresh, said=f"swap {swap.id}", now=now)
