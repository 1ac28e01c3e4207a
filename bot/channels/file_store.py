"""File storage: one folder of uploaded files and of files copied between accounts.

Every file is a direct child with a generated name (`StoredFile`); nothing else is read or written.
"""

import asyncio
from pathlib import Path

from bot.core.errors import Rejected
from bot.messages.content import StoredFile

FILES_FOLDER = Path("var/photos")  # in the working directory of the service
PARTIAL_SUFFIX = ".part"  # a file that is being written
PENDING_SUFFIX = ".new"  # behind the name of an upload that no message has used yet
PENDING_SECONDS = 3600.0  # seconds an upload waits for its message, and then goes


class FileStore:
    """The folder of stored files; created when the first file is saved."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def path(self, stored: StoredFile) -> Path:
        """Return the path of the file, whether or not it exists."""
        return self._path / stored.name

    async def save(self, stored: StoredFile, content: bytes) -> None:
        """Write the file atomically."""
        await asyncio.to_thread(self.save_sync, stored, content)

    def save_sync(self, stored: StoredFile, content: bytes) -> None:
        """Write the file atomically, without an event loop."""
        self._path.mkdir(parents=True, exist_ok=True)
        partial = self.path(stored).with_suffix(PARTIAL_SUFFIX)
        partial.write_bytes(content)
        partial.rename(self.path(stored))

    async def save_pending(self, stored: StoredFile, content: bytes) -> None:
        """Write an upload as pending: it is deleted unless a message uses it (`commit_pending`)."""
        await asyncio.to_thread(self._save_pending_sync, stored, content)

    def _save_pending_sync(self, stored: StoredFile, content: bytes) -> None:
        self.save_sync(stored, content)
        self.path(stored).rename(self._pending_path(stored))

    def _pending_path(self, stored: StoredFile) -> Path:
        return self._path / f"{stored.name}{PENDING_SUFFIX}"

    def commit_pending(self, stored: StoredFile) -> bool:
        """Keep a pending upload because a message uses it; return whether the file exists."""
        try:
            self._pending_path(stored).rename(self.path(stored))
        except FileNotFoundError:
            return self.has(stored)
        return True

    def delete_unused(self, *, now: float) -> int:
        """Delete expired pending uploads and partial files; return how many.

        `now` is in seconds since 1970.
        """
        deleted = 0
        for pattern in (f"*{PENDING_SUFFIX}", f"*{PARTIAL_SUFFIX}"):
            for file in self._path.glob(pattern):
                if file.is_symlink() or file.stat().st_mtime + PENDING_SECONDS > now:
                    continue
                file.unlink(missing_ok=True)
                deleted += 1
        return deleted

    def has(self, stored: StoredFile) -> bool:
        """Return whether the file exists and is a regular file, not a symbolic link."""
        path = self.path(stored)
        return path.is_file() and not path.is_symlink()

    def find(self, stored: StoredFile) -> Path | None:
        """Return the path of the file, pending or not; None if it does not exist."""
        if self.has(stored):
            return self.path(stored)
        pending = self._pending_path(stored)
        return pending if pending.is_file() and not pending.is_symlink() else None

    def delete(self, stored: StoredFile) -> None:
        """Delete a file of ours that no message uses."""
        self.path(stored).unlink(missing_ok=True)

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
