"""The draft of the monthly report, which the clock brings to a commune's officers.

On the 25th, or from the day on that the commune decided (ADR-0072).
"""

from datetime import datetime, time
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, false, or_, true
from sqlmodel import Session, col, select

from bot.core.events import emit
from bot.core.policy import Policy
from bot.people.actor import CLOCK
from bot.people.models import RoleKind
from bot.people.units import Unit, UnitKind
from bot.reports.columns import Number
from bot.reports.models import CountName, NoteKind
from bot.reports.periods import Period, Preset, resolve_preset
from bot.reports.sent_notes import claim_note, has_chat, lacks_note
from bot.reports.sheets import Sheet, load_sheet
from bot.usecases.note_events import MonthDrafted, MonthFigures

DRAFT_TIME = time(8)  # local
PAGE = "/console/reports/sheet"  # the route "reports.sheet"; it asks who comes to sign in


def draft_months_due(session: Session, *, policy: Policy, now: datetime) -> int:
    """Draft the report of one commune that has none this month. Returns how many, 0 or 1.

    From the commune's day to the month's end: a commune whose first officer links a chat on the
    28th gets it then. Nothing is drafted in the quiet hours, nor where nothing was counted.
    """
    local = now.astimezone(policy.zone)
    if local.time() < DRAFT_TIME or policy.is_quiet(now):
        return 0
    first = local.date().replace(day=1)
    query = select(Unit).where(
        Unit.kind == UnitKind.COMMUNE,
        _has_reached_day(policy, local.day),
        lacks_note(NoteKind.MONTH_DRAFT, first),
        has_chat(RoleKind.OFFICER),
    )
    commune = session.exec(query.order_by(col(Unit.id)).limit(1)).first()
    if commune is None:
        return 0
    if claim_note(session, commune, NoteKind.MONTH_DRAFT, first, now=now):
        _draft_month(session, commune, policy=policy, now=now)
    return 1


def _has_reached_day(policy: Policy, day: int) -> ColumnElement[bool]:
    """Return the condition that a unit's own day, or the default one, is not after `day`."""
    own = policy.group_units(lambda one: one.draft_day)
    early = [unit_id for own_day, ids in own.items() if own_day <= day for unit_id in ids]
    late = [unit_id for own_day, ids in own.items() if own_day > day for unit_id in ids]
    others = true() if policy.draft_day <= day else false()
    return or_(col(Unit.id).in_(early), others & col(Unit.id).not_in(late))


def _draft_month(session: Session, commune: Unit, *, policy: Policy, now: datetime) -> None:
    compared = resolve_preset(Preset.THIS_MONTH, policy.today(now))
    sheet = load_sheet(session, compared, actor=CLOCK, unit=commune)
    if sheet.counting_since is not None:
        period = compared.period
        address = make_address(policy.public_url, commune, period)
        figures = summarize_month(sheet)
        emit(session, MonthDrafted(commune.id, period.first, period.last, figures, address, now))


def make_address(public_url: str, unit: Unit, period: Period) -> str:
    """Return the address of the page of these figures, "" without a public address.

    It opens nothing by itself: whoever comes signs in.
    """
    query = urlencode({"unit": unit.code, "since": period.first, "until": period.last})
    return f"{public_url}{PAGE}?{query}" if public_url else ""


def summarize_month(sheet: Sheet) -> MonthFigures:
    """Return the few figures that the chat shows; the file has them all. Pure."""
    lines = {line.column.key: line for line in sheet.lines}

    def take(key: str) -> int:
        return _round(lines[key].current) or 0

    return MonthFigures(
        asked=take("questions"),
        answered=take(CountName.ANSWERED),
        solved=take(CountName.TICKET_RESOLVED),
        households_helped=take(CountName.FACE_TO_FACE),
        classes=take(CountName.CLASS_HELD),
        attended=take(CountName.ATTENDED),
        asked_before=_round(lines["questions"].whole_previous),
    )


def _round(value: Number) -> int | None:
    return None if value is None else round(value)
