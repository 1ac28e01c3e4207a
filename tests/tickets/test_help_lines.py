"""What a volunteer types is counted only when every word of it is understood."""

from pathlib import Path

import pytest

from bot.tickets.help_kinds import load_help_kinds
from bot.tickets.help_lines import find_beneficiary, list_likely_kinds, parse_help

KINDS = load_help_kinds(Path("data")).kinds
VNEID, ETAX, DVC = "vneid-muc-2", "etax", "dvc-nop-ho-so"


def counted(line: str) -> list[tuple[str, dict[str, int]]]:
    """For whom, and how many of which kind."""
    return [(entry.beneficiary, dict(entry.kinds)) for entry in parse_help(line, KINDS)]


@pytest.mark.parametrize(
    ("line", "entries"),
    [
        ("5 người vneid", [("", {VNEID: 5})]),
        ("vneid 2 hộ bà Tư", [("bà Tư", {VNEID: 2})]),
        ("2 cụ cài VNeID", [("", {VNEID: 2})]),
        ("vneid muc 2 5 nguoi", [("", {VNEID: 5})]),
        ("cài VssID, 1 người", [("", {"bhyt-vssid": 1})]),
        ("5 nguoi vneid muc 2, 2 nguoi etax", [("", {VNEID: 5, ETAX: 2})]),
        ("5 vneid 3 etax", [("", {VNEID: 5, ETAX: 3})]),
        ("vneid, etax bà Tư", [("bà Tư", {VNEID: 1, ETAX: 1})]),
        ("vneid bà Tư; etax ông Năm", [("bà Tư", {VNEID: 1}), ("ông Năm", {ETAX: 1})]),
        ("vneid bà Tư, bà Năm", [("bà Tư", {VNEID: 1}), ("bà Năm", {VNEID: 1})]),
        ("vneid bà Tư, etax 2 người", [("bà Tư", {VNEID: 1}), ("", {ETAX: 2})]),
        ("giúp bà Tư 1952 cài vneid và etax", [("bà Tư 1952", {VNEID: 1, ETAX: 1})]),
        ("vneid bà Tư, vneid bà Tư", [("bà Tư", {VNEID: 1})]),
        ("vneid, vneid 2 người", [("", {VNEID: 3})]),
        ("hướng dẫn nộp hồ sơ dvc cho anh Minh", [("anh Minh", {DVC: 1})]),
        ("ngan lua dao 1 vu", [("", {"lua-dao-ngan-duoc": 1})]),
        # A word that is not understood: nothing is counted by itself.
        ("quên mật khẩu vneid 2 hộ bà Tư", []),
        ("vneid bị khóa", []),
        ("vneid 999 người", []),
        ("vneid 0 người", []),
        ("2 hộ", []),
        ("bà Tư", []),
        ("", []),
        ("vneid 2 người 3 người", []),
    ],
)
def test_a_line_of_help(line: str, entries: list[tuple[str, dict[str, int]]]) -> None:
    assert counted(line) == entries


def test_kinds_named_among_other_words_are_likely() -> None:
    assert list_likely_kinds("quên mật khẩu vneid, chưa nộp hồ sơ", KINDS) == [VNEID, DVC]


@pytest.mark.parametrize(
    ("words", "name"),
    [("vneid, bà Tư", "bà Tư"), ("VNeID mức 2 + eTax Mobile", ""), ("cài vneid, rồi etax", "")],
)
def test_for_whom_an_entry_was(words: str, name: str) -> None:
    assert find_beneficiary(words) == name
