"""Photos residents send: looked at, kept under a random name, shown again to who knows the name.

The first bytes decide what a file is; its name and declared type are not believed.
"""

import asyncio
import re
import secrets
from pathlib import Path

from bot.errors import Rejected
from bot.messages import Attachment, AttachmentKind

MAX_PHOTO = 5_000_000  # bytes
# A reference with this before it is a path here: every channel can upload it (see telegram_send).
LOCAL = "file:"

# Photos come from the page itself; the rest was carried over from another channel (bot.media).
_TYPES = {
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "ogg": "audio/ogg",
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "mp4": "video/mp4",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "bin": "application/octet-stream",
}
_PHOTO = re.compile(r"[0-9a-f]{32}\.(jpg|png|webp)", re.ASCII)
_NAME = re.compile(rf"[0-9a-f]{{32}}\.({'|'.join(_TYPES)})", re.ASCII)


class Photos:
    """A folder of photos."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def keep(self, data: bytes) -> str | None:
        """Store a photo and return its name; None when this is no photo."""
        kind = kind_of(data)
        if not kind:
            return None
        name = f"{secrets.token_hex(16)}.{kind}"
        await asyncio.to_thread(self._write, name, data)
        return name

    def _write(self, name: str, data: bytes) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        half = self._folder / f"{name}.part"
        half.write_bytes(data)
        half.rename(self._folder / name)

    def path(self, name: str) -> Path | None:
        """Where the photo of this name would be; None when it is no name of ours."""
        return self._folder / name if _NAME.fullmatch(name) else None

    async def describe(self, name: str) -> Attachment | None:
        """The photo as an attachment; None when there is no such photo."""
        path = self.path(name) if _PHOTO.fullmatch(name) else None
        if path is None:
            return None
        try:
            size = (await asyncio.to_thread(path.stat)).st_size
        except OSError:
            return None
        return Attachment(AttachmentKind.PHOTO, f"{LOCAL}{path}", mime=mime_of(name), size=size)

    async def read(self, ref: str) -> bytes:
        """The bytes of a reference of ours. Raise Rejected for any other."""
        if not self.url_of(ref):
            raise Rejected("this is no file of the page")
        try:
            return await asyncio.to_thread(Path(ref.removeprefix(LOCAL)).read_bytes)
        except OSError as error:
            raise Rejected(f"the file cannot be read: {error.strerror}") from error

    def url_of(self, ref: str) -> str:
        """Where the page can see an attachment with this reference; "" when it cannot."""
        path = Path(ref.removeprefix(LOCAL))
        ours = ref.startswith(LOCAL) and path.parent == self._folder
        return f"/chat/photo/{path.name}" if ours and _NAME.fullmatch(path.name) else ""


def kind_of(data: bytes) -> str:
    """What the first bytes say it is: "jpg", "png", "webp", or "" for anything else."""
    if data.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    return ""


def mime_of(name: str) -> str:
    """The type to serve a photo of this name as."""
    return _TYPES[name.rpartition(".")[2]]
