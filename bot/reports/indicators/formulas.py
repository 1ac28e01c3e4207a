"""Formulas of indicators: counters, bases and other indicators joined by + − × ÷ and parentheses.

A formula is text of a data file. It is read as a Python expression and only a handful of node types
are taken over into our own tree; nothing of it is ever run.
"""

import ast
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from bot import texts
from bot.reports.models import CountName

MAX_LENGTH = 400  # characters
MAX_NUMBER = 1e12
RANGE = ".."  # between the bounds of a detail that is a number: "4..5"
TYPED_SIGNS = str.maketrans({"×": "*", "÷": "/", ":": "/", "−": "-", "–": "-"})
SIGNS: dict[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
_SUMS = "+-"


class FormulaError(ValueError):
    """The formula cannot be used; the message is Vietnamese and says why."""


class BaseName(StrEnum):
    """What the registers know of a unit, to measure by."""

    HOUSEHOLDS = "households"
    PERSONS = "persons"
    VILLAGES = "villages"


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it is written."""

    value: float


@dataclass(frozen=True, slots=True)
class Count:
    """The sum of a counter in the period.

    `detail` "" takes all of it, "5" that detail only, "4..5" the details that are numbers from 4 to
    5: stars of a rating, minutes of a first response.
    """

    name: CountName
    detail: str = ""

    def covers(self, detail: str) -> bool:
        """Return whether a detail of the counter belongs to it."""
        first, is_range, last = self.detail.partition(RANGE)
        if not is_range:
            return not self.detail or detail == self.detail
        return detail.isdecimal() and int(first) <= int(detail) <= int(last)


@dataclass(frozen=True, slots=True)
class Base:
    """What the registers know: the number of households."""

    name: BaseName


@dataclass(frozen=True, slots=True)
class Other:
    """The value of another indicator of the set, in the same period."""

    code: str


@dataclass(frozen=True, slots=True)
class Operation:
    """Two parts and what is done with them: "+", "-", "*" or "/"."""

    sign: str
    left: "Formula"
    right: "Formula"


Formula = Number | Count | Base | Other | Operation


def parse_formula(written: str) -> Formula:
    """Return the tree of a formula. Raises FormulaError naming what is not understood."""
    if len(written) > MAX_LENGTH:
        raise FormulaError(texts.FORMULA_LONG.format(limit=MAX_LENGTH))
    try:
        tree = ast.parse(_use_plain_signs(written).strip(), mode="eval")
        return _convert(tree.body)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        if isinstance(error, FormulaError):
            raise
        raise FormulaError(texts.FORMULA_BROKEN.format(formula=written)) from None


def _use_plain_signs(written: str) -> str:
    """Return the formula with the signs of a keyboard; names in quotes stay as they are."""
    parts = written.split('"')
    return '"'.join(
        part if place % 2 else part.translate(TYPED_SIGNS) for place, part in enumerate(parts)
    )


def _convert(node: ast.expr) -> Formula:
    match node:
        case ast.BinOp(left=left, op=operator, right=right) if type(operator) in SIGNS:
            return Operation(SIGNS[type(operator)], _convert(left), _convert(right))
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
            if not math.isfinite(value) or abs(value) > MAX_NUMBER:
                raise FormulaError(texts.FORMULA_NUMBER)
            return Number(float(value))
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]) if name in _CALLS:
            return _CALLS[name]([_read_name(argument) for argument in arguments])
    raise FormulaError(texts.FORMULA_PART.format(part=ast.unparse(node)))


def _read_name(node: ast.expr) -> str:
    match node:
        case ast.Constant(value=str() as name):
            return name
    raise FormulaError(texts.FORMULA_NAME.format(part=ast.unparse(node)))


def _read_count(arguments: list[str]) -> Formula:
    name, *rest = arguments or [""]
    if name not in set(CountName) or len(rest) > 1:
        raise FormulaError(texts.FORMULA_NO_COUNT.format(name=name))
    detail = rest[0] if rest else ""
    first, is_range, last = detail.partition(RANGE)
    if is_range and not (first.isdecimal() and last.isdecimal() and int(first) <= int(last)):
        raise FormulaError(texts.FORMULA_RANGE.format(detail=detail))
    return Count(CountName(name), detail)


def _read_base(arguments: list[str]) -> Formula:
    name = arguments[0] if len(arguments) == 1 else ""
    if name not in set(BaseName):
        raise FormulaError(texts.FORMULA_NO_BASE.format(name=name, known=", ".join(BaseName)))
    return Base(BaseName(name))


def _read_other(arguments: list[str]) -> Formula:
    if len(arguments) != 1 or not arguments[0]:
        raise FormulaError(texts.FORMULA_NAME.format(part=", ".join(arguments)))
    return Other(arguments[0])


_CALLS: dict[str, Callable[[list[str]], Formula]] = {
    "count": _read_count,
    "base": _read_base,
    "value": _read_other,
}


def walk_formula(formula: Formula) -> Iterator[Formula]:
    """Yield the formula and all its parts, from left to right."""
    yield formula
    if isinstance(formula, Operation):
        yield from walk_formula(formula.left)
        yield from walk_formula(formula.right)


def list_counts(formula: Formula) -> list[Count]:
    """Return the counters it needs, without doubles."""
    counts = (part for part in walk_formula(formula) if isinstance(part, Count))
    return list(dict.fromkeys(counts))


def list_bases(formula: Formula) -> list[BaseName]:
    """Return the bases it needs, without doubles."""
    names = (part.name for part in walk_formula(formula) if isinstance(part, Base))
    return list(dict.fromkeys(names))


def list_others(formula: Formula) -> list[str]:
    """Return the codes of the indicators it needs, without doubles."""
    codes = (part.code for part in walk_formula(formula) if isinstance(part, Other))
    return list(dict.fromkeys(codes))


def list_divisors(formula: Formula) -> list[Formula]:
    """Return everything it divides by, but for numbers as they are written."""
    return [
        part.right
        for part in walk_formula(formula)
        if isinstance(part, Operation)
        and part.sign == "/"
        and any(not isinstance(inner, Number | Operation) for inner in walk_formula(part.right))
    ]


class FormulaValues(Protocol):
    """What the names of a formula stand for; None where there is no figure."""

    def get_count(self, count: Count) -> float | None:
        """Return the sum of a counter."""

    def get_base(self, name: BaseName) -> float | None:
        """Return a base."""

    def get_other(self, code: str) -> float | None:
        """Return the value of another indicator."""


def compute_formula(formula: Formula, values: FormulaValues) -> float | None:
    """Return the value; None when a part of it is missing, or when it divides by nothing."""
    match formula:
        case Number(value):
            return value
        case Count():
            return values.get_count(formula)
        case Base(name):
            return values.get_base(name)
        case Other(code):
            return values.get_other(code)
    left, right = (compute_formula(part, values) for part in (formula.left, formula.right))
    if left is None or right is None:
        return None
    joined = _join(formula.sign, left, right)
    return joined if joined is not None and math.isfinite(joined) else None


def _join(sign: str, left: float, right: float) -> float | None:
    match sign:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
    return left / right if right else None


def describe_formula(formula: Formula, titles: Callable[[str], str]) -> str:
    """Return the formula in words; `titles` names another indicator by its code."""
    match formula:
        case Number(value):
            return f"{value:g}".replace(".", texts.DECIMAL_COMMA)
        case Count():
            return f"«{name_part(formula)}»"
        case Base(name):
            return f"«{texts.INDICATOR_BASES[name]}»"
        case Other(code):
            return f"«{titles(code)}»"
    sign = formula.sign
    left = _enclose(formula.left, titles, is_enclosed=sign not in _SUMS and _is_sum(formula.left))
    right_sums = _is_sum(formula.right) and sign != "+"
    right_products = sign == "/" and isinstance(formula.right, Operation)
    right = _enclose(formula.right, titles, is_enclosed=right_sums or right_products)
    return f"{left} {texts.FORMULA_SIGNS[sign]} {right}"


def _is_sum(formula: Formula) -> bool:
    return isinstance(formula, Operation) and formula.sign in _SUMS


def _enclose(formula: Formula, titles: Callable[[str], str], *, is_enclosed: bool) -> str:
    words = describe_formula(formula, titles)
    return f"({words})" if is_enclosed else words


def name_part(count: Count) -> str:
    """Return what a counter of a formula is called, with its detail."""
    words = texts.INDICATOR_COUNTS.get(count.name) or texts.FIGURE_HEADINGS.get(
        count.name, count.name
    )
    if not count.detail:
        return words
    first, is_range, last = count.detail.partition(RANGE)
    detail = texts.INDICATOR_DETAILS.get(count.name, texts.FORMULA_BETWEEN)
    return f"{words}, {detail.format(first=first, last=last) if is_range else count.detail}"
