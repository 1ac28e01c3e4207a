"""What of a text becomes a link on the page: numbers to call, pages of the State, nothing else."""

import pytest

from bot.channels.webchat.tappable_links import find_links, links_as_json


@pytest.mark.parametrize(
    ("text", "hrefs"),
    [
        ("Gọi 115 ngay, nói rõ địa chỉ.", ["tel:115"]),
        ("Bác cúp máy ngay, rồi gọi 113. Đừng chuyển tiền.", ["tel:113"]),
        ("- Khẩn cấp: gọi 113 (công an), 114 (chữa cháy, cứu nạn), 115 (cấp cứu)",
         ["tel:113", "tel:114", "tel:115"]),
        ("chưa gọi 113, 114, 115 thì gọi ngay", ["tel:113", "tel:114", "tel:115"]),
        ("Gọi 113/114/115 ạ", ["tel:113", "tel:114", "tel:115"]),
        ("trẻ em thì gọi thêm 111", ["tel:111"]),
        ("goi 115 nhe", ["tel:115"]),
        ("lúc nguy cấp thì gọi ngay 115", ["tel:115"]),
        ("Gọi 115 cho người bị điện giật", ["tel:115"]),
        ("Gọi 115 cần nói rõ nơi ở", ["tel:115"]),
        ("bác gọi 113 hộ tôi", ["tel:113"]),
        ("Bác bấm số 114 ạ", ["tel:114"]),
        ("Emergency: 113 police, 114 fire, 115 ambulance.", ["tel:113", "tel:114", "tel:115"]),
        ("có tỉnh dùng tổng đài 1022): Zalo", ["tel:1022"]),
        ("hoặc gọi 1900 0368, thường 2 ngày", ["tel:19000368"]),
        ("tổng đài 1900 9068, bấm phím 8", ["tel:19009068"]),
        ("gọi 19006769 hay 1900.54.54.54.", ["tel:19006769", "tel:1900545454"]),
        ("1800 1091 miễn phí", ["tel:18001091"]),
        ("Cô Lan: 0912345678", ["tel:0912345678"]),
        ("Cô Lan: 0912 345 678, 0987.654.321", ["tel:0912345678", "tel:0987654321"]),
        ("091-234-5678 hoặc +84 912 345 678", ["tel:0912345678", "tel:+84912345678"]),
        ("Trụ sở (024) 3825 1234, giờ hành chính", ["tel:02438251234"]),
        ("ĐT: 0204.3854.113 (Trạm y tế)", ["tel:02043854113"]),
        ("(ĐT 024 38251234)", ["tel:02438251234"]),
        ("Gọi 0912345678 0987654321", ["tel:0912345678", "tel:0987654321"]),
    ],
)  # fmt: skip
def test_numbers_people_call_can_be_tapped(text: str, hrefs: list[str]) -> None:
    assert [tap.href for tap in find_links(text)] == hrefs


@pytest.mark.parametrize(
    "text",
    [
        "Phiếu 113: bà con đã nhận lời",
        "Theo Thông tư 113/2025/TT-BTC",
        "Nghị định số 115 năm 2025",
        "Điều 111 Luật Đất đai",
        "người thứ nhất 113.850 đồng",
        "gọi cước 115 nghìn đồng một tháng",
        "Đã gửi 115 người",
        "Gọi lại phiếu 113 giúp ạ",
        "Nhà số 114, thôn 3",
        "Có 1.900.000 đồng",
        "năm 1900 và 1945",
        "căn cước 079123456789",
        "số tài khoản 19001234567890",
        "mã hồ sơ H12.34-251120-0912345678",
        "từ 8 giờ đến 11 giờ 30, thứ 2 đến thứ 6",
        "20/12/2026 lúc 19:30",
        "PA-0912345678X",
        "Có 3.1150 và 1150",
    ],
)
def test_other_numbers_stay_text(text: str) -> None:
    assert find_links(text) == []


@pytest.mark.parametrize(
    ("text", "href"),
    [
        ("Vào dichvucong.gov.vn, bấm «Đăng nhập»", "https://dichvucong.gov.vn"),
        ("https://dichvucong.gov.vn/x?y=1, rồi", "https://dichvucong.gov.vn/x?y=1"),
        ("(https://vneid.gov.vn).", "https://vneid.gov.vn"),
        ("www.thoxuan.thanhhoa.gov.vn…", "https://www.thoxuan.thanhhoa.gov.vn"),
        ("tra ở csgt.vn ạ", "https://csgt.vn"),
        ("giấy ở https://toso.example.vn/certificates/AB12", "https://toso.example.vn/certificates/AB12"),
    ],
)  # fmt: skip
def test_pages_of_the_state_and_our_own_can_be_tapped(text: str, href: str) -> None:
    assert [tap.href for tap in find_links(text, "toso.example.vn")] == [href]


@pytest.mark.parametrize(
    "text",
    [
        "Địa chỉ vneid.gov.vn.capnhat.top giả giống gov.vn",
        "https://dichvucong-gov.vn/nhan-tien",
        "https://dichvucong.gov.vn@evil.top/x",
        "https://x@dichvucong.gov.vn",
        "https://evil.top\\.gov.vn",
        "https://dichvucong.gov.vn%2eevil.top/",
        "https://gоv.vn",  # a Cyrillic о
        "http://dichvucong.gov.vn",
        "bit.ly/3xYz",
        "https://zalo.me/0912345678",
        "https://play.google.com/store/apps/details?id=vneid.gia",
        "lan@dichvucong.gov.vn",
        "javascript:alert(1)//dichvucong.gov.vn",
        "data:text/html,https://evil.top/?dichvucong.gov.vn",
        "vneid[.]gov[.]vn",
        "https://toso.example.vn.evil.top/",
        "https://evil.top/toso.example.vn",
    ],
)
def test_no_other_address_becomes_a_link(text: str) -> None:
    assert find_links(text, "toso.example.vn") == []


def test_places_are_counted_as_the_browser_counts() -> None:
    text = "😀 Gọi 115 rồi 👍🏽 vào vneid.gov.vn nhé"
    units = text.encode("utf-16-le")
    parts = [
        units[2 * int(start) : 2 * int(end)].decode("utf-16-le")
        for start, end, _ in links_as_json(text)
    ]
    assert parts == ["115", "vneid.gov.vn"]
