"""Masking of incoming messages: every field is masked here, or declared to hold no free text.

Two tables declare each field; a test walks the fields of `Incoming` and `Attachment`, so that a new
one is declared before it can be stored.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from bot.messages.content import Attachment, AttachmentKind, Incoming
from bot.messages.masking.mask import Masked, announced, mask

Cover = Callable[[str], Masked]

# Our own buttons and links: "tk:12:take", "u-ap-03". Ids in them may be long, words they have none.
_OWN = re.compile(r"[a-z][a-z_]{0,19}(?:[:\-][\w.\-]{1,40}){1,4}", re.ASCII)
_TELLING = re.compile(r"otp|pass|mk|pin|cccd|cmnd|stk|\d{12}", re.IGNORECASE)
_DIALLED = re.compile(r"\+\d[\d .()\-]{6,18}|1[89]00[\d .]{4,8}")
_FILE = re.compile(r"(?P<stem>.*)(?P<ending>\.\w{1,8})", re.DOTALL)


def cover_value(value: str) -> Masked:
    """Mask a button's value or a link's parameter, unless it is one of our own."""
    if _OWN.fullmatch(value) and not _TELLING.search(value):
        return Masked(value, hit=False)
    return mask(value)


def cover_phone(number: str) -> Masked:
    """Mask a contact card's number, unless it is a phone number."""
    if _DIALLED.fullmatch(number):
        return Masked(number, hit=False)
    label = "sdt "
    covered = mask(f"{label}{number}")
    return Masked(covered.text.removeprefix(label), covered.hit)


def cover_file(name: str) -> Masked:
    """Mask a file's name, keeping its extension."""
    parts = _FILE.fullmatch(name)
    if parts is None:
        return mask(name)
    covered = mask(parts["stem"])
    return Masked(covered.text + parts["ending"], covered.hit)


# None: no words of a person, but the platform's or our own.
FIELDS: Mapping[str, Cover | None] = {
    "account": None,
    "address": None,
    "message_id": None,
    "text": mask,
    "choice": cover_value,
    "start": cover_value,
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
ATTACHMENT_FIELDS: Mapping[str, Cover | None] = {
    "kind": None,
    "ref": None,  # the platform's handle; of a contact card the phone
    "name": cover_file,
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
SAID = ("text", "start")


def clean(incoming: Incoming, after: str = "") -> Incoming:
    """Return the message with every secret masked; `after`: what the previous one announced."""
    changed: dict[str, Any] = {}
    for name, cover in FIELDS.items():
        value = getattr(incoming, name)
        if cover is None or not value:
            continue
        covered = mask(value, after) if name == "text" else cover(value)
        if covered.hit:
            changed[name] = covered.text
    if incoming.attachments:
        changed["attachments"] = tuple(map(clean_attachment, incoming.attachments))
    if not changed:
        return incoming
    told = incoming.covered or any(name in changed for name in SAID)
    return replace(incoming, **{**changed, "covered": told})


def clean_attachment(attachment: Attachment) -> Attachment:
    """Mask the attachment's names, and the number of a contact card."""
    name = ATTACHMENT_FIELDS["name"]
    assert name is not None
    if attachment.kind in (AttachmentKind.CONTACT, AttachmentKind.LOCATION):
        name = mask
    changed: dict[str, Any] = {"name": name(attachment.name).text}
    if attachment.kind is AttachmentKind.CONTACT:
        changed["ref"] = cover_phone(attachment.ref).text
    return replace(attachment, **changed)


def announces(incoming: Incoming, before: str) -> str:
    """Return which secret the next message may contain, judging by this masked one.

    A message without text leaves unchanged what the one `before` it announced.
    """
    return announced(incoming.text) if incoming.text else before
