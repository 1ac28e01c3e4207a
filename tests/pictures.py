"""Pictures and files for tests: real ones, since what cannot be decoded is refused at the door."""

import hashlib
import io
import struct
import zlib
from pathlib import Path

from PIL import Image

from bot.channels.file_store import FileStore
from bot.messages.content import StoredFile


def a_picture(
    color: str = "green", *, size: tuple[int, int] = (60, 40), kind: str = "JPEG", **more: object
) -> bytes:
    """A picture of one colour."""
    out = io.BytesIO()
    Image.new("RGB", size, color).save(out, kind, **more)
    return out.getvalue()


def a_vast_picture(side: int) -> bytes:
    """A PNG of a few bytes and very many pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        checked = kind + data
        return struct.pack(">I", len(data)) + checked + struct.pack(">I", zlib.crc32(checked))

    rows = zlib.compress(bytes(1 + (side + 7) // 8) * side, 9)
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    parts = chunk(b"IHDR", head), chunk(b"IDAT", rows), chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def color_of(content: bytes) -> tuple[int, int, int]:
    """The colour, as nearly as a JPEG keeps it."""
    with Image.open(io.BytesIO(content)) as picture:
        red, green, blue = picture.convert("RGB").resize((1, 1)).tobytes()
    return round(red / 32), round(green / 32), round(blue / 32)


def lay(folder: Path, ending: str, content: bytes) -> StoredFile:
    """A file of the house's folder."""
    stored = StoredFile(f"{hashlib.sha256(content).hexdigest()[:32]}.{ending}")
    FileStore(folder).save_sync(stored, content)
    return stored
