"""What happened to evidence packs. Every event leaves an audit entry."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from bot.people.actor import Actor


@dataclass(frozen=True, slots=True)
class EvidencePackMade:
    """A pack was frozen and registered."""

    action: ClassVar[str] = "evidence.make"

    pack_id: int
    digest: str
    actor: Actor
    at: datetime

    @property
    def subject(self) -> str:
        """The pack, as the audit names it."""
        return f"evidence:{self.pack_id}"

    @property
    def note(self) -> str:
        """Its digest: the audit tells which file it was."""
        return self.digest


@dataclass(frozen=True, slots=True)
class EvidencePackTaken:
    """Somebody took a pack's file."""

    action: ClassVar[str] = "evidence.take"

    pack_id: int
    actor: Actor
    at: datetime

    @property
    def subject(self) -> str:
        """The pack, as the audit names it."""
        return f"evidence:{self.pack_id}"

    @property
    def note(self) -> str:
        """Nothing beside the deed."""
        return ""
