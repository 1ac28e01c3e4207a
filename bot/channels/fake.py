"""A channel for tests: records what was sent and raises errors on request."""

from collections import deque

from aiohttp import web

from bot.channels.base import Receive
from bot.channels.splitting import split_reply
from bot.core.errors import DeliveryError, Rejected
from bot.messages.content import Reply


class Fake:
    """Records what was sent; `fail_next` makes the next sends raise."""

    def __init__(self, *, name: str = "fake", max_text: int = 4096) -> None:
        self.name = name
        self.sent: list[tuple[str, Reply]] = []
        self.refused_addresses: set[str] = set()  # addresses nothing can be sent to
        self.edited: list[tuple[str, Reply]] = []
        self.erased: list[tuple[str, str]] = []
        self.files: dict[str, bytes] = {}
        self.receive: Receive | None = None
        self._max_text = max_text
        self._faults: deque[DeliveryError] = deque()

    def attach(self, _app: web.Application, receive: Receive) -> None:
        """Store `receive`, through which a test sends messages."""
        self.receive = receive

    def fail_next(self, *errors: DeliveryError) -> None:
        """Make the next sends raise these errors, in order."""
        self._faults.extend(errors)

    def parts(self, reply: Reply) -> tuple[Reply, ...]:
        """Split like other platforms do."""
        return split_reply(reply, self._max_text)

    async def send(self, address: str, reply: Reply, *, key: str = "") -> str:
        """Record the reply, or raise the next requested error."""
        if self._faults:
            raise self._faults.popleft()
        if address in self.refused_addresses:
            raise Rejected("the platform refuses it")
        self.sent.append((address, reply))
        return f"fake:{len(self.sent)}"

    async def edit(self, address: str, message_id: str, reply: Reply, *, key: str = "") -> str:
        """Record the edit, or raise the next requested error."""
        if self._faults:
            raise self._faults.popleft()
        self.edited.append((message_id, reply))
        return message_id

    async def erase(self, address: str, message_id: str) -> None:
        """Record the removal, or raise the next requested error."""
        if self._faults:
            raise self._faults.popleft()
        self.erased.append((address, message_id))

    async def fetch(self, ref: str) -> bytes:
        """Return the content a test stored under the handle."""
        if ref not in self.files:
            raise Rejected("no such thing")
        return self.files[ref]

    def reachable(self) -> None:
        """Return None: the platform stores messages, everyone can be reached."""
        return
