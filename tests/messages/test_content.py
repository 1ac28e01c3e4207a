"""What travels: which files may be programs."""

import pytest

from bot.messages.content import Attachment, AttachmentKind, Incoming


@pytest.mark.parametrize(
    ("name", "mime"),
    [
        ("VNeID_capnhat.apk", "application/vnd.android.package-archive"),
        ("VNeID.APK", ""),
        ("dichvucong.pdf.apk", "application/pdf"),
        ("ảnh.jpg.exe", ""),
        ("VNeID.apk (1)", ""),
        ("VNeID.apk.", ""),
        ("VNeID.apk ", ""),
        ("anh\u202egpj.apk", ""),
        ("VNeID.\u200bapk", ""),
        ("VNeID.ａｐｋ", ""),
        ("hồ sơ.zip", ""),
        ("hồ sơ.rar", "application/octet-stream"),
        ("giấy mời", "application/vnd.android.package-archive"),
        ("giấy mời.docm", ""),
        ("", "application/zip"),
        ("dangky.html", ""),
    ],
)
def test_what_may_be_a_program_is_known_by_name_or_kind(name: str, mime: str) -> None:
    assert Attachment(AttachmentKind.DOCUMENT, ref="r", name=name, mime=mime).is_risky


@pytest.mark.parametrize(
    ("kind", "name", "mime"),
    [
        (AttachmentKind.DOCUMENT, "đơn xin.docx", ""),
        (AttachmentKind.DOCUMENT, "mẫu CT01.pdf", "application/pdf"),
        (AttachmentKind.DOCUMENT, "danh sách.xlsx", ""),
        (AttachmentKind.DOCUMENT, "ảnh.jpg", "image/jpeg"),
        (AttachmentKind.DOCUMENT, "exe", ""),
        (AttachmentKind.PHOTO, "", ""),
        (AttachmentKind.VOICE, "audio", "audio/ogg"),
        (AttachmentKind.LOCATION, "Quán .exe", ""),
    ],
)
def test_papers_and_pictures_are_carried(kind: AttachmentKind, name: str, mime: str) -> None:
    assert not Attachment(kind, ref="r", name=name, mime=mime).is_risky


def test_whose_words_they_are_is_stored_and_read_again() -> None:
    heard = Incoming("telegram", "7", "7:1", text="a", forwarded="Ngân hàng", quote="b")
    assert Incoming.from_json(heard.as_json()) == heard
    sent = Attachment(AttachmentKind.DOCUMENT, ref="r", anew=True)
    assert Attachment.from_json(sent.as_json()) == sent
