"""Settings: a typing error refuses the start in one line, and secrets never print."""

import re
import traceback
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from bot.core.errors import SettingsError
from bot.core.settings import PREFIX, Settings, load_settings

EXAMPLE = Path(__file__).parents[2] / ".env.example"
SECRET = "invented-s3cret"


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No `.env` and no variable of this machine."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(PREFIX + name.upper(), raising=False)


@pytest.fixture
def env_file(tmp_path: Path) -> Path:
    return tmp_path / ".env"


def test_nothing_needs_to_be_set() -> None:
    settings = load_settings()
    assert settings.port == 8080
    assert str(settings.zone) == "Asia/Ho_Chi_Minh"
    assert not settings.receives_by_webhook


def test_the_environment_goes_before_the_file(
    monkeypatch: pytest.MonkeyPatch, env_file: Path
) -> None:
    env_file.write_text("BOT_PORT=1\nBOT_HOST=0.0.0.0\n", "utf-8")
    monkeypatch.setenv("BOT_PORT", "2")
    assert (load_settings().port, load_settings().host) == (2, "0.0.0.0")


def test_an_empty_variable_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_PORT", "")
    assert load_settings().port == 8080


@pytest.mark.parametrize("name", ["BOT_PROT", "BOT_TELEGRAM_TOKN", "bot_prot", "BOT_"])
def test_an_unknown_variable_is_named(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, SECRET)
    with pytest.raises(SettingsError, match=f"{name.upper()}: không có thiết lập này") as caught:
        load_settings()
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize(
    "line",
    [
        "BOT_PROT=8080",
        "export BOT_PROT=8080",
        "  BOT_PROT = 8080",
        "bot_prot=8080",
        "# a comment = x\n\nBOT_PROT=8080",
        "\ufeffBOT_PROT=8080",  # Notepad's mark at the start of a file
    ],
)
def test_an_unknown_line_of_the_file_is_named(env_file: Path, line: str) -> None:
    env_file.write_text(f"{line}\n", "utf-8")
    with pytest.raises(SettingsError, match="BOT_PROT: không có thiết lập này"):
        load_settings()


def test_a_file_from_notepad_is_read(env_file: Path) -> None:
    env_file.write_text("\ufeffBOT_PORT=81\r\nBOT_HOST=::1\r\n", "utf-8")
    assert (load_settings().port, load_settings().host) == (81, "::1")


def test_a_file_in_another_encoding_is_refused(env_file: Path) -> None:
    env_file.write_bytes("BOT_PORT=81".encode("utf-16"))
    with pytest.raises(SettingsError, match=r"\.env.*UTF-8"):
        load_settings()


def test_other_programs_settings_are_left_alone(
    monkeypatch: pytest.MonkeyPatch, env_file: Path
) -> None:
    env_file.write_text("#BOT_PROT=1\nOTHER=1\nROBOT_ARM=2\n", "utf-8")
    monkeypatch.setenv("ROBOT_LEG", "1")
    assert load_settings().port == 8080


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BOT_PORT", "eighty"),
        ("BOT_PORT", "65536"),
        ("BOT_PORT", "-1"),
        ("BOT_TIMEZONE", "Asia/Ha_Noi_Moi"),
        ("BOT_TIMEZONE", "../../etc/passwd"),
        ("BOT_TIMEZONE", "Asia"),
        ("BOT_DATABASE_URL", "mysql://root@localhost/bot"),
        ("BOT_DATABASE_URL", "var/bot.db"),
        ("BOT_DATABASE_URL", "sqlite:///"),
        ("BOT_DATABASE_URL", "sqlite:///:memory:"),
        ("BOT_DATABASE_URL", f"postgresql://bot:{SECRET}@db:port/bot"),
        ("BOT_PUBLIC_URL", "toso.example.vn"),
        ("BOT_PUBLIC_URL", "ftp://toso.example.vn"),
        ("BOT_PUBLIC_URL", "https://"),
        ("BOT_TELEGRAM_API_URL", "localhost:8081"),
        ("BOT_TELEGRAM_MODE", "pigeon"),
        ("BOT_TELEGRAM_RATE", "0"),
        ("BOT_TELEGRAM_RATE", "nan"),
        ("BOT_LOG_LEVEL", "CHATTY"),
        ("BOT_LOG_FORMAT", "xml"),
        ("BOT_DEMO", "perhaps"),
        ("BOT_QUIET_HOURS", "22:00"),
        ("BOT_QUIET_HOURS", "25:99-06:00"),
    ],
)
def test_a_value_nobody_can_use_is_named_in_one_line(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=f"^{name}: ") as caught:
        load_settings()
    assert len(str(caught.value).splitlines()) == 1
    assert SECRET not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize(
    ("mode", "url", "webhook"),
    [
        ("", "", False),
        ("", "https://toso.example.vn", True),
        ("", "http://localhost:8080", False),
        ("polling", "https://toso.example.vn", False),
        ("webhook", "http://localhost:8080", True),
    ],
)
def test_how_updates_arrive(
    monkeypatch: pytest.MonkeyPatch, mode: str, url: str, webhook: bool
) -> None:
    monkeypatch.setenv("BOT_TELEGRAM_MODE", mode)
    monkeypatch.setenv("BOT_PUBLIC_URL", url)
    assert load_settings().receives_by_webhook is webhook


def test_a_webhook_needs_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_TELEGRAM_MODE", "webhook")
    with pytest.raises(SettingsError, match=r"^BOT_TELEGRAM_MODE: webhook cần có BOT_PUBLIC_URL"):
        load_settings()


def secrets() -> list[str]:
    found = [name for name, field in Settings.model_fields.items() if field.annotation is SecretStr]
    assert len(found) > 2, "looking in the wrong place?"
    return found


@pytest.mark.parametrize("name", [*secrets(), "database_url"])
def test_secrets_never_print(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    shapes = {
        "database_url": f"postgresql://bot:{SECRET}@db/bot",
        "error_dsn": f"https://{SECRET}@h/1",
    }
    value = shapes.get(name, SECRET)
    monkeypatch.setenv(PREFIX + name.upper(), value)
    settings = load_settings()
    assert SECRET not in f"{settings!r} {settings!s}"
    monkeypatch.setenv("BOT_PORT", "eighty")
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert SECRET not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize("name", Settings.model_fields)
def test_what_sounds_like_a_secret_is_one(name: str) -> None:
    sounds = re.search("token|secret|password|key|verifier|dsn", name) is not None
    assert sounds is (name in secrets())


def test_settings_do_not_change(monkeypatch: pytest.MonkeyPatch) -> None:
    settings: Any = load_settings()
    with pytest.raises(ValueError, match="frozen"):
        settings.port = 1


# .env.example


def lines_of_example() -> list[tuple[str, str]]:
    """Each setting and the comment over it."""
    found, comment = [], ""
    for line in EXAMPLE.read_text("utf-8").splitlines():
        if match := re.fullmatch(r"#?(BOT_\w+)=.*", line):
            found.append((match[1], comment))
        comment = line.removeprefix("# ")
    return found


def test_the_example_lists_every_setting_in_order() -> None:
    expected = [
        (PREFIX + name.upper(), field.description) for name, field in Settings.model_fields.items()
    ]
    assert lines_of_example() == expected


def test_the_example_changes_nothing(env_file: Path) -> None:
    env_file.write_text(re.sub("(?m)^#BOT_", "BOT_", EXAMPLE.read_text("utf-8")), "utf-8")
    assert load_settings() == Settings(_env_file=None)  # type: ignore[call-arg]
