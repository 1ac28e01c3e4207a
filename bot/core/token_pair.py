"""The access and refresh token of one OAuth grant."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TokenPair:
    """An access token and the refresh token for the next pair; `repr` hides both."""

    access: str
    refresh: str

    def __repr__(self) -> str:
        return "Pair(…)"
