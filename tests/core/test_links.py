"""Links in what people write, with and without a scheme, and whose they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.links import Site, classify_link, extract_links


@pytest.mark.parametrize(
    ("text", "site"),
    [
        # the State's and the Party's, however written
        ("https://dichvucong.gov.vn/p/home", Site.STATE),
        ("http://thoxuan.thanhhoa.gov.vn", Site.STATE),
        ("http://dichvucong.gov.vn", Site.STATE),
        ("https://chinhphu.vn", Site.STATE),
        ("xaydungchinhsach.chinhphu.vn/bai", Site.STATE),
        ("https://quochoi.vn", Site.STATE),
        ("dangcongsan.vn", Site.STATE),
        ("nghean.dcs.vn", Site.STATE),
        ("HTTPS://DICHVUCONG.GOV.VN", Site.STATE),
        ("https://dichvucong.gov.vn.", Site.STATE),
        ("https://dichvucong.gov.vn.:443/x", Site.STATE),
        ("https://xa.thanhhoa.gov.vn:8443/x", Site.STATE),
        ("vào www.vneid.gov.vn nhé", Site.STATE),
        ("mở vneid.gov.vn, xong gọi tôi", Site.STATE),
        # stores and where everybody writes
        ("play.google.com", Site.STORE),
        ("https://apps.apple.com/vn/app/vneid/id1582750372", Site.STORE),
        ("zalo.me/0900000000", Site.COMMON),
        ("https://docs.google.com/forms/d/x", Site.COMMON),
        ("t.me/nhantien", Site.COMMON),
        # look-alikes
        ("dichvucong-gov.vn có phải của nhà nước không", Site.LOOKALIKE),
        ("Vào dichvucong.gov-vn.cc để nhận tiền hỗ trợ", Site.LOOKALIKE),
        ("vneid.gov.vn.capnhat.top", Site.LOOKALIKE),
        ("https://xgov.vn", Site.LOOKALIKE),
        ("bấm vneid.me", Site.LOOKALIKE),
        ("vne1d.cc", Site.LOOKALIKE),
        ("g0v.vn", Site.LOOKALIKE),
        ("qov.vn", Site.LOOKALIKE),
        ("chinhphu.vn.nhanqua.com", Site.LOOKALIKE),
        ("https://dichvucong.gov.vn@evil.com", Site.LOOKALIKE),
        ("https://dichvucong.gov.vn:matkhau@evil.com/x", Site.LOOKALIKE),
        ("https://evil.com\\.gov.vn", Site.LOOKALIKE),
        ("https://dichvucong.gov.vn%2eevil.com/", Site.LOOKALIKE),
        ("https://xn--dichvucng-3n0d.vn", Site.LOOKALIKE),
        ("https://dịchvụcông.vn", Site.LOOKALIKE),
        ("https://gоv.vn", Site.LOOKALIKE),  # a Cyrillic о
        ("https:/dichvucong-gov.vn", Site.LOOKALIKE),
        ("dichvucong[.]gov-vn[.]cc", Site.LOOKALIKE),
        ("hxxps://vneid-capnhat.top", Site.LOOKALIKE),
        ("dichvucong-gov chấm vn", Site.LOOKALIKE),
        ("ｖｎｅｉｄ．ｔｏｐ", Site.LOOKALIKE),
        ("vneid-capnhat . top", Site.LOOKALIKE),
        ("dichvucong-gov . vn", Site.LOOKALIKE),
        ("dichvucong . gov . vn", Site.STATE),
        ("dichvucong. gov. vn", Site.STATE),
        ("dichvucong.gov. vn có phải của xã không", Site.STATE),
        # digits, short ones, everything else
        ("http://103.45.67.89/vneid", Site.IP_ADDRESS),
        ("103.45.67.89/vneid", Site.IP_ADDRESS),
        ("http://1729384123/", Site.IP_ADDRESS),
        ("http://0x7f.1/", Site.IP_ADDRESS),
        ("http://[2001:db8::1]/", Site.IP_ADDRESS),
        ("bit.ly/3xYz có an toàn không", Site.SHORTENER),
        ("s.id/abc", Site.SHORTENER),
        ("https://evil.example/gov.vn", Site.UNKNOWN),
        ("trungthuong-2026.shop", Site.UNKNOWN),
        ("https://cơmnhà.vn", Site.UNKNOWN),
        ("https://www.gov.uk", Site.UNKNOWN),
        ("http://[::1", Site.UNKNOWN),
    ],
)
def test_whose_a_link_is(text: str, site: Site) -> None:
    assert [classify_link(link).site for link in extract_links(text)] == [site]


@pytest.mark.parametrize(
    "text",
    [
        "xong.cảm ơn bác",
        "xong.cam on",
        "roi.me oi",
        "khong.ai biet",
        "nhé.men cám ơn",
        "thôi.la thế",
        "3.000đ",
        "1.200.150.100 đồng",
        "v.v",
        "v.v.",
        "20.11",
        "20.11.2026",
        "7.5 điểm",
        "19.30",
        "TP.HCM",
        "xong rồi . cảm ơn",
        "tôi ở An Phú. Vn mình",
        "Q.1, P.5",
        "TS.BS Nguyễn Văn A",
        "hoso.pdf",
        "danh sach.xlsx",
        "vneid.apk",
        "anh.zip",
        "hotro@dichvucong-gov.com",
        "số 12/3/2026",
        "NĐ 13/2023/NĐ-CP",
        "ok...vn",
        "",
    ],
)
def test_what_is_no_link(text: str) -> None:
    assert extract_links(text) == []


def test_only_http_is_said_to_be_open() -> None:
    assert not classify_link("http://dichvucong.gov.vn").secure
    assert (
        classify_link("dichvucong.gov.vn").secure
        and classify_link("https://dichvucong.gov.vn").secure
    )


def test_all_links_of_a_text_are_found_without_what_stands_behind() -> None:
    text = "Xem https://a.gov.vn/b?c=1, (bit.ly/x) hoặc vneid-a.top. Cảm ơn.Bác nhé!"
    assert extract_links(text) == ["https://a.gov.vn/b?c=1", "bit.ly/x", "vneid-a.top"]


@given(st.text() | st.from_regex(r"(https?://)?[a-z0-9.@%:\\/\[\]-]{1,40}"))
def test_any_text_is_looked_at(text: str) -> None:
    assert all(classify_link(link).site in Site for link in (text, *extract_links(text)))
