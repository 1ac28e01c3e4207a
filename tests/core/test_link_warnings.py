"""The rules a link may break."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import links
from bot.core.link_warnings import find_shown_hosts, find_warnings


@pytest.mark.parametrize(
    ("written", "warnings"),
    [
        ("https://dichvucong.gov.vn/a", []),
        ("https://dichvucong.gov.vn:443/a", []),
        ("https://chovui.example/a", []),
        ("dichvucong-gov.vn", ["dash"]),
        ("https://vneid.gov.vn.capnhat.top/VNeID.apk", ["inside", "program"]),
        ("https://gоv.vn", ["script"]),
        ("https://xn--dichvucng-3n0d.vn", ["punycode"]),
        ("https://dịchvụcông.vn", ["marks"]),
        ("vne1d.cc", ["digits"]),
        ("g0v.vn", ["digits"]),
        ("shop24h.vn", []),
        ("https://dichvucong.gov.vn@evil.example", ["user"]),
        ("https://evil.example\\.gov.vn", ["misread"]),
        ("http://103.45.67.89:8080/vneid.apk", ["program", "port", "insecure"]),
        ("https://vneid\u200b.gov.vn", ["invisible"]),
        ("https://vneid.gov.vn/a.html", []),
    ],
)
def test_each_rule(written: str, warnings: list[str]) -> None:
    assert [str(one) for one in find_warnings(links.classify_link(written))] == warnings


def test_words_that_show_another_site_than_they_lead_to() -> None:
    shown = "nộp (dichvucong.gov.vn → https://evil.example/a), xem (a.vn → https://www.a.vn/b)"
    assert find_shown_hosts(shown) == {"evil.example": "dichvucong.gov.vn"}


@given(st.text(max_size=120))
def test_any_text_can_be_judged(text: str) -> None:
    for written in (text, *links.extract_links(text)):
        find_warnings(links.classify_link(written))
    find_shown_hosts(text)
