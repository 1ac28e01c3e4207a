"""What comes again, as people write it: rules, their next instant, how they are said back."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reminders.reminder_parsing import parse_rule_change
from bot.vietnamese.dates.calendar import NoSuchDay
from bot.vietnamese.dates.formatting import format_recurrence
from bot.vietnamese.dates.normalization import keep_unblanked, normalize_line
from bot.vietnamese.dates.recurrence import parse_stored_rule
from bot.vietnamese.dates.recurrence_parsing import UnsupportedRecurrence, extract_recurrence

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime(2026, 11, 23, 10, tzinfo=ZONE).astimezone(UTC)  # a Monday

# The line, the rule, what is left, the next instant.
LINES = [
    ("ngày nào cũng 8h uống thuốc", "day@08:00", "uống thuốc", "24/11 08:00"),
    ("ngay nao cung 8h uong thuoc", "day@08:00", "uong thuoc", "24/11 08:00"),
    ("hằng ngày 19h30 xem thời sự", "day@19:30", "xem thời sự", "23/11 19:30"),
    ("hàng ngày 8h và 20h uống thuốc", "day@08:00,20:00", "uống thuốc", "23/11 20:00"),
    ("8h sáng và 8h tối hằng ngày uống thuốc", "day@08:00,20:00", "uống thuốc", "23/11 20:00"),
    ("ngày 2 lần sáng tối uống thuốc", "day@08:00,19:00", "uống thuốc", "23/11 19:00"),
    ("mỗi ngày 2 lần 7h và 19h uống thuốc", "day@07:00,19:00", "uống thuốc", "23/11 19:00"),
    ("mỗi ngày uống 2 viên thuốc lúc 8h", "day@08:00", "uống 2 viên thuốc", "24/11 08:00"),
    ("sáng nào cũng 7h tập thể dục", "day@07:00", "tập thể dục", "24/11 07:00"),
    ("tối nào cũng 8h uống thuốc", "day@20:00", "uống thuốc", "23/11 20:00"),
    ("toi nao cung uong thuoc", "day@19:00", "uong thuoc", "23/11 19:00"),
    ("mỗi sáng uống thuốc", "day@08:00", "uống thuốc", "24/11 08:00"),
    ("sáng và tối nào cũng uống thuốc", "day@08:00,19:00", "uống thuốc", "23/11 19:00"),
    ("hôm nào cũng 9h tối khóa cửa", "day@21:00", "khóa cửa", "23/11 21:00"),
    ("từ mai ngày nào cũng 8h uống thuốc", "day@08:00", "uống thuốc", "24/11 08:00"),
    ("thứ Hai hằng tuần 7h họp", "week:0@07:00", "họp", "30/11 07:00"),
    ("thu hai hang tuan 7h hop", "week:0@07:00", "hop", "30/11 07:00"),
    ("mỗi thứ 2, 4, 6 lúc 7h đi tập", "week:0,2,4@07:00", "đi tập", "25/11 07:00"),
    ("thứ 2 4 6 hàng tuần 7h đi tập", "week:0,2,4@07:00", "đi tập", "25/11 07:00"),
    ("hằng tuần vào thứ Năm đi chợ", "week:3@08:00", "đi chợ", "26/11 08:00"),
    ("tối thứ 7 hằng tuần xem bóng", "week:5@19:00", "xem bóng", "28/11 19:00"),
    ("mỗi tối thứ 7 xem bóng", "week:5@19:00", "xem bóng", "28/11 19:00"),
    ("từ thứ 2 đến thứ 6 7h đưa cháu", "week:0,1,2,3,4@07:00", "đưa cháu", "24/11 07:00"),
    ("thứ hai nào cũng 7h họp", "week:0@07:00", "họp", "30/11 07:00"),
    ("hằng tuần họp thôn thứ Ba", "week:1@08:00", "họp thôn", "24/11 08:00"),
    ("rằm và mùng một thắp hương", "lunar:1,15@08:00", "thắp hương", "09/12 08:00"),
    ("mùng 1 và rằm hằng tháng 6h sáng lễ", "lunar:1,15@06:00", "lễ", "09/12 06:00"),
    ("rằm hằng tháng thắp hương", "lunar:15@08:00", "thắp hương", "23/12 08:00"),
    ("ngày 10 âm hằng tháng ăn chay", "lunar:10@08:00", "ăn chay", "18/12 08:00"),
    ("mỗi tháng ngày 5 đóng tiền điện", "month:5@08:00", "đóng tiền điện", "05/12 08:00"),
    ("ngày 5 và ngày 20 hằng tháng", "month:5,20@08:00", "", "05/12 08:00"),
    ("ngày 31 hằng tháng chốt sổ", "month:31@08:00", "chốt sổ", "30/11 08:00"),
    ("cuối mỗi tháng chốt điện", "month:31@08:00", "chốt điện", "30/11 08:00"),
    ("hằng năm ngày 20/10 mua hoa", "year:20/10@08:00", "mua hoa", "20/10 08:00"),
    ("ngày 5/5 âm lịch hằng năm giỗ", "lunaryear:5/5@08:00", "giỗ", "09/06 08:00"),
    ("rằm tháng 7 hằng năm cúng", "lunaryear:15/7@08:00", "cúng", "16/08 08:00"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "rule", "left", "next_one"), LINES)
def test_a_rule_is_read_stored_and_its_next_instant_known(
    line: str, rule: str, left: str, next_one: str
) -> None:
    words, repeat = extract_recurrence(normalize_line(line))
    assert repeat is not None
    assert (str(repeat), keep_unblanked(line, words)) == (rule, left)
    assert parse_stored_rule(rule) == repeat
    assert f"{repeat.get_next(NOW, ZONE).astimezone(ZONE):%d/%m %H:%M}" == next_one


@pytest.mark.parametrize(("line", "rule"), [(line, rule) for line, rule, *_ in LINES])
def test_what_is_said_back_is_read_as_the_same_rule(line: str, rule: str) -> None:
    said = format_recurrence(parse_stored_rule(rule))
    _, again = extract_recurrence(normalize_line(said))
    assert str(again) == rule, (line, said)


@pytest.mark.parametrize(
    "line",
    ["mai 8h đi họp", "chủ nhật tuần này đi lễ", "rằm đi chùa", "ngày 5 tháng sau", "thứ hai 7h"],
)
def test_what_comes_once_is_no_rule(line: str) -> None:
    assert extract_recurrence(normalize_line(line)) == (normalize_line(line), None)


@pytest.mark.parametrize(
    ("line", "day_missing"),
    [
        ("cách ngày uống thuốc", False),
        ("2 tiếng một lần uống nước", False),
        ("cứ 2 tiếng uống nước", False),
        ("mỗi tháng nộp hồ sơ", True),
        ("hằng tuần đi khám", True),
    ],
)
def test_what_cannot_be_kept_says_whether_a_day_is_missing(line: str, day_missing: bool) -> None:
    with pytest.raises(UnsupportedRecurrence) as refused:
        extract_recurrence(normalize_line(line))
    assert refused.value.day_missing is day_missing


@pytest.mark.parametrize("line", ["mỗi tháng ngày 32", "ngày 30/2 hằng năm"])
def test_a_day_no_calendar_has_is_refused(line: str) -> None:
    with pytest.raises(NoSuchDay):
        extract_recurrence(normalize_line(line))


def test_an_hour_that_may_be_either_is_in_doubt() -> None:
    _, repeat = extract_recurrence(normalize_line("hằng ngày 5h dậy"))
    assert repeat is not None and not repeat.times
    assert [f"{at:%H}" for at in repeat.doubt] == ["17", "05"]


CHANGES = [
    ("day@08:00", "đổi thành 9h", "day@09:00"),
    ("day@08:00", "9h tối", "day@21:00"),
    ("day@08:00", "5h", "day@05:00"),
    ("day@08:00", "8h và 20h", "day@08:00,20:00"),
    ("week:0@07:00", "thứ ba", "week:1@07:00"),
    ("week:0@07:00", "đổi sang thứ 3 9h", "week:1@09:00"),
    ("day@08:00", "thứ hai hằng tuần", "week:0@08:00"),
    ("month:5@08:00", "ngày 10", "month:10@08:00"),
    ("lunar:1,15@08:00", "6h sáng", "lunar:1,15@06:00"),
]


@pytest.mark.parametrize(("rule", "line", "changed"), CHANGES)
def test_a_rule_is_changed_by_what_is_said_and_keeps_the_rest(
    rule: str, line: str, changed: str
) -> None:
    assert str(parse_rule_change(parse_stored_rule(rule), line, now=NOW, zone=ZONE)) == changed


@given(st.text(max_size=60), st.sampled_from([rule for _, rule, *_ in LINES]))
def test_whatever_is_said_a_rule_is_read_or_refused(text: str, rule: str) -> None:
    try:
        _, repeat = extract_recurrence(normalize_line(f"{text} hằng ngày"))
    except ValueError:
        return
    assert repeat is None or not repeat.times or repeat.get_next(NOW, ZONE) > NOW
    assert parse_stored_rule(rule).get_next(NOW, ZONE) > NOW
