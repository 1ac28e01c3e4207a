"""A moment an officer types: read as a person would, or refused with what is missing."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import UserError
from bot.vietnamese.dates.formatting import format_entry, format_moment
from bot.vietnamese.dates.moments import parse_single_moment

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime(2026, 11, 30, 9, tzinfo=ZONE).astimezone(UTC)  # a Monday

MOMENTS = [
    ("18h hôm nay", "30/11/2026 18:00"),
    ("mai 7h", "01/12/2026 07:00"),
    ("7h mai", "01/12/2026 07:00"),
    ("gửi mai 7h", "01/12/2026 07:00"),
    ("mai 7h nhé", "01/12/2026 07:00"),
    ("7h sáng mai", "01/12/2026 07:00"),
    ("7 rưỡi tối mai", "01/12/2026 19:30"),
    ("7 ruoi toi mai", "01/12/2026 19:30"),
    ("19.30 mai", "01/12/2026 19:30"),
    ("mai lúc 8.10", "01/12/2026 08:10"),
    ("8.10 tối mai", "01/12/2026 20:10"),
    ("17h", "30/11/2026 17:00"),
    ("19h30", "30/11/2026 19:30"),
    ("thứ 6 8h", "04/12/2026 08:00"),
    ("thứ 5 tuần sau 19h30", "10/12/2026 19:30"),
    ("19h30 thứ năm ngày 3/12", "03/12/2026 19:30"),
    ("19h30 thứ 5 (03/12/2026)", "03/12/2026 19:30"),
    ("20/12 19:30", "20/12/2026 19:30"),
    ("20/12/2026 19:30", "20/12/2026 19:30"),
    ("19:30 20/12/2026", "20/12/2026 19:30"),
    ("20-12-2026 14h", "20/12/2026 14:00"),
    ("20.12.2026 14h", "20/12/2026 14:00"),
    ("20/12/26 14h", "20/12/2026 14:00"),
    ("2026-12-05 14h", "05/12/2026 14:00"),
    ("2026-12-05T14:00", "05/12/2026 14:00"),
    ("2026-12-05 14:00", "05/12/2026 14:00"),
    ("2026-12-05T14:00+00:00", "05/12/2026 21:00"),
    ("06:00 mai", "01/12/2026 06:00"),
    ("6h sáng mai", "01/12/2026 06:00"),
    ("3h chiều mai", "01/12/2026 15:00"),
    ("3 giờ chiều ngày 5/1", "05/01/2027 15:00"),
    ("2 tiếng nữa", "30/11/2026 11:00"),
    ("tối mai", "01/12/2026 19:00"),
    ("0h ngày 5/12", "05/12/2026 00:00"),
    ("12h trưa mai", "01/12/2026 12:00"),
]
NO_MOMENTS = [
    ("", "chưa đọc được giờ"),
    ("menu", "chưa đọc được giờ"),
    ("hủy", "chưa đọc được giờ"),
    ("mai", "chưa có giờ"),
    ("20/12/2026", "chưa có giờ"),
    ("mai 3h", "là 15 giờ thứ Ba ngày 1/12 hay 3 giờ sáng thứ Ba ngày 1/12"),
    ("mai 6h30", "hay 6 giờ 30 sáng"),
    ("7h30", "hay"),
    ("7h hoặc 8h mai", "chưa đọc được giờ"),
    ("mai 7h đến 9h", "chưa đọc được giờ"),
    ("7h sáng hôm nay", "đã qua"),
    ("31/2 7h", "không có trong lịch"),
    ("25h mai", "giờ ấy không có"),
    ("mai 19h3", "giờ ấy không có hoặc chưa rõ"),
    ("24h30 mai", "giờ ấy không có"),
    ("19h30 thứ 6 ngày 3/12", "Thứ Sáu không khớp với ngày 3/12"),
    ("5-7/12 8h", "hay"),
    ("8h 1/1/2040", "xa quá hai năm"),
    ("2026-13-05 14:00", "không có trong lịch"),
    ("mai 7h cho cả xã biết lịch cắt điện thôn ba", "chưa đọc được giờ"),
]


@pytest.mark.parametrize(("said", "at"), MOMENTS)
def test_a_moment_is_the_one_a_person_means(said: str, at: str) -> None:
    moment = parse_single_moment(said, now=NOW, zone=ZONE)
    assert moment.astimezone(ZONE).strftime("%d/%m/%Y %H:%M") == at


@pytest.mark.parametrize(("said", "words"), NO_MOMENTS)
def test_what_is_none_or_two_is_refused_in_words(said: str, words: str) -> None:
    with pytest.raises(UserError) as refused:
        parse_single_moment(said, now=NOW, zone=ZONE)
    assert words in str(refused.value)


@given(
    st.datetimes(datetime(2026, 12, 1), datetime(2028, 10, 1)),  # noqa: DTZ001
    st.sampled_from([format_moment, format_entry]),
)
def test_what_we_say_of_a_moment_is_read_as_that_moment(wall: datetime, say: object) -> None:
    at = wall.replace(second=0, microsecond=0, tzinfo=ZONE).astimezone(UTC)
    assert callable(say)
    said = say(at, now=NOW, zone=ZONE)
    assert parse_single_moment(said, now=NOW, zone=ZONE) == at


@given(
    st.integers(1, 500),
    st.sampled_from(["%H:%M %d/%m/%Y", "%Y-%m-%dT%H:%M", "%Hh%M ngày %d/%m/%Y"]),
)
def test_a_full_writing_is_that_moment_or_refused(hours: int, writing: str) -> None:
    at = (NOW + timedelta(hours=hours)).astimezone(ZONE)
    assert parse_single_moment(at.strftime(writing), now=NOW, zone=ZONE) == at


@given(st.text(max_size=40))
def test_any_words_are_a_moment_to_come_or_a_sentence(said: str) -> None:
    try:
        parse_single_moment(said, now=NOW, zone=ZONE)
    except UserError as refused:
        assert len(str(refused)) > 20
