"""What answering a poll in a chat needs from the installation."""

from dataclasses import dataclass

from bot.core.policy import Policy


@dataclass(frozen=True, slots=True)
class VotingConfig:
    """The policy, and the secret key of the installation for voter digests."""

    policy: Policy
    key: str = ""
