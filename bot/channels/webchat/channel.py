"""The web chat as a channel: visitors with an open page are sent to, others wait in the outbox.

A message counts as sent once a page has confirmed it. One sent while the connection was breaking is
sent again under the same id, and shown once.
"""

import asyncio
import secrets
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path

from aiohttp import WSCloseCode, web

from bot.channels.base import Receive
from bot.channels.request_sources import RequestSources
from bot.channels.splitting import split_reply
from bot.channels.webchat.connections import PageConnection, PageConnections
from bot.channels.webchat.conversation import ChatContext, Conversation
from bot.channels.webchat.file_page import FilePage
from bot.channels.webchat.frames import build_message, stable_id
from bot.channels.webchat.pages import Pages, PlaceOf
from bot.channels.webchat.upload_routes import UploadRoutes
from bot.channels.webchat.uploads import UploadStore
from bot.channels.webchat.visitor_tokens import VisitorTokens
from bot.core.errors import Rejected, TryLater
from bot.messages.content import Reply

MAX_TEXT = 4000
MAX_FRAME = 16 * 1024  # bytes
CLOSE_UNCONFIRMED = 4000  # close code: the page did not confirm a message

_HEARTBEAT = 20.0  # seconds between pings
_CLOSE_TIMEOUT = 1.0  # seconds a page has to answer our closing


class Webchat:
    """The web chat of one installation.

    `files` is the folder of uploads, `on_arrival` is called when somebody becomes reachable,
    `confirm_timeout` is how many seconds a page has to confirm a message.
    """

    def __init__(
        self,
        *,
        secret: str,
        files: Path,
        public_url: str = "",
        place_of: PlaceOf | None = None,
        on_arrival: Callable[[], None] | None = None,
        confirm_timeout: float = 5.0,
        sockets_per_source: int = 30,
        sources: RequestSources | None = None,
        name: str = "webchat",
    ) -> None:
        self.name = name
        self.on_arrival = on_arrival
        self._confirm_timeout = confirm_timeout
        self._per_source = sockets_per_source
        self._tokens = VisitorTokens(secret)
        self._upload_store = UploadStore(files, secret)
        self._pages = Pages(public_url, place_of)
        self._connections = PageConnections()
        self._sources = sources or RequestSources()
        self._sockets: Counter[str] = Counter()  # open, by network
        self._closing: set[asyncio.Task[None]] = set()
        self._closed = False

    # Listening

    def attach(self, app: web.Application, receive: Receive) -> None:
        """Add the routes of the page, its WebSocket and its uploads."""
        context = ChatContext(
            self.name,
            self._tokens,
            self._connections,
            self._upload_store,
            receive,
            self._notify_arrival,
        )
        upload_routes = UploadRoutes(self._upload_store, self._tokens, self._sources)
        self._pages.attach(app)
        FilePage(self._pages.get_text("file.html"), self._upload_store).attach(app)
        app.router.add_get("/chat/ws", self._socket(context), name=f"{self.name}-socket")
        app.router.add_post("/chat/photo", upload_routes.receive_upload)
        app.router.add_get("/chat/photo/{name}", upload_routes.serve_upload)
        app.on_startup.append(self._open)
        app.on_shutdown.append(self._close)

    def _socket(
        self, context: ChatContext
    ) -> Callable[[web.Request], Awaitable[web.WebSocketResponse]]:
        async def socket(request: web.Request) -> web.WebSocketResponse:
            if not self._pages.is_same_site(request):
                raise web.HTTPForbidden
            response = web.WebSocketResponse(
                heartbeat=_HEARTBEAT, timeout=_CLOSE_TIMEOUT, max_msg_size=MAX_FRAME, compress=False
            )
            await response.prepare(request)
            source = self._sources.find_network(request)
            self._sockets[source] += 1
            try:
                await self._run_conversation(context, PageConnection(response, source))
            finally:
                self._sockets[source] -= 1
                if not self._sockets[source]:
                    del self._sockets[source]
            return response

        return socket

    async def _run_conversation(self, context: ChatContext, connection: PageConnection) -> None:
        if self._closed:
            await connection.close(WSCloseCode.GOING_AWAY)
        elif self._sockets[connection.network] > self._per_source:
            await connection.close(WSCloseCode.TRY_AGAIN_LATER)
        else:
            self._connections.add(connection)
            await Conversation(context, connection).run()

    def _notify_arrival(self) -> None:
        if self.on_arrival is not None:
            self.on_arrival()

    async def _open(self, _app: web.Application) -> None:
        self._closed = False

    async def _close(self, _app: web.Application) -> None:
        self._closed = True
        await self._connections.close_all(WSCloseCode.GOING_AWAY)
        if self._closing:
            await asyncio.wait(self._closing, timeout=_CLOSE_TIMEOUT)

    # Speaking

    def parts(self, reply: Reply) -> tuple[Reply, ...]:
        """Split `reply` into messages of at most `MAX_TEXT` characters."""
        return split_reply(reply, MAX_TEXT)

    async def send(self, address: str, reply: Reply, *, key: str = "") -> str:
        """Show one part on every open page of the person; one confirmation is enough."""
        return await self._show_part(address, reply, key)

    async def edit(self, address: str, message_id: str, reply: Reply, *, key: str = "") -> str:
        """Replace the message with this id on every open page."""
        await self._show_part(address, reply, key, replaces=message_id)
        return message_id

    async def _show_part(self, address: str, reply: Reply, key: str, replaces: str = "") -> str:
        if not (reply.text or reply.attachments):
            raise Rejected("there is nothing to show")
        message_id = stable_id(key, reply) if key else secrets.token_hex(8)
        frame = build_message(
            message_id,
            reply,
            self._upload_store.get_url,
            replaces=replaces,
            own_host=self._pages.public_host,
        )
        connections = self._connections.list_for(address)
        confirmed = await asyncio.gather(
            *(connection.deliver(frame, self._confirm_timeout) for connection in connections)
        )
        for connection, is_confirmed in zip(connections, confirmed, strict=True):
            if not is_confirmed:
                self._drop_connection(connection)
        if not any(confirmed):
            raise TryLater("no open page confirmed the message", retry_after=0)
        return message_id

    async def fetch(self, ref: str) -> bytes:
        """Raise Rejected: uploads are stored here and have no handle."""
        raise Rejected(f"the page has no handle like {ref[:20]!r}")

    def reachable(self) -> frozenset[str] | None:
        """Return the addresses whose page is open in this process."""
        return self._connections.addresses()

    def _drop_connection(self, connection: PageConnection) -> None:
        """Forget a dead connection now; closing it may take a while."""
        self._connections.remove(connection)
        task = asyncio.create_task(connection.close(CLOSE_UNCONFIRMED))
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)
