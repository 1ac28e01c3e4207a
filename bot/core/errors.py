"""Every error the bot raises on purpose.

BotError
├── UserError          the person can put it right; its text is shown to them
│   ├── NotAllowed
│   └── NotFound
├── DeliveryError      a channel could not deliver; the outbox decides what next
│   ├── TryLater       temporary: queue again, after `retry_after` if known
│   ├── WindowClosed   the messaging window is closed: nothing is accepted until the contact writes
│   ├── Unreachable    this contact cannot be reached: stop writing to them
│   └── Rejected       this message will never be accepted: give up on it
├── DataError          a file we were given is wrong; its text names file, line and what is wrong
└── SettingsError      we refuse to start
"""

from typing import Any


class BotError(Exception):
    """Base class of the errors the bot raises on purpose."""


class UserError(BotError):
    """The person can correct it. The message is Vietnamese and is shown to them.

    `choices` are the buttons (`messages.Choice`) shown below it; empty means the menu's.
    """

    choices: tuple[Any, ...] = ()


class NotAllowed(UserError):
    """The person may not do this. The message is Vietnamese and is shown to them."""


class NotFound(UserError):
    """What was asked for does not exist, or is outside this person's scope."""


class DeliveryError(BotError):
    """A channel could not deliver. The message is for operators and never holds a token."""


class TryLater(DeliveryError):
    """Temporary: queue again. `retry_after` is in seconds when the platform named a wait.

    `uncertain`: no clear answer came, so the message may have been delivered. `only_this_message`:
    the wait applies to this message; otherwise the whole account pauses.
    """

    def __init__(
        self,
        message: str,
        *,
        retry_after: float | None = None,
        uncertain: bool = False,
        only_this_message: bool = False,
    ) -> None:
        super().__init__(message)
        self.retry_after = retry_after
        self.uncertain = uncertain
        self.only_this_message = only_this_message


class WindowClosed(DeliveryError):
    """The messaging window is closed: keep the message until the contact writes again."""


class Unreachable(DeliveryError):
    """The contact cannot be reached (blocked us, deleted the account): stop writing to them."""


class Rejected(DeliveryError):
    """The platform will never accept this message: give up on it, keep the reason."""


class DataError(BotError):
    """A data file is wrong. The message names the file, the place and what is wrong."""


class SettingsError(BotError):
    """The settings do not allow a start. The message names the setting and what to do."""
