"""Which commune is named, and that a village is never looked for in another one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.faq.commune_matching import locate_residence
from bot.faq.village_matching import Place


def _commune(code: str, names: tuple[str, ...], *villages: str) -> tuple[Place, list[Place]]:
    listed = [
        Place(f"{code}-{number}", (village,), names, code)
        for number, village in enumerate(villages, 1)
    ]
    return Place(code, names), listed


LAND = (
    _commune("dm", ("Xã Đạ Mây",), "Thôn 1", "Thôn 2", "Thôn 3"),
    _commune("dm3", ("Xã Đạ Mây 3",), "Thôn 1", "Thôn 3"),
    _commune("sa", ("Xã Sông Hà",), "Thôn Hà", "Thôn Hạ", "Thôn Đông", "Thôn 1"),
    _commune("sb", ("Xã Sông Hạ",), "Xóm Mới", "Thôn 1"),
    _commune("ap", ("Xã An Phú Đông", "Xã An Phú", "Xã Đông Hải"), "Thôn 3", "Thôn Nam Hải"),
    _commune("hl", ("Xã Hòa Lạc Trung", "Xã Hòa Lạc"), "Thôn 3", "Bản Suối", "Thôn An Phú"),
    _commune("tp", ("Thị trấn Tân Phú",), "Ấp Tân Phú", "Khu phố 1"),
    _commune("dg", ("Phường Đông",), "Tổ dân phố 7"),
)
COMMUNES = [commune for commune, _ in LAND]
VILLAGES = [village for _, villages in LAND for village in villages]


@pytest.mark.parametrize(
    ("text", "commune"),
    [
        ("Xã Đạ Mây 3", "dm3"),
        ("xã đạ mây 3", "dm3"),
        ("xa da may 3", "dm3"),
        ("xã Đạ Mây", "dm"),
        ("xa da may", "dm"),
        ("Đạ Mây", "dm"),
        ("An Phu Dong", "ap"),
        ("anphudong", "ap"),
        ("hoa lac", "hl"),
        ("xã hoà lạc ạ", "hl"),
        ("Xã Đông Hải", "ap"),
        ("tôi ở xã An Phú nhé", "ap"),
        ("xã An Phú, huyện Sông Mơ, tỉnh Mơ Thượng", "ap"),
        ("Xã Sông Hạ", "sb"),
        ("xã sông hà", "sa"),
        ("Phường Đông", "dg"),
        ("thị trấn Tân Phú", "tp"),
    ],
)
def test_a_commune_is_named_and_nothing_else(text: str, commune: str) -> None:
    where = locate_residence(VILLAGES, COMMUNES, text)
    assert (where.commune, where.village) == (commune, None)


@pytest.mark.parametrize(
    ("text", "village"),
    [
        ("Thôn 3, Xã Đạ Mây", "dm-3"),
        ("xã đạ mây thôn 3", "dm-3"),
        ("thôn 3 xã Đạ Mây 3", "dm3-2"),
        ("thon 1 da may 3", "dm3-1"),
        ("tôi ở thôn 3 xã An Phú", "ap-1"),
        ("em o thon 3 xa dong hai", "ap-1"),
        ("thôn ba xã hòa lạc", "hl-1"),
        ("thôn 1 xã Sông Hạ", "sb-2"),
        ("thôn 1, xã Sông Hà, tỉnh Mơ", "sa-4"),
        ("Thôn Hạ", "sa-2"),
        ("thôn hà xã sông hà", "sa-1"),
        ("thôn An Phú", "hl-3"),
        ("ấp Tân Phú", "tp-1"),
        ("tdp 7 phường đông", "dg-1"),
        ("bản suối", "hl-2"),
    ],
)
def test_a_village_of_the_commune_that_was_named(text: str, village: str) -> None:
    assert locate_residence(VILLAGES, COMMUNES, text).village == village


@pytest.mark.parametrize(
    ("text", "among"),
    [
        ("xa song ha", {"sa", "sb"}),
        ("xã Sông Hả", {"sa", "sb"}),
        ("thon ha", {"sa-1", "sa-2"}),
        ("thôn 3", {"dm-3", "dm3-2", "ap-1", "hl-1"}),
        ("thôn Đồng", {"sa-3"}),
        ("thon 1 xa song ha", {"sa-4", "sb-2"}),
        ("tan phu", {"tp", "tp-1"}),
        ("thôn 3 xã Hòa Lạcc", {"hl-1"}),
    ],
)
def test_two_that_fit_or_a_doubt_is_asked_about(text: str, among: set[str]) -> None:
    where = locate_residence(VILLAGES, COMMUNES, text)
    assert where.village is None and where.commune is None
    assert {*where.communes, *(guess.code for guess in where.villages)} == among


@pytest.mark.parametrize(
    "text",
    [
        "Thôn 3, Xã Đạ Huoai",
        "thôn 3 xã Minh Châu",
        "thôn 3 xã An Phuu",
        "thôn 9 xã An Phú",
        "xóm Mới xã An Phú",
        "xã",
        "xa quá",
        "",
    ],
)
def test_nothing_is_taken_from_another_commune(text: str) -> None:
    where = locate_residence(VILLAGES, COMMUNES, text)
    assert where.village is None and where.commune is None


@given(st.text(max_size=80) | st.from_regex(r"(thôn|xã|xa|đạ mây|3|an phú| ){1,8}"))
def test_any_text_can_be_located(text: str) -> None:
    where = locate_residence(VILLAGES, COMMUNES, text)
    assert where.village is None or where.commune is None
