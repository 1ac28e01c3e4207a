"""The command line as an operator meets it: help, mistakes in one sentence, the knowledge."""

import argparse
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.cli import make_parser
from bot.faq.knowledge_files import load_knowledge
from tests.cli.machine import Machine
from tests.conftest import DATA


def leaves(
    parser: argparse.ArgumentParser, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], argparse.ArgumentParser]]:
    """Every command that does something, with its words."""
    groups = [
        action for action in parser._actions if isinstance(action, argparse._SubParsersAction)
    ]
    if not groups:
        yield path, parser
    for group in groups:
        for name, child in group.choices.items():
            yield from leaves(child, (*path, name))


COMMANDS = list(leaves(make_parser()))


def test_the_commands_of_the_contract_are_there() -> None:
    names = {" ".join(path) for path, _ in COMMANDS}
    assert len(names) == len(COMMANDS) >= 16
    assert names >= {
        *("service run", "service chat", "service check", "faq ask", "faq export", "faq check"),
        *("units list", "units import", "classes import", "households import"),
        *("team import", "facts list", "facts set", "tickets list", "tickets answer"),
        *("database migrate", "database backup", "database restore"),
    }


@pytest.mark.parametrize(("path", "parser"), COMMANDS, ids=[" ".join(path) for path, _ in COMMANDS])
def test_every_command_has_help_with_an_example_that_works(
    path: tuple[str, ...], parser: argparse.ArgumentParser
) -> None:
    assert parser.description and parser.description.endswith(".")
    example = (parser.epilog or "").splitlines()[0]
    words = shlex.split(example.removeprefix("Ví dụ: "))
    words = words[words.index("bot") + 1 :]
    assert tuple(words[: len(path)]) == path and len(path) == 2
    assert make_parser().parse_args(words).run


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["dance"], "không có 'dance'"),
        (["units"], "còn thiếu: VIỆC"),
        (["units", "dance"], "không có 'dance'"),
        (["units", "import"], "còn thiếu: TỆP"),
        (["doctor", "--fast"], "không hiểu: --fast"),
        (["tickets", "answer", "one", "--text", "a"], "'one' không phải là số"),
        (["tickets", "answer", "1", "--text", " "], "đang trống; hãy viết lời"),
    ],
)
def test_wrong_usage_is_code_2(machine: Machine, arguments: list[str], said: str) -> None:
    ran = machine.bot(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err


def test_without_a_command_the_help_is_shown(machine: Machine) -> None:
    ran = machine.bot()
    assert ran.code == 2
    assert "Tổ Số" in ran.out and "Ví dụ: bot service chat" in ran.out


def test_the_version(machine: Machine) -> None:
    ran = machine.bot("--version")
    assert ran.code == 0
    assert ran.out.startswith("bot ")


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("BOT_PORT", "many", "BOT_PORT"),
        ("BOT_PORT", "70000", "BOT_PORT"),
        ("BOT_TIMEZONE", "Mars/Crater", "BOT_TIMEZONE"),
        ("BOT_DATABASE_URL", "mysql://x", "BOT_DATABASE_URL"),
        ("BOT_LOG_FORMAT", "xml", "BOT_LOG_FORMAT"),
        ("BOT_PROT", "8080", "BOT_PROT"),
    ],
)
def test_a_wrong_setting_is_named_in_one_line(
    machine: Machine, name: str, value: str, said: str
) -> None:
    ran = machine.bot("units", "list", **{name: value})
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith(f"bot: {said}: ")
    assert ran.err.count("\n") == 1


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresql://nobody@127.0.0.1:1/none", "từ chối kết nối"),
        ("sqlite:////proc/nowhere/bot.db", "/proc/nowhere"),
        ("sqlite:///garbage.db", "không phải cơ sở dữ liệu"),
        ("sqlite:///folder", "không mở được tệp"),
    ],
)
def test_a_database_that_cannot_be_used_is_said(machine: Machine, url: str, said: str) -> None:
    (machine.folder / "garbage.db").write_bytes(b"no database at all" * 100)
    (machine.folder / "folder").mkdir()
    ran = machine.bot("units", "list", BOT_DATABASE_URL=url)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("bot: BOT_DATABASE_URL: không dùng được cơ sở dữ liệu (")
    assert said in ran.err
    assert ran.err.count("\n") == 1


def test_the_whole_knowledge_is_exported(machine: Machine) -> None:
    rows = machine.bot("faq", "export", "--data", str(DATA)).rows
    assert [row["id"] for row in rows] == list(load_knowledge(DATA).topics)
    assert len(rows) >= 188
    assert all(set(row) == {"id", "title", "questions", "answer"} for row in rows)
    assert all(row["questions"] and "{{" not in row["answer"] for row in rows)


def test_the_check_complains_on_stderr_and_fails(machine: Machine) -> None:
    topic = 'id = "a"\ntitle = "Tên"\nanswer = "Ra xã."\nquestions = ["ra xã"]\n'
    machine.file("faq/a.toml", f'category = "Mẫu"\n[[topic]]\n{topic}')
    ran = machine.bot("faq", "check", "--data", str(machine.folder))
    assert (ran.code, ran.out) == (1, "3 lỗi.\n")
    assert ran.err.splitlines() == [
        "a: chưa ghi căn cứ",
        "a: chưa ghi ngày kiểm tra",
        "a: chưa ghi ngày hết hạn",
    ]


def a_small_folder(machine: Machine) -> Path:
    """A topic and two intents, one of them a danger that names no number at first."""
    topic = 'id = "a"\ntitle = "Tên"\nanswer = "Ra xã."\nquestions = ["đổi tên ở đâu"]\n'
    machine.file("faq/a.toml", f'category = "Mẫu"\n[[topic]]\n{topic}')
    machine.file(
        "intents/a.toml",
        '[[emergency]]\nid = "chay"\nsubject = "cháy"\ncall = ["114"]\nreply = "Ra ngoài. Gọi 114."'
        '\nquestions = ["cháy nhà rồi"]\n[[intent]]\nid = "stop"\nquestions = ["thôi gửi tin"]\n',
    )
    return machine.folder


def test_the_intents_are_learnt_with_the_topics(machine: Machine) -> None:
    folder = a_small_folder(machine)
    ran = machine.bot("faq", "train", "--data", str(folder))
    assert ran.code == 0 and len(ran.out.splitlines()) == 2
    assert (folder / "faq" / "model.bin").is_file()
    assert (folder / "intents" / "model.bin").is_file()


def test_a_folder_without_intents_learns_its_topics(machine: Machine) -> None:
    folder = a_small_folder(machine)
    (folder / "intents" / "a.toml").unlink()
    (folder / "intents").rmdir()
    ran = machine.bot("faq", "train", "--data", str(folder))
    assert ran.code == 0 and len(ran.out.splitlines()) == 1


def test_the_check_looks_the_intents_over(machine: Machine) -> None:
    ran = machine.bot("faq", "check", "--data", str(a_small_folder(machine)))
    assert ran.code == 1
    assert "chay: câu đầu của lời trả lời phải có số cần gọi trước, 114" in ran.err


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("cho tôi gặp người thật", "person"),
        ("nha toi chay roi cuu voi", "chay"),
        ("quên mật khẩu vneid", None),
        ("", None),
    ],
)
def test_a_question_names_the_intent_it_is(machine: Machine, text: str, intent: str | None) -> None:
    (row,) = machine.bot("ask", "--text", text, "--data", str(DATA)).rows
    assert row["intent"] == intent


def test_the_explanation_shows_the_shares_of_the_intents(machine: Machine) -> None:
    said = machine.bot("ask", "--explain", "--text", "cho gặp cán bộ", "--data", str(DATA)).out
    assert "intent: person (" in said


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('category = "Mẫu"\n[[topic\n', "a.toml: không đúng dạng TOML"),
        ('category = "Mẫu"\n[[topic\n', "dòng 2"),
        ('[[topic]]\nid = "a"\n', "topic «a»: "),
        ('category = "M"\n[[topic]]\nid = "a"\ntitel = "x"\n', "không có mục «titel»"),
        (b'category = "\xff"\n', "a.toml: không phải UTF-8 ở byte 12"),
    ],
)
@pytest.mark.parametrize("command", [("faq", "check"), ("faq", "export"), ("ask", "--text", "a")])
def test_broken_knowledge_is_named_by_file_place_and_fault(
    machine: Machine, command: tuple[str, ...], content: str | bytes, said: str
) -> None:
    machine.file("faq/a.toml", content)
    ran = machine.bot(*command, "--data", str(machine.folder))
    assert (ran.code, ran.out) == (1, "")
    assert str(machine.folder / "faq" / "a.toml") in ran.err
    assert said in ran.err
    assert "Traceback" not in ran.err


def test_knowledge_that_is_not_there(machine: Machine) -> None:
    ran = machine.bot("faq", "check", "--data", str(machine.folder / "none"))
    assert ran.code == 1
    assert "không có tệp .toml nào; xem lại BOT_DATA_DIR" in ran.err
