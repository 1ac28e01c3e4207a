"""Texts of a poll for those who draft, approve and watch it."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot import texts
from bot.core.policy import Policy
from bot.outbox import content_summary
from bot.people.units import Unit
from bot.polls import audience, results, service
from bot.polls.models import Poll, PollQuestion, PollState, QuestionKind, VoterKind
from bot.vietnamese.dates.formatting import format_moment

MAX_LINES = 20  # villages, members


def render_preview(session: Session, poll: Poll, *, zone: ZoneInfo) -> str:
    """Render who is asked, from when until when, and every question."""
    unit = session.get_one(Unit, poll.unit_id)
    questions = service.list_questions(session, poll)
    lines = [
        texts.POLL_PREVIEW.format(number=poll.id, title=poll.title, unit=unit.name),
        *_render_audience(session, poll, unit),
        _render_times(poll, zone),
        *(line for question in questions for line in _render_question(question, questions)),
    ]
    poll_text = "\n".join(
        [poll.title, *(line for question in questions for line in _question_texts(question))]
    )
    along = content_summary.describe_contents(poll_text, (), ())
    return "\n".join([*lines, *([texts.CONTENTS, *along] if along else [])])


def _question_texts(question: PollQuestion) -> list[str]:
    return [question.text, *question.options]


def _render_audience(session: Session, poll: Poll, unit: Unit) -> list[str]:
    invited = audience.count_recipients(session, audience.select_unanswered(session, poll))
    if poll.per == VoterKind.HOUSEHOLD:
        households = service.count_households(session, unit)
        template = texts.POLL_PREVIEW_HOUSEHOLDS if households else texts.POLL_NO_HOUSEHOLDS
        return [template.format(count=households, invited=invited)]
    template = texts.POLL_PREVIEW_TEAM if poll.role else texts.POLL_PREVIEW_PEOPLE
    return [template.format(invited=invited)]


def _render_times(poll: Poll, zone: ZoneInfo) -> str:
    closes = format_moment(poll.closes_at, now=poll.made_at, zone=zone)
    if poll.opens_at is None:
        return texts.POLL_PREVIEW_NOW.format(closes=closes)
    opens = format_moment(poll.opens_at, now=poll.made_at, zone=zone)
    return texts.POLL_PREVIEW_LATER.format(opens=opens, closes=closes)


def _render_question(question: PollQuestion, questions: Sequence[PollQuestion]) -> list[str]:
    how = [texts.POLL_KINDS[question.kind]]
    if question.if_place is not None and question.if_option is not None:
        option = questions[question.if_place].options[question.if_option]
        how.append(texts.POLL_ONLY_IF.format(option=option, number=question.if_place + 1))
    head = texts.POLL_PREVIEW_QUESTION.format(
        number=question.place + 1, text=question.text, how="; ".join(how)
    )
    options = () if question.kind == QuestionKind.YES_NO else question.options
    return [head, *(texts.POLL_PREVIEW_OPTION.format(option=option) for option in options)]


def render_submission(poll: Poll, count: int) -> str:
    """Render for whoever submitted the poll how many approvers are asked."""
    template = texts.POLL_ASKED if count else texts.POLL_NO_APPROVER
    return template.format(number=poll.id, count=count)


def render_results(session: Session, poll: Poll) -> str:
    """Render the overall result; with too few ballots, only their number."""
    count = results.count_ballots(session, poll)
    per = texts.POLL_PER[poll.per]
    lines = [
        texts.POLL_RESULT.format(title=poll.title, count=count, per=per, eligible=poll.eligible)
    ]
    if count < results.MIN_BALLOTS:
        return "\n".join([*lines, texts.POLL_TOO_FEW.format(count=results.MIN_BALLOTS)])
    for tally in results.list_tallies(session, poll):
        if not tally.is_shown:
            few = texts.POLL_RESULT_FEW.format(text=tally.question.text, count=results.MIN_BALLOTS)
            lines.append(few)
            continue
        lines.append(texts.POLL_RESULT_QUESTION.format(text=tally.question.text))
        lines += [
            texts.POLL_RESULT_OPTION.format(option=option, count=number, percent=percent)
            for option, number, percent in zip(
                tally.question.options, tally.counts, tally.percents(), strict=True
            )
        ]
    return "\n".join(lines)


def render_proofs(session: Session, poll: Poll) -> str:
    """Render the numbers of ballots by proof."""
    return ", ".join(
        texts.MINUTES_HOW_ONE.format(how=texts.POLL_PROOFS[proof], count=count)
        for proof, count in results.count_by_proof(session, poll)
    )


def render_status(session: Session, poll: Poll, *, policy: Policy) -> str:
    """Render the turnout by village and the ballots written down by each member.

    The answers themselves only after closing, so that nobody is influenced.
    """
    if poll.state == PollState.CLOSED:
        return "\n".join([render_results(session, poll), *_render_proofs(session, poll)])
    lines = [
        texts.POLL_STANDING.format(
            number=poll.id,
            title=poll.title,
            state=texts.POLL_STATES[poll.state],
            count=results.count_ballots(session, poll),
            eligible=poll.eligible,
            per=texts.POLL_PER[poll.per],
            closes=format_moment(poll.closes_at, now=poll.made_at, zone=policy.zone),
        )
    ]
    villages = results.list_turnout(session, poll)
    for village in villages[:MAX_LINES]:
        template = texts.POLL_STANDING_OF if village.eligible else texts.POLL_STANDING_VILLAGE
        lines.append(
            template.format(unit=village.unit, count=village.answered, eligible=village.eligible)
        )
    if len(villages) > MAX_LINES:
        lines.append(texts.BROADCAST_RESULT_MORE.format(count=len(villages) - MAX_LINES))
    if members := results.count_by_member(session, poll):
        written = ", ".join(f"{name} {count}" for name, count in members[:MAX_LINES])
        lines.append(texts.POLL_STANDING_MEMBERS.format(members=written))
    return "\n".join([*lines, *_render_proofs(session, poll)])


def _render_proofs(session: Session, poll: Poll) -> list[str]:
    """Render the kinds of proof, if there are several, and how many ballots wait for one."""
    lines: list[str] = []
    if len(results.count_by_proof(session, poll)) > 1:
        lines.append(texts.POLL_STANDING_PROOF.format(proofs=render_proofs(session, poll)))
    if waiting := results.count_waiting(session, poll):
        lines.append(texts.POLL_STANDING_WAITING.format(count=waiting))
    return lines
