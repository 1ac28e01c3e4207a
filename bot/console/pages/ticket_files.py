"""Photos, voice notes and files of a ticket, and the stream that says that it has changed."""

from aiohttp import web

from bot import texts
from bot.console.context import ConsoleRequest
from bot.console.live import LIVE
from bot.core.errors import NotFound, TryLater
from bot.tickets import desk_view

# What a browser may show on our page; everything else is only kept as a file.
SHOWN = {
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "ogg": "audio/ogg",
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "mp4": "video/mp4",
}


async def show_file(request: ConsoleRequest) -> web.StreamResponse:
    """Serve an attachment of a ticket that the actor may see; the address names no file."""
    attachment = await request.read(
        desk_view.get_attachment,
        request.id(),
        request.id("message"),
        request.id("index"),
        actor=request.actor,
    )
    try:
        stored = await request.services.media_store.find_file(attachment)
    except TryLater as error:
        raise NotFound(texts.DESK_NO_FILE) from error
    path = request.services.files.find(stored) if stored is not None else None
    if stored is None or path is None:
        raise NotFound(texts.DESK_NO_FILE)
    kind = SHOWN.get(stored.extension, "application/octet-stream")
    placing = "inline" if stored.extension in SHOWN else "attachment"
    name = f"viec-{request.id()}.{stored.extension}"
    return web.FileResponse(
        path,
        headers={"Content-Type": kind, "Content-Disposition": f'{placing}; filename="{name}"'},
    )


async def show_live(request: ConsoleRequest) -> web.StreamResponse:
    """Stream that the conversation has changed."""
    ticket_id = request.id()
    await request.read(desk_view.get_visible_ticket, ticket_id, actor=request.actor)

    async def look() -> object:
        return await request.read(desk_view.find_last_ids, ticket_id)

    return await request.http.app[LIVE].run(request, look)
