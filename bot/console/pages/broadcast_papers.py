"""Files of an announcement: what is attached, the poster, the script for the loudspeaker."""

import asyncio

from aiohttp import web

from bot import texts
from bot.broadcasts import print_layouts, reviewing, service
from bot.broadcasts.content import decode_files
from bot.console.context import ConsoleRequest
from bot.core.errors import NotFound
from bot.messages.content import Attachment, AttachmentKind, Reply
from bot.usecases.generated_documents import make_print_config, prepare_script

PDF = "application/pdf"
TYPES = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp", "pdf": PDF}
OTHER = "application/octet-stream"
ACCOUNT = "console"  # no channel's: every platform's handle is fetched


async def download_file(request: ConsoleRequest) -> web.Response:
    """Give an attached file: a picture to look at, anything else to keep. Raises NotFound."""
    broadcast = await request.read(service.get_broadcast, request.id(), actor=request.actor)
    files, place = decode_files(broadcast), request.id("place")
    if place >= len(files):
        raise NotFound(texts.CONSOLE_NO_PAGE)
    attachment, content = await _fetch(request, files[place])
    extension = attachment.file.extension if attachment.file else ""
    if attachment.kind is AttachmentKind.PHOTO and TYPES.get(extension, "").startswith("image/"):
        return web.Response(body=content, content_type=TYPES[extension])
    name = f"thong-bao-{broadcast.id}-tep-{place + 1}.{extension}"
    return request.download(content, name, TYPES.get(extension, OTHER))


async def _fetch(request: ConsoleRequest, attachment: Attachment) -> tuple[Attachment, bytes]:
    """Return the attachment as it is stored here, with its bytes. Raises NotFound."""
    if attachment.file is None:
        carried = await request.services.media_store.resolve_reply(
            ACCOUNT, Reply("", attachments=(attachment,))
        )
        attachment = next(iter(carried.attachments), attachment)
    path = request.services.files.find(attachment.file) if attachment.file else None
    if path is None:
        raise NotFound(texts.CONSOLE_FILE_GONE)
    return attachment, await asyncio.to_thread(path.read_bytes)


async def download_poster(request: ConsoleRequest) -> web.Response:
    """Give the poster for the village's board."""
    config = await asyncio.to_thread(make_print_config, request.services.settings)
    broadcast, unit = await request.read(reviewing.get_with_unit, request.id(), actor=request.actor)
    content = await asyncio.to_thread(print_layouts.print_poster, broadcast, unit, config)
    return request.download(content, f"to-dan-{broadcast.id}.pdf", PDF)


async def download_script(request: ConsoleRequest) -> web.Response:
    """Give the script that is read over the loudspeaker."""
    config = await asyncio.to_thread(make_print_config, request.services.settings)
    broadcast, _ = await request.read(reviewing.get_with_unit, request.id(), actor=request.actor)
    write = await request.read(prepare_script, broadcast, config)
    return request.download(await asyncio.to_thread(write), f"bai-doc-loa-{broadcast.id}.pdf", PDF)
