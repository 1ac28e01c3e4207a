"""Files that prove a value: a PDF, a picture, a Word or an Excel file, checked by their bytes."""

import hashlib
import io
import secrets
import zipfile
from collections.abc import Callable, Mapping

from bot import texts
from bot.channels import pictures
from bot.channels.file_store import FileStore
from bot.channels.pictures import NotAPictureError
from bot.core import executables
from bot.core.errors import UserError
from bot.messages.content import StoredFile
from bot.reports.indicators.service import Evidence

MAX_BYTES = 10_000_000
MAX_MEMBERS = 5_000  # of an office file: more is no document
TAIL = 2_048  # bytes at the end of a PDF within which it says that it ends
OFFICE_PARTS = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}
CONTENT_TYPES = "[Content_Types].xml"
MACROS = "vbaproject.bin"
ENDINGS = frozenset({"pdf", "docx", "xlsx", "jpg", "jpeg", "png"})


def store_evidence(files: FileStore, name: str, content: bytes) -> Evidence:
    """Check and keep a file; pictures are decoded and written anew (ADR-0030). Blocking.

    Raises UserError naming the file and what to do. A file whose value is refused afterwards is
    taken away by `discard_evidence`.
    """
    ending, kept = check_evidence(name, content)
    stored = StoredFile(f"{secrets.token_hex(16)}.{ending}")
    files.save_sync(stored, kept)
    return Evidence(stored, name, hashlib.sha256(kept).hexdigest())


def discard_evidence(files: FileStore, evidence: Evidence) -> None:
    """Delete a file that no value names."""
    files.delete(evidence.stored)


def check_evidence(name: str, content: bytes) -> tuple[str, bytes]:
    """Return the ending and the bytes under which a file is kept. Raises UserError."""
    ending = executables.file_extension(name)
    if ending not in ENDINGS:
        raise UserError(texts.EVIDENCE_KIND.format(name=name))
    if len(content) > MAX_BYTES:
        raise UserError(texts.EVIDENCE_LARGE.format(name=name, limit=MAX_BYTES // 1_000_000))
    if ending in ("jpg", "jpeg", "png"):
        return "jpg", _reencode(name, ending, content)
    if not _CHECKS[ending](content, name):
        sentence = texts.EVIDENCE_NOT_WHAT_IT_SAYS.format(name=name, ending=f".{ending}")
        raise UserError(sentence)
    return ending, content


def _reencode(name: str, ending: str, content: bytes) -> bytes:
    try:
        return pictures.reencode_picture_sync(content)
    except NotAPictureError as error:
        sentence = texts.EVIDENCE_NOT_WHAT_IT_SAYS.format(name=name, ending=f".{ending}")
        raise UserError(sentence) from error


def _is_pdf(content: bytes, _name: str) -> bool:
    return content.startswith(b"%PDF-") and b"%%EOF" in content[-TAIL:]


def _is_office_file(content: bytes, name: str) -> bool:
    ending = executables.file_extension(name)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            members = packed.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return False
    if any(member.lower().endswith(MACROS) for member in members):
        raise UserError(texts.EVIDENCE_MACROS.format(name=name))
    return len(members) <= MAX_MEMBERS and {CONTENT_TYPES, OFFICE_PARTS[ending]} <= set(members)


_CHECKS: Mapping[str, Callable[[bytes, str], bool]] = {
    "pdf": _is_pdf,
    "docx": _is_office_file,
    "xlsx": _is_office_file,
}
