"""Retention: deletes what has outlived the lifetime that the inventory gives it.

`plan_expiry` is pure: from the inventory, which rows are deleted and which columns are emptied, how
long after which instant. `delete_expired_due` carries the plan out, a batch of each rule a
transaction. Rows that are still needed stay: of an open ticket, undelivered, running.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, Text, and_, cast, delete, literal, or_, select, update
from sqlmodel import Session, SQLModel

from bot import texts
from bot.core.db import wipe_after
from bot.core.events import emit
from bot.messages.history import Direction
from bot.outbox.models import WAITING, DeliveryStatus
from bot.people.actor import CLOCK
from bot.people.units import UnitKind, list_units
from bot.privacy.data_rules import After, Effect, Need, TableRules
from bot.privacy.erasure import (
    discard_files,
    empty_messages,
    empty_values,
    has_content,
    row_id,
)
from bot.privacy.events import ExpiredDeleted
from bot.privacy.inventory import INVENTORY

BATCH = 500  # rows of one rule in one transaction
UNDELIVERED = (*WAITING, DeliveryStatus.SENDING)
# Files of official acts, which never end by time.
OFFICIAL_FILES = {"broadcast": "files", "commitment": "photo"}
UNLINKED = "gone:"  # before the row's id, in a unique key that named a person
_TABLES = SQLModel.metadata.tables


@dataclass(frozen=True, slots=True)
class Expiry:
    """One rule: the rows of a table end after a while, or only these columns of them.

    `emptied` and `unlinked` are the columns; without any the row is deleted.
    """

    table: str
    after: After
    emptied: tuple[str, ...] = ()
    unlinked: tuple[str, ...] = ()

    @property
    def deletes_row(self) -> bool:
        """Whether the row goes, not only its words."""
        return not self.emptied


def plan_expiry(inventory: Mapping[str, TableRules]) -> list[Expiry]:
    """Return the rules of all that ends by time, in the order of the inventory."""
    plan: list[Expiry] = []
    for table, rules in inventory.items():
        if isinstance(rules.lifetime, After):
            plan.append(Expiry(table, rules.lifetime))
        lifetimes = dict.fromkeys(
            group.lifetime for group in rules.columns if isinstance(group.lifetime, After)
        )
        for lifetime in lifetimes:
            plan.append(
                Expiry(
                    table,
                    lifetime,
                    tuple(_list_names(rules, lifetime, Effect.BLANK, Effect.KEEP)),
                    tuple(_list_names(rules, lifetime, Effect.UNLINK)),
                )
            )
    return plan


def _list_names(rules: TableRules, lifetime: After, *effects: Effect) -> Iterator[str]:
    for group in rules.columns:
        if group.lifetime == lifetime and group.effect in effects:
            yield from group.column_names


PLAN = tuple(plan_expiry(INVENTORY))


@dataclass(frozen=True, slots=True)
class Sweep:
    """How far one night's deleting is, and how many rows it dealt with so far.

    Each rule goes through its table once, by id: rows emptied on earlier nights stay in it.
    """

    rule: int = 0  # of the plan
    after_id: int = 0
    done: Mapping[str, int] = field(default_factory=dict)

    @property
    def is_over(self) -> bool:
        """Whether every rule was carried out."""
        return self.rule >= len(PLAN)


def delete_expired_due(session: Session, sweep: Sweep | None = None, *, now: datetime) -> Sweep:
    """Delete a batch of what has ended, from where the sweep is. Returns where it is then.

    Safe to repeat, and to begin anew after a crash.
    """
    sweep = sweep or Sweep()
    expiry = PLAN[sweep.rule]
    ids = list(session.scalars(_select_expired(expiry, now, sweep.after_id)))
    if not ids:
        return Sweep(sweep.rule + 1, 0, sweep.done)
    _carry_out(session, expiry, ids)
    session.expire_all()
    wipe_after(session)
    subject = f"{'deleted' if expiry.deletes_row else 'emptied'} {expiry.table}"
    done = Counter(sweep.done) + Counter({subject: len(ids)})
    if len(ids) < BATCH:
        return Sweep(sweep.rule + 1, 0, done)
    return Sweep(sweep.rule, ids[-1], done)


def report_sweep(session: Session, sweep: Sweep, *, now: datetime) -> None:
    """Say in the audit what a night's sweep deleted, by kind and number, never whose.

    Without anything deleted nothing is said. The only commune of an installation is the subject.
    """
    if not sweep.done:
        return
    lines = {deed: _list_items(sweep.done, deed) for deed in ("emptied", "deleted")}
    communes = list_units(session, UnitKind.COMMUNE)
    subject = f"unit:{communes[0].id}" if len(communes) == 1 else "sheet:stored"
    emit(session, ExpiredDeleted(subject, CLOCK, now, texts.RETENTION_DONE.format(**lines)))


def _list_items(done: Mapping[str, int], deed: str) -> str:
    """Return what was emptied or deleted, by the names people know the tables by."""
    counts: Counter[str] = Counter()
    for subject, count in done.items():
        kind, _, table = subject.partition(" ")
        if kind == deed:
            counts[texts.COPY_TABLES.get(table, texts.RETENTION_OTHER).lower()] += count
    items = [
        texts.RETENTION_ITEM.format(label=label, count=count)
        for label, count in counts.most_common()
    ]
    return ", ".join(items) or texts.RETENTION_NOTHING


def _select_expired(expiry: Expiry, now: datetime, after_id: int) -> Any:
    """Return the query of the ids of rows after one that have ended and are not needed."""
    table, rules = _TABLES[expiry.table], INVENTORY[expiry.table]
    joined: Any = table
    source = table
    for column in expiry.after.through:
        (key,) = source.c[column].foreign_keys
        joined = joined.join(key.column.table, source.c[column] == key.column)
        source = key.column.table
    conditions = [source.c[expiry.after.column] <= now - expiry.after.period]
    if expiry.emptied:
        conditions.append(has_content(table, expiry.emptied))
    if expiry.after.where:
        conditions.append(table.c[expiry.after.where[0]] == expiry.after.where[1])
    if rules.keep_where:
        conditions.append(table.c[rules.keep_where[0]] != rules.keep_where[1])
    if rules.active_where:
        conditions.append(table.c[rules.active_where[0]] != rules.active_where[1])
    conditions += [_is_not_needed(table, need) for need in rules.needs]
    key_column = row_id(table)
    conditions.append(key_column > after_id)
    query = select(key_column).select_from(joined).where(and_(*conditions))
    return query.order_by(key_column).limit(BATCH)


def _is_not_needed(table: Table, need: Need) -> ColumnElement[bool]:
    match need:
        case Need.OPEN_TICKET:
            ticket = _TABLES["ticket"].c
            running = select(ticket.id).where(
                ticket.id == table.c.ticket_id, ticket.closed_at.is_(None)
            )
            return or_(table.c.ticket_id.is_(None), ~running.exists())
        case Need.UNDELIVERED:
            delivery = _TABLES["delivery"].c
            waits = select(delivery.id).where(
                delivery.message_id == table.c.id, delivery.status.in_(UNDELIVERED)
            )
            return ~waits.exists()
        case Need.SHARED_TEXT:
            return table.c.contact_id.is_not(None)


def _carry_out(session: Session, expiry: Expiry, ids: Sequence[int]) -> None:
    table = _TABLES[expiry.table]
    key = row_id(table)
    column = INVENTORY[expiry.table].attachments_column
    files = _list_files(session, table, column, ids) if _ends_with(expiry, column) else []
    if expiry.table == "message":
        empty_messages(session, ids)
    elif expiry.deletes_row:
        session.execute(delete(table).where(key.in_(ids)))
    else:
        values: dict[str, Any] = empty_values(table, expiry.emptied)
        unlinked = literal(UNLINKED) + cast(key, Text)
        values.update(dict.fromkeys(expiry.unlinked, unlinked))
        session.execute(update(table).where(key.in_(ids)).values(**values))
    _discard_unused(session, files)


def _ends_with(expiry: Expiry, column: str) -> bool:
    """Whether the attachments in a column end by this rule."""
    return bool(column) and (expiry.deletes_row or column in expiry.emptied)


Attached = tuple[str, dict[str, Any]]  # the account of a photo, and the photo


def _list_files(session: Session, table: Table, column: str, ids: Sequence[int]) -> list[Attached]:
    """Return the attachments of these rows, with the account they came from."""
    query = select(table.c[column]).where(row_id(table).in_(ids))
    if table.name == "message":
        query = query.where(table.c.direction == Direction.IN).add_columns(table.c.account)
    elif "contact_id" in table.c:
        contact = _TABLES["contact"]
        query = query.join(contact, contact.c.id == table.c.contact_id).add_columns(
            contact.c.account
        )
    else:
        query = query.add_columns(literal(""))
    return [
        (account, item)
        for stored, account in session.execute(query).all()
        for item in _list_attachments(stored)
    ]


def _list_attachments(stored: Any) -> Iterable[dict[str, Any]]:
    return stored.get("attachments", ()) if isinstance(stored, dict) else stored or ()


def _discard_unused(session: Session, files: Sequence[Attached]) -> None:
    """Have the files deleted that no other row needs: a ticket keeps the photos of its messages."""
    if not files:
        return
    needed = set(_list_needed_files(session))
    for account, item in files:
        if needed.isdisjoint(_name_file(item)):
            discard_files(session, account, (item,))


def _list_needed_files(session: Session) -> Iterator[str]:
    """Yield the names of all files of tickets, drafts, rolls and announcements."""
    columns = {name: rules.attachments_column for name, rules in INVENTORY.items()}
    for name, column in (columns | OFFICIAL_FILES | {"message": ""}).items():
        if column:
            table = _TABLES[name]
            query = select(table.c[column]).where(has_content(table, (column,)))
            for stored in session.scalars(query):
                for item in _list_attachments(stored):
                    yield from _name_file(item)


def _name_file(item: Mapping[str, Any]) -> list[str]:
    return [str(item[name]) for name in ("file", "ref") if item.get(name)]
