"""The check: each fault is provoked for real, is named, and has a next thing to do."""

import asyncio
import http.server
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from sqlmodel import Session, text

from bot.cli import doctor_machine
from bot.core.clock import utc_now
from bot.core.trace import make_trace
from bot.inbox import webhook_queue
from bot.messages.content import Incoming, Reply
from bot.outbox.service import stage
from bot.people.service import get_or_create_contact
from bot.schedule.models import CLOCK, Heartbeat
from tests.cli.machine import Machine
from tests.cli.test_cli import a_small_folder
from tests.cli.test_cli_words import english
from tests.pretend.telegram import PretendTelegram

Settings = dict[str, str]
Provoke = Callable[[Machine], Settings | None]


@pytest.fixture(autouse=True)
def little_to_read(machine: Machine) -> None:
    """A topic and two intents: the shipped knowledge takes longer than all the rest."""
    machine.settings["BOT_DATA_DIR"] = str(a_small_folder(machine))


def find(machine: Machine, subject: str, **settings: str) -> dict[str, Any]:
    """What is found about a subject: its fault, if it has one."""
    ran = machine.bot("doctor", "--json", **settings)
    rows = [row for row in ran.rows[0] if row["subject"] == subject]
    found: dict[str, Any] = next((row for row in rows if not row["ok"]), rows[0])
    assert ran.code == (1 if any(not row["ok"] for row in ran.rows[0]) else 0)
    return found


def write_key(machine: Machine, mode: int) -> None:
    machine.file("var/secret-key", "k" * 43)
    (machine.folder / "var/secret-key").chmod(mode)


def be_newer(machine: Machine) -> None:
    machine.write(
        lambda session: session.execute(text("update alembic_version set version_num = '9999'"))
    )


def leave_in_queue(machine: Machine) -> None:
    old = utc_now() - timedelta(minutes=20)
    item = webhook_queue._QueuedItem("k", Incoming("zalo-oa", "1", "1", "a"), make_trace(old))
    machine.write(lambda session: webhook_queue.insert_events(session, [item], "x", now=old))


def away(channel: str) -> Settings:
    return {f"BOT_{channel}_TOKEN": "1:a", f"BOT_{channel}_API_URL": "http://127.0.0.1:1"}


def owe(machine: Machine) -> Settings:
    old = utc_now() - timedelta(hours=3)

    def promise(session: Session) -> None:
        contact = get_or_create_contact(session, "telegram", "7", now=old)
        stage(session, contact, Reply("a"), now=old)

    machine.write(promise)
    return away("TELEGRAM")


def beat(machine: Machine, *, hours: int) -> None:
    at = utc_now() - timedelta(hours=hours)
    machine.write(lambda session: session.add(Heartbeat(name=CLOCK, began_at=at, beat_at=at)))


def keep_old_backup(machine: Machine) -> None:
    path = machine.file("var/backup/old.db", "x")
    at = (utc_now() - timedelta(days=5)).timestamp()
    os.utime(path, (at, at))


def free_running_clock(machine: Machine) -> None:
    tool = machine.file("bin/timedatectl", "#!/bin/sh\necho no\n")
    Path(tool).chmod(0o755)
    os.environ["PATH"] = f"{machine.folder}/bin:{os.environ['PATH']}"


FAULTS: dict[str, tuple[str, Provoke, str, str]] = {
    "a setting": ("settings", lambda _: {"BOT_PORT": "x"}, "BOT_PORT", ".env"),
    "an unknown setting": ("settings", lambda _: {"BOT_PROT": "1"}, "BOT_PROT", ".env"),
    "a short key": ("secret key", lambda _: {"BOT_SECRET_KEY": "abc"}, "đoán", "openssl rand"),
    "an open key": ("secret key", lambda m: write_key(m, 0o644), "người khác", "chmod 600"),
    "a key of a folder": (
        "secret key", lambda m: (m.folder / "var/secret-key").mkdir(parents=True),
        "không đọc được", "chmod 600",
    ),
    "no database": (
        "database", lambda _: {"BOT_DATABASE_URL": "postgresql://n@127.0.0.1:1/n"},
        "từ chối", "systemctl status postgresql",
    ),
    "old tables": (
        "migrations", lambda _: {"BOT_DATABASE_URL": "sqlite:///new.db"},
        "cần bản", "bot database migrate",
    ),
    "newer tables": ("migrations", be_newer, "mới hơn chương trình", "upgrade.md"),
    "no knowledge": ("knowledge", lambda _: {"BOT_DATA_DIR": "/nowhere"}, ".toml", "bot faq check"),
    "a clock that nobody leads": ("clock", free_running_clock, "máy chủ giờ", "set-ntp true"),
    "a queue": ("queue", leave_in_queue, "20 phút", "systemctl restart toso"),
    "answers owed": ("outbox", owe, "Telegram trễ 3 giờ", "systemctl status toso"),
    "a tick missed": (
        "tick", lambda m: beat(m, hours=2), "2 giờ", "systemctl restart toso",
    ),
    "an old backup": ("backup", keep_old_backup, "5 ngày", "bot database backup"),
    "no backup": ("backup", lambda m: beat(m, hours=72), "chưa thấy", "bot database"),
    "a port for everybody": ("port", lambda _: {"BOT_HOST": "0.0.0.0"}, "mở ra ngoài", "BOT_HOST"),
    "telegram away": ("telegram", lambda _: away("TELEGRAM"), "không nhận", "@BotFather"),
    "zalo bot away": ("zalo-bot", lambda _: away("ZALO_BOT"), "không nhận", "curl -I"),
}  # fmt: skip


@pytest.mark.parametrize(("subject", "provoke", "words", "step"), FAULTS.values(), ids=FAULTS)
def test_each_fault_is_named_with_its_next_step(
    machine: Machine, subject: str, provoke: Provoke, words: str, step: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setenv("PATH", os.environ["PATH"])  # put back afterwards
    found = find(machine, subject, **(provoke(machine) or {}))
    assert not found["ok"] and words in found["words"] and step in found["next"], found
    assert english(f"{found['name']}: {found['words']}. {found['next']}") == []


@pytest.mark.parametrize(("name", "subject"), [("LOW_DISK", "disk"), ("LOW_MEMORY", "memory")])
def test_less_than_is_needed_is_a_fault(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, name: str, subject: str
) -> None:
    monkeypatch.setattr(doctor_machine, name, 10**18)  # more than any machine has
    found = find(machine, subject)
    assert not found["ok"] and "MB" in found["words"] and "xem" in found["next"]


def test_files_that_everybody_reads(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    with TemporaryDirectory(dir="/dev/shm") as folder:
        Path(folder).chmod(0o755)
        monkeypatch.chdir(folder)
        Path(".env").touch(mode=0o644)
        Path(".env").chmod(0o644)
        found = find(machine, "files")
        assert not found["ok"] and found["words"].endswith(" .env")
        assert found["next"] == "chạy `chmod -R o-rwx .env`"
        Path(".env").chmod(0o640)  # as the guide has it
        assert find(machine, "files")["ok"]


@contextmanager
def serving_date(offset: timedelta) -> Iterator[str]:
    """Another program on a port, whose clock is so far from ours."""

    class Dated(http.server.BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self.send_response_only(404)
            self.send_header("Date", format_datetime(datetime.now(UTC) + offset, usegmt=True))
            self.end_headers()

        do_GET = do_POST = do_HEAD

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Dated) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join(10)


@pytest.mark.parametrize(("minutes", "fine"), [(0, True), (-3, False), (7, False)])
def test_the_clock_is_compared_with_a_platform(machine: Machine, minutes: int, fine: bool) -> None:
    with serving_date(timedelta(minutes=minutes)) as url:
        settings = {"BOT_TELEGRAM_TOKEN": "1:a", "BOT_TELEGRAM_API_URL": url}
        found = find(machine, "clock skew", **settings)
    assert found["ok"] is fine and "127.0.0.1" in found["words"]
    assert fine or ("lệch" in found["words"] and "set-ntp" in found["next"])


def test_the_port_of_another_program(machine: Machine) -> None:
    with serving_date(timedelta()) as url:
        found = find(machine, "port", BOT_PORT=url.rpartition(":")[2])
    assert not found["ok"] and "chương trình khác" in found["words"] and "ss -ltnp" in found["next"]


@contextmanager
def telegram_beside() -> Iterator[PretendTelegram]:
    """A Telegram on a loop of its own: the commands have theirs."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    telegram = PretendTelegram()
    asyncio.run_coroutine_threadsafe(telegram.__aenter__(), loop).result(10)
    try:
        yield telegram
    finally:
        asyncio.run_coroutine_threadsafe(telegram.__aexit__(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


OURS = "https://to-so.example/webhooks/telegram"


@pytest.mark.parametrize(
    ("public_url", "registered", "words", "step"),
    [
        ("", {"url": "https://old.example/x"}, "tự lấy tin về", "systemctl restart toso"),
        ("https://to-so.example", {}, "chưa biết gửi tin tới", "systemctl restart toso"),
        ("https://to-so.example", {"url": "https://b.example/"}, "không phải", "systemctl restart"),
        (
            "https://to-so.example",
            {"url": OURS, "last_error_message": "SSL error", "last_error_date": 0},
            "«SSL error»",
            f"curl -I {OURS}",
        ),
        ("https://to-so.example", {"url": OURS, "pending_update_count": 80}, "80 tin", "status"),
    ],
)  # fmt: skip
def test_the_webhook_is_ours_and_works(
    machine: Machine, public_url: str, registered: dict[str, Any], words: str, step: str
) -> None:
    with telegram_beside() as telegram:
        if "last_error_date" in registered:
            registered = {**registered, "last_error_date": int(utc_now().timestamp()) - 60}
        telegram.webhook = registered
        settings = {
            "BOT_TELEGRAM_TOKEN": telegram.token,
            "BOT_TELEGRAM_API_URL": telegram.url,
            "BOT_PUBLIC_URL": public_url,
        }
        found = find(machine, "telegram webhook", **settings)
        assert not found["ok"] and words in found["words"] and step in found["next"]
        assert telegram.token not in machine.bot("doctor", **settings).out


def test_an_error_of_yesterday_is_no_fault(machine: Machine) -> None:
    with telegram_beside() as telegram:
        telegram.webhook = {"last_error_message": "SSL error", "last_error_date": 1_700_000_000}
        settings = {"BOT_TELEGRAM_TOKEN": telegram.token, "BOT_TELEGRAM_API_URL": telegram.url}
        subjects = {row["subject"] for row in machine.bot("doctor", "--json", **settings).rows[0]}
    assert "telegram" in subjects and "telegram webhook" not in subjects


def test_every_line_is_vietnamese_and_a_fault_says_what_to_do(machine: Machine) -> None:
    ran = machine.bot("doctor", BOT_SECRET_KEY="abc")
    faults = [line for line in ran.out.splitlines() if line.startswith("LỖI")]
    assert ran.code == 1 and faults and all("Việc cần làm: " in line for line in faults)
    assert english(ran.out) == []
