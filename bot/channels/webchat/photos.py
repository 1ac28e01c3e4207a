"""Photos and voice notes residents send: made anew, kept under a name of ours, shown again to who
knows the name.

Half of a name is chance, half says whose it is: a page can send only what was given to it, so
nobody makes another's photo their own, and has it deleted with theirs.
"""

import asyncio
import hashlib
import hmac
import secrets
from pathlib import Path

from bot.channels import pictures, voices
from bot.channels.files import Folder
from bot.messages.content import Attachment, AttachmentKind, StoredFile

MAX_PHOTO = 5_000_000  # bytes; a minute of voice is under one million

# Photos and voices come from the page itself; the rest was carried by bot.inbox.media.
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
_UPLOADED = {
    "jpg": AttachmentKind.PHOTO,
    "png": AttachmentKind.PHOTO,
    "webp": AttachmentKind.PHOTO,
    "ogg": AttachmentKind.VOICE,
    "m4a": AttachmentKind.VOICE,
}
_HALF_NAME = 16  # letters


class Photos:
    """The files in a folder; `secret` marks whose each is."""

    def __init__(self, folder: Path, secret: str) -> None:
        self._folder = Folder(folder)
        self._secret = secret.encode()

    async def keep(self, data: bytes, owner: str) -> str:
        """Make the photo or voice anew, set it aside and return its name. Raise NotAPictureError,
        NotAVoiceError.

        A file that was never sent goes within an hour: its owner's erasing knows no message of it.
        """
        if voices.looks_like_voice(data):
            kept, ending = await asyncio.to_thread(voices.renew, data)
        else:
            kept, ending = await pictures.renew(data), "jpg"
        chance = secrets.token_hex(_HALF_NAME // 2)
        stored = StoredFile(f"{chance}{self._mark(chance, owner)}.{ending}")
        await self._folder.set_aside(stored, kept)
        return stored.name

    def _mark(self, chance: str, owner: str) -> str:
        whose = hmac.new(self._secret, f"photo\n{chance}\n{owner}".encode(), hashlib.sha256)
        return whose.hexdigest()[:_HALF_NAME]

    async def describe(self, name: str, owner: str) -> Attachment | None:
        """The file as an attachment; None when there is no such file of theirs."""
        stored = _known(name)
        if stored is None or stored.ending not in _UPLOADED:
            return None
        chance, mark = name[:_HALF_NAME], name[_HALF_NAME : 2 * _HALF_NAME]
        if not hmac.compare_digest(mark, self._mark(chance, owner)):
            return None
        if not await asyncio.to_thread(self._folder.take_up, stored):
            return None
        size = await self._folder.size(stored)
        return Attachment(_UPLOADED[stored.ending], mime=mime_of(name), size=size, file=stored)

    def path(self, name: str) -> Path | None:
        """Where the file of this name lies; None when it is no file of ours, or not there."""
        stored = _known(name)
        return self._folder.find(stored) if stored else None

    def url_of(self, attachment: Attachment) -> str:
        """Where the page can see it; "" when it cannot."""
        stored = attachment.file
        return f"/chat/photo/{stored.name}" if stored and stored.ending in _TYPES else ""


def _known(name: str) -> StoredFile | None:
    try:
        stored = StoredFile(name)
    except ValueError:
        return None
    return stored if stored.ending in _TYPES else None


def mime_of(name: str) -> str:
    """The type to serve a file of this name as."""
    return _TYPES[name.rpartition(".")[2]]
