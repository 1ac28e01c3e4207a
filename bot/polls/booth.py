"""What answering a poll by chat needs beside the turn itself."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Booth:
    """The commune's clock, and the installation's key by which a chat is known again."""

    zone: ZoneInfo
    key: str = ""
