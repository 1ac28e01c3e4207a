"""Values of indicators in words: numbers with their unit, why one is missing, where it is from."""

import re
from collections.abc import Sequence

from bot import texts
from bot.documents.cells import format_number as format_cell_number
from bot.reports.indicators.definitions import Direction, Indicator, IndicatorSet, Scoring
from bot.reports.indicators.formulas import describe_formula
from bot.reports.indicators.results import Gap, IndicatorResult, Measure

MAX_DIGITS = 18  # of a number that is typed


def format_amount(value: float | None) -> str:
    """Write a number with two decimals at the most: "1.234", "85,5"; "" for none."""
    if value is None:
        return ""
    rounded = round(value, 2)
    return format_cell_number(int(rounded) if rounded == int(rounded) else rounded)


_AMOUNT = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?", re.ASCII)


def read_amount(written: str) -> float | None:
    """Return a number as it is typed: "85,5", "1.234", "85.5", "85 %"; None for anything else.

    One point before three digits parts thousands, as everywhere in Vietnamese.
    """
    plain = written.replace(" ", "").replace("\xa0", "").removesuffix("%")
    if len(plain) > MAX_DIGITS or not _AMOUNT.fullmatch(plain):
        return None
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", plain, re.ASCII):
        plain = plain.replace(".", "")
    return float(plain.replace(",", "."))


def format_value(indicator: Indicator, value: float | None) -> str:
    """Write a value with its unit: "85,5%", "Có", "12 lượt"; "" for none."""
    if value is None:
        return ""
    if indicator.is_yes_no:
        return texts.CELL_YES if value else texts.CELL_NO
    amount = format_amount(value)
    return f"{amount}%" if indicator.is_percent else f"{amount} {indicator.unit}"


def format_measure(indicator: Indicator, measure: Measure) -> str:
    """Write a value, or in a few words that there is none."""
    if measure.gap is Gap.FEW:
        return texts.INDICATOR_FEW
    return format_value(indicator, measure.value) or texts.INDICATOR_NO_FIGURE


def describe_gap(measure: Measure) -> str:
    """Say why there is no value; "" when there is one."""
    if measure.gap is None:
        return ""
    words = texts.INDICATOR_GAPS[measure.gap]
    missing = [name for base in measure.bases for name in base.missing]
    if measure.gap is Gap.NO_BASE and missing:
        villages = ", ".join(dict.fromkeys(missing))
        return f"{words} {texts.INDICATOR_BASE_MISSING.format(villages=villages)}"
    return words


def describe_sources(measure: Measure) -> Sequence[str]:
    """Say where a value is from: the paper that was named, the counters, the registers."""
    lines: list[str] = []
    if (entry := measure.entry) is not None:
        lines.append(
            texts.INDICATOR_SOURCE_ENTERED.format(source=entry.source, day=entry.measured_on)
        )
    if measure.counts:
        days = measure.days
        lines.append(texts.INDICATOR_SOURCE_COUNTED.format(first=days.first, last=days.last))
    for base in measure.bases:
        if base.value is not None:
            name, amount = texts.INDICATOR_BASES[base.name], format_amount(base.value)
            words = (
                texts.INDICATOR_SOURCE_BASE
                if base.counted_on
                else texts.INDICATOR_SOURCE_BASE_UNDATED
            )
            lines.append(
                words.format(name=name, amount=amount, source=base.source, day=base.counted_on)
            )
    return lines


def explain_formula(indicator_set: IndicatorSet, indicator: Indicator) -> str:
    """Return the formula in words; of an entered value that a person enters it."""
    if indicator.formula is None:
        return texts.INDICATOR_ENTERED
    words = describe_formula(indicator.formula, indicator_set.name_indicator)
    return texts.INDICATOR_PERCENT.format(words=words) if indicator.is_percent else words


def explain_points(indicator: Indicator) -> str:
    """Say how points follow from the value, in a whole sentence."""
    most = format_amount(indicator.points)
    if not indicator.points:
        return texts.POINTS_NONE
    target = format_value(indicator, indicator.target)
    if indicator.scoring is Scoring.STEPS:
        words = (
            texts.POINTS_STEP_UP if indicator.direction is Direction.UP else texts.POINTS_STEP_DOWN
        )
        steps = "; ".join(
            words.format(value=format_value(indicator, bound), points=format_amount(points))
            for bound, points in indicator.steps
        )
        return texts.POINTS_STEPS.format(steps=steps)
    if indicator.scoring is Scoring.YES_NO:
        return texts.POINTS_YES_NO.format(target=target, points=most)
    words = texts.POINTS_SHARE if indicator.direction is Direction.UP else texts.POINTS_SHARE_DOWN
    return words.format(target=target, points=most)


def describe_change(indicator: Indicator, current: Measure, before: Measure) -> str:
    """Say how a value changed: "tăng 3,5 điểm %"; "" when one of the two is missing."""
    if current.value is None or before.value is None:
        return ""
    difference = round(current.value - before.value, 2)
    if not difference:
        return texts.REPORT_NO_CHANGE
    if indicator.is_yes_no:
        return texts.INDICATOR_WAS.format(value=format_value(indicator, before.value))
    amount = format_amount(abs(difference))
    amount = texts.REPORT_POINTS.format(count=amount) if indicator.is_percent else amount
    return (texts.REPORT_MORE if difference > 0 else texts.REPORT_LESS).format(amount=amount)


def describe_target(result: IndicatorResult) -> str:
    """Say how a value stands to its target; "" without one of the two."""
    indicator, value = result.indicator, result.current.value
    if indicator.target is None or value is None:
        return ""
    if indicator.reaches(value, indicator.target):
        return texts.TARGET_REACHED
    if indicator.is_yes_no or not indicator.target or indicator.direction is Direction.DOWN:
        return texts.TARGET_MISSED
    return texts.TARGET_PART.format(percent=int(100 * value / indicator.target))
