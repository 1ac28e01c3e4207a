"""Media transfer between accounts: a platform's file handle is valid on its own account only.

Media of another account is fetched once, stored as a file here, and sent as that file.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import replace
from pathlib import Path

from bot import texts
from bot.channels import pictures
from bot.channels.base import Receive
from bot.channels.file_store import FileStore
from bot.channels.pictures import NotAPictureError
from bot.core import executables
from bot.core.errors import DeliveryError, Rejected, TryLater
from bot.messages.content import (
    Attachment,
    AttachmentKind,
    Incoming,
    Reply,
    StoredFile,
    cached_file_name,
    list_stored_files,
)

log = logging.getLogger(__name__)

Fetch = Callable[[str], Awaitable[bytes]]
FindWanted = Callable[[Incoming], Awaitable[tuple[Attachment, ...]]]
MAX_BYTES = 20_000_000  # bytes: what Telegram lets a bot fetch
KINDS_WITHOUT_FILE = frozenset({AttachmentKind.LOCATION, AttachmentKind.CONTACT})


class MediaStore:
    """The folder of stored files, and the fetch function of each account."""

    def __init__(self, folder: Path, fetchers: Mapping[str, Fetch]) -> None:
        self._folder = FileStore(folder)
        self._fetchers = fetchers
        self._tasks: set[asyncio.Task[None]] = set()

    def wrap_receiver(self, receive: Receive, find_wanted: FindWanted) -> Receive:
        """Wrap `receive` so that each message's media is fetched at once in the background.

        `find_wanted` says which of it the person wants to be kept.
        """

        async def receive_and_store(incoming: Incoming) -> None:
            await receive(incoming)
            if incoming.attachments:
                self.store_soon(replace(incoming, attachments=await find_wanted(incoming)))

        return receive_and_store

    def store_soon(self, incoming: Incoming) -> None:
        """Fetch a message's media in the background, before the platform deletes it.

        A failed fetch is tried again when the media is needed.
        """
        for attachment in incoming.attachments:
            if (
                attachment.kind not in KINDS_WITHOUT_FILE
                and attachment.ref
                and attachment.file is None
            ):
                task = asyncio.create_task(
                    self._store_quietly(replace(attachment, account=incoming.account))
                )
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    async def _store_quietly(self, attachment: Attachment) -> None:
        try:
            await self._fetch_stored(attachment)
        except TryLater as error:
            log.info("media: not kept at once: %s", error, extra={"action": "media_later"})

    async def lifespan(self, _app: object) -> AsyncIterator[None]:
        """Cleanup context of the application: cancels running fetches at shutdown."""
        yield
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def resolve_reply(self, account: str, reply: Reply) -> Reply:
        """Return the reply as this account can send it, other accounts' media stored as files.

        Media that cannot be fetched is replaced by a sentence. Raises TryLater when it may succeed
        later.
        """
        if not any(self._is_foreign(account, attachment) for attachment in reply.attachments):
            return reply
        carried: list[Attachment] = []
        for attachment in reply.attachments:
            if not self._is_foreign(account, attachment):
                carried.append(attachment)
            elif (here := await self._fetch_stored(attachment)) is not None:
                carried.append(here)
        lost = len(carried) < len(reply.attachments)
        text = f"{reply.text}\n{texts.THING_LOST}".strip() if lost else reply.text
        return replace(reply, text=text, attachments=tuple(carried))

    async def find_file(self, attachment: Attachment) -> StoredFile | None:
        """Return the stored file of an attachment, fetched if need be; None if there is none.

        Raises TryLater when it may succeed later.
        """
        if attachment.kind in KINDS_WITHOUT_FILE or attachment.is_risky:
            return None
        if attachment.file is not None:
            return attachment.file if self._folder.has(attachment.file) else None
        fetched = await self._fetch_stored(attachment) if attachment.ref else None
        return fetched.file if fetched is not None else None

    @staticmethod
    def _is_foreign(account: str, attachment: Attachment) -> bool:
        elsewhere = attachment.account not in ("", account) or (
            attachment.anew and bool(attachment.account)
        )
        return elsewhere and attachment.kind not in KINDS_WITHOUT_FILE and attachment.file is None

    async def _fetch_stored(self, attachment: Attachment) -> Attachment | None:
        digest = cached_file_name(attachment.account, attachment.ref)
        try:
            stored = await asyncio.to_thread(self._find_stored, digest)
            if stored is None:
                data = await self._fetch_bytes(attachment)
                if executables.is_executable(data):
                    raise Rejected("a program is not carried")
                stored = await self._store(digest, attachment, data)
        except TryLater:
            raise
        except DeliveryError as error:
            log.warning("media: not carried over: %s", error, extra={"action": "media_lost"})
            return None
        kind = (
            AttachmentKind.DOCUMENT
            if attachment.kind is AttachmentKind.STICKER
            else attachment.kind
        )
        return replace(attachment, kind=kind, ref="", account="", file=stored, anew=False)

    async def _fetch_bytes(self, attachment: Attachment) -> bytes:
        fetch = self._fetchers.get(attachment.account)
        if fetch is None:
            raise Rejected(f"nothing is known of the account {attachment.account!r}")
        if attachment.size is not None and attachment.size > MAX_BYTES:
            raise Rejected("the file is too large")
        data = await fetch(attachment.ref)
        if len(data) > MAX_BYTES:
            raise Rejected("the file is too large")
        return data

    def _find_stored(self, digest: str) -> StoredFile | None:
        return next((file for file in list_stored_files(digest) if self._folder.has(file)), None)

    async def _store(self, digest: str, attachment: Attachment, data: bytes) -> StoredFile:
        if pictures.looks_like_picture(data):
            data = await _reencode_picture(attachment, data)
        stored = StoredFile(f"{digest}.{file_extension(attachment, data)}")
        await self._folder.save(stored, data)
        return stored


async def _reencode_picture(attachment: Attachment, data: bytes) -> bytes:
    """Re-encode a picture to remove metadata. Raises Rejected when it cannot be decoded."""
    try:
        return await pictures.reencode_picture(data)
    except NotAPictureError as error:
        raise Rejected(f"the picture cannot be shown: {error}") from None


def file_extension(attachment: Attachment, data: bytes) -> str:
    """Return the file extension by its first bytes, else by what it was sent as."""
    if pictures.looks_like_picture(data):
        return "jpg"
    if data.startswith(b"%PDF-"):
        return "pdf"
    if data.startswith(b"PK\x03\x04") and attachment.name.endswith(".docx"):
        return "docx"
    if data.startswith(b"OggS"):
        return "ogg"
    if data.startswith((b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2")):
        return "mp3"
    if data[4:8] == b"ftyp":
        return "m4a" if attachment.kind is AttachmentKind.VOICE else "mp4"
    return "bin"
