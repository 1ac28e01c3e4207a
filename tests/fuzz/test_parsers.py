"""No parser ever gives anything but a value or the refusal that it names."""

import ast
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given

from tests.fuzz.parsers import INNER, PARSERS, Target
from tests.fuzz.values import cases
from tests.test_architecture import BOT, TREES, Function


def list_parsers() -> Iterator[str]:
    """Every public function or method of the code whose name begins with "parse"."""
    for path, tree in TREES.items():
        module = ".".join(path.relative_to(BOT).with_suffix("").parts)
        for node in tree.body:
            inside = node.body if isinstance(node, ast.ClassDef) else [node]
            prefix = f"{node.name}." if isinstance(node, ast.ClassDef) else ""
            for one in inside:
                name = one.name if isinstance(one, Function) else ""
                if name.startswith("parse"):
                    yield f"{module}.{prefix}{name}"


def test_every_parser_is_fed() -> None:
    known = set(list_parsers())
    assert len(known) > 60
    assert known == PARSERS.keys() | INNER.keys()


@pytest.mark.parametrize("target", PARSERS.values(), ids=PARSERS.keys())
def test_it_gives_a_value_or_its_one_refusal(target: Target) -> None:
    @cases(fast=8, nightly=400)
    @given(target.inputs)
    def feed(value: Any) -> None:
        with suppress(*target.refuses):
            target.call(value)

    feed()
