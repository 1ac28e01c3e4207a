"""Courses and other rules with an end: what is read, said back, and what is asked instead."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.reminders.pause_parsing import parse_pause
from bot.reminders.reminder_parsing import (
    is_reminder_request,
    parse_end,
    parse_reminder,
    parse_rule_change,
)
from bot.reminders.wording import echo_matter
from bot.vietnamese.dates.formatting import describe_short_months, format_recurrence
from bot.vietnamese.dates.recurrence import Frequency, Recurrence, parse_stored_rule
from bot.vietnamese.letters import strip_tones

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime(2026, 11, 23, 10, tzinfo=ZONE).astimezone(UTC)  # a Monday

# The line, the matter, the rule.
COURSES = [
    ("nhắc tôi uống thuốc 10 ngày, sáng tối", "uống thuốc", "day@08:00,19:00;..2026-12-02"),
    ("nhac toi uong thuoc 10 ngay, sang toi", "uong thuoc", "day@08:00,19:00;..2026-12-02"),
    ("uống thuốc sáng tối 10 ngày nhắc tôi nhé", "uống thuốc", "day@08:00,19:00;..2026-12-02"),
    ("nhắc tôi uống thuốc 10 bữa sáng tối", "uống thuốc", "day@08:00,19:00;..2026-12-02"),
    ("nhắc tôi uống thuốc sáng 7h tối 8h", "uống thuốc", "day@07:00,20:00"),
    ("nhac toi uong thuoc sang 7h toi 8h", "uong thuoc", "day@07:00,20:00"),
    ("nhắc tôi uống thuốc ngày 2 lần trong 5 ngày", "uống thuốc", "day@08:00,19:00;..2026-11-27"),
    ("nhắc tôi uống thuốc 3 lần một ngày", "uống thuốc", "day@08:00,11:30,19:00"),
    ("nhắc tôi hằng ngày uống thuốc 3 lần", "uống thuốc", "day@08:00,11:30,19:00"),
    ("nhắc tôi uống thuốc sáng 7h30, trưa 11h, chiều 4h, tối 8h", "uống thuốc", "day@07:30,11:00,16:00,20:00"),  # noqa: E501
    ("nhắc tôi trong 7 ngày 8h tưới cây", "tưới cây", "day@08:00;..2026-11-30"),
    ("nhắc tôi ngày nào cũng 8h uống thuốc đến hết tháng 12", "uống thuốc", "day@08:00;..2026-12-31"),  # noqa: E501
    ("ngày nào cũng 8h nhắc tôi uống thuốc đến 20/12", "uống thuốc", "day@08:00;..2026-12-20"),
    ("ngày nào cũng 8h nhắc tôi uống thuốc tới 20/12", "uống thuốc", "day@08:00;..2026-12-20"),
    ("hằng ngày 8h nhắc tôi uống thuốc 3 lần", "uống thuốc", "day@08:00;..2026-11-26"),
    ("nhắc tôi thứ hai hằng tuần 7h họp, 3 lần thôi", "họp", "week:0@07:00;..2026-12-14"),
    ("từ mai tối nào cũng 8h nhắc tôi uống thuốc trong nửa tháng", "uống thuốc", "day@20:00;2026-11-24..2026-12-08"),  # noqa: E501
    ("nhắc tôi từ mai đến thứ 6 8h tưới cây", "tưới cây", "day@08:00;2026-11-24..2026-11-27"),
    ("nhắc tôi từ ngày 1/12 đến ngày 10/12 8h tưới cây", "tưới cây", "day@08:00;2026-12-01..2026-12-10"),  # noqa: E501
    ("mai 8h và 14h nhắc tôi gọi con", "gọi con", "day@08:00,14:00;2026-11-24..2026-11-24"),
    ("hễ 8h nhắc tui uống thuốc cho tới hết tuần sau", "uống thuốc", "day@08:00;..2026-12-06"),
    ("nhắc tôi từ thứ 2 đến thứ 6 7h đưa cháu đi học", "đưa cháu đi học", "week:0,1,2,3,4@07:00"),
    ("nhắc tôi các ngày chẵn 8h tưới cây", "tưới cây", "parity:0@08:00"),
    ("nhắc tôi ngày lẻ hằng tháng 8h tưới cây", "tưới cây", "parity:1@08:00"),
    ("nhắc tôi các ngày chẵn trong tuần 8h tập", "tập", "week:0,2,4@08:00"),
    ("nhắc tôi t2 t4 t6 đi tập 5h sáng", "đi tập", "week:0,2,4@05:00"),
    ("thứ ba với thứ năm tuần nào cũng nhắc tôi đi tập", "đi tập", "week:1,3@08:00"),
    ("cứ đến thứ 7 nhắc tôi gọi con", "gọi con", "week:5@08:00"),
    ("hễ đến rằm nhắc tui mua hoa", "mua hoa", "lunar:15@08:00"),
    ("nhắc tôi mùng 1 với rằm thắp hương", "thắp hương", "lunar:1,15@08:00"),
    ("nhắc tôi giỗ bố 12/3 âm", "giỗ bố", "lunaryear:12/3@08:00"),
    ("nhac toi gio bo 12/3 am", "gio bo", "lunaryear:12/3@08:00"),
    ("nhắc tôi giỗ mẹ 12/6 nhuận âm lịch", "giỗ mẹ", "lunaryear:12/6@08:00"),
    ("cứ 8h tối nhắc tui uống thuốc", "uống thuốc", "day@20:00"),
    ("hễ 8h tối nhắc tui uống thuốc nghen", "uống thuốc", "day@20:00"),
    ("nhắc bà uống thuốc 10 bữa sáng tối nghe con", "uống thuốc", "day@08:00,19:00;..2026-12-02"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "matter", "rule"), COURSES)
def test_a_rule_is_read_with_its_end_and_said_back_as_itself(
    line: str, matter: str, rule: str
) -> None:
    assert is_reminder_request(line)
    wish = parse_reminder(line, now=NOW, zone=ZONE)
    assert (wish.matter, str(wish.rule), wish.fault) == (matter, rule, None)
    assert wish.rule is not None
    said = f"nhắc tôi {format_recurrence(wish.rule)} uống nước"
    assert str(parse_reminder(said, now=NOW, zone=ZONE).rule) == rule, said


@pytest.mark.parametrize(
    ("line", "matter", "fault"),
    [
        ("nhắc tôi ngày nào cũng 8h uống thuốc đến 20/10", "uống thuốc", "ended"),
        ("nhắc tôi ngày nào cũng 8h uống thuốc đến hết tháng 10", "uống thuốc", "ended"),
        ("nhắc tôi ngày nào cũng 8h uống thuốc đến tháng 12", "uống thuốc", "which_end"),
        ("nhắc tôi ngày nào cũng 8h uống thuốc đến mùng 5", "uống thuốc", "which_end"),
        ("nhắc tôi ngày nào cũng 8h uống thuốc đến hết tết", "uống thuốc", "which_end"),
        ("nhắc tôi ngày nào cũng 8h uống thuốc đến 31/2", "uống thuốc", "which_end"),
        ("nhắc tôi uống thuốc 8h, 10h, 12h, 15h, 18h hằng ngày", "uống thuốc", "too_often"),
        ("nhắc tôi uống thuốc ngày 5 lần", "uống thuốc", "too_often"),
        ("nhắc tôi uống thuốc trong 7 ngày", "uống thuốc", "no_time"),
        ("nhắc tôi ngày 3 lần 8h uống thuốc", "uống thuốc", "no_time"),
    ],
)
def test_an_end_that_cannot_be_is_asked_about(line: str, matter: str, fault: str) -> None:
    wish = parse_reminder(line, now=NOW, zone=ZONE)
    assert (wish.matter, wish.fault) == (matter, fault)


@pytest.mark.parametrize(
    "line",
    [
        "đến 20/12 nhắc tôi nộp thuế",
        "nhắc tôi đến 20/12 thì nộp thuế",
        "nhắc tôi nộp thuế ngày 10 tháng 12",
        "nhắc tôi thuê xe mai 8h 3 ngày",
        "nhắc tôi uống thuốc 3 ngày nữa",
        "bữa ni 8h tối nhắc tui uống thuốc",
        "sáng mơi 7h nhắc tui đi chợ",
    ],
)
def test_what_comes_once_has_no_end(line: str) -> None:
    wish = parse_reminder(line, now=NOW, zone=ZONE)
    assert (wish.rule, wish.fault, len(wish.moments)) == (None, None, 1)


@pytest.mark.parametrize(
    ("line", "until"),
    [("20/12", "2026-12-20"), ("đến 20/12", "2026-12-20"), ("10 ngày", "2026-12-03"),
     ("hết tháng này", "2026-11-30"), ("cuối tháng", "2026-11-30"), ("3 lần", "2026-11-26")],
)  # fmt: skip
def test_the_end_is_taken_from_the_next_line(line: str, until: str) -> None:
    wish = parse_end("ngày nào cũng 8h uống thuốc", line, now=NOW, zone=ZONE)
    assert (wish.matter, str(wish.rule)) == ("uống thuốc", f"day@08:00;..{until}")


@pytest.mark.parametrize(
    ("line", "changed"),
    [("9h", "day@09:00;..2026-12-20"), ("đến 25/12", "day@08:00;..2026-12-25"),
     ("7h và 20h", "day@07:00,20:00;..2026-12-20")],
)  # fmt: skip
def test_another_hour_keeps_the_end(line: str, changed: str) -> None:
    rule = parse_stored_rule("day@08:00;..2026-12-20")
    assert str(parse_rule_change(rule, line, now=NOW, zone=ZONE)) == changed


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("month:30@08:00", "Tháng không có ngày 30 thì tôi nhắc vào ngày cuối tháng."),
        ("lunar:30@08:00", "Tháng âm thiếu, không có ngày 30, thì tôi nhắc ngày 29."),
        ("lunaryear:30/3@08:00", "Tháng âm thiếu, không có ngày 30, thì tôi nhắc ngày 29."),
        ("year:29/2@08:00", "Năm không có ngày 29/2 thì tôi nhắc ngày 28/2."),
        ("month:28@08:00", ""),
        ("week:6@08:00", ""),
    ],
)
def test_what_happens_in_a_short_month_is_said(rule: str, said: str) -> None:
    assert describe_short_months(parse_stored_rule(rule)) == said


def test_a_yearly_lunar_thirtieth_comes_every_year() -> None:
    rule, at, years = parse_stored_rule("lunaryear:30/3@08:00"), NOW, []
    for _ in range(6):
        at = rule.get_next(at, ZONE)
        years.append(at.year)
    assert years == [2027, 2028, 2029, 2030, 2031, 2032]


# The line, the matter, the day it rests from and the day it is back; "" without an end.
RESTS = [
    ("tạm nghỉ nhắc thuốc 3 ngày", "thuoc", "23/11-26/11"),
    ("tam nghi nhac thuoc 3 ngay", "thuoc", "23/11-26/11"),
    ("tạm nghỉ nhắc thuốc đến thứ Năm", "thuoc", "23/11-26/11"),
    ("tạm nghỉ nhắc thuốc đến hết thứ Năm", "thuoc", "23/11-27/11"),
    ("tuần này không nhắc", "", "23/11-30/11"),
    ("tuần này khỏi nhắc thuốc nghe con", "thuoc", "23/11-30/11"),
    ("tuần sau đừng nhắc tập nữa", "tap", "30/11-07/12"),
    ("mai đừng nhắc uống thuốc", "uong thuoc", "24/11-25/11"),
    ("bữa ni khỏi nhắc thuốc", "thuoc", "23/11-24/11"),
    ("3 ngày tới đừng nhắc uống thuốc nữa", "uong thuoc", "23/11-26/11"),
    ("bác đi vắng 1 tuần, tạm ngừng nhắc nhé", "", "23/11-30/11"),
    ("tạm dừng nhắc uống thuốc", "uong thuoc", ""),
    ("mấy bữa ni khỏi nhắc", "", ""),
]


@pytest.mark.parametrize(("line", "matter", "span"), RESTS)
def test_a_rest_is_read_with_its_days(line: str, matter: str, span: str) -> None:
    wish = parse_pause(line, now=NOW, zone=ZONE)
    assert wish is not None
    days = [f"{at.astimezone(ZONE):%d/%m}" for at in (wish.begins, wish.ends) if at]
    assert (wish.matter, "-".join(days)) == (matter, span)


@pytest.mark.parametrize(
    "line", ["bỏ nhắc uống thuốc", "dừng nhắc", "xóa hết nhắc việc", "mai 8h nhắc tôi đi họp", ""]
)
def test_what_stops_for_good_is_no_rest(line: str) -> None:
    assert parse_pause(line, now=NOW, zone=ZONE) is None


@pytest.mark.parametrize(
    ("matter", "said"),
    [
        ("mẹ tôi uống thuốc", "mẹ bác uống thuốc"),
        ("me toi uong thuoc", "me bác uong thuoc"),
        ("con gái tui gọi điện", "con gái bác gọi điện"),
        ("bà nhà tôi đi khám", "bà nhà bác đi khám"),
        ("đi họp tổ", "đi họp tổ"),
        ("di toi nha van hoa", "di toi nha van hoa"),
        ("đón cháu", "đón cháu"),
    ],
)
def test_whose_matter_it_is_is_said_back_from_the_bot_s_side(matter: str, said: str) -> None:
    assert echo_matter(matter) == said


def _some(values: st.SearchStrategy[int], most: int) -> st.SearchStrategy[tuple[tuple[int], ...]]:
    chosen = st.lists(values, min_size=1, max_size=most, unique=True)
    return chosen.map(lambda days: tuple((day,) for day in sorted(days)))


HOURS = st.lists(
    st.builds(time, st.integers(0, 23), st.sampled_from([0, 5, 30, 59])),
    min_size=1, max_size=4, unique=True,
).map(lambda times: tuple(sorted(times)))  # fmt: skip
KINDS: st.SearchStrategy[tuple[Frequency, tuple[tuple[int, ...], ...]]] = st.one_of(
    st.tuples(st.just(Frequency.DAY), st.just(())),
    st.tuples(st.just(Frequency.WEEK), _some(st.integers(0, 6), 6)),
    st.tuples(st.just(Frequency.MONTH), _some(st.integers(1, 31), 5)),
    st.tuples(st.just(Frequency.LUNAR), _some(st.integers(1, 30), 4)),
    st.tuples(st.just(Frequency.PARITY), _some(st.integers(0, 1), 1)),
    st.tuples(
        st.just(Frequency.YEAR), st.tuples(st.tuples(st.integers(1, 28), st.integers(1, 12)))
    ),
    st.tuples(
        st.just(Frequency.LUNAR_YEAR), st.tuples(st.tuples(st.integers(1, 30), st.integers(1, 12)))
    ),
)


@st.composite
def rules(draw: st.DrawFn) -> Recurrence:
    """A rule that can be asked for, half of them with an end."""
    kind = draw(KINDS)
    since = draw(st.none() | st.dates(date(2026, 11, 25), date(2027, 3, 1)))
    rule = Recurrence(kind[0], kind[1], draw(HOURS), since)
    at = NOW
    for _ in range(draw(st.integers(0, 8))):
        at = rule.get_next(at, ZONE)
    last = at.astimezone(ZONE)
    is_once = kind[0] is Frequency.DAY and len(rule.times) == 1 and last.date() == since
    if at == NOW or is_once or (last.date() - NOW.date()).days > 700:
        return rule  # what comes once is no rule
    part = last.time() != max(rule.times) and draw(st.booleans())
    return replace(rule, until=last.date(), until_at=last.time() if part else None)


@given(rules())
def test_what_is_said_back_is_read_as_the_same_rule(rule: Recurrence) -> None:
    said = format_recurrence(rule)
    for line in (f"nhắc tôi {said} uống nước", f"nhắc tôi uống nước {said}"):
        wish = parse_reminder(line, now=NOW, zone=ZONE)
        assert (str(wish.rule), wish.matter) == (str(rule), "uống nước"), line
    assert parse_stored_rule(str(rule)) == rule


@given(rules())
def test_occurrences_only_go_forward_and_end_when_they_should(rule: Recurrence) -> None:
    at = NOW
    for _ in range(12):
        coming = rule.find_next(at, ZONE)
        if coming is None:
            assert rule.until is not None
            return
        local = coming.astimezone(ZONE)
        assert coming > at and local.time() in rule.times
        assert rule.since is None or local.date() >= rule.since
        assert rule.until is None or local.date() <= rule.until
        at = coming


WORDS = "nhắc tôi uống thuốc đến hết từ trong ngày tháng 12 3 lần 20/12 31/2 sáng 7h tối 8h mai thứ 6 rằm tết hằng cứ hễ mơi tạm nghỉ tuần này không nửa , giỗ bố âm nhuận 99".split()  # noqa: E501, SIM905


@settings(max_examples=200)
@given(st.lists(st.sampled_from(WORDS), max_size=10).map(" ".join) | st.text(max_size=50))
def test_whatever_is_said_nothing_breaks(text: str) -> None:
    for line in (text, strip_tones(text), f"nhắc tôi {text}"):
        wish = parse_reminder(line, now=NOW, zone=ZONE)
        assert wish.fault is not None or (wish.matter and wish.moments)
        parse_pause(line, now=NOW, zone=ZONE)
        parse_end("ngày nào cũng 8h uống thuốc", line, now=NOW, zone=ZONE)
