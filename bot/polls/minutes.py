"""Minutes of a poll (biên bản), an official document to be signed.

Results village by village are an annex: what is signed stays short.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, func, select

from bot import texts
from bot.core import codes
from bot.documents.office_form import (
    Align,
    Annex,
    Block,
    Column,
    Heading,
    Letterhead,
    OfficeDocument,
    Paragraph,
    Signer,
    Table,
    Tone,
)
from bot.people.units import Unit
from bot.polls import results, wording
from bot.polls.models import Ballot, BallotProof, Poll
from bot.polls.results import Tally, Turnout

# What a paper's reference looks like; its end is only there to be unknown to others.
REFERENCE_PATTERN = (
    rf"minutes:(?P<number>\d{{1,9}}):(?P<kind>docx|pdf):[A-Z0-9]{{{codes.UNGUESSABLE_LENGTH}}}"
)
FIGURES_WIDTH = 28.0  # millimetres, of a column of numbers


def collect_minutes(
    session: Session, poll: Poll, *, letterhead: Letterhead, zone: ZoneInfo, on: date
) -> OfficeDocument:
    """Collect the content. Answers of too few people are suppressed, and the minutes say so."""
    blocks: list[Block] = [Paragraph(line) for line in _general_lines(session, poll, zone)]
    if villages := [_village_row(turnout) for turnout in results.list_turnout(session, poll)]:
        columns = _make_columns(texts.MINUTES_VILLAGE_HEAD)
        blocks += [Heading(texts.MINUTES_VILLAGES), Table(columns, villages)]
    blocks.append(Heading(texts.MINUTES_RESULTS))
    summary = texts.MINUTES_ABOUT.format(title=poll.title)
    if results.count_ballots(session, poll) < results.MIN_BALLOTS:
        blocks.append(Paragraph(texts.MINUTES_TOO_FEW))
    else:
        blocks += _answer_blocks(results.list_tallies(session, poll))
        blocks += _make_annex(session, poll, summary)
    return OfficeDocument(
        letterhead,
        texts.MINUTES_TITLE,
        summary,
        blocks,
        day=on,
        kind_symbol=texts.MINUTES_SYMBOL,
        signers=[Signer(position) for position in texts.MINUTES_SIGNED],
    )


def _general_lines(session: Session, poll: Poll, zone: ZoneInfo) -> list[str]:
    unit = session.get_one(Unit, poll.unit_id)
    count, per = results.count_ballots(session, poll), texts.POLL_PER[poll.per]
    lines = [
        texts.MINUTES_WHEN.format(
            opened=_format_moment(poll.opened_at or poll.made_at, zone),
            closed=_format_moment(poll.closed_at or poll.closes_at, zone),
        ),
        texts.MINUTES_WHERE.format(unit=unit.name),
        texts.MINUTES_WHO.format(per=per, eligible=poll.eligible),
        texts.MINUTES_COUNT.format(count=count, percent=_compute_percent(count, poll.eligible)),
    ]
    if count:
        lines.append(texts.MINUTES_HOW.format(hows=_render_methods(session, poll)))
        proofs = wording.render_proofs(session, poll)
        lines.append(texts.MINUTES_PROOF.format(per=per, proofs=proofs))
    if waiting := results.count_waiting(session, poll):
        lines.append(texts.MINUTES_WAITING.format(count=waiting))
    return lines


def _make_columns(headings: Sequence[str]) -> list[Column]:
    """Return the columns of a table of figures: words first, then numbers."""
    first, *others = headings
    return [Column(first), *(Column(name, Align.RIGHT, FIGURES_WIDTH) for name in others)]


def _village_row(turnout: Turnout) -> tuple[str, str, str, str]:
    eligible_cells = (
        (str(turnout.eligible), f"{turnout.percent}%") if turnout.eligible else ("", "")
    )
    return (turnout.unit, str(turnout.answered), *eligible_cells)


def _format_moment(at: datetime, zone: ZoneInfo) -> str:
    local = at.astimezone(zone)
    return f"{local:%H:%M} {local.day}/{local.month}/{local.year}"


def _compute_percent(count: int, whole: int) -> int:
    return round(100 * count / whole) if whole else 0


def _render_methods(session: Session, poll: Poll) -> str:
    query = select(Ballot.how, func.count(col(Ballot.id))).where(
        Ballot.poll_id == poll.id, Ballot.proof != BallotProof.NONE
    )
    counts = Counter(dict(session.exec(query.group_by(col(Ballot.how))).all()))
    return ", ".join(
        texts.MINUTES_HOW_ONE.format(how=texts.POLL_HOW_NAMES[method], count=count)
        for method, count in counts.most_common()
    )


def _make_annex(session: Session, poll: Poll, summary: str) -> list[Block]:
    """Return the results village by village, where there are any that may be shown."""
    blocks: list[Block] = []
    found = results.list_village_tallies(session, poll)
    for village, tallies in found.villages:
        if tallies:
            blocks += [Heading(village), *_answer_blocks(tallies)]
    if blocks:
        reference = texts.MINUTES_ANNEX_TO.format(about=summary)
        blocks.insert(0, Annex(texts.MINUTES_ANNEX, reference=reference))
    if found.has_hidden:
        blocks.append(Paragraph(texts.MINUTES_HIDDEN))
    return blocks


def _answer_blocks(tallies: Sequence[Tally]) -> list[Block]:
    return [block for tally in tallies for block in _answer_block(tally)]


def _answer_block(tally: Tally) -> list[Block]:
    number, question = tally.question.place + 1, tally.question.text
    if not tally.is_shown:
        return [Paragraph(texts.MINUTES_FEW.format(number=number, text=question))]
    rows = [
        (option, str(count), f"{percent}%")
        for option, count, percent in zip(
            tally.question.options, tally.counts, tally.percents(), strict=True
        )
    ]
    asked = texts.MINUTES_ASKED.format(number=number, text=question, count=tally.answered)
    blocks: list[Block] = [
        Paragraph(asked, keep_with_next=True),
        Table(_make_columns(texts.MINUTES_OPTION_HEAD), rows),
    ]
    if tally.reasons:
        blocks.append(Paragraph(texts.MINUTES_REASONS, keep_with_next=True))
        blocks += [
            Paragraph(texts.MINUTES_REASON.format(reason=reason, count=count), Tone.ITEM)
            for reason, count in tally.reasons
        ]
    return blocks


def make_reference(poll: Poll, kind: str) -> str:
    """Return a new reference to the minutes, which are rendered at the moment they are sent."""
    return f"minutes:{poll.id}:{kind}:{codes.generate_code(codes.UNGUESSABLE_LENGTH)}"
