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
class Parcel:
    """The text and attachments to relay, and whether some could not be."""

    words: str
    things: tuple[Attachment, ...]
    left_behind: bool = False  # of a kind that cannot be sent on
    risky: bool = False

    @property
    def empty(self) -> bool:
        """Whether nothing would arrive."""
        return not (self.words or self.things)


def pack(message: Message) -> Parcel:
    """Extract what of a message can be relayed."""
    came = [Attachment.from_json(one) for one in message.payload.get("attachments", ())]
    risky = [one for one in came if one.is_risky]
    things = tuple(
        one if one.account else replace(one, account=message.account)
        for one in came
        if one.can_be_carried and not one.is_risky
    )
    words = "\n".join(filter(None, (words_of(message), *map(warning, risky))))
    left = any(not one.can_be_carried for one in came)
    return Parcel(words, things, left, bool(risky))


def words_of(message: Message) -> str:
    """Return the message's text, marked as edited, forwarded or quoting where it is."""
    said, payload = message.whole, message.payload
    if message.event == Event.EDITED:
        said = texts.EDITED.format(text=said)
    if quote := payload.get("quote"):
        said = texts.QUOTED.format(quote=quote, text=said).strip()
    if sender := payload.get("forwarded"):
        name = texts.FORWARDED_UNKNOWN if sender == UNKNOWN_SENDER else sender
        said = texts.FORWARDED.format(name=name, text=said).strip()
    return said


def safe(things: Iterable[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[str]]:
    """Split raw attachments into those to store with a ticket and warnings about the risky ones."""
    came = [(one, Attachment.from_json(one)) for one in things]
    kept = [one for one, thing in came if thing.can_be_carried and not thing.is_risky]
    return kept, [warning(thing) for _, thing in came if thing.is_risky]


def warning(thing: Attachment) -> str:
    """Describe a file that is not relayed by its name and size."""
    size = f"{thing.size / MEGABYTE:.1f}".replace(".", ",") if thing.size else texts.SIZE_UNKNOWN
    return texts.RISKY_FILE_CARD.format(name=thing.name or texts.FILE_NO_NAME, size=size)


def risky_names(things: Sequence[Attachment]) -> str:
    """Return the names of the risky files, joined by commas."""
    return ", ".join(one.name or texts.FILE_NO_NAME for one in things if one.is_risky)


def as_files(things: Sequence[Attachment]) -> tuple[Attachment, ...]:
    """Return the attachments as plain files, for chats that refuse voice notes or videos."""
    return tuple(
        one
        if one.kind in (AttachmentKind.LOCATION, AttachmentKind.CONTACT)
        else replace(
            one,
            kind=AttachmentKind.DOCUMENT,
            name=one.name or _file_name(one),
            anew=True,
        )
        for one in things
    )


def _file_name(one: Attachment) -> str:
    """Name a nameless file, with the extension of its type: phones open files by it."""
    usual = texts.FILE_NAMES.get(one.kind, texts.FILE_NAME)
    return usual if one.file is None else f"{usual.partition('.')[0]}.{one.file.ending}"
