"""Official documents in the form of Decree 30/2020/NĐ-CP, annex I: their content. Pure.

`office_docx` and `office_pdf` write them. What the annex fixes stands here once, for both.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from bot import texts
from bot.documents import typeface
from bot.documents.cells import Cell, ListTable, format_cell, is_number
from bot.vietnamese.letters import nfc

LANGUAGE = "vi-VN"
# Annex I, part I, section I: A4; 20–25 mm above and below, 30–35 left, 15–20 right.
MARGIN_TOP, MARGIN_BOTTOM, MARGIN_LEFT, MARGIN_RIGHT = 20.0, 20.0, 30.0, 15.0  # millimetres
SHORT_SIDE, LONG_SIDE = 210.0, 297.0  # millimetres
PAGE_NUMBER_AT = 10.0  # millimetres from the edge: within the margin above
LEFT_SHARE = 0.42  # of the head's width; the national name needs the rest on one line
# Annex I, part II: sizes of type in points.
BODY_SIZE = 13.0
STATE_SIZE, MOTTO_SIZE, BODY_NAME_SIZE, NUMBER_SIZE, DATE_SIZE = 12.0, 13.0, 12.0, 13.0, 13.0
KIND_SIZE, SUMMARY_SIZE, ANNEX_SIZE, SIGNER_SIZE = 14.0, 14.0, 14.0, 13.0
RECIPIENTS_SIZE, RECIPIENT_SIZE, PAGE_NUMBER_SIZE = 12.0, 11.0, 13.0
TABLE_SIZE = 12.0
INDENT = 10.0  # millimetres; 10 or 12.7
PARAGRAPH_GAP = 6.0  # points; no less
LINE_SPACING = 1.15  # of single; between 1 and 1.5
RULE_SHARE = 0.4  # of the text above it; between a third and a half
NUMBER_WIDTH = 12.0  # millimetres, of a column that counts up to 999
SIDEWAYS_FROM = 8  # columns
MANY_ROWS = 1000  # from here on the numbers need more room
TWO_DIGITS_UNTIL_MONTH = 2  # "01", "02", then "3"


class Align(StrEnum):
    """How a column or a paragraph is set."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


class Tone(StrEnum):
    """What a paragraph is in the document."""

    BODY = "body"
    BASIS = "basis"  # căn cứ: in italics
    ITEM = "item"  # of a list, with a dash
    NOTE = "note"  # centred, in italics: (Kèm theo …)
    LINE = "line"  # to be read out: large, one thought, no indent


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of plain text."""

    text: str
    tone: Tone = Tone.BODY
    keep_with_next: bool = False  # on the same page


@dataclass(frozen=True, slots=True)
class Heading:
    """A bold line above a part."""

    text: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; `width` in millimetres, 0 fits it to what stands in it."""

    heading: str
    align: Align = Align.LEFT
    width: float = 0.0


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a border; its heading row is repeated on every page.

    `row_height` in millimetres leaves room for a hand to write; a tight table has little room
    between its lines, so that more of them stand on a page.
    """

    columns: Sequence[Column]
    rows: Sequence[Sequence[str]]
    row_height: float = 0.0
    is_tight: bool = False


@dataclass(frozen=True, slots=True)
class Annex:
    """The title of an annex (phụ lục), which begins on a new page."""

    title: str
    label: str = texts.DOCUMENT_ANNEX
    reference: str = ""  # "(Kèm theo Biên bản số …)"


Block = Paragraph | Heading | Table | Annex


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs: "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", and the name that is printed below."""

    position: str
    authority: str = ""
    name: str = ""
    note: str = texts.DOCUMENT_SIGN


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The body that issues documents.

    A line break in `body` or `superior` says where the name may be broken. `symbol` stands behind
    the kind in the number: "UBND" of "BB-UBND".
    """

    body: str
    superior: str = ""
    place: str = ""
    symbol: str = ""
    signer: Signer | None = None

    @property
    def name(self) -> str:
        """The body's name on one line, as the document's author."""
        return " ".join(self.body.split())


@dataclass(frozen=True, slots=True)
class OfficeDocument:
    """A document: its head, its blocks, who gets it and who signs it.

    No `kind_symbol`, no line for the number. Without a `day` it is left for a hand to fill in.
    `size` is that of the body in points.
    """

    letterhead: Letterhead
    kind: str
    summary: str
    blocks: Sequence[Block]
    day: date | None = None
    number: str = ""
    kind_symbol: str = ""
    year: int = 0  # of a day that is filled in by hand
    recipients: Sequence[str] = ()
    signers: Sequence[Signer] = ()
    is_sideways: bool = False
    size: float = BODY_SIZE
    keywords: Sequence[str] = field(default=())

    @property
    def title(self) -> str:
        """The kind and the summary, as readers of files show it."""
        return ": ".join(filter(None, (self.kind, " ".join(self.summary.split()))))

    @property
    def text_width(self) -> float:
        """The width between the margins in millimetres."""
        return (LONG_SIDE if self.is_sideways else SHORT_SIDE) - MARGIN_LEFT - MARGIN_RIGHT

    @property
    def number_line(self) -> str:
        """The number, "Số: 05/BB-UBND", with a gap where it is written by hand; "" for none."""
        if not self.kind_symbol:
            return ""
        symbol = "-".join(filter(None, (self.kind_symbol, self.letterhead.symbol)))
        number = f"{int(self.number):02}" if self.number.isdecimal() else self.number
        return texts.DOCUMENT_NUMBER.format(
            number=number or texts.DOCUMENT_NO_NUMBER, symbol=symbol
        )

    @property
    def date_line(self) -> str:
        """The place and the day: "An Phú, ngày 05 tháng 02 năm 2026"."""
        return format_date_line(self.letterhead.place, self.day, year=self.year)


def format_date_line(place: str, day: date | None, *, year: int = 0) -> str:
    """Return place and day; days below ten and the first two months have two digits.

    Without a day the gaps are dots; without a place the line begins with the day.
    """
    if day is None:
        line = texts.DOCUMENT_NO_DATE.format(place=place, year=year or "…")
    else:
        month = f"{day.month:02}" if day.month <= TWO_DIGITS_UNTIL_MONTH else str(day.month)
        line = texts.DOCUMENT_DATE.format(
            place=place, day=f"{day.day:02}", month=month, year=day.year
        )
    return line if place else line.lstrip(", ").capitalize()


def split_annexes(blocks: Sequence[Block]) -> tuple[Sequence[Block], Sequence[Block]]:
    """Return what is signed, and the annexes, which stand behind the signature."""
    at = next((at for at, block in enumerate(blocks) if isinstance(block, Annex)), len(blocks))
    return blocks[:at], blocks[at:]


def rule_length(text: str, size: float, width: float) -> float:
    """Return the length of the line below bold text in a place `width` wide, all in points."""
    longest = max(typeface.measure(nfc(line), size, bold=True) for line in text.split("\n"))
    return min(longest, width) * RULE_SHARE


def make_list_document(
    letterhead: Letterhead,
    table: ListTable,
    *,
    day: date | None = None,
    kind: str = texts.LIST_KIND,
    signers: Sequence[Signer] | None = None,
    is_sideways: bool | None = None,
) -> OfficeDocument:
    """Return any list as a document: title, note, the table, how many rows, who signs.

    Numbers are set at the right. A list of eight columns or more lies sideways unless told
    otherwise. `signers` defaults to the letterhead's.
    """
    wide = len(table.headings) >= SIDEWAYS_FROM if is_sideways is None else is_sideways
    if signers is None:
        signers = (letterhead.signer,) if letterhead.signer else ()
    notes = [Paragraph(table.note, Tone.NOTE)] if table.note else []
    count = texts.LIST_TOTAL.format(count=len(table.rows)) if table.rows else texts.LIST_EMPTY
    return OfficeDocument(
        letterhead,
        kind,
        table.title,
        [*notes, make_table(table), Paragraph(count)],
        day=day,
        signers=signers,
        is_sideways=wide,
    )


def make_table(table: ListTable) -> Table:
    """Return a list's table with its cells as they are written."""
    columns = [
        Column(heading, _align_column([row[at] for row in table.rows], heading))
        for at, heading in enumerate(table.headings)
    ]
    if columns and columns[0].heading == texts.LIST_NUMBER and len(table.rows) < MANY_ROWS:
        columns[0] = Column(texts.LIST_NUMBER, Align.CENTER, NUMBER_WIDTH)
    rows = [[format_cell(value, table.zone) for value in row] for row in table.rows]
    return Table(columns, rows)


def _align_column(values: Sequence[Cell], heading: str) -> Align:
    if heading == texts.LIST_NUMBER:
        return Align.CENTER
    known = [value for value in values if value is not None]
    if known and all(map(is_number, known)):
        return Align.RIGHT
    return Align.CENTER if known and all(isinstance(value, date) for value in known) else Align.LEFT
