"""The bodies of an Official Account's messages (`/v3.0/oa/message/cs`)."""

from typing import Any

from bot import texts
from bot.channels.zalo_oa.api import FILE_TYPES
from bot.messages.content import Attachment, AttachmentKind, Reply

MAX_BUTTONS = 5
MAP_URL = (
    "https://www.openstreetmap.org/?mlat={latitude}&mlon={longitude}#map=17/{latitude}/{longitude}"
)


def is_sendable(attachment: Attachment) -> bool:
    """Return whether Zalo accepts the attachment; an empty contact is the form for one."""
    if attachment.kind is AttachmentKind.CONTACT:
        return not attachment.ref
    source = attachment.file.name if attachment.file else attachment.ref
    ending = (attachment.name or source).rpartition(".")[2].lower()
    return bool(source) and (attachment.kind is AttachmentKind.PHOTO or ending in FILE_TYPES)


def describe_location(attachment: Attachment) -> str:
    """Return a location as a text with a map link: Zalo cannot send locations."""
    return texts.PLACE_ON_MAP.format(
        url=MAP_URL.format(latitude=attachment.latitude, longitude=attachment.longitude)
    )


def build_buttons(reply: Reply) -> list[dict[str, Any]]:
    """Return the choices as Zalo's buttons; an empty list if there are none or too many."""
    if not 0 < len(reply.choices) <= MAX_BUTTONS:
        return []
    return [
        {"title": choice.label[:100], "type": "oa.open.url", "payload": {"url": choice.url}}
        if choice.url
        else {"title": choice.label[:100], "type": "oa.query.hide", "payload": f"#{choice.value}"}
        for choice in reply.choices
    ]


def build_button_message(text: str, buttons: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the message with a text and buttons."""
    return {"text": text, "attachment": {"type": "template", "payload": {"buttons": buttons}}}


def build_file_message(kind: str, handle: str, text: str) -> dict[str, Any]:
    """Return the message with an uploaded "file" or "image", or an image at a "url".

    A file takes no text.
    """
    if kind == "file":
        return {"attachment": {"type": "file", "payload": {"token": handle}}}
    element = {"media_type": "image", "url" if kind == "url" else "attachment_id": handle}
    payload = {"template_type": "media", "elements": [element]}
    message: dict[str, Any] = {"attachment": {"type": "template", "payload": payload}}
    return {"text": text, **message} if text else message


def build_contact_form(text: str, attachment: Attachment) -> dict[str, Any]:
    """Return the message with Zalo's own form for name and phone.

    It has one element; title 100, subtitle 500 characters.
    """
    element = {"title": (attachment.name or texts.BOT_NAME)[:100], "subtitle": text[:500]}
    payload = {"template_type": "request_user_info", "elements": [element]}
    return {"attachment": {"type": "template", "payload": payload}}
