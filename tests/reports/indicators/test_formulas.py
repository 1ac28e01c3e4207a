"""Formulas: what they say, what is refused, and that no text whatever is run."""

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isclose, isfinite

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reports.indicators.formulas import (
    Base,
    BaseName,
    Count,
    Formula,
    FormulaError,
    Number,
    Operation,
    Other,
    compute_formula,
    describe_formula,
    list_bases,
    list_counts,
    list_divisors,
    list_others,
    parse_formula,
)
from bot.reports.models import CountName


@dataclass
class Values:
    """Figures for the names of a formula."""

    counts: Mapping[CountName, float | None] = field(default_factory=dict)
    bases: Mapping[BaseName, float | None] = field(default_factory=dict)
    others: Mapping[str, float | None] = field(default_factory=dict)

    def get_count(self, count: Count) -> float | None:
        """The figure of a counter."""
        return self.counts.get(count.name)

    def get_base(self, name: BaseName) -> float | None:
        """The figure of a base."""
        return self.bases.get(name)

    def get_other(self, code: str) -> float | None:
        """The value of an indicator."""
        return self.others.get(code)


def test_signs_of_a_keyboard_and_of_paper_are_the_same() -> None:
    typed = parse_formula('100 * (count("attended") - 1) / base("persons")')
    assert parse_formula('100 × (count("attended") − 1) ÷ base("persons")') == typed
    assert parse_formula('100 × (count("attended") – 1) : base("persons")') == typed


def test_a_name_in_quotes_keeps_its_signs() -> None:
    formula = parse_formula('count("ballot", "a-b:c") + value("1.2-x")')
    assert list_counts(formula) == [Count(CountName.BALLOT, "a-b:c")]
    assert list_others(formula) == ["1.2-x"]


def test_what_a_formula_needs() -> None:
    formula = parse_formula('count("visit") ÷ base("households") + count("visit") × value("1")')
    assert list_counts(formula) == [Count(CountName.VISIT)]
    assert list_bases(formula) == [BaseName.HOUSEHOLDS]
    assert list_others(formula) == ["1"]
    assert list_divisors(formula) == [Base(BaseName.HOUSEHOLDS)]
    assert list_divisors(parse_formula('count("visit") ÷ 12')) == []


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("1 + 2 × 3", 7),
        ("(1 + 2) × 3", 9),
        ("8 - 2 - 1", 5),
        ("8 / 2 / 2", 2),
        ('count("delivered") / count("addressed")', 0.75),
        ('count("delivered") / base("villages")', None),  # nothing is 0
        ('count("visit") / base("households")', None),  # no base is known
        ('count("enrolled") + 1', None),  # nothing is counted
        ("1 / 0", None),
        ("1e12 * " * 30 + "1", None),  # beyond what a number holds
    ],
)
def test_values(formula: str, value: float | None) -> None:
    values = Values(
        {CountName.DELIVERED: 30, CountName.ADDRESSED: 40, CountName.VISIT: 5},
        {BaseName.VILLAGES: 0, BaseName.HOUSEHOLDS: None},
    )
    assert compute_formula(parse_formula(formula), values) == value


def test_details_are_one_or_a_range_of_numbers() -> None:
    exact, several = Count(CountName.RATING, "5"), Count(CountName.FIRST_RESPONSE, "1..60")
    assert [exact.covers(detail) for detail in ("5", "4", "50", "")] == [True, False, False, False]
    covered = [several.covers(detail) for detail in ("1", "60", "90", "more", "")]
    assert covered == [True, True, False, False, False]
    assert Count(CountName.RATING).covers("3")


@pytest.mark.parametrize(
    ("formula", "said"),
    [
        ("", "không đọc được"),
        ("1 +", "không đọc được"),
        ("(" * 300, "không đọc được"),
        ("\0", "không đọc được"),
        ("-1", "phần không dùng được"),
        ("2 ** 9", "phần không dùng được"),
        ("7 // 2", "phần không dùng được"),
        ("1 < 2", "phần không dùng được"),
        ("True", "phần không dùng được"),
        ("'a' + 'b'", "phần không dùng được"),
        ("[1][0]", "phần không dùng được"),
        ("count.__class__", "phần không dùng được"),
        ("__import__('os').getcwd()", "phần không dùng được"),
        ("(lambda: 1)()", "không đọc được"),
        ("count(name='visit')", "phần không dùng được"),
        ("count(visit)", "trong ngoặc kép"),
        ("value()", "trong ngoặc kép"),
        ('count("viist")', "số đếm không có: «viist»"),
        ('count("")', "số đếm không có"),
        ("count()", "số đếm không có"),
        ('count("visit", "a", "b")', "số đếm không có"),
        ('count("rating", "5..4")', "khoảng «5..4»"),
        ('count("rating", "a..b")', "khoảng «a..b»"),
        ('base("people")', "households, persons, villages"),
        ("9" * 30, "quá lớn"),
        ("1e400", "quá lớn"),
        ("1 + " * 150 + "1", "dài quá"),
    ],
)
def test_what_is_no_formula_is_refused_in_a_sentence(formula: str, said: str) -> None:
    with pytest.raises(FormulaError, match=said.replace("(", r"\(")):
        parse_formula(formula)


def test_a_formula_in_words_keeps_its_meaning() -> None:
    titles = {"1.1": "Hộ có mạng"}
    formula = parse_formula('(count("rating", "4..5") + 1) ÷ (base("households") × value("1.1"))')
    assert describe_formula(formula, titles.__getitem__) == (
        "(«Lượt chấm sao, từ 4 đến 5 sao» cộng 1) chia cho («Số hộ» nhân với «Hộ có mạng»)"
    )
    assert describe_formula(parse_formula("5 - (2 - 1.5)"), str) == "5 trừ (2 trừ 1,5)"
    assert describe_formula(parse_formula("5 + (2 - 1)"), str) == "5 cộng 2 trừ 1"


def test_every_counter_has_a_name_in_words() -> None:
    for name in CountName:
        words = describe_formula(Count(name), str)
        assert words != f"«{name}»" or name.value not in words.lower(), name


LEAVES = st.one_of(
    st.integers(0, 10_000).map(lambda number: Number(float(number))),
    st.sampled_from(list(CountName)).map(Count),
    st.sampled_from(list(BaseName)).map(Base),
    st.sampled_from(["1", "2.1"]).map(Other),
)
TREES = st.recursive(
    LEAVES,
    lambda parts: st.builds(Operation, st.sampled_from("+-*/"), parts, parts),
    max_leaves=8,
)
WORDS = {Count: "count", Base: "base"}


def write(formula: Formula) -> str:
    """A formula as its author would write it, with all parentheses."""
    match formula:
        case Number(value):
            return str(int(value))
        case Count(name) | Base(name):
            return f'{WORDS[type(formula)]}("{name}")'
        case Other(code):
            return f'value("{code}")'
    return f"({write(formula.left)} {formula.sign} {write(formula.right)})"


@given(TREES)
def test_what_is_written_is_what_is_read(formula: Formula) -> None:
    if len(write(formula)) <= 400:
        assert parse_formula(write(formula)) == formula


@given(TREES)
def test_the_value_is_the_one_of_arithmetic(formula: Formula) -> None:
    values = Values(
        {name: float(place + 1) for place, name in enumerate(CountName)},
        {name: float(place + 2) for place, name in enumerate(BaseName)},
        {"1": 3.5, "2.1": 0.25},
    )

    def expect(part: Formula) -> float:
        match part:
            case Number(value):
                return value
            case Count(name):
                return list(CountName).index(name) + 1.0
            case Base(name):
                return list(BaseName).index(name) + 2.0
            case Other(code):
                return {"1": 3.5, "2.1": 0.25}[code]
        left, right = expect(part.left), expect(part.right)
        match part.sign:
            case "+":
                return left + right
            case "-":
                return left - right
            case "*":
                return left * right
        return left / right

    try:
        expected = expect(formula)
    except ZeroDivisionError:
        assert compute_formula(formula, values) is None
        return
    value = compute_formula(formula, values)
    assert value is not None and isfinite(value)
    assert isclose(value, expected, rel_tol=1e-9, abs_tol=1e-9)


@given(st.text(alphabet="cbv(\")0123456789.+-*/×÷−: countbasevalue_\n#[]{}=,\\'", max_size=60))
def test_any_text_is_a_formula_or_refused(written: str) -> None:
    try:
        formula = parse_formula(written)
    except FormulaError as error:
        assert str(error)
        return
    assert isinstance(formula, Number | Count | Base | Other | Operation)
    assert isinstance(ast.parse(write(formula), mode="eval"), ast.Expression)
