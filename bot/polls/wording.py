"""Texts of a poll for those who draft, approve and watch it."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot import texts
from bot.outbox import contents
from bot.people.units import Unit
from bot.polls import audience, results, service
from bot.polls.models import Kind, Per, Poll, PollQuestion, PollState
from bot.vietnamese.dates.words import moment_words

SHOWN = 20  # villages, members


def preview(session: Session, poll: Poll, *, zone: ZoneInfo) -> str:
    """Render who is asked, from when until when, and every question."""
    unit = session.get_one(Unit, poll.unit_id)
    questions = service.list_questions(session, poll)
    lines = [
        texts.POLL_PREVIEW.format(number=poll.id, title=poll.title, unit=unit.name),
        *_who(session, poll, unit),
        _when(poll, zone),
        *(line for one in questions for line in _question(one, questions)),
    ]
    said = "\n".join([poll.title, *(line for one in questions for line in _lines(one))])
    along = contents.describe(said, (), ())
    return "\n".join([*lines, *([texts.CONTENTS, *along] if along else [])])


def _lines(one: PollQuestion) -> list[str]:
    return [one.text, *one.options]


def _who(session: Session, poll: Poll, unit: Unit) -> list[str]:
    invited = audience.count(session, audience.is_asked(session, poll))
    if poll.per == Per.HOUSEHOLD:
        households = service.count_households(session, unit)
        words = texts.POLL_PREVIEW_HOUSEHOLDS if households else texts.POLL_NO_HOUSEHOLDS
        return [words.format(count=households, invited=invited)]
    words = texts.POLL_PREVIEW_TEAM if poll.role else texts.POLL_PREVIEW_PEOPLE
    return [words.format(invited=invited)]


def _when(poll: Poll, zone: ZoneInfo) -> str:
    closes = moment_words(poll.closes_at, now=poll.made_at, zone=zone)
    if poll.opens_at is None:
        return texts.POLL_PREVIEW_NOW.format(closes=closes)
    opens = moment_words(poll.opens_at, now=poll.made_at, zone=zone)
    return texts.POLL_PREVIEW_LATER.format(opens=opens, closes=closes)


def _question(one: PollQuestion, all_of_them: Sequence[PollQuestion]) -> list[str]:
    how = [texts.POLL_KINDS[one.kind]]
    if one.if_place is not None and one.if_option is not None:
        option = all_of_them[one.if_place].options[one.if_option]
        how.append(texts.POLL_ONLY_IF.format(option=option, number=one.if_place + 1))
    head = texts.POLL_PREVIEW_QUESTION.format(
        number=one.place + 1, text=one.text, how="; ".join(how)
    )
    options = () if one.kind == Kind.YES_NO else one.options
    return [head, *(texts.POLL_PREVIEW_OPTION.format(option=option) for option in options)]


def standing(session: Session, poll: Poll, *, zone: ZoneInfo) -> str:
    """Render the turnout by village and the ballots written down by each member.

    The answers themselves only after closing, so that nobody is influenced.
    """
    if poll.state == PollState.CLOSED:
        return "\n".join([results.words(session, poll), *_proofs(session, poll)])
    lines = [
        texts.POLL_STANDING.format(
            number=poll.id,
            title=poll.title,
            state=texts.POLL_STATES[poll.state],
            count=results.count_ballots(session, poll),
            eligible=poll.eligible,
            per=texts.POLL_PER[poll.per],
            closes=moment_words(poll.closes_at, now=poll.made_at, zone=zone),
        )
    ]
    villages = results.turnout(session, poll)
    for one in villages[:SHOWN]:
        of = texts.POLL_STANDING_OF if one.eligible else texts.POLL_STANDING_VILLAGE
        lines.append(of.format(unit=one.unit, count=one.answered, eligible=one.eligible))
    if len(villages) > SHOWN:
        lines.append(texts.BROADCAST_RESULT_MORE.format(count=len(villages) - SHOWN))
    if members := results.by_member(session, poll):
        written = ", ".join(f"{name} {count}" for name, count in members[:SHOWN])
        lines.append(texts.POLL_STANDING_MEMBERS.format(members=written))
    return "\n".join([*lines, *_proofs(session, poll)])


def _proofs(session: Session, poll: Poll) -> list[str]:
    """Render the kinds of proof, if there are several, and how many ballots wait for one."""
    lines: list[str] = []
    if len(results.by_proof(session, poll)) > 1:
        lines.append(texts.POLL_STANDING_PROOF.format(proofs=results.proof_words(session, poll)))
    if waiting := results.count_waiting(session, poll):
        lines.append(texts.POLL_STANDING_WAITING.format(count=waiting))
    return lines
