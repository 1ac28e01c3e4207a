"""A file that could run on somebody's phone or machine never goes out in the commune's name."""

import zipfile
from pathlib import Path

import pytest

from bot import texts
from bot.broadcasts import attachments
from bot.core.errors import UserError
from bot.messages.content import Attachment, AttachmentKind

APK = "application/vnd.android.package-archive"


def document(name: str, mime: str = "") -> Attachment:
    return Attachment(AttachmentKind.DOCUMENT, "ref", name=name, mime=mime)


@pytest.mark.parametrize(
    ("name", "mime"),
    [
        ("VNeID.apk", ""),
        ("VNeID.APK ", ""),
        ("VNeID.apk.", ""),
        ("mau-don", APK),
        ("mau-don.pdf", APK),
        ("thong-bao.pdf.exe", ""),
        ("a.xapk", ""),
        ("a.scr", ""),
        ("a.js", ""),
        ("a.bat", ""),
        ("a.cmd", ""),
        ("a.msi", ""),
        ("a.jar", ""),
        ("a.vbs", ""),
        ("a.ps1", ""),
        ("a.lnk", ""),
        ("a.docm", ""),
        ("a.html", ""),
        ("a.ipa", ""),
        ("a.mobileconfig", ""),
        ("mẫu．apk", ""),
    ],
)
def test_what_runs_is_refused_in_one_sentence(name: str, mime: str) -> None:
    with pytest.raises(UserError) as refused:
        attachments.check_files([document(name, mime)])
    assert str(refused.value) == texts.FILE_RUNS.format(name=name or mime)


@pytest.mark.parametrize("name", ["mau.zip", "mau.RAR", "mau.7z", "mau.tar.gz", "anh.iso"])
def test_what_nobody_can_look_into_is_refused_too(name: str) -> None:
    with pytest.raises(UserError) as refused:
        attachments.check_files([document(name)])
    assert str(refused.value) == texts.FILE_PACKED.format(name=name)


@pytest.mark.parametrize(
    "name", ["thong-bao.pdf", "danh-sach.xlsx", "don.docx", "anh.jpg", "loa.mp3", "", "giay.moi"]
)
def test_papers_and_pictures_go(name: str) -> None:
    attachments.check_files([document(name), Attachment(AttachmentKind.PHOTO, "p")])


def packed(path: Path, *names: str) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return path


def test_a_file_of_this_machine_is_looked_into(tmp_path: Path) -> None:
    (tmp_path / "mau.pdf").write_bytes(b"MZ\x90\x00" + b"\0" * 60)
    (tmp_path / "that.pdf").write_bytes(b"%PDF-1.7\n")
    (tmp_path / "may.jpg").write_bytes(b"\x7fELF\x02")
    renamed = packed(tmp_path / "VNeID.pdf", "AndroidManifest.xml", "classes.dex")
    macro = packed(tmp_path / "don.docx", "word/document.xml", "word/vbaProject.bin")
    inside = packed(tmp_path / "giay.docx", "word/document.xml", "word/embeddings/a.exe")
    good = packed(tmp_path / "tot.docx", "[Content_Types].xml", "word/document.xml")
    for path in (tmp_path / "mau.pdf", tmp_path / "may.jpg", renamed, macro, inside):
        with pytest.raises(UserError) as refused:
            attachments.check_content(path.name, path.read_bytes())
        assert str(refused.value) == texts.FILE_RUNS.format(name=path.name)
    for path in (tmp_path / "that.pdf", good):
        attachments.check_content(path.name, path.read_bytes())
