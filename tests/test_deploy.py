"""What is deployed passes every setting on, starts what there is, and holds no value of its own."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from bot import __version__
from bot.core.settings import PREFIX, Settings

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
NAMES = {PREFIX + name.upper() for name in Settings.model_fields}
# What stands in compose.yaml whatever `.env` says: the pieces there know each other by it.
FIXED = {"BOT_HOST", "BOT_PORT", "BOT_DATABASE_URL"}


def read(name: str) -> str:
    return (DEPLOY / name).read_text("utf-8")


def list_unit(key: str) -> list[str]:
    return re.findall(rf"^{key}=(.*)$", read("toso.service"), re.MULTILINE)


def test_the_example_lists_every_setting() -> None:
    listed = re.findall(r"^#?(BOT_\w+)=", (ROOT / ".env.example").read_text("utf-8"), re.MULTILINE)
    assert set(listed) == NAMES and len(listed) == len(NAMES)


def test_compose_passes_every_setting() -> None:
    lines = [line.split("#")[0].rstrip() for line in read("compose.yaml").splitlines()]
    app = lines[lines.index("x-app: &app") : lines.index("services:")]
    assert "  env_file: .env" in app
    given = dict(line.strip().split(": ", 1) for line in app if re.match(r"\s+BOT_\w+: ", line))
    assert set(given) <= NAMES
    # What is named there takes its value from the same file, but for what must not differ.
    own = {name for name, value in given.items() if f"${{{name}" not in value}
    assert own == FIXED


def test_the_unit_reads_env_where_it_starts_and_sets_nothing() -> None:
    assert list_unit("WorkingDirectory") == ["/opt/toso"]
    assert list_unit("ReadWritePaths") == ["/opt/toso/var"]
    assert not any(name in line for line in list_unit("Environment") for name in NAMES)
    assert list_unit("UnsetEnvironment") == [] and list_unit("EnvironmentFile") == []
    (command,) = list_unit("ExecStart")
    assert command == "/opt/toso/.venv/bin/python -m bot run"
    assert list_unit("TimeoutStopSec") == ["10"]


def test_the_image_sets_no_setting_and_copies_what_there_is() -> None:
    dockerfile = read("Dockerfile")
    assert not any(name in dockerfile for name in NAMES)
    copied = re.findall(r"^COPY (\S+) ", dockerfile, re.MULTILINE)
    assert copied and all((ROOT / path).exists() for path in copied)
    allowed = re.findall(r"^!(\S+)$", read("Dockerfile.dockerignore"), re.MULTILINE)
    assert set(copied) == set(allowed)


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here")
def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    unit = tmp_path / "toso.service"
    here = read("toso.service").replace("/opt/toso/.venv/bin/python", sys.executable)
    unit.write_text(here, "utf-8")
    ran = subprocess.run(
        ["systemd-analyze", "verify", str(unit)], capture_output=True, text=True, check=False
    )
    about = [line for line in ran.stderr.splitlines() if "toso.service" in line]
    assert about == [] and ran.returncode == 0, ran.stderr


def test_the_version_is_one() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert project["project"]["version"] == __version__
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert f"## [{__version__}] - " in changelog
