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
from bot.channels.files import Folder
from bot.channels.pictures import NotAPictureError
from bot.core import programs
from bot.core.errors import DeliveryError, Rejected, TryLater
from bot.messages.content import (
    Attachment,
    AttachmentKind,
    Incoming,
    Reply,
    StoredFile,
    carried_name,
    stored_under,
)

log = logging.getLogger(__name__)

Fetch = Callable[[str], Awaitable[bytes]]
LARGEST = 20_000_000  # bytes: what Telegram lets a bot fetch
NO_FILE = frozenset({AttachmentKind.LOCATION, AttachmentKind.CONTACT})


class Media:
    """The folder of stored files, and the fetch function of each account."""

    def __init__(self, folder: Path, fetchers: Mapping[str, Fetch]) -> None:
        self._folder = Folder(folder)
        self._fetchers = fetchers
        self._keeping: set[asyncio.Task[None]] = set()

    def kept_from(self, receive: Receive) -> Receive:
        """Wrap `receive` so that each message's media is fetched at once in the background."""

        async def received(incoming: Incoming) -> None:
            await receive(incoming)
            self.keep_soon(incoming)

        return received

    def keep_soon(self, incoming: Incoming) -> None:
        """Fetch a message's media in the background, before the platform deletes it.

        A failed fetch is tried again when the media is needed.
        """
        for one in incoming.attachments:
            if one.kind not in NO_FILE and one.ref and one.file is None:
                task = asyncio.create_task(self._keep_one(replace(one, account=incoming.account)))
                self._keeping.add(task)
                task.add_done_callback(self._keeping.discard)

    async def _keep_one(self, one: Attachment) -> None:
        try:
            await self._fetched(one)
        except TryLater as error:
            log.info("media: not kept at once: %s", error, extra={"action": "media_later"})

    async def live(self, _app: object) -> AsyncIterator[None]:
        """Cleanup context of the application: cancels running fetches at shutdown."""
        yield
        for task in self._keeping:
            task.cancel()
        await asyncio.gather(*self._keeping, return_exceptions=True)

    async def for_account(self, account: str, reply: Reply) -> Reply:
        """Return the reply as this account can send it, other accounts' media stored as files.

        Media that cannot be fetched is replaced by a sentence. Raises TryLater when it may succeed
        later.
        """
        if not any(self._foreign(account, one) for one in reply.attachments):
            return reply
        carried: list[Attachment] = []
        for one in reply.attachments:
            if not self._foreign(account, one):
                carried.append(one)
            elif (here := await self._fetched(one)) is not None:
                carried.append(here)
        lost = len(carried) < len(reply.attachments)
        text = f"{reply.text}\n{texts.THING_LOST}".strip() if lost else reply.text
        return replace(reply, text=text, attachments=tuple(carried))

    @staticmethod
    def _foreign(account: str, one: Attachment) -> bool:
        elsewhere = one.account not in ("", account) or (one.anew and bool(one.account))
        return elsewhere and one.kind not in NO_FILE and one.file is None

    async def _fetched(self, one: Attachment) -> Attachment | None:
        digest = carried_name(one.account, one.ref)
        try:
            stored = await asyncio.to_thread(self._kept, digest)
            if stored is None:
                data = await self._fetch(one)
                if programs.runs(data):
                    raise Rejected("a program is not carried")
                stored = await self._keep(digest, one, data)
        except TryLater:
            raise
        except DeliveryError as error:
            log.warning("media: not carried over: %s", error, extra={"action": "media_lost"})
            return None
        kind = AttachmentKind.DOCUMENT if one.kind is AttachmentKind.STICKER else one.kind
        return replace(one, kind=kind, ref="", account="", file=stored, anew=False)

    async def _fetch(self, one: Attachment) -> bytes:
        fetch = self._fetchers.get(one.account)
        if fetch is None:
            raise Rejected(f"nothing is known of the account {one.account!r}")
        if one.size is not None and one.size > LARGEST:
            raise Rejected("the file is too large")
        data = await fetch(one.ref)
        if len(data) > LARGEST:
            raise Rejected("the file is too large")
        return data

    def _kept(self, digest: str) -> StoredFile | None:
        return next((file for file in stored_under(digest) if self._folder.has(file)), None)

    async def _keep(self, digest: str, one: Attachment, data: bytes) -> StoredFile:
        if pictures.looks_like_picture(data):
            data = await _renewed(one, data)
        stored = StoredFile(f"{digest}.{ending(one, data)}")
        await self._folder.keep(stored, data)
        return stored


async def _renewed(one: Attachment, data: bytes) -> bytes:
    """Re-encode a picture to remove metadata. Raises Rejected when it cannot be decoded."""
    try:
        return await pictures.renew(data)
    except NotAPictureError as error:
        raise Rejected(f"the picture cannot be shown: {error}") from None


def ending(one: Attachment, data: bytes) -> str:
    """Return the file extension by its first bytes, else by what it was sent as."""
    if pictures.looks_like_picture(data):
        return "jpg"
    if data.startswith(b"%PDF-"):
        return "pdf"
    if data.startswith(b"PK\x03\x04") and one.name.endswith(".docx"):
        return "docx"
    if data.startswith(b"OggS"):
        return "ogg"
    if data.startswith((b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2")):
        return "mp3"
    if data[4:8] == b"ftyp":
        return "m4a" if one.kind is AttachmentKind.VOICE else "mp4"
    return "bin"
