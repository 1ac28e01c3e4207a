"""The PDF has the form of the decree, and every letter can be read back."""

import io
import unicodedata
from itertools import groupby
from typing import Any

import pypdf
import pytest

from bot.documents import office_form as form
from bot.documents.office_form import Column, OfficeDocument, Paragraph, Table, Tone
from bot.documents.office_pdf import render_pdf
from tests.documents.papers import (
    LONG_NAME,
    TEAM,
    a_document,
    fonts_of,
    letters_of,
    pages_of,
)

PANGRAM = "Đội nghĩa quân Tổ Số: ăn, ơn, ưu, ẫm, ệch, ỗng, ửng, ỹ – 25.000 ₫ «ẰẲẴ»"


def test_every_part_of_the_form_is_there() -> None:
    first, annex = pages_of(render_pdf(a_document()))
    for words in (
        "UBND XÃ AN PHÚ",
        "TỔ CÔNG NGHỆ SỐ CỘNG ĐỒNG",
        "THÔN CẦU ĐÁ",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Số: ……/BB-TCNSCĐ",
        "An Phú, ngày 05 tháng 02 năm 2026",
        "BIÊN BẢN",
        "250.000 ₫ một hộ",
        "- mỗi hộ một phiếu",
        "CHỦ TRÌ",
        "Trần Văn Mẫu",
        "Nơi nhận:",
        "- Lưu: VT.",
    ):
        assert words in first, words
    assert "Phụ lục KẾT QUẢ THEO THÔN (Kèm theo Biên bản)" in annex


def test_it_says_what_it_is_and_in_which_language() -> None:
    reader = pypdf.PdfReader(io.BytesIO(render_pdf(a_document())))
    assert reader.metadata is not None
    assert reader.metadata.title == a_document().title
    assert reader.metadata.author == "Tổ công nghệ số cộng đồng Thôn Cầu Đá"
    assert reader.metadata.subject == a_document().summary
    root: Any = reader.trailer["/Root"]
    assert root["/Lang"] == "vi-VN"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]


def test_all_faces_are_within_the_file() -> None:
    reader = pypdf.PdfReader(io.BytesIO(render_pdf(a_document())))
    names = set()
    for page in reader.pages:
        for face in fonts_of(page):
            descriptor: Any = face["/FontDescriptor"].get_object()
            assert "/FontFile2" in descriptor
            names.add(descriptor["/FontName"].partition("+")[2])
    assert names == {"Tinos-Regular", "Tinos-Bold", "Tinos-Italic", "Tinos-BoldItalic"}


@pytest.mark.parametrize("sideways", [False, True])
def test_everything_stands_within_the_margins(sideways: bool) -> None:
    pdf = render_pdf(a_document(rows=70, is_sideways=sideways))
    width, height = (form.LONG_SIDE, form.SHORT_SIDE)[:: 1 if sideways else -1]
    size = pypdf.PdfReader(io.BytesIO(pdf)).pages[0].mediabox
    assert [round(float(side) / 72 * 25.4) for side in (size.width, size.height)] == [width, height]
    letters = list(letters_of(pdf))
    assert len(letters) > 2000
    for page, left, bottom, letter in letters:
        assert form.MARGIN_LEFT - 0.5 <= left <= width - form.MARGIN_RIGHT, letter
        assert bottom >= form.MARGIN_BOTTOM - 0.5, letter
        if page == 0:
            assert bottom < height - form.MARGIN_TOP, letter


def test_pages_are_numbered_from_the_second_in_the_middle_of_the_margin_above() -> None:
    pdf = render_pdf(a_document(rows=120))
    above = [
        (page, left, letter)
        for page, left, bottom, letter in letters_of(pdf)
        if bottom > form.LONG_SIDE - form.MARGIN_TOP
    ]
    numbers = {
        page: "".join(letter for *_, letter in found)
        for page, found in groupby(above, key=lambda found: found[0])
    }
    pages = len(pages_of(pdf))
    assert pages >= 4
    assert numbers == {page: str(page + 1) for page in range(1, pages)}
    middle = form.MARGIN_LEFT + (form.SHORT_SIDE - form.MARGIN_LEFT - form.MARGIN_RIGHT) / 2
    assert all(abs(left - middle) < 4 for _, left, _ in above)


def test_headings_of_a_table_are_on_each_of_its_pages() -> None:
    pages = pages_of(render_pdf(a_document(rows=70)))
    with_rows = [page for page in pages if LONG_NAME in page]
    assert len(with_rows) >= 2
    assert all("STT Họ và tên Số phiếu" in page for page in with_rows)


@pytest.mark.parametrize("rows", range(17, 30))
def test_who_signs_stands_with_the_last_words(rows: int) -> None:
    pages = pages_of(render_pdf(a_document(rows=rows)))
    (signed,) = [page for page in pages if "NGƯỜI TỔNG HỢP" in page]
    assert "Trần Văn Mẫu" in signed and "đã đọc lại cho mọi người" in signed


def test_letters_come_back_whole_also_when_their_accents_were_loose() -> None:
    loose = unicodedata.normalize("NFD", PANGRAM)
    document = OfficeDocument(TEAM, "Thử", "", [Paragraph(loose), Paragraph("a < b & <b>c</b>")])
    (page,) = pages_of(render_pdf(document))
    assert PANGRAM in page and "a < b & <b>c</b>" in page


def test_the_same_document_is_the_same_file() -> None:
    assert render_pdf(a_document()) == render_pdf(a_document())


def test_a_cell_longer_than_a_page_goes_on_to_the_next() -> None:
    long = " ".join(f"việc{number}" for number in range(3000))
    table = Table([Column("STT"), Column("Nội dung")], [("1", "ngắn"), ("2", long), ("3", "hết")])
    pages = pages_of(render_pdf(OfficeDocument(TEAM, "Thử", "", [table])))
    assert len(pages) > 2
    assert all(f"việc{number}" in "".join(pages) for number in (0, 1500, 2999))


def test_a_row_for_a_hand_grows_with_its_words() -> None:
    table = Table([Column("Tên"), Column("Ký", width=100)], [(LONG_NAME * 2, ""), ("", "")], 9)
    words = "".join(pages_of(render_pdf(OfficeDocument(TEAM, "Thử", "", [table]))))
    assert words.replace(" ", "").count(LONG_NAME.replace(" ", "")) == 2


def test_words_to_be_read_out_are_large() -> None:
    document = OfficeDocument(TEAM, "Bài", "", [Paragraph("Đọc to", Tone.LINE)], size=18)
    sizes: list[float] = []
    page = pypdf.PdfReader(io.BytesIO(render_pdf(document))).pages[0]
    page.extract_text(
        visitor_text=lambda text, _c, _t, _f, size: sizes.append(size) if "Đọc" in text else None
    )
    assert sizes and min(sizes) == 18
