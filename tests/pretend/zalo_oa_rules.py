"""What Zalo's Official Account API does, as far as it is known: numbers in "§" are the sections of
docs/zalo.md (OAuth 1.1, conventions 1.2, messages 1.3, windows 1.4, errors 1.7,
webhooks 2.1 to 2.3, this server's contract 5)."""

import hashlib
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from itertools import count
from typing import Any

APP_ID, APP_SECRET = "360846524940903967", "invented-app-secret"
OA_ID, OA_SECRET = "388613280878808645", "invented-oa-secret"
HOUR, DAY = 3600.0, 86_400.0
FREE, OPEN, AWAY = 48 * HOUR, 7 * DAY, 45 * DAY  # §1.4
MAX_TEXT = 2000  # §1.3
MAX_BUTTONS, MAX_TITLE = 5, 100  # §1.3
UPLOAD_LIVES = 7 * DAY  # §1.6
CODE_LIVES, ACCESS_LIVES = 600.0, 90_000.0  # §1.1
A_MINUTE = 4000  # calls, §1.2
IMAGE_LIMIT, FILE_LIMIT = 1_000_000, 5_000_000  # §1.6
Json = dict[str, Any]


class Refused(Exception):
    """An answer with an error: HTTP 200 all the same (§0.1)."""

    def __init__(self, code: int, words: str) -> None:
        super().__init__(words)
        self.code, self.words = code, words


@dataclass
class User:
    """Somebody on Zalo, as the account sees them."""

    id: str
    last: float = float("-inf")  # when they last did something
    blocked: bool = False


@dataclass
class Grant:
    """OAuth v4 of one account: tokens rotate, each refresh token works once (§0.3, §1.1)."""

    access: str = ""
    refresh: str = ""
    access_until: float = 0.0
    codes: dict[str, tuple[str, float]] = field(default_factory=dict)  # code → challenge, until
    rotations: int = 0
    _names: Any = field(default_factory=lambda: count(1))

    def consent(self, challenge: str, now: float) -> str:
        """The admin agreed on the page: a code for ten minutes."""
        code = f"code-{next(self._names)}"
        self.codes[code] = (challenge, now + CODE_LIVES)
        return code

    def issue(self, now: float) -> Json:
        """A new pair; the old tokens die, the access one by one source only (§1.1)."""
        number = next(self._names)
        self.access, self.refresh = f"access-{number}-secret", f"refresh-{number}-secret"
        self.access_until = now + ACCESS_LIVES
        self.rotations += 1
        # `expires_in` is a string (§1.1).
        return {"access_token": self.access, "refresh_token": self.refresh, "expires_in": "90000"}

    def answer(self, form: Json, secret: str, now: float) -> Json:
        """`POST /v4/oa/access_token`; its error codes are invented but for -14002 (§1.1)."""
        if secret != APP_SECRET or form.get("app_id") != APP_ID:
            return {"error": -14002, "error_name": "Invalid appId"}
        if form.get("grant_type") == "refresh_token":
            if form.get("refresh_token") != self.refresh:
                return {"error": -14014, "error_name": "Invalid refresh token"}
            return self.issue(now)
        challenge, until = self.codes.pop(str(form.get("code")), ("", 0.0))
        digest = hashlib.sha256(str(form.get("code_verifier")).encode()).digest()
        if not challenge or now > until:
            return {"error": -14005, "error_name": "Invalid code"}
        if urlsafe_b64encode(digest).rstrip(b"=").decode() != challenge:
            return {"error": -14006, "error_name": "Invalid code verifier"}
        return self.issue(now)

    def check(self, headers: Any, now: float) -> None:
        """The token in a bare header, never `Authorization` (§0.2)."""
        if "Authorization" in headers or headers.get("access_token") != self.access:
            raise Refused(-216, "Access token is invalid")
        if now > self.access_until:
            raise Refused(-220, "Access token is expired or removed")


def check_window(user: User, now: float, *, linked: bool, money: int) -> bool:
    """Whether the message is charged; refused beyond seven days (§1.4)."""
    idle = now - user.last
    if user.blocked:
        raise Refused(-213, "User has not followed OA")
    if idle > AWAY:
        raise Refused(-227, "User is banned or has been inactive for more than 45 days")
    if idle > OPEN:
        raise Refused(-230, "User has not interacted with the OA in the past 7 days")
    if idle <= FREE:
        return False
    if not linked:
        raise Refused(-320, "Your app needs to link with Zalo Cloud Account")
    if money <= 0:
        raise Refused(-321, "Zalo Cloud Account is out of money")
    return True


def check_message(message: Json, uploads: dict[str, float], now: float, *, buttons: bool) -> None:
    """The body of a cs message (§1.3, §5)."""
    text = message.get("text", "")
    payload = message.get("attachment", {}).get("payload", {})
    if len(text) > MAX_TEXT:
        raise Refused(-201, "message.text is invalid!")
    if not text and not payload:
        raise Refused(-201, "message is invalid!")
    if shown := payload.get("buttons"):
        if not buttons:
            raise Refused(-233, "Message type is not supported")
        if len(shown) > MAX_BUTTONS or any(len(one["title"]) > MAX_TITLE for one in shown):
            raise Refused(-201, "buttons is invalid!")
    if message.get("attachment", {}).get("type") == "file" and text:
        raise Refused(-201, "text is invalid!")
    for handle in _handles(payload):
        if handle not in uploads:
            raise Refused(-201, "attachment_id is invalid!")
        if now - uploads[handle] > UPLOAD_LIVES:
            raise Refused(-100, "attachment_id was expired")


def _handles(payload: Json) -> list[str]:
    elements = payload.get("elements", [])
    found = [element["attachment_id"] for element in elements if "attachment_id" in element]
    return [*found, *([payload["token"]] if "token" in payload else [])]


def mac(raw: bytes, timestamp: str, *, first: str = APP_ID, key: str = OA_SECRET) -> str:
    """`X-ZEvent-Signature` of a body: plain SHA-256 of a concatenation (§2.2)."""
    whole = first.encode() + raw + timestamp.encode() + key.encode()
    return f"mac={hashlib.sha256(whole).hexdigest()}"
