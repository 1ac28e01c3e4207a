"""Cache of the built knowledge on disk: reading it takes 0.2 s of CPU, building it 6 s.

A file holds what was built from one state of the knowledge folder by one state of this program; its
name is a digest of both, so a changed answer, a newer program or another Python never reads it.
"""

import contextlib
import gc
import hashlib
import logging
import os
import pickle
import stat
import sys
import tempfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

log = logging.getLogger(__name__)

PREFIX = "knowledge-"
MAX_FILES = 3  # of 35 MB: the folder in use, that of a trial, and the program before an upgrade
CHECKSUM_BYTES = 4
UNUSED_FOLDERS = ("demo",)  # of the data folder: nothing of it goes into the index
# What builds the index, or is a part of it.
SOURCES = tuple(Path(__file__).parents[1] / name for name in ("faq", "vietnamese", "texts"))


def make_key(data_dir: Path) -> str:
    """Return the digest of a knowledge folder and of the program that reads it."""
    digest = hashlib.sha256(f"{sys.version}\n{data_dir.absolute()}".encode())
    for path in (*_list_sources(), *_list_data(data_dir)):
        content = path.read_bytes()
        digest.update(f"\n{path} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()[:32]


def _list_sources() -> Iterator[Path]:
    for folder in SOURCES:
        yield from sorted(folder.rglob("*.py"))


def _list_data(data_dir: Path) -> Iterator[Path]:
    for path in sorted(data_dir.rglob("*")):
        if path.relative_to(data_dir).parts[0] not in UNUSED_FOLDERS and path.is_file():
            yield path


def read_cached(folder: Path, key: str) -> Any:
    """Return what was stored under the key, or None: what is lost or broken is built again.

    Only a file that this user wrote and nobody else may write is read: unpickling runs what is in
    it, as importing the program does.
    """
    path = folder / f"{PREFIX}{key}"
    try:
        with path.open("rb") as file:
            status = os.fstat(file.fileno())
            if status.st_uid != os.geteuid() or status.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
                log.warning("cache of somebody else not used", extra={"action": "cache_foreign"})
                return None
            content = memoryview(file.read())
        os.utime(path)
    except FileNotFoundError:
        return None
    except OSError as error:
        log.warning("cache not read: %s", error, extra={"action": "cache_unreadable"})
        return None
    # A cut or altered file would raise whatever its bytes ask for.
    if content[:CHECKSUM_BYTES] != _checksum(content[CHECKSUM_BYTES:]):
        log.warning("cache is broken", extra={"action": "cache_unreadable"})
        return None
    with _without_collection():
        return pickle.loads(content[CHECKSUM_BYTES:])


def write_cached(folder: Path, key: str, value: object) -> None:
    """Store a value under the key, whole or not at all; a folder that takes nothing is logged."""
    with _without_collection():
        content = pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".new-", delete=False) as file:
            try:
                file.write(_checksum(content))
                file.write(content)
                file.flush()
                Path(file.name).replace(folder / f"{PREFIX}{key}")
            finally:
                Path(file.name).unlink(missing_ok=True)
        _delete_oldest(folder)
    except OSError as error:
        log.warning("cache not written: %s", error, extra={"action": "cache_unwritten"})


def _checksum(content: bytes | memoryview) -> bytes:
    return zlib.crc32(content).to_bytes(CHECKSUM_BYTES, "big")


def _delete_oldest(folder: Path) -> None:
    files = sorted(folder.glob(f"{PREFIX}*"), key=lambda path: path.stat().st_mtime)
    for path in files[:-MAX_FILES]:
        path.unlink(missing_ok=True)


@contextlib.contextmanager
def _without_collection() -> Iterator[None]:
    """Half a million objects come into being, none of them rubbish: looking costs as much again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
