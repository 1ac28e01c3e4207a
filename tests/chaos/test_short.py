"""A minute of chaos on SQLite: `python -m tests.chaos`, whose auditor must find nothing."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
SECONDS = 1800  # a loaded machine starts a process in minutes; it ends when it is settled


def test_a_minute_of_chaos_loses_doubles_and_tells_nothing() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "tests.chaos", "--minutes", "1", "--seed", "18"],
        cwd=ROOT, capture_output=True, text=True, timeout=SECONDS, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout + run.stderr
    assert "accepted messages answered or apologised for" in run.stdout
    assert "faults played: " in run.stdout
