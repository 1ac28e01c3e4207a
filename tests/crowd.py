"""A database as a commune leaves it after some years: every table with many rows, nearly all of
them about what is over."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import JSON, Column, Connection, Table
from sqlmodel import SQLModel

import bot.tables
from bot.core.sealing import SealedJson
from bot.messages.content import Incoming

assert bot.tables  # every table is known from here on

MANY = 2_000
MOST = {"message": 20_000, "delivery": 20_000, "contact": 10_000}
# What grows with the years, but by a few rows a day or less: looked through as a whole, it costs
# nothing. A new table is not among them until somebody thought about it.
SMALL = frozenset(
    {
        *(
            "unit",
            "unit_hours",
            "fact",
            "revision",
            "lane",
            "channel_token",
            "alarm",
            "heartbeat",
            "role",
            "swap",
        ),
        *("duty_entry", "class_series", "class_proposal", "deadline_run", "poll_question"),
        *(
            "progress_message",
            "notice_answer",
            "ballot_draft",
            "report_draft",
            "pending_question",
            "draft_reply",
        ),
        *("alembic_version", "batch", "broadcast", "poll", "poll_round"),
        # What officers decide for a unit: a value of each setting, some deadlines a year.
        *("unit_setting", "unit_deadline"),
        "discarded",  # emptied every five minutes
    }
)
FEW = 300  # of those
BEGAN = datetime(2024, 1, 1, tzinfo=UTC)


def _day(i: int) -> datetime:
    """An instant of the years gone by."""
    return BEGAN + timedelta(minutes=37 * i)


Made = Callable[[int], Any]
# What a row of the past looks like, where any value would not do.
PAST: Mapping[str, Mapping[str, Made]] = {
    "contact": {
        "account": lambda i: ("fake", "zalo-oa", "telegram")[i % 3],
        "person_id": lambda i: 1 + i if i < 50 else None,
        **dict.fromkeys(("greeted_at", "consented_at"), lambda i: BEGAN),
        **dict.fromkeys(("stopped_at", "unreachable_since", "bot_paused_until"), lambda i: None),
        "language": lambda i: "",
        "digest": lambda i: i % 50 == 0,
    },
    "message": {
        "account": lambda i: ("fake", "zalo-oa")[i % 2],
        "direction": lambda i: "in",
        "payload": lambda i: {},
    },
    "queued_event": {
        "held_until": lambda i: BEGAN + timedelta(days=36500),
        "body": lambda i: Incoming("zalo-oa", f"a{i}", f"m{i}").as_json(),
    },
    "delivery": {
        "account": lambda i: ("fake", "zalo-oa", "telegram")[i % 3],
        "status": lambda i: "sent",
        "send_before": lambda i: _day(i) if i % 2 else None,
        "uncertain": lambda i: False,
        "carrier_id": lambda i: None,
        "replaces": lambda i: "",
        "claimed_until": lambda i: None,
    },
    "batch": {"messages": lambda i: {}, "paused_at": lambda i: None},
    "broadcast": {
        "state": lambda i: "done",
        "step": lambda i: "",
        "audience": lambda i: "an-phu",
        "urgency": lambda i: "normal",
    },
    "broadcast_recipient": {"reach": lambda i: ""},
    "notice_answer": {"state": lambda i: "sent"},
    "notice_question": {"state": lambda i: "answered"},
    "poll": {
        "state": lambda i: "closed",
        "step": lambda i: "",
        "per": lambda i: "person",
        "role": lambda i: "",
    },
    "poll_round": {"kind": lambda i: "invite"},
    "ticket": {
        "kind": lambda i: "question",
        "outcome": lambda i: "solved",
        "awaiting_member": lambda i: False,
    },
    "appointment": {"outcome": lambda i: "done"},
    "reminder": {"kind": lambda i: "own", "state": lambda i: "sent", "session_id": lambda i: None},
    "make_up": {"state": lambda i: "over"},
    "enrolment": {"status": lambda i: "joined"},
    "class_series": {
        "template": lambda i: {"topic": f"Lớp {i}", "place": "Nhà văn hóa"},
        "pattern": lambda i: "T3 19:30",
        "paused_at": lambda i: BEGAN,
    },
    "guide": {"state": lambda i: "done"},
    "evidence_pack": {"number": lambda i: 1 + i},
    "question": {
        "outcome": lambda i: "answer",
        "kind": lambda i: "",
        "revision_id": lambda i: None,
    },
    "revision": {"state": lambda i: "rejected", "content": lambda i: None},
}


def fill(
    connection: Connection,
    *,
    skip: frozenset[str] = frozenset({"unit"}),
    limit: int = 10**6,
) -> dict[str, int]:
    """Fill every table but those of `skip`, up to `limit` rows each; how many rows each has."""
    counts: dict[str, int] = {}
    for table in SQLModel.metadata.sorted_tables:
        before = connection.exec_driver_sql(f'SELECT count(*) FROM "{table.name}"').scalar_one()
        if table.name in skip:
            counts[table.name] = before
            continue
        most = FEW if table.name in SMALL else MOST.get(table.name, MANY)
        most = min(most, limit)
        if owner := _owner(table):
            most = min(most, counts[owner])
        rows = [_row(table, i, counts) for i in range(before, most)]
        if rows:
            connection.execute(table.insert(), rows)
        counts[table.name] = max(before, most)
    return counts


def _owner(table: Table) -> str:
    """The table each of whose rows this one has at most one row for."""
    (key, *more) = table.primary_key.columns
    owners = [key.column.table.name for key in key.foreign_keys]
    return owners[0] if owners and not more else ""


def _row(table: Table, i: int, counts: Mapping[str, int]) -> dict[str, Any]:
    own = PAST.get(table.name, {})
    return {
        column.name: own[column.name](i) if column.name in own else _value(column, i, counts)
        for column in table.columns
        if column.name != "id"
    }


def _value(column: Column[Any], i: int, counts: Mapping[str, int]) -> Any:
    for key in column.foreign_keys:
        parent = key.column.table.name
        if parent not in counts or not counts[parent]:
            return None
        return 1 + i % counts[parent]
    if isinstance(column.type, JSON | SealedJson):
        return []
    kind = getattr(column.type, "impl_instance", column.type).python_type
    if kind is str:
        length = getattr(column.type, "length", None) or 40
        return f"{column.name[:3]}{i}"[:length] if length > 8 else f"{i:x}"[-length:]
    values: dict[type, Any] = {
        bool: False,
        int: i % 7,
        float: 0.5,
        bytes: b"abc",
        datetime: _day(i),
        date: _day(i).date(),
    }
    return values[kind]
