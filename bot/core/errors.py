"""Every error the bot raises on purpose.

BotError
├── UserError          the person can put it right; its text is shown to them
│   ├── NotAllowed
│   └── NotFound
├── DeliveryError      a channel could not deliver; the outbox decides what next
│   ├── TryLater       temporary: queue again, after `retry_after` if known
│   ├── WindowShut     the platform takes nothing for this contact until they write again
│   ├── Unreachable    this contact cannot be reached: stop writing to them
│   └── Rejected       this message will never be accepted: give up on it
├── DataError          a file we were given is wrong; its text names file, line and what is wrong
└── SettingsError      we refuse to start
"""

from typing import Any


class BotError(Exception):
    """Something the bot foresaw went wrong."""


class UserError(BotError):
    """The person who spoke can put it right. The message is Vietnamese and is shown to them.

    `choices` are the buttons (`messages.Choice`) that stay under it; none: those of the menu.
    """

    choices: tuple[Any, ...] = ()


class NotAllowed(UserError):
    """The person may not do this. The message is Vietnamese and is shown to them."""


class NotFound(UserError):
    """What was asked for does not exist, or not for this person."""


class DeliveryError(BotError):
    """A channel could not deliver. The message is for operators and never holds a token."""


class TryLater(DeliveryError):
    """Temporary: queue again. `retry_after` is in seconds when the platform named a wait.

    `uncertain`: no clear answer came, and the message may have been taken all the same. `alone`:
    the wait is this message's; otherwise the whole account is silent meanwhile.
    """

    def __init__(
        self,
        message: str,
        *,
        retry_after: float | None = None,
        uncertain: bool = False,
        alone: bool = False,
    ) -> None:
        super().__init__(message)
        self.retry_after = retry_after
        self.uncertain = uncertain
        self.alone = alone


class WindowShut(DeliveryError):
    """The platform takes nothing for this contact now; once they write, it does: keep it."""


class Unreachable(DeliveryError):
    """The contact cannot be reached (blocked us, deleted the account): stop writing to them."""


class Rejected(DeliveryError):
    """The platform will never accept this message: give up on it, keep the reason."""


class DataError(BotError):
    """A data file is wrong. The message names the file, the place and what is wrong."""


class SettingsError(BotError):
    """The settings do not allow a start. The message names the setting and what to do."""
