"""A channel for tests and rehearsals: what was sent is a list, and faults can be ordered."""

from collections import deque

from aiohttp import web

from bot.channels.base import Receive
from bot.channels.splitting import layout
from bot.core.errors import DeliveryError, Rejected
from bot.messages.content import Reply


class Fake:
    """Remembers what was sent; `fail_next` makes the next sends raise."""

    def __init__(self, *, name: str = "fake", max_text: int = 4096) -> None:
        self.name = name
        self.sent: list[tuple[str, Reply]] = []
        self.refuses: set[str] = set()  # addresses nothing can be sent to
        self.edited: list[tuple[str, Reply]] = []
        self.erased: list[tuple[str, str]] = []
        self.things: dict[str, bytes] = {}
        self.receive: Receive | None = None
        self._max_text = max_text
        self._faults: deque[DeliveryError] = deque()

    def attach(self, _app: web.Application, receive: Receive) -> None:
        """Keep `receive`: a test speaks through it."""
        self.receive = receive

    def fail_next(self, *errors: DeliveryError) -> None:
        """The next sends raise these, in order."""
        self._faults.extend(errors)

    def parts(self, reply: Reply) -> tuple[Reply, ...]:
        """Split like any platform does."""
        return layout(reply, self._max_text)

    async def send(self, address: str, reply: Reply, *, key: str = "") -> str:
        """Remember the reply, or raise the next ordered fault."""
        if self._faults:
            raise self._faults.popleft()
        if address in self.refuses:
            raise Rejected("the platform refuses it")
        self.sent.append((address, reply))
        return f"fake:{len(self.sent)}"

    async def edit(self, address: str, message_id: str, reply: Reply, *, key: str = "") -> str:
        """Remember what was put in the place of what, or raise the next ordered fault."""
        if self._faults:
            raise self._faults.popleft()
        self.edited.append((message_id, reply))
        return message_id

    async def erase(self, address: str, message_id: str) -> None:
        """Remember what was removed, or raise the next ordered fault."""
        if self._faults:
            raise self._faults.popleft()
        self.erased.append((address, message_id))

    async def fetch(self, ref: str) -> bytes:
        """What a test laid behind the handle."""
        if ref not in self.things:
            raise Rejected("no such thing")
        return self.things[ref]

    def reachable(self) -> None:
        """A platform that keeps messages: everyone can be reached."""
        return
