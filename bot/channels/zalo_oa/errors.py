"""Translates an Official Account's error codes; each comes with HTTP 200 (Zalo's appendix)."""

from bot.core.errors import DeliveryError, Rejected, TryLater, Unreachable, WindowShut

TOKEN = frozenset({-216, -220, -124})  # ask for another token, once
UPLOAD_EXPIRED = -100  # after seven days; on the business host this code means something else
NO_BUTTONS = frozenset({-201, -233})
_GONE = frozenset({-213, -217, -227, -244})
_SHUT = frozenset({-230, -232})
_NO_MONEY = frozenset({-320, -321})
_NEVER = frozenset({-201, -210, -233, -237, -238, -240, -241, -248, -249}) | frozenset(
    # of templates: unknown, not approved, a parameter wrong, switched off
    {-109, -111, -112, -1121, -1122, -1124, -117, -131, -132, -145, -146}
)
# Only a person repairs these: everybody waits, and `bot doctor` names the missing rung.
HUMAN = {
    -204: "the Official Account was deleted",
    -205: "the Official Account does not exist",
    -209: "the app is not activated (developers.zalo.me)",
    -212: "the app is not registered for the Official Account API",
    -219: "the app was removed or disabled",
    -221: "the Official Account must be verified first",
    -223: "the Official Account has not granted this permission to the app",
    -224: "the Official Account needs a package that includes the API",
    -235: "this API is not for this kind of Official Account",
    -242: "the app's appsecret_proof is wrong: see BOT_ZALO_APP_SECRET",
    -320: "no ZCA wallet is linked: charged messages cannot be sent",
    -321: "the ZCA wallet is empty: charged messages cannot be sent",
}
MINUTE = 60.0
HOUR = 3600.0
DAY = 24 * HOUR


def translate(code: int, words: str) -> DeliveryError:
    """Return our error for this code; `message` is Zalo's own, kept for the operator."""
    said = f"{code} {HUMAN.get(code) or words[:200]}".strip()
    if code in _GONE:
        return Unreachable(said)
    if code in _SHUT or code in _NO_MONEY:
        # Who cannot be written to for money hears it when they write, which is free.
        return WindowShut(said)
    if code in _NEVER:
        return Rejected(said)
    if code == -32:
        return TryLater(said, retry_after=MINUTE)  # the budget starts anew each minute
    if code in HUMAN or code in TOKEN:
        return TryLater(said, retry_after=10 * MINUTE)
    if code == -211:
        return TryLater(said, retry_after=HOUR, alone=True)
    if code == -218:
        return TryLater(said, retry_after=DAY, alone=True)
    if code == -234:
        return TryLater(said, retry_after=HOUR, alone=True)  # not between 22:00 and 06:00
    return TryLater(said)
