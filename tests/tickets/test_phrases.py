"""What short words around a ticket mean: tables of what people type, with and without tones."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.duty.hours import Absence, Shift
from bot.duty.lines import DutyLine, DutyQuery, Substitution, WeeklyPattern, parse_duty
from bot.duty.weekly_hours import Span
from bot.tickets.phrases import (
    Command,
    Verb,
    gives_up,
    is_closing,
    parse_command,
    parse_note,
    wants_bot,
)
from bot.vietnamese.letters import nfc, strip_tones
from bot.vietnamese.tone_matching import resolve_tone_homographs

# ── Closings ─────────────────────────────────────────────────────────────────────────────────────

CLOSINGS = """
cảm ơn | cám ơn | Cảm ơn cháu nhé! | cam on chau nhe | cảm ơn anh Nam nhé | Cảm ơn chị Hoa nhiều ạ
cam on nhieu lam | xin chân thành cảm ơn | tks | thanks ad | thank you so much | tks e nha | c.ơn ạ
dạ | dạ vâng | dạ vâng ạ | vâng ạ | vang a | vâng | ừ | ừ được rồi | uh | uk | ok | OK ạ | oke em
okkkk | Okie luôn nhé | ok cảm ơn | vângggg ạ | cảm ơnnnn | cảm ơn nhéee | được rồi ạ | dc roi
duoc roi cam on em | xong rồi, cảm ơn cháu | làm được rồi, cảm ơn các cháu nhiều | hiểu rồi ạ
thế thôi ạ | tốt quá | hay quá cảm ơn bác | tạm biệt | bye bye | chúc sức khỏe | không có gì ạ
👍 | 🙏🙏🙏 | ❤️ | 👌🏻 | :) | :D | =)) | <3 | cảm ơn 🙏 | ok 👍 | Dạ em cảm ơn ạ | cảm ơn tổ số
cảm ơn cán bộ xã | DẠ CẢM ƠN ANH | cảm ơn vì đã giúp đỡ | cảm ơn các bạn
"""
FOLLOW_UPS = """
cảm ơn nhưng vẫn chưa được | cam on nhung van chua duoc | ok chưa | ok? | được chưa ạ | được không
chưa được | không được | vẫn lỗi | vâng, còn thẻ bảo hiểm thì sao | dạ chưa ạ | xong chưa
cảm ơn, cho hỏi thêm thuế đất | ok vậy nộp ở đâu | được rồi hả? | ok 2 | 1 | vàng | 👎 | 😡😡 | 😢
cảm ơn 😢 | ??? | ... |  | CẢM ƠN ANH NHƯNG VẪN CHƯA ĐƯỢC | cảm ơn anh nhưng sai | dạ còn | thôi
alo | bác ơi | chào cháu | cảm ơn mà máy hỏng | ok con mở không được | gọi lại cho tôi
tôi không cảm ơn | xin số điện thoại
"""


def cells(table: str) -> list[str]:
    """The phrases of a table; one may be empty."""
    return [one.strip() for line in table.strip().splitlines() for one in line.split("|")]


# Names are told from words by their capital; without one they are words.
LOWER = [one for one in cells(CLOSINGS) if one[1:].islower()]


def test_the_tables_are_not_empty() -> None:
    assert len(cells(CLOSINGS)) > 60
    assert len(cells(FOLLOW_UPS)) > 30


@pytest.mark.parametrize("text", cells(CLOSINGS))
def test_a_closing_restarts_nothing(text: str) -> None:
    assert is_closing(text)


@pytest.mark.parametrize("text", cells(FOLLOW_UPS))
def test_a_follow_up_is_heard(text: str) -> None:
    assert not is_closing(text)


@pytest.mark.parametrize("text", LOWER)
def test_a_closing_without_tones_is_one_too(text: str) -> None:
    assert is_closing(strip_tones(text))


@given(st.sampled_from(cells(CLOSINGS)), st.sampled_from(["chưa", "sao", "lỗi", "giúp", "thẻ"]))
def test_one_more_word_makes_it_a_question(closing: str, word: str) -> None:
    assert not is_closing(f"{closing} {word}")


# ── The bot back ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "text",
    cells("""
    bot | BOT | /bot | bot ơi | gặp máy | gap may | thôi máy trả lời đi | thoi may tra loi di
    máy trả lời | cho tôi gặp bot | cho gặp lại bot | quay lại bot | hỏi bot | hỏi máy
    để máy trả lời | bật bot lại | nói chuyện với máy | bot trả lời tiếp đi
    thôi không cần gặp người nữa | trả lời tự động | tôi muốn hỏi bot | gặp bot được không
    chuyển về bot | khỏi gặp cán bộ nữa
    """),
)
def test_asks_for_the_bot(text: str) -> None:
    assert wants_bot(text)


@pytest.mark.parametrize(
    "text",
    cells("""
    máy | máy tôi hỏng | mở máy | gọi máy cho tôi | máy trả lời sai rồi | bot ngu quá | tắt bot
    gặp người | gặp mẹ tôi | bột | bớt | hỏi mây | không có bot | máy không trả lời | gặp cán bộ |
    không gặp được cán bộ | trả lời đi
    """),
)
def test_does_not_ask_for_the_bot(text: str) -> None:
    assert not wants_bot(text)


# ── A member's commands ──────────────────────────────────────────────────────────────────────────

COMMANDS = [
    ("nhận", Command(Verb.TAKE)),
    ("nhan", Command(Verb.TAKE)),
    ("Nhận ạ", Command(Verb.TAKE)),
    ("để em", Command(Verb.TAKE)),
    ("tôi nhận", Command(Verb.TAKE)),
    ("ok nhận", Command(Verb.TAKE)),
    ("nhận phiếu số 12", Command(Verb.TAKE, 12)),
    ("nhan #12", Command(Verb.TAKE, 12)),
    ("/nhan 12", Command(Verb.TAKE, 12)),
    ("chuyển", Command(Verb.PASS)),
    ("chuyen", Command(Verb.PASS)),
    ("chuyển người khác", Command(Verb.PASS)),
    ("chuyển cho người khác giúp em, em đang bận", Command(Verb.PASS)),
    ("nhờ bạn khác nhận giúp em", Command(Verb.PASS)),
    ("bàn giao phiếu này cho người khác", Command(Verb.PASS)),
    ("bác nhờ người khác giúp nhé", None),
    ("bác chuyển cho người khác nhé", None),
    ("em đang bận chuyển nhà", None),
    ("xong phiếu này", Command(Verb.DONE)),
    ("chuyển lên xã", Command(Verb.PASS, argument="xa")),
    ("chuyển xã", Command(Verb.PASS, argument="xa")),
    ("chuyển cho cán bộ", Command(Verb.PASS, argument="xa")),
    ("chuyển tổ trưởng", Command(Verb.PASS)),
    ("chuyển anh Nam", Command(Verb.PASS, argument="anh Nam")),
    ("chuyển cho chị Hoa Mai", Command(Verb.PASS, argument="chị Hoa Mai")),
    ("/chuyen 7 anh nam", Command(Verb.PASS, 7, "anh nam")),
    ("/chuyen@toso_bot anh Nam", Command(Verb.PASS, argument="anh Nam")),
    ("bận", Command(Verb.BUSY)),
    ("ban", Command(Verb.BUSY)),
    ("em đang bận ạ", Command(Verb.BUSY)),
    ("không nhận được", Command(Verb.BUSY)),
    ("gọi lại", Command(Verb.CALL)),
    ("goi lai", Command(Verb.CALL)),
    ("sẽ gọi lại sau", Command(Verb.CALL)),
    ("/goilai 9", Command(Verb.CALL, 9)),
    ("/Gọi lại 9", Command(Verb.CALL, 9)),
    ("／XONG 9", Command(Verb.DONE, 9)),
    ("hẹn", Command(Verb.VISIT)),
    ("hẹn đến nhà", Command(Verb.VISIT)),
    ("hẹn 9h sáng mai", Command(Verb.VISIT, argument="9h sáng mai")),
    ("hen den nha thu 7 8h30", Command(Verb.VISIT, argument="thu 7 8h30")),
    ("/hen 9 giờ thứ 7 nhà bà Tư", Command(Verb.VISIT, argument="9 giờ thứ 7 nhà bà Tư")),
    ("/hen #12 9h mai", Command(Verb.VISIT, 12, "9h mai")),
    ("xong", Command(Verb.DONE)),
    ("Xong rồi ạ", Command(Verb.DONE)),
    ("đã xong", Command(Verb.DONE)),
    ("xong 12", Command(Verb.DONE, 12)),
    ("/xong 12, đã cài VNeID", Command(Verb.DONE, 12, "đã cài VNeID")),
    ("/xong đã cài VNeID", Command(Verb.DONE, argument="đã cài VNeID")),
    ("đóng phiếu", Command(Verb.DONE)),
    ("/truc", Command(Verb.DUTY)),
    ("trực", Command(Verb.DUTY)),
    ("lịch trực", Command(Verb.DUTY)),
    ("/truc tối nay 18h-21h", Command(Verb.DUTY, argument="tối nay 18h-21h")),
    ("/trực T2-T6 18-21", Command(Verb.DUTY, argument="T2-T6 18-21")),
    ("nghỉ phép", Command(Verb.LEAVE)),
    ("bận gặt", Command(Verb.LEAVE)),
    ("ban gat", Command(Verb.LEAVE)),
    ("/nghi 3/12-5/12", Command(Verb.LEAVE, argument="3/12-5/12")),
    ("mẫu", Command(Verb.CANNED)),
    ("/mau", Command(Verb.CANNED)),
    ("mẫu 3", Command(Verb.CANNED, argument="3")),
    ("/mau vneid", Command(Verb.CANNED, argument="vneid")),
]
FOR_THE_RESIDENT = """
nhắn | nhấn | nhân | bạn | bán | bàn | chuyện | màu | máu | sông | song song | hên | trúc | nghĩ
bác nhấn nút Xong | bạn ơi | xong chưa? | xong bước 1 thì bấm tiếp | bác bận thì mai nhé
chuyển cho bác mã rồi nhé | chuyển khoản | chuyển tiền vào đâu | chuyển anh xem | hẹn bác 9h mai
hẹn 9h nhà văn hóa | nhận được mã chưa | nhận được rồi | gọi cho bác bây giờ nhé | mẫu đơn ở xã
/start | /menu | / nhan viet | bác cứ nghỉ đi | đồng | vâng | ok | 12
"""


@pytest.mark.parametrize(("text", "command"), COMMANDS)
def test_a_command(text: str, command: Command) -> None:
    assert parse_command(text) == command


@pytest.mark.parametrize("text", cells(FOR_THE_RESIDENT))
def test_words_for_the_resident_are_no_command(text: str) -> None:
    assert parse_command(text) is None


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("ghi chú: bà nặng tai", "bà nặng tai"),
        ("Ghi chu : ba nang tai", "ba nang tai"),
        ("// chờ con gái về", "chờ con gái về"),
        ("//", ""),
        ("note: gọi sau 5h", "gọi sau 5h"),
        ("ghi chú giúp bác nhé", None),
        ("bác vào https://vneid.gov.vn", None),
        ("https://vneid.gov.vn", None),
        ("bác ghi chú: mã 12", None),
    ],
)
def test_a_note_needs_its_prefix(text: str, note: str | None) -> None:
    assert parse_note(text) == note


# ── A line of duty ───────────────────────────────────────────────────────────────────────────────

TODAY = date(2026, 11, 25)  # a Wednesday


def d(day: int, month: int = 11, year: int = 2026) -> date:
    """A date of these days."""
    return date(year, month, day)


def h(start: float, end: float) -> Span:
    """A span in hours."""
    return Span(int(start * 60), int(end * 60))


EVENING = h(18, 21)
LINES: list[tuple[str, DutyLine]] = [
    # on duty
    ("trực tối nay 18h-21h", Shift(d(25), d(25), EVENING)),
    ("truc toi nay 18h-21h", Shift(d(25), d(25), EVENING)),
    ("tối nay tôi trực", Shift(d(25), d(25), EVENING)),
    ("toi nay toi truc", Shift(d(25), d(25), EVENING)),
    ("/truc tối nay 18h-21h", Shift(d(25), d(25), EVENING)),
    ("mai tôi trực", Shift(d(26), d(26))),
    ("mai em trực nhé ạ", Shift(d(26), d(26))),
    ("sáng mai trực", Shift(d(26), d(26), h(7, 11.5))),
    ("chiều mai trực 1h-5h", Shift(d(26), d(26), h(13, 17))),
    ("tối mai 7h-9h30 tôi trực", Shift(d(26), d(26), h(19, 21.5))),
    ("tối mai trực 10h-2h", Shift(d(26), d(26), h(22, 26))),
    ("trực thứ 7 8:00 - 11:30", Shift(d(28), d(28), h(8, 11.5))),
    ("truc t7 8h den 11h30", Shift(d(28), d(28), h(8, 11.5))),
    ("trực chủ nhật cả ngày", Shift(d(29), d(29), h(7, 21))),
    ("trực thứ 4", Shift(d(25), d(25))),
    ("trực tối thứ 7 tuần sau", Shift(d(5, 12), d(5, 12), EVENING)),
    ("trực đến 21h", Shift(d(25), d(25), h(7, 21))),
    ("trực từ 18h", Shift(d(25), d(25), EVENING)),
    ("cuối tuần trực 8h-11h", Shift(d(28), d(29), h(8, 11))),
    ("đăng ký trực ngày 3/12", Shift(d(3, 12), d(3, 12))),
    ("trực từ thứ 2 đến thứ 6 18h-21h", Shift(d(30), d(4, 12), EVENING)),
    # off duty
    ("thứ 7 bận", Absence(d(28), d(28))),
    ("thu 7 ban", Absence(d(28), d(28))),
    ("nghỉ gặt từ 3/12 đến 5/12", Absence(d(3, 12), d(5, 12))),
    ("nghi gat tu 3/12 den 5/12", Absence(d(3, 12), d(5, 12))),
    ("nghỉ gặt 3-5/12", Absence(d(3, 12), d(5, 12))),
    ("bận gặt lúa 3/12 – 5/12", Absence(d(3, 12), d(5, 12))),
    ("ngày 3 tháng 12 bận", Absence(d(3, 12), d(3, 12))),
    ("chiều mai bận", Absence(d(26), d(26), h(12, 18))),
    ("sáng 3/12 xin nghỉ", Absence(d(3, 12), d(3, 12), h(0, 12))),
    ("mai bận 8h-10h", Absence(d(26), d(26), h(8, 10))),
    ("nghỉ 3 ngày từ mai", Absence(d(26), d(28))),
    ("nghỉ 1 tuần", Absence(d(25), d(1, 12))),
    ("nghỉ đến hết 5/12", Absence(d(25), d(5, 12))),
    ("bận gặt cả tuần này", Absence(d(25), d(29))),
    ("tuần sau tôi nghỉ phép", Absence(d(30), d(6, 12))),
    ("t7 cn bận", Absence(d(28), d(29))),
    ("không trực được tối nay", Absence(d(25), d(25), h(18, 24))),
    ("hôm nay ốm xin nghỉ", Absence(d(25), d(25))),
    ("nghỉ từ 24/11 đến 27/11", Absence(d(24), d(27))),
    ("nghỉ 30/12 đến 2/1", Absence(d(30, 12), d(2, 1, 2027))),
    ("nghỉ từ thứ 5 đến thứ 3", Absence(d(26), d(1, 12))),
    ("mốt bận", Absence(d(27), d(27))),
    ("toi mai ban", Absence(d(26), d(26), h(18, 24))),
    ("mai toi ban", Absence(d(26), d(26))),
    # one for another
    ("mai tôi trực thay anh Nam", Substitution(d(26), None, "anh Nam")),
    ("mai toi truc thay anh Nam", Substitution(d(26), None, "anh Nam")),
    ("trực hộ chị Hoa thứ 7 18h-21h", Substitution(d(28), EVENING, "chị Hoa")),
    ("em trực thay ca cho bác Tư nhé", Substitution(d(25), None, "bác Tư")),
    ("anh Nam trực thay tôi tối mai", Substitution(d(26), EVENING, "anh Nam", is_by_speaker=False)),
    ("nho chi Hoa truc thay toi mai", Substitution(d(26), None, "chi Hoa", is_by_speaker=False)),
    # who
    ("tối nay ai trực?", DutyQuery(d(25), d(25), h(18, 24))),
    ("toi nay ai truc", DutyQuery(d(25), d(25), h(18, 24))),
    ("ai đang trực vậy", DutyQuery(d(25), d(25))),
    ("thứ 7 ai trực", DutyQuery(d(28), d(28))),
    ("lịch trực tuần này", DutyQuery(d(25), d(29))),
]
NO_LINE = """
bận | trực | nghỉ phép | xong | cảm ơn | mai | 18h-21h | tôi nghĩ mai được | trúc tối nay
mai bác bận không? | mai không bận | bạn mai đến nhé | mai bác ra xã nhé | nghỉ 31/2 | trực 25h-26h
nghỉ từ 20/11 đến 24/11 | trực 24/11 | nghỉ từ 5/12 đến 3/12/2026 | trực hôm qua | nghỉ 40/13
đổi ca với anh Nam thứ 7 | trực T2-T6 25h-26h | thứ 7 bán | mai một mình bác làm nhé
"""


@pytest.mark.parametrize(("text", "line"), LINES)
def test_a_line_of_duty(text: str, line: DutyLine) -> None:
    assert parse_duty(text, today=TODAY) == (line,)


@pytest.mark.parametrize("text", cells(NO_LINE))
def test_no_line_of_duty(text: str) -> None:
    assert parse_duty(text, today=TODAY) == ()


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("/truc T2-T6 18h-21h; T7 8-11", "T2-T6 18:00-21:00; T7 8:00-11:00"),
        ("tôi trực T2-T6 18h-21h ạ", "T2-T6 18:00-21:00"),
        ("trực các tối thứ 3, thứ 5", "T3 18:00-21:00; T5 18:00-21:00"),
        ("trực mỗi tối 7h-9h", "T2-CN 19:00-21:00"),
        ("hằng tuần trực chủ nhật 8h-11h", "CN 8:00-11:00"),
    ],
)
def test_a_weekly_pattern(text: str, written: str) -> None:
    [line] = parse_duty(text, today=TODAY)
    assert isinstance(line, WeeklyPattern)
    assert line.hours.render() == written


def test_days_apart_and_parts_of_a_day_are_several_lines() -> None:
    assert parse_duty("trực thứ 3 và thứ 5 19h-21h", today=TODAY) == (
        Shift(d(26), d(26), h(19, 21)),
        Shift(d(1, 12), d(1, 12), h(19, 21)),
    )
    assert parse_duty("sáng và chiều mai bận", today=TODAY) == (
        Absence(d(26), d(26), h(0, 12)),
        Absence(d(26), d(26), h(12, 18)),
    )


# ── Any text at all ──────────────────────────────────────────────────────────────────────────────

SNIPPETS = st.lists(
    st.sampled_from(
        re.findall(
            r"\S+",
            "trực nghỉ bận tối nay mai thứ 7 t2 - đến từ 3/12 31/2 25h 18h 99 : / tuần sau"
            " ai thay anh Nam ? ngày tháng hằng cả xong nhận chuyển hẹn # 0 00 24:00 chủ nhật cn",
        )
    )
).map(" ".join)


@given(st.text() | SNIPPETS)
def test_nothing_a_person_types_breaks_it(text: str) -> None:
    is_closing(text)
    wants_bot(text)
    parse_command(text)
    parse_note(text)
    for line in parse_duty(text, today=TODAY):
        match line:
            case Shift() | Absence() | DutyQuery():
                assert line.first <= line.last
                assert line.last >= TODAY
            case Substitution():
                assert line.day >= TODAY


@given(st.text())
def test_plain_text_keeps_its_places(text: str) -> None:
    assert len(resolve_tone_homographs(text)) == len(nfc(text))


@given(st.dates(min_value=date(1, 1, 1)))
def test_any_day_may_be_today(today: date) -> None:
    for text, _ in LINES:
        parse_duty(text, today=today)


STOPS = (
    "thôi không gửi nữa",
    "thoi ko gui nua",
    "Thôi.",
    "thôi thôi",
    "không gửi nữa đâu",
    "k gửi nữa",
    "đừng gửi",
    "khoan đã",
    "khoan",
    "khoan gửi cháu ơi",
    "nhầm rồi",
    "bấm nhầm cháu ạ",
    "tôi bấm nhầm, không gửi đâu",
    "hủy",
    "hủy đi cháu",
    "huy bo",
    "thôi để lúc khác",
    "tôi bảo là không gửi nữa mà",
    "thoát",
    "xin lỗi, nhầm",
)
GOES_ON = (
    "ổ gà to, hai hôm nay",
    "rác thối quá",
    "đường hỏng lâu rồi không ai làm",
    "khoản tiền điện cao quá",
    "cháu Huy nhà ông Năm đánh nhau",
    "không có đèn từ tuần trước",
    "cống tắc, nước không thoát",
    "thôn 3 mất nước",
    "thôi?",
)


@pytest.mark.parametrize("text", STOPS)
def test_whoever_thinks_better_of_it_is_understood(text: str) -> None:
    assert gives_up(text)
    assert gives_up(strip_tones(text))


@pytest.mark.parametrize("text", GOES_ON)
def test_words_of_a_report_are_not_taken_for_a_stop(text: str) -> None:
    assert not gives_up(text)
