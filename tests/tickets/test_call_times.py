"""When a resident wishes to be answered: read from words, said back with the date."""

from datetime import datetime

import pytest

from bot.core.policy import POLICY
from bot.tickets.call_times import parse_call_time

# A Tuesday evening, 1 December 2026.
NOW = datetime(2026, 12, 1, 18, 30, tzinfo=POLICY.zone)


@pytest.mark.parametrize(
    ("words", "wish"),
    [
        ("Sáng mai", "sáng mai, thứ Tư 2/12"),
        ("sang mai", "sáng mai, thứ Tư 2/12"),
        ("sáng mai gọi cho tôi nhé", "sáng mai, thứ Tư 2/12"),
        ("Chiều mai", "chiều mai, thứ Tư 2/12"),
        ("chiều mai bác rảnh", "chiều mai, thứ Tư 2/12"),
        ("Tối nay", "tối nay, thứ Ba 1/12"),
        ("toi nay", "tối nay, thứ Ba 1/12"),
        ("9 giờ sáng thứ bảy", "9 giờ, thứ Bảy 5/12"),
        ("mai", "thứ Tư 2/12"),
        ("để mai cũng được", "thứ Tư 2/12"),
        ("thứ năm", "thứ Năm 3/12"),
        ("sáng thứ hai tuần sau", "sáng thứ Hai 7/12"),
        ("mai 8h nhé cháu", "8 giờ, thứ Tư 2/12"),
        ("14h ngày mai", "14 giờ, thứ Tư 2/12"),
    ],
)
def test_a_wish_becomes_a_day_with_its_date(words: str, wish: str) -> None:
    assert parse_call_time(words, now=NOW, policy=POLICY) == wish


@pytest.mark.parametrize(
    "words",
    [
        "sáng nay",  # is over
        "hôm qua",
        "cái máy nó cứ quay vòng vòng",
        "sáng mai có họp không?",
        "mai tôi nộp hồ sơ sang tên xe được chưa",
        "31/2",
        "",
    ],
)
def test_what_is_no_wish_stays_words(words: str) -> None:
    assert parse_call_time(words, now=NOW, policy=POLICY) == ""
