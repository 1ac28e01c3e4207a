"""Sealed files: whatever is done to one, it opens whole or not at all."""

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.sealed_files import (
    MAGIC,
    PIECE,
    Damaged,
    FileSecret,
    SealedReader,
    SealedWriter,
    WrongKey,
    is_sealed,
    open_pieces,
)

SECRET = FileSecret("an invented secret of these tests")


def seal(content: bytes, secret: FileSecret = SECRET) -> bytes:
    """A sealed file of this content."""
    file = BytesIO()
    writer = SealedWriter(file, secret)
    for start in range(0, len(content), 100_000):
        writer.write(content[start : start + 100_000])
    writer.finish()
    return file.getvalue()


def unseal(sealed: bytes, secret: FileSecret = SECRET) -> bytes:
    """The content of a sealed file."""
    return b"".join(open_pieces(BytesIO(sealed), secret))


SEALED = seal(b"the village pond " * 20)


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE])
def test_what_was_sealed_opens(size: int) -> None:
    content = b"\x07" * size
    assert unseal(seal(content)) == content


def test_nothing_of_the_content_shows() -> None:
    assert b"pond" not in SEALED
    assert seal(b"same") != seal(b"same")
    assert is_sealed(BytesIO(SEALED))
    assert not is_sealed(BytesIO(b"SQLite format 3\0"))


@given(st.integers(0, len(SEALED) - 1), st.integers(1, 255))
def test_no_byte_can_be_changed(place: int, change: int) -> None:
    altered = bytearray(SEALED)
    altered[place] ^= change
    with pytest.raises((Damaged, WrongKey)):
        unseal(bytes(altered))


@given(st.integers(0, len(SEALED) - 1))
def test_no_end_can_be_cut_off(size: int) -> None:
    with pytest.raises(Damaged):
        unseal(SEALED[:size])


def test_pieces_cannot_be_left_out_doubled_or_swapped() -> None:
    sealed = seal(b"a" * PIECE + b"b" * PIECE + b"c")
    start = len(MAGIC) + 4 + int.from_bytes(sealed[len(MAGIC) : len(MAGIC) + 4])
    length = 4 + PIECE + 16
    head, first = sealed[:start], sealed[start : start + length]
    second, rest = sealed[start + length : start + 2 * length], sealed[start + 2 * length :]
    assert unseal(head + first + second + rest)
    for pieces in (
        (second, rest),
        (first, rest),
        (first, first, second, rest),
        (second, first, rest),
        (first, second),
        (first, second, rest, rest),
    ):
        with pytest.raises(Damaged):
            unseal(head + b"".join(pieces))


def test_another_secret_is_told_from_damage() -> None:
    with pytest.raises(WrongKey):
        unseal(SEALED, FileSecret("another"))
    with pytest.raises(WrongKey):
        unseal(SEALED, FileSecret(SECRET.value, is_passphrase=True))
    sealed = seal(b"x", FileSecret("ba con trâu", is_passphrase=True))
    assert unseal(sealed, FileSecret("ba con trâu", is_passphrase=True)) == b"x"


def test_a_reader_gives_what_is_asked_for() -> None:
    reader = SealedReader(BytesIO(seal(b"0123456789")), SECRET)
    assert (reader.read(4), reader.read(4), reader.read(4)) == (b"0123", b"4567", b"89")
    reader.drain()
    reader = SealedReader(BytesIO(SEALED[:-1]), SECRET)
    reader.read(10)
    with pytest.raises(Damaged):
        reader.drain()
