"""The files of sets: the shipped ones load and add up; each fault is named with file and entry."""

from pathlib import Path

import pytest

from bot.core.errors import DataError
from bot.reports.indicators.definitions import Direction, Scoring
from bot.reports.indicators.files import load_indicator_set, load_indicator_sets
from bot.reports.indicators.spans import SpanKind
from tests.conftest import DATA

RIGHT = """
key = "mau"
name = "Bộ mẫu"
basis = "Văn bản mẫu"
checked_on = 2026-11-30
period = "month"
total = 30

[[group]]
code = "1"
name = "Nhóm một"
points = 20

[[group.indicator]]
code = "1.1"
name = "Gửi tới"
definition = "Phần người được gửi."
unit = "%"
formula = 'count("delivered") ÷ count("addressed")'
target = 80
points = 10

[[group.indicator]]
code = "1.2"
name = "Có kế hoạch"
definition = "Xã có kế hoạch."
unit = "có/không"
entered = true
points = 10
period = "year"

[[group]]
code = "2"
name = "Nhóm hai"
points = 10

[[group.indicator]]
code = "2.1"
name = "Sự cố"
definition = "Số sự cố."
unit = "sự cố"
entered = true
points = 10
direction = "down"
scoring = "steps"
steps = [[0, 10], [2, 4]]
"""


def write(folder: Path, text: str, name: str = "mau.toml") -> Path:
    """A file in the data folder."""
    path = folder / "indicators" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_the_shipped_sets_load_and_add_up() -> None:
    sets = load_indicator_sets(DATA)
    commune, serving = sets["commune_digital_transformation"], sets["serving_people_766"]
    assert (commune.total, len(commune.groups)) == (1000, 8)
    assert [group.points for group in serving.groups] == [18, 20, 22, 22, 18]
    assert "766/QĐ-TTg" in serving.basis and "mẫu" in commune.note
    for indicator_set in sets.values():
        assert sum(one.points for one in indicator_set.indicators.values()) == indicator_set.total
        assert any(one.formula for one in indicator_set.indicators.values())


def test_a_folder_without_sets_has_none(tmp_path: Path) -> None:
    assert load_indicator_sets(tmp_path) == {}


def test_a_set_is_read_as_it_is_written(tmp_path: Path) -> None:
    loaded = load_indicator_set(write(tmp_path, RIGHT))
    share, plan, incidents = loaded.indicators.values()
    assert share.is_percent and share.division is not None and share.period is SpanKind.MONTH
    assert (plan.target, plan.scoring, plan.period) == (1, Scoring.YES_NO, SpanKind.YEAR)
    assert incidents.direction is Direction.DOWN
    assert [incidents.compute_points(value) for value in (0, 1, 2, 3)] == [10, 4, 4, 0]


FAULTS = [
    ('key = "mau"', 'key = "Mẫu"', "đầu tệp", "mã «Mẫu»"),
    ('name = "Bộ mẫu"\n', "", "đầu tệp", "thiếu «name»"),
    ('name = "Bộ mẫu"', "name = 5", "đầu tệp", "chữ trong ngoặc kép"),
    ('name = "Bộ mẫu"', 'name = ""', "đầu tệp", "chữ trong ngoặc kép"),
    ("checked_on = 2026-11-30", 'checked_on = "30/11"', "đầu tệp", "ngày, như 2026-11-30"),
    ('period = "month"\n', 'period = "week"\n', "đầu tệp", "month, quarter, year"),
    ("total = 30", "total = 31", "đầu tệp", "cộng lại là 30, bộ ghi 31"),
    ("points = 20", "points = 25", "nhóm 1", "cộng lại là 20, nhóm ghi 25"),
    ("points = 20", "points = true", "nhóm 1", "«points» phải là số"),
    ("points = 20", "points = -20", "nhóm 1", "không được là số âm"),
    ('code = "1.2"', 'code = "1.1"', "chỉ tiêu 1.1", "mã «1.1» đã có"),
    ('code = "2"', 'code = "1"', "nhóm 1", "mã «1» đã có"),
    ("target = 80\n", "taget = 80\n", "chỉ tiêu 1.1", "không dùng mục «taget»"),
    ("target = 80\n", "", "chỉ tiêu 1.1", "phải có «target»"),
    ("delivered", "deliverd", "chỉ tiêu 1.1", "số đếm không có: «deliverd»"),
    ('count("addressed")', 'base("x")', "chỉ tiêu 1.1", "không có: «x»"),
    ('count("addressed")', 'value("9")', "chỉ tiêu 1.1", "chỉ tiêu không có: «9»"),
    ('count("addressed")', 'value("1.1")', "chỉ tiêu 1.1", "vòng tròn"),
    ('count("addressed")', 'value("1.2")', "chỉ tiêu 1.1", "của kỳ khác"),
    ('formula = \'count("delivered") ÷ count("addressed")\'\n', "", "chỉ tiêu 1.1", "formula"),
    ("target = 80", "target = 80\nentered = true", "chỉ tiêu 1.1", "đúng một trong hai"),
    ("Phần người được gửi.", "Phần người", "chỉ tiêu 1.1", "câu trọn vẹn"),
    ("[[0, 10], [2, 4]]", "[[0, 9], [2, 4]]", "chỉ tiêu 2.1", "điểm cao nhất đúng bằng 10"),
    ("[[0, 10], [2, 4]]", "[[0, 10], [2]]", "chỉ tiêu 2.1", "các cặp"),
    ("[[0, 10], [2, 4]]", "[]", "chỉ tiêu 2.1", "các cặp"),
    ('scoring = "steps"', 'scoring = "all"', "chỉ tiêu 2.1", "share, steps, yes_no"),
]


@pytest.mark.parametrize(("right", "wrong", "entry", "said"), FAULTS)
def test_a_fault_names_file_entry_and_what_is_wrong(
    tmp_path: Path, right: str, wrong: str, entry: str, said: str
) -> None:
    assert right in RIGHT
    path = write(tmp_path, RIGHT.replace(right, wrong, 1))
    with pytest.raises(DataError) as raised:
        load_indicator_sets(tmp_path)
    sentence = str(raised.value)
    assert str(path) in sentence and entry in sentence and said in sentence, sentence


def test_indicators_that_need_each_other_are_a_circle(tmp_path: Path) -> None:
    circle = RIGHT.replace('count("addressed")', 'value("2.1")').replace(
        'unit = "sự cố"\nentered = true', 'unit = "sự cố"\nformula = \'1 + value("1.1")\''
    )
    write(tmp_path, circle)
    with pytest.raises(DataError, match=r"vòng tròn: .*→"):
        load_indicator_sets(tmp_path)


def test_a_shorter_period_than_the_set_is_refused(tmp_path: Path) -> None:
    yearly = RIGHT.replace('period = "month"', 'period = "year"').replace(
        "target = 80", 'target = 80\nperiod = "quarter"'
    )
    write(tmp_path, yearly)
    with pytest.raises(DataError, match="kỳ của chỉ tiêu ngắn hơn"):
        load_indicator_sets(tmp_path)


def test_two_files_with_one_set_are_refused(tmp_path: Path) -> None:
    write(tmp_path, RIGHT)
    write(tmp_path, RIGHT, "zz.toml")
    with pytest.raises(DataError, match=r"zz.toml.*«mau» đã có trong tệp mau.toml"):
        load_indicator_sets(tmp_path)


def test_a_broken_or_empty_file_is_told(tmp_path: Path) -> None:
    write(tmp_path, "key = ")
    with pytest.raises(DataError, match=r"mau\.toml"):
        load_indicator_sets(tmp_path)
    write(tmp_path, RIGHT.partition("[[group]]")[0])
    with pytest.raises(DataError, match="chưa có nhóm"):
        load_indicator_sets(tmp_path)
