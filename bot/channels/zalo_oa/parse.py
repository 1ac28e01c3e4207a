"""Parses an Official Account's webhook events into `Incoming`.

Tolerant: shapes differ between the documents and what arrives, ids and times are strings larger
than a float holds, and unknown events are ignored.
"""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from bot import texts
from bot.channels import reading
from bot.channels.reading import mapping
from bot.messages.content import Attachment, AttachmentKind, Event, Incoming
from bot.vietnamese.letters import nfc

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
    """Return what a person, or a colleague on Zalo's console, did; None for everything else."""
    event = reading.identity(body.get("event_name"))
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
    """Return an id for an event that has none; the same bytes are the same event."""
    return hashlib.sha256(raw).hexdigest()[:40]


def _said(event: str, raw: bytes, body: Mapping[str, Any], account: str) -> Incoming | None:
    address = reading.address(mapping(body.get("sender")).get("id"))
    if not address or event.startswith("user_send_group"):
        return None
    message = mapping(body.get("message"))
    given = message.get("attachments")
    things = [mapping(thing) for thing in given[:10]] if isinstance(given, list) else []
    files = [file for thing in things if (file := _attachment(thing))]
    words = nfc(reading.string(message.get("text")))
    places = [one for one in files if one.kind is AttachmentKind.LOCATION]
    link = words.strip().lower()
    opened = link.removeprefix(LINK) if link.startswith((f"{LINK}u-", f"{LINK}link-")) else ""
    # A button's value comes back as a text of its own.
    pressed = _pressed(words) if not opened else ""
    if not files and event != "user_send_text" and not words:
        words = texts.UNSHOWN.get(event.removeprefix(SAID), texts.UNSHOWN_ELSE)
    return Incoming(
        account=account,
        address=address,
        message_id=reading.identity(message.get("msg_id")) or digest(raw),
        # The words beside a place are its address on the map, not something that was asked.
        text="/start" if opened else "" if places or pressed else words,
        choice=pressed,
        start=opened,
        attachments=tuple(files),
        sent_at=_instant(body.get("timestamp")),
        reply_to=reading.identity(message.get("quote_msg_id")),
    )


def _pressed(words: str) -> str:
    value = words.strip().removeprefix(LINK)
    is_value = words.startswith(LINK) and (":" in value or value.isidentifier())
    return reading.choice(value) if is_value else ""


def _attachment(thing: Mapping[str, Any]) -> Attachment | None:
    """Return an attachment that can be fetched or shown; None if it has no URL."""
    payload = mapping(thing.get("payload"))
    kind = _KINDS.get(reading.string(thing.get("type")), AttachmentKind.OTHER)
    if kind is AttachmentKind.LOCATION:
        place = mapping(payload.get("coordinates"))
        latitude = reading.degrees(place.get("latitude"), 90)
        longitude = reading.degrees(place.get("longitude"), 180)
        if latitude is None or longitude is None:
            return None
        return Attachment(kind, latitude=latitude, longitude=longitude)
    lies_at = reading.url(payload.get("url")) or reading.url(payload.get("thumbnail"))
    if not lies_at:
        return None
    name, size = reading.name(payload.get("name")), reading.number(payload.get("size"))
    return Attachment(kind, ref=lies_at, name=name, size=size)


def _ours(body: Mapping[str, Any], account: str) -> Incoming | None:
    sender = mapping(body.get("sender"))
    address = reading.address(mapping(body.get("recipient")).get("id"))
    message_id = reading.identity(mapping(body.get("message")).get("msg_id"))
    if not address or not message_id:
        return None
    return Incoming(
        account=account,
        address=address,
        message_id=message_id,
        event=Event.BY_HAND,
        colleague=bool(reading.string(sender.get("admin_id"))),
    )


def _happened(
    body: Mapping[str, Any], raw: bytes, account: str, event: Event, *, text: str = ""
) -> Incoming | None:
    who = mapping(body.get("follower")) or mapping(body.get("sender"))
    if not (address := reading.address(who.get("id"))):
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
    address = reading.address(mapping(body.get("sender")).get("id"))
    info = mapping(body.get("info"))
    if not address:
        return None
    name, phone = reading.name(info.get("name")), reading.phone(info.get("phone"))
    return Incoming(
        account=account,
        address=address,
        message_id=digest(raw),
        attachments=(Attachment(AttachmentKind.CONTACT, ref=phone, name=name),),
        name=name,
        event=Event.SHARED,
        sent_at=_instant(body.get("timestamp")),
    )


def _instant(value: Any) -> datetime | None:
    """Convert a string of milliseconds since 1970; None if it is none."""
    written = reading.string(value)
    if not (written.isascii() and written.isdecimal()) or not 0 < len(written) <= 13:
        return None
    return datetime.fromtimestamp(int(written) / 1000, UTC)
