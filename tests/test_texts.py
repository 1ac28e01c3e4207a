"""The sentences: one form, every gap filled, none forgotten, and none anywhere else."""

import ast
import re
import string
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

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
# Pages say sentences too.
TEMPLATES = sorted((ROOT / "bot" / "console" / "templates").rglob("*.html"))
IN_TEMPLATES = {
    name
    for path in TEMPLATES
    for name in re.findall(r"\btexts\.([A-Z][A-Z0-9_]*)", path.read_text("utf-8"))
}
USED = set().union(*MENTIONED.values()) | IN_TEMPLATES
CALLS = [(path, name, call) for path, tree in TREES.items() for name, call in formats(tree)]


def test_the_tests_look_at_something() -> None:
    assert len(FILES) > 60
    assert set(FILES) >= EXEMPT
    assert len(NAMES) > 100
    assert len(USED) > 100
    assert len(CALLS) > 25
    assert len(TEMPLATES) > 5
    assert IN_TEMPLATES
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


def find_form_faults(name: str) -> Iterator[str]:
    """What is wrong with the form of a name's sentences."""
    found = list(strings(getattr(texts, name)))
    if not found:
        yield f"texts.{name} says nothing"
    for text in found:
        checks = {
            "spaces around it, or empty": text == text.strip() != "",
            "not NFC": unicodedata.is_normalized("NFC", text),
            "two spaces": "  " not in text,
            "a gap without a name": all(gap.isidentifier() for gap in fields(text)),
        }
        yield from (
            f"texts.{name}: {fault}: {text!r}" for fault, held in checks.items() if not held
        )


# A test a table: six thousand tests of a microsecond took their runner half a minute.
def test_a_sentence_is_in_the_one_form() -> None:
    assert [fault for name in NAMES for fault in find_form_faults(name)] == []


def test_a_sentence_is_said_somewhere() -> None:
    assert sorted(set(NAMES) - USED) == [], "used nowhere: remove them"


def test_what_is_said_is_written() -> None:
    assert sorted(USED - set(NAMES)) == []


def find_gap_faults(name: str, call: ast.Call) -> Iterator[str]:
    """What is wrong with a call of `texts.X.format(…)`."""
    if call.args:
        yield "gaps have names"
    given = {keyword.arg for keyword in call.keywords}
    if None in given:  # format(**values): what is in them is known when it runs
        if len(given) > 1:
            yield "some gaps are named, others are in **values"
    elif given != fields(getattr(texts, name)):
        yield f"{given} for {fields(getattr(texts, name))}"


def test_every_gap_is_filled() -> None:
    faults = [
        f"{id_of(path)}:{call.lineno} texts.{name}: {fault}"
        for path, name, call in CALLS
        for fault in find_gap_faults(name, call)
    ]
    assert faults == []


def test_the_search_for_faults_finds_them() -> None:
    name = next(name for _, name, _ in CALLS if fields(getattr(texts, name)))
    for source in ("f('a')", "f()", "f(**a, b=1)", "f(nobody=1)"):
        call = ast.parse(source, mode="eval").body
        assert isinstance(call, ast.Call) and list(find_gap_faults(name, call)), source


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


def test_vietnamese_is_written_in_texts_only() -> None:
    found = [
        f"{id_of(path)}:{node.lineno}: {node.value!r}"
        for path in FILES
        if path not in EXEMPT
        for explained in [docstrings(TREES[path])]
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
