"""Sums in lanes are the same sums as in a loop."""

from hypothesis import given
from hypothesis import strategies as st

from bot.faq.packed_integers import pack_signed, unpack_signed

SIZE = 9
rows = st.dictionaries(st.integers(0, SIZE - 1), st.integers(-127, 127))


@given(st.lists(st.tuples(rows, st.integers(0, 4095)), max_size=200))
def test_lanes_add_like_a_loop(parts: list[tuple[dict[int, int], int]]) -> None:
    slow = [0] * SIZE
    total = 0
    for row, amount in parts:
        total += pack_signed(row.keys(), row.values(), SIZE) * amount
        for number, weight in row.items():
            slow[number] += weight * amount
    assert unpack_signed(total, SIZE) == slow


def test_no_rows_are_zero() -> None:
    assert unpack_signed(0, 3) == [0, 0, 0]
