"""What Telegram accepts and refuses, in its own words: the rules PretendTelegram keeps.

Limits are those of the Bot API documentation; the sentences are the ones the real service answers.
"""

import json
import math
import time
from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

MAX_TEXT, MAX_CAPTION = 4096, 1024  # UTF-16 units
MAX_CALLBACK_BYTES = 64

MEDIA = {
    "sendphoto": "photo",
    "sendvoice": "voice",
    "sendaudio": "audio",
    "sendvideo": "video",
    "sendvideonote": "video_note",
    "senddocument": "document",
    "sendsticker": "sticker",
}

# A file id goes out only as what it came in as, but these count as documents too.
_DOCUMENTS = {"document", "audio", "sticker"}

Json = dict[str, Any]


class ApiError(Exception):
    """A refusal as the Bot API words it."""

    def __init__(self, status: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameters = parameters

    def as_json(self) -> Json:
        """The body of the answer."""
        answer: Json = {"ok": False, "error_code": self.status, "description": self.description}
        return {**answer, "parameters": self.parameters} if self.parameters else answer


@dataclass(frozen=True)
class Fault:
    """One way a call goes wrong; see the functions below for those that happen."""

    error: ApiError | None = None
    html: int = 0  # answer with a web page and this status
    drop: bool = False  # hang up without an answer
    after: bool = False  # do what was asked first, then fail: "delivered, but we never heard"
    delay: float = 0.0  # seconds before anything else


def too_many(retry_after: int) -> Fault:
    """429: wait."""
    words = f"Too Many Requests: retry after {retry_after}"
    return Fault(ApiError(429, words, retry_after=retry_after))


def refused(status: int, description: str, **parameters: Any) -> Fault:
    """Any refusal of the Bot API."""
    return Fault(ApiError(status, description, **parameters))


def bad_gateway() -> Fault:
    """502 with a web page, as the balancer answers."""
    return Fault(html=502)


def dropped(*, after: bool = False) -> Fault:
    """The connection breaks; with `after`, once the message was delivered."""
    return Fault(drop=True, after=after)


def slow(seconds: float) -> Fault:
    """A late but good answer."""
    return Fault(delay=seconds)


@dataclass
class Limits:
    """How many messages Telegram takes before it answers 429."""

    per_second: int = 30
    per_chat: int = 1  # a second
    clock: Callable[[], float] = time.monotonic
    _all: deque[float] = field(default_factory=deque)
    _chats: dict[int, deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def take(self, chat: int) -> None:
        """Count one message; raise 429 when it is one too many."""
        now = self.clock()
        wait = max(
            _wait(self._all, self.per_second, now), _wait(self._chats[chat], self.per_chat, now)
        )
        if wait > 0:
            seconds = math.ceil(wait)
            raise ApiError(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)
        self._all.append(now)
        self._chats[chat].append(now)


def _wait(times: deque[float], most: int, now: float) -> float:
    while times and times[0] <= now - 1:
        times.popleft()
    return times[0] + 1 - now if len(times) >= most else 0.0


def text_of(arguments: Json) -> str:
    """The text of a message, or 400."""
    text = str(arguments.get("text", "")).strip()
    if not text:
        raise ApiError(400, "Bad Request: message text is empty")
    if _utf16(text) > MAX_TEXT:
        raise ApiError(400, "Bad Request: message is too long")
    return text


def caption_of(arguments: Json) -> str:
    """The caption of a photo or file, or 400."""
    caption = str(arguments.get("caption", "")).strip()
    if _utf16(caption) > MAX_CAPTION:
        raise ApiError(400, "Bad Request: message caption is too long")
    return caption


def location_of(arguments: Json) -> Json:
    """A place on Earth, or 400."""
    try:
        latitude, longitude = float(arguments["latitude"]), float(arguments["longitude"])
    except (KeyError, TypeError, ValueError):
        raise ApiError(400, "Bad Request: bad location") from None
    if abs(latitude) > 90 or abs(longitude) > 180:
        raise ApiError(400, "Bad Request: bad location")
    return {"latitude": latitude, "longitude": longitude}


def buttons_of(arguments: Json) -> list[list[Json]]:
    """The rows of an inline keyboard, or 400."""
    markup = structured(arguments.get("reply_markup")) or {}
    rows = markup.get("inline_keyboard", []) if isinstance(markup, dict) else []
    for button in (button for row in rows for button in row):
        _check_button(button)
    return list(rows)


def labels_of(rows: list[list[Json]]) -> tuple[tuple[str, str], ...]:
    """What the buttons say, and what they carry, row after row."""
    return tuple(
        (button["text"], button.get("callback_data") or button.get("url", ""))
        for row in rows
        for button in row
    )


def _check_button(button: Json) -> None:
    if not button.get("text"):
        raise ApiError(400, "Bad Request: can't parse inline keyboard button: text is empty")
    data, url = button.get("callback_data"), button.get("url")
    if data is None and url is None:
        raise ApiError(400, "Bad Request: inline keyboard button must have one type")
    if data is not None and not 1 <= len(data.encode()) <= MAX_CALLBACK_BYTES:
        raise ApiError(400, "Bad Request: BUTTON_DATA_INVALID")
    if url is not None and not url.startswith(("https://", "http://", "tg://")):
        raise ApiError(400, f"Bad Request: inline keyboard button URL '{url}' is invalid")


def check_kind(known: Mapping[str, str], file_id: str, kind: str) -> None:
    """400 unless `file_id` was given by this service, as a file of this kind."""
    came_as = known.get(file_id)
    if came_as is None:
        raise ApiError(400, "Bad Request: wrong file identifier/HTTP URL specified")
    if came_as != kind and not {came_as, kind} <= _DOCUMENTS:
        raise ApiError(400, f"Bad Request: can't use file of type {came_as} as {kind}")


def structured(value: Any) -> Any:
    """Structured arguments may come as JSON inside a string."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise ApiError(400, "Bad Request: can't parse JSON object") from None


def _utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
