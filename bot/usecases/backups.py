"""Sealed backups: the database, the photos and the settings in one file (ADR-0075).

The content is a tar archive within a sealed file: `manifest.json` first, then `database`,
`settings` (without the secret key) and `photos/…`. Nothing of it is used before all of it has
proved authentic.
"""

import json
import shutil
import tarfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import IO, Any, cast

from sqlalchemy import MetaData

from bot import texts
from bot.channels.file_store import PENDING_SUFFIX
from bot.core.database_dumps import (
    DumpKind,
    dump_database,
    read_dump_kind,
)
from bot.core.errors import BotError
from bot.core.sealed_files import (
    Damaged,
    FileSecret,
    SealedReader,
    SealedWriter,
    WrongKey,
    is_sealed,
    read_kind,
)
from bot.messages.content import StoredFile

MANIFEST, DATABASE, SETTINGS, PHOTOS = "manifest.json", "database", "settings", "photos/"
SECRET_SETTING = "BOT_SECRET_KEY"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself. `rows`: of each table, counted in the dump's own snapshot."""

    made_at: str
    kind: DumpKind
    rows: dict[str, int]
    photos: int


@dataclass(frozen=True, slots=True)
class Contents:
    """An opened backup. `manifest` is None for one of the time before they were sealed."""

    database: Path
    kind: DumpKind
    manifest: Manifest | None = None
    photos: tuple[Path, ...] = ()
    settings: Path | None = None


def write_backup(
    target: IO[bytes],
    secret: FileSecret,
    *,
    url: str,
    metadata: MetaData,
    photos: Path,
    settings: Path,
    scratch: Path,
    now: datetime,
) -> Manifest:
    """Seal the database at `url`, the photos and the settings into `target`, while the bot runs.

    `scratch`: a folder of our own for the dump, which is deleted again.
    """
    dump = scratch / DATABASE
    rows = dump_database(url, dump, metadata)
    kind = read_dump_kind(dump) or DumpKind.SQLITE
    names = _list_photos(photos)
    sealed = SealedWriter(target, secret)
    with tarfile.open(
        mode="w|", fileobj=cast("IO[bytes]", sealed), format=tarfile.PAX_FORMAT
    ) as archive:
        manifest = Manifest(now.isoformat(), kind, rows, len(names))
        _add(archive, MANIFEST, json.dumps(asdict(manifest)).encode())
        archive.add(dump, DATABASE, filter=_without_owner)
        dump.unlink()
        if settings.is_file():
            _add(archive, SETTINGS, _without_secret(settings.read_bytes()))
        for name in names:
            try:
                content = (photos / name).read_bytes()
            except FileNotFoundError:
                continue  # somebody asked to be forgotten since the folder was listed
            _add(archive, f"{PHOTOS}{name}", content)
    sealed.finish()
    return manifest


def _list_photos(folder: Path) -> list[str]:
    if not folder.is_dir():
        return []
    return sorted(
        path.name
        for path in folder.iterdir()
        if path.is_file() and not path.is_symlink() and _is_stored_name(path.name)
    )


def _is_stored_name(name: str) -> bool:
    try:
        StoredFile(name.removesuffix(PENDING_SUFFIX))
    except ValueError:
        return False
    return True


def _add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = len(content), 0o600
    archive.addfile(entry, BytesIO(content))


def _without_owner(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    entry.mode = 0o600
    return entry


def _without_secret(content: bytes) -> bytes:
    """Drop the secret key from the settings: a backup must not hold what opens it."""
    lines = content.decode("utf-8-sig", "replace").splitlines(keepends=True)
    named = (line.strip().removeprefix("export ").strip() for line in lines)
    kept = zip(lines, named, strict=True)
    return "".join(line for line, name in kept if not name.startswith(SECRET_SETTING)).encode()


def find_backup_kind(path: Path) -> str | None:
    """Return "secret-key" or "passphrase", None for one that is not sealed. Raises BotError."""
    try:
        with path.open("rb") as file:
            return read_kind(file) if is_sealed(file) else None
    except Damaged:
        raise BotError(texts.CLI_BROKEN_BACKUP.format(path=path)) from None


def open_backup(source: Path, secret: FileSecret | None, folder: Path) -> Contents:
    """Open a backup into an empty folder of ours, wholly checked. `secret`: None if not sealed.

    Raises BotError saying in one sentence what is wrong with the file or the key.
    """
    if secret is None:
        return _open_plain(source, folder)
    try:
        with source.open("rb") as file:
            reader = SealedReader(file, secret)
            manifest = _extract(reader, folder)
            reader.drain()
    except WrongKey:
        if secret.is_passphrase:
            raise BotError(texts.CLI_BACKUP_WRONG_PASSPHRASE.format(path=source)) from None
        raise BotError(texts.CLI_BACKUP_WRONG_KEY.format(path=source)) from None
    except (Damaged, tarfile.TarError, ValueError, KeyError, TypeError):
        raise BotError(texts.CLI_BROKEN_BACKUP.format(path=source)) from None
    settings = folder / SETTINGS
    photos = tuple(sorted(path for path in (folder / PHOTOS).iterdir()))
    return Contents(
        folder / DATABASE, manifest.kind, manifest, photos, settings if settings.exists() else None
    )


def _open_plain(source: Path, folder: Path) -> Contents:
    kind = read_dump_kind(source)
    if kind is None:
        raise BotError(texts.CLI_BROKEN_BACKUP.format(path=source))
    shutil.copyfile(source, folder / DATABASE)
    (folder / DATABASE).chmod(0o600)
    return Contents(folder / DATABASE, kind)


def _extract(reader: SealedReader, folder: Path) -> Manifest:
    (folder / PHOTOS).mkdir()
    manifest = None
    with tarfile.open(mode="r|", fileobj=cast("IO[bytes]", reader)) as archive:
        for entry, content in _members(archive):
            if entry.name == MANIFEST:
                manifest = _read_manifest(json.loads(content.read()))
                continue
            # The seal says that we wrote it; a name is looked at all the same.
            name = entry.name.removeprefix(PHOTOS)
            if entry.name not in (DATABASE, SETTINGS) and not (
                entry.name.startswith(PHOTOS) and _is_stored_name(name)
            ):
                raise Damaged
            target = folder / entry.name
            target.touch(mode=0o600)
            with target.open("wb") as file:
                shutil.copyfileobj(content, file)
    if manifest is None or not (folder / DATABASE).exists():
        raise Damaged
    return manifest


def _members(archive: tarfile.TarFile) -> Iterator[tuple[tarfile.TarInfo, IO[bytes]]]:
    for entry in archive:
        content = archive.extractfile(entry)
        if content is None:
            raise Damaged
        yield entry, content


def _read_manifest(written: dict[str, Any]) -> Manifest:
    rows = {str(name): int(count) for name, count in written["rows"].items()}
    return Manifest(
        str(written["made_at"]), DumpKind(written["kind"]), rows, int(written["photos"])
    )


def put_photos(contents: Contents, folder: Path) -> int:
    """Bring the photos that are missing back into the folder. Returns how many were missing."""
    missing = [photo for photo in contents.photos if not (folder / photo.name).exists()]
    if missing:
        folder.mkdir(parents=True, exist_ok=True)
    for photo in missing:
        shutil.move(photo, folder / photo.name)
    return len(missing)


def put_settings(contents: Contents, folder: Path) -> Path | None:
    """Put the settings as a file to be looked at, never as the one in force. None: none kept."""
    if contents.settings is None:
        return None
    target = folder / "env.restored"
    folder.mkdir(parents=True, exist_ok=True)
    shutil.move(contents.settings, target)
    return target
