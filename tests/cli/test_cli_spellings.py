"""Every command is `bot NOUN VERB`; shorter and earlier spellings stay, and nothing loads early."""

import os
import resource
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli import make_parser
from bot.cli.aliases import ALIASES, expand_alias
from bot.cli.nouns import NOUNS
from tests.cli.machine import ROOT, Machine

# As operators, scripts and outside checks have written them, and what is meant.
SPELLINGS = {
    "run --trial": "service run --trial",
    "chat --as ba-tu --unit ap-03": "service chat --as ba-tu --unit ap-03",
    "doctor --json": "service check --json",
    "ask --text a --data data": "faq ask --text a --data data",
    "ask": "faq ask",
    "remind --now": "reminders send --now",
    "migrate": "database migrate",
    "backup b.db": "database backup b.db",
    "restore b.db": "database restore b.db",
    "deliveries": "deliveries list",
    "deliveries --days 3 --json": "deliveries list --days 3 --json",
    "broadcast --to x --text a --at 2030-01-01T08:00 --yes --dry-run --json": (
        "broadcasts draft --to x --text a --at 2030-01-01T08:00 --yes --dry-run --json"
    ),
    "broadcast --text status --to x": "broadcasts draft --text status --to x",
    "broadcast --to=x --text=resume": "broadcasts draft --to=x --text=resume",
    "broadcast status 3 --json": "broadcasts status 3 --json",
    "broadcast status 3 --watch": "broadcasts status 3 --watch",
    "broadcast --json status 3": "broadcasts status --json 3",
    "broadcast list an-phu --json": "broadcasts list an-phu --json",
    "broadcast result 3 --json": "broadcasts result 3 --json",
    "broadcast left 3 --json": "broadcasts left 3 --json",
    "broadcast pause 3": "broadcasts pause 3",
    "broadcast resume 3": "broadcasts resume 3",
    "broadcast cancel 3": "broadcasts cancel 3",
    "broadcast resend 3": "broadcasts resend 3",
    "live an-phu --off": "units live an-phu --off",
    "poster ap-03 --out a.pdf": "posters print ap-03 --out a.pdf",
    "loudspeaker 12 --out a.pdf": "loudspeaker print 12 --out a.pdf",
    "loudspeaker print 12": "loudspeaker print 12",
    "polls households import a.csv --dry-run": "households import a.csv --dry-run",
    "polls households list x": "households list x",
    "households import a.csv": "households import a.csv",
    "audit --from 1/11/2026 --to 2/11/2026 --unit x --json": (
        "audit list --from 1/11/2026 --to 2/11/2026 --unit x --json"
    ),
    "report --from 1/11/2026 --to 2/11/2026 --out a.xlsx": (
        "reports write --from 1/11/2026 --to 2/11/2026 --out a.xlsx"
    ),
    "report recount --from 1/11/2026 --to 2/11/2026": (
        "reports recount --from 1/11/2026 --to 2/11/2026"
    ),
    "units list --json": "units list --json",
    "polls confirm K7M2PQ": "polls confirm K7M2PQ",
}
HEAVY = "aiohttp telegram reportlab docx PIL segno apscheduler xlsxwriter lxml httpx"


@pytest.mark.parametrize("written", SPELLINGS)
def test_a_spelling_is_read_as_the_command_it_stands_for(written: str) -> None:
    meant = shlex.split(SPELLINGS[written])
    assert expand_alias(tuple(shlex.split(written))) == meant
    assert make_parser(meant).parse_args(meant).run


def test_every_spelling_is_tried_and_means_a_command() -> None:
    for alias, meant in ALIASES.items():
        assert any(f"{written} ".startswith(f"{alias} ") for written in SPELLINGS), alias
        assert meant.split()[0] in NOUNS


def test_the_other_spellings_are_told_after_the_command(machine: Machine) -> None:
    for written in (("service", "run", "--help"), ("run", "--help")):
        out = machine.bot(*written).out
        assert out.index("bot service run") < out.index("Cũng viết được: bot run")
    out = machine.bot("--help").out
    assert out.index("service ") < out.index("Cũng viết được: bot run, bot chat")


def _loaded(*arguments: str, folder: Path) -> set[str]:
    """The modules in memory when a command has ended."""
    code = (
        "import sys\nfrom bot.cli import main\n"
        "try:\n    main(sys.argv[1:])\nexcept SystemExit:\n    pass\n"
        "print('\\n'.join(sys.modules), file=sys.stderr)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = set(ran.stderr.splitlines())
    assert "bot.cli.parser" in loaded and ran.stdout
    return loaded


@pytest.mark.parametrize("arguments", [("--version",), ("--help",), ()])
def test_version_and_help_load_no_command(arguments: tuple[str, ...], tmp_path: Path) -> None:
    loaded = _loaded(*arguments, folder=tmp_path)
    assert {"sqlalchemy", "pydantic", "asyncio", *HEAVY.split()}.isdisjoint(loaded)
    assert not any(
        f"bot.cli.{module}" in loaded for noun in NOUNS.values() for module in noun.modules
    )


def test_the_version_costs_little(machine: Machine) -> None:
    machine.run("--version")  # the bytecode is written
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert machine.run("--version").code == 0
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    assert 0 < used <= 0.4, f"{used:.2f} s of CPU"


def test_a_question_loads_only_what_it_needs(tmp_path: Path) -> None:
    topic = 'id = "a"\ntitle = "Tên"\nanswer = "Ra xã."\nquestions = ["đổi tên ở đâu"]\n'
    (tmp_path / "faq").mkdir()
    (tmp_path / "faq" / "a.toml").write_text(f'category = "Mẫu"\n[[topic]]\n{topic}', "utf-8")
    loaded = _loaded("ask", "--text", "đổi tên", "--data", str(tmp_path), folder=tmp_path)
    assert "bot.faq.matcher" in loaded
    assert set(HEAVY.split()) & loaded == set()
    assert "bot.cli.faq_drafts" not in loaded and "bot.app" not in loaded


def test_a_question_to_the_knowledge_loads_no_conversation(tmp_path: Path) -> None:
    loaded = _loaded("faq", "ask", "--help", folder=tmp_path)
    assert "bot.handlers.residents.faq_replies" in loaded and "bot.faq.matcher" in loaded
    others = {"bot.handlers.routes", "bot.reactions", "bot.notices", "bot.app", "bot.schedule.jobs"}
    assert others.isdisjoint(loaded)
    assert not any(
        name.startswith(("bot.tickets.", "bot.polls.", "bot.classes.")) for name in loaded
    )
