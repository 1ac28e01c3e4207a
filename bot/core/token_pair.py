"""Two tokens that belong together: one opens the platform, the other gets the next pair."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pair:
    """An access token and what gets the next; neither prints."""

    access: str
    refresh: str

    def __repr__(self) -> str:
        return "Pair(…)"
