"""The typeface: whole, unaltered, and as wide as the one it stands for."""

import hashlib
import io
import unicodedata

import pytest
from reportlab.pdfbase.ttfonts import TTFontFile

from bot.documents import typeface

# Every vowel with every tone, and what else is written.
TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
VOWELS = [vowel + tone for vowel in "aăâeêioôơuưy" for tone in TONES]
LETTERS = {unicodedata.normalize("NFC", vowel) for vowel in VOWELS} | {"đ"}
SIGNS = set("₫–—‘’“”«»…•№×°²³½±§%‰§/-0123456789()[]@#&+=<>*_|~^`'\"\\!?.,;:")
# Widths of Times New Roman in 2048ths of its size.
TIMES = {"a": 909, "A": 1479, "o": 1024, "N": 1479, "0": 1024, " ": 512, "m": 1593, "W": 1933}


def test_the_files_are_those_that_were_taken() -> None:
    lines = (typeface.FOLDER / "SHA256SUMS").read_text("utf-8").splitlines()
    known = {name: digest for digest, name in (line.split() for line in lines)}
    assert known.keys() == set(typeface.FACES.values())
    for name, digest in known.items():
        content = (typeface.FOLDER / name).read_bytes()
        assert hashlib.sha256(content).hexdigest() == digest
        assert len(content) < 40_000
    licence = (typeface.FOLDER / "OFL.txt").read_text("utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence


@pytest.mark.parametrize("file", typeface.FACES.values())
def test_every_vietnamese_letter_has_a_glyph(file: str) -> None:
    face = TTFontFile(io.BytesIO((typeface.FOLDER / file).read_bytes()))
    wanted = LETTERS | {letter.upper() for letter in LETTERS} | SIGNS
    assert len(wanted) > 180
    assert {letter for letter in wanted if ord(letter) not in face.charToGlyph} == set()


def test_letters_are_as_wide_as_those_of_times() -> None:
    widths = {letter: round(typeface.measure(letter, 2048)) for letter in TIMES}
    assert widths == pytest.approx(TIMES, abs=2)


def test_columns_fill_the_width_and_long_ones_give_way() -> None:
    rows = [("1", "Nguyễn Thị Mẫu", "lời rất dài " * 20)]
    widths = typeface.fit_columns(
        ("STT", "Họ và tên", "Ghi chú"), rows, (0, 0, 0), total=400, size=12
    )
    assert sum(widths) == pytest.approx(400)
    assert widths[1] >= typeface.measure("Nguyễn Thị Mẫu", 12) + 2 * typeface.CELL_PADDING
    assert widths[2] > widths[1] > widths[0]


def test_a_given_width_is_kept_where_there_is_room() -> None:
    widths = typeface.fit_columns(("STT", "Ký tên"), [("1", "")], (0, 90), total=300, size=12)
    assert widths == pytest.approx([210, 90])


def test_too_many_words_for_the_paper_are_still_on_it() -> None:
    heads = tuple("Nghiêng" * 3 for _ in range(9))
    widths = typeface.fit_columns(heads, [heads], (0,) * 9, total=200, size=12)
    assert sum(widths) == pytest.approx(200) and min(widths) > 0
