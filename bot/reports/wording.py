"""Figures in words: values with their units, and how one changed. Pure."""

from bot import texts
from bot.documents.cells import format_number
from bot.reports.columns import FigureColumn, FigureKind, Number
from bot.reports.figures import Change

FEW = 10  # of fewer than this no percentage is told: "twice as many" would be one more


def round_value(column: FigureColumn, value: Number) -> Number:
    """Return a figure as it is told: shares in per cent, whole minutes, stars of a tenth."""
    if value is None:
        return None
    match column.kind:
        case FigureKind.SHARE:
            return round(100 * value)
        case FigureKind.STARS:
            return round(float(value), 1)
    return round(value)


def format_value(column: FigureColumn, value: Number) -> str:
    """Return a figure in words: "1.234", "56%", "12 phút"; "không có số" when it is not known."""
    rounded = round_value(column, value)
    if rounded is None:
        return texts.REPORT_NO_FIGURE
    number = format_number(rounded)
    match column.kind:
        case FigureKind.SHARE:
            return f"{number}%"
        case FigureKind.MINUTES:
            return texts.REPORT_MINUTES.format(count=number)
        case FigureKind.STARS:
            return texts.REPORT_STARS.format(count=number)
    return number


def describe_difference(column: FigureColumn, current: Number, previous: Number) -> str:
    """Return how a figure changed: "tăng 9 (180%)"; a dash when one of the two is not known."""
    change = Change(round_value(column, current), round_value(column, previous))
    if (difference := change.difference) is None:
        return texts.REPORT_NO_DIFFERENCE
    if not difference:
        return texts.REPORT_NO_CHANGE
    amount = format_number(abs(round(difference, 1)))
    if column.kind is FigureKind.SHARE:
        amount = texts.REPORT_POINTS.format(count=amount)
    elif column.kind is FigureKind.MINUTES:
        amount = texts.REPORT_MINUTES.format(count=amount)
    elif change.previous and change.previous >= FEW and change.percent:
        amount = f"{amount} ({format_number(abs(change.percent))}%)"
    words = texts.REPORT_MORE if difference > 0 else texts.REPORT_LESS
    return words.format(amount=amount)
