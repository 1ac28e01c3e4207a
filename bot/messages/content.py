"""Messages between channels and the rest: `Incoming`, `Reply`, `Choice`, `Attachment`.

Frozen values that know no channel, table or platform. Text is NFC (the channel's responsibility).
"""

import hashlib
import re
from dataclasses import dataclass, field, fields
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from bot.core import executables

# The tightest platform is Telegram: `callback_data` holds 1–64 bytes (InlineKeyboardButton).
MAX_CHOICE_BYTES = 64


class AttachmentKind(StrEnum):
    """Kind of an attachment."""

    PHOTO = "photo"
    VOICE = "voice"
    VIDEO = "video"
    DOCUMENT = "document"
    LOCATION = "location"
    STICKER = "sticker"
    CONTACT = "contact"
    OTHER = "other"


_STEM = r"[0-9a-f]{32}"
_FILE_NAME = re.compile(rf"{_STEM}\.[a-z0-9]{{1,8}}", re.ASCII)


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file in our own folder, by its name there: never a path, never a pattern.

    Only our code creates one, of a file it wrote; what a platform says is never one (ADR-0030).
    """

    name: str

    def __post_init__(self) -> None:
        if not _FILE_NAME.fullmatch(self.name):
            raise ValueError("this is no name of a file of ours")

    @property
    def extension(self) -> str:
        """Return the file extension, without the dot."""
        return self.name.rpartition(".")[2]


_NEVER_RISKY = frozenset(
    (
        AttachmentKind.PHOTO,
        AttachmentKind.LOCATION,
        AttachmentKind.CONTACT,
        AttachmentKind.STICKER,
    )
)
UNKNOWN_SENDER = "?"  # of forwarded words whose author is not told


@dataclass(frozen=True, slots=True)
class Attachment:
    """A photo, voice note, location and so on.

    `ref` is the channel's handle to fetch or resend it, or a contact card's phone; `file` is set
    instead when the file is stored here.
    """

    kind: AttachmentKind
    ref: str = ""
    name: str = ""
    mime: str = ""
    size: int | None = None  # bytes, when the platform says
    latitude: float | None = None  # degrees, WGS 84; locations only
    longitude: float | None = None
    account: str = ""  # whose handle `ref` is, when it is told to somebody on another account
    file: StoredFile | None = None
    anew: bool = False  # the handle does not serve: fetched, and sent as a file of its own

    @property
    def can_be_forwarded(self) -> bool:
        """Return whether there is content to send on; of a story or a game there is none."""
        return bool(self.ref) or self.file is not None or self.kind is AttachmentKind.LOCATION

    @property
    def is_risky(self) -> bool:
        """Return whether it may be executable, which a recipient who trusts us might open.

        Judged by the last ending of its name, as a phone does, and by the MIME type the sender
        claims.
        """
        if self.kind in _NEVER_RISKY:
            return False
        return executables.may_be_executable(self.name, self.mime) or executables.is_archive(
            self.name, self.mime
        )

    def as_json(self) -> dict[str, Any]:
        """Return the set fields as a dict, for storage."""
        values = {
            "kind": str(self.kind),
            "ref": self.ref,
            "name": self.name,
            "mime": self.mime,
            "size": self.size,
            "latitude": self.latitude,
            "longitude": self.longitude,
            "account": self.account,
            "file": self.file.name if self.file else "",
            "anew": self.anew or None,
        }
        return {key: value for key, value in values.items() if value not in (None, "")}

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Self:
        """Build an attachment from what `as_json` returned."""
        stored = StoredFile(values["file"]) if values.get("file") else None
        return cls(**{**values, "kind": AttachmentKind(values["kind"]), "file": stored})


# The account of files that nobody sent: they are made when they are sent
# (see `bot.usecases.generated_documents`).
GENERATED = "made"


# How files we keep end: what a page may be shown, what a platform may be sent.
FILE_EXTENSIONS = ("jpg", "png", "webp", "ogg", "mp3", "m4a", "mp4", "pdf", "docx", "bin")


def list_stored_files(name: str) -> tuple[StoredFile, ...]:
    """Return the files a name can mean: itself, or a cached file with each extension."""
    if re.fullmatch(_STEM, name, re.ASCII):
        return tuple(StoredFile(f"{name}.{ending}") for ending in FILE_EXTENSIONS)
    return (StoredFile(name),) if _FILE_NAME.fullmatch(name) else ()


def cached_file_name(account: str, ref: str) -> str:
    """Return the name, without extension, under which another account's file is cached here."""
    return hashlib.sha256(f"{account}\n{ref}".encode()).hexdigest()[:32]


class Event(StrEnum):
    """What happened on the channel."""

    MESSAGE = "message"  # words, a button, an attachment
    EDITED = "edited"  # words said before were changed; `message_id` is the old message's
    BLOCKED = "blocked"  # the person blocked us or left
    RETURNED = "returned"  # the person unblocked us, without saying anything
    CONTACT_SHARED = (
        "shared"  # the person filled in the platform's form: `name`, a CONTACT with the phone
    )
    REACTED = "reacted"  # an emoji on a message of ours: `reply_to`; `choice` says which verdict
    AGENT_ECHO = (
        "by_hand"  # a message went to the person that may not be ours: `message_id` names it
    )


@dataclass(frozen=True, slots=True)
class Incoming:
    """One thing a person did on a channel.

    `account` is the channel account that received it ("telegram", "webchat"…), `address` the
    person's id there, `message_id` the platform's id: unique within the account, and the same when
    delivered again.
    """

    account: str
    address: str
    message_id: str
    text: str = ""
    choice: str = ""  # the value of the pressed button
    start: str = ""  # the deep-link parameter the conversation was opened with
    attachments: tuple[Attachment, ...] = ()
    name: str = ""
    sent_at: datetime | None = None
    reply_to: str = ""  # platform id of the message this one answers
    colleague: bool = False  # BY_HAND: the platform says that a human wrote it
    forwarded: str = ""  # whose words these are, when they were only passed on
    quote: str = ""  # words of another message that this one answers to, and whose
    covered: bool = False  # something secret was in `text`, and is covered already
    album: str = ""  # the same for photos that were sent together, where each is a message
    network: str = ""  # where it came from, if the channel knows; counted, never kept

    def as_json(self) -> dict[str, Any]:
        """Return the fields as plain values, for storage."""
        values = {item.name: getattr(self, item.name) for item in fields(self)}
        return {
            **values,
            "attachments": [item.as_json() for item in self.attachments],
            "sent_at": self.sent_at.isoformat() if self.sent_at else None,
            "event": str(self.event),
        }

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Self:
        """Build a message from what `as_json` returned."""
        sent_at = values["sent_at"]
        return cls(
            **{
                **values,
                "attachments": tuple(
                    Attachment.from_json(attachment) for attachment in values["attachments"]
                ),
                "sent_at": datetime.fromisoformat(sent_at) if sent_at else None,
                "event": Event(values["event"]),
            }
        )

    event: Event = Event.MESSAGE


# A number of 11 digits and more stands in no button of ours: ids and seconds are shorter.
_TOO_LONG_NUMBER = re.compile(r"\d{11}")
UNKNOWN_BUTTON = "old"  # what stands for a value that none of ours has


def validate_pressed_value(value: str) -> str:
    """Return a button's value, or `UNKNOWN_BUTTON` if it has a number no table can hold."""
    return UNKNOWN_BUTTON if _TOO_LONG_NUMBER.search(value) else value


@dataclass(frozen=True, slots=True)
class Choice:
    """A button: `label` is shown, `value` comes back when pressed (or `url` is opened instead)."""

    label: str
    value: str = ""
    url: str = ""

    def __post_init__(self) -> None:
        if len(self.value.encode()) > MAX_CHOICE_BYTES:
            raise ValueError(f"a choice's value is over {MAX_CHOICE_BYTES} bytes: {self.value}")
        if bool(self.value) == bool(self.url):
            raise ValueError(f"a choice needs either a value or a url: {self.label}")


@dataclass(frozen=True, slots=True)
class Reply:
    """An outgoing message: text, buttons (two a row where they fit), attachments."""

    text: str
    choices: tuple[Choice, ...] = ()
    attachments: tuple[Attachment, ...] = field(default=())

    def as_json(self) -> dict[str, Any]:
        """Return choices and attachments as plain values; the text is stored beside them."""
        payload: dict[str, Any] = {}
        if self.choices:
            payload["choices"] = [
                {"label": choice.label, "value": choice.value, "url": choice.url}
                for choice in self.choices
            ]
        if self.attachments:
            payload["attachments"] = [attachment.as_json() for attachment in self.attachments]
        return payload

    @classmethod
    def from_json(cls, text: str, payload: dict[str, Any]) -> Self:
        """Build a reply from its text and what `as_json` returned."""
        return cls(
            text=text,
            choices=tuple(Choice(**choice) for choice in payload.get("choices", ())),
            attachments=tuple(
                Attachment.from_json(attachment) for attachment in payload.get("attachments", ())
            ),
        )
