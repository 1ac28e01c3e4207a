"""Parses the page's JSON frames and builds ours. Pure.

A frame of an unknown kind is ignored: an older or newer page may be open somewhere.
"""

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.channels import reading
from bot.channels.webchat import tapping
from bot.messages.content import Attachment, AttachmentKind, Reply
from bot.vietnamese.letters import nfc

_ID = re.compile(r"[\w.-]{1,60}", re.ASCII)
_PHOTO = re.compile(r"[0-9a-f]{32}\.(jpg|png|webp)", re.ASCII)
_VOICE = re.compile(r"[0-9a-f]{32}\.(ogg|m4a)", re.ASCII)
_UNIT = re.compile(r"[\w.-]{1,60}", re.ASCII)


class MalformedError(ValueError):
    """The frame is not a JSON object, so no page of ours sent it."""


@dataclass(frozen=True, slots=True)
class Hello:
    """A page opened. `unit` is the village whose link it came by, `id` the id of this visit."""

    token: str
    unit: str
    id: str


@dataclass(frozen=True, slots=True)
class Said:
    """A text, a button, a photo or voice (the file's name) or a location.

    `start` is set by the server, never by a page.
    """

    id: str
    text: str = ""
    choice: str = ""
    start: str = ""
    photo: str = ""
    voice: str = ""
    place: Attachment | None = None


@dataclass(frozen=True, slots=True)
class Got:
    """The page has shown and stored our message."""

    id: str


Frame = Hello | Said | Got


def read(raw: str) -> Frame | None:
    """Return the frame, or None if it is unknown or invalid. Raises MalformedError."""
    try:
        values = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise MalformedError from error
    if not isinstance(values, dict):
        raise MalformedError
    reader = _READERS.get(_string(values, "type"))
    return reader(values) if reader else None


def message(
    message_id: str,
    reply: Reply,
    url_of: Callable[[Attachment], str],
    *,
    replaces: str = "",
    own_host: str = "",
) -> dict[str, Any]:
    """Return the frame of our message.

    `get_url` gives the URL of an attachment, `replaces` is the id of the message it replaces.
    """
    frame: dict[str, Any] = {"type": "message", "id": message_id, "text": reply.text}
    if replaces:
        frame["replaces"] = replaces
    if links := tapping.as_json(reply.text, own_host):
        frame["links"] = links
    frame["choices"] = [
        {"label": one.label, "value": one.value, "url": one.url} for one in reply.choices
    ]
    frame["attachments"] = [
        {"kind": str(one.kind), "name": one.name, "url": url_of(one)} for one in reply.attachments
    ]
    return frame


def stable_id(key: str, reply: Reply) -> str:
    """Return the message's id, the same for every attempt to send the part.

    It includes a digest of the text: keys start anew with a new database, and the page would take a
    new message for an old one it has shown.
    """
    return f"{key}-{hashlib.sha256(reply.text.encode()).hexdigest()[:8]}"


def _hello(values: dict[str, Any]) -> Hello:
    return Hello(
        token=_string(values, "token"),
        unit=_matching(_UNIT, values, "unit"),
        id=_matching(_ID, values, "id"),
    )


def _say(values: dict[str, Any]) -> Said | None:
    return _said(values, text=nfc(_string(values, "text")))


def _press(values: dict[str, Any]) -> Said | None:
    value = reading.choice(values.get("value"))
    return _said(values, choice=value) if value else None


def _photo(values: dict[str, Any]) -> Said | None:
    return _said(values, photo=_matching(_PHOTO, values, "ref"))


def _voice(values: dict[str, Any]) -> Said | None:
    return _said(values, voice=_matching(_VOICE, values, "ref"))


def _place(values: dict[str, Any]) -> Said | None:
    latitude, longitude = values.get("latitude"), values.get("longitude")
    if not (_degrees(latitude, 90) and _degrees(longitude, 180)):
        return None
    place = Attachment(AttachmentKind.LOCATION, latitude=latitude, longitude=longitude)
    return _said(values, place=place)


def _got(values: dict[str, Any]) -> Got:
    return Got(_matching(_ID, values, "id"))


_READERS: dict[str, Callable[[dict[str, Any]], Frame | None]] = {
    "hello": _hello,
    "say": _say,
    "press": _press,
    "photo": _photo,
    "voice": _voice,
    "place": _place,
    "got": _got,
}


def _said(values: dict[str, Any], **content: Any) -> Said | None:
    identity = _matching(_ID, values, "id")
    return Said(identity, **content) if identity else None


def _string(values: dict[str, Any], key: str) -> str:
    value = values.get(key)
    return value if isinstance(value, str) else ""


def _matching(pattern: re.Pattern[str], values: dict[str, Any], key: str) -> str:
    value = _string(values, key)
    return value if pattern.fullmatch(value) else ""


def _degrees(value: Any, most: int) -> bool:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return number and -most <= value <= most
