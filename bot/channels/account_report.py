"""What a platform says of our account: who we are, where it sends messages, what went wrong."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot import texts

RECENT = timedelta(hours=1)  # an older error of the platform's is history
MANY_WAITING = 50  # messages that the platform could not hand over yet


@dataclass(frozen=True, slots=True)
class AccountReport:
    """One look at an account. Nothing in it is a token.

    `registered` is where the platform sends messages and `expected` where it should: "" means that
    it is polled, None that the platform tells or needs neither.
    """

    name: str
    registered: str | None = None
    expected: str | None = None
    waiting: int = 0
    last_error: str = ""
    last_error_at: datetime | None = None
    details: tuple[str, ...] = ()

    def describe(self) -> str:
        """Return one line for the operator."""
        parts = [self.name, *self.details]
        if self.registered is not None:
            parts.append(
                texts.PLATFORM_WEBHOOK.format(url=self.registered)
                if self.registered
                else texts.PLATFORM_POLLING
            )
            parts.append(texts.PLATFORM_WAITING.format(count=self.waiting))
        if self.last_error:
            parts.append(texts.PLATFORM_LAST_ERROR.format(error=self.last_error))
        return ", ".join(parts)

    def list_faults(self, now: datetime) -> list[tuple[str, str]]:
        """Return what is wrong, each with what to do about it."""
        faults = []
        if self.registered is not None and self.registered != self.expected:
            faults.append((self._describe_mismatch(), texts.NEXT_REGISTER))
        if self.last_error and self.last_error_at and now - self.last_error_at < RECENT:
            error = texts.PLATFORM_LAST_ERROR.format(error=self.last_error)
            faults.append((error, texts.NEXT_WEBHOOK.format(url=self.expected or "")))
        if self.waiting >= MANY_WAITING:
            waiting = texts.PLATFORM_WAITING.format(count=self.waiting)
            faults.append((waiting, texts.NEXT_STATUS))
        return faults

    def _describe_mismatch(self) -> str:
        if not self.expected:
            return texts.PLATFORM_STRANGE_WEBHOOK.format(url=self.registered)
        if not self.registered:
            return texts.PLATFORM_NOT_REGISTERED.format(expected=self.expected)
        return texts.PLATFORM_ELSEWHERE.format(url=self.registered, expected=self.expected)
