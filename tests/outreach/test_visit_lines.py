"""One line of a volunteer of sixty, with and without tones, is understood as it was meant."""

from datetime import date
from pathlib import Path

import pytest

from bot.outreach.setups import load_setups
from bot.outreach.visit_lines import parse_due_day, parse_setup_numbers, parse_visit_line

MONDAY = date(2026, 11, 23)
SETUPS = load_setups(Path(__file__).parents[2] / "data")

# text | household | outcome | set-ups | due | note
LINES = """
bà Tư cài xong vneid dvc | bà Tư | done | vneid dvc | |
ba tu cai xong vneid, dvc va etax | ba tu | done | vneid dvc etax | |
Bà Tư vneid | Bà Tư | done | vneid | |
ông Bảy đã cài chuyển khoản | ông Bảy | done | chuyen-khoan | |
bà Tư cài xong | bà Tư | done | | |
nhà 5 ngõ 2 vắng | nhà 5 ngõ 2 | away | | |
nha so 12 di vang | nha so 12 | away | | |
ông Bảy k có đt | ông Bảy | no_phone | | |
ong bay ko co dien thoai | ong bay | no_phone | | |
cụ Chín dùng máy cục gạch | cụ Chín dùng | no_phone | | |
chị Lan từ chối | chị Lan | refused | | |
chị Lan không chịu | chị Lan | refused | | |
bà Mai hẹn lại thứ 7 | bà Mai | later | | 28/11 |
ba mai hen lai chieu mai | ba mai | later | | 24/11 chiều |
bà Tư hẹn mai chiều | bà Tư | later | | 24/11 chiều |
bà Tư cài xong vneid hẹn lại 15/12 cài etax | bà Tư | later | vneid etax | 15/12 |
bà Tư hẹn lại | bà Tư | later | | |
bà Tư vắng, mai quay lại | bà Tư | later | | 24/11 |
bà Tư hẹn lại 8h sáng thứ 7, nhớ mang sạc | bà Tư | later | | 28/11 8 giờ sáng | nhớ mang sạc
bà Tư vắng, con trai bảo tối | bà Tư | away | | | con trai bảo tối
cài xong vneid cho bà Tư | bà Tư | done | vneid | |
bà Tư cài xong vneid, loa điện thoại hỏng | bà Tư | done | vneid | | loa điện thoại hỏng
hôm qua bà Tư cài xong sổ tay | bà Tư | done | so-tay | |
bà Tư cài xong bảo hiểm y tế và chữ ký số | bà Tư | done | vssid chu-ky-so | |
bà Tư | bà Tư | | | |
Nguyễn Văn Hên | Nguyễn Văn Hên | | | |
"""


@pytest.mark.parametrize("line", LINES.strip().splitlines())
def test_a_line_is_understood(line: str) -> None:
    text, household, outcome, ids, due, note = (*map(str.strip, line.split("|")), "")[:6]
    read = parse_visit_line(text, SETUPS, MONDAY)
    assert (str(read.outcome or ""), " ".join(read.setups)) == (outcome, ids)
    told = f"{read.due_on.day}/{read.due_on.month} {read.due_hint}" if read.due_on else ""
    assert told.strip() == due
    assert (read.household, read.note) == (household, note)


def test_yesterday_is_the_day_of_the_visit() -> None:
    assert parse_visit_line("hôm qua bà Tư vắng", SETUPS, MONDAY).visited_on == date(2026, 11, 22)
    assert parse_visit_line("bà Tư vắng", SETUPS, MONDAY).visited_on is None


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("1 3 4", "vneid etax chuyen-khoan"),
        ("1,3 và 4 nhé", "vneid etax chuyen-khoan"),
        ("134", "vneid etax chuyen-khoan"),
        ("số 2", "dvc"),
        ("1 1 2", "vneid dvc"),
        ("0 3", None),
        ("1 30", None),
        ("bà 2", None),
        ("", None),
    ],
)
def test_several_are_chosen_at_once(text: str, ids: str | None) -> None:
    chosen = parse_setup_numbers(text, SETUPS)
    assert (None if chosen is None else " ".join(chosen)) == ids


@pytest.mark.parametrize(
    ("text", "day", "hint"),
    [
        ("thứ 7", date(2026, 11, 28), ""),
        ("mai chiều", date(2026, 11, 24), "chiều"),
        ("chieu mai", date(2026, 11, 24), "chiều"),
        ("ngày kia", date(2026, 11, 25), ""),
        ("15/12 lúc 3 giờ chiều", date(2026, 12, 15), "3 giờ chiều"),
        ("chủ nhật", date(2026, 11, 29), ""),
        ("31/2", None, ""),
        ("hôm qua", None, ""),
        ("khi nào rảnh", None, ""),
    ],
)
def test_a_day_in_words(text: str, day: date | None, hint: str) -> None:
    assert parse_due_day(text, MONDAY) == (day, hint)
