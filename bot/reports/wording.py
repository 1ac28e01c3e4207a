"""Figures in words: values with their units, and how one changed. Pure."""

from bot import texts
from bot.documents.cells import format_number
from bot.reports.columns import FigureColumn, FigureKind, Number
from bot.reports.figures import Change
from bot.reports.periods import Period, month_of, quarter_of, year_of

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


def sign_difference(column: FigureColumn, current: Number, previous: Number) -> str:
    """Return how a figure changed, short: "+9", "−12 điểm %", "0"; a dash when not known."""
    change = Change(round_value(column, current), round_value(column, previous))
    if (difference := change.difference) is None:
        return texts.REPORT_NO_DIFFERENCE
    amount = format_number(abs(round(difference, 1)))
    sign = "" if not difference else texts.PLUS_SIGN if difference > 0 else texts.MINUS_SIGN
    match column.kind:
        case FigureKind.SHARE:
            amount = texts.REPORT_POINTS.format(count=amount)
        case FigureKind.MINUTES:
            amount = texts.REPORT_MINUTES.format(count=amount)
    return f"{sign}{amount}"


def format_percent(share: float) -> str:
    """Return a share in words, with a decimal where it is under ten per cent: "3,5%", "57%"."""
    percent = 100 * share
    number = round(percent, 1) if percent < 10 else round(percent)
    return f"{format_number(int(number) if number == int(number) else number)}%"


def name_period(period: Period) -> str:
    """Return a period by its name: "tháng 11 năm 2026", "quý 4 năm 2026", or its days."""
    first = period.first
    named = {
        "month": month_of(first),
        "quarter": quarter_of(first),
        "year": year_of(first),
    }
    kind = next((kind for kind, whole in named.items() if whole == period), "days")
    return texts.SHEET_PERIODS[kind].format(
        month=first.month,
        quarter=(first.month + 2) // 3,
        year=first.year,
        first=first,
        last=period.last,
    )
