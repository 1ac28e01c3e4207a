"""Translates an Official Account's error codes; each comes with HTTP 200 (Zalo's appendix)."""

from bot import texts
from bot.core.errors import DeliveryError, Rejected, TryLater, Unreachable, WindowClosed

TOKEN_REFUSED = frozenset({-216, -220, -124})  # ask for another token, once
UPLOAD_EXPIRED = -100  # after seven days; on the business host this code means something else
NO_BUTTONS = frozenset({-201, -233})
_UNREACHABLE = frozenset({-213, -217, -227, -244})
_WINDOW_SHUT = frozenset({-230, -232})
_NO_MONEY = frozenset({-320, -321})
_REJECTED = frozenset({-201, -210, -233, -237, -238, -240, -241, -248, -249}) | frozenset(
    # of templates: unknown, not approved, a parameter wrong, switched off
    {-109, -111, -112, -1121, -1122, -1124, -117, -131, -132, -145, -146}
)
# Only a person repairs these: everybody waits, and `bot service check` names the missing rung.
OPERATOR_MUST_ACT = texts.ZALO_MISSING_STEPS
MINUTE = 60.0
HOUR = 3600.0
DAY = 24 * HOUR


def translate_code(code: int, message: str) -> DeliveryError:
    """Return our error for this code; `message` is Zalo's own, kept for the operator."""
    description = f"{code} {OPERATOR_MUST_ACT.get(code) or message[:200]}".strip()
    if code in _UNREACHABLE:
        return Unreachable(description)
    if code in _WINDOW_SHUT or code in _NO_MONEY:
        # Who cannot be written to for money hears it when they write, which is free.
        return WindowClosed(description)
    if code in _REJECTED:
        return Rejected(description)
    if code == -32:
        return TryLater(description, retry_after=MINUTE)  # the budget starts anew each minute
    if code in OPERATOR_MUST_ACT or code in TOKEN_REFUSED:
        return TryLater(description, retry_after=10 * MINUTE)
    if code == -211:
        return TryLater(description, retry_after=HOUR, only_this_message=True)
    if code == -218:
        return TryLater(description, retry_after=DAY, only_this_message=True)
    if code == -234:
        return TryLater(
            description, retry_after=HOUR, only_this_message=True
        )  # not between 22:00 and 06:00
    return TryLater(description)
