"""Photos and voice notes uploaded by residents: re-encoded and stored under generated names.

Half of a name is random, half signs its owner: a page can send only its own uploads, so nobody can
claim another's photo and have it deleted with theirs. Who knows the name can see the file.
"""

import asyncio
import hashlib
import hmac
import secrets
from pathlib import Path

from bot.channels import pictures, voice_notes
from bot.channels.file_store import FileStore
from bot.messages.content import Attachment, AttachmentKind, StoredFile

MAX_UPLOAD = 5_000_000  # bytes; a minute of voice is under one million

# Photos and voice notes come from the page itself; the rest was carried by bot.inbox.media.
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


class UploadStore:
    """The uploads in a folder; `secret` signs their owners."""

    def __init__(self, folder: Path, secret: str) -> None:
        self._folder = FileStore(folder)
        self._secret = secret.encode()

    async def save(self, data: bytes, owner: str) -> str:
        """Re-encode the photo or voice, store it as pending and return its name.

        Raises NotAPictureError, NotAVoiceError. An upload that is never sent is deleted within an
        hour: erasing its owner finds no message of it.
        """
        if voice_notes.looks_like_voice(data):
            content, ending = await asyncio.to_thread(voice_notes.repack_voice, data)
        else:
            content, ending = await pictures.reencode_picture(data), "jpg"
        nonce = secrets.token_hex(_HALF_NAME // 2)
        stored = StoredFile(f"{nonce}{self._sign_owner(nonce, owner)}.{ending}")
        await self._folder.save_pending(stored, content)
        return stored.name

    def _sign_owner(self, nonce: str, owner: str) -> str:
        signature = hmac.new(self._secret, f"photo\n{nonce}\n{owner}".encode(), hashlib.sha256)
        return signature.hexdigest()[:_HALF_NAME]

    async def find_attachment(self, name: str, owner: str) -> Attachment | None:
        """Return the upload as an attachment; None if this owner has no such upload."""
        stored = _parse_name(name)
        if stored is None or stored.extension not in _UPLOADED:
            return None
        nonce, mark = name[:_HALF_NAME], name[_HALF_NAME : 2 * _HALF_NAME]
        if not hmac.compare_digest(mark, self._sign_owner(nonce, owner)):
            return None
        if not await asyncio.to_thread(self._folder.commit_pending, stored):
            return None
        size = await self._folder.size(stored)
        return Attachment(_UPLOADED[stored.extension], mime=get_mime(name), size=size, file=stored)

    def find_path(self, name: str) -> Path | None:
        """Return the path of the file of this name; None if there is none."""
        stored = _parse_name(name)
        return self._folder.find(stored) if stored else None

    def get_url(self, attachment: Attachment) -> str:
        """Return the URL of the attachment on the page; "" if it has none."""
        stored = attachment.file
        return f"/chat/photo/{stored.name}" if stored and stored.extension in _TYPES else ""


def _parse_name(name: str) -> StoredFile | None:
    try:
        stored = StoredFile(name)
    except ValueError:
        return None
    return stored if stored.extension in _TYPES else None


def get_mime(name: str) -> str:
    """Return the MIME type of the file with this name."""
    return _TYPES[name.rpartition(".")[2]]
