"""Many small sums in one big integer: the plain-Python way to add long rows of weights fast.

A row of weights becomes one integer with 32 bits («a lane») for each class. Adding two such
integers adds all lanes at once, multiplying one by a small number multiplies all lanes at once, and
both are loops in C. Lanes may be negative: the borrow is undone by one bias when they are read.
"""

import sys
from array import array
from collections.abc import Iterable
from functools import lru_cache

_BITS = 32
_HALF = 1 << (_BITS - 1)


def pack(classes: Iterable[int], weights: Iterable[int], size: int) -> int:
    """One integer of `size` lanes; lanes not named are zero."""
    lanes = array("I", [_HALF]) * size
    for number, weight in zip(classes, weights, strict=True):
        lanes[number] = _HALF + weight
    return _read(lanes) - bias(size)


def unpack(total: int, size: int) -> list[int]:
    """The lanes of a sum of packed rows. Every lane must have stayed within ±2**31."""
    lanes = array("I")
    lanes.frombytes((total + bias(size)).to_bytes(size * _BITS // 8, "little"))
    if sys.byteorder == "big":
        lanes.byteswap()
    return [lane - _HALF for lane in lanes]


def pack_natural(classes: Iterable[int], weights: Iterable[int], size: int) -> int:
    """The same with lanes of 16 bits, for weights that are never below zero."""
    lanes = array("H", bytes(2 * size))
    for number, weight in zip(classes, weights, strict=True):
        lanes[number] = weight
    return int.from_bytes(_little(lanes).tobytes(), "little")


def unpack_natural(total: int, size: int) -> "array[int]":
    """The lanes of a sum of such rows. Every lane must have stayed below 2**16."""
    lanes = array("H")
    lanes.frombytes(total.to_bytes(size * 2, "little"))
    return _little(lanes)


def _little(lanes: "array[int]") -> "array[int]":
    if sys.byteorder == "big":
        lanes = array(lanes.typecode, lanes)
        lanes.byteswap()
    return lanes


@lru_cache(maxsize=8)
def bias(size: int) -> int:
    """Half of every lane: what makes all lanes positive for reading."""
    return _read(array("I", [_HALF]) * size)


def _read(lanes: "array[int]") -> int:
    return int.from_bytes(_little(lanes).tobytes(), "little")
