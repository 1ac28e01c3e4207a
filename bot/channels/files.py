"""The house's own folder of files: what was uploaded to us, or carried from one account to another.

Every file is a direct child with a name of ours (`StoredFile`); nothing else is read or written.
"""

import asyncio
from pathlib import Path

from bot.errors import Rejected
from bot.messages import StoredFile

FILES = Path("var/photos")  # in the working directory of the service
HALF = ".part"  # a file that is being written


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

    def has(self, stored: StoredFile) -> bool:
        """Whether it is there, as a file and not as a way out of the folder."""
        path = self.path(stored)
        return path.is_file() and not path.is_symlink()

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
