"""The result of one check of the installation."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.core.errors import BotError


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of one check."""

    subject: str
    ok: bool
    message: str

    def as_json(self) -> dict[str, object]:
        """Return the dict printed by `bot service check --json`."""
        return {"subject": self.subject, "ok": self.ok, "words": self.message}


def probe(subject: str, ask: Callable[[], str]) -> Finding:
    """Return what a question says, or its error as a fault."""
    try:
        return Finding(subject, ok=True, message=ask())
    except BotError as error:
        return Finding(subject, ok=False, message=str(error))
