"""Kinds of help of an entry of the support log: counted, corrected, taken back (ADR-0068).

Nobody can inflate a figure alone: the same resident, kind and day counts once, whoever writes it
down; persons without a name are limited by member, kind and day.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta

from sqlalchemy import func, select
from sqlmodel import Session, col

from bot import texts
from bot.core.dialects import dialect_name
from bot.core.errors import NotFound, UserError
from bot.core.events import emit
from bot.core.policy import Policy
from bot.people.actor import Actor
from bot.people.models import RoleKind
from bot.people.units import Unit, is_within
from bot.tickets.events import HelpCounted, HelpDeed, HelpEntryChanged
from bot.tickets.models import HelpCount, SupportLog, SupportWay, Ticket
from bot.tickets.support_log import MOST_HOUSEHOLDS
from bot.vietnamese.letters import normalize_for_match

HELP_LOCK = 0x70_53  # any number: the advisory lock of those who count the same help
MOST_UNNAMED = 30  # persons without a name, of one member, kind and day
REPEATED_WITHIN = timedelta(minutes=3)  # the same line again is a message sent twice
CORRECTORS = frozenset({RoleKind.LEADER, RoleKind.OFFICER, RoleKind.APPROVER})
"""Those who may take back what others wrote down, within their units."""


def add_kinds(
    session: Session,
    log: SupportLog,
    people: Mapping[str, int],
    *,
    beneficiary: str = "",
    actor: Actor,
    policy: Policy,
) -> list[HelpCount]:
    """Count kinds of help for an entry; of one it has already, set the number of persons.

    0 persons take the kind away. Raises UserError for too many, and NotFound for an entry that is
    not the actor's.
    """
    _require_own(session, log, actor)
    if log.withdrawn_at is not None:
        raise UserError(texts.HELP_TAKEN_BACK)
    rows = {row.kind: row for row in list_counts(session, log.id)}
    for kind, count in people.items():
        if not 0 <= count <= MOST_HOUSEHOLDS:
            raise UserError(texts.HELP_TOO_MANY.format(most=MOST_HOUSEHOLDS))
        row = rows.get(kind) or HelpCount(
            log_id=log.id,
            kind=kind,
            people=0,
            same_help=_make_mark(session, log, kind, beneficiary, policy),
        )
        row.people = count
        session.add(row)
        rows[kind] = row
        if not row.same_help:
            _limit_unnamed(session, log, row, policy)
    session.flush()
    _settle_all(session, [row for row in rows.values() if row.kind in people])
    return list_counts(session, log.id)


def _make_mark(
    session: Session, log: SupportLog, kind: str, beneficiary: str, policy: Policy
) -> str:
    """Return the digest of resident, kind and local day; "" for somebody without a name.

    Names are compared without tones: two spellings are one person, who counts once.
    """
    if log.ticket_id is not None:
        contact_id = session.get_one(Ticket, log.ticket_id).contact_id
        resident = f"contact:{contact_id}"
    elif name := normalize_for_match(beneficiary):
        resident = f"unit:{log.unit_id}:{name}"
    else:
        return ""
    day = policy.today(log.at)
    return hashlib.sha256(f"{resident}|{kind}|{day}".encode()).hexdigest()[:40]


def _limit_unnamed(session: Session, log: SupportLog, row: HelpCount, policy: Policy) -> None:
    """Raise UserError when the member has written down too many without a name that day."""
    day = policy.today(log.at)
    begin = datetime.combine(day, time(), policy.zone)
    query = (
        select(func.coalesce(func.sum(HelpCount.people), 0))
        .join(SupportLog, col(SupportLog.id) == HelpCount.log_id)
        .where(
            col(SupportLog.person_id) == log.person_id,
            col(SupportLog.at) >= begin,
            col(SupportLog.at) < begin + timedelta(days=1),
            col(SupportLog.withdrawn_at).is_(None),
            col(HelpCount.kind) == row.kind,
            col(HelpCount.same_help) == "",
        )
    )
    session.flush()
    if session.execute(query).scalar_one() > MOST_UNNAMED:
        raise UserError(texts.HELP_UNNAMED.format(most=MOST_UNNAMED))


def list_counts(session: Session, log_id: int) -> list[HelpCount]:
    """Return the kinds of an entry in the order they were added; those taken away are left out."""
    query = select(HelpCount).where(col(HelpCount.log_id) == log_id).order_by(col(HelpCount.id))
    return [row for row in session.execute(query).scalars() if row.people]


def _settle_all(session: Session, rows: Sequence[HelpCount]) -> None:
    """Bring what is counted of these rows, and of the same help elsewhere, up to date."""
    marks = sorted({row.same_help for row in rows if row.same_help})
    if dialect_name(session) == "postgresql":
        for mark in marks:  # two who write down the same help count it one after the other
            session.execute(select(func.pg_advisory_xact_lock(HELP_LOCK, func.hashtext(mark))))
    for row in rows:
        if not row.same_help:
            _settle(session, [row])
    for mark in marks:
        query = select(HelpCount).where(col(HelpCount.same_help) == mark)
        same = session.execute(
            query.order_by(col(HelpCount.id)).execution_options(populate_existing=True)
        )
        _settle(session, list(same.scalars()))


def _settle(session: Session, rows: Sequence[HelpCount]) -> None:
    """Count each row for as many as it has more than those before it of the same help."""
    most = 0
    for row in rows:
        log = session.get_one(SupportLog, row.log_id)
        people = 0 if log.withdrawn_at is not None else row.people
        counted = max(0, people - most)
        most = max(most, people)
        if counted != row.counted:
            ticket = session.get_one(Ticket, log.ticket_id) if log.ticket_id else None
            contact_id = ticket.contact_id if ticket else None
            change = counted - row.counted
            emit(session, HelpCounted(log.unit_id, contact_id, row.kind, change, log.at))
            row.counted = counted
    session.flush()


def find_repeated(
    session: Session, people: Mapping[str, int], *, actor: Actor, now: datetime
) -> SupportLog | None:
    """Return the member's entry of the last minutes that says the same without a name, if any."""
    query = (
        select(SupportLog)
        .where(
            col(SupportLog.person_id) == actor.person_id,
            col(SupportLog.way) == SupportWay.FACE,
            col(SupportLog.at) > now - REPEATED_WITHIN,
            col(SupportLog.withdrawn_at).is_(None),
        )
        .order_by(col(SupportLog.id).desc())
    )
    earlier: Sequence[SupportLog] = session.execute(query).scalars().all()
    for log in earlier:
        rows = list_counts(session, log.id)
        if {row.kind: row.people for row in rows} == dict(people) and not any(
            row.same_help for row in rows
        ):
            return log
    return None


def change_entry(
    session: Session,
    log_id: int,
    deed: HelpDeed,
    *,
    actor: Actor,
    now: datetime,
    note: str = "",
) -> SupportLog:
    """Take an entry back, or make it valid again; its counters change on the day of the help.

    Done twice it changes nothing. Raises NotFound for one that the actor may not touch.
    """
    log = get_entry(session, log_id, actor=actor)
    withdraws = deed is HelpDeed.WITHDRAW
    if withdraws == (log.withdrawn_at is not None):
        return log
    log.withdrawn_at = now if withdraws else None
    session.flush()
    households = log.households if log.way == SupportWay.FACE else 0
    emit(
        session,
        HelpEntryChanged(
            deed,
            log.id,
            log.unit_id,
            -households if withdraws else households,
            log.at,
            actor,
            note,
            at=now,
        ),
    )
    _settle_all(session, list_counts(session, log.id))
    return log


def get_entry(session: Session, log_id: int, *, actor: Actor) -> SupportLog:
    """Return an entry, its row locked: one's own, or one of the units one answers for.

    Raises NotFound.
    """
    query = select(SupportLog).where(col(SupportLog.id) == log_id).with_for_update(key_share=True)
    log: SupportLog | None = session.execute(query).scalars().first()
    if log is None or not _may_touch(session, log, actor):
        raise NotFound(texts.HELP_NO_ENTRY)
    return log


def _may_touch(session: Session, log: SupportLog, actor: Actor) -> bool:
    if actor.person_id is not None and log.person_id == actor.person_id:
        return True
    if actor.role is not None and actor.role not in CORRECTORS:
        return False
    unit = session.get(Unit, log.unit_id) if log.unit_id else None
    return is_within(unit.path if unit is not None else "/", actor.scope)


def _require_own(session: Session, log: SupportLog, actor: Actor) -> None:
    if not _may_touch(session, log, actor):
        raise NotFound(texts.HELP_NO_ENTRY)


def find_ticket_entry(session: Session, ticket_id: int) -> SupportLog | None:
    """Return the entry that closing a ticket wrote last, or None."""
    query = (
        select(SupportLog)
        .where(col(SupportLog.ticket_id) == ticket_id)
        .order_by(col(SupportLog.id).desc())
        .limit(1)
    )
    log: SupportLog | None = session.execute(query).scalars().first()
    return log
