"""The scene of the command line's tests."""

import os
from pathlib import Path

import pytest

from tests.cli.machine import Machine
from tests.secret import SECRET


@pytest.fixture
def machine(tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """A machine without settings but a database and the shipped knowledge."""
    for name in list(os.environ):
        if name.startswith("BOT_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("BOT_SECRET_KEY", SECRET)
    monkeypatch.chdir(tmp_path)
    return Machine(tmp_path, sqlite_url)
