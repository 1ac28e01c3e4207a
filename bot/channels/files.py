"""File storage: one folder of uploaded files and of files copied between accounts.

Every file is a direct child with a generated name (`StoredFile`); nothing else is read or written.
"""

import asyncio
from pathlib import Path

from bot.core.errors import Rejected
from bot.messages.content import StoredFile

FILES = Path("var/photos")  # in the working directory of the service
HALF = ".part"  # a file that is being written
ASIDE = ".new"  # behind the name of an upload that no message has used yet
UNUSED_FOR = 3600.0  # seconds an upload waits for its message, and then goes


class Folder:
    """The folder of stored files; created when the first file is saved."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def path(self, stored: StoredFile) -> Path:
        """Return the path of the file, whether or not it exists."""
        return self._path / stored.name

    async def keep(self, stored: StoredFile, content: bytes) -> None:
        """Write the file atomically."""
        await asyncio.to_thread(self.keep_now, stored, content)

    def keep_now(self, stored: StoredFile, content: bytes) -> None:
        """Write the file atomically, without an event loop."""
        self._path.mkdir(parents=True, exist_ok=True)
        half = self.path(stored).with_suffix(HALF)
        half.write_bytes(content)
        half.rename(self.path(stored))

    async def set_aside(self, stored: StoredFile, content: bytes) -> None:
        """Write an upload as pending: it is deleted unless a message uses it (`commit_pending`)."""
        await asyncio.to_thread(self._set_aside, stored, content)

    def _set_aside(self, stored: StoredFile, content: bytes) -> None:
        self.keep_now(stored, content)
        self.path(stored).rename(self._aside(stored))

    def _aside(self, stored: StoredFile) -> Path:
        return self._path / f"{stored.name}{ASIDE}"

    def take_up(self, stored: StoredFile) -> bool:
        """Keep a pending upload because a message uses it; return whether the file exists."""
        try:
            self._aside(stored).rename(self.path(stored))
        except FileNotFoundError:
            return self.has(stored)
        return True

    def drop_unused(self, *, now: float) -> int:
        """Delete expired pending uploads and partial files; return how many.

        `now` is in seconds since 1970.
        """
        dropped = 0
        for pattern in (f"*{ASIDE}", f"*{HALF}"):
            for file in self._path.glob(pattern):
                if file.is_symlink() or file.stat().st_mtime + UNUSED_FOR > now:
                    continue
                file.unlink(missing_ok=True)
                dropped += 1
        return dropped

    def has(self, stored: StoredFile) -> bool:
        """Return whether the file exists and is a regular file, not a symbolic link."""
        path = self.path(stored)
        return path.is_file() and not path.is_symlink()

    def find(self, stored: StoredFile) -> Path | None:
        """Return the path of the file, pending or not; None if it does not exist."""
        if self.has(stored):
            return self.path(stored)
        aside = self._aside(stored)
        return aside if aside.is_file() and not aside.is_symlink() else None

    async def size(self, stored: StoredFile) -> int | None:
        """Return the size in bytes, or None if the file does not exist."""
        try:
            return (await asyncio.to_thread(self.path(stored).stat)).st_size
        except OSError:
            return None

    async def read(self, stored: StoredFile) -> bytes:
        """Return the content of the file. Raises Rejected if it cannot be read."""
        try:
            return await asyncio.to_thread(self.path(stored).read_bytes)
        except OSError as error:
            raise Rejected(f"the file cannot be read: {error.strerror}") from None
