"""Which commit this program is: a file written when it was built, else the repository it lies in.

Nothing is started for it: `bot --version` must answer at once, and git need not be there.
"""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
BUILD_FILE = "commit"  # in the package's folder; deploy/Dockerfile writes it
SHOWN = 12  # digits of the hash
_HASH = re.compile(r"[0-9a-f]{40}")


def find_commit(root: Path = ROOT) -> str:
    """Return the first digits of the commit's hash; "" where nothing tells it."""
    built = _read(root / "bot" / BUILD_FILE)
    commit = built if _HASH.fullmatch(built) else _read_head(root / ".git")
    return commit[:SHOWN]


def _read_head(git: Path) -> str:
    """Return the hash that HEAD points to, in a repository or one of its worktrees."""
    if git.is_file():  # a worktree: the file names its folder
        git = git.parent / _read(git).removeprefix("gitdir: ")
    head = _read(git / "HEAD")
    name = head.removeprefix("ref: ")
    if name == head:
        return head if _HASH.fullmatch(head) else ""
    shared = git / (_read(git / "commondir") or ".")
    for folder in (git, shared):
        if _HASH.fullmatch(found := _read(folder / name)):
            return found
    return _find_packed(_read(shared / "packed-refs"), name)


def _find_packed(packed: str, name: str) -> str:
    for line in packed.splitlines():
        commit, _, ref = line.partition(" ")
        if ref == name and _HASH.fullmatch(commit):
            return commit
    return ""


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""
