"""Whatever goes wrong at the command line is said in Vietnamese, in one sentence."""

import argparse
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot import texts
from bot.broadcasts import authenticity, lint
from bot.classes import skills
from bot.cli import make_parser
from bot.cli.aliases import expand_alias
from bot.cli.help_translation import TABLES
from bot.core.errors import DataError
from bot.faq import intent_files, legal_documents, lexicon, offices, readability
from bot.reminders import deadlines
from bot.reports.indicators.files import load_indicator_sets
from bot.tickets import help_kinds
from bot.vietnamese import read_aloud
from tests.cli.machine import Machine
from tests.cli.test_cli import COMMANDS
from tests.faq.knowledge import a_small_knowledge

# Words that stand in every English sentence and in no Vietnamese one.
ENGLISH = re.compile(
    r"\b(the|is|are|not|cannot|of|and|must|needs?|such|invalid|value|arguments?|required|failed"
    r"|running|missing|unknown|expected|denied|directory|write|should|choose|from|error)\b",
    re.IGNORECASE,
)
# What is a name or was typed by the person: `a command`, «their words», 'a choice', BOT_X, a/path.
NAMES = re.compile(r"`[^`]*`|«[^»]*»|'[^']*'|\bBOT_\w+|\S*[/.]\S*|--\w+|\[\[?\w+\]?\]|@\w+")


def english(words: str) -> list[str]:
    """English words of what was said, names aside."""
    lines = [line for line in words.splitlines() if not re.match(r"Cách dùng:|\s", line)]
    return [match[0] for line in lines for match in ENGLISH.finditer(NAMES.sub("", line))]


UNIT = ("x", "Xã Mẫu")
WRONG = (
    "dance",
    "units",
    "units dance",
    "units import",
    "units import none.xlsx",
    "units import a.txt",
    "units import folder.csv",
    "team import none.csv",
    "classes import none.csv",
    "polls households import none.csv",
    "doctor --fast",
    "faq documents --days nhieu",
    "faq documents --data nowhere",
    "units list --json=1",
    "tickets answer one --text a",
    "tickets answer 99 --text a",
    "tickets answer 1 --text ' '",
    "tickets reveal 99 --by Lan --reason 1",
    "tickets list --unit nowhere",
    "facts list nowhere",
    "facts set x nothing 1",
    "imports list --unit nowhere",
    "imports undo 99",
    "imports undo one",
    "settings set quiet_hours abc --unit x",
    "settings set nothing 1 --unit x",
    "settings clear nothing --unit x",
    "settings list --unit nowhere",
    "duty hours x abc",
    "duty off nowhere 2026-12-24",
    "duty print nowhere --out a.pdf",
    "duty print x --week never --out a.pdf",
    "duty off x 31/2/2026",
    "duty off x never",
    "duty on x 24-13-2026",
    "team link",
    "team link 0999",
    "team link 0999 --all",
    "team unlink 0999",
    "team print nowhere --out a.pdf",
    "classes list nowhere",
    "classes cancel",
    "classes cancel abc",
    "classes weekly x abc --topic a --place b",
    "classes weekly x 'T3 19:30' --topic a --place b --from 2026-13-01",
    "classes pause 99",
    "classes feedback 99",
    "classes certificate 99 --out a.pdf",
    "classes roll 99 --out a.pdf",
    "broadcasts left 99 --out a.txt",
    "classes skills nowhere",
    "classes proposals nowhere",
    "broadcast",
    "broadcast status",
    "broadcast status abc",
    "broadcast status 99",
    "indicators list --all",
    "indicators show nowhere",
    "indicators show serving_people_766 --period 2026",
    "indicators set serving_people_766 9.9 1 --source a",
    "indicators set serving_people_766 1.1 a --source a",
    "indicators check --data nowhere",
    "broadcast resend 99",
    "broadcasts result 99",
    "broadcasts left 99",
    "broadcasts pause 99",
    "broadcasts resume 99",
    "broadcasts cancel 99",
    "broadcasts copy 99",
    "broadcasts correct 99 --text hai",
    "broadcasts list nowhere",
    "broadcasts status 99999999999999999999",
    "deliveries list --days 99999999999999999999",
    "broadcast dance 1",
    "broadcast --to nowhere --text 'Họp thôn tối mai.'",
    "broadcast --to x --text 'Họp.' --at never",
    "broadcast --to x --text 'Họp.' --file none.jpg",
    "broadcast --to x --text 'Họp.' --button abc",
    "live nowhere",
    "poster nowhere --out a.pdf",
    "poster 99 --out a.pdf",
    "poster x --out a.pdf",
    "poster x --link https://to-so.example --out folder.csv",
    "loudspeaker 99",
    "polls draft none.toml --unit x",
    "polls draft bad.toml --unit x",
    "polls draft empty.toml --unit x",
    "polls list nowhere",
    "commitments list nowhere",
    "commitments show 99",
    "outreach plan nowhere",
    "outreach plan x --title a",
    "outreach plan x --title a --from never --to never",
    "outreach visits nowhere",
    "outreach visits x --from never",
    "outreach coverage nowhere",
    "outreach unreached 99",
    "outreach unreached abc",
    "polls ask 99",
    "polls reopen 99",
    "polls confirm K7M2PQ",
    "polls open 99",
    "polls status 99",
    "polls minutes 99 --out a.txt",
    "polls minutes 99 --out a.pdf",
    "faq draft none.toml --by 0900",
    "faq draft bad.toml --by 0900",
    "faq draft empty.toml --by 0900",
    "faq phrase nothing a --by 0900",
    "faq hide nothing --by 0900",
    "faq restore nothing --by 0900",
    "faq restore nothing 9 --by 0900",
    "faq approve 99 --by 0900",
    "faq reject 99 --by 0900 --why không",
    "faq misses --days abc",
    "faq check --data nowhere",
    "faq check --data broken",
    "faq train --data nowhere",
    "ask --text a --data nowhere",
    "audit list --unit nowhere",
    "audit list --since never",
    "audit list --person nobody",
    "admin link --unit nowhere",
    "admin link --phone 0999",
    "reports write --from never --out a.xlsx",
    "reports write --from 1/11/2026 --to 30/11/2026 --unit nowhere --out a.xlsx",
    "evidence make --unit an-phu --from never --to never --out a.zip",
    "evidence make --unit an-phu --from 2/11/2026 --to 1/11/2026 --out a.zip",
    "evidence verify nowhere.zip",
    "evidence link --unit an-phu --label Doan --days 99",
    "reports recount --from never",
    "demo fill",
    "demo fill --year --persons 1",
    "demo clear",
    "restore none.db",
    "restore bad.toml",
    "backup /proc/none/b.db",
    "privacy erase 99 --reason a",
    "privacy erase abc --reason a",
    "privacy withdraw 99 --reason a",
    "zalo consent",
    "zalo code a",
    "zalo status",
)


@pytest.fixture
def scene(machine: Machine) -> Machine:
    """One commune, and files that are wrong in each way."""
    machine.file("don-vi.csv", "Mã,Tên,Cấp,Thuộc\nx,Xã Mẫu,xã,\n")
    machine.bot("units", "import", "don-vi.csv")
    machine.file("a.txt", "a")
    machine.file("bad.toml", "= 1")
    machine.file("empty.toml", "")
    machine.file("broken/faq/a.toml", 'category = "M"\n[[topic]]\nid = "a"\n')
    (machine.folder / "folder.csv").mkdir()
    return machine


@pytest.mark.parametrize("first", range(0, len(WRONG), 10))
def test_every_mistake_is_told_in_vietnamese(scene: Machine, first: int) -> None:
    wrong = []
    for written in WRONG[first : first + 10]:
        arguments = re.findall(r"'[^']*'|\S+", written)
        ran = scene.bot(*(argument.strip("'") for argument in arguments))
        said = ran.err or ran.out
        if ran.code == 0 or "Traceback" in said or english(said) or not said.strip():
            wrong.append(f"bot {written} → {ran.code}: {said}{english(said)}")
    assert not wrong, "\n".join(wrong)


def test_no_command_is_without_a_mistake_here() -> None:
    harmless = {
        *("service run", "service chat", "service check", "database migrate", "faq ask"),
        *("deliveries list", "units list", "tickets list", "households list", "evidence list"),
        *("faq export", "faq drafts", "faq versions", "faq conflicts", "faq steps"),
        *("classes resume", "classes propose", "polls remind", "polls close", "polls tell"),
        *("polls result", "reminders send"),
    }
    names = {" ".join(path) for path, _ in COMMANDS}
    wrong = [" ".join(expand_alias(words.split())) for words in WRONG]
    tried = {name for name in names if any(f"{words} ".startswith(f"{name} ") for words in wrong)}
    assert names <= tried | harmless


LOADERS: tuple[Callable[[Path], object], ...] = (
    lexicon.load_lexicon,
    lint.load_style,
    authenticity.load_scams,
    skills.load_skills,
    help_kinds.load_help_kinds,
    deadlines.load_deadlines,
    offices.load_directory,
    read_aloud.load_reading_table,
    lambda folder: intent_files.load_intents(folder, a_small_knowledge()),
    legal_documents.load_register,
    readability.load_glossary,
    load_indicator_sets,
)
DAMAGED = {
    "lexicon/abbreviations.toml": "[words]\nk = 5\n",
    "lexicon/regional.toml": "words = 5\n",
    "lexicon/synonyms.toml": "[[group]]\nwords = 5\n",
    "lexicon/filler.toml": "words = 5\n",
    "lexicon/style.toml": "known = []\n",
    "lexicon/spoken.toml": "words = 5\n",
    "lexicon/plain.toml": '[[term]]\nword = "app"\n',
    "legal/a.toml": '[[document]]\nid = "a"\n',
    "intents/a.toml": '[[intent]]\nid = "a"\nsure = 2.0\nquestions = ["b"]\n',
    "skills.toml": '[[skill]]\nid = "a"\n',
    "help_kinds.toml": '[[kind]]\nid = "a"\n',
    "deadlines.toml": '[[deadline]]\nid = "a"\nmore = 1\n',
    "scams.toml": '[[scam]]\nid = "a"\n',
    "indicators/a.toml": 'key = "a"\nperiod = "week"\n',
    "contacts.toml": '[[office]]\nid = "a"\n',
}


@pytest.mark.parametrize("name", DAMAGED)
@pytest.mark.parametrize("broken", [False, True])
def test_a_damaged_data_file_is_told_in_vietnamese(name: str, broken: bool, tmp_path: Path) -> None:
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_text("= 1" if broken else DAMAGED[name], "utf-8")
    faults = []
    for load in LOADERS:
        try:
            load(tmp_path)
        except DataError as error:
            faults.append(str(error))
    told = [fault for fault in faults if name in fault]
    assert told and english(" ".join(told)) == []


def helps(parser: argparse.ArgumentParser) -> Iterator[str]:
    """Every sentence of help under a parser."""
    yield parser.description or ""
    for action in parser._actions:
        yield from (action.help or "", *_verbs(action))
        if isinstance(action, argparse._SubParsersAction):
            for child in action.choices.values():
                yield from helps(child)


def _verbs(action: argparse.Action) -> list[str]:
    return [choice.help or "" for choice in getattr(action, "_choices_actions", ())]


def test_every_word_of_help_is_vietnamese() -> None:
    said = {words for words in helps(make_parser()) if words and words != argparse.SUPPRESS}
    assert len(said) > 150
    known = {entry for table in TABLES for entry in table.values()}
    assert said - known == set()
    assert known - said == set(), "a sentence of help is left over"


def placeholders(parser: argparse.ArgumentParser) -> Iterator[str]:
    """What stands for a value in the usage of a parser and of those under it."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for child in action.choices.values():
                yield from placeholders(child)
        elif action.nargs != 0 and action.choices is None:
            yield str(action.metavar or action.dest)


def test_every_placeholder_of_a_usage_is_vietnamese() -> None:
    shown = set(placeholders(make_parser()))
    assert len(shown) > 20
    assert shown - set(texts.CLI_METAVARS.values()) == set()


def test_the_help_page_itself_is_vietnamese(machine: Machine) -> None:
    for command in ((), ("units",), ("households", "import"), ("polls", "households", "list")):
        ran = machine.bot(*command, "--help")
        assert ran.code == 0 and "Cách dùng:" in ran.out and "tùy chọn:" in ran.out
        assert not re.search(r"usage|options:|positional|show |Example|VERB|NOUN", ran.out)


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"BOT_PORT": "many"},
        {"BOT_PORT": "70000"},
        {"BOT_DEMO": "perhaps"},
        {"BOT_LOG_FORMAT": "xml"},
        {"BOT_TELEGRAM_RATE": "0"},
        {"BOT_TIMEZONE": "Mars/Crater"},
        {"BOT_QUIET_HOURS": "late"},
        {"BOT_REMINDER_LEADS": "soon"},
        {"BOT_PUBLIC_URL": "toso"},
        {"BOT_PROT": "1"},
        {"BOT_DATABASE_URL": "mysql://x"},
        {"BOT_DATABASE_URL": "sqlite:///bad.toml"},
        {"BOT_DATABASE_URL": "sqlite:////proc/none/b.db"},
        {"BOT_DATABASE_URL": "sqlite:///new.db"},
        {"BOT_DATABASE_URL": "postgresql://n@127.0.0.1:1/n"},
        {"BOT_DATA_DIR": "/nowhere"},
        {"BOT_ZALO_APP_ID": "1"},
        {"BOT_TELEGRAM_TOKEN": "1:a", "BOT_TELEGRAM_API_URL": "http://127.0.0.1:1"},
        {"BOT_ZALO_BOT_TOKEN": "1:a", "BOT_ZALO_BOT_API_URL": "http://127.0.0.1:1"},
        {
            **{"BOT_ZALO_APP_ID": "1", "BOT_ZALO_APP_SECRET": "a", "BOT_ZALO_OA_ID": "1"},
            **{"BOT_ZALO_OA_SECRET": "a", "BOT_ZALO_API_URL": "http://127.0.0.1:1"},
        },
    ],
    ids=str,
)
def test_the_doctor_speaks_vietnamese(scene: Machine, settings: dict[str, str]) -> None:
    for command in ("doctor", "units list"):
        ran = scene.bot(*command.split(), **settings)
        assert english(ran.out + ran.err) == [], ran.out + ran.err
