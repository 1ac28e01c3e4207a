"""Protocols the dispatcher needs from a channel."""

from typing import Protocol, runtime_checkable

from bot.messages.content import Reply

ERASED = ""  # the platform's id of what is not there any more


class Sender(Protocol):
    """The sending half of a channel."""

    name: str

    def parts(self, reply: Reply) -> tuple[Reply, ...]: ...

    async def send(self, address: str, reply: Reply, *, key: str = "") -> str: ...

    def reachable(self) -> frozenset[str] | None: ...


@runtime_checkable
class EditsMessages(Protocol):
    """A channel on which a sent message can be edited."""

    async def edit(self, address: str, message_id: str, reply: Reply, *, key: str = "") -> str: ...


@runtime_checkable
class ErasesMessages(Protocol):
    """A channel on which a sent message can be removed; removing it twice is no error."""

    async def erase(self, address: str, message_id: str) -> None: ...
