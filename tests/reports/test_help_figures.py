"""The sheet of kinds of help: every kind that is counted, in order, and sums that add up."""

from datetime import date
from pathlib import Path

from bot.people.units import Unit
from bot.reports.figures import Figures
from bot.reports.help_figures import list_help_lines, make_help_table
from bot.reports.models import CountName
from bot.reports.periods import Period, Step
from bot.reports.queries import Report, UnitFigures
from bot.tickets.help_kinds import load_help_kinds

KNOWN = load_help_kinds(Path("data"))
NAME = str(CountName.HELP_KIND)


def make_figures(**counts: int) -> Figures:
    """Figures of kinds of help; an underscore stands for a hyphen."""
    details = {(NAME, kind.replace("_", "-")): count for kind, count in counts.items()}
    return Figures({NAME: sum(counts.values())}, details)


def make_report() -> Report:
    """Two villages, one of which counted a kind that no file has any more."""
    month = Period(date(2026, 11, 1), date(2026, 11, 30))
    first, second = make_figures(etax=2, vneid_muc_2=5), make_figures(etax=1, gone=4)
    rows = [
        UnitFigures(Unit(code=f"v{at}", name=f"Thôn {at}", kind="village"), figures, Figures())
        for at, figures in enumerate((first, second), 1)
    ]
    total = make_figures(etax=3, vneid_muc_2=5, gone=4)
    return Report(
        None, month, month.previous, Step.WEEK, total, make_figures(etax=1), rows, steps=[]
    )


def test_every_kind_has_a_line_and_units_add_up() -> None:
    lines = list_help_lines(make_report(), KNOWN, ())
    assert [line.kind.id for line in lines] == [*(kind.id for kind in KNOWN.kinds), "gone"]
    assert all(sum(line.by_unit) == line.total for line in lines)
    etax = next(line for line in lines if line.kind.id == "etax")
    assert (etax.total, etax.previous, etax.change) == (3, 1, 2)


def test_the_sheet_has_a_column_for_each_unit() -> None:
    table = make_help_table(make_report(), list_help_lines(make_report(), KNOWN, ()))
    assert table.headings[2:] == ("Thôn 1", "Thôn 2", "Cộng", "Kỳ trước")
    assert all(len(row) == len(table.headings) for row in table.rows)
    assert len(table.formats) == len(table.headings) - 1
    assert ("gone", "", 0, 4, 4, 0) in table.rows
