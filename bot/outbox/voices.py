"""What the dispatcher needs of a channel."""

from typing import Protocol, runtime_checkable

from bot.messages.content import Reply


class Voice(Protocol):
    """The speaking half of a channel."""

    name: str

    def parts(self, reply: Reply) -> tuple[Reply, ...]: ...

    async def send(self, address: str, reply: Reply, *, key: str = "") -> str: ...

    def reachable(self) -> frozenset[str] | None: ...


@runtime_checkable
class Editor(Protocol):
    """A channel on which what was said can be said otherwise."""

    async def edit(self, address: str, message_id: str, reply: Reply, *, key: str = "") -> str: ...


@runtime_checkable
class Eraser(Protocol):
    """A channel on which what was said can be removed; done twice it is done."""

    async def erase(self, address: str, message_id: str) -> None: ...
