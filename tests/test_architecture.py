"""The rules that a machine can keep; each test first makes sure that it saw something."""

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BOT = ROOT / "bot"
FILES = [path for path in sorted(BOT.rglob("*.py")) if "versions" not in path.parts]
TREES = {path: ast.parse(path.read_text("utf-8")) for path in FILES}
Function = ast.FunctionDef | ast.AsyncFunctionDef

LONGEST_FILE = 400
LONGEST_FUNCTION = 40
LONGEST_HANDLER = 20  # without its docstring
# Looked at again and left whole: one subject each. An entry that is no longer needed fails.
LONGER_FILES: dict[str, int] = {}
CONTENT: set[str] = set()


def name_of(path: Path) -> str:
    """How a file is called in the rules: "bot/inbox/receive.py"."""
    return path.relative_to(ROOT).as_posix()


def functions(tree: ast.AST) -> Iterator[Function]:
    """Every function in a tree, inner ones too."""
    for node in ast.walk(tree):
        if isinstance(node, Function):
            yield node


def length(node: Function) -> int:
    """Lines from `def` to the end, without the docstring."""
    assert node.end_lineno is not None
    lines = node.end_lineno - node.lineno + 1
    first = node.body[0]
    if ast.get_docstring(node) is not None and first.end_lineno is not None:
        lines -= first.end_lineno - first.lineno + 1
    return lines


def test_the_tests_look_at_the_code() -> None:
    assert len(FILES) > 60
    assert sum(1 for tree in TREES.values() for _ in functions(tree)) > 400
    assert all((ROOT / name).exists() for name in (*LONGER_FILES, *CONTENT))


# A test a rule, that names every file at fault: three thousand tests of a millisecond took their
# runner longer than themselves.
def test_a_file_stays_small() -> None:
    lengths = {
        name_of(path): len(path.read_text("utf-8").splitlines())
        for path in FILES
        if name_of(path) not in CONTENT
    }
    long = {n: lines for n, lines in lengths.items() if lines > LONGER_FILES.get(n, LONGEST_FILE)}
    assert long == {}
    short = {name for name in LONGER_FILES if lengths[name] <= LONGEST_FILE}
    assert short == set(), "they are short again: take them off"


def test_a_function_stays_small() -> None:
    lengths = [
        (f"{name_of(path)}:{node.name}", length(node))
        for path in FILES
        for node in functions(TREES[path])
    ]
    long = [(n, size) for n, size in lengths if size > LONGEST_FUNCTION]
    assert long == []


# The route table is no handler.
ROUTE_TABLES = [
    BOT / "handlers" / "routes.py",
    *sorted((BOT / "handlers" / "route_groups").glob("*.py")),
]
HANDLERS = [
    path
    for path in FILES
    if path.is_relative_to(BOT / "handlers")
    and path not in ROUTE_TABLES
    and path.stem != "__init__"
]


def test_a_handler_stays_small() -> None:
    assert len(HANDLERS) >= 7
    for path in HANDLERS:
        found = list(functions(TREES[path]))
        assert found, name_of(path)
        inner = {child for node in found for child in functions(node) if child is not node}
        handlers = [node for node in found if node in inner or not _makes_handlers(node)]
        long = {node.name: length(node) for node in handlers if length(node) > LONGEST_HANDLER}
        assert long == {}, name_of(path)
        assert not any(isinstance(node, ast.AsyncFunctionDef) for node in found), name_of(path)


def _makes_handlers(node: Function) -> bool:
    return isinstance(node.returns, ast.Name) and node.returns.id == "Handler"


def test_every_public_handler_is_reached_from_the_route_table() -> None:
    package = [*HANDLERS, *ROUTE_TABLES]
    uses: dict[str, set[str]] = {}
    for path in package:
        for node in TREES[path].body:
            names = {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}
            names |= {one.attr for one in ast.walk(node) if isinstance(one, ast.Attribute)}
            for name in _defined(node):
                uses.setdefault(name, set()).update(names - {name})
    reached, waiting = set(), ["routes"]
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting.extend(uses.get(name, ()))
    public = {name for name in uses if not name.startswith("_")}
    assert len(public) > 25
    assert {name for name in public - reached if not name.isupper()} == set()


def _defined(node: ast.stmt) -> list[str]:
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            return [name]
        case ast.ClassDef(name=name):
            return [name]
        case ast.Assign(targets=targets):
            return [target.id for target in targets if isinstance(target, ast.Name)]
        case ast.AnnAssign(target=ast.Name(id=name)):
            return [name]
    return []


def test_a_module_says_what_it_is_for() -> None:
    silent = [name_of(p) for p in FILES if TREES[p].body and not ast.get_docstring(TREES[p])]
    assert silent == [], "what are these modules for?"


def test_public_functions_and_classes_say_what_they_promise() -> None:
    silent = [
        f"{name_of(path)}:{node.name}"
        for path in FILES
        for node in TREES[path].body
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert silent == []


def test_no_module_is_called_after_nothing() -> None:
    names = {path.stem for path in FILES}
    assert len(names) > 50
    assert names & {"utils", "helpers", "common", "misc", "manager", "base_manager"} == set()


# Where everything may be caught: the four places of house.md §10 and the thread that must hand on
# whatever happened.
CATCHING = {
    "bot/console/access.py",  # a page says that it is our fault
    "bot/inbox/receive.py",
    "bot/outbox/dispatcher.py",
    "bot/outbox/result_writer.py",
    "bot/core/db.py",
    "bot/inbox/webhook_queue.py",
    "bot/inbox/fragments.py",
    "bot/channels/telegram/channel.py",
    "bot/channels/webchat/conversation.py",
    "bot/channels/webchat/pages.py",
    "bot/channels/zalo_bot/channel.py",
    "bot/channels/zalo_oa/channel.py",
}


def catch_alls() -> Iterator[tuple[str, ast.ExceptHandler]]:
    """Every `except:`, `except Exception` and `except BaseException`."""
    for path, tree in TREES.items():
        for node in ast.walk(tree):
            match node:
                case (
                    ast.ExceptHandler(type=None)
                    | ast.ExceptHandler(type=ast.Name(id="Exception" | "BaseException"))
                ):
                    yield name_of(path), node


def test_everything_is_caught_in_few_places() -> None:
    assert {name for name, _ in catch_alls()} == CATCHING


def test_what_is_caught_blindly_is_logged_or_handed_on() -> None:
    found = list(catch_alls())
    assert len(found) >= len(CATCHING)
    for name, handler in found:
        body = ast.unparse(handler)
        assert "log.exception(" in body or name == "bot/core/db.py", f"{name}:{handler.lineno}"


# What reads the machine; importing a module must not.
READS = {
    "os.environ", "os.getenv", "datetime.now", "datetime.utcnow", "date.today", "time.time",
    "time.monotonic", "utc_now", "open", "load", "Settings", "create_engine", "open_database",
    "socket.socket", "secrets.token_hex", "read_text", "read_bytes",
}  # fmt: skip


def at_import(node: ast.AST) -> Iterator[ast.AST]:
    """What runs when a module is imported: all but the bodies of functions."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Lambda):
            continue
        if isinstance(child, Function):
            for part in (*child.decorator_list, *child.args.defaults, *child.args.kw_defaults):
                if part is not None:
                    yield part
                    yield from at_import(part)
            continue
        yield child
        yield from at_import(child)


def reads(tree: ast.AST) -> set[str]:
    """Names that read the machine, used while the module is imported."""
    found = set()
    for node in at_import(tree):
        if isinstance(node, ast.Attribute):
            dotted = ast.unparse(node)
            found |= {read for read in READS if dotted == read or dotted.endswith(f".{read}")}
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            found |= {node.func.id} & READS
    return found


def test_importing_a_module_reads_nothing() -> None:
    # alembic runs env.py; nobody imports it
    imported_files = [path for path in FILES if path != BOT / "migrations" / "env.py"]
    assert {
        name_of(path): reads(TREES[path]) for path in imported_files if reads(TREES[path])
    } == {}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import os\nHOME = os.environ['HOME']", {"os.environ"}),
        ("def f(now=utc_now()): pass", {"utc_now"}),
        ("class A:\n    at = datetime.now(UTC)", {"datetime.now"}),
        ("def f():\n    return datetime.now(UTC)", set()),
        ("clock = utc_now", set()),
    ],
)
def test_the_search_for_readers_finds_them(source: str, expected: set[str]) -> None:
    assert reads(ast.parse(source)) == expected


IMPORT_ALL = """
import importlib, pkgutil, sys, bot
FORBIDDEN = {"socket.connect", "socket.bind", "sqlite3.connect", "subprocess.Popen", "os.mkdir"}
def watch(event, arguments):
    if event in FORBIDDEN:
        raise SystemExit(f"{event} at import: {arguments}")
    if event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+"):
        raise SystemExit(f"a file is written at import: {arguments}")
sys.addaudithook(watch)
names = [one.name for one in pkgutil.walk_packages(bot.__path__, "bot.")]
wanted = [name for name in names if not name.startswith(("bot.__main__", "bot.migrations"))]
for name in wanted:
    importlib.import_module(name)
print(len(wanted))
"""


def test_importing_everything_opens_nothing(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-B", "-c", IMPORT_ALL],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert int(ran.stdout) > 60
    assert list(tmp_path.iterdir()) == []


def imported(path: Path) -> set[str]:
    """The packages a module takes from outside."""
    names = set()
    for node in ast.walk(TREES[path]):
        if isinstance(node, ast.Import):
            names |= {name.name.partition(".")[0] for name in node.names}
        if isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.partition(".")[0])
    return names


NETWORK_USERS = (
    "bot/channels/",
    "bot/console/",
    "bot/app/",
    "bot/web/calendars.py",
    "bot/web/certificates.py",
    "bot/web/health.py",
    "bot/web/own_data.py",
    "bot/web/public_pages.py",
    "bot/web/service_levels.py",
    "bot/schedule/jobs.py",
    "bot/inbox/webhook_queue.py",
    "bot/web/zalo.py",
)
NETWORK = {"aiohttp", "telegram", "httpx", "requests", "urllib3", "websockets"}


def test_few_modules_use_the_network() -> None:
    users = {name_of(path) for path in FILES if imported(path) & NETWORK}
    assert len(users) > 8
    inside = {name for name in users if not name.startswith(NETWORK_USERS)}
    assert inside == {"bot/cli/service.py"}  # it starts the service


PURE = (
    "bot/channels/", "bot/handlers/", "bot/core/clock.py", "bot/core/errors.py",
    "bot/messages/content.py",
    "bot/texts/", "bot/vietnamese/letters.py", "bot/documents/sheet_cells.py",
    "bot/documents/columns.py", "bot/documents/headings.py", "bot/documents/tables.py",
    "bot/documents/workbooks.py", "bot/documents/import_plans.py",
    "bot/people/person_matching.py", "bot/people/list_values.py",
    "bot/faq/answers.py", "bot/faq/checks.py", "bot/faq/features.py", "bot/faq/golden_questions.py",
    "bot/faq/index.py", "bot/faq/lexicon.py", "bot/faq/matcher.py", "bot/faq/normalization.py",
    "bot/faq/overlay.py", "bot/faq/village_matching.py", "bot/faq/knowledge_files.py",
    "bot/tickets/assignment.py",
    "bot/faq/changes.py", "bot/faq/upcoming.py", "bot/faq/legal_documents.py",
    "bot/faq/validity.py",
    "bot/faq/readability.py",
    "bot/duty/hours.py", "bot/duty/calendar.py", "bot/duty/presence.py",
    "bot/tickets/phrases.py", "bot/outbox/retry.py",
    "bot/reminders/deadlines.py", "bot/reminders/reminder_parsing.py",
    "bot/classes/weekly_pattern.py",
    "bot/vietnamese/dates/",
)  # fmt: skip


def test_thinking_needs_no_database() -> None:
    thinkers = [path for path in FILES if name_of(path).startswith(PURE)]
    assert len(thinkers) > 40
    assert [name_of(path) for path in thinkers if imported(path) & {"sqlmodel", "sqlalchemy"}] == []


def test_tests_replace_nothing_behind_our_back() -> None:
    files = sorted((ROOT / "tests").rglob("*.py"))
    assert len(files) > 40
    guilty = [
        name_of(path)
        for path in files
        if "unittest"
        in {
            name.partition(".")[0]
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
            for name in (
                [one.name for one in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else []
            )
        }
    ]
    assert guilty == []


def test_the_floors_are_kept() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    ran = subprocess.run(
        [linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert "Floors KEPT" in ran.stdout and "Channels know no tables KEPT" in ran.stdout, ran.stdout
    assert "0 broken" in ran.stdout
    assert ran.returncode == 0


# What names say: a pronoun names nothing.
PRONOUNS = frozenset(
    ["one", "found", "told", "what", "made", "them", "each", "own", "those", "these"]
)
PRONOUNS_PER_THOUSAND_LINES = 5


def names_in(tree: ast.AST) -> Iterator[str]:
    """Every name that is written in a tree: of variables, arguments, attributes, definitions."""
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name) | ast.arg(arg=name) | ast.Attribute(attr=name):
                yield name
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield name
            case ast.ClassDef(name=name) | ast.keyword(arg=str(name)):
                yield name


def test_the_search_for_names_finds_them() -> None:
    source = "def told(one, *, what=1):\n    them.each = f(own=those)\nclass these: pass"
    assert PRONOUNS & set(names_in(ast.parse(source))) == set(
        ["told", "one", "what", "them", "each", "own", "those", "these"]
    )


def test_names_are_nouns_and_verbs() -> None:
    count = sum(name in PRONOUNS for tree in TREES.values() for name in names_in(tree))
    lines = sum(len(path.read_text("utf-8").splitlines()) for path in FILES)
    assert count <= lines * PRONOUNS_PER_THOUSAND_LINES / 1000


# How the folders lie.
EMPTY_YET = {"notices"}  # its modules come with the features
LOOSE = {"__init__.py", "__main__.py", "reactions.py", "tables.py"}
# A folder of code whose tests are elsewhere, and where.
TESTED_ELSEWHERE = {
    "channels/telegram": "channels/test_telegram.py",
    "channels/webchat": "channels/test_webchat.py",
    "channels/zalo_bot": "channels/test_zalo_bot.py",
    "channels/zalo_oa": "channels/test_zalo_oa.py",
    "console/route_groups": "console/pages",
    "handlers/members/words": "journeys",
    "handlers/officers/words": "journeys",
    "handlers/residents/words": "journeys",
    "handlers/members": "journeys",  # what is said to the bot, and what it answers
    "handlers/officers": "journeys",
    "handlers/route_groups": "handlers/test_route_names.py",
    "migrations": "test_migrations.py",
    "notices": "journeys",
    "texts": "test_texts.py",
    "usecases": "journeys",
    "app": "journeys",  # each of them builds the whole application
}


def folders() -> dict[str, list[Path]]:
    """Every folder within bot/ and its modules."""
    return {
        folder.relative_to(BOT).as_posix(): sorted(folder.glob("*.py"))
        for folder in sorted({path.parent for path in FILES} - {BOT})
    }


def test_no_module_lies_loose() -> None:
    assert {path.name for path in BOT.glob("*.py")} == LOOSE


def test_no_folder_is_empty() -> None:
    assert len(folders()) > 20
    empty = {
        name
        for name, modules in folders().items()
        if [path.name for path in modules] == ["__init__.py"]
        and not any(path.is_dir() for path in (BOT / name).glob("[a-z]*"))
    }
    assert empty - EMPTY_YET == set()


def test_the_tests_lie_as_the_code_does() -> None:
    tests = ROOT / "tests"
    elsewhere = {
        name
        for name, modules in folders().items()
        if modules and not any((tests / name).glob("**/test_*.py"))
    }
    assert elsewhere - set(TESTED_ELSEWHERE) == set()
    assert all((tests / place).exists() for place in TESTED_ELSEWHERE.values())


# Features state what happened; `handlers` and `notices` word it.
FEATURES = ("broadcasts", "classes", "faq", "people", "polls", "privacy", "reminders", "tickets")
WORDING = ("Reply", "Choice")
# An announcement's own buttons are stored with it: data that its author typed.
BUILT_IN_FEATURES = {"bot/broadcasts/buttons.py": 3, "bot/broadcasts/content.py": 1}


def wording_calls(tree: ast.AST) -> int:
    """How many replies and buttons a module builds."""
    return sum(
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name | ast.Attribute)
        and ast.unparse(node.func).rpartition(".")[2] in WORDING
        for node in ast.walk(tree)
    )


def test_features_build_no_replies() -> None:
    counts = {
        name_of(path): wording_calls(TREES[path])
        for path in FILES
        if path.relative_to(BOT).parts[0] in FEATURES
    }
    assert len(counts) > 100
    more = {name: count for name, count in counts.items() if count > BUILT_IN_FEATURES.get(name, 0)}
    assert more == {}
    fewer = {name for name, allowed in BUILT_IN_FEATURES.items() if counts.get(name, 0) < allowed}
    assert fewer == set(), "write down the smaller number"


# How long a chain of imports may be (ADR-0062); these numbers may only fall.
LONGEST_CHAIN = 26  # modules, through the whole house
LONGEST_PACKAGE_CHAIN = 14  # packages: how many floors one import can fall through
LONGEST_CHAIN_WITHIN = 9  # modules of one package
LONGER_CHAINS_WITHIN = {"faq": 15}  # and the number it has


def imported_modules() -> dict[str, set[str]]:
    """The modules of bot that each imports; a package counts when its own names are imported."""
    modules = {}
    for path in FILES:
        parts = path.relative_to(ROOT).with_suffix("").parts
        modules[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = TREES[path]
    graph: dict[str, set[str]] = {}
    for module, tree in modules.items():
        graph[module] = set()
        for node in ast.walk(tree):
            match node:
                case ast.ImportFrom(module=str(package), names=names, level=0):
                    for alias in names:
                        inner = f"{package}.{alias.name}"
                        graph[module].add(inner if inner in modules else package)
                case ast.Import(names=names):
                    graph[module].update(alias.name for alias in names)
        graph[module] = graph[module] & modules.keys() - {module}
    return graph


def longest_chain(graph: dict[str, set[str]]) -> tuple[str, ...]:
    """The longest path of imports. Raises CycleError if modules import each other."""
    chains: dict[str, tuple[str, ...]] = {}
    for module in TopologicalSorter(graph).static_order():
        below = max((chains[other] for other in sorted(graph[module])), key=len, default=())
        chains[module] = (module, *below)
    return max(chains.values(), key=len)


def package_of(module: str) -> str:
    """The package of a module, or the module itself if it lies at the root."""
    return module.split(".")[1] if "." in module else module


def test_the_longest_chain_is_found() -> None:
    assert longest_chain({"a": {"b", "d"}, "b": {"c"}, "c": {"d"}, "d": set()}) == tuple("abcd")
    with pytest.raises(CycleError):
        longest_chain({"a": {"b"}, "b": {"a"}})


def test_chains_of_imports_get_no_longer() -> None:
    graph = imported_modules()
    assert len(graph) > 200 and sum(map(len, graph.values())) > 1000
    chain = longest_chain(graph)
    assert len(chain) <= LONGEST_CHAIN, " → ".join(chain)


def test_an_import_falls_through_few_packages() -> None:
    packages: dict[str, set[str]] = {}
    for module, others in imported_modules().items():
        below = packages.setdefault(package_of(module), set())
        below |= {package_of(other) for other in others} - {package_of(module), "bot"}
    assert len(packages) > 20
    chain = longest_chain(packages)
    assert len(chain) <= LONGEST_PACKAGE_CHAIN, " → ".join(chain)


def test_chains_within_a_package_stay_short() -> None:
    graph = imported_modules()
    names = {package_of(module) for module in graph}
    chains = {
        name: longest_chain(
            {
                module: {other for other in others if package_of(other) == name}
                for module, others in graph.items()
                if package_of(module) == name
            }
        )
        for name in names
    }
    assert len(chains) > 20 and len(chains["tickets"]) > 4
    for name, chain in chains.items():
        allowed = LONGER_CHAINS_WITHIN.get(name, LONGEST_CHAIN_WITHIN)
        assert len(chain) <= allowed, " → ".join(chain)
    longer = {name: len(chains[name]) for name in LONGER_CHAINS_WITHIN}
    assert longer == LONGER_CHAINS_WITHIN, "write down the smaller number"
