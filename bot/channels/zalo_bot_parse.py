"""A Zalo Bot's update as an `Incoming`: documented bodies are wrapped, real ones are flat."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from bot.messages import Attachment, AttachmentKind, Incoming
from bot.vietnamese import nfc

_LINK = re.compile(r"#([a-z]+-[\w.-]{1,60})")
_KINDS = {
    "message.text.received": None,
    "message.image.received": AttachmentKind.PHOTO,
    "message.voice.received": AttachmentKind.VOICE,
    "message.sticker.received": AttachmentKind.STICKER,
    # Links, files, places, and everything a protected sender (a minor) says: no content is given.
    "message.unsupported.received": AttachmentKind.OTHER,
}


def parse(body: Any, account: str) -> Incoming | None:
    """What a person said in a private chat; None for everything else."""
    update = _mapping(body)
    update = _mapping(update.get("result")) if "event_name" not in update else update
    event, message = update.get("event_name"), _mapping(update.get("message"))
    sender, chat = _mapping(message.get("from")), _mapping(message.get("chat"))
    address, message_id = _text(chat.get("id")), _text(message.get("message_id"))
    private = _text(chat.get("chat_type")).upper() != "GROUP" and sender.get("is_bot") is not True
    if event not in _KINDS or not private or not address or not message_id:
        return None
    words = _text(message.get("text") or message.get("caption"))
    link = _LINK.fullmatch(words.strip().lower())
    return Incoming(
        account=account,
        address=address,
        message_id=message_id,
        text="/start" if link else nfc(words),  # as other channels say that a link was followed
        start=link[1] if link else "",
        attachments=_attachments(_KINDS[event], message),
        name=nfc(_text(sender.get("display_name"))),
        sent_at=_instant(message.get("date")),
    )


def _attachments(kind: AttachmentKind | None, message: Mapping[str, Any]) -> tuple[Attachment, ...]:
    if kind is None:
        return ()
    names = ("photo_url", "photo", "voice_url", "url")  # documents and real bodies differ
    ref = next((_text(message.get(name)) for name in names if message.get(name)), "")
    return (Attachment(kind, ref=ref[:500]),)


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str:
    return str(value) if isinstance(value, str | int) else ""


def _instant(value: Any) -> datetime | None:
    """Milliseconds since 1970."""
    if not isinstance(value, int) or not 0 < value < 4_000_000_000_000:
        return None
    return datetime.fromtimestamp(value / 1000, UTC)
