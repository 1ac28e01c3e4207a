"""The bodies of an Official Account's messages (`/v3.0/oa/message/cs`)."""

from typing import Any

from bot import texts
from bot.channels.zalo_oa.api import FILES
from bot.messages.content import Attachment, AttachmentKind, Reply

MAX_BUTTONS = 5
MAP = (
    "https://www.openstreetmap.org/?mlat={latitude}&mlon={longitude}#map=17/{latitude}/{longitude}"
)


def can_be_sent(one: Attachment) -> bool:
    """Return whether Zalo accepts the attachment; an empty contact is the form for one."""
    if one.kind is AttachmentKind.CONTACT:
        return not one.ref
    lies_at = one.file.name if one.file else one.ref
    ending = (one.name or lies_at).rpartition(".")[2].lower()
    return bool(lies_at) and (one.kind is AttachmentKind.PHOTO or ending in FILES)


def place_of(one: Attachment) -> str:
    """Return a location as a text with a map link: Zalo cannot send locations."""
    return texts.PLACE_ON_MAP.format(url=MAP.format(latitude=one.latitude, longitude=one.longitude))


def buttons_of(reply: Reply) -> list[dict[str, Any]]:
    """Return the choices as Zalo's buttons; an empty list if there are none or too many."""
    if not 0 < len(reply.choices) <= MAX_BUTTONS:
        return []
    return [
        {"title": one.label[:100], "type": "oa.open.url", "payload": {"url": one.url}}
        if one.url
        else {"title": one.label[:100], "type": "oa.query.hide", "payload": f"#{one.value}"}
        for one in reply.choices
    ]


def with_buttons(text: str, buttons: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the message with a text and buttons."""
    return {"text": text, "attachment": {"type": "template", "payload": {"buttons": buttons}}}


def with_file(kind: str, handle: str, text: str) -> dict[str, Any]:
    """Return the message with an uploaded "file" or "image", or an image at a "url".

    A file takes no text.
    """
    if kind == "file":
        return {"attachment": {"type": "file", "payload": {"token": handle}}}
    element = {"media_type": "image", "url" if kind == "url" else "attachment_id": handle}
    payload = {"template_type": "media", "elements": [element]}
    attached: dict[str, Any] = {"attachment": {"type": "template", "payload": payload}}
    return {"text": text, **attached} if text else attached


def form_of(text: str, one: Attachment) -> dict[str, Any]:
    """Return the message with Zalo's own form for name and phone.

    It has one element; title 100, subtitle 500 characters.
    """
    element = {"title": (one.name or texts.BOT_NAME)[:100], "subtitle": text[:500]}
    payload = {"template_type": "request_user_info", "elements": [element]}
    return {"attachment": {"type": "template", "payload": payload}}
