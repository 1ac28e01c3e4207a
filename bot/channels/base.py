"""The `Channel` protocol: what every channel implements to receive and to send."""

from collections.abc import Awaitable, Callable
from typing import Protocol

from aiohttp import web

from bot.messages.content import Incoming, Reply

# Returns only when the message is stored; raises when it could not be (then do not confirm it).
Receive = Callable[[Incoming], Awaitable[None]]


class Channel(Protocol):
    """A platform account that receives and sends messages."""

    name: str
    """The account's name, stored with every contact; stable."""

    def attach(self, app: web.Application, receive: Receive) -> None:
        """Start receiving: add webhook routes, or a `cleanup_ctx` that polls.

        Pass each message to `receive`; passing it twice is safe. Acknowledge it to the platform
        only after `receive` returned.
        """

    def parts(self, reply: Reply) -> tuple[Reply, ...]:
        """Split `reply` into the messages it becomes on this platform; buttons go on the last."""

    async def send(self, address: str, reply: Reply, *, key: str = "") -> str:
        """Send one part now and return the platform's message id.

        `key` is the same for every attempt to send the part, so that a page can show it once.

        Raises TryLater, Unreachable or Rejected, and nothing else.
        """

    async def fetch(self, ref: str) -> bytes:
        """Return the content of an attachment that this account received.

        Raises TryLater, or Rejected if it can never be had (too large, expired).
        """

    def reachable(self) -> frozenset[str] | None:
        """Return the addresses that can be sent to now; None if the platform stores messages.

        The outbox leaves the others queued: a web visitor gets the reply on coming back.
        """
