"""Loading `data/indicators/*.toml`: each fault is told with its file, entry and what is wrong."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from graphlib import CycleError, TopologicalSorter
from math import isclose
from pathlib import Path
from typing import Any, NoReturn

from bot import texts
from bot.core.errors import DataError
from bot.core.toml_files import read_toml
from bot.reports.indicators.definitions import (
    YES_NO,
    Direction,
    Group,
    Indicator,
    IndicatorSet,
    IndicatorSets,
    Scoring,
)
from bot.reports.indicators.formulas import Formula, FormulaError, list_others, parse_formula
from bot.reports.indicators.spans import SpanKind
from bot.vietnamese.letters import nfc

FOLDER = "indicators"
MAX_CODE = 20
MAX_KEY = 40
_CODE = re.compile(r"[a-z0-9][a-z0-9._-]*", re.ASCII)
_KINDS: Mapping[str, tuple[type, ...]] = {
    "str": (str,),
    "number": (int, float),
    "date": (date,),
    "list": (list,),
    "bool": (bool,),
}


def load_indicator_sets(data_dir: Path) -> IndicatorSets:
    """Load all sets of the data folder. Raises DataError naming file, entry and fault."""
    sets: dict[str, IndicatorSet] = {}
    files: dict[str, str] = {}
    for path in list_indicator_files(data_dir):
        indicator_set = load_indicator_set(path)
        if indicator_set.key in sets:
            fault = texts.INDICATOR_SET_TWICE.format(
                key=indicator_set.key, other=files[indicator_set.key]
            )
            Entry(path, texts.INDICATOR_FILE_ENTRY, {}).refuse(fault)
        sets[indicator_set.key] = indicator_set
        files[indicator_set.key] = path.name
    return sets


def list_indicator_files(data_dir: Path) -> list[Path]:
    """Return the files of sets, sorted by name; none when there is no such folder."""
    return sorted((data_dir / FOLDER).glob("*.toml"))


@dataclass(frozen=True, slots=True)
class Entry:
    """A table of a file: reads its keys and tells what is wrong with them."""

    path: Path
    name: str
    values: Mapping[str, Any]

    def refuse(self, fault: str) -> NoReturn:
        """Raise the DataError of a fault."""
        sentence = texts.INDICATOR_FAULT.format(file=self.path, entry=self.name, fault=fault)
        raise DataError(sentence)

    def rename(self, name: str) -> "Entry":
        """Return the same table under the name that officers know it by."""
        return Entry(self.path, name, self.values)

    def check_keys(self, known: str) -> None:
        """Refuse keys that mean nothing: a slip of the pen would be silent."""
        for key in self.values:
            if key not in known.split():
                self.refuse(texts.INDICATOR_KEY_UNKNOWN.format(key=key))

    def read(self, key: str, kind: str, default: Any = ...) -> Any:
        """Return a value of the kind that is wanted."""
        value = self.values.get(key, default)
        if value is ...:
            self.refuse(texts.INDICATOR_KEY_MISSING.format(key=key))
        if value is default:
            return value
        is_bool = isinstance(value, bool) and kind != "bool"
        if not isinstance(value, _KINDS[kind]) or is_bool or value == "":
            kinds = texts.INDICATOR_KINDS[kind]
            self.refuse(texts.INDICATOR_KEY_KIND.format(key=key, kind=kinds))
        return nfc(value.strip()) if isinstance(value, str) else value

    def read_choice(self, key: str, known: Collection[str], default: Any = ...) -> str:
        """Return one of a few words."""
        value: str = self.read(key, "str", default)
        if value not in known:
            self.refuse(texts.INDICATOR_CHOICE.format(key=key, known=", ".join(known)))
        return value

    def read_points(self, key: str = "points") -> float:
        """Return a number of points, 0 or more."""
        points = float(self.read(key, "number"))
        if points < 0:
            self.refuse(texts.INDICATOR_NEGATIVE.format(key=key))
        return points

    def read_code(self, key: str = "code", limit: int = MAX_CODE) -> str:
        """Return a code that can stand in an address."""
        code: str = self.read(key, "str")
        if len(code) > limit or not _CODE.fullmatch(code):
            self.refuse(texts.INDICATOR_CODE_BAD.format(code=code, limit=limit))
        return code

    def list_tables(self, key: str) -> list[dict[str, Any]]:
        """Return the tables below a key; at least one is needed."""
        tables = self.values.get(key, [])
        if not isinstance(tables, list) or not tables or not all(map(_is_table, tables)):
            self.refuse(texts.INDICATOR_EMPTY)
        return tables


def _is_table(value: object) -> bool:
    return isinstance(value, dict)


def load_indicator_set(path: Path) -> IndicatorSet:
    """Load one set. Raises DataError naming file, entry and fault."""
    entry = Entry(path, texts.INDICATOR_FILE_ENTRY, read_toml(path))
    entry.check_keys("key name basis checked_on note period total group")
    period = SpanKind(entry.read_choice("period", list(SpanKind)))
    codes: set[str] = set()
    groups = tuple(
        _read_group(entry, values, period, codes) for values in entry.list_tables("group")
    )
    loaded = IndicatorSet(
        key=entry.read_code("key", MAX_KEY),
        name=entry.read("name", "str"),
        basis=entry.read("basis", "str"),
        checked_on=entry.read("checked_on", "date"),
        note=entry.read("note", "str", ""),
        period=period,
        total=entry.read_points("total"),
        groups=groups,
    )
    _check_sum(entry, texts.INDICATOR_TOTAL, [group.points for group in groups], loaded.total)
    _check_others(entry, loaded)
    return loaded


def _read_group(file: Entry, values: Mapping[str, Any], period: SpanKind, codes: set[str]) -> Group:
    entry = Entry(file.path, texts.INDICATOR_GROUP_ENTRY.format(code=values.get("code")), values)
    entry.check_keys("code name points indicator")
    code = _take_code(entry, codes)
    indicators = tuple(
        _read_indicator(entry, table, period, codes) for table in entry.list_tables("indicator")
    )
    group = Group(code, entry.read("name", "str"), entry.read_points(), indicators)
    points = [indicator.points for indicator in indicators]
    _check_sum(entry, texts.INDICATOR_POINTS, points, group.points)
    return group


def _take_code(entry: Entry, codes: set[str]) -> str:
    code = entry.read_code()
    if code in codes:
        entry.refuse(texts.INDICATOR_CODE_TWICE.format(code=code))
    codes.add(code)
    return code


def _check_sum(entry: Entry, fault: str, points: list[float], total: float) -> None:
    if not isclose(sum(points), total, abs_tol=0.001):
        entry.refuse(fault.format(sum=f"{sum(points):g}", points=f"{total:g}"))


_INDICATOR_KEYS = (
    "code name definition unit formula entered target points scoring steps direction period"
)


def _read_indicator(
    group: Entry, values: Mapping[str, Any], of_set: SpanKind, codes: set[str]
) -> Indicator:
    entry = Entry(group.path, texts.INDICATOR_ENTRY.format(code=values.get("code")), values)
    entry.check_keys(_INDICATOR_KEYS)
    code = _take_code(entry, codes)
    definition = entry.read("definition", "str")
    if not definition.endswith("."):
        entry.refuse(texts.INDICATOR_SENTENCE)
    period = SpanKind(entry.read_choice("period", list(SpanKind), of_set))
    if period.months < of_set.months:
        entry.refuse(texts.INDICATOR_SHORT_PERIOD)
    unit, points = entry.read("unit", "str"), entry.read_points()
    formula, written = _read_formula(entry)
    target, scoring, steps = _read_scoring(entry, unit, points)
    return Indicator(
        code=code,
        name=entry.read("name", "str"),
        definition=definition,
        unit=unit,
        period=period,
        points=points,
        target=target,
        direction=Direction(entry.read_choice("direction", list(Direction), Direction.UP)),
        scoring=scoring,
        steps=steps,
        formula=formula,
        formula_text=written,
    )


def _read_formula(entry: Entry) -> tuple[Formula | None, str]:
    written: str = entry.read("formula", "str", "")
    if bool(written) == bool(entry.read("entered", "bool", False)):
        entry.refuse(texts.INDICATOR_BOTH)
    if not written:
        return None, ""
    try:
        return parse_formula(written), written
    except FormulaError as error:
        entry.refuse(str(error))


def _read_scoring(
    entry: Entry, unit: str, points: float
) -> tuple[float | None, Scoring, tuple[tuple[float, float], ...]]:
    usual = Scoring.YES_NO if unit == YES_NO else Scoring.SHARE
    scoring = Scoring(entry.read_choice("scoring", list(Scoring), usual))
    target = entry.read("target", "number", 1 if unit == YES_NO else None)
    if target is None and points and scoring is not Scoring.STEPS:
        entry.refuse(texts.INDICATOR_NO_TARGET)
    steps: tuple[tuple[float, float], ...] = ()
    if scoring is Scoring.STEPS:
        steps = _read_steps(entry, points)
    elif "steps" in entry.values:
        entry.refuse(texts.INDICATOR_KEY_UNKNOWN.format(key="steps"))
    return None if target is None else float(target), scoring, steps


def _read_steps(entry: Entry, points: float) -> tuple[tuple[float, float], ...]:
    pairs = entry.read("steps", "list")
    is_right = all(
        isinstance(pair, list)
        and len(pair) == 2
        and all(isinstance(part, int | float) and not isinstance(part, bool) for part in pair)
        and 0 <= pair[1] <= points
        for pair in pairs
    )
    if not is_right or max((pair[1] for pair in pairs), default=-1) != points:
        entry.refuse(texts.INDICATOR_STEPS_BAD.format(points=f"{points:g}"))
    return tuple((float(bound), float(score)) for bound, score in pairs)


def _check_others(entry: Entry, loaded: IndicatorSet) -> None:
    """Refuse formulas that need an indicator that does not exist, or in the end themselves."""
    needs = {
        code: list_others(indicator.formula) if indicator.formula else []
        for code, indicator in loaded.indicators.items()
    }
    for code, others in needs.items():
        named = entry.rename(texts.INDICATOR_ENTRY.format(code=code))
        for other in others:
            if other not in needs:
                named.refuse(texts.INDICATOR_NO_OTHER.format(code=other))
            if loaded.indicators[other].period is not loaded.indicators[code].period:
                named.refuse(texts.INDICATOR_OTHER_PERIOD.format(code=other))
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as error:
        circle = list(reversed(error.args[1]))
        named = entry.rename(texts.INDICATOR_ENTRY.format(code=circle[0]))
        named.refuse(texts.INDICATOR_CYCLE.format(codes=" → ".join(circle)))
