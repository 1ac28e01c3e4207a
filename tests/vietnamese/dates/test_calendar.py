"""Lunar days in years with a leap month."""

from datetime import UTC, date, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from bot.reminders.reminder_parsing import parse_reminder
from bot.vietnamese.dates.calendar import lunar_days

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


@pytest.mark.parametrize(
    ("today", "said", "matter", "days"),
    [
        ("2025-07-26", "ngày rằm", "thắp hương", "08/08/2025"),  # of the second sixth month
        ("2025-07-24", "mùng 1 âm", "thắp hương", "25/07/2025"),
        ("2023-03-23", "ngày rằm", "thắp hương", "05/04/2023"),
        ("2028-06-25", "ngày rằm", "thắp hương", "07/07/2028"),
        ("2028-05-25", "ngày 15 tháng 5 nhuận âm lịch", "thắp hương", "07/07/2028"),
        ("2028-05-25", "15 tháng 5 nhuận", "thắp hương", "07/07/2028"),
        ("2028-05-25", "15/5 nhuận âm", "thắp hương", "07/07/2028"),
        ("2028-05-25", "rằm tháng 5 nhuận", "thắp hương", "07/07/2028"),
        ("2028-05-25", "mùng 3 tháng 5 nhuận", "thắp hương", "25/06/2028"),
        ("2028-05-25", "rằm tháng 5", "thắp hương", "07/06/2028"),
        ("2028-06-25", "rằm tháng 5", "thắp hương", "07/07/2028, 26/06/2029"),
        ("2026-11-30", "rằm tháng 7", "thắp hương", "16/08/2027"),
        ("2026-11-30", "10/3 âl", "thắp hương", "16/04/2027"),
        ("2026-11-30", "10/3 al", "thắp hương", "16/04/2027"),
        ("2026-11-30", "10/3 (ÂL)", "thắp hương", "16/04/2027"),
        ("2026-11-30", "10/3âl", "thắp hương", "16/04/2027"),
        ("2026-11-30", "ngày 10 tháng 3 AL", "thắp hương", "16/04/2027"),
        ("2028-05-25", "15/5 nhuận âl", "thắp hương", "07/07/2028"),
        ("2026-11-30", "mùng 5 al", "thắp hương", "13/12/2026"),
        ("2026-11-30", "mùng một tết", "thắp hương", "06/02/2027"),
        ("2026-11-30", "mùng ba tết", "thắp hương", "08/02/2027"),
        ("2026-11-30", "mùng tám tháng giêng", "thắp hương", "13/02/2027"),
        ("2026-11-30", "23 chạp", "thắp hương", "30/01/2027"),
        ("2026-11-30", "10 giêng", "thắp hương", "15/02/2027"),
    ],
)
def test_a_lunar_day_is_the_next_one_also_of_a_leap_month(
    today: str, said: str, matter: str, days: str
) -> None:
    now = datetime.fromisoformat(f"{today}T07:00+07:00").astimezone(UTC)
    wish = parse_reminder(f"nhắc tôi thắp hương {said}", now=now, zone=ZONE)
    shown = ", ".join(f"{at.astimezone(ZONE):%d/%m/%Y}" for at in wish.moments)
    assert (wish.matter, shown) == (matter, days)


def test_every_full_moon_is_a_month_after_the_one_before() -> None:
    days = lunar_days(15, None, date(2022, 1, 1))
    moons = [next(days) for _ in range(30)]
    assert {(later - sooner).days for sooner, later in pairwise(moons)} == {29, 30}
