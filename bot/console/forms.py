"""Forms that come to the console: fields and files, bounded, as plain values."""

import asyncio
import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

from aiohttp import BodyPartReader, web

from bot import texts
from bot.core.errors import UserError
from bot.vietnamese.letters import nfc

MAX_FILE = 10_000_000  # bytes of one file
MAX_FILES = 10
MAX_FIELDS = 20_000  # a sheet of votes has a field a cell
MAX_TEXT = 1_000_000  # bytes of all fields together
UPLOAD_WITHIN = 180.0  # seconds: a slow line of a village office
FORM_KEY = "form_key"  # the hidden field of every form: see `sent_once`
KEY_BYTES = 16
MAX_NAME = 120  # characters of a file's name, which is a label and never a path


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """A file as it came. Its name is only shown."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class FormData:
    """The fields of a form in the order they came, and its files."""

    fields: Mapping[str, Sequence[str]] = field(default_factory=dict)
    files: Mapping[str, Sequence[UploadedFile]] = field(default_factory=dict)

    def get(self, name: str, default: str = "") -> str:
        """Return a field's first value, trimmed and in NFC, with plain line ends."""
        values = self.fields.get(name)
        return values[0] if values else default

    def values(self, name: str) -> list[str]:
        """Return all values of a field: ticked boxes."""
        return list(self.fields.get(name, ()))

    def number(self, name: str) -> int | None:
        """Return a field as a whole number of at most nine digits, or None."""
        written = self.get(name).replace(".", "")
        return int(written) if written.isdecimal() and len(written) <= 9 else None

    def numbers(self, name: str) -> list[int]:
        """Return the values of a field that are whole numbers: ids of ticked rows."""
        return [int(value) for value in self.values(name) if value.isdecimal() and len(value) <= 15]

    def has(self, name: str) -> bool:
        """Whether a box is ticked or a button was pressed."""
        return name in self.fields

    def file(self, name: str) -> UploadedFile | None:
        """Return the file of a field, or None when none was chosen."""
        files = self.files.get(name)
        return files[0] if files else None


def make_form_key() -> str:
    """Return the key of one form on one page."""
    return secrets.token_urlsafe(KEY_BYTES)


def digest_form(form: FormData, path: str, session_id: int) -> str:
    """Return the digest of a form sent to a path in a session, or "" for one without a key."""
    if not form.get(FORM_KEY):
        return ""
    digest = hashlib.sha256(f"{session_id} {path}".encode())
    for name, values in sorted(form.fields.items()):
        digest.update(repr((name, list(values))).encode())
    for name, files in sorted(form.files.items()):
        for file in files:
            digest.update(repr((name, file.name, len(file.content))).encode())
            digest.update(file.content)
    return digest.hexdigest()


@dataclass(slots=True)
class Sending:
    """The form of one request as it was read, and whether its deed was claimed."""

    form: FormData | None = None
    digest: str = ""  # "" for a form without a key
    is_claimed: bool = False


@dataclass(slots=True)
class FormErrors:
    """What is wrong with a form, by field; "" is the form as a whole."""

    errors: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, sentence: str) -> None:
        """Add a fault; the first one of a field stays."""
        self.errors.setdefault(name, sentence)

    def __bool__(self) -> bool:
        return bool(self.errors)

    def get(self, name: str) -> str:
        """Return the fault of a field, or ""."""
        return self.errors.get(name, "")

    def items(self) -> Sequence[tuple[str, str]]:
        """Return field and sentence of each fault, in the order they were found."""
        return list(self.errors.items())


async def read_form(request: web.Request) -> FormData:
    """Read a form. Raises UserError when it is too large or no form."""
    if request.content_type != "multipart/form-data":
        posted = await request.post()
        return FormData(
            {name: [_clean(str(value)) for value in posted.getall(name)] for name in posted}
        )
    try:
        async with asyncio.timeout(UPLOAD_WITHIN):
            return await _read_parts(request)
    except (TimeoutError, ValueError) as error:  # too slow; no boundary, a broken header
        raise UserError(texts.CONSOLE_BAD_FORM) from error


async def _read_parts(request: web.Request) -> FormData:
    fields: dict[str, list[str]] = {}
    files: dict[str, list[UploadedFile]] = {}
    left, count = MAX_TEXT, 0
    reader = await request.multipart()
    while (part := await reader.next()) is not None:
        if not isinstance(part, BodyPartReader) or not part.name:
            raise UserError(texts.CONSOLE_BAD_FORM)
        if (count := count + 1) > MAX_FIELDS:
            raise UserError(texts.CONSOLE_BAD_FORM)
        if part.filename is None:
            content = await _read_bounded(part, left)
            left -= len(content)
            fields.setdefault(part.name, []).append(_clean(content.decode("utf-8", "replace")))
        elif content := await _read_bounded(part, MAX_FILE):
            held = files.setdefault(part.name, [])
            held.append(UploadedFile(_label(part.filename), content))
            if sum(map(len, files.values())) > MAX_FILES:
                raise UserError(texts.CONSOLE_MANY_FILES.format(limit=MAX_FILES))
    return FormData(fields, files)


async def _read_bounded(part: BodyPartReader, limit: int) -> bytes:
    content = bytearray()
    while chunk := await part.read_chunk():
        content += chunk
        if len(content) > limit:
            raise UserError(texts.CONSOLE_FILE_LARGE.format(limit=MAX_FILE // 1_000_000))
    return bytes(content)


def _clean(value: str) -> str:
    """Return a value in NFC, trimmed; of a table pasted from Excel every tab stays a column."""
    value = value.replace("\r\n", "\n").replace("\0", "")
    if "\t" not in value:
        return nfc(value).strip()
    lines = ("\t".join(map(nfc, line.split("\t"))) for line in value.split("\n"))
    return "\n".join(lines).strip("\n ")


def _label(name: str) -> str:
    return nfc(PurePath(name.replace("\\", "/")).name)[:MAX_NAME]
