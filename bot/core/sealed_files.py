"""Sealed files: encrypted and authenticated in pieces, written and read as a stream (ADR-0075).

Layout: `MAGIC`, the length of the header (4 bytes), the header (JSON), then pieces, each the length
of its ciphertext (4 bytes) and the ciphertext. A piece's nonce is its number and whether it is the
last; so pieces left out, doubled, swapped or cut off do not open. The last piece is the SHA-256 of
all content. The header holds the format's version, whose key it is, a salt, and the digest of the
file's own key, by which a wrong key is told from a damaged file.
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from bot.core.errors import BotError

MAGIC = b"TOSO-SEALED\n"
VERSION = 1
PIECE = 1 << 20  # bytes of content in a piece
MAX_HEADER = 4096
SCRYPT_COST = 1 << 16  # 64 MB and about 0.2 s a try


class WrongKey(BotError):
    """The file was sealed with another key."""


class Damaged(BotError):
    """The file is not what was written: altered, cut off, or no sealed file at all."""


@dataclass(frozen=True, slots=True)
class FileSecret:
    """What files are sealed with: the installation's secret, or a passphrase (`is_passphrase`)."""

    value: str
    is_passphrase: bool = False

    @property
    def kind(self) -> str:
        """How the header names it."""
        return "passphrase" if self.is_passphrase else "secret-key"

    def make_key(self, salt: bytes) -> bytes:
        """Derive the key of one file from its salt."""
        written = self.value.encode()
        if self.is_passphrase:
            written = Scrypt(salt=salt, length=32, n=SCRYPT_COST, r=8, p=1).derive(written)
        return HKDF(SHA256(), 32, salt, b"toso sealed file 1").derive(written)


class SealedWriter:
    """A file-like object that seals what is written; `finish` completes the file."""

    def __init__(self, file: IO[bytes], secret: FileSecret) -> None:
        salt = secrets.token_bytes(32)
        key = secret.make_key(salt)
        header = {"version": VERSION, "kind": secret.kind, "salt": salt.hex(), "key": _name(key)}
        self._header = json.dumps(header).encode()
        self._file, self._cipher = file, AESGCM(key)
        self._buffer, self._number, self._digest = bytearray(), 0, hashlib.sha256()
        file.write(MAGIC + len(self._header).to_bytes(4) + self._header)

    def write(self, content: bytes) -> int:
        """Seal content; complete pieces are written."""
        self._digest.update(content)
        self._buffer += content
        while len(self._buffer) >= PIECE:
            self._write_piece(bytes(self._buffer[:PIECE]), is_last=False)
            del self._buffer[:PIECE]
        return len(content)

    def finish(self) -> None:
        """Write what is left, and the digest."""
        if self._buffer:
            self._write_piece(bytes(self._buffer), is_last=False)
        self._write_piece(self._digest.digest(), is_last=True)

    def _write_piece(self, content: bytes, *, is_last: bool) -> None:
        sealed = self._cipher.encrypt(_nonce(self._number, is_last=is_last), content, self._header)
        self._file.write(len(sealed).to_bytes(4) + sealed)
        self._number += 1


def is_sealed(file: IO[bytes]) -> bool:
    """Return whether a file begins like a sealed one; leaves it at its beginning."""
    found = file.read(len(MAGIC)) == MAGIC
    file.seek(0)
    return found


def read_kind(file: IO[bytes]) -> str:
    """Return "secret-key" or "passphrase"; leaves the file at its beginning. Raises Damaged."""
    header, _ = _read_header(file)
    file.seek(0)
    return str(header["kind"])


def open_pieces(file: IO[bytes], secret: FileSecret) -> Iterator[bytes]:
    """Yield the content of a sealed file piece by piece; all of it is authentic at the end only.

    Raises WrongKey or Damaged, the latter possibly after pieces were yielded.
    """
    header, raw = _read_header(file)
    key = secret.make_key(bytes.fromhex(header["salt"]))
    if header["kind"] != secret.kind or not hmac.compare_digest(header["key"], _name(key)):
        raise WrongKey
    cipher, digest, number = AESGCM(key), hashlib.sha256(), 0
    while True:
        size = int.from_bytes(_read_exactly(file, 4))
        if not 16 < size <= PIECE + 16:
            raise Damaged
        sealed = _read_exactly(file, size)
        content = _open(cipher, number, sealed, raw, is_last=False)
        if content is None:
            break
        digest.update(content)
        yield content
        number += 1
    if _open(cipher, number, sealed, raw, is_last=True) != digest.digest() or file.read(1):
        raise Damaged


class SealedReader:
    """A file-like object over `open_pieces`, for tarfile."""

    def __init__(self, file: IO[bytes], secret: FileSecret) -> None:
        self._pieces = open_pieces(file, secret)
        self._buffer = bytearray()

    def read(self, size: int) -> bytes:
        """Return up to `size` bytes, fewer only at the end."""
        while len(self._buffer) < size and (piece := next(self._pieces, None)) is not None:
            self._buffer += piece
        content = bytes(self._buffer[:size])
        del self._buffer[:size]
        return content

    def drain(self) -> None:
        """Read to the end: only then everything before is known to be authentic and complete."""
        while next(self._pieces, None) is not None:
            continue


def _open(
    cipher: AESGCM, number: int, sealed: bytes, header: bytes, *, is_last: bool
) -> bytes | None:
    try:
        return cipher.decrypt(_nonce(number, is_last=is_last), sealed, header)
    except InvalidTag:
        return None


def _read_header(file: IO[bytes]) -> tuple[dict[str, Any], bytes]:
    if _read_exactly(file, len(MAGIC)) != MAGIC:
        raise Damaged
    size = int.from_bytes(_read_exactly(file, 4))
    raw = _read_exactly(file, min(size, MAX_HEADER))
    try:
        header = json.loads(raw)
        fine = header["version"] == VERSION and len(bytes.fromhex(header["salt"])) == 32
        fine = fine and isinstance(header["key"], str) and header["key"].isascii()
        fine = fine and header["kind"] in ("secret-key", "passphrase")
    except (ValueError, KeyError, TypeError):
        raise Damaged from None
    if not fine:
        raise Damaged
    return header, raw


def _read_exactly(file: IO[bytes], size: int) -> bytes:
    content = file.read(size)
    if len(content) != size:
        raise Damaged
    return content


def _nonce(number: int, *, is_last: bool) -> bytes:
    return number.to_bytes(11) + bytes([is_last])


def _name(key: bytes) -> str:
    return hashlib.sha256(b"toso key name " + key).hexdigest()[:32]
