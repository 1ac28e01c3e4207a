"""The names of routes: stored with every message, so they are given by hand and never change."""

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import bot.handlers
from bot.faq.index import KnowledgeIndex
from bot.handlers.routes import routes
from bot.messages.route_names import RELAYED, RouteName

HANDLERS = Path(bot.handlers.__file__).parent
COLUMN = 60
OLD_NAMES: dict[str, str] = import_module("bot.migrations.versions.0028_route_names").NAMES


class NoKnowledge:
    """The table is built without looking at the knowledge."""

    @property
    def has_unit_revisions(self) -> bool:
        raise AssertionError("nobody speaks yet")

    def for_unit_path(self, unit_path: str) -> KnowledgeIndex:
        raise AssertionError(unit_path)


def written_names() -> Iterator[str]:
    """The name of every route that is written down, those of tables within a handler too."""
    for path in sorted(HANDLERS.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            match node:
                case ast.Call(func=ast.Name("Route"), args=[ast.Constant(str(name)), *_]):
                    yield name
                case ast.Call(func=ast.Name("Route"), args=[ast.Attribute(attr=name), *_]):
                    yield RouteName[name]
                case ast.Call(func=ast.Name("Route")):
                    raise AssertionError(f"{path}:{node.lineno}: a name that is computed")


def test_a_name_is_an_area_and_what_is_done_there() -> None:
    names = list(written_names())
    assert len(names) > 150
    shape = re.compile(r"[a-z]+(_[a-z]+)*\.[a-z]+(_[a-z]+)*")
    assert [name for name in names if not shape.fullmatch(name) or len(name) > COLUMN] == []


def test_no_two_routes_have_the_same_name() -> None:
    names = list(written_names())
    assert sorted(names) == sorted(set(names))
    table = [route.name for route in routes(NoKnowledge())]
    assert len(table) > 150
    assert sorted(table) == sorted(set(table))
    assert set(table) <= set(names)


def test_what_code_asks_for_is_in_the_table() -> None:
    table = {route.name for route in routes(NoKnowledge())}
    compared = {name for name in RouteName if "." in name}
    assert compared > RELAYED
    assert compared <= table
    assert not {name for name in RouteName if "." not in name} & table


def test_an_old_message_is_called_as_a_new_one_would_be() -> None:
    table = {route.name for route in routes(NoKnowledge())}
    assert len(OLD_NAMES) > 100
    assert set(OLD_NAMES.values()) <= table
    assert not set(OLD_NAMES) & table, "an upgrade must change nothing the second time"
    # What code asks about messages of the past is known of all of them.
    assert {name for name in RouteName if "." in name} <= set(OLD_NAMES.values())
