"""The version names the commit, from git or from what a build wrote; it needs neither."""

import subprocess
from pathlib import Path

import pytest

from bot.core.commit import find_commit

A, B = "a" * 40, "b" * 40


def write(path: Path, content: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)


@pytest.mark.parametrize(
    ("files", "commit"),
    [
        ({}, ""),
        ({"bot/commit": f"{A}\n", ".git/HEAD": B}, A),
        ({"bot/commit": "unknown", ".git/HEAD": B}, B),
        ({".git/HEAD": "ref: refs/heads/main", ".git/refs/heads/main": A}, A),
        ({".git/HEAD": "ref: refs/heads/main", ".git/packed-refs": f"# x\n{B} refs/heads/main"}, B),
        ({".git/HEAD": "ref: refs/heads/none"}, ""),
        (
            {
                ".git": "gitdir: real/worktrees/w",
                "real/worktrees/w/HEAD": "ref: refs/heads/w",
                "real/worktrees/w/commondir": "../..",
                "real/refs/heads/w": A,
            },
            A,
        ),
    ],
)
def test_where_the_commit_is_read(tmp_path: Path, files: dict[str, str], commit: str) -> None:
    for name, content in files.items():
        write(tmp_path / name, content)
    assert find_commit(tmp_path) == commit[:12]


def test_it_is_what_git_says() -> None:
    root = Path(__file__).parents[2]
    try:
        said = subprocess.run(
            ["git", "rev-parse", "HEAD"], cwd=root, capture_output=True, text=True, check=True
        ).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no git here")
    assert find_commit() == said[:12]
