"""The file of kinds: what it may hold, and which commune counts what."""

from pathlib import Path

import pytest

from bot.core.errors import DataError
from bot.tickets.help_kinds import NO_KINDS, load_help_kinds

KIND = """[[kind]]
id = "{id}"
name = "Việc"
short = "Việc"
measure = "người"
group = "Nhóm"
phrases = ["{phrase}"]
{rest}
"""


def write(folder: Path, *kinds: tuple[str, str, str], rest: str = "") -> Path:
    """A data folder with these kinds: id, phrase, further lines."""
    text = "".join(KIND.format(id=name, phrase=phrase, rest=more) for name, phrase, more in kinds)
    (folder / "help_kinds.toml").write_text(text + rest, encoding="utf-8")
    return folder


def test_the_shipped_file_has_what_communes_report() -> None:
    known = load_help_kinds(Path("data"))
    ids = {kind.id for kind in known.kinds}
    assert ids >= {
        *("vneid-muc-2", "dvc-nop-ho-so", "etax", "qr-ho-kinh-doanh", "bhyt-vssid"),
        *("so-tay-dang-vien", "lua-dao-ngan-duoc"),
    }
    assert known.name("etax").startswith("Cài đặt") and known.name("gone") == "gone"


def test_a_commune_counts_its_own_and_not_what_it_hides(tmp_path: Path) -> None:
    hide = '[[commune]]\ncode = "x"\nhide = ["a"]\n'
    folder = write(tmp_path, ("a", "a", ""), ("b", "b", 'only_in = ["y"]'), rest=hide)
    known = load_help_kinds(folder)
    listed = {code: [kind.id for kind in known.list_for({"province", code})] for code in "xyz"}
    assert listed == {"x": [], "y": ["a", "b"], "z": ["a"]}


@pytest.mark.parametrize(
    ("kinds", "rest"),
    [
        ([("a", "a", ""), ("a", "b", "")], ""),
        ([("a", "cùng", ""), ("b", "cung", "")], ""),
        ([("Sai Id", "a", "")], ""),
        ([("a", "a", "more = 1")], ""),
        ([("a", "a", "")], '[[commune]]\ncode = "x"\nhide = ["b"]\n'),
    ],
)
def test_a_wrong_file_is_refused(
    kinds: list[tuple[str, str, str]], rest: str, tmp_path: Path
) -> None:
    with pytest.raises(DataError):
        load_help_kinds(write(tmp_path, *kinds, rest=rest))


def test_without_a_file_nothing_is_counted(tmp_path: Path) -> None:
    assert load_help_kinds(tmp_path) == NO_KINDS
