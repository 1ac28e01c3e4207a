"""The Word file: its styles are Word's, its page is the decree's, and it can be written on."""

import io
import unicodedata
from typing import Any

import docx
import docx.document
import pytest
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn

from bot import texts
from bot.documents.office_docx import render_docx
from bot.documents.office_form import OfficeDocument, Paragraph, Signer
from tests.documents.papers import TEAM, a_document


def opened(document: OfficeDocument) -> docx.document.Document:
    return docx.Document(io.BytesIO(render_docx(document)))


def styles_of(word: docx.document.Document) -> dict[str, str]:
    """The style of each paragraph that says something, cells too."""
    cells = [cell for table in word.tables for row in table.rows for cell in row.cells]
    lines = [*word.paragraphs, *(line for cell in cells for line in cell.paragraphs)]
    return {line.text: line.style.name for line in lines if line.text and line.style}


def test_every_part_is_a_style() -> None:
    styles = styles_of(opened(a_document()))
    assert styles["BIÊN BẢN"] == "Title"
    assert styles[a_document().summary] == "Subtitle"
    assert styles["1. Số phiếu theo thôn"] == "Heading 1"
    assert styles["Biên bản đã đọc lại cho mọi người cùng nghe."] == "Body Text"
    assert styles["- mỗi hộ một phiếu"] == "List"
    assert styles["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"] == texts.STYLE_STATE
    assert styles["THÔN CẦU ĐÁ"] == texts.STYLE_BODY_NAME
    assert styles["CHỦ TRÌ"] == texts.STYLE_SIGNER
    assert styles["Phụ lục"] == texts.STYLE_ANNEX
    word = opened(a_document())
    assert word.tables[1].style is not None and word.tables[1].style.name == "Table Grid"


@pytest.mark.parametrize(
    "name", ["Normal", "Title", "Subtitle", "Heading 1", "Body Text", texts.STYLE_CELL]
)
def test_the_styles_are_black_times_new_roman(name: str) -> None:
    style = opened(a_document()).styles[name]
    assert style.font.name == "Times New Roman"
    assert str(style.font.color.rgb) == "000000"
    fonts = style.element.rPr.rFonts
    assert {fonts.get(qn(f"w:{part}")) for part in ("ascii", "hAnsi", "eastAsia", "cs")} == {
        "Times New Roman"
    }
    assert fonts.get(qn("w:asciiTheme")) is None
    assert style.element.find(qn("w:link")) is None


def test_the_body_is_justified_indented_and_spaced() -> None:
    body: Any = opened(a_document()).styles["Body Text"].paragraph_format
    assert body.first_line_indent.mm == pytest.approx(10, abs=0.1)
    assert body.space_after.pt >= 6 and 1 <= body.line_spacing <= 1.5
    assert body.alignment == WD_ALIGN_PARAGRAPH.JUSTIFY


@pytest.mark.parametrize("sideways", [False, True])
def test_the_page_is_a4_with_the_margins_of_the_annex(sideways: bool) -> None:
    section: Any = opened(a_document(is_sideways=sideways)).sections[0]
    size = sorted([round(section.page_width.mm), round(section.page_height.mm)])
    assert size == [210, 297]
    assert (section.page_width > section.page_height) is sideways
    assert (section.orientation == WD_ORIENT.LANDSCAPE) is sideways
    margins = (
        section.top_margin,
        section.bottom_margin,
        section.left_margin,
        section.right_margin,
    )
    assert [round(margin.mm) for margin in margins] == [20, 20, 30, 15]


def test_pages_are_numbered_from_the_second() -> None:
    section = opened(a_document()).sections[0]
    assert section.different_first_page_header_footer
    assert section.first_page_header.is_linked_to_previous or not any(
        line.text for line in section.first_page_header.paragraphs
    )
    codes = [code.text for code in section.header._element.iter(qn("w:instrText"))]
    assert codes == ["PAGE"]


def test_it_says_what_it_is_and_in_which_language() -> None:
    word = opened(a_document())
    properties = word.core_properties
    assert properties.title == a_document().title
    assert properties.author == "Tổ công nghệ số cộng đồng Thôn Cầu Đá"
    assert properties.language == "vi-VN" and properties.subject == a_document().summary
    language = word.styles.element.find(f".//{qn('w:docDefaults')}//{qn('w:lang')}")
    assert language.get(qn("w:val")) == "vi-VN"


def test_the_head_is_a_table_without_borders() -> None:
    head = opened(a_document()).tables[0]
    assert (len(head.rows), len(head.columns)) == (2, 2)
    assert head.style is None or head.style.name == "Normal Table"
    assert head._tbl.tblPr.find(qn("w:tblBorders")) is None
    # The lines below the body's name and below the motto.
    assert len(head._tbl.findall(f".//{qn('w:pBdr')}")) == 2


def test_headings_are_repeated_and_no_row_is_torn() -> None:
    first, *others = opened(a_document()).tables[1].rows
    assert first._tr.trPr.find(qn("w:tblHeader")) is not None
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in (first, *others))


def test_properties_of_a_table_stand_in_the_order_of_the_schema() -> None:
    order = ["tblStyle", "tblW", "jc", "tblLayout", "tblCellMar", "tblLook"]
    for table in opened(a_document()).tables:
        names = [child.tag.rpartition("}")[2] for child in table._tbl.tblPr]
        assert names == sorted(names, key=order.index)


def test_who_signs_is_kept_with_the_last_words() -> None:
    word = opened(a_document())
    last = [line for line in word.paragraphs if "đã đọc lại" in line.text]
    assert last[0].paragraph_format.keep_with_next
    signed = word.tables[2].rows[0]
    assert [cell.text.split("\n")[0] for cell in signed.cells] == ["NGƯỜI TỔNG HỢP", "CHỦ TRÌ"]


def test_a_single_signer_stands_at_the_right_of_who_gets_it() -> None:
    left, right = (
        opened(a_document(signers=(Signer("CHỦ TỊCH", "TM. ỦY BAN"),))).tables[2].rows[0].cells
    )
    assert left.text.startswith("Nơi nhận:") and right.text.startswith("TM. ỦY BAN\nCHỦ TỊCH")


def test_loose_accents_are_joined() -> None:
    loose = unicodedata.normalize("NFD", "Đội nghĩa quân")
    document = OfficeDocument(TEAM, "Thử", "", [Paragraph(loose)])
    assert "Đội nghĩa quân" in styles_of(opened(document))
