"""What this machine says of itself: disk, memory, rights of files, clock. Nothing raises."""

import os
import shutil
import socket
import stat
import subprocess
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

BACKUP_FOLDER = Path("var/backup")  # of `bot database backup`, as docs/operators/backup.md has it
PHOTO_FOLDER = Path("var/photos")
_MEMORY = Path("/proc/meminfo")


def find_existing(path: Path) -> Path:
    """Return the path, or the nearest folder above it that is there."""
    path = path.absolute()
    while not path.exists() and path != path.parent:
        path = path.parent
    return path


def measure_free(path: Path) -> int | None:
    """Return the free bytes where the path lies or will lie."""
    try:
        return shutil.disk_usage(find_existing(path)).free
    except OSError:
        return None


def find_device(path: Path) -> int | None:
    """Return the number of the disk that the path lies on."""
    try:
        return find_existing(path).stat().st_dev
    except OSError:
        return None


def measure_memory(source: Path = _MEMORY) -> tuple[int, int] | None:
    """Return available and whole memory in bytes; None where Linux does not say."""
    try:
        lines = source.read_text().splitlines()
        sizes = {name: int(rest.split()[0]) for name, _, rest in (x.partition(":") for x in lines)}
        return sizes["MemAvailable"] * 1024, sizes["MemTotal"] * 1024
    except (OSError, ValueError, KeyError, IndexError):
        return None


def list_exposed(paths: Iterable[Path]) -> list[Path]:
    """Return the files that every user of the machine can read or change."""
    return [path for path in paths if path.exists() and _is_exposed(path.absolute())]


def _is_exposed(path: Path) -> bool:
    """Return whether somebody else can reach the path through all its folders and open it."""
    try:
        inside = all(folder.stat().st_mode & stat.S_IXOTH for folder in path.parents)
        return inside and bool(path.stat().st_mode & (stat.S_IROTH | stat.S_IWOTH))
    except OSError:
        return False


def list_unwritable(paths: Iterable[Path]) -> list[Path]:
    """Return what is there and cannot be written by whoever runs this."""
    return [path for path in paths if path.exists() and not os.access(path, os.W_OK)]


def find_newest(folder: Path) -> datetime | None:
    """Return when the newest file of a folder was written; None when there is none."""
    try:
        times = [entry.stat().st_mtime for entry in os.scandir(folder) if entry.is_file()]
    except OSError:
        return None
    return datetime.fromtimestamp(max(times), UTC) if times else None


def is_clock_synchronized() -> bool | None:
    """Return whether a time server leads the clock; None where systemd does not say."""
    try:
        ran = subprocess.run(
            ["timedatectl", "show", "--property=NTPSynchronized", "--value"],
            capture_output=True,
            text=True,
            timeout=5,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return {"yes": True, "no": False}.get(ran.stdout.strip())


def is_port_open(host: str, port: int) -> bool:
    """Return whether something on this machine listens there."""
    try:
        with socket.create_connection((host, port), timeout=2):
            return True
    except OSError:
        return False
