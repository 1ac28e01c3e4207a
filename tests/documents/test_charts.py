"""Charts: well-formed, safe with any words, and readable without colours."""

import itertools
import re
from collections.abc import Callable
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from bot import texts
from bot.documents.chart_labels import measure_label, wrap_label
from bot.documents.chart_scales import format_number, make_scale, shorten
from bot.documents.charts import (
    ChartData,
    Series,
    draw_bars,
    draw_lines,
    draw_rows,
    draw_stacked_bars,
    draw_table,
)

Draw = Callable[[ChartData], Markup]
DRAWINGS: list[Draw] = [draw_bars, draw_stacked_bars, draw_lines, draw_rows]
SVG = "{http://www.w3.org/2000/svg}"
EVIL = "<script>alert(1)</script>\" onload='x' & \u0001"
WEEKS = ChartData(
    "Câu hỏi theo tuần",
    ["02/11", "09/11", "16/11"],
    [Series("Trả lời ngay", [1234, 990, None]), Series("Chưa trả lời được", [88, 70.5, 0])],
    "Ba tuần gần đây",
)


def parse(markup: Markup) -> ElementTree.Element:
    """The markup as a tree; raises when it is not well-formed."""
    assert isinstance(markup, Markup)
    return ElementTree.fromstring(markup)


def texts_of(markup: Markup) -> list[str]:
    """All words in a picture."""
    return ["".join(node.itertext()) for node in parse(markup).iter(f"{SVG}text")]


@pytest.mark.parametrize("draw", DRAWINGS)
def test_a_chart_says_what_it_is_and_needs_neither_style_nor_script(draw: Draw) -> None:
    tree = parse(draw(WEEKS))
    title, desc = tree.find(f"{SVG}title"), tree.find(f"{SVG}desc")
    assert title is not None and title.text == "Câu hỏi theo tuần"
    assert desc is not None and desc.text == "Ba tuần gần đây"
    assert tree.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}"
    for node in tree.iter():
        assert node.tag.removeprefix(SVG) not in ("style", "script", "a", "image", "use")
        assert not {name for name in node.attrib if name.startswith("on") or name == "style"}
    assert len(draw(WEEKS).encode()) < 12_000


@pytest.mark.parametrize("draw", [*DRAWINGS, draw_table])
def test_words_of_strangers_stay_words(draw: Draw) -> None:
    evil = EVIL.replace("\u0001", "")
    data = ChartData(evil, [evil], [Series(evil, [3]), Series(evil, [4])], evil)
    markup = draw(data)
    assert "<script" not in markup and "onload='" not in markup
    tree = parse(markup)
    said = "".join(tree.itertext())
    assert evil in said or shorten(evil, 24) in said


@pytest.mark.parametrize("draw", DRAWINGS)
@pytest.mark.parametrize(
    "data",
    [
        ChartData("Trống", [], []),
        ChartData("Trống", ["a"], []),
        ChartData("Trống", [], [Series("x", [])]),
        ChartData("Trống", ["a"], [Series("x", [None])]),
        ChartData("Trống", ["a"], [Series("x", [float("nan")])]),
    ],
)
def test_nothing_to_show_is_said(draw: Draw, data: ChartData) -> None:
    assert texts_of(draw(data)) == [texts.CHART_EMPTY]


NUMBERS = st.none() | st.integers(-(10**15), 10**15) | st.floats(-1e15, 1e15)


@given(st.lists(st.tuples(NUMBERS, NUMBERS), max_size=60))
def test_everything_lies_within_the_picture(rows: list[tuple[float | None, float | None]]) -> None:
    data = ChartData(
        "x",
        [f"T{number}" for number in range(len(rows))],
        [Series("a", [row[0] for row in rows]), Series("b", [row[1] for row in rows])],
    )
    for draw in DRAWINGS:
        tree = parse(draw(data))
        width, height = (float(tree.get(side, "0")) for side in ("width", "height"))
        bars = [node for node in tree.iter(f"{SVG}rect")]
        for bar in bars:
            x, y, wide, high = (
                float(bar.get(side, "-1")) for side in ("x", "y", "width", "height")
            )
            assert min(x, y, wide, high) >= 0
            assert x + wide <= width + 0.2 and y + high <= height + 0.2


def test_one_point_and_gaps_are_drawn() -> None:
    one = ChartData("x", ["11/2026"], [Series("a", [7])])
    assert len(list(parse(draw_lines(one)).iter(f"{SVG}circle"))) == 1
    gap = ChartData("x", list("abcde"), [Series("a", [1, 2, None, 4, 5])])
    assert len(list(parse(draw_lines(gap)).iter(f"{SVG}polyline"))) == 2


def test_each_series_has_a_pattern_or_marker_of_its_own() -> None:
    six = ChartData("x", ["a"], [Series(str(number), [number + 1]) for number in range(6)])
    tree = parse(draw_stacked_bars(six))
    patterns = [ElementTree.tostring(pattern[0]) for pattern in tree.iter(f"{SVG}pattern")]
    assert len(set(patterns)) == 5  # the first is plain
    used = set(re.findall(r"url\(#(chart-p\d)\)", draw_stacked_bars(six)))
    assert used == {pattern.get("id") for pattern in tree.iter(f"{SVG}pattern")}
    lines = list(parse(draw_lines(WEEKS)).iter(f"{SVG}polyline"))
    assert len({line.get("stroke-dasharray") for line in lines}) == 2


def test_two_charts_of_one_page_share_no_id() -> None:
    ids = [re.findall(r'\bid="([^"]+)"', draw_bars(WEEKS, name=name)) for name in ("week", "month")]
    assert ids[0] and not set(ids[0]) & set(ids[1])


def test_the_table_holds_the_same_values() -> None:
    rows = [
        ["".join(cell.itertext()) for cell in row]
        for row in parse(draw_table(WEEKS, "Tuần")).iter("tr")
    ]
    assert rows == [
        ["Tuần", "Trả lời ngay", "Chưa trả lời được"],
        ["02/11", "1.234", "88"],
        ["09/11", "990", "70,5"],
        ["16/11", "", "0"],
    ]


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0, "0"), (7, "7"), (1234, "1.234"), (1234567.5, "1.234.567,5"), (-40, "−40"),
        (0.25, "0,25"), (-0.001, "0"), (100, "100"), (float("inf"), ""),
    ],
)  # fmt: skip
def test_numbers_are_written_as_in_vietnam(value: float, written: str) -> None:
    assert format_number(value) == written


def test_ticks_are_round_and_of_counts_whole() -> None:
    assert list(make_scale([1610]).ticks) == [0, 500, 1000, 1500, 2000]
    assert list(make_scale([2]).ticks) == [0, 1, 2]
    assert make_scale([-40, 25]).low == -40
    assert list(make_scale([]).ticks) == [0, 1]
    assert shorten("Thôn Đồng Cói Thượng", 8) == "Thôn Đồ…"


LONG_NAMES = (
    "Thôn Đông",
    "Tổ dân phố Nguyễn Thị Minh Khai – Trần Hưng Đạo",
    "Khu dân cư WWWWWWWWWW MMMMMMMMMM",
    "Bản Nậm Khánh Thượng Hạ Trung Đông Tây Nam Bắc Hồng Phong Quang Trung Lê Lợi Hai Bà Trưng",
    "Thônkhôngcódấucáchnàotrongtêncủanóđểngắtdòngchovừachỗ",
)


@pytest.mark.parametrize("width", [320, 640, 820])
def test_names_of_rows_stay_within_the_picture(width: int) -> None:
    """Every line of a name fits between the left edge and its bar, in the widest usual face."""
    data = ChartData("Theo thôn", LONG_NAMES, [Series("Câu hỏi", [1, 2, 3, 4, 5])])
    tree = parse(draw_rows(data, width=width))
    ends = [text for text in tree.iter(f"{SVG}text") if text.get("text-anchor") == "end"]
    assert len(ends) > len(LONG_NAMES)  # some stand in two lines
    for text in ends:
        assert measure_label(text.text or "") <= float(text.get("x", "0")), text.text
    bars = [float(rect.get("x", "0")) for rect in tree.iter(f"{SVG}rect")]
    assert min(bars) >= max(float(text.get("x", "0")) for text in ends)
    places = [float(text.get("y", "0")) for text in ends]
    assert all(later - earlier >= 13 for earlier, later in itertools.pairwise(places))
    hints = {title.text for title in tree.iter(f"{SVG}title")}
    assert LONG_NAMES[3] in hints or width == 820  # what had to be cut is shown whole


def test_a_name_is_broken_evenly_between_words() -> None:
    assert wrap_label("Thôn Đông", 200) == ["Thôn Đông"]
    lines = wrap_label("Tổ dân phố Nguyễn Thị Minh Khai", 170)
    assert lines == ["Tổ dân phố Nguyễn", "Thị Minh Khai"]
    assert wrap_label("", 100) == [""]
