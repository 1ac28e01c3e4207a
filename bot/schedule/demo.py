"""Demo data: invented communes, loaded into an empty database and deleted again.

Deleting includes every row that refers to them. Places, people and classes are invented.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Column as TableColumn
from sqlalchemy import Table, delete, func, update
from sqlalchemy import select as sa_select
from sqlmodel import Session, SQLModel, col, select

from bot import texts
from bot.broadcasts.models import Broadcast
from bot.classes import service
from bot.classes.plans import ClassPlan
from bot.commitments.models import Commitment, CommitmentRound
from bot.core.errors import UserError
from bot.core.policy import Policy
from bot.documents.columns import Column
from bot.documents.date_cells import parse_time_cell
from bot.documents.tables import Row, find_tables
from bot.documents.workbooks import read_workbook
from bot.outbox import batches
from bot.people.actor import CLOCK, OPERATOR
from bot.people.models import Contact, Person, has_phone
from bot.people.team_imports import TEAM_COLUMNS, import_team
from bot.people.unit_imports import UNIT_COLUMNS, import_units
from bot.people.units import Unit, UnitKind, get_unit, is_within, list_units
from bot.polls.models import Poll, PollRound
from bot.schedule.demo_year import clearing
from bot.schedule.demo_year.people import MARK

CLASS_COLUMNS = (
    Column("unit", texts.HEADINGS_UNIT),
    Column("days", texts.HEADINGS_DAYS_AHEAD),
    Column("time", texts.HEADINGS_TIME),
    Column("topic", texts.HEADINGS_TOPIC),
    Column("place", texts.HEADINGS_PLACE),
    Column("teacher", texts.HEADINGS_TEACHER),
    Column("seats", texts.HEADINGS_SEATS),
    Column("bring", texts.HEADINGS_BRING, required=False),
)


def load_demo(session: Session, folder: Path, *, now: datetime) -> bool:
    """Load `folder`/units.csv and team.csv unless units exist. Returns whether it did."""
    if session.exec(select(Unit.id).limit(1)).first() is not None:
        return False
    import_units(session, folder / "units.csv", actor=OPERATOR, now=now)
    import_team(session, folder / "team.csv", actor=OPERATOR, now=now)
    return True


def go_live(session: Session, *, now: datetime) -> None:
    """Make the demo's provinces live, so that its residents get announcements at once."""
    for unit in list_units(session, UnitKind.PROVINCE):
        unit.live_since = now


def load_classes(session: Session, folder: Path, *, policy: Policy, now: datetime) -> int:
    """Create the classes of `folder`/classes.csv, dated from today. Returns how many."""

    def open_class(row: Row) -> str:
        day = policy.today(now) + timedelta(days=int(row["days"]))
        starts_at = datetime.combine(day, parse_time_cell(row["time"]), policy.zone)
        plan = ClassPlan(
            topic=row["topic"],
            place=row["place"],
            starts_at=starts_at.astimezone(now.tzinfo),
            teacher=row["teacher"],
            seats=int(row["seats"]),
            bring=row.get("bring", ""),
        )
        return service.open_or_update_class(
            session, get_unit(session, row["unit"]), plan, actor=CLOCK, now=now, policy=policy
        )[1]

    found = find_tables(read_workbook(folder / "classes.csv"), CLASS_COLUMNS)
    statuses = [open_class(row.values) for table in found.tables for row in table.rows]
    return statuses.count("created")


# Chats are people's, and their words: they stay, and belong to no village any more.
DETACHED_COLUMNS = frozenset(
    {
        "contact.unit_id",
        "contact.account_unit_id",
        "contact.person_id",
        "message.ticket_id",
        "audit.person_id",
    }
)


def clear_demo(
    session: Session, folder: Path, *, now: datetime, include_chats: bool = False
) -> int:
    """Delete the demo's units and every row that refers to them. Returns how many units there were.

    Raises UserError when real data is among them: units or people that `folder` does not name; and
    chats in the demo's villages, unless `include_chats` allows to detach them.
    """
    everything = list_demo_units(session, folder)
    if not everything:
        raise UserError(texts.DEMO_NOT_THERE)
    ids = [unit.id for unit in everything]
    _refuse_real_data(session, everything, read_unit_codes(folder), read_team_phones(folder))
    chats = session.exec(
        select(func.count(col(Contact.id))).where(
            col(Contact.unit_id).in_(ids), ~clearing.is_invented()
        )
    ).one()
    if chats and not include_chats:
        raise UserError(texts.DEMO_HAS_CHATS.format(count=chats))
    batch_ids = _list_batch_ids(session, ids)
    for batch_id in batch_ids:
        batches.cancel_batch(session, batch_id, now=now)
    contact_ids = session.exec(select(Contact.id).where(clearing.is_invented())).all()
    _delete_cascade(session, SQLModel.metadata.tables[str(Contact.__tablename__)], contact_ids)
    _delete_cascade(session, SQLModel.metadata.tables[str(Unit.__tablename__)], ids)
    clearing.delete_unowned(session, batch_ids)
    session.expire_all()
    return len(ids)


def list_demo_units(session: Session, folder: Path) -> list[Unit]:
    """Return the demo's units and whatever lies under them."""
    codes = read_unit_codes(folder)
    roots = session.exec(select(Unit).where(col(Unit.code).in_(codes))).all()
    return [
        unit
        for unit in list_units(session)
        if any(is_within(unit.path, root.path) for root in roots)
    ]


def read_unit_codes(folder: Path) -> set[str]:
    """Return the codes of the demo's units."""
    return _read_column(folder / "units.csv", UNIT_COLUMNS, "code")


def read_team_phones(folder: Path) -> set[str]:
    """Return the phones of the demo's team."""
    return _read_column(folder / "team.csv", TEAM_COLUMNS, "phone")


def _read_column(file: Path, columns: Sequence[Column], name: str) -> set[str]:
    found = find_tables(read_workbook(file), columns)
    return {row.values[name] for table in found.tables for row in table.rows}


def _refuse_real_data(
    session: Session, everything: Collection[Unit], codes: Collection[str], phones: Collection[str]
) -> None:
    """Raise UserError when units or people exist that the demo did not create."""
    if strange := [unit.code for unit in everything if unit.code not in codes]:
        raise UserError(texts.DEMO_HAS_UNITS.format(codes=", ".join(strange)))
    people = session.exec(
        select(Person.name).where(
            col(Person.unit_id).in_([unit.id for unit in everything]),
            ~has_phone(*phones, MARK),
        )
    ).all()
    if people:
        raise UserError(texts.DEMO_HAS_PEOPLE.format(names=", ".join(people[:5])))


def _delete_cascade(session: Session, table: Table, ids: Collection[Any]) -> None:
    """Delete rows, first those that refer to them; `DETACHED_COLUMNS` are set to NULL instead."""
    (key,) = table.primary_key.columns
    all_ids = list(ids)
    for start in range(0, len(all_ids), 500):
        chunk = all_ids[start : start + 500]
        for child, column in _referencing_columns(table):
            if f"{child.name}.{column.name}" in DETACHED_COLUMNS:
                session.execute(update(child).where(column.in_(chunk)).values({column.name: None}))
                continue
            if len(child.primary_key.columns) > 1:  # nothing refers to a row of these
                session.execute(delete(child).where(column.in_(chunk)))
                continue
            (child_key,) = child.primary_key.columns
            if rows := session.execute(sa_select(child_key).where(column.in_(chunk))).all():
                _delete_cascade(session, child, [row[0] for row in rows])
        session.execute(delete(table).where(key.in_(chunk)))


def _referencing_columns(table: Table) -> Iterator[tuple[Table, TableColumn[Any]]]:
    """Yield every column of every table that references this table."""
    for child in SQLModel.metadata.sorted_tables:
        for column in child.columns:
            if any(key.column.table is table for key in column.foreign_keys):
                yield child, column


def _list_batch_ids(session: Session, ids: Collection[int]) -> set[int]:
    """Return the ids of the batches being sent in the name of these units."""
    announced = select(Broadcast.batch_id).where(col(Broadcast.unit_id).in_(ids))
    asked = select(PollRound.batch_id).join(Poll, col(Poll.id) == PollRound.poll_id)
    polled = asked.where(col(Poll.unit_id).in_(ids))
    told = select(CommitmentRound.batch_id).join(
        Commitment, col(Commitment.id) == CommitmentRound.commitment_id
    )
    promised = told.where(col(Commitment.unit_id).in_(ids))
    return {
        batch_id
        for query in (announced, polled, promised)
        for batch_id in session.exec(query)
        if batch_id is not None
    }
