"""Minutes of a poll (biên bản) as a Word file to be signed or as PDF, from the same content."""

import io
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, func, select

from bot import texts
from bot.core import codes
from bot.people.units import Unit
from bot.polls import results, wording
from bot.polls.models import Ballot, BallotProof, Poll
from bot.polls.results import Tally, Turnout

# Word and PDF are imported where they are written: half a second of CPU at the start of every
# process that only knows polls.
if TYPE_CHECKING:
    from docx.document import Document
    from reportlab.platypus import Flowable

FONT = "Times New Roman"  # Decree 30/2020/NĐ-CP, annex I: the font of administrative documents
GRID = (("GRID", (0, 0), (-1, -1), 0.6, "#666666"), ("VALIGN", (0, 0), (-1, -1), "MIDDLE"))


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: its header and its rows."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]


# What a paper's reference looks like; its end is only there to be unknown to others.
REFERENCE_PATTERN = (
    rf"minutes:(?P<number>\d{{1,9}}):(?P<kind>docx|pdf):[A-Z0-9]{{{codes.UNGUESSABLE_LENGTH}}}"
)

Block = str | Grid
Section = tuple[str, Sequence[Block]]  # a bold line, and what stands under it


@dataclass(frozen=True, slots=True)
class Minutes:
    """The content of the minutes, independent of the file format."""

    unit: str
    subject: str
    sections: Sequence[Section]
    day: str


def collect_minutes(session: Session, poll: Poll, *, zone: ZoneInfo, on: date) -> Minutes:
    """Collect the content. Answers of too few people are suppressed, and the minutes say so."""
    unit = session.get_one(Unit, poll.unit_id)
    count = results.count_ballots(session, poll)
    general = [
        texts.MINUTES_WHEN.format(
            opened=_format_moment(poll.opened_at or poll.made_at, zone),
            closed=_format_moment(poll.closed_at or poll.closes_at, zone),
        ),
        texts.MINUTES_WHERE.format(unit=unit.name),
        texts.MINUTES_WHO.format(per=texts.POLL_PER[poll.per], eligible=poll.eligible),
        texts.MINUTES_COUNT.format(count=count, percent=_compute_percent(count, poll.eligible)),
    ]
    if count:
        general.append(texts.MINUTES_HOW.format(hows=_render_methods(session, poll)))
        proofs = wording.render_proofs(session, poll)
        general.append(texts.MINUTES_PROOF.format(per=texts.POLL_PER[poll.per], proofs=proofs))
    if waiting := results.count_waiting(session, poll):
        general.append(texts.MINUTES_WAITING.format(count=waiting))
    villages = [_village_row(turnout) for turnout in results.list_turnout(session, poll)]
    sections: list[Section] = [("", general)]
    if villages:
        sections.append((texts.MINUTES_VILLAGES, [Grid(texts.MINUTES_VILLAGE_HEAD, villages)]))
    if count < results.MIN_BALLOTS:
        sections.append((texts.MINUTES_RESULTS, [texts.MINUTES_TOO_FEW]))
    else:
        sections += _answer_sections(session, poll)
    day = texts.MINUTES_DAY.format(unit=unit.name, day=on.day, month=on.month, year=on.year)
    return Minutes(unit.name, texts.MINUTES_ABOUT.format(title=poll.title), sections, day)


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


def _answer_sections(session: Session, poll: Poll) -> list[Section]:
    whole = (texts.MINUTES_RESULTS, results.list_tallies(session, poll))
    groups = [whole, *results.list_village_tallies(session, poll)]
    sections = [
        _answer_section(tally, title if place == 0 else "")
        for title, tallies in groups
        for place, tally in enumerate(tallies)
    ]
    if results.has_hidden_villages(session, poll):
        sections.append(("", [texts.MINUTES_HIDDEN]))
    return sections


def _answer_section(tally: Tally, where: str) -> Section:
    if not tally.is_shown:
        few = texts.MINUTES_FEW.format(number=tally.question.place + 1, text=tally.question.text)
        return where, [few]
    rows = [
        (option, str(count), f"{percent}%")
        for option, count, percent in zip(
            tally.question.options, tally.counts, tally.percents(), strict=True
        )
    ]
    blocks: list[Block] = [
        texts.MINUTES_ASKED.format(
            number=tally.question.place + 1, text=tally.question.text, count=tally.answered
        ),
        Grid(texts.MINUTES_OPTION_HEAD, rows),
    ]
    if tally.reasons:
        blocks.append(texts.MINUTES_REASONS)
        blocks += [
            texts.MINUTES_REASON.format(reason=reason, count=count)
            for reason, count in tally.reasons
        ]
    return where, blocks


def render_docx(minutes: Minutes) -> bytes:
    """Return a Word file in the form of administrative documents."""
    import docx
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    document = docx.Document()
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(13)
    for text, bold in (
        (texts.MINUTES_STATE, True),
        (texts.MINUTES_MOTTO, True),
        (minutes.unit.upper(), False),
        (texts.MINUTES_TITLE, True),
        (minutes.subject, True),
    ):
        _add_line(document, text, bold=bold, centred=True)
    for title, blocks in minutes.sections:
        if title:
            _add_line(document, title, bold=True)
        for block in blocks:
            if isinstance(block, Grid):
                _add_table(document, block)
            else:
                _add_line(document, block)
    _add_line(document, "")
    _add_line(document, minutes.day, centred=True)
    signed = document.add_table(rows=1, cols=2)
    for cell, text in zip(signed.rows[0].cells, texts.MINUTES_SIGNED, strict=True):
        cell.text = text
        cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
    sink = io.BytesIO()
    document.save(sink)
    return sink.getvalue()


def _add_line(
    document: "Document", text: str, *, bold: bool = False, centred: bool = False
) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    paragraph = document.add_paragraph()
    paragraph.add_run(text).bold = bold
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _add_table(document: "Document", grid: Grid) -> None:
    table = document.add_table(rows=0, cols=len(grid.head), style="Table Grid")
    for row in (grid.head, *grid.rows):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    document.add_paragraph()


def render_pdf(minutes: Minutes) -> bytes:
    """Return the minutes as PDF on A4."""
    from reportlab.lib.units import mm
    from reportlab.platypus import Table

    from bot.documents import pdf

    story: list[Flowable] = [
        pdf.make_paragraph(texts.MINUTES_STATE, size=12, bold=True, align="center", after=0),
        pdf.make_paragraph(texts.MINUTES_MOTTO, size=12, bold=True, align="center", after=10),
        pdf.make_paragraph(minutes.unit.upper(), size=12, align="center", after=10),
        pdf.make_paragraph(texts.MINUTES_TITLE, size=20, bold=True, align="center", after=2),
        pdf.make_paragraph(minutes.subject, size=13, bold=True, align="center", after=12),
    ]
    for title, blocks in minutes.sections:
        if title:
            story.append(pdf.make_paragraph(title, size=13, bold=True, after=4))
        for block in blocks:
            story += _render_block(block)
    story.append(pdf.make_paragraph(minutes.day, size=12, align="center", after=8))
    signed = [pdf.make_paragraph(text, size=12, align="center") for text in texts.MINUTES_SIGNED]
    story.append(Table([signed], colWidths=[85 * mm, 85 * mm]))
    return pdf.build_pdf(story, title=texts.MINUTES_TITLE)


def _render_block(block: Block) -> "list[Flowable]":
    from reportlab.lib.units import mm
    from reportlab.platypus import Spacer, Table, TableStyle

    from bot.documents import pdf

    if isinstance(block, str):
        return [pdf.make_paragraph(block, size=12, after=4)]
    first = 170 - 32 * (len(block.head) - 1)
    widths = [first * mm, *[32 * mm] * (len(block.head) - 1)]
    cells = [[pdf.make_paragraph(text, size=11, bold=True, after=0) for text in block.head]]
    cells += [[pdf.make_paragraph(text, size=11, after=0) for text in row] for row in block.rows]
    return [Table(cells, colWidths=widths, style=TableStyle(GRID), repeatRows=1), Spacer(1, 4 * mm)]


RENDERERS: Mapping[str, Callable[[Minutes], bytes]] = {"docx": render_docx, "pdf": render_pdf}


def make_reference(poll: Poll, kind: str) -> str:
    """Return a new reference to the minutes, which are rendered at the moment they are sent."""
    return f"minutes:{poll.id}:{kind}:{codes.generate_code(codes.UNGUESSABLE_LENGTH)}"
