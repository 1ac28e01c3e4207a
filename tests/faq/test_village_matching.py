"""Typed places: what people write, against the demo communes and a town of our own."""

import csv
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.faq.village_matching import (
    POSSIBLE,
    SURE,
    Place,
    PlaceGuess,
    find_certain_code,
    rank_places,
)

DEMO_UNITS = Path(__file__).parents[2] / "data" / "demo" / "units.csv"


def _demo() -> tuple[Place, ...]:
    with DEMO_UNITS.open(encoding="utf-8") as file:
        rows = {row["Mã"]: row for row in csv.DictReader(file)}
    names = {
        code: (row["Tên"], *filter(None, map(str.strip, row["Tên gọi khác"].split(";"))))
        for code, row in rows.items()
    }
    return tuple(
        Place(code, names[code], names[row["Mã cấp trên"]])
        for code, row in rows.items()
        if row["Cấp"] == "thôn"
    )


DEMO = _demo()
_WARD = ("Phường Bình An", "Thị trấn Chợ Gạo")
_COMMUNE = ("Xã Tân Phú",)
TOWN = (
    *(Place(f"kp-{number}", (f"Khu phố {number}",), _WARD) for number in range(1, 21)),
    Place("tdp-7", ("Tổ dân phố số 7",), _WARD),
    Place("bh-1", ("Ấp Bình Hòa 1",), _COMMUNE),
    Place("bh-2", ("Ấp Bình Hòa 2",), _COMMUNE),
    Place("ea", ("Buôn Ea Sup",), _COMMUNE),
    Place("soc", ("Sóc Mới",), _COMMUNE),
    Place("tp", ("Ấp Tân Phú",), _COMMUNE),
)


def test_the_demo_places_are_there() -> None:
    assert len(DEMO) == 17
    assert all(place.commune_names for place in DEMO)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        # with the kind, with and without tones
        ("thôn 1", "ap-01"),
        ("THÔN 2", "ap-02"),
        ("thon 02", "ap-02"),
        ("thon so 2", "ap-02"),
        ("thôn hai", "ap-02"),
        ("thon dong", "ap-04"),
        ("xom dong", "ap-04"),
        ("xóm Đoài", "ap-05"),
        ("thôn nam hải", "ap-06"),
        ("thon bac son", "ap-07"),
        ("bản suối", "hl-04"),
        ("ban na lua", "hl-05"),
        ("xóm chợ", "ap-09"),
        # said in a sentence
        ("tôi ở thôn 1", "ap-01"),
        ("o thon cau da", "ap-08"),
        ("dạ em ở thôn gò dừa ạ", "ap-11"),
        ("nhà tôi ở xóm bến", "ap-12"),
        ("quê tôi bên thôn đồng sen nhé", "ap-10"),
        ("thôn 2 nhé cháu", "ap-02"),
        # the name alone
        ("gò dừa", "ap-11"),
        ("go dua a", "ap-11"),
        ("dạ cầu đá", "ap-08"),
        ("Chợ Mới", "ap-09"),
        ("nà lúa", "hl-05"),
        ("1", "ap-01"),
        ("số 2", "ap-02"),
        # another word for the same place
        ("xóm gò dừa", "ap-11"),
        ("làng quyết thắng", "hl-02"),
        # with the commune, by its new name and by those before the mergers
        ("thôn 3 xã an phú đông", "ap-03"),
        ("thon 3 an phu dong", "ap-03"),
        ("thôn 3 xã An Phú", "ap-03"),
        ("thôn 3 xã đông hải", "ap-03"),
        ("thôn 3, xã Hòa Lạc Trung", "hl-03"),
        ("thon 3 hoa lac", "hl-03"),
        ("thôn ba xã hòa lạc", "hl-03"),
        ("thôn đông xã an phú đông", "ap-04"),
        ("xã Hòa Lạc thôn 3", "hl-03"),
        # typing slips
        ("thon1", "ap-01"),
        ("t1", "ap-01"),
        ("t 2", "ap-02"),
        ("godua", "ap-11"),
        ("thôn cầudá", "ap-08"),
        ("thon quyet thag", "hl-02"),
        ("thôn tân tiếnn", "hl-01"),
        ("thon bac soon", "ap-07"),
    ],
)
def test_a_place_that_is_plainly_meant(text: str, code: str) -> None:
    assert find_certain_code(rank_places(DEMO, text)) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("khu phố 1", "kp-1"),
        ("khu pho 12", "kp-12"),
        ("kp5", "kp-5"),
        ("KP 20", "kp-20"),
        ("khu phố hai mươi", "kp-20"),
        ("khu phố mười lăm", "kp-15"),
        ("khu pho muoi", "kp-10"),
        ("khu 4", "kp-4"),
        ("khu dân cư số 6", "kp-6"),
        ("tổ dân phố số 7", "tdp-7"),
        ("tổ dân phố bảy", "tdp-7"),
        ("tdp7", "tdp-7"),
        ("tôi ở tổ 7", "tdp-7"),
        ("t7", "tdp-7"),
        ("ấp bình hòa 2", "bh-2"),
        ("binh hoa 1", "bh-1"),
        ("ấp bình hoà hai", "bh-2"),
        ("bình hòa2", "bh-2"),
        ("buôn ea sup", "ea"),
        ("easup", "ea"),
        ("soc moi", "soc"),
        ("phường bình an kp 3", "kp-3"),
        ("khu phố 3 thị trấn chợ gạo", "kp-3"),
        ("ấp tân phú", "tp"),
        ("ấp tân phú xã tân phú", "tp"),
    ],
)
def test_a_town_speaks_of_other_kinds(text: str, code: str) -> None:
    assert find_certain_code(rank_places(TOWN, text)) == code


@pytest.mark.parametrize(
    ("places", "text", "offered"),
    [
        (DEMO, "thon 3", {"ap-03", "hl-03"}),
        (DEMO, "3", {"ap-03", "hl-03"}),
        (DEMO, "thôn ba", {"ap-03", "hl-03"}),
        (DEMO, "tôi ở thôn ba", {"ap-03", "hl-03"}),
        (DEMO, "t3", {"ap-03", "hl-03"}),
        (DEMO, "thon3", {"ap-03", "hl-03"}),
        (DEMO, "ấp 3", {"ap-03", "hl-03"}),
        (DEMO, "thon don", {"ap-04"}),
        (DEMO, "thôn suối", {"hl-04"}),
        (DEMO, "tôi ở chợ", {"ap-09"}),
        (DEMO, "nhà tôi gần cầu đá", {"ap-08"}),
        (TOWN, "bình hòa", {"bh-1", "bh-2"}),
        (TOWN, "tổ 5", {"kp-5"}),
    ],
)
def test_a_place_that_may_be_meant_is_offered(
    places: tuple[Place, ...], text: str, offered: set[str]
) -> None:
    guesses = rank_places(places, text)
    assert find_certain_code(guesses) is None
    assert {guess.code for guess in guesses} == offered


@pytest.mark.parametrize(
    "text",
    [
        "làm căn cước ở đâu",
        "lam can cuoc o dau",
        "tôi muốn đổi sim",
        "chợ có mở không",
        "chợ mới có mở cửa không",
        "đông quá",
        "nam nay dong thue the nao",
        "thôn đông có bao nhiêu hộ nghèo",
        "thôn 3 làm căn cước ở đâu",
        "mất sim 3 ngày rồi",
        "ô tô 3 chỗ",
        "bán đất cần giấy gì",
        "tổ công nghệ số là ai",
        "quên mật khẩu vneid",
        "bến xe đi lúc mấy giờ",
        "xã an phú đông",
        "cảm ơn",
        "có",
        "không",
        "ở đâu",
        "thôn mười hai",
        "thôn 13",
        "thôn 33",
        "to 5",
        "12/05/1970",
        "?",
        "",
    ],
)
def test_a_sentence_is_no_place(text: str) -> None:
    assert rank_places(DEMO, text) == []


def test_a_number_is_never_another_number() -> None:
    for number in range(1, 21):
        assert find_certain_code(rank_places(TOWN, f"khu pho {number}")) == f"kp-{number}"


def test_the_commune_decides_between_namesakes() -> None:
    first, *others = rank_places(DEMO, "thôn 3 xã An Phú")
    assert first.code == "ap-03"
    assert all(other.score < first.score - 6 for other in others)


def test_two_close_guesses_are_not_certain() -> None:
    assert find_certain_code([PlaceGuess("a", 95.0), PlaceGuess("b", 93.0)]) is None
    assert find_certain_code([PlaceGuess("a", 95.0), PlaceGuess("b", 80.0)]) == "a"
    assert find_certain_code([PlaceGuess("a", SURE - 1)]) is None
    assert find_certain_code([]) is None


def test_no_places_no_guess() -> None:
    assert rank_places((), "thôn 3") == []


@given(st.text())
def test_any_text_gives_guesses_in_order(text: str) -> None:
    scores = [guess.score for guess in rank_places(DEMO, text)]
    assert scores == sorted(scores, reverse=True)
    assert all(POSSIBLE <= score <= 100 for score in scores)


@given(st.sampled_from(DEMO + TOWN), st.booleans())
def test_every_place_is_found_by_its_whole_name(place: Place, shouted: bool) -> None:
    text = f"{place.names[0]}, {place.commune_names[0]}"
    guesses = rank_places(DEMO + TOWN, text.upper() if shouted else text)
    assert find_certain_code(guesses) == place.code


MANY = tuple(
    Place(f"v-{number}", (f"Thôn Tân {word} {number % 30}",), (f"Xã Phú {number // 15}", "Xã Cũ"))
    for number, word in enumerate(["Tiến", "Thắng", "Lợi", "Mỹ", "Sơn", "Hải"] * 500)
)


@pytest.mark.parametrize(("places", "limit"), [(DEMO, 0.001), (MANY, 0.030)], ids=["17", "3000"])
def test_it_takes_no_time(places: tuple[Place, ...], limit: float) -> None:
    texts = [
        "thon 3 xa an phu dong",
        "nam nay dong thue the nao",
        "thôn tân tiến 3 xã phú 7",
        "x" * 300,
    ]
    for text in texts:
        rank_places(places, text)  # names are taken apart once
        assert min(_seconds(places, text) for _ in range(5)) < limit


def _seconds(places: tuple[Place, ...], text: str) -> float:
    began = time.thread_time()
    rank_places(places, text)
    return time.thread_time() - began
