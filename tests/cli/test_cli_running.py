"""Processes: questions through a pipe, a service that starts, says where it is, and stops."""

import json
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.cli.machine import Machine
from tests.conftest import DATA

NOWHERE = {"BOT_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}
KEYS = {"question", "outcome", "topic", "candidates", "intent", "details", "reply"}


def test_each_line_gets_one_line_whatever_it_holds(machine: Machine) -> None:
    lines = [
        "quên mật khẩu vneid thì làm sao".encode(),
        b"",
        b"quen mat khau vneid\r",
        b"\xff\xfe bad \xc3",
        ("a" * 10_000).encode(),
        ("mật khẩu " * 1_200).encode(),
        b"   ",
        b"\x00\x07",
        "👍🏽".encode(),
        b"the last line has no end",
    ]
    ran = machine.pipe(b"\n".join(lines), "ask", "--data", str(DATA), **NOWHERE)
    assert (ran.code, ran.err) == (0, "")
    assert len(ran.rows) == len(lines)
    for line, row in zip(lines, ran.rows, strict=True):
        assert set(row) == KEYS
        assert row["question"] == line.decode("utf-8", "replace").rstrip("\r")
        assert row["outcome"] in ("answer", "choices", "none")
        scores = [one["score"] for one in row["candidates"]]
        assert len(scores) <= 3 and scores == sorted(scores, reverse=True)
        assert all(set(one) == {"topic", "score"} for one in row["candidates"])
    first, empty, third, *_ = ran.rows
    assert first["outcome"] == "answer"
    assert first["topic"] == third["topic"] == first["candidates"][0]["topic"]
    assert (empty["outcome"], empty["topic"], empty["candidates"]) == ("none", None, [])


def test_no_line_in_no_line_out(machine: Machine) -> None:
    ran = machine.run("ask", "--data", str(DATA), **NOWHERE)
    assert (ran.code, ran.out, ran.err) == (0, "", "")


@pytest.mark.parametrize("text", ["quên mật khẩu vneid thì làm sao", "", "\udcff"])
def test_one_question_on_the_command_line(machine: Machine, text: str) -> None:
    ran = machine.bot("ask", "--text", text, "--data", str(DATA), **NOWHERE)
    assert (ran.code, ran.err) == (0, "")
    (row,) = ran.rows
    assert set(row) == KEYS
    ran.out.encode()  # no half of a letter that a terminal could not print


def test_whoever_stops_reading_is_no_trouble(machine: Machine) -> None:
    process = machine.start("ask", "--data", str(DATA))
    assert process.stdin and process.stdout and process.stderr
    process.stdin.write(b"quen mat khau\n")
    process.stdin.flush()
    assert json.loads(process.stdout.readline())["question"] == "quen mat khau"
    process.stdout.close()
    process.stdin.write(b"quen mat khau\n" * 50)
    process.stdin.close()
    assert process.wait(30) == 0
    assert process.stderr.read() == b""
    process.stderr.close()


def test_the_bot_talks_in_the_terminal(machine: Machine) -> None:
    said = "quên mật khẩu vneid thì làm sao\n".encode()
    ran = machine.pipe(said, "chat", "--as", "ba-tu", BOT_DEMO="1")
    assert ran.code == 0
    assert "tôi là Tổ Số, máy trả lời của xã" in ran.out
    assert "Căn cứ:" in ran.out


@contextmanager
def running(machine: Machine, **settings: str) -> "Iterator[tuple[subprocess.Popen[bytes], str]]":
    """The service, and the address of its page."""
    process = machine.start("run", BOT_PORT="0", **settings)
    assert process.stdout and process.stderr and process.stdin
    try:
        banner = process.stdout.readline().decode()
        assert banner.startswith("Web chat:  http://127.0.0.1:"), process.stderr.read().decode()
        yield process, banner.removeprefix("Web chat:").strip()
    finally:
        process.kill()
        process.communicate()


def test_sigterm_stops_the_service_in_time(machine: Machine) -> None:
    with running(machine, BOT_DEMO="1") as (process, address):
        with urllib.request.urlopen(address + "readyz", timeout=10) as answer:
            assert answer.status == 200
        began = time.monotonic()
        process.terminate()
        _, err = process.communicate(timeout=10)
        assert time.monotonic() - began < 10
        assert process.returncode == 0, err.decode()
        assert b"Traceback" not in err
    assert len(machine.bot("units", "list").out.splitlines()) == 20


def test_a_running_bot_has_its_file_to_itself(machine: Machine) -> None:
    backup = str(machine.folder / "b.db")
    with running(machine):
        assert machine.bot("backup", backup).code == 0
        for ran in (machine.bot("restore", backup), machine.run("run", BOT_PORT="0")):
            assert (ran.code, ran.out, ran.err.count("\n")) == (1, "", 1)
            assert "đang có một bot khác chạy trên" in ran.err


def test_a_taken_port_is_said(machine: Machine) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ran = machine.run("run", BOT_PORT=str(port))
    assert ran.code == 1
    assert f"bot: BOT_PORT: cổng {port} đang có chương trình khác dùng" in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"BOT_HOST": "203.0.113.1"}, "bot: BOT_HOST: không mở được 203.0.113.1:0"),
        ({"BOT_DATA_DIR": "/nowhere"}, "không có tệp .toml nào; xem lại BOT_DATA_DIR"),
        (
            {"BOT_DATABASE_URL": "sqlite:////proc/none/b.db"},
            "bot: BOT_DATABASE_URL: không ghi được",
        ),
    ],
)
def test_a_service_that_cannot_start_says_why(
    machine: Machine, settings: dict[str, str], said: str
) -> None:
    ran = machine.run("run", **{"BOT_PORT": "0", **settings})
    assert (ran.code, ran.out) == (1, "")
    assert said in ran.err
    assert "Traceback" not in ran.err
