"""The audit log in words: who did what to which thing, and whose unit it concerns."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from bot import texts
from bot.broadcasts.models import Broadcast
from bot.classes.models import ClassProposal, ClassSeries, ClassSession
from bot.commitments.models import Commitment
from bot.core.audit import Audit, list_entries
from bot.faq.models import Question, Revision
from bot.outreach.models import HomeVisit, OutreachPlan
from bot.people.models import Contact, Household, Person, Role
from bot.people.units import Unit, is_within
from bot.polls.models import Poll
from bot.privacy.models import DataRequest
from bot.tickets.models import SupportLog, Ticket

# What the subjects "kind:number" are, and the column that names them. A resident is never named:
# the log outlives what they erase.
MODELS: dict[str, tuple[Any, str]] = {
    "broadcast": (Broadcast, "text"),
    "class": (ClassSession, "topic"),
    "commitment": (Commitment, "promise"),
    "contact": (Contact, ""),
    "help": (SupportLog, ""),
    "household": (Household, ""),
    "outreach": (OutreachPlan, "title"),
    "person": (Person, "name"),
    "poll": (Poll, "title"),
    "proposal": (ClassProposal, "title"),
    "question": (Question, ""),
    "request": (DataRequest, ""),
    "revision": (Revision, "topic_id"),
    "series": (ClassSeries, "topic"),
    "ticket": (Ticket, ""),
    "visit": (HomeVisit, ""),
}
MAX_LABEL = 60  # characters
MAX_BATCHES = 4


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One entry in words."""

    at: datetime
    who: str
    what: str
    subject: str
    note: str
    entry: Audit


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Some lines, newest first, and after which entry the next page begins (None: no more)."""

    lines: list[AuditLine]
    next_id: int | None


def list_lines(
    session: Session,
    *,
    scope: str,
    since: datetime,
    until: datetime,
    action: str = "",
    before_id: int | None = None,
    limit: int,
) -> AuditPage:
    """Return a page of the entries of a period that concern the subtree `scope`.

    Entries are read a batch at a time, until the page is full or `MAX_BATCHES` were read: what
    concerns others only is left out after it was read.
    """
    lines: list[AuditLine] = []
    for _ in range(MAX_BATCHES):
        entries = list_entries(
            session, since=since, until=until, action=action, before_id=before_id, limit=limit
        )
        lines += describe_entries(session, entries, scope=scope)
        if len(entries) < limit:
            return AuditPage(
                lines[:limit], lines[limit - 1].entry.id if len(lines) > limit else None
            )
        before_id = entries[-1].id
        if len(lines) >= limit:
            return AuditPage(lines[:limit], lines[limit - 1].entry.id)
    return AuditPage(lines[:limit], before_id)


def describe_entries(
    session: Session, entries: Sequence[Audit], *, scope: str = ""
) -> list[AuditLine]:
    """Return the entries in words: those whose subject or doer belongs to the subtree `scope`.

    A subject of no unit (a revision that holds everywhere) counts by who did it.
    """
    everything = session.exec(select(Unit)).all()
    rows = _load_subjects(session, entries, everything)
    paths = {unit.id: unit.path for unit in everything}
    people, inside = _load_doers(session, entries, scope)
    return [
        AuditLine(
            entry.done_at,
            _describe_doer(entry.person_id, people),
            texts.AUDIT_ACTIONS.get(entry.action, entry.action),
            _describe_subject(entry.subject, rows),
            entry.note,
            entry,
        )
        for entry in entries
        if entry.person_id in inside or is_within(_find_path(entry.subject, rows, paths), scope)
    ]


def _load_subjects(
    session: Session, entries: Iterable[Audit], everything: Iterable[Unit]
) -> dict[str, Any]:
    """Return the rows that the subjects name, by subject; erased ones are absent."""
    numbers: dict[str, set[int]] = defaultdict(set)
    for entry in entries:
        kind, _, name = entry.subject.partition(":")
        if name.isdecimal() and kind in MODELS:
            numbers[kind].add(int(name))
    rows: dict[str, Any] = {}
    for unit in everything:
        rows[f"unit:{unit.code}"] = rows[f"unit:{unit.id}"] = unit
    for kind, ids in numbers.items():
        model = MODELS[kind][0]
        for row in session.exec(select(model).where(col(model.id).in_(ids))):
            rows[f"{kind}:{row.id}"] = row
    return rows


def _load_doers(
    session: Session, entries: Iterable[Audit], scope: str
) -> tuple[dict[int, str], set[int | None]]:
    """Return the names of those who did it, and which of them have a role in the subtree."""
    doers = {entry.person_id for entry in entries} - {None}
    query = (
        select(Person.id, Person.name, Unit.path)
        .join(Role, col(Role.person_id) == Person.id, isouter=True)
        .join(Unit, col(Unit.id) == Role.unit_id, isouter=True)
        .where(col(Person.id).in_(doers))
    )
    rows = session.exec(query).all()
    names = {person_id: name for person_id, name, _ in rows}
    return names, {person_id for person_id, _, path in rows if path and is_within(path, scope)}


def _find_path(subject: str, rows: dict[str, Any], paths: dict[int, str]) -> str:
    """Return the path of the unit that a subject belongs to; "" for none."""
    row = rows.get(subject)
    if isinstance(row, Unit):
        return row.path
    return paths.get(getattr(row, "unit_id", None) or 0, "")


def _describe_doer(person_id: int | None, people: dict[int, str]) -> str:
    if person_id is None:
        return texts.AUDIT_OPERATOR
    return people.get(person_id) or texts.AUDIT_GONE.format(number=person_id)


def _describe_subject(subject: str, rows: dict[str, Any]) -> str:
    kind, _, name = subject.partition(":")
    row = rows.get(subject)
    if isinstance(row, Unit):
        return row.name
    if kind == "sheet":
        return texts.AUDIT_SHEETS.get(name, name)
    if kind not in texts.AUDIT_SUBJECTS:
        return subject
    label = str(getattr(row, MODELS[kind][1], "") or "") if MODELS[kind][1] else ""
    title = texts.AUDIT_SUBJECTS[kind].format(number=name)
    return f"{title} «{' '.join(label.split())[:MAX_LABEL]}»" if label else title
