"""The sentences: one form, every gap filled, none forgotten, and none anywhere else."""

import ast
import string
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import texts

ROOT = Path(__file__).parents[1]
FILES = sorted((ROOT / "bot").rglob("*.py"))
TEXTS = sorted((ROOT / "bot" / "texts").glob("*.py"))
NAMES = sorted(name for name in vars(texts) if name.isupper() or name[:1].isupper())


def strings(value: object) -> Iterator[str]:
    """Every string in a constant, however deep."""
    match value:
        case str():
            yield value
        case dict():
            yield from strings([*value.keys(), *value.values()])
        case tuple() | list() | set() | frozenset():
            for one in value:
                yield from strings(one)


def fields(text: str) -> set[str]:
    """The names of a sentence's gaps."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def id_of(path: Path) -> str:
    """How a file is called in the results."""
    return str(path.relative_to(ROOT))


TREES = {path: ast.parse(path.read_text("utf-8")) for path in FILES}


def mentions(tree: ast.Module) -> Iterator[ast.Attribute]:
    """Every `texts.X` in a module."""
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(value=ast.Name(id="texts")):
                yield node


def formats(tree: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    """Every `texts.X.format(…)` in a module: X and the call."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(
                func=ast.Attribute(
                    value=ast.Attribute(value=ast.Name(id="texts"), attr=name), attr="format"
                )
            ):
                yield name, node


MENTIONED = {path: {node.attr for node in mentions(tree)} for path, tree in TREES.items()}
USED = set().union(*MENTIONED.values())
CALLS = [(path, name, call) for path, tree in TREES.items() for name, call in formats(tree)]


def test_the_tests_look_at_something() -> None:
    assert len(FILES) > 60
    assert set(FILES) >= EXEMPT
    assert len(NAMES) > 100
    assert len(USED) > 100
    assert len(CALLS) > 25
    assert sum(1 for name in NAMES for _ in strings(getattr(texts, name))) > 150


def test_a_name_is_given_once() -> None:
    """The second of two wins everywhere: colleagues were offered *Không duyệt* for a shift."""
    names = [
        node.id
        for path in TEXTS
        for line in TREES[path].body
        if isinstance(line, ast.Assign)
        for node in ast.walk(line)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    ]
    assert len(names) > 1000
    assert [name for name, count in Counter(names).items() if count > 1] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_sentence_is_in_the_one_form(name: str) -> None:
    found = list(strings(getattr(texts, name)))
    assert found
    for text in found:
        assert text == text.strip() != "", repr(text)
        assert unicodedata.is_normalized("NFC", text), repr(text)
        assert "  " not in text, repr(text)
        assert all(name.isidentifier() for name in fields(text)), repr(text)


@pytest.mark.parametrize("name", NAMES)
def test_a_sentence_is_said_somewhere(name: str) -> None:
    assert name in USED, f"texts.{name} is used nowhere: remove it"


@pytest.mark.parametrize("name", sorted(USED))
def test_what_is_said_is_written(name: str) -> None:
    assert name in NAMES


@pytest.mark.parametrize(
    ("path", "name", "call"), CALLS, ids=[f"{id_of(path)}:{name}" for path, name, _ in CALLS]
)
def test_every_gap_is_filled(path: Path, name: str, call: ast.Call) -> None:
    assert not call.args, "gaps have names"
    given = {keyword.arg for keyword in call.keywords}
    if None in given:  # format(**values): what is in them is known when it runs
        assert len(given) == 1
        return
    assert given == fields(getattr(texts, name))


def test_a_sentence_with_gaps_is_never_said_as_it_stands() -> None:
    """Every text with gaps is formatted, at once or by the name it was given."""
    formatted = {name for _, name, _ in CALLS}
    gaps = {
        name
        for name in NAMES
        if isinstance(getattr(texts, name), str) and fields(getattr(texts, name))
    }
    assert len(gaps) > 30
    for name in sorted(gaps - formatted):
        users = [path for path, names in MENTIONED.items() if name in names]
        assert users
        assert all(".format(" in path.read_text("utf-8") for path in users), name


def docstrings(tree: ast.Module) -> set[int]:
    """The ids of the nodes that are docstrings (of a module, class, function or attribute)."""
    return {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }


def vietnamese(text: str) -> bool:
    """Whether it has a letter with a mark; a single letter is no word."""
    return len(text) > 1 and any(letter.isalpha() and not letter.isascii() for letter in text)


# The sentences' own room, and those that are about letters, not words.
EXEMPT = {
    *TEXTS,
    ROOT / "bot" / "vietnamese" / "letters.py",
    ROOT / "bot" / "vietnamese" / "legacy_encodings.py",
    ROOT / "bot" / "vietnamese" / "syllables.py",
    ROOT / "bot" / "faq" / "normalization.py",
}


@pytest.mark.parametrize("path", [path for path in FILES if path not in EXEMPT], ids=id_of)
def test_vietnamese_is_written_in_texts_only(path: Path) -> None:
    explained = docstrings(TREES[path])
    found = [
        f"line {node.lineno}: {node.value!r}"
        for node in ast.walk(TREES[path])
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in explained
        and vietnamese(node.value)
    ]
    assert found == []


def test_the_search_for_vietnamese_finds_it() -> None:
    assert vietnamese("Chào bác") and vietnamese("đi")
    assert not vietnamese("Chao bac") and not vietnamese("đ") and not vietnamese("«»…•")
    assert any(vietnamese(text) for name in NAMES for text in strings(getattr(texts, name)))
