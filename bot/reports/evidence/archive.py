"""The file of a pack: a ZIP with a list of SHA-256 digests that standard tools check.

`SHA256SUMS` has the form of coreutils' `sha256sum`: in the folder of the unpacked file
`sha256sum -c SHA256SUMS` says what was changed. It lists every file but itself. `manifest.json`,
listed too, says whose pack it is, of which days, and the digest of the list of the pack before:
so none can be taken out of the row of packs, or put into it, without all later ones changing.
The digest of `SHA256SUMS` is what the pack is known by.
"""

import hashlib
import json
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from enum import StrEnum
from itertools import chain
from typing import IO

SUMS, MANIFEST = "SHA256SUMS", "manifest.json"
FORMAT = 1
MAX_FILES = 5_000
MAX_BYTES = 1 << 30  # unpacked: a file that claims more is not opened
CHUNK = 1 << 16
# A folder or two, then the file; letters, digits, dots and hyphens that every system can write.
PATH_PATTERN = re.compile(r"(?:[a-z0-9][a-z0-9-]*/){0,2}[A-Za-z0-9][A-Za-z0-9.-]*")
# What `zipfile` raises for what was damaged or invented; UnicodeDecodeError is a ValueError.
_UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
)
_LINE = re.compile(r"(?P<digest>[0-9a-f]{64})  (?P<path>.+)")


@dataclass(frozen=True, slots=True)
class PackFile:
    """One file of a pack; `content` may come in pieces."""

    path: str
    content: bytes | Iterable[bytes]

    def list_chunks(self) -> Iterable[bytes]:
        """Return its pieces."""
        return (self.content,) if isinstance(self.content, bytes) else self.content


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a pack says of itself. Days and instants in ISO 8601."""

    unit: str  # code
    unit_name: str
    number: int
    first_day: str
    last_day: str
    frozen_at: str
    previous: str  # digest of the pack before, "" for the first
    software: str
    format: int = FORMAT


def write_pack(
    target: IO[bytes], manifest: Manifest, files: Iterable[PackFile], *, at: datetime
) -> str:
    """Write the ZIP file and return the pack's digest in hexadecimal.

    The same content at the same instant is the same file, byte for byte. Raises ValueError for a
    path that not every system can write, and for a path written twice.
    """
    described = json.dumps(asdict(manifest), ensure_ascii=False, indent=1) + "\n"
    digests: dict[str, str] = {}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in chain((PackFile(MANIFEST, described.encode()),), files):
            if not PATH_PATTERN.fullmatch(file.path) or file.path in digests or file.path == SUMS:
                raise ValueError(f"not a path of a pack, or written twice: {file.path}")
            digests[file.path] = _write_member(archive, file, at)
        sums = "".join(f"{digest}  {path}\n" for path, digest in sorted(digests.items())).encode()
        _write_member(archive, PackFile(SUMS, sums), at)
    return hashlib.sha256(sums).hexdigest()


def _write_member(archive: zipfile.ZipFile, file: PackFile, at: datetime) -> str:
    """Write one file and return its digest."""
    info = zipfile.ZipInfo(file.path, (at.year, at.month, at.day, at.hour, at.minute, at.second))
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    digest = hashlib.sha256()
    with archive.open(info, "w", force_zip64=True) as member:
        for chunk in file.list_chunks():
            digest.update(chunk)
            member.write(chunk)
    return digest.hexdigest()


class FaultKind(StrEnum):
    """What can be wrong with a pack."""

    NOT_A_PACK = "not_a_pack"  # no ZIP, or without its list or manifest
    TOO_LARGE = "too_large"
    CHANGED = "changed"  # a file is not the one that was listed
    MISSING = "missing"
    ADDED = "added"  # a file that is not listed, or a second one of a name
    NOT_AFTER = "not_after"  # it does not follow the pack it was compared with
    NOT_REGISTERED = "not_registered"  # the installation's register has another digest, or none


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, and with which file."""

    kind: FaultKind
    path: str = ""


@dataclass(frozen=True, slots=True)
class Verification:
    """What was found: what the pack says of itself, its digest, and every fault."""

    manifest: Manifest | None
    digest: str
    files: int
    faults: Sequence[Fault]


def verify_pack(source: IO[bytes]) -> Verification:
    """Check every file of a pack against its list. Trusts nothing in the file."""
    try:
        with zipfile.ZipFile(source) as archive:
            return _verify_archive(archive)
    except _UNREADABLE:
        return _refuse(FaultKind.NOT_A_PACK)


def _refuse(kind: FaultKind) -> Verification:
    return Verification(None, "", 0, (Fault(kind),))


def _verify_archive(archive: zipfile.ZipFile) -> Verification:
    members = archive.infolist()
    if len(members) > MAX_FILES or sum(member.file_size for member in members) > MAX_BYTES:
        return _refuse(FaultKind.TOO_LARGE)
    digests: dict[str, str] = {}
    faults = []
    for member in members:
        if member.filename in digests:
            faults.append(Fault(FaultKind.ADDED, member.filename))
        else:
            digests[member.filename] = _compute_digest(archive, member)
    listed, manifest = _read_sums(archive), _read_manifest(archive)
    if listed is None or manifest is None:
        return _refuse(FaultKind.NOT_A_PACK)
    digest = digests.pop(SUMS)
    for path in sorted(listed.keys() | digests.keys()):
        if path not in digests:
            faults.append(Fault(FaultKind.MISSING, path))
        elif path not in listed:
            faults.append(Fault(FaultKind.ADDED, path))
        elif digests[path] != listed[path]:
            faults.append(Fault(FaultKind.CHANGED, path))
    return Verification(manifest, digest, len(digests), tuple(faults))


def _compute_digest(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> str:
    """Return a member's digest; "" for content that cannot be unpacked: it was changed."""
    digest = hashlib.sha256()
    try:
        with archive.open(member) as content:
            while chunk := content.read(CHUNK):
                digest.update(chunk)
    except _UNREADABLE:
        return ""
    return digest.hexdigest()


def _read_sums(archive: zipfile.ZipFile) -> dict[str, str] | None:
    """Return the listed digests by path, or None when there is no such list."""
    text = _read_small(archive, SUMS)
    if text is None:
        return None
    matches = [_LINE.fullmatch(line) for line in text.splitlines()]
    if not matches:
        return None
    return {match["path"]: match["digest"] for match in matches if match is not None}


def _read_manifest(archive: zipfile.ZipFile) -> Manifest | None:
    text = _read_small(archive, MANIFEST)
    try:
        values = json.loads(text or "")
        manifest = Manifest(**values)
    except (ValueError, TypeError):
        return None
    has_types = all(type(getattr(manifest, field.name)) is field.type for field in fields(manifest))
    return manifest if has_types and manifest.format == FORMAT else None


def _read_small(archive: zipfile.ZipFile, path: str) -> str | None:
    """Return a text of the pack, or None when it is not there or no text."""
    try:
        return archive.read(path).decode("utf-8")
    except (KeyError, *_UNREADABLE):
        return None


def check_follows(later: Verification, earlier: Verification) -> Fault | None:
    """Return a fault unless `later` names `earlier` as the pack before it."""
    if later.manifest is None or earlier.manifest is None:
        return None
    follows = (
        later.manifest.previous == earlier.digest
        and later.manifest.unit == earlier.manifest.unit
        and later.manifest.number == earlier.manifest.number + 1
    )
    return None if follows else Fault(FaultKind.NOT_AFTER)
