"""Parses Telegram's updates: JSON to `Incoming`, or None.

Pure, and it never raises: an update of an unknown shape is no message. It reads the JSON directly,
because building PTB's `Update` first costs many times as much.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from bot import texts
from bot.channels import reading
from bot.channels.reading import mapping
from bot.channels.telegram.hidden_links import with_hidden
from bot.channels.telegram.reactions import read_verdict
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


def parse(update: Any, account: str) -> Incoming | None:
    """Return the message in one update, or None if it is not for us (groups, service messages…)."""
    if not isinstance(update, dict):
        return None
    if message := _dict(update, "message"):
        return _message(message, account, Event.MESSAGE)
    if query := _dict(update, "callback_query"):
        return _tap(query, account)
    if message := _dict(update, "edited_message"):
        return _message(message, account, Event.EDITED)
    if change := _dict(update, "my_chat_member"):
        return _membership(change, account, _number(update, "update_id"))
    if change := _dict(update, "message_reaction"):
        return _reaction(change, account)
    return None


def query_id(update: Any) -> str:
    """Return the id of the callback query, or "" if no button was pressed."""
    query = _dict(update, "callback_query") if isinstance(update, dict) else None
    return reading.identity(query.get("id")) if query else ""


def _message(message: Json, account: str, event: Event) -> Incoming | None:
    address, message_id = _place(message)
    attachments = _attachments(message)
    text = nfc(_string(message, "text") or _string(message, "caption"))
    text = with_hidden(text or ("" if attachments else _unshown(message)), message)
    # A shared place moves every few seconds for hours; nothing was said.
    moved = event is Event.EDITED and "location" in message
    if not message_id or moved or not (text or attachments):
        return None
    text, start = _deep_link(text) if text else ("", "")
    return Incoming(
        account=account,
        address=address,
        message_id=message_id,
        text=text,
        start=start,
        attachments=attachments,
        name=_name(_dict(message, "from") or _dict(message, "chat")),
        sent_at=_instant(message, "edit_date") or _instant(message, "date"),
        reply_to=_place(_dict(message, "reply_to_message"))[1],
        forwarded=_origin(_dict(message, "forward_origin")),
        quote=_quote(message),
        album=reading.identity(message.get("media_group_id")),
        event=event,
    )


def _origin(origin: Json | None) -> str:
    """Return the original author of a forwarded message: a person, group, channel or bare name."""
    if origin is None:
        return ""
    chat = _dict(origin, "sender_chat") or _dict(origin, "chat")
    known = (
        nfc(_string(origin, "sender_user_name")),
        _name(_dict(origin, "sender_user")),
        nfc(_string(chat, "title")),
        nfc(_string(origin, "author_signature")),
    )
    return next(filter(None, known), UNKNOWN_SENDER)


def _quote(message: Json) -> str:
    """Return the quoted text that stands in the message itself, with its author if known.

    That is a marked passage, or a message of another chat.
    """
    outside = _dict(message, "external_reply")
    words = nfc(_string(_dict(message, "quote"), "text"))
    author = _origin(_dict(outside, "origin"))
    return ": ".join(filter(None, (author.removesuffix(UNKNOWN_SENDER), words))) or author


def _tap(query: Json, account: str) -> Incoming | None:
    address, message_id = _place(_dict(query, "message"))
    identity, choice = query_id({"callback_query": query}), reading.choice(query.get("data"))
    if not (message_id and identity and choice):
        return None
    return Incoming(
        account=account,
        address=address,
        message_id=f"cb:{identity}",
        choice=choice,
        name=_name(_dict(query, "from")),
        reply_to=message_id,
    )


def _reaction(change: Json, account: str) -> Incoming | None:
    """Return a reaction as an `Incoming`; its id is message and verdict, for deduplication."""
    address, reply_to = _place(change)
    verdict = read_verdict(change)
    if not reply_to or not verdict or _dict(change, "user") is None:
        return None
    return Incoming(
        account=account,
        address=address,
        message_id=f"react:{reply_to}:{verdict}",
        choice=f"react:{verdict}",
        name=_name(_dict(change, "user")),
        sent_at=_instant(change, "date"),
        reply_to=reply_to,
        event=Event.REACTED,
    )


def _membership(change: Json, account: str, update_id: int | None) -> Incoming | None:
    address = _private(_dict(change, "chat"))
    status = _string(_dict(change, "new_chat_member"), "status")
    event = {"kicked": Event.BLOCKED, "member": Event.RETURNED}.get(status)
    if not address or event is None or update_id is None:
        return None
    return Incoming(
        account=account,
        address=address,
        message_id=f"member:{update_id}",
        name=_name(_dict(change, "from")),
        sent_at=_instant(change, "date"),
        event=event,
    )


def _deep_link(text: str) -> tuple[str, str]:
    """Split `/start u-12` into the command and its parameter; other text keeps its arguments.

    People who copy it by hand write "/Start", or put the parameter on the next line.
    """
    command, *rest = text.split(maxsplit=1)
    if command.lower().partition("@")[0] == _START:
        return _START, rest[0] if rest else ""
    return text, ""


def _attachments(message: Json) -> tuple[Attachment, ...]:
    for field, read in _READERS.items():
        if field in message:
            found = read(message[field])
            return (found,) if found else ()
    return ()


def _photo(sizes: Any) -> Attachment | None:
    """Return the largest of the sizes Telegram made."""
    known = [size for size in sizes if isinstance(size, dict)] if isinstance(sizes, list) else []
    largest = max(known, key=lambda size: _number(size, "width") or 0, default=None)
    return _file(AttachmentKind.PHOTO)(largest)


def _file(
    kind: AttachmentKind, *, name: str = "", mime: str = ""
) -> Callable[[Any], Attachment | None]:
    """Return a parser of files of this kind; `name` and `mime` are used if Telegram gives none."""

    def read(value: Any) -> Attachment | None:
        ref = reading.handle(value.get("file_id")) if isinstance(value, dict) else ""
        if not ref:
            return None
        called = reading.name(value.get("file_name")) or reading.name(value.get("title"))
        return Attachment(
            kind,
            ref=ref,
            name=called or name,
            mime=reading.name(value.get("mime_type")) or mime,
            size=_number(value, "file_size"),
        )

    return read


def _location(value: Any, name: str = "") -> Attachment | None:
    if not isinstance(value, dict):
        return None
    latitude = reading.degrees(value.get("latitude"), 90)
    longitude = reading.degrees(value.get("longitude"), 180)
    if latitude is None or longitude is None:
        return None
    return Attachment(AttachmentKind.LOCATION, name=name, latitude=latitude, longitude=longitude)


def _venue(value: Any) -> Attachment | None:
    if not isinstance(value, dict):
        return None
    words = (reading.name(value.get("title")), reading.name(value.get("address")))
    return _location(value.get("location"), reading.name(", ".join(filter(None, words))))


def _contact(value: Any) -> Attachment | None:
    if not isinstance(value, dict) or not (number := reading.phone(value.get("phone_number"))):
        return None
    return Attachment(AttachmentKind.CONTACT, ref=number, name=_name(value))


def _unshown(message: Json) -> str:
    """Return a description of content that no bot can fetch, such as a poll or a story.

    The person still needs an answer, and whoever helps them must know of it.
    """
    kind = next((name for name in _UNFETCHED if name in message), "")
    if not kind:
        return ""
    asked = reading.name(mapping(message[kind]).get("question"))
    return f"{texts.UNSHOWN[kind]} {asked}".strip()


# The first that is present counts: a venue has a location beside it, an animation a document.
# An audio file has a name and a round video no mime: telegram_send tells them apart by that.
_READERS: dict[str, Callable[[Any], Attachment | None]] = {
    "photo": _photo,
    "voice": _file(AttachmentKind.VOICE, mime="audio/ogg"),
    "audio": _file(AttachmentKind.VOICE, name="audio"),
    "video": _file(AttachmentKind.VIDEO, mime="video/mp4"),
    "video_note": _file(AttachmentKind.VIDEO),
    "document": _file(AttachmentKind.DOCUMENT),
    "venue": _venue,
    "location": _location,
    "contact": _contact,
    "sticker": _file(AttachmentKind.STICKER),
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


def _place(message: Json | None) -> tuple[str, str]:
    """Return address and message id of a private message, or two empty strings."""
    address = _private(_dict(message, "chat"))
    number = _number(message, "message_id")
    return (address, f"{address}:{number}") if address and number else ("", "")


def _private(chat: Json | None) -> str:
    number = _number(chat, "id")
    return str(number) if number and chat and chat.get("type") == "private" else ""


def _name(person: Json | None) -> str:
    parts = (_string(person, "first_name"), _string(person, "last_name"))
    return reading.name(" ".join(part[: reading.LONGEST_NAME] for part in parts))


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
