"""The report as a file: numbers are numbers, sums are right, nothing is computed by Excel."""

import csv
import io
from datetime import date

from python_calamine import CalamineWorkbook
from sqlmodel import Session

from bot import texts
from bot.core.db import Database
from bot.people.actor import OPERATOR
from bot.people.units import get_unit
from bot.reports.columns import COLUMNS, get_column
from bot.reports.figures import Figures
from bot.reports.models import CountName
from bot.reports.periods import week_of
from bot.reports.queries import Report, TopicFigures, list_topics, load_report
from bot.reports.workbook import make_tables, write_report_csv, write_report_workbook
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
