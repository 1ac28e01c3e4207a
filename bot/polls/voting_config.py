"""What answering a poll in a chat needs from the installation."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class VotingConfig:
    """The time zone, and the secret key of the installation for voter digests."""

    zone: ZoneInfo
    key: str = ""
