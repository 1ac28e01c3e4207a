"""An Official Account's webhook event as an `Incoming`.

Bodies are read tolerantly: shapes differ between the documents and what arrives, ids and times are
strings larger than a float holds, and an unknown event is let go.
"""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from bot.messages import MAX_CHOICE_BYTES, Attachment, AttachmentKind, Event, Incoming
from bot.vietnamese import nfc

SAID = "user_send_"
OURS = "oa_send_"
LINK = "#"  # "#u-ap-03": how a link is followed where a link carries no parameter
_KINDS = {
    "image": AttachmentKind.PHOTO,
    "gif": AttachmentKind.PHOTO,
    "audio": AttachmentKind.VOICE,
    "video": AttachmentKind.VIDEO,
    "sticker": AttachmentKind.STICKER,
    "location": AttachmentKind.LOCATION,
    "file": AttachmentKind.DOCUMENT,
}
# Each counts as the person's doing something, and none says anything (Zalo's list of interactions).
_GREETS = frozenset({"follow", "user_click_chatnow"})


def parse(raw: bytes, body: Mapping[str, Any], account: str) -> Incoming | None:
    """What a person, or a colleague on Zalo's console, did; None for everything else."""
    event = _text(body.get("event_name"))
    if event.startswith(SAID):
        return _said(event, raw, body, account)
    if event.startswith(OURS) and not event.startswith("oa_send_group"):
        return _ours(body, account)
    if event in _GREETS:
        return _happened(body, raw, account, Event.MESSAGE, text="/start")
    if event == "unfollow":
        return _happened(body, raw, account, Event.BLOCKED)
    if event == "user_submit_info":
        return _shared(body, raw, account)
    return None


def digest(raw: bytes) -> str:
    """An id for an event that has none: the same bytes are the same event."""
    return hashlib.sha256(raw).hexdigest()[:40]


def _said(event: str, raw: bytes, body: Mapping[str, Any], account: str) -> Incoming | None:
    address = _text(_mapping(body.get("sender")).get("id"))
    if not address or event.startswith("user_send_group"):
        return None
    message = _mapping(body.get("message"))
    found = message.get("attachments")
    given = found if isinstance(found, list) else []
    files = [_attachment(_mapping(one)) for one in given[:10]]
    words = nfc(_text(message.get("text")))
    places = [one for one in files if one.kind is AttachmentKind.LOCATION]
    link = words.strip().lower()
    opened = link.removeprefix(LINK) if link.startswith((f"{LINK}u-", f"{LINK}link-")) else ""
    # A button's value comes back as a text of its own.
    pressed = _pressed(words) if not opened else ""
    if not files and event != "user_send_text" and not words:
        files = [Attachment(AttachmentKind.OTHER, name=event.removeprefix(SAID)[:40])]
    return Incoming(
        account=account,
        address=address,
        message_id=_text(message.get("msg_id")) or digest(raw),
        # The words beside a place are its address on the map, not something that was asked.
        text="/start" if opened else "" if places or pressed else words,
        choice=pressed,
        start=opened,
        attachments=tuple(files),
        sent_at=_instant(body.get("timestamp")),
        reply_to=_text(message.get("quote_msg_id")),
    )


def _pressed(words: str) -> str:
    value = words.strip().removeprefix(LINK)
    is_value = words.startswith(LINK) and (":" in value or value.isidentifier())
    return value if is_value and len(value.encode()) <= MAX_CHOICE_BYTES else ""


def _attachment(one: Mapping[str, Any]) -> Attachment:
    payload = _mapping(one.get("payload"))
    kind = _KINDS.get(_text(one.get("type")), AttachmentKind.OTHER)
    if kind is AttachmentKind.LOCATION:
        place = _mapping(payload.get("coordinates"))
        latitude = _degrees(place.get("latitude"), 90)
        longitude = _degrees(place.get("longitude"), 180)
        if latitude is None or longitude is None:
            return Attachment(AttachmentKind.OTHER, name="location")
        return Attachment(kind, latitude=latitude, longitude=longitude)
    return Attachment(
        kind,
        ref=_text(payload.get("url") or payload.get("thumbnail"))[:1000],
        name=nfc(_text(payload.get("name")))[:120],
        size=_number(payload.get("size")),
    )


def _ours(body: Mapping[str, Any], account: str) -> Incoming | None:
    sender = _mapping(body.get("sender"))
    address = _text(_mapping(body.get("recipient")).get("id"))
    message_id = _text(_mapping(body.get("message")).get("msg_id"))
    if not address or not message_id:
        return None
    return Incoming(
        account=account,
        address=address,
        message_id=message_id,
        event=Event.BY_HAND,
        colleague=bool(_text(sender.get("admin_id"))),
    )


def _happened(
    body: Mapping[str, Any], raw: bytes, account: str, event: Event, *, text: str = ""
) -> Incoming | None:
    who = _mapping(body.get("follower")) or _mapping(body.get("sender"))
    if not (address := _text(who.get("id"))):
        return None
    return Incoming(
        account=account,
        address=address,
        message_id=digest(raw),
        text=text,
        event=event,
        sent_at=_instant(body.get("timestamp")),
    )


def _shared(body: Mapping[str, Any], raw: bytes, account: str) -> Incoming | None:
    address = _text(_mapping(body.get("sender")).get("id"))
    info = _mapping(body.get("info"))
    if not address:
        return None
    name = nfc(_text(info.get("name"))).strip()[:120]
    phone = _text(info.get("phone")).strip()[:20]
    return Incoming(
        account=account,
        address=address,
        message_id=digest(raw),
        attachments=(Attachment(AttachmentKind.CONTACT, ref=phone, name=name),),
        name=name,
        event=Event.SHARED,
        sent_at=_instant(body.get("timestamp")),
    )


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str:
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _degrees(value: Any, most: float) -> float | None:
    """Zalo writes degrees as strings."""
    try:
        found = float(value)
    except (TypeError, ValueError):
        return None
    return found if -most <= found <= most else None


def _number(value: Any) -> int | None:
    written = _text(value)
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 12 else None


def _instant(value: Any) -> datetime | None:
    """Milliseconds since 1970, as a string."""
    written = _text(value)
    if not (written.isascii() and written.isdecimal()) or not 0 < len(written) <= 13:
        return None
    return datetime.fromtimestamp(int(written) / 1000, UTC)
