"""A class as an officer describes it, before it is stored."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class ClassPlan:
    """An officer's description of a session; `code` identifies it in their sheet."""

    topic: str
    place: str
    starts_at: datetime
    teacher: str = ""
    seats: int = 30
    bring: str = ""
    map_url: str = ""
    minutes: int = 90
    code: str = ""

    def column_values(self) -> dict[str, Any]:
        """Return the ClassSession columns it fills."""
        names = ("topic", "place", "starts_at", "teacher", "seats", "bring", "map_url", "minutes")
        return {name: getattr(self, name) for name in names}
