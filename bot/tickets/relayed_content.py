"""What of a message is relayed to the other side of a ticket, and what must not be.

Text that was forwarded, or that answers another message, is marked as such: the helper must not
take a swindler's sentence for the resident's. Executable files are never relayed; only their
names are.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot import texts
from bot.messages.content import UNKNOWN_SENDER, Attachment, AttachmentKind, Event
from bot.messages.history import Message

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class RelayContent:
    """The text and attachments to relay, and whether some could not be."""

    text: str
    attachments: tuple[Attachment, ...]
    has_unsupported: bool = False  # of a kind that cannot be sent on
    has_risky: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing would arrive."""
        return not (self.text or self.attachments)


def extract_content(message: Message) -> RelayContent:
    """Extract what of a message can be relayed."""
    received = list_attachments(message)
    risky = [attachment for attachment in received if attachment.is_risky]
    carried = tuple(
        attachment if attachment.account else replace(attachment, account=message.account)
        for attachment in received
        if attachment.can_be_forwarded and not attachment.is_risky
    )
    text = "\n".join(filter(None, (annotate_text(message), *map(render_risk_warning, risky))))
    has_unsupported = any(not attachment.can_be_forwarded for attachment in received)
    return RelayContent(text, carried, has_unsupported, bool(risky))


def list_attachments(message: Message) -> tuple[Attachment, ...]:
    """Return the attachments of a message."""
    return tuple(Attachment.from_json(stored) for stored in message.payload.get("attachments", ()))


def annotate_text(message: Message) -> str:
    """Return the message's text, marked as edited, forwarded or quoting where it is."""
    text, payload = message.full_text, message.payload
    if message.event == Event.EDITED:
        text = texts.EDITED.format(text=text)
    if quote := payload.get("quote"):
        text = texts.QUOTED.format(quote=quote, text=text).strip()
    if sender := payload.get("forwarded"):
        name = texts.FORWARDED_UNKNOWN if sender == UNKNOWN_SENDER else sender
        text = texts.FORWARDED.format(name=name, text=text).strip()
    return text


def split_safe(
    stored_attachments: Iterable[dict[str, Any]],
) -> tuple[list[dict[str, Any]], list[str]]:
    """Split raw attachments into those to store with a ticket and warnings about the risky ones."""
    parsed = [(stored, Attachment.from_json(stored)) for stored in stored_attachments]
    kept = [
        stored
        for stored, attachment in parsed
        if attachment.can_be_forwarded and not attachment.is_risky
    ]
    return kept, [
        render_risk_warning(attachment) for _, attachment in parsed if attachment.is_risky
    ]


def render_risk_warning(attachment: Attachment) -> str:
    """Describe a file that is not relayed by its name and size."""
    size = (
        f"{attachment.size / MEGABYTE:.1f}".replace(".", ",")
        if attachment.size
        else texts.SIZE_UNKNOWN
    )
    return texts.RISKY_FILE_CARD.format(name=attachment.name or texts.FILE_NO_NAME, size=size)


def risky_names(attachments: Sequence[Attachment]) -> str:
    """Return the names of the risky files, joined by commas."""
    return ", ".join(
        attachment.name or texts.FILE_NO_NAME for attachment in attachments if attachment.is_risky
    )


def as_files(attachments: Sequence[Attachment]) -> tuple[Attachment, ...]:
    """Return the attachments as plain files, for chats that refuse voice notes or videos."""
    return tuple(
        attachment
        if attachment.kind in (AttachmentKind.LOCATION, AttachmentKind.CONTACT)
        else replace(
            attachment,
            kind=AttachmentKind.DOCUMENT,
            name=attachment.name or _file_name(attachment),
            anew=True,
        )
        for attachment in attachments
    )


def _file_name(attachment: Attachment) -> str:
    """Name a nameless file, with the extension of its type: phones open files by it."""
    default_name = texts.FILE_NAMES.get(attachment.kind, texts.FILE_NAME)
    return (
        default_name
        if attachment.file is None
        else f"{default_name.partition('.')[0]}.{attachment.file.extension}"
    )
