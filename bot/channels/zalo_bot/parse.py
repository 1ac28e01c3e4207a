"""Parses a Zalo Bot's updates into `Incoming`: documented bodies are wrapped, real ones flat."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from bot import texts
from bot.channels import json_values
from bot.channels.json_values import as_mapping
from bot.messages.content import Attachment, AttachmentKind, Incoming
from bot.vietnamese.letters import nfc

_DEEP_LINK = re.compile(r"#([a-z]+-[\w.-]{1,60})")
_KINDS = {
    "message.text.received": None,
    "message.image.received": AttachmentKind.PHOTO,
    "message.voice.received": AttachmentKind.VOICE,
    "message.sticker.received": AttachmentKind.STICKER,
    # Links, files, places, and everything a protected sender (a minor) says: no content is given.
    "message.unsupported.received": AttachmentKind.OTHER,
}


def parse_update(body: Any, account: str) -> Incoming | None:
    """Return what a person said in a private chat; None for everything else."""
    update = as_mapping(body)
    update = as_mapping(update.get("result")) if "event_name" not in update else update
    event, message = (
        json_values.as_string(update.get("event_name")),
        as_mapping(update.get("message")),
    )
    sender, chat = as_mapping(message.get("from")), as_mapping(message.get("chat"))
    address = json_values.as_address(chat.get("id"))
    message_id = json_values.as_id(message.get("message_id"))
    group = json_values.as_string(chat.get("chat_type")).upper() == "GROUP"
    private = not group and sender.get("is_bot") is not True
    if event not in _KINDS or not private or not address or not message_id:
        return None
    text = json_values.as_string(message.get("text") or message.get("caption"))
    link = _DEEP_LINK.fullmatch(text.strip().lower())
    attachments, unshown = _parse_attachments(event, message)
    return Incoming(
        account=account,
        address=address,
        message_id=message_id,
        # As other channels say that a link was followed.
        text="/start" if link else nfc(text) or unshown,
        start=link[1] if link else "",
        attachments=attachments,
        name=json_values.as_name(sender.get("display_name")),
        sent_at=_instant(message.get("date")),
    )


def _parse_attachments(
    event: str, message: Mapping[str, Any]
) -> tuple[tuple[Attachment, ...], str]:
    """Return the attachments, and a description of what cannot be fetched."""
    if (kind := _KINDS[event]) is None:
        return (), ""
    names = ("photo_url", "photo", "voice_url", "url")  # documents and real bodies differ
    url = next((link for name in names if (link := json_values.as_url(message.get(name)))), "")
    if url:
        return (Attachment(kind, ref=url),), ""
    return (), texts.UNSHOWN.get(str(kind), texts.UNSHOWN_ELSE)


def _instant(value: Any) -> datetime | None:
    """Convert milliseconds since 1970; None if it is no such number."""
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value < 4_000_000_000_000:
        return None
    return datetime.fromtimestamp(value / 1000, UTC)
