"""A weekday beside a date: the ones that do not agree are found, the others left alone."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import texts
from bot.vietnamese.dates.weekdays import list_weekday_mismatches

TODAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    "text",
    [
        "Họp thôn thứ 6 ngày 03/12 tại nhà văn hóa.",
        "Thứ Sáu, ngày 3 tháng 12 năm 2026",
        "19h30 thứ 6 (03/12)",
        "thứ sáu lúc 19h30 ngày 3-12",
        "thứ 6 tuần này, 19 giờ ngày 3/12",
        "thu sau ngay 3/12",
        "T6 03/12",
        "Sáng thứ 6, 03.12.2026",
        "Thứ 6 – 03/12/2026",
        "Ngày 3/12/2026 (thứ Sáu) mời bà con",
        "ngày 3 tháng 12, thứ sáu",
        "từ thứ 2 30/11 đến thứ 6 3/12",
        "TIÊM PHÒNG: THỨ SÁU NGÀY 03/12",
        "Thứ 6\nngày 03/12",
    ],
)
def test_a_weekday_that_is_not_the_date_s_is_found(text: str) -> None:
    (misfit,) = list_weekday_mismatches(text, TODAY)
    assert str(misfit) == (
        "thứ Sáu không khớp với ngày 3/12: ngày 3/12/2026 là thứ Năm, còn thứ Sáu là ngày 4/12."
    )


@pytest.mark.parametrize(
    "text",
    [
        "thứ 5 ngày 03/12",
        "CN 6/12",
        "thứ 3 1/12, thứ 5 3/12",
        "1/12 thứ 3, 3/12 thứ 5",
        "Thứ 3 (1/12) và thứ 5 (3/12)",
        "T2-T6 7:30-11:30",
        "Trực T2-T6, nghỉ 3/12",
        "thứ 6 và ngày 3/12",
        "thứ 6 ngày 15/8 âm lịch",
        "thứ 2, 4, 6 hằng tuần từ 3/12",
        "thứ Bảy ngày 2/1",
        "thứ Sáu ngày 20/11 vừa qua",
        "thứ 6 lúc 7h30 - 11h",
        "Nghị quyết 03/12 thứ tự ưu tiên",
        "thứ 6",
        "03/12",
        "",
    ],
)
def test_what_agrees_or_is_no_pair_is_left_alone(text: str) -> None:
    assert list_weekday_mismatches(text, TODAY) == []


@given(st.dates(date(2026, 12, 1), date(2027, 5, 1)), st.integers(0, 6), st.booleans())
def test_exactly_the_pairs_of_the_calendar_agree(day: date, weekday: int, full: bool) -> None:
    written = f"{day.day}/{day.month}/{day.year}" if full else f"{day.day}/{day.month}"
    misfits = list_weekday_mismatches(f"Họp {texts.WEEKDAYS[weekday]} ngày {written} ở đình", TODAY)
    assert bool(misfits) == (day.weekday() != weekday)
    assert all(
        misfit.nearest.weekday() == weekday and abs((misfit.nearest - day).days) <= 3
        for misfit in misfits
    )


@given(st.text(max_size=200))
def test_any_text_can_be_looked_through(text: str) -> None:
    assert all(str(misfit) for misfit in list_weekday_mismatches(text, TODAY))
