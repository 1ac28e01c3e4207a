"""Written Vietnamese read aloud: numbers by the rules of the language, nothing left unread."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import DataError
from bot.vietnamese import read_aloud
from bot.vietnamese.read_aloud import spell_number, spell_out_text
from tests.conftest import DATA

TABLE = read_aloud.load_reading_table(DATA)
VALUES = {
    **dict(
        zip(
            ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"],
            range(10),
            strict=True,
        )
    ),
    "mốt": 1,
    "tư": 4,
    "lăm": 5,
}


def heard(words: str) -> int:
    """The number that was said: the reverse of `number`, by another way."""
    total = group = 0
    last: int | None = None
    for word in words.split():
        match word:
            case "linh":
                continue
            case "mười":
                group, last = group + 10, None
            case "mươi":
                group, last = group + (last or 0) * 10, None
            case "trăm":
                group, last = group + (last or 0) * 100, None
            case "nghìn" | "triệu":
                size = 1_000 if word == "nghìn" else 1_000_000
                total, group, last = total + (group + (last or 0)) * size, 0, None
            case "tỷ":
                total, group, last = (total + group + (last or 0)) * 1_000_000_000, 0, None
            case _:
                last = VALUES[word]
    return total + group + (last or 0)


@given(st.integers(0, 10**12))
def test_every_number_is_heard_as_it_is(value: int) -> None:
    assert heard(spell_number(value)) == value


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0, "không"),
        (4, "bốn"),
        (10, "mười"),
        (11, "mười một"),
        (14, "mười bốn"),
        (15, "mười lăm"),
        (21, "hai mươi mốt"),
        (24, "hai mươi tư"),
        (25, "hai mươi lăm"),
        (101, "một trăm linh một"),
        (105, "một trăm linh năm"),
        (110, "một trăm mười"),
        (1005, "một nghìn không trăm linh năm"),
        (2026, "hai nghìn không trăm hai mươi sáu"),
        (1_000_000, "một triệu"),
        (1_000_001, "một triệu không trăm linh một"),
        (12_345_678, "mười hai triệu ba trăm bốn mươi lăm nghìn sáu trăm bảy mươi tám"),
        (1_000_000_000, "một tỷ"),
        (2_000_000_005, "hai tỷ không trăm linh năm"),
        (-3, "âm ba"),
    ],
)
def test_numbers_are_said_by_the_rules(value: int, said: str) -> None:
    assert spell_number(value) == said


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("19h30 ngày 4/12", "mười chín giờ ba mươi ngày mùng bốn tháng mười hai"),
        ("19:30 thứ Sáu 20/4", "mười chín giờ ba mươi thứ Sáu ngày hai mươi tháng tư"),
        ("lúc 8h sáng", "lúc tám giờ sáng"),
        ("8 giờ 00", "tám giờ"),
        ("ngày 31/10/2026", "ngày ba mươi mốt tháng mười năm hai nghìn không trăm hai mươi sáu"),
        ("tháng 9/2026", "tháng chín năm hai nghìn không trăm hai mươi sáu"),
        ("50.000 đồng", "năm mươi nghìn đồng"),
        ("50.000đ", "năm mươi nghìn đồng"),
        ("1,5 triệu", "một phẩy năm triệu"),
        ("tăng 3,05%", "tăng ba phẩy không năm phần trăm"),
        ("200 m2", "hai trăm mét vuông"),
        ("12 kWh", "mười hai ki lô oát giờ"),
        ("từ 7h-9h", "từ bảy giờ đến chín giờ"),
        ("thôn 3", "thôn ba"),
        ("1/2 số hộ", "ngày mùng một tháng hai số hộ"),
        ("45/60 hộ", "bốn mươi lăm phần sáu mươi hộ"),
        ("gọi 113", "gọi một một ba"),
        ("gọi 0912 345 678", "gọi không, chín một hai, ba bốn năm, sáu bảy tám"),
        ("Mã kiểm tra: 4821", "Mã kiểm tra: bốn tám hai một"),
        ("Nghị định 68/2026/NĐ-CP", "Nghị định số sáu mươi tám năm hai nghìn không trăm hai mươi"
         " sáu của Chính phủ"),
        ("Luật số 91/2025/QH15", "Luật số chín mươi mốt năm hai nghìn không trăm hai mươi lăm của"
         " Quốc hội khóa mười lăm"),
        ("UBND xã làm CCCD, BHYT", "Ủy ban nhân dân xã làm căn cước công dân, bảo hiểm y tế"),
        ("quý III", "quý ba"),
        ("khóa XIV", "khóa mười bốn"),
        ("mở VNeID mức 2", "mở vi en i đi mức hai"),
        ("xem https://dichvucong.gov.vn/abc.", "xem Cổng Dịch vụ công quốc gia"),
        ("xem https://x.example.vn", "xem trang mạng ghi trong tin nhắn"),
        ("đội GXQ", "đội giê ích quy"),
        ("HỌP THÔN", "HỌP THÔN"),
        ("xe 29A1", "xe hai chín a một"),
    ],
)  # fmt: skip
def test_what_is_written_is_read_as_people_say_it(written: str, said: str) -> None:
    assert spell_out_text(written, TABLE) == said


@given(st.text(max_size=120) | st.from_regex(r"[0-9.,:/h -]{1,30}", fullmatch=True))
def test_nothing_is_left_to_spell_out(written: str) -> None:
    assert not any(one.isdecimal() for one in spell_out_text(written, TABLE))


@given(st.lists(st.sampled_from([*TABLE.words, "họp", "thôn", "3", "50.000", "%"]), max_size=12))
def test_every_short_form_of_the_table_is_said(words: list[str]) -> None:
    said = spell_out_text(" ".join(words), TABLE)
    shouted = [one for one in re.findall(r"\b[A-ZĐ]{2,}\b", said)]
    assert shouted == []


def test_a_broken_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError):
        read_aloud.load_reading_table(tmp_path)
    (tmp_path / "lexicon").mkdir()
    (tmp_path / "lexicon" / "spoken.toml").write_text("words = 1\ncodes = 1\nunits=1\nletters=1\n")
    with pytest.raises(DataError):
        read_aloud.load_reading_table(tmp_path)
