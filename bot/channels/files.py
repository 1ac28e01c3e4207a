"""The house's own folder of files: what was uploaded to us, or carried from one account to another.

Every file is a direct child with a name of ours (`StoredFile`); nothing else is read or written.
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
    """The folder; made when the first file is kept."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def path(self, stored: StoredFile) -> Path:
        """Where the file lies, if it is there."""
        return self._path / stored.name

    async def keep(self, stored: StoredFile, content: bytes) -> None:
        """Write it, whole or not at all."""
        await asyncio.to_thread(self.keep_now, stored, content)

    def keep_now(self, stored: StoredFile, content: bytes) -> None:
        """The same, for who has no loop."""
        self._path.mkdir(parents=True, exist_ok=True)
        half = self.path(stored).with_suffix(HALF)
        half.write_bytes(content)
        half.rename(self.path(stored))

    async def set_aside(self, stored: StoredFile, content: bytes) -> None:
        """Write an upload, which goes by itself unless a message uses it: see `take_up`."""
        await asyncio.to_thread(self._set_aside, stored, content)

    def _set_aside(self, stored: StoredFile, content: bytes) -> None:
        self.keep_now(stored, content)
        self.path(stored).rename(self._aside(stored))

    def _aside(self, stored: StoredFile) -> Path:
        return self._path / f"{stored.name}{ASIDE}"

    def take_up(self, stored: StoredFile) -> bool:
        """A message uses the upload: it stays from here on; whether it is there."""
        try:
            self._aside(stored).rename(self.path(stored))
        except FileNotFoundError:
            return self.has(stored)
        return True

    def drop_unused(self, *, now: float) -> int:
        """Delete uploads that no message used, and halves of files, by seconds since 1970; how
        many."""
        dropped = 0
        for pattern in (f"*{ASIDE}", f"*{HALF}"):
            for file in self._path.glob(pattern):
                if file.is_symlink() or file.stat().st_mtime + UNUSED_FOR > now:
                    continue
                file.unlink(missing_ok=True)
                dropped += 1
        return dropped

    def has(self, stored: StoredFile) -> bool:
        """Whether it is there, as a file and not as a way out of the folder."""
        path = self.path(stored)
        return path.is_file() and not path.is_symlink()

    def find(self, stored: StoredFile) -> Path | None:
        """Where the file lies, used by a message or not yet; None when it is not there."""
        if self.has(stored):
            return self.path(stored)
        aside = self._aside(stored)
        return aside if aside.is_file() and not aside.is_symlink() else None

    async def size(self, stored: StoredFile) -> int | None:
        """Its bytes; None when it is not there."""
        try:
            return (await asyncio.to_thread(self.path(stored).stat)).st_size
        except OSError:
            return None

    async def read(self, stored: StoredFile) -> bytes:
        """Its content. Raise Rejected when it cannot be had."""
        try:
            return await asyncio.to_thread(self.path(stored).read_bytes)
        except OSError as error:
            raise Rejected(f"the file cannot be read: {error.strerror}") from None
