"""A report as a Word file that is generated when it is sent (see `usecases/report_references`)."""

from datetime import date, datetime

from sqlmodel import Session

from bot.broadcasts.print_layouts import PrintConfig
from bot.core.errors import Rejected
from bot.documents.office_files import DOCUMENT_WRITERS
from bot.people.actor import CLOCK
from bot.people.units import Unit
from bot.reports.office_report import load_office_report, make_report_document
from bot.reports.periods import Period, Preset, compare_period, resolve_preset
from bot.usecases.generated_documents import PrintJob
from bot.usecases.report_references import REFERENCE_PATTERN


def prepare_report(
    session: Session, ref: str, now: datetime, config: PrintConfig
) -> PrintJob | None:
    """Read the report; return the function that writes it, or None if `ref` names no report.

    A month that is not over is compared with as many days of the month before. Raises Rejected for
    days that do not exist and for a unit that is gone.
    """
    match = REFERENCE_PATTERN.fullmatch(ref)
    if match is None:
        return None
    unit = session.get(Unit, int(match["unit"]))
    try:
        period = Period(*(date.fromisoformat(match[name]) for name in ("first", "last")))
    except ValueError:
        raise Rejected("a report of days that do not exist") from None
    if unit is None:
        raise Rejected("the unit of the report is gone")
    begun = resolve_preset(Preset.THIS_MONTH, period.last)
    report = load_office_report(
        session,
        begun if begun.period == period else compare_period(period),
        actor=CLOCK,
        unit=unit,
        policy=config.policy,
        now=now,
    )
    document = make_report_document(report, on=config.policy.today(now))
    return lambda: DOCUMENT_WRITERS["docx"](document)
