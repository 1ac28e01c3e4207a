"""The report as a file: numbers are numbers, sums are right, nothing is computed by Excel."""

import csv
import io
import zipfile
from datetime import date
from itertools import pairwise

from python_calamine import CalamineWorkbook
from sqlmodel import Session

from bot import texts
from bot.core.db import Database
from bot.people.actor import OPERATOR
from bot.people.units import get_unit
from bot.reports.columns import COLUMNS, get_column
from bot.reports.figures import Figures
from bot.reports.files import load_report_file, write_report_file
from bot.reports.models import CountName
from bot.reports.periods import compare_period, month_of, week_of
from bot.reports.queries import Report, TopicFigures, list_topics, load_report
from bot.reports.workbook import (
    FIGURE_WIDTH,
    LABEL_WIDTH,
    SCALE,
    list_page_starts,
    make_tables,
    write_report_csv,
    write_report_workbook,
)
from bot.reports.workbook_pages import subtract_figure
from bot.tickets.help_kinds import NO_KINDS
from tests.reports.test_league import plant as plant_league
from tests.reports.test_queries import plant

MONDAY = date(2026, 11, 23)


async def load(db: Database) -> tuple[Report, list[TopicFigures]]:
    """The planted week of a commune."""
    await db.write(plant)

    def read(session: Session) -> tuple[Report, list[TopicFigures]]:
        unit = get_unit(session, "an-phu")
        week = week_of(MONDAY)
        return (
            load_report(session, week, actor=OPERATOR, unit=unit),
            list_topics(session, week, actor=OPERATOR, unit=unit),
        )

    return await db.read(read)


async def test_the_sheets_hold_typed_numbers_that_add_up(db: Database) -> None:
    report, topics = await load(db)
    tables = make_tables(report, topics, {"vneid": '=CMD("VNeID")'})
    book = CalamineWorkbook.from_filelike(io.BytesIO(write_report_workbook(report, tables)))
    assert book.sheet_names == [
        texts.REPORT_SHEET_UNITS,
        texts.REPORT_SHEET_WEEKS,
        texts.REPORT_SHEET_TOPICS,
        texts.SHEET_CHART_SHEET,
    ]
    lines = book.get_sheet_by_name(texts.REPORT_SHEET_UNITS).to_python()
    assert lines[0][0] == texts.REPORT_TITLE
    assert "23/11/2026" in str(lines[1][0]) and "22/11/2026" in str(lines[2][0])
    headings, rows = lines[4], lines[5:]
    assert headings == [texts.REPORT_UNIT, *(column.heading for column in COLUMNS)]
    place = headings.index(get_column("answered").heading)
    assert [row[place] for row in rows] == [7.0, 4.0, 2.0, 13.0, 5.0, 8.0]
    assert [row[0] for row in rows][-3:] == [
        texts.REPORT_TOTAL,
        texts.REPORT_PREVIOUS_TOTAL,
        texts.REPORT_CHANGE,
    ]
    share = headings.index(get_column("answered_share").heading)
    assert rows[0][share] == 7 / 8
    asked = book.get_sheet_by_name(texts.REPORT_SHEET_TOPICS).to_python()[5:]
    assert asked[0][:3] == ['=CMD("VNeID")', 9.0, 5.0]


async def test_the_csv_opens_in_excel_and_computes_nothing(db: Database) -> None:
    report, topics = await load(db)
    units, _, of_topics = make_tables(report, topics, {"vneid": "=1+1"})
    content = write_report_csv(units)
    assert content.startswith("\ufeff".encode())
    lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert lines[0][0] == texts.REPORT_UNIT and len(lines) == 7
    assert lines[1][1] == "8"
    assert write_report_csv(of_topics).decode("utf-8-sig").splitlines()[1].startswith("'=1+1,")


def test_a_figure_of_nothing_is_empty_and_not_zero() -> None:
    assert get_column("answered_share").compute(Figures()) is None
    assert get_column("median_response").compute(Figures()) is None
    assert get_column("questions").compute(Figures()) == 0
    assert {column.key for column in COLUMNS} == set(texts.FIGURE_HEADINGS)
    counted = {str(name) for name in CountName}
    # Kinds of help have a sheet of their own: persons and cases make no sum.
    others = {"first_response", "rating", "help_kind"}
    assert counted - {column.key for column in COLUMNS} == others


async def test_the_sheet_the_communes_and_a_chart_of_excels_own(db: Database) -> None:
    await db.write(plant_league)

    def read(session: Session) -> bytes:
        compared = compare_period(month_of(date(2026, 11, 5)))
        unit = get_unit(session, "tinh")
        loaded = load_report_file(session, compared, actor=OPERATOR, unit=unit)
        return write_report_file(loaded, [], {}, NO_KINDS, as_csv=False)

    content = await db.read(read)
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert book.sheet_names[0] == texts.SHEET_SHEET and book.sheet_names[-1] == texts.LEAGUE_SHEET
    sheet = {row[0]: row[1:] for row in book.get_sheet_by_name(texts.SHEET_SHEET).to_python()[4:]}
    none = texts.REPORT_NO_FIGURE
    assert sheet["Lượt hỏi"] == [140.0, none, none, none, none]
    assert sheet["Tỷ lệ trả lời ngay"][0] == 90 / 140
    assert sheet["Điểm hài lòng (1–5 sao)"][0] == none
    communes = {row[0]: row[1:] for row in book.get_sheet_by_name(texts.LEAGUE_SHEET).to_python()}
    assert communes["Nơi an-phu"][:3] == ["nhỏ, dưới 2.000 hộ", 1100.0, 5.0]
    assert communes["Nơi hoa-lac"][1:5] == [texts.REPORT_NO_DIFFERENCE, none, *["–"] * 2]
    assert communes["Nơi im-lang"][-1] == texts.LEAGUE_SILENT
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        charts = [name for name in parts.namelist() if name.startswith("xl/charts/chart")]
        assert len(charts) == 1
        chart = parts.read(charts[0]).decode()
        setups = [
            parts.read(name).decode() for name in parts.namelist() if "worksheets/sheet" in name
        ]
    assert chart.count("<c:ser>") == 3 and texts.FIGURE_HEADINGS["missed"] in chart
    assert texts.SHEET_CHART in chart and texts.SHEET_CHART_AXIS in chart
    assert all('paperSize="9"' in setup for setup in setups)
    # Of forty columns each page is broken by subject; all other sheets are as wide as the paper.
    assert [("fitToPage" in setup, "<colBreaks" in setup) for setup in setups] == [
        (not is_wide, is_wide) for is_wide in (False, True, True, False, False, False, False)
    ]


def test_no_printed_page_has_more_columns_than_a_sheet_of_paper() -> None:
    starts = [1, *list_page_starts(), len(COLUMNS) + 1]
    counts = [last - first for first, last in pairwise(starts)]
    digit = 7 / 96 * 25.4 * SCALE / 100  # millimetres of a digit in Excel's own type, as printed
    padding = 5 / 96 * 25.4 * SCALE / 100
    widths = [LABEL_WIDTH * digit + (FIGURE_WIDTH * digit + padding) * count for count in counts]
    assert min(counts) > 4 and max(widths) < 297 - 2 * 0.4 * 25.4
    assert SCALE * 11 / 100 > 8  # points: letters an office can read


def test_a_difference_is_of_whole_points_and_never_a_minus_nothing() -> None:
    assert str(subtract_figure(0.766, 0.7706)) == "0.0"
    assert subtract_figure(0.94, 0.93) == 0.01
    assert subtract_figure(None, 0.93) is None and subtract_figure(7, 5) == 2
