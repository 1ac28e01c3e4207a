"""What goes along with words to many, as the second person is shown it."""

import pytest

from bot.messages.content import Attachment, AttachmentKind, Choice
from bot.outbox import content_summary

SCAM = "https://dichvucong.gov.vn@nhan-tien.top/vneid?a=1"


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("Xem https://dichvucong.gov.vn/tra-cuu.", ["https://dichvucong.gov.vn/tra-cuu"]),
        ("vào vneid.gov.vn.capnhat.top nhé", ["vneid.gov.vn.capnhat.top"]),
        ("bấm bit.ly/3xYz, nhanh", ["bit.ly/3xYz"]),
        ("https://a.vn và b.xyz/c và https://a.vn", ["https://a.vn", "b.xyz/c"]),
        ("tải tại WWW.Evil.COM/x", ["WWW.Evil.COM/x"]),
        ("19.30 ngày 4.12 tại TP.HCM, thu 50.000đ", []),
        ("Họp xong.Bà con về.v.v", []),
        ("", []),
    ],
)
def test_every_address_is_seen_with_and_without_a_scheme(text: str, addresses: list[str]) -> None:
    assert content_summary.list_addresses(text, ()) == addresses


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("https://dichvucong.gov.vn/a", "dichvucong.gov.vn là trang của cơ quan nhà nước"),
        ("dichvucong.gov.vn", "dichvucong.gov.vn là trang của cơ quan nhà nước"),
        ("http://chinhphu.vn.evil.top", "chinhphu.vn.evil.top KHÔNG phải trang của cơ quan"),
        (SCAM, "nhan-tien.top KHÔNG phải trang của cơ quan nhà nước"),
        ("https://play.google.com/store/apps/x", "play.google.com là kho ứng dụng, ai cũng đăng"),
        ("https://[bad", "KHÔNG phải trang của cơ quan nhà nước"),
    ],
)
def test_the_host_is_named_for_what_it_is(address: str, said: str) -> None:
    line = content_summary.describe_link(address)
    assert address in line and said in line


def test_a_button_a_file_and_a_photo_are_shown_in_full() -> None:
    lines = content_summary.describe_contents(
        "Bà con xem tin.",
        (Choice("Xem thêm", url=SCAM), Choice("Ghi tên", "class:show:12")),
        (
            Attachment(AttachmentKind.DOCUMENT, "r", name="thong-bao.pdf", size=123_456),
            Attachment(AttachmentKind.PHOTO, "p", size=900),
            Attachment(AttachmentKind.LOCATION, latitude=20.5, longitude=106.25),
            Attachment(AttachmentKind.VOICE, "v"),
        ),
    )
    shown = "\n".join(lines)
    assert f"«Xem thêm» mở {SCAM}" in shown and "nhan-tien.top KHÔNG phải" in shown
    assert "«Ghi tên» mở lớp số 12" in shown
    assert "thong-bao.pdf (121 KB)" in shown and "ảnh (1 KB)" in shown
    assert "vị trí 20.5, 106.25" in shown and "tin thoại (không rõ cỡ)" in shown


def test_nothing_along_says_nothing() -> None:
    assert content_summary.describe_contents("Mai họp thôn.", (), ()) == []
