"""Masking of incoming messages: every field is masked here, or declared to hold no free text.

Two tables declare each field; a test walks the fields of `Incoming` and `Attachment`, so that a new
one is declared before it can be stored.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from bot.messages.content import Attachment, AttachmentKind, Incoming
from bot.messages.masking.mask import Masked, find_announced_kind, is_piece, mask

Masker = Callable[[str], Masked]

# Our own buttons and links: "tk:12:take", "u-ap-03". Ids in them may be long, words they have none.
_BUTTON_VALUE = re.compile(r"[a-z][a-z_]{0,19}(?:[:\-][\w.\-]{1,40}){1,4}", re.ASCII)
_SECRET_HINT = re.compile(r"otp|pass|mk|pin|cccd|cmnd|stk|\d{12}", re.IGNORECASE)
_PHONE_NUMBER = re.compile(r"\+\d[\d .()\-]{6,18}|1[89]00[\d .]{4,8}")
_FILE_NAME = re.compile(r"(?P<stem>.*)(?P<ending>\.\w{1,8})", re.DOTALL)


def mask_value(value: str) -> Masked:
    """Mask a button's value or a link's parameter, unless it is one of our own."""
    if _BUTTON_VALUE.fullmatch(value) and not _SECRET_HINT.search(value):
        return Masked(value, has_secret=False)
    return mask(value)


def mask_phone(number: str) -> Masked:
    """Mask a contact card's number, unless it is a phone number."""
    if _PHONE_NUMBER.fullmatch(number):
        return Masked(number, has_secret=False)
    label = "sdt "
    covered = mask(f"{label}{number}")
    return Masked(covered.text.removeprefix(label), covered.has_secret)


def mask_file_name(name: str) -> Masked:
    """Mask a file's name, keeping its extension."""
    parts = _FILE_NAME.fullmatch(name)
    if parts is None:
        return mask(name)
    covered = mask(parts["stem"])
    return Masked(covered.text + parts["ending"], covered.has_secret)


# None: no words of a person, but the platform's or our own.
FIELDS: Mapping[str, Masker | None] = {
    "account": None,
    "address": None,
    "message_id": None,
    "text": mask,
    "choice": mask_value,
    "start": mask_value,
    "attachments": None,  # each by the table below
    "name": mask,
    "sent_at": None,
    "reply_to": None,
    "colleague": None,
    "forwarded": mask,
    "quote": mask,
    "covered": None,
    "album": None,
    "network": None,
    "event": None,
}
ATTACHMENT_FIELDS: Mapping[str, Masker | None] = {
    "kind": None,
    "ref": None,  # the platform's handle; of a contact card the phone
    "name": mask_file_name,
    "mime": None,
    "size": None,
    "latitude": None,
    "longitude": None,
    "account": None,
    "file": None,
    "anew": None,
}
# The person is warned about these. A camera's numbers in a file's name are nobody's secret, and a
# button's value is never typed: one that had to be covered is an old or a forged button.
WARNED_FIELDS = ("text", "start")


def mask_incoming(incoming: Incoming, after: str = "") -> Incoming:
    """Return the message with every secret masked; `after`: what the previous one announced."""
    changed: dict[str, Any] = {}
    for name, cover in FIELDS.items():
        value = getattr(incoming, name)
        if cover is None or not value:
            continue
        covered = mask(value, after) if name == "text" else cover(value)
        if covered.has_secret:
            changed[name] = covered.text
    if incoming.attachments:
        changed["attachments"] = tuple(map(mask_attachment, incoming.attachments))
    if not changed:
        return incoming
    warned = incoming.covered or any(name in changed for name in WARNED_FIELDS)
    return replace(incoming, **{**changed, "covered": warned})


def mask_attachment(attachment: Attachment) -> Attachment:
    """Mask the attachment's names, and the number of a contact card."""
    name = ATTACHMENT_FIELDS["name"]
    assert name is not None
    if attachment.kind in (AttachmentKind.CONTACT, AttachmentKind.LOCATION):
        name = mask
    changed: dict[str, Any] = {"name": name(attachment.name).text}
    if attachment.kind is AttachmentKind.CONTACT:
        changed["ref"] = mask_phone(attachment.ref).text
    return replace(attachment, **changed)


def detect_announced_secret(incoming: Incoming, before: str) -> str:
    """Return which secret the next message may contain, judging by this masked one.

    A message without text, or with a piece of a number only, leaves unchanged what the one `before`
    it announced.
    """
    if before and is_piece(incoming.text):
        return before
    return find_announced_kind(incoming.text) if incoming.text else before
