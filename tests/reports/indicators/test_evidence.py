"""Evidence is what its name says, by its bytes; whatever runs or is broken is refused."""

import hashlib
import io
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from bot.channels.file_store import FileStore
from bot.core.errors import UserError
from bot.documents.cells import ListTable
from bot.documents.list_files import write_xlsx
from bot.reports.indicators import evidence
from bot.reports.indicators.evidence import check_evidence, discard_evidence, store_evidence

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
XLSX = write_xlsx(ListTable("Mẫu", ["Cột"], [["Ô"]]))


def pack(*names: str) -> bytes:
    """A ZIP file with these members."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as packed:
        for name in names:
            packed.writestr(name, "x")
    return content.getvalue()


DOCX = pack("[Content_Types].xml", "word/document.xml")


def draw(form: str) -> bytes:
    """A small picture with metadata."""
    content = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "ngoài đồng"
    Image.new("RGB", (40, 30), "white").save(content, form, exif=exif)
    return content.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "ending"),
    [
        ("a.pdf", PDF, "pdf"), ("A.PDF", PDF, "pdf"), ("b.xlsx", XLSX, "xlsx"),
        ("c.docx", DOCX, "docx"), ("d.JPG", draw("JPEG"), "jpg"), ("e.png", draw("PNG"), "jpg"),
    ],
)  # fmt: skip
def test_what_may_prove_a_value(name: str, content: bytes, ending: str) -> None:
    kept_ending, kept = check_evidence(name, content)
    assert kept_ending == ending
    assert (kept == content) is (ending != "jpg")


def test_a_picture_is_written_anew_without_its_metadata() -> None:
    _, kept = check_evidence("e.jpg", draw("JPEG"))
    assert b"Exif" in draw("JPEG")
    assert b"Exif" not in kept


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.exe", b"MZ", "không dùng làm minh chứng"),
        ("a.pdf.apk", PDF, "không dùng làm minh chứng"),
        ("khong-duoi", PDF, "không dùng làm minh chứng"),
        ("a.zip", XLSX, "không dùng làm minh chứng"),
        ("a.xlsm", XLSX, "không dùng làm minh chứng"),
        ("a.svg", b"<svg/>", "không dùng làm minh chứng"),
        ("a.pdf", b"MZ\x90", "không phải là .pdf"),
        ("a.pdf", PDF[:20], "không phải là .pdf"),
        ("a.docx", XLSX, "không phải là .docx"),
        ("a.xlsx", DOCX, "không phải là .xlsx"),
        ("a.xlsx", b"", "không phải là .xlsx"),
        ("a.docx", pack("AndroidManifest.xml"), "không phải là .docx"),
        ("a.docx", pack("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "lệnh"),
        ("a.jpg", b"\xff\xd8\xff rest", "không phải là .jpg"),
        ("a.png", PDF, "không phải là .png"),
    ],
)
def test_what_may_not(name: str, content: bytes, said: str) -> None:
    with pytest.raises(UserError, match=said):
        check_evidence(name, content)


def test_a_file_has_a_bound() -> None:
    with pytest.raises(UserError, match="nhiều nhất 10 MB"):
        check_evidence("a.pdf", PDF + b" " * evidence.MAX_BYTES)


def test_it_is_kept_under_a_name_of_ours_and_taken_away(tmp_path: Path) -> None:
    files = FileStore(tmp_path / "kept")
    kept = store_evidence(files, "../../bc 45.pdf", PDF)
    assert files.path(kept.stored).read_bytes() == PDF
    assert kept.digest == hashlib.sha256(PDF).hexdigest()
    assert [path.name for path in (tmp_path / "kept").iterdir()] == [kept.stored.name]
    discard_evidence(files, kept)
    assert list((tmp_path / "kept").iterdir()) == []
