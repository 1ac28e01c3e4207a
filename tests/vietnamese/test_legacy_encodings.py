"""Old encodings are told by their syllables, and Unicode is left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.vietnamese.legacy_encodings import (
    Encoding,
    decode_bytes,
    decode_tcvn3,
    decode_vni,
    measure_share,
    repair_cells,
)
from bot.vietnamese.syllables import _RHYMES, is_syllable
from tests.conftest import DATA
from tests.documents.office_files import encode_tcvn3, encode_vni

WORDS = (
    *("Nguyễn", "Thị", "Hằng", "Trần", "Quốc", "Đạt", "Lê", "Hữu", "Phước", "Phạm", "Mỹ"),
    *("Đỗ", "Ngọc", "Ánh", "Huỳnh", "Tỵ", "Võ", "Ưng", "Xuyến"),
)


@given(st.lists(st.sampled_from(WORDS), min_size=4, max_size=12))
def test_a_name_comes_back_from_either_font(words: list[str]) -> None:
    name = " ".join(words)
    assert decode_vni(encode_vni(name)) == name
    assert decode_tcvn3(encode_tcvn3(name)).lower() == name.lower()


@pytest.mark.parametrize(
    ("codec", "encoding"),
    [("cp1258", Encoding.WINDOWS_1258), ("utf-8", Encoding.UTF8), ("utf-16", Encoding.UTF16)],
)
def test_bytes_tell_their_encoding(codec: str, encoding: Encoding) -> None:
    text = "Ho\u0323 va\u0300 tên: Trâ\u0300n Quô\u0301c Đa\u0323t, Ly\u0301 Thi\u0323 Mai"
    decoded = decode_bytes(text.encode(codec))
    assert (decoded.encoding, decoded.certain) == (encoding, True)


def test_the_knowledge_of_the_bot_is_vietnamese() -> None:
    text = (DATA / "demo" / "team.csv").read_text("utf-8")
    assert measure_share([text])[0] == 1


def test_unicode_cells_stay_as_they_are() -> None:
    cells = ["Nguyễn Văn Đạt", "Y Bhăm Êban", "Thôn Gò Dưa", "", "0900111001", "Bản Mơ", "ô tô"]
    assert repair_cells(cells).texts == cells


def test_a_sheet_may_mix_both_and_what_is_doubtful_is_named() -> None:
    cells = ["Họ và tên", encode_tcvn3("Nguyễn Thị Hằng"), encode_tcvn3("Trần Quốc Đạt"), "Þß¬®"]
    repaired = repair_cells(cells)
    assert repaired.texts[:3] == ["Họ và tên", "Nguyễn Thị Hằng", "Trần Quốc Đạt"]
    assert repaired.encoding is Encoding.TCVN3 and repaired.doubtful == ("Þß¬®",)


@given(st.lists(st.text(max_size=12), max_size=8))
def test_any_cells_are_returned_one_by_one(cells: list[str]) -> None:
    assert len(repair_cells(cells).texts) == len(cells)


@given(st.binary(max_size=60))
def test_any_bytes_are_decoded_somehow(content: bytes) -> None:
    assert isinstance(decode_bytes(content).text, str)


def test_every_rhyme_is_one() -> None:
    assert len(_RHYMES) > 140 and all(map(is_syllable, _RHYMES))
    assert not any(map(is_syllable, ("NguyÔn", "Nguyeãn", "đc", "ắấ", "")))
