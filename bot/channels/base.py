"""What every channel promises: two verbs, `attach` and `send`, and how much one message holds."""

from collections.abc import Awaitable, Callable
from typing import Protocol

from aiohttp import web

from bot.messages.content import Incoming, Reply

# Returns only when the message is stored; raises when it could not be (then do not confirm it).
Receive = Callable[[Incoming], Awaitable[None]]


class Channel(Protocol):
    """A way to reach people: listen and speak."""

    name: str
    """The account's name, stored with every contact; stable."""

    def attach(self, app: web.Application, receive: Receive) -> None:
        """Listen: add webhook routes, or a `cleanup_ctx` that polls.

        Give each message to `receive` once; it is safe to give it twice. Confirm it to the platform
        only after `receive` returned.
        """

    def parts(self, reply: Reply) -> tuple[Reply, ...]:
        """The messages `reply` becomes here, split where a reader would; buttons on the last."""

    async def send(self, address: str, reply: Reply, *, key: str = "") -> str:
        """Speak: deliver one part now and return the platform's message id.

        `key` is the same for every try of the same part: a page can show it once.

        Raise TryLater, Unreachable or Rejected; let nothing else escape.
        """

    async def fetch(self, ref: str) -> bytes:
        """The bytes behind an attachment's handle that this account heard.

        Raise TryLater, or Rejected when it can never be had (too large, long gone).
        """

    def reachable(self) -> frozenset[str] | None:
        """The addresses that can be reached now, or None when the platform itself keeps messages.

        The outbox leaves the others queued: a web visitor gets the answer on coming back.
        """
