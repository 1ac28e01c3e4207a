"""Documents to be written and read back, and how they are read."""

import io
from collections.abc import Iterator
from datetime import date
from typing import Any

import pypdf
import pypdfium2

from bot.documents.office_form import (
    Align,
    Annex,
    Column,
    Heading,
    Letterhead,
    OfficeDocument,
    Paragraph,
    Signer,
    Table,
    Tone,
)

POINTS_PER_MM = 72 / 25.4
TEAM = Letterhead(
    "Tổ công nghệ số cộng đồng\nThôn Cầu Đá",
    "UBND xã An Phú",
    "An Phú",
    "TCNSCĐ",
    Signer("TỔ TRƯỞNG", name="Bùi Thị Mẫu"),
)
LONG_NAME = "Công Tằng Tôn Nữ Hoàng Thị Ngọc Quỳnh Như"
COLUMNS = [Column("STT", Align.CENTER), Column("Họ và tên"), Column("Số phiếu", Align.RIGHT)]


def a_document(*, rows: int = 3, **more: object) -> OfficeDocument:
    """Minutes with every kind of block."""
    table = Table(COLUMNS, [(str(at), f"{LONG_NAME} {at}", f"{at}.000") for at in range(rows)])
    given: dict[str, object] = {
        "day": date(2026, 2, 5),
        "kind_symbol": "BB",
        "recipients": ("UBND xã (để báo cáo);", "Lưu: VT."),
        "signers": (Signer("NGƯỜI TỔNG HỢP"), Signer("CHỦ TRÌ", name="Trần Văn Mẫu")),
        **more,
    }
    return OfficeDocument(
        TEAM,
        "Biên bản",
        "Tổng hợp ý kiến nhân dân về: Làm đường trục thôn, mức đóng góp của mỗi hộ năm 2027",
        [
            Paragraph("Căn cứ kế hoạch lấy ý kiến nhân dân của xã.", Tone.BASIS),
            Paragraph("Mức đóng góp dự kiến: 250.000 ₫ một hộ, tại tất cả các thôn của xã. " * 3),
            Paragraph("mỗi hộ một phiếu", Tone.ITEM),
            Heading("1. Số phiếu theo thôn"),
            table,
            Paragraph("Biên bản đã đọc lại cho mọi người cùng nghe."),
            Annex("Kết quả theo thôn", reference="(Kèm theo Biên bản)"),
            Paragraph("Thôn Cầu Đá đồng ý."),
        ],
        **given,  # type: ignore[arg-type]
    )


def fonts_of(page: Any) -> list[Any]:
    """The faces that a page names."""
    return [face.get_object() for face in page["/Resources"]["/Font"].values()]


def pages_of(pdf: bytes) -> list[str]:
    """Every page's words, on one line."""
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    return [" ".join(page.extract_text().split()) for page in reader.pages]


def letters_of(pdf: bytes) -> Iterator[tuple[int, float, float, str]]:
    """Every letter: its page, its left and its lower edge in millimetres, itself."""
    for number, page in enumerate(pypdfium2.PdfDocument(pdf)):
        text = page.get_textpage()
        for at in range(text.count_chars()):
            letter = text.get_text_range(at, 1)
            if letter.strip():
                left, bottom, *_ = text.get_charbox(at)
                yield number, left / POINTS_PER_MM, bottom / POINTS_PER_MM, letter
