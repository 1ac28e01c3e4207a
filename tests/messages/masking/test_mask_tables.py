"""Two long tables, as residents write: what is covered (between ⟦ ⟧, ⏎ is a new line) and what is
kept to the letter."""

import re
from pathlib import Path

import pytest

from bot.messages.masking.mask import COVER, mask

HERE = Path(__file__).parent
MARKED = re.compile("⟦[^⟧]*⟧")


def lines(name: str) -> list[str]:
    """The lines of a table."""
    text = (HERE / name).read_text(encoding="utf-8")
    return [line.replace("⏎", "\n") for line in text.splitlines() if line]


COVERED, KEPT = lines("covered.txt"), lines("kept.txt")


def test_the_tables_are_long_and_say_nothing_twice() -> None:
    assert len(COVERED) == len(set(COVERED)) >= 150
    assert len(KEPT) == len(set(KEPT)) >= 150


@pytest.mark.parametrize("line", COVERED)
def test_what_nobody_should_send_is_covered(line: str) -> None:
    text = line.replace("⟦", "").replace("⟧", "")
    assert mask(text) == (MARKED.sub(COVER, line), True)


@pytest.mark.parametrize("line", KEPT)
def test_what_helps_is_kept(line: str) -> None:
    assert mask(line) == (line, False)
