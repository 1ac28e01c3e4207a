"""Flat arrays say the same as the objects they stand for, also after they were on disk."""

import pickle
from array import array

from hypothesis import given
from hypothesis import strategies as st

from bot.faq.compact_tables import CompactIntegers, CompactRows, CompactTexts, Row

weights = st.dictionaries(st.integers(0, 65_535), st.integers(-128, 127))
rows = st.dictionaries(st.text(), st.tuples(st.floats(0, 20), weights))


@given(rows)
def test_rows_are_the_same(written: dict[str, tuple[float, dict[int, int]]]) -> None:
    plain: dict[str, Row] = {
        feature: (rarity, array("H", row), array("b", row.values()))
        for feature, (rarity, row) in written.items()
    }
    compact = pickle.loads(pickle.dumps(CompactRows(plain)))
    assert dict(compact) == plain and len(compact) == len(plain)
    assert all(feature in compact for feature in plain) and compact.get("không có") is None


@given(st.sets(st.integers(0, 2**64 - 1)), st.integers(0, 2**64 - 1))
def test_integers_are_the_same(numbers: set[int], other: int) -> None:
    compact = pickle.loads(pickle.dumps(CompactIntegers(numbers)))
    assert list(compact) == sorted(numbers) and compact == numbers
    assert (other in compact) is (other in numbers)
    assert compact ^ {other} == numbers ^ {other} and compact | {other} == numbers | {other}
    assert "1" not in compact


@given(st.sets(st.text()), st.text())
def test_texts_are_known_again(known: set[str], other: str) -> None:
    compact = pickle.loads(pickle.dumps(CompactTexts(known)))
    assert all(text in compact for text in known) and len(compact) == len(known)
    assert (other in compact) is (other in known)
