"""How long people are given, and in which zone they live: what an operator decides."""

from dataclasses import dataclass, field
from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.handoff.duty import Hours

OFFICE = Hours.parse("T2-T6 7:30-11:30 13:30-17:00")
"""A commune's working hours until it says its own."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The house's patience."""

    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Asia/Ho_Chi_Minh"))
    accept_within: timedelta = timedelta(minutes=15)
    bot_returns_after: timedelta = timedelta(hours=6)  # nobody wrote: the bot answers again

    @property
    def answer_within(self) -> timedelta:
        """From taking a ticket, or from the resident's words, to the member's."""
        return 2 * self.accept_within


RULES = Rules()
