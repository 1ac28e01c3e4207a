"""Re-encoding of uploaded pictures, which removes metadata and anything hidden in the file.

A phone writes its position into a photo (EXIF); a few bytes may unpack to gigabytes, or be no
picture at all behind a picture's first bytes. So each is decoded within a budget of pixels and
written as a plain JPEG, of a size a phone shows well.
"""

import asyncio
import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from PIL import Image, ImageOps

# Pixels decoded, by format: phones take photos of 50 million, and a screen has under 10. At work
# this costs 300 MB at the most, once.
MAX_PIXELS = {"JPEG": 50_000_000, "PNG": 25_000_000, "WEBP": 25_000_000}
TARGET_PIXELS = 6_000_000  # a long screenshot's small letters stay legible
LONGEST_SIDE = 8_000  # Telegram takes width and height up to 10,000 together
SHRINKABLE = ("RGB", "RGBA", "L", "CMYK")  # others lose their letters: full colours first
QUALITY = 85
# One at a time in a process: the memory of decoding is needed once, however many come together.
_DECODE_LOCK = threading.Lock()


class NotAPictureError(ValueError):
    """The file is no JPEG, PNG or WebP, or cannot be decoded."""


class TooManyPixelsError(NotAPictureError):
    """The picture is too large to decode here."""


def looks_like_picture(content: bytes) -> bool:
    """Return whether the first bytes are a picture's; only decoding proves it."""
    return content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or (
        content[:4] == b"RIFF" and content[8:12] == b"WEBP"
    )


def count_pixels(content: bytes) -> int:
    """Return the number of pixels by the file's header. Raises NotAPictureError."""
    if not looks_like_picture(content):
        raise NotAPictureError("the first bytes are no picture's")
    with (
        _translating_errors(),
        Image.open(io.BytesIO(content), formats=tuple(MAX_PIXELS)) as opened,
    ):
        if opened.width * opened.height > MAX_PIXELS[opened.format or "PNG"]:
            raise TooManyPixelsError("too many pixels")
        return opened.width * opened.height


async def reencode_picture(content: bytes) -> bytes:
    """Return the picture as a JPEG without metadata. Raises NotAPictureError."""
    return await asyncio.to_thread(reencode_picture_sync, content)


def reencode_picture_sync(content: bytes) -> bytes:
    """Do the same without an event loop."""
    if not looks_like_picture(content):
        raise NotAPictureError("the first bytes are no picture's")
    with _DECODE_LOCK, _translating_errors():
        return _encode_jpeg(content)


@contextmanager
def _translating_errors() -> Iterator[None]:
    """Translate Pillow's errors into NotAPictureError."""
    try:
        yield
    except NotAPictureError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise TooManyPixelsError("too many pixels") from None
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, TypeError) as error:
        # What its readers raise of files that are broken, or made to break them.
        raise NotAPictureError(f"cannot be decoded: {type(error).__name__}") from None


def _encode_jpeg(content: bytes) -> bytes:
    with Image.open(io.BytesIO(content), formats=tuple(MAX_PIXELS)) as opened:
        width, height = opened.size
        if width * height > MAX_PIXELS[opened.format or "PNG"]:
            raise TooManyPixelsError("too many pixels")
        scale = min(1.0, (TARGET_PIXELS / (width * height)) ** 0.5, LONGEST_SIDE / (width + height))
        size = (max(1, int(width * scale)), max(1, int(height * scale)))
        opened.draft("RGB", size)  # a large JPEG is decoded small at once
        if opened.mode in SHRINKABLE:
            opened.thumbnail(size)
        picture = ImageOps.exif_transpose(_flatten_on_white(opened))
    picture.thumbnail((max(size), max(size)))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def _flatten_on_white(picture: Image.Image) -> Image.Image:
    """Paint a transparent picture on white; as a JPEG it would turn black."""
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        layered = picture.convert("RGBA")
        white = Image.new("RGBA", layered.size, "white")
        white.alpha_composite(layered)
        return white.convert("RGB")
    return picture.convert("RGB")
