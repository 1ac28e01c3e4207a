"""Parses an Official Account's webhook events into `Incoming`.

Tolerant: shapes differ between the documents and what arrives, ids and times are strings larger
than a float holds, and unknown events are ignored.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from bot import texts
from bot.channels import json_values
from bot.channels.hidden_links import append_links
from bot.channels.json_values import as_mapping
from bot.messages.content import Attachment, AttachmentKind, Event, Incoming
from bot.vietnamese.letters import nfc

USER_EVENT_PREFIX = "user_send_"
OA_EVENT_PREFIX = "oa_send_"
LINK_PREFIX = "#"  # "#u-ap-03": how a link is followed where a link carries no parameter
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
_GREETING_EVENTS = frozenset({"follow", "user_click_chatnow"})


def parse_event(raw: bytes, body: Mapping[str, Any], account: str) -> Incoming | None:
    """Return what a person, or a colleague on Zalo's console, did; None for everything else."""
    event = json_values.as_id(body.get("event_name"))
    if event.startswith(USER_EVENT_PREFIX):
        return _parse_user_message(event, raw, body, account)
    if event.startswith(OA_EVENT_PREFIX) and not event.startswith("oa_send_group"):
        return _parse_own_message(body, account)
    if event in _GREETING_EVENTS:
        return _parse_action(body, raw, account, Event.MESSAGE, text="/start")
    if event == "unfollow":
        return _parse_action(body, raw, account, Event.BLOCKED)
    if event == "user_submit_info":
        return _parse_contact_form(body, raw, account)
    return None


def hash_event(raw: bytes) -> str:
    """Return an id for an event that has none; the same bytes are the same event."""
    return hashlib.sha256(raw).hexdigest()[:40]


def _parse_user_message(
    event: str, raw: bytes, body: Mapping[str, Any], account: str
) -> Incoming | None:
    address = json_values.as_address(as_mapping(body.get("sender")).get("id"))
    if not address or event.startswith("user_send_group"):
        return None
    message = as_mapping(body.get("message"))
    raw_attachments = message.get("attachments")
    things = (
        [as_mapping(thing) for thing in raw_attachments[:10]]
        if isinstance(raw_attachments, list)
        else []
    )
    files = [file for thing in things if (file := _parse_attachment(thing))]
    text = append_links(nfc(json_values.as_string(message.get("text"))), _list_cards(things))
    locations = [attachment for attachment in files if attachment.kind is AttachmentKind.LOCATION]
    link = text.strip().lower()
    deep_link = (
        link.removeprefix(LINK_PREFIX)
        if link.startswith((f"{LINK_PREFIX}u-", f"{LINK_PREFIX}link-"))
        else ""
    )
    # A button's value comes back as a text of its own.
    pressed = _find_pressed_value(text) if not deep_link else ""
    if not files and event != "user_send_text" and not text:
        text = texts.UNSHOWN.get(event.removeprefix(USER_EVENT_PREFIX), texts.UNSHOWN_ELSE)
    return Incoming(
        account=account,
        address=address,
        message_id=json_values.as_id(message.get("msg_id")) or hash_event(raw),
        # The words beside a place are its address on the map, not something that was asked.
        text="/start" if deep_link else "" if locations or pressed else text,
        choice=pressed,
        start=deep_link,
        attachments=tuple(files),
        sent_at=_instant(body.get("timestamp")),
        reply_to=json_values.as_id(message.get("quote_msg_id")),
    )


def _find_pressed_value(text: str) -> str:
    value = text.strip().removeprefix(LINK_PREFIX)
    is_value = text.startswith(LINK_PREFIX) and (":" in value or value.isidentifier())
    return json_values.as_choice(value) if is_value else ""


def _list_cards(things: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """Yield the words of each link card and the address that it opens."""
    for thing in things:
        payload = as_mapping(thing.get("payload"))
        url = json_values.as_string(payload.get("url"))
        if thing.get("type") == "link" and url.lower().startswith("http"):
            yield nfc(json_values.as_string(payload.get("description"))), url


def _parse_attachment(thing: Mapping[str, Any]) -> Attachment | None:
    """Return an attachment that can be fetched or shown; None if it has no URL."""
    payload = as_mapping(thing.get("payload"))
    if thing.get("type") == "link":
        return None  # its address stands among the words
    kind = _KINDS.get(json_values.as_string(thing.get("type")), AttachmentKind.OTHER)
    if kind is AttachmentKind.LOCATION:
        coordinates = as_mapping(payload.get("coordinates"))
        latitude = json_values.as_degrees(coordinates.get("latitude"), 90)
        longitude = json_values.as_degrees(coordinates.get("longitude"), 180)
        if latitude is None or longitude is None:
            return None
        return Attachment(kind, latitude=latitude, longitude=longitude)
    url = json_values.as_url(payload.get("url")) or json_values.as_url(payload.get("thumbnail"))
    if not url:
        return None
    name, size = (
        json_values.as_name(payload.get("name")),
        json_values.as_number(payload.get("size")),
    )
    return Attachment(kind, ref=url, name=name, size=size)


def _parse_own_message(body: Mapping[str, Any], account: str) -> Incoming | None:
    sender = as_mapping(body.get("sender"))
    address = json_values.as_address(as_mapping(body.get("recipient")).get("id"))
    message_id = json_values.as_id(as_mapping(body.get("message")).get("msg_id"))
    if not address or not message_id:
        return None
    return Incoming(
        account=account,
        address=address,
        message_id=message_id,
        event=Event.AGENT_ECHO,
        colleague=bool(json_values.as_string(sender.get("admin_id"))),
    )


def _parse_action(
    body: Mapping[str, Any], raw: bytes, account: str, event: Event, *, text: str = ""
) -> Incoming | None:
    sender = as_mapping(body.get("follower")) or as_mapping(body.get("sender"))
    if not (address := json_values.as_address(sender.get("id"))):
        return None
    return Incoming(
        account=account,
        address=address,
        message_id=hash_event(raw),
        text=text,
        event=event,
        sent_at=_instant(body.get("timestamp")),
    )


def _parse_contact_form(body: Mapping[str, Any], raw: bytes, account: str) -> Incoming | None:
    address = json_values.as_address(as_mapping(body.get("sender")).get("id"))
    info = as_mapping(body.get("info"))
    if not address:
        return None
    name, phone = json_values.as_name(info.get("name")), json_values.as_phone(info.get("phone"))
    return Incoming(
        account=account,
        address=address,
        message_id=hash_event(raw),
        attachments=(Attachment(AttachmentKind.CONTACT, ref=phone, name=name),),
        name=name,
        event=Event.CONTACT_SHARED,
        sent_at=_instant(body.get("timestamp")),
    )


def _instant(value: Any) -> datetime | None:
    """Convert a string of milliseconds since 1970; None if it is none."""
    text = json_values.as_string(value)
    if not (text.isascii() and text.isdecimal()) or not 0 < len(text) <= 13:
        return None
    return datetime.fromtimestamp(int(text) / 1000, UTC)
