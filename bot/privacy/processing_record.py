"""The record of processing (hồ sơ xử lý dữ liệu) as Markdown, written from the inventory.

`docs/operators/processing_record.md` is what this returns; a test compares them, so that a new
table or lifetime cannot be left out of the document.
"""

from collections.abc import Iterator

from bot import texts
from bot.people.purposes import Purpose
from bot.privacy.data_rules import (
    After,
    Effect,
    Kept,
    KeptWith,
    Lifetime,
    Rows,
    TableRules,
    UntilErased,
)
from bot.privacy.inventory import INVENTORY

DAYS_OF_YEAR = 365


def write_processing_record() -> str:
    """Return the whole document in Vietnamese."""
    return "\n".join((*_list_head(), *_list_purposes(), *_list_tables())) + "\n"


def _list_head() -> Iterator[str]:
    yield f"# {texts.RECORD_TITLE}"
    yield ""
    for paragraph in texts.RECORD_INTRO:
        yield from (paragraph, "")
    for heading, words in texts.RECORD_PARTS:
        yield from (f"## {heading}", "", words, "")


def _list_purposes() -> Iterator[str]:
    yield from (f"## {texts.RECORD_PURPOSES}", "", texts.RECORD_PURPOSES_WORDS, "")
    for purpose in Purpose:
        yield f"- {texts.PURPOSE_NAMES[purpose]}"
    yield ""


def _list_tables() -> Iterator[str]:
    yield from (f"## {texts.RECORD_TABLES}", "", texts.RECORD_TABLES_WORDS, "")
    heads = texts.RECORD_COLUMNS
    yield f"| {' | '.join(heads)} |"
    yield f"|{' --- |' * len(heads)}"
    for name, rules in sorted(INVENTORY.items()):
        if rules.owner is not None:
            yield _describe_table(name, rules)


def _describe_table(name: str, rules: TableRules) -> str:
    label = texts.COPY_TABLES.get(name, texts.RECORD_VISIT_DRAFT)
    columns = rules.list_columns(Effect.BLANK, Effect.UNLINK)
    cells = (
        label,
        f"`{name}`",
        " ".join(f"`{column}`" for column in columns) or texts.RECORD_NO_WORDS,
        describe_lifetime(_find_lifetime(rules)),
        _describe_erasure(rules),
    )
    return f"| {' | '.join(cells)} |"


def _find_lifetime(rules: TableRules) -> Lifetime:
    """Return how long the person's words live: a column's own lifetime, else the table's."""
    own = [group.lifetime for group in rules.columns if group.lifetime is not None]
    return own[0] if own else rules.lifetime


def describe_lifetime(lifetime: Lifetime) -> str:
    """Return a lifetime in words."""
    match lifetime:
        case After():
            return describe_period(lifetime)
        case KeptWith():
            return texts.RECORD_KEPT_WITH.format(table=lifetime.table)
        case UntilErased():
            return texts.RECORD_UNTIL_ERASED
        case Kept():
            return texts.RECORD_KEPT


def describe_period(lifetime: After) -> str:
    """Return a period in years, days or hours."""
    days = lifetime.period.days
    if days == 0:
        return texts.RECORD_HOURS.format(count=lifetime.period.seconds // 3600)
    if days % DAYS_OF_YEAR == 0:
        return texts.RECORD_YEARS.format(count=days // DAYS_OF_YEAR)
    return texts.RECORD_DAYS.format(count=days)


def _describe_erasure(rules: TableRules) -> str:
    return texts.RECORD_ROWS_STAY if rules.rows is Rows.STAY else texts.RECORD_ROWS_GO
