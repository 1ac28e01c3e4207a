"""Verbs of indicators: values and ranks that officers enter, correct and withdraw.

A row is never changed but to say that it no longer counts: what stood there stays with who and why.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import isfinite

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from bot import texts
from bot.core.errors import NotAllowed, NotFound, UserError
from bot.core.events import emit
from bot.core.policy import POLICY
from bot.messages.content import StoredFile
from bot.messages.masking.mask import mask
from bot.people.actor import Actor
from bot.people.models import RoleKind
from bot.people.units import Unit, is_within, within
from bot.reports.indicators.definitions import Indicator, IndicatorSet
from bot.reports.indicators.events import (
    IndicatorRankEntered,
    IndicatorValueCorrected,
    IndicatorValueEntered,
    IndicatorValueWithdrawn,
    describe_entry,
)
from bot.reports.indicators.models import (
    MAX_FILE_LABEL,
    MAX_NOTE,
    MAX_SOURCE,
    Ending,
    IndicatorRank,
    IndicatorValue,
)
from bot.reports.indicators.spans import Span
from bot.vietnamese.letters import nfc

ENTERING_ROLES = frozenset({RoleKind.OFFICER, RoleKind.APPROVER, None})  # None: the operator
MOST = 1e12
MOST_PLACES = 100_000


@dataclass(frozen=True, slots=True)
class Evidence:
    """A file that proves a value: where it is kept, what it was called, its SHA-256."""

    stored: StoredFile
    label: str
    digest: str


@dataclass(frozen=True, slots=True)
class ValueEntry:
    """What a person writes of an indicator."""

    value: float | None
    source: str
    measured_on: date
    self_score: float | None = None
    note: str = ""
    evidence: Evidence | None = None
    keeps_evidence: bool = True  # of a correction without a new file


@dataclass(frozen=True, slots=True)
class Place:
    """Which indicator of which unit and period."""

    unit: Unit
    indicator_set: IndicatorSet
    indicator: Indicator
    span: Span

    @property
    def label(self) -> str:
        """How the audit names it."""
        key, code = self.indicator_set.key, self.indicator.code
        return describe_entry(key, code, self.span.label)


def enter_value(
    session: Session, place: Place, entry: ValueEntry, *, actor: Actor, now: datetime
) -> IndicatorValue:
    """Enter the value of an indicator where none counts yet.

    Raises NotAllowed, NotFound for a unit out of scope, and UserError for what cannot be a value or
    when one is there.
    """
    _check_actor(place.unit, actor)
    _check_entry(place, entry, now)
    if find_current(session, place) is not None:
        raise UserError(texts.INDICATOR_THERE.format(name=place.indicator.name))
    row = _add_value(session, place, entry, actor=actor, now=now)
    emit(session, IndicatorValueEntered(row.id, row.unit_id, actor, now, place.label))
    return row


def correct_value(
    session: Session,
    place: Place,
    entry: ValueEntry,
    *,
    value_id: int,
    reason: str,
    actor: Actor,
    now: datetime,
) -> IndicatorValue:
    """Put another value in the place of the one that counts, which is kept with who and why.

    `value_id` is the value the officer saw: one that has been changed meanwhile is not corrected
    unseen. Raises as `enter_value`, and UserError without a reason.
    """
    _check_actor(place.unit, actor)
    _check_entry(place, entry, now)
    earlier = find_current(session, place)
    if earlier is None or earlier.id != value_id:
        raise UserError(texts.INDICATOR_CHANGED)
    reason = _read_reason(reason)
    _end_value(session, earlier, Ending.CORRECTED, reason, actor=actor, now=now)
    row = _add_value(session, place, entry, actor=actor, now=now)
    if entry.evidence is None and entry.keeps_evidence:
        row.evidence, row.evidence_label = earlier.evidence, earlier.evidence_label
        row.evidence_digest = earlier.evidence_digest
    emit(session, IndicatorValueCorrected(row.id, row.unit_id, actor, now, place.label, reason))
    return row


def withdraw_value(
    session: Session, value_id: int, *, reason: str, actor: Actor, now: datetime
) -> IndicatorValue:
    """Have a value no longer count. Raises NotFound, NotAllowed, UserError without a reason."""
    row, unit = get_value(session, value_id, actor=actor)
    _check_actor(unit, actor)
    if row.ended_at is not None:
        raise UserError(texts.INDICATOR_CHANGED)
    reason = _read_reason(reason)
    _end_value(session, row, Ending.WITHDRAWN, reason, actor=actor, now=now)
    label = describe_entry(row.set_key, row.code, row.period)
    emit(session, IndicatorValueWithdrawn(row.id, row.unit_id, actor, now, label, reason))
    return row


@dataclass(frozen=True, slots=True)
class RankEntry:
    """A place among others as it was announced; `group_code` "" is the set as a whole."""

    group_code: str
    place: int
    places: int
    source: str
    points: float | None = None


def enter_rank(
    session: Session,
    unit: Unit,
    indicator_set: IndicatorSet,
    span: Span,
    entry: RankEntry,
    *,
    actor: Actor,
    now: datetime,
) -> IndicatorRank:
    """Enter a rank; one that is there is kept as its history.

    Raises NotAllowed, NotFound for a unit out of scope or an unknown group, and UserError for a
    place that cannot be.
    """
    _check_actor(unit, actor)
    _check_rank(indicator_set, entry)
    earlier = find_rank(session, unit, indicator_set, span, entry.group_code)
    if earlier is not None:
        earlier.ended_at, earlier.ended_by_id = now, actor.person_id
        session.flush()
    row = IndicatorRank(
        unit_id=unit.id,
        set_key=indicator_set.key,
        group_code=entry.group_code,
        period=span.key,
        place=entry.place,
        places=entry.places,
        points=entry.points,
        source=_read_source(entry.source),
        person_id=actor.person_id,
        entered_at=now,
    )
    _add_row(session, row)
    label = describe_entry(indicator_set.key, entry.group_code, span.label)
    emit(session, IndicatorRankEntered(row.id, row.unit_id, actor, now, label))
    return row


def _check_rank(indicator_set: IndicatorSet, entry: RankEntry) -> None:
    group = indicator_set.find_group(entry.group_code)
    if entry.group_code and group is None:
        raise NotFound(texts.INDICATOR_NO_GROUP)
    if not 1 <= entry.place <= entry.places <= MOST_PLACES:
        raise UserError(texts.RANK_BAD)
    most = group.points if group else indicator_set.total
    if entry.points is not None and not 0 <= entry.points <= most:
        raise UserError(texts.INDICATOR_SCORE_BAD.format(points=f"{most:g}"))


def find_rank(
    session: Session, unit: Unit, indicator_set: IndicatorSet, span: Span, group_code: str
) -> IndicatorRank | None:
    """Return the rank that counts, or None."""
    query = select(IndicatorRank).where(
        IndicatorRank.unit_id == unit.id,
        IndicatorRank.set_key == indicator_set.key,
        IndicatorRank.group_code == group_code,
        IndicatorRank.period == span.key,
        col(IndicatorRank.ended_at).is_(None),
    )
    return session.exec(query).first()


def find_current(session: Session, place: Place) -> IndicatorValue | None:
    """Return the value that counts, or None."""
    query = _select_history(place).where(col(IndicatorValue.ended_at).is_(None))
    return session.exec(query).first()


def list_history(session: Session, place: Place, *, actor: Actor) -> Sequence[IndicatorValue]:
    """Return all values ever entered, newest first. Raises NotFound for a unit out of scope."""
    if not is_within(place.unit.path, actor.scope):
        raise NotFound(texts.IMPORT_NO_UNIT.format(code=place.unit.code))
    return session.exec(_select_history(place).order_by(col(IndicatorValue.id).desc())).all()


def _select_history(place: Place) -> SelectOfScalar[IndicatorValue]:
    return select(IndicatorValue).where(
        IndicatorValue.unit_id == place.unit.id,
        IndicatorValue.set_key == place.indicator_set.key,
        IndicatorValue.code == place.indicator.code,
        IndicatorValue.period == place.span.key,
    )


def get_value(session: Session, value_id: int, *, actor: Actor) -> tuple[IndicatorValue, Unit]:
    """Return a value with its unit. Raises NotFound, also for another commune's."""
    query = (
        select(IndicatorValue, Unit)
        .join(Unit, col(Unit.id) == IndicatorValue.unit_id)
        .where(IndicatorValue.id == value_id, within(Unit.path, actor.scope))
    )
    if (row := session.exec(query).first()) is None:
        raise NotFound(texts.INDICATOR_NO_VALUE)
    return row


def get_evidence(session: Session, value_id: int, *, actor: Actor) -> StoredFile:
    """Return the evidence of a value. Raises NotFound when there is none, or out of scope."""
    row, _ = get_value(session, value_id, actor=actor)
    if not row.evidence:
        raise NotFound(texts.INDICATOR_NO_FILE)
    return StoredFile(row.evidence)


def _check_actor(unit: Unit, actor: Actor) -> None:
    if not is_within(unit.path, actor.scope):
        raise NotFound(texts.IMPORT_NO_UNIT.format(code=unit.code))
    if actor.role not in ENTERING_ROLES:
        raise NotAllowed(texts.INDICATOR_NOT_YOURS)


def _check_entry(place: Place, entry: ValueEntry, now: datetime) -> None:
    indicator, value, score = place.indicator, entry.value, entry.self_score
    if not indicator.is_entered and value is not None:
        raise UserError(texts.INDICATOR_COUNTED)
    if value is None and score is None:
        raise UserError(texts.INDICATOR_NOTHING if indicator.is_entered else texts.SCORE_NOTHING)
    if value is not None:
        _check_value(indicator, value)
    if score is not None and not 0 <= score <= indicator.points:
        raise UserError(texts.INDICATOR_SCORE_BAD.format(points=f"{indicator.points:g}"))
    _read_source(entry.source)
    today = POLICY.today(now)
    if not date(2000, 1, 1) <= entry.measured_on <= today:
        raise UserError(texts.INDICATOR_DAY_BAD)
    if place.span.days.first > today:
        raise UserError(texts.SPAN_NOT_BEGUN.format(span=place.span.label))


def _check_value(indicator: Indicator, value: float) -> None:
    if not isfinite(value) or not 0 <= value <= MOST:
        raise UserError(texts.INDICATOR_VALUE_BAD)
    if indicator.is_yes_no and value not in (0, 1):
        raise UserError(texts.INDICATOR_YES_NO_BAD)


def _read_source(written: str) -> str:
    source = mask(nfc(" ".join(written.split()))).text
    if not source:
        raise UserError(texts.INDICATOR_NO_SOURCE)
    if len(source) > MAX_SOURCE:
        raise UserError(texts.INDICATOR_LONG.format(limit=MAX_SOURCE))
    return source


def _read_reason(written: str) -> str:
    reason = mask(nfc(" ".join(written.split()))).text
    if not reason:
        raise UserError(texts.INDICATOR_NO_REASON)
    return reason[:MAX_NOTE]


def _add_value(
    session: Session, place: Place, entry: ValueEntry, *, actor: Actor, now: datetime
) -> IndicatorValue:
    note = mask(nfc(entry.note.strip())).text
    if len(note) > MAX_NOTE:
        raise UserError(texts.INDICATOR_LONG.format(limit=MAX_NOTE))
    evidence = entry.evidence
    row = IndicatorValue(
        unit_id=place.unit.id,
        set_key=place.indicator_set.key,
        code=place.indicator.code,
        period=place.span.key,
        value=entry.value,
        self_score=entry.self_score,
        source=_read_source(entry.source),
        note=note,
        evidence=evidence.stored.name if evidence else "",
        evidence_label=mask(nfc(evidence.label)).text[:MAX_FILE_LABEL] if evidence else "",
        evidence_digest=evidence.digest if evidence else "",
        measured_on=entry.measured_on,
        person_id=actor.person_id,
        entered_at=now,
    )
    _add_row(session, row)
    return row


def _add_row(session: Session, row: IndicatorValue | IndicatorRank) -> None:
    """Insert a row. Raises UserError when another hand was faster: only one may count."""
    session.add(row)
    try:
        session.flush()
    except IntegrityError as error:
        raise UserError(texts.INDICATOR_CHANGED) from error


def _end_value(
    session: Session,
    row: IndicatorValue,
    ending: Ending,
    reason: str,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    row.ended_at, row.ended_as = now, ending
    row.ended_by_id, row.end_reason = actor.person_id, reason
    session.flush()
