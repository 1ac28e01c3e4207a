"""Parses the page's JSON frames and builds ours. Pure.

A frame of an unknown kind is ignored: an older or newer page may be open somewhere.
"""

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.channels import json_values
from bot.channels.webchat import tappable_links
from bot.messages.content import Attachment, AttachmentKind, Reply
from bot.vietnamese.letters import nfc

_ID = re.compile(r"[\w.-]{1,60}", re.ASCII)
_PHOTO = re.compile(r"[0-9a-f]{32}\.(jpg|png|webp)", re.ASCII)
_VOICE = re.compile(r"[0-9a-f]{32}\.(ogg|m4a)", re.ASCII)
_UNIT = re.compile(r"[\w.-]{1,60}", re.ASCII)


class MalformedError(ValueError):
    """The frame is not a JSON object, so no page of ours sent it."""


@dataclass(frozen=True, slots=True)
class HelloFrame:
    """A page opened. `unit` is the village whose link it came by, `id` the id of this visit."""

    token: str
    unit: str
    id: str


@dataclass(frozen=True, slots=True)
class MessageFrame:
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
class AckFrame:
    """The page has shown and stored our message."""

    id: str


Frame = HelloFrame | MessageFrame | AckFrame


def parse_frame(raw: str) -> Frame | None:
    """Return the frame, or None if it is unknown or invalid. Raises MalformedError."""
    try:
        values = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise MalformedError from error
    if not isinstance(values, dict):
        raise MalformedError
    parse_values = _PARSERS.get(_string(values, "type"))
    return parse_values(values) if parse_values else None


def build_message(
    message_id: str,
    reply: Reply,
    get_url: Callable[[Attachment], str],
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
    if links := tappable_links.links_as_json(reply.text, own_host):
        frame["links"] = links
    frame["choices"] = [
        {"label": choice.label, "value": choice.value, "url": choice.url}
        for choice in reply.choices
    ]
    frame["attachments"] = [
        {"kind": str(attachment.kind), "name": attachment.name, "url": get_url(attachment)}
        for attachment in reply.attachments
    ]
    return frame


def stable_id(key: str, reply: Reply) -> str:
    """Return the message's id, the same for every attempt to send the part.

    It includes a digest of the text: keys start anew with a new database, and the page would take a
    new message for an old one it has shown.
    """
    return f"{key}-{hashlib.sha256(reply.text.encode()).hexdigest()[:8]}"


def _parse_hello(values: dict[str, Any]) -> HelloFrame:
    return HelloFrame(
        token=_string(values, "token"),
        unit=_matching(_UNIT, values, "unit"),
        id=_matching(_ID, values, "id"),
    )


def _parse_text(values: dict[str, Any]) -> MessageFrame | None:
    return _make_message_frame(values, text=nfc(_string(values, "text")))


def _parse_press(values: dict[str, Any]) -> MessageFrame | None:
    value = json_values.as_choice(values.get("value"))
    return _make_message_frame(values, choice=value) if value else None


def _parse_photo(values: dict[str, Any]) -> MessageFrame | None:
    return _make_message_frame(values, photo=_matching(_PHOTO, values, "ref"))


def _parse_voice(values: dict[str, Any]) -> MessageFrame | None:
    return _make_message_frame(values, voice=_matching(_VOICE, values, "ref"))


def _parse_location(values: dict[str, Any]) -> MessageFrame | None:
    latitude, longitude = values.get("latitude"), values.get("longitude")
    if not (_is_degrees(latitude, 90) and _is_degrees(longitude, 180)):
        return None
    place = Attachment(AttachmentKind.LOCATION, latitude=latitude, longitude=longitude)
    return _make_message_frame(values, place=place)


def _parse_ack(values: dict[str, Any]) -> AckFrame:
    return AckFrame(_matching(_ID, values, "id"))


_PARSERS: dict[str, Callable[[dict[str, Any]], Frame | None]] = {
    "hello": _parse_hello,
    "say": _parse_text,
    "press": _parse_press,
    "photo": _parse_photo,
    "voice": _parse_voice,
    "place": _parse_location,
    "got": _parse_ack,
}


def _make_message_frame(values: dict[str, Any], **content: Any) -> MessageFrame | None:
    identity = _matching(_ID, values, "id")
    return MessageFrame(identity, **content) if identity else None


def _string(values: dict[str, Any], key: str) -> str:
    value = values.get(key)
    return value if isinstance(value, str) else ""


def _matching(pattern: re.Pattern[str], values: dict[str, Any], key: str) -> str:
    value = _string(values, key)
    return value if pattern.fullmatch(value) else ""


def _is_degrees(value: Any, limit: int) -> bool:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return number and -limit <= value <= limit
