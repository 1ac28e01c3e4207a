"""Appointments read from one line, tracking codes, lines of the support log: tables."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot import texts
from bot.core.policy import POLICY
from bot.tickets import support_log, visits
from bot.tickets.models import REPORTED_OUTCOMES, ReportCategory
from bot.tickets.support_log import SupportEntry
from bot.tickets.ticket_references import parse_tracking_code

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # Monday 8:00 in Vietnam
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


@pytest.mark.parametrize(
    ("line", "when", "place"),
    [
        ("thứ 7 9h nhà văn hóa thôn", "28/11 09:00", "nhà văn hóa thôn"),
        ("thu 7 9h nha van hoa thon", "28/11 09:00", "nha van hoa thon"),
        ("9h thứ 7 tại nhà bà Tư", "28/11 09:00", "nhà bà Tư"),
        ("9h30 sáng mai ở nhà", "24/11 09:30", "nhà"),
        ("mai 14h", "24/11 14:00", ""),
        ("chiều mai 2h nhà văn hóa", "24/11 14:00", "nhà văn hóa"),
        ("7h tối nay, nhà văn hóa", "23/11 19:00", "nhà văn hóa"),
        ("ngày 30/11 lúc 8 giờ 15 ở trạm y tế", "30/11 08:15", "trạm y tế"),
        ("hẹn thứ 7 9h", "28/11 09:00", ""),
        ("9h kém 15 sáng mai ở nhà", "24/11 08:45", "nhà"),
        ("19.30 mai nhà văn hóa", "24/11 19:30", "nhà văn hóa"),
        ("7 rưỡi tối thứ 4 nhà ông Ba", "25/11 19:30", "nhà ông Ba"),
        ("thứ 5 ngày 26/11 14h tại trạm y tế", "26/11 14:00", "trạm y tế"),
        ("26/11/2026 14h30 nhà văn hóa", "26/11 14:30", "nhà văn hóa"),
    ],
)
def test_a_line_is_a_day_an_hour_and_a_place(line: str, when: str, place: str) -> None:
    read = visits.parse_visit(line, now=NOW, policy=POLICY)
    assert read is not None
    assert (f"{read[0].astimezone(ZONE):%d/%m %H:%M}", read[1]) == (when, place)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "thứ 7",
        "nhà văn hóa",
        "lúc nào cũng được",
        "25h mai",
        "9h3 mai",
        "mai 3h nhà",
        "9h thứ 6 26/11",
        "9h 1/1/2020",
    ],
)
def test_a_line_without_an_hour_is_no_appointment(line: str) -> None:
    assert visits.parse_visit(line, now=NOW, policy=POLICY) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("PA-4F7K2", "PA-4F7K2"),
        ("pa 4f7k2.", "PA-4F7K2"),
        ("PA4F7K2", "PA-4F7K2"),
        ("PA-4F7K", ""),
        ("PA-4F7KO", ""),
        ("mã PA-4F7K2 sao rồi", ""),
        ("pa", ""),
    ],
)
def test_a_tracking_code_is_the_whole_text(text: str, code: str) -> None:
    assert parse_tracking_code(text) == code


@pytest.mark.parametrize(
    ("line", "helped"),
    [
        ("vneid 2 hộ bà Tư", SupportEntry("vneid", 2, "bà Tư")),
        ("cài VssID, 1 người", SupportEntry("cài VssID", 1, "")),
        ("nộp thuế đất 12 ho", SupportEntry("nộp thuế đất", 12, "")),
        ("etax mobile", SupportEntry("etax mobile", 1, "")),
        ("", None),
        ("2 hộ", None),
        ("vneid 999 hộ", None),
    ],
)
def test_a_line_of_the_support_log(line: str, helped: SupportEntry | None) -> None:
    assert support_log.parse_entry(line) == helped


def test_every_outcome_and_category_has_its_words() -> None:
    assert tuple(texts.VISIT_OUTCOMES) == REPORTED_OUTCOMES
    assert tuple(texts.REPORT_CATEGORIES) == tuple(ReportCategory)
