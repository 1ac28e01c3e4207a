"""Rows of small integers packed into one big integer, so that C adds them at once.

A row of weights becomes one integer with 32 bits («a lane») per class. Adding two such integers
adds all lanes, multiplying by a small number multiplies all lanes; both are loops in C. Lanes may
be negative: adding `lane_bias` before reading undoes the borrows.
"""

import sys
from array import array
from collections.abc import Iterable
from functools import lru_cache

_BITS = 32
_HALF = 1 << (_BITS - 1)


def pack_signed(classes: Iterable[int], weights: Iterable[int], size: int) -> int:
    """Pack weights into an integer of `size` signed 32-bit lanes; lanes not named are zero."""
    lanes = array("I", [_HALF]) * size
    for number, weight in zip(classes, weights, strict=True):
        lanes[number] = _HALF + weight
    return _to_integer(lanes) - lane_bias(size)


def unpack_signed(total: int, size: int) -> list[int]:
    """Unpack a sum of packed rows. Every lane must have stayed within ±2**31."""
    lanes = array("I")
    lanes.frombytes((total + lane_bias(size)).to_bytes(size * _BITS // 8, "little"))
    if sys.byteorder == "big":
        lanes.byteswap()
    return [lane - _HALF for lane in lanes]


def pack_unsigned(classes: Iterable[int], weights: Iterable[int], size: int) -> int:
    """Pack non-negative weights into an integer of `size` unsigned 16-bit lanes."""
    lanes = array("H", bytes(2 * size))
    for number, weight in zip(classes, weights, strict=True):
        lanes[number] = weight
    return int.from_bytes(_to_little_endian(lanes).tobytes(), "little")


def unpack_unsigned(total: int, size: int) -> "array[int]":
    """Unpack a sum of such rows. Every lane must have stayed below 2**16."""
    lanes = array("H")
    lanes.frombytes(total.to_bytes(size * 2, "little"))
    return _to_little_endian(lanes)


def _to_little_endian(lanes: "array[int]") -> "array[int]":
    if sys.byteorder == "big":
        lanes = array(lanes.typecode, lanes)
        lanes.byteswap()
    return lanes


@lru_cache(maxsize=64)  # units' views differ in size
def lane_bias(size: int) -> int:
    """Return half of the range in every lane: added before reading, it makes all lanes positive."""
    return _to_integer(array("I", [_HALF]) * size)


def _to_integer(lanes: "array[int]") -> int:
    return int.from_bytes(_to_little_endian(lanes).tobytes(), "little")
