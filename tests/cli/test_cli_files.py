"""Where files go that a command makes, and which settings reach an installed bot."""

from pathlib import Path

import pytest

from bot.cli.output_files import EXPORTS_DIR, write_or_export, write_output
from bot.cli.service import wants_demo
from bot.core.errors import BotError
from bot.core.settings import load_settings
from tests.cli.machine import ROOT, Machine


def refuse_root_folder(path: Path) -> None:
    """The folder of an installed bot: only `var/` may be written to."""
    if path.parts[0] != "var":
        raise PermissionError(13, "Permission denied", str(path))
    path.write_bytes(b"x")


def test_a_file_without_a_folder_goes_where_it_may(machine: Machine) -> None:
    assert write_or_export(Path("thon-3.pdf"), refuse_root_folder) == EXPORTS_DIR / "thon-3.pdf"
    assert (machine.folder / "var/exports/thon-3.pdf").read_bytes() == b"x"


def test_a_file_with_a_folder_goes_there_or_nowhere(machine: Machine) -> None:
    with pytest.raises(BotError, match=r"Không ghi được tệp giay/a\.pdf.*var/exports/a\.pdf"):
        write_or_export(Path("giay/a.pdf"), refuse_root_folder)
    written = write_or_export(Path("giay/a.pdf"), refuse_root_folder, anywhere=True)
    assert written == EXPORTS_DIR / "a.pdf"


def test_a_folder_that_is_not_there_is_said_rather_than_made(machine: Machine) -> None:
    assert write_output(Path("a.pdf"), b"x") == Path("a.pdf")
    with pytest.raises(BotError, match="Không ghi được tệp nham/a"):
        write_output(Path("nham/a.pdf"), b"x")


def test_the_command_says_where_its_file_is(machine: Machine) -> None:
    machine.file("don-vi.csv", "Mã,Tên,Cấp,Thuộc\nx,Xã Mẫu,xã,\n")
    machine.bot("units", "import", "don-vi.csv")
    (machine.folder / "cu.pdf").mkdir()
    ran = machine.bot("poster", "x", "--link", "https://to-so.example", "--out", "cu.pdf")
    assert (ran.code, ran.out) == (1, "") and ran.err.startswith("bot: Không ghi được tệp cu.pdf")
    ran = machine.bot("poster", "x", "--link", "https://to-so.example", "--out", "moi.pdf")
    assert ran.code == 0 and "moi.pdf" in ran.out


@pytest.mark.parametrize(
    ("written", "environment", "trial", "wanted"),
    [
        ("", {}, True, True),
        ("", {}, False, False),
        ("BOT_DEMO=0\n", {}, True, False),
        ("BOT_DEMO=\n", {}, True, True),
        ("export BOT_DEMO=false\r\n", {}, True, False),
        ("BOT_DEMO=1\n", {}, False, True),
        ("BOT_DEMO=1\n", {"BOT_DEMO": "0"}, True, False),
        ("", {"BOT_DEMO": "0"}, True, False),
    ],
)
def test_a_trial_has_the_demo_unless_a_setting_says_otherwise(
    machine: Machine,
    monkeypatch: pytest.MonkeyPatch,
    written: str,
    environment: dict[str, str],
    trial: bool,
    wanted: bool,
) -> None:
    machine.file(".env", written)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert wants_demo(load_settings(), trial=trial) is wanted


def test_make_leaves_the_demo_to_the_settings() -> None:
    lines = (ROOT / "Makefile").read_text().splitlines()
    started = [line for line in lines if "-m bot run" in line or "-m bot chat" in line]
    assert len(started) == 2
    assert all("--trial" in line and "BOT_DEMO" not in line for line in started)


def test_containers_get_every_setting() -> None:
    """One by one they were forgotten: seven of forty reached the bot."""
    whole = (ROOT / "deploy/compose.yaml").read_text()
    app = whole[whole.index("x-app:") : whole.index("services:")]
    assert "  env_file: .env\n" in app
    named = {line.split(":")[0].strip() for line in app.splitlines() if " BOT_" in line}
    assert {name for name in named if name.startswith("BOT_")} == {
        *("BOT_HOST", "BOT_DATABASE_URL", "BOT_PUBLIC_URL", "BOT_SECRET_KEY", "BOT_LOG_FORMAT"),
        "BOT_PROXIES",  # only in the container's network is the proxy a stranger's address
    }
