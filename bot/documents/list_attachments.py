"""Lists among the attachments of a message, told by how the file is called. Pure."""

from pathlib import PurePath

from bot.documents.workbooks import SUFFIXES
from bot.messages.content import Attachment, AttachmentKind
from bot.messages.history import Message


def is_list_file(attachment: Attachment) -> bool:
    """Whether an attachment is called like a file of lists."""
    suffix = PurePath(attachment.name).suffix.lower()
    return attachment.kind is AttachmentKind.DOCUMENT and suffix in SUFFIXES


def get_list_file(message: Message, place: int) -> Attachment | None:
    """Return the list at this place among a message's attachments, or None."""
    attachments = message.payload.get("attachments", [])
    if not 0 <= place < len(attachments):
        return None
    attachment = Attachment.from_json(attachments[place])
    return attachment if is_list_file(attachment) else None
