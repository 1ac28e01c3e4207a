"""What a person's data is used for, and which of these uses they refused. Pure.

Each use is agreed to and taken back by itself (Law 91/2025/QH15: a consent is specific). What is
refused stands in the contact's row, so that asking costs no query.
"""

from collections.abc import Iterable
from enum import StrEnum

from bot.messages.content import Attachment, AttachmentKind
from bot.people.models import Contact


class Purpose(StrEnum):
    """One use of a person's data, as the question of consent names it."""

    MEMORY = "memory"  # name, village and what was said are kept, to answer for the right place
    HELPERS = "helpers"  # what was said is handed to a member of the team
    REMINDERS = "reminders"
    NOTICES = "notices"  # announcements and polls
    MEDIA = "media"  # photos, voice notes and videos are kept
    LOCATION = "location"


# What can be refused by itself; without MEMORY the whole consent is withdrawn.
SINGLE_PURPOSES = tuple(purpose for purpose in Purpose if purpose is not Purpose.MEMORY)
_MEDIA_KINDS = (AttachmentKind.PHOTO, AttachmentKind.VOICE, AttachmentKind.VIDEO)
_MEDIA_TYPES = ("image/", "audio/", "video/")


def list_refused(contact: Contact) -> list[Purpose]:
    """Return the purposes the person refused, in the order of `Purpose`."""
    written = contact.refused.split()
    return [purpose for purpose in Purpose if purpose in written]


def is_refused(contact: Contact, purpose: Purpose) -> bool:
    """Return whether the person refused this use of their data."""
    return purpose in contact.refused.split()


def set_refused(contact: Contact, purposes: Iterable[Purpose]) -> None:
    """Write down which purposes the person refuses."""
    refused = set(purposes)
    contact.refused = " ".join(purpose for purpose in Purpose if purpose in refused)


def find_purpose(attachment: Attachment) -> Purpose | None:
    """Return the purpose an attachment is kept for; None: for none that can be refused."""
    if attachment.kind is AttachmentKind.LOCATION:
        return Purpose.LOCATION
    is_media = attachment.kind in _MEDIA_KINDS or attachment.mime.startswith(_MEDIA_TYPES)
    return Purpose.MEDIA if is_media else None


def split_attachments(
    contact: Contact, attachments: Iterable[Attachment]
) -> tuple[tuple[Attachment, ...], tuple[Attachment, ...]]:
    """Return the attachments that may be kept, and those the person does not want to be kept."""
    refused = list_refused(contact)
    kept: list[Attachment] = []
    dropped: list[Attachment] = []
    for attachment in attachments:
        (dropped if find_purpose(attachment) in refused else kept).append(attachment)
    return tuple(kept), tuple(dropped)
