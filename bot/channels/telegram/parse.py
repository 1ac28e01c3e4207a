"""Parses Telegram's updates: JSON to `Incoming`, or None.

Pure, and it never raises: an update of an unknown shape is no message. It reads the JSON directly,
because building PTB's `Update` first costs many times as much.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from bot import texts
from bot.channels import json_values
from bot.channels.json_values import as_mapping
from bot.channels.telegram.hidden_links import append_hidden_links
from bot.channels.telegram.reactions import parse_verdict
from bot.messages.content import UNKNOWN_SENDER, Attachment, AttachmentKind, Event, Incoming
from bot.vietnamese.letters import nfc

Json = Mapping[str, Any]

# What we ask Telegram for; `parse` understands exactly these.
ALLOWED_UPDATES = (
    "message", "edited_message", "callback_query", "my_chat_member", "message_reaction"
)  # fmt: skip
_START = "/start"
_MAX_NUMBER = 2**63
_LATEST = 253_402_300_799  # the last second of the year 9999


def parse_update(update: Any, account: str) -> Incoming | None:
    """Return the message in one update, or None if it is not for us (groups, service messages…)."""
    if not isinstance(update, dict):
        return None
    if message := _dict(update, "message"):
        return _parse_message(message, account, Event.MESSAGE)
    if query := _dict(update, "callback_query"):
        return _parse_button_press(query, account)
    if message := _dict(update, "edited_message"):
        return _parse_message(message, account, Event.EDITED)
    if change := _dict(update, "my_chat_member"):
        return _parse_membership(change, account, _number(update, "update_id"))
    if change := _dict(update, "message_reaction"):
        return _parse_reaction(change, account)
    return None


def get_query_id(update: Any) -> str:
    """Return the id of the callback query, or "" if no button was pressed."""
    query = _dict(update, "callback_query") if isinstance(update, dict) else None
    return json_values.as_id(query.get("id")) if query else ""


def _parse_message(message: Json, account: str, event: Event) -> Incoming | None:
    address, message_id = _locate_message(message)
    attachments = _parse_attachments(message)
    text = nfc(_string(message, "text") or _string(message, "caption"))
    text = append_hidden_links(
        text or ("" if attachments else _describe_unfetchable(message)), message
    )
    # A shared place moves every few seconds for hours; nothing was said.
    moved = event is Event.EDITED and "location" in message
    if not message_id or moved or not (text or attachments):
        return None
    text, start = _split_deep_link(text) if text else ("", "")
    return Incoming(
        account=account,
        address=address,
        message_id=message_id,
        text=text,
        start=start,
        attachments=attachments,
        name=_full_name(_dict(message, "from") or _dict(message, "chat")),
        sent_at=_instant(message, "edit_date") or _instant(message, "date"),
        reply_to=_locate_message(_dict(message, "reply_to_message"))[1],
        forwarded=_find_original_author(_dict(message, "forward_origin")),
        quote=_find_quote(message),
        album=json_values.as_id(message.get("media_group_id")),
        event=event,
    )


def _find_original_author(origin: Json | None) -> str:
    """Return the original author of a forwarded message: a person, group, channel or bare name."""
    if origin is None:
        return ""
    chat = _dict(origin, "sender_chat") or _dict(origin, "chat")
    known = (
        nfc(_string(origin, "sender_user_name")),
        _full_name(_dict(origin, "sender_user")),
        nfc(_string(chat, "title")),
        nfc(_string(origin, "author_signature")),
    )
    return next(filter(None, known), UNKNOWN_SENDER)


def _find_quote(message: Json) -> str:
    """Return the quoted text that stands in the message itself, with its author if known.

    That is a marked passage, or a message of another chat.
    """
    outside = _dict(message, "external_reply")
    quoted = nfc(_string(_dict(message, "quote"), "text"))
    author = _find_original_author(_dict(outside, "origin"))
    return ": ".join(filter(None, (author.removesuffix(UNKNOWN_SENDER), quoted))) or author


def _parse_button_press(query: Json, account: str) -> Incoming | None:
    address, message_id = _locate_message(_dict(query, "message"))
    callback_id, choice = (
        get_query_id({"callback_query": query}),
        json_values.as_choice(query.get("data")),
    )
    if not (message_id and callback_id and choice):
        return None
    return Incoming(
        account=account,
        address=address,
        message_id=f"cb:{callback_id}",
        choice=choice,
        name=_full_name(_dict(query, "from")),
        reply_to=message_id,
    )


def _parse_reaction(change: Json, account: str) -> Incoming | None:
    """Return a reaction as an `Incoming`; its id is message and verdict, for deduplication."""
    address, reply_to = _locate_message(change)
    verdict = parse_verdict(change)
    if not reply_to or not verdict or _dict(change, "user") is None:
        return None
    return Incoming(
        account=account,
        address=address,
        message_id=f"react:{reply_to}:{verdict}",
        choice=f"react:{verdict}",
        name=_full_name(_dict(change, "user")),
        sent_at=_instant(change, "date"),
        reply_to=reply_to,
        event=Event.REACTED,
    )


def _parse_membership(change: Json, account: str, update_id: int | None) -> Incoming | None:
    address = _private_address(_dict(change, "chat"))
    status = _string(_dict(change, "new_chat_member"), "status")
    event = {"kicked": Event.BLOCKED, "member": Event.RETURNED}.get(status)
    if not address or event is None or update_id is None:
        return None
    return Incoming(
        account=account,
        address=address,
        message_id=f"member:{update_id}",
        name=_full_name(_dict(change, "from")),
        sent_at=_instant(change, "date"),
        event=event,
    )


def _split_deep_link(text: str) -> tuple[str, str]:
    """Split `/start u-12` into the command and its parameter; other text keeps its arguments.

    People who copy it by hand write "/Start", or put the parameter on the next line.
    """
    command, *rest = text.split(maxsplit=1)
    if command.lower().partition("@")[0] == _START:
        return _START, rest[0] if rest else ""
    return text, ""


def _parse_attachments(message: Json) -> tuple[Attachment, ...]:
    for field, parse_field in _PARSERS.items():
        if field in message:
            attachment = parse_field(message[field])
            return (attachment,) if attachment else ()
    return ()


def _parse_photo(sizes: Any) -> Attachment | None:
    """Return the largest of the sizes Telegram made."""
    known = [size for size in sizes if isinstance(size, dict)] if isinstance(sizes, list) else []
    largest = max(known, key=lambda size: _number(size, "width") or 0, default=None)
    return _make_file_parser(AttachmentKind.PHOTO)(largest)


def _make_file_parser(
    kind: AttachmentKind, *, name: str = "", mime: str = ""
) -> Callable[[Any], Attachment | None]:
    """Return a parser of files of this kind; `name` and `mime` are used if Telegram gives none."""

    def parse_file(value: Any) -> Attachment | None:
        ref = json_values.as_handle(value.get("file_id")) if isinstance(value, dict) else ""
        if not ref:
            return None
        file_name = json_values.as_name(value.get("file_name")) or json_values.as_name(
            value.get("title")
        )
        return Attachment(
            kind,
            ref=ref,
            name=file_name or name,
            mime=json_values.as_name(value.get("mime_type")) or mime,
            size=_number(value, "file_size"),
        )

    return parse_file


def _parse_location(value: Any, name: str = "") -> Attachment | None:
    if not isinstance(value, dict):
        return None
    latitude = json_values.as_degrees(value.get("latitude"), 90)
    longitude = json_values.as_degrees(value.get("longitude"), 180)
    if latitude is None or longitude is None:
        return None
    return Attachment(AttachmentKind.LOCATION, name=name, latitude=latitude, longitude=longitude)


def _parse_venue(value: Any) -> Attachment | None:
    if not isinstance(value, dict):
        return None
    parts = (json_values.as_name(value.get("title")), json_values.as_name(value.get("address")))
    return _parse_location(
        value.get("location"), json_values.as_name(", ".join(filter(None, parts)))
    )


def _parse_contact(value: Any) -> Attachment | None:
    if not isinstance(value, dict) or not (
        number := json_values.as_phone(value.get("phone_number"))
    ):
        return None
    return Attachment(AttachmentKind.CONTACT, ref=number, name=_full_name(value))


def _describe_unfetchable(message: Json) -> str:
    """Return a description of content that no bot can fetch, such as a poll or a story.

    The person still needs an answer, and whoever helps them must know of it.
    """
    kind = next((name for name in _UNFETCHED if name in message), "")
    if not kind:
        return ""
    question = json_values.as_name(as_mapping(message[kind]).get("question"))
    return f"{texts.UNSHOWN[kind]} {question}".strip()


# The first that is present counts: a venue has a location beside it, an animation a document.
# An audio file has a name and a round video no mime: telegram_send tells them apart by that.
_PARSERS: dict[str, Callable[[Any], Attachment | None]] = {
    "photo": _parse_photo,
    "voice": _make_file_parser(AttachmentKind.VOICE, mime="audio/ogg"),
    "audio": _make_file_parser(AttachmentKind.VOICE, name="audio"),
    "video": _make_file_parser(AttachmentKind.VIDEO, mime="video/mp4"),
    "video_note": _make_file_parser(AttachmentKind.VIDEO),
    "document": _make_file_parser(AttachmentKind.DOCUMENT),
    "venue": _parse_venue,
    "location": _parse_location,
    "contact": _parse_contact,
    "sticker": _make_file_parser(AttachmentKind.STICKER),
}


_UNFETCHED = (
    "story",
    "poll",
    "dice",
    "game",
    "paid_media",
    "checklist",
    "invoice",
    "gift",
    "giveaway",
    "giveaway_winners",
    "animation",  # without its document
    "contact",  # without a phone that could be called
)


def _locate_message(message: Json | None) -> tuple[str, str]:
    """Return address and message id of a private message, or two empty strings."""
    address = _private_address(_dict(message, "chat"))
    number = _number(message, "message_id")
    return (address, f"{address}:{number}") if address and number else ("", "")


def _private_address(chat: Json | None) -> str:
    number = _number(chat, "id")
    return str(number) if number and chat and chat.get("type") == "private" else ""


def _full_name(person: Json | None) -> str:
    parts = (_string(person, "first_name"), _string(person, "last_name"))
    return json_values.as_name(" ".join(part[: json_values.LONGEST_NAME] for part in parts))


def _dict(values: Json | None, key: str) -> Json | None:
    value = values.get(key) if values else None
    return value if isinstance(value, dict) else None


def _string(values: Json | None, key: str) -> str:
    value = values.get(key) if values else None
    return value if isinstance(value, str) else ""


def _number(values: Json | None, key: str) -> int | None:
    value = values.get(key) if values else None
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    return value if -_MAX_NUMBER <= value < _MAX_NUMBER else None


def _instant(values: Json, key: str) -> datetime | None:
    seconds = _number(values, key)
    return datetime.fromtimestamp(seconds, UTC) if seconds and 0 < seconds <= _LATEST else None
