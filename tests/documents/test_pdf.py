"""What is printed can be read back, letter by letter, and the code leads where it should."""

import io
import unicodedata

import pypdf
import segno

from bot.documents import pdf as paper

PANGRAM = "Đội nghĩa quân Tổ Số: ăn, ơn, ưu, ẫm, ệch, ỗng, ửng, ỹ – 25.000 ₫"


def text_of(pdf: bytes) -> str:
    """Every page's text."""
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


def test_vietnamese_letters_are_whole_also_when_their_accents_were_loose() -> None:
    loose = unicodedata.normalize("NFD", PANGRAM)
    assert PANGRAM in text_of(paper.build_pdf([paper.make_paragraph(loose)], title="Thử"))


def test_text_is_never_markup() -> None:
    assert "a < b & <b>c</b>" in text_of(
        paper.build_pdf([paper.make_paragraph("a < b & <b>c</b>")], title="Thử")
    )


def test_the_same_story_is_the_same_file() -> None:
    def made() -> bytes:
        return paper.build_pdf([paper.make_paragraph(PANGRAM), paper.QrCode("x")], title="Thử")

    assert made() == made()


def test_a_qr_code_has_every_dark_module_and_its_margin() -> None:
    code = paper.QrCode("https://example.vn/?u=ap-04", width=50)
    dark = sum(map(sum, segno.make("https://example.vn/?u=ap-04", error="m", micro=False).matrix))
    pdf = paper.build_pdf([code], title="Thử")
    content = pypdf.PdfReader(io.BytesIO(pdf)).pages[0].get_contents()
    assert content is not None
    assert content.get_data().count(b" re f") == dark
