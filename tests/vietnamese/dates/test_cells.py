"""Cells of sheets: what a person would read there, or a refusal; never another hour or day."""

from datetime import date, time
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import UserError
from bot.documents.date_cells import (
    parse_count,
    parse_date_argument,
    parse_day_cell,
    parse_minutes,
    parse_time_cell,
)
from bot.documents.sheet_cells import NumericCell
from bot.documents.workbooks import read_workbook

TODAY = date(2026, 11, 30)  # a Monday

HOURS: list[tuple[str, str]] = [
    # as Excel keeps an hour
    ("0.8125", "19:30"), ("46350.8125", "19:30"), ("0.5", "12:00"), ("0.3125", "07:30"),
    ("19:30:00", "19:30"), ("1899-12-31 19:30:00", "19:30"), ("2026-12-20 19:30:00", "19:30"),
    ("14:00:00", "14:00"), ("07:30:00", "07:30"), ("19:30:00.500000", "19:30"),
    ("7:30 CH", "19:30"), ("7:30 SA", "07:30"), ("7:30:00 CH", "19:30"), ("12:15 CH", "12:15"),
    ("7:30 PM", "19:30"), ("7:30pm", "19:30"), ("7:30 am", "07:30"), ("7pm", "19:00"),
    # as people write one
    ("19:30", "19:30"), ("19h30", "19:30"), ("19g30", "19:30"), ("19H30", "19:30"),
    ("19.30", "19:30"), ("14.00", "14:00"), ("7.30", "07:30"), ("19.05", "19:05"),
    ("8.10", "08:10"), ("10.10", "10:10"), ("7.45", "07:45"), ("13.15", "13:15"),
    ("19 giờ 30", "19:30"), ("19 gio 30", "19:30"), ("19 giờ 30 phút", "19:30"),
    ("19 giờ", "19:00"), ("19h", "19:00"), ("19g", "19:00"), ("19h 30", "19:30"),
    ("19h30p", "19:30"), ("19h30'", "19:30"), ("19h30 phút", "19:30"), ("lúc 19h30", "19:30"),
    ("19h05", "19:05"), ("19 giờ 5 phút", "19:05"), ("8 giờ 5 phút", "08:05"), ("7h", "07:00"),
    ("08:00", "08:00"), ("8:00", "08:00"), ("8h15", "08:15"), ("9 giờ sáng", "09:00"),
    ("7 giờ tối", "19:00"), ("7 gio toi", "19:00"), ("7h tối", "19:00"), ("tối 7h", "19:00"),
    ("7 giờ rưỡi tối", "19:30"), ("7 rưỡi tối", "19:30"), ("7 ruoi toi", "19:30"),
    ("7h rưỡi tối", "19:30"), ("7h30 tối", "19:30"), ("7.30 tối", "19:30"), ("8.10 tối", "20:10"),
    ("7:30 tối", "19:30"), ("3 giờ chiều", "15:00"), ("3h chiều", "15:00"),
    ("3 gio chieu", "15:00"),
    ("chiều 3h", "15:00"), ("2h30 chiều", "14:30"), ("2 rưỡi chiều", "14:30"),
    ("1h30 chiều", "13:30"), ("1h trưa", "13:00"), ("12h trưa", "12:00"), ("12h", "12:00"),
    ("11h30 trưa", "11:30"), ("12 giờ", "12:00"), ("12:30", "12:30"), ("8h kém 15", "07:45"),
    ("8 giờ kém 15", "07:45"), ("8 giờ kém 10 phút", "07:50"), ("8h kém 15 tối", "19:45"),
    ("1h kém 15 chiều", "12:45"), ("6h sáng", "06:00"), ("5h30 sáng", "05:30"), ("06:30", "06:30"),
    ("05:30", "05:30"), ("6h chiều", "18:00"), ("6 giờ tối", "18:00"), ("9h tối", "21:00"),
    ("22:30", "22:30"), ("  19:30  ", "19:30"), ("19h30.", "19:30"), ("(19h30)", "19:30"),
]  # fmt: skip
NO_HOURS = [
    # numbers nobody can be sure of
    "7.5", "19.3", "7,5", "19,30", "19.333", "7.0", "0.81", "19", "7", "14", "1930", "0", "1.5",
    "24.5", "46350", "0.999999", "-0.5", "0.0",
    # morning or afternoon
    "3h", "3 giờ", "3:00", "6h", "6:30", "1h30", "2.15", "4 rưỡi", "7h kém 15", "1h kém 15",
    # in the night
    "0h", "24h", "24:00", "0:00", "00:00", "00:00:00", "03:00:00", "2h sáng", "2h đêm", "23:30",
    "12h đêm", "12:00 SA", "1h khuya",
    # no hours
    "25:00", "19h60", "19:75", "19.75", "7h70 tối", "15h sáng", "4h tối", "9h trưa", "99h",
    # cut short, or two of them
    "19h3", "19:3", "7h5", "19h-21h", "19:30-21:00", "7h hoặc 8h", "8h sáng hoặc 9h", "7h mai",
    "19h30 thứ 5", "19h30 20/12", "20/12/2026 19:30",
    # words
    "", "tối", "sáng", "chiều", "sau 7h tối", "trước 7h", "khoảng chiều", "giờ Tuất", "7 o'clock",
    "19;30", "19-30", "l9:30", "19:3O", "nhiều",
]  # fmt: skip


def test_the_tables_are_long_enough() -> None:
    assert len(HOURS) + len(NO_HOURS) >= 150


@pytest.mark.parametrize(("cell", "at"), HOURS)
def test_an_hour_is_read_as_a_person_reads_it(cell: str, at: str) -> None:
    assert f"{parse_time_cell(cell):%H:%M}" == at


@pytest.mark.parametrize("cell", NO_HOURS)
def test_an_hour_in_doubt_is_refused_and_named(cell: str) -> None:
    with pytest.raises(UserError, match=r"^giờ «") as refused:
        parse_time_cell(cell)
    assert f"«{cell}»" in str(refused.value)


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("19.3", "là một con số; viết 19:30"),
        ("3h", "là 3 giờ sáng hay 15 giờ? Viết rõ, như 15:00"),
        ("0h", "là 0 giờ, giữa đêm"),
        ("25:00", "không đọc được"),
    ],
)
def test_a_refusal_says_what_is_wrong(cell: str, words: str) -> None:
    with pytest.raises(UserError, match=r"^giờ «") as refused:
        parse_time_cell(cell)
    assert words in str(refused.value)


@given(st.integers(0, 1439))
def test_every_minute_of_excel_s_day_is_that_minute_or_refused(minute: int) -> None:
    try:
        at = parse_time_cell(NumericCell(minute / 1440))
    except UserError:
        assert not 5 * 60 <= minute < 23 * 60
    else:
        assert at == time(minute // 60, minute % 60)


@given(st.floats(1, 30_000).filter(lambda value: not value.is_integer()))
def test_a_typed_number_is_no_hour(value: float) -> None:
    with pytest.raises(UserError, match="là một con số"):
        parse_time_cell(NumericCell(value))


@given(st.times(), st.sampled_from(["{h}:{m:02}", "{h}h{m:02}", "{h:02}.{m:02}", "{h} giờ {m:02}"]))
def test_a_full_writing_is_its_own_hour_or_refused(at: time, writing: str) -> None:
    written = writing.format(h=at.hour, m=at.minute)
    try:
        assert parse_time_cell(written) == time(at.hour, at.minute)
    except UserError:
        assert at.hour < 7 or at.hour > 22


@given(st.text(alphabet="0123456789:hg.,'- giờtốisángrưỡikém", max_size=14))
def test_no_writing_breaks_the_reader(cell: str) -> None:
    try:
        assert 5 <= parse_time_cell(cell).hour < 23
    except UserError as refused:
        assert str(refused).startswith("giờ «")


DAYS: list[tuple[str, date]] = [
    ("46350", date(2026, 11, 24)), ("46350.8125", date(2026, 11, 24)),
    ("2026-11-24 00:00:00", date(2026, 11, 24)), ("2026-11-24", date(2026, 11, 24)),
    ("2026/12/20", date(2026, 12, 20)), ("24/11/2026", date(2026, 11, 24)),
    ("20/12/2026", date(2026, 12, 20)), ("3/1/2027", date(2027, 1, 3)),
    ("Thứ ba 24-11-2026", date(2026, 11, 24)), ("Thứ Năm, 10/12/2026", date(2026, 12, 10)),
    ("10/12/2026 (thứ 5)", date(2026, 12, 10)), ("4.3.2027", date(2027, 3, 4)),
    ("20.12.2026", date(2026, 12, 20)), ("20-12-2026", date(2026, 12, 20)),
    ("20/12/26", date(2026, 12, 20)), ("20 / 12 / 2026", date(2026, 12, 20)),
    ("ngày 20/12/2026", date(2026, 12, 20)), ("20 tháng 12 năm 2026", date(2026, 12, 20)),
    ("ngày 3 tháng 12", date(2026, 12, 3)), ("03/12", date(2026, 12, 3)),
    ("3/12", date(2026, 12, 3)),
    ("03-12", date(2026, 12, 3)), ("20.12", date(2026, 12, 20)), ("5/1", date(2027, 1, 5)),
    ("thứ 5 3/12", date(2026, 12, 3)), ("T5, 03/12", date(2026, 12, 3)),
    ("CN 6/12", date(2026, 12, 6)),
    ("29/2/2028", date(2028, 2, 29)),
]  # fmt: skip
NO_DAYS = [
    "31/2/2026", "31/11", "12/20/2026", "2026-13-01", "mai", "ngày mai", "thứ 5 tuần sau", "thứ 5",
    "", "7", "20", "999999", "5-7", "20.1", "5.7", "20/12/2026-21/12/2026", "25/11",
    "0/12/2026", "20/12/226", "rằm", "15/8 âm", "5-7/12", "20/12 hoặc 21/12", "tháng 12", "20//12",
]  # fmt: skip


@pytest.mark.parametrize(("cell", "day"), DAYS)
def test_days_of_excel_and_of_people_pass(cell: str, day: date) -> None:
    assert parse_day_cell(cell, TODAY) == day


@pytest.mark.parametrize("cell", NO_DAYS)
def test_a_day_in_doubt_is_refused_and_named(cell: str) -> None:
    with pytest.raises(UserError, match=r"^ngày «"):
        parse_day_cell(cell, TODAY)


@pytest.mark.parametrize("cell", ["Thứ 6 ngày 03/12/2026", "03/12/2026 (thứ sáu)", "T6 3/12"])
def test_a_weekday_that_is_not_the_date_s_is_refused(cell: str) -> None:
    with pytest.raises(UserError, match="ngày 3/12/2026 là thứ Năm, còn thứ Sáu là ngày 4/12"):
        parse_day_cell(cell, TODAY)


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_a_full_date_is_that_day_however_it_is_written(day: date) -> None:
    for writing in ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d", "%Y-%m-%d 00:00:00"):
        assert parse_day_cell(day.strftime(writing), TODAY) == day
    assert parse_day_cell(NumericCell((day - date(1899, 12, 30)).days), TODAY) == day


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("mai", date(2026, 12, 1)),
        ("ngày mai", date(2026, 12, 1)),
        ("thứ 5 tuần sau", date(2026, 12, 10)),
        ("20/12/2026", date(2026, 12, 20)),
        ("20/12/2020", date(2020, 12, 20)),
        ("2026-12-20", date(2026, 12, 20)),
        ("20/12", date(2026, 12, 20)),
    ],
)
def test_a_day_of_the_command_line_may_be_named_from_today(written: str, day: date) -> None:
    assert parse_date_argument(written, TODAY) == day


@pytest.mark.parametrize(
    ("cell", "minutes"),
    [
        ("", 90), ("90", 90), ("90 phút", 90), ("2 tiếng", 120), ("2 giờ", 120), ("1h30", 90),
        ("1 giờ 30 phút", 90), ("1 tiếng rưỡi", 90), ("01:30:00", 90), ("45", 45),
    ],
)  # fmt: skip
def test_how_long_is_read_in_minutes(cell: str, minutes: int) -> None:
    assert parse_minutes(cell, default=90) == minutes


@pytest.mark.parametrize("cell", ["2", "1.5", "14", "lâu", "0", "601", "-90", "90 giây"])
def test_a_lone_small_number_is_not_minutes(cell: str) -> None:
    with pytest.raises(UserError, match="thời lượng «"):
        parse_minutes(cell, default=90)


@pytest.mark.parametrize(
    "cell", ["nhiều", "0", "-1", "1001", "30.5", "30,5", "３０", "1e3", "30 người"]
)
def test_a_number_of_seats_is_a_number(cell: str) -> None:
    with pytest.raises(UserError, match="từ 1 đến 1000"):
        parse_count(cell, default=30, most=1000)


@pytest.mark.parametrize(
    ("value", "shape", "read"),
    [
        (0.8125, "hh:mm", "19:30"),
        (0.8125, "", "19:30"),
        (46376.8125, "dd/mm/yyyy hh:mm", "19:30"),
        ("19.30", "", "19:30"),
        ("14.00", "", "14:00"),
        (19.3, "", "refused"),
        (19.30, "0.00", "refused"),
        (19.45, "", "refused"),
        (14.0, "0.00", "refused"),
        (7.5, "", "refused"),
        (0.0, "hh:mm", "refused"),
    ],
)
def test_a_cell_of_excel_is_read_as_it_is_kept(
    tmp_path: Path, value: Any, shape: str, read: str
) -> None:
    path = tmp_path / "gio.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Giờ"])
        sheet.write(1, 0, value, book.add_format({"num_format": shape} if shape else {}))
    _, (_, (cell,)) = read_workbook(path).sheets[0].lines
    try:
        assert f"{parse_time_cell(cell):%H:%M}" == read
    except UserError:
        assert read == "refused"
