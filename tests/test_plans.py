"""What the clock and the hot path ask of the database is found by an index, never by looking
through a table that grows: the statements that really run are explained, on both kinds."""

import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from aiohttp import web
from sqlalchemy import Connection, DateTime, Engine, bindparam, event, text
from sqlmodel import Session, SQLModel, select

from bot import app as house
from bot.channels.fake import Fake
from bot.core.db import Database
from bot.core.settings import Settings
from bot.faq.knowledge_base import KnowledgeBase
from bot.inbox import webhook_queue
from bot.messages.content import Incoming
from bot.people import linking
from bot.people.actor import OPERATOR
from bot.people.models import Person
from bot.schedule.demo import load_demo
from bot.schedule.jobs import Scheduler
from tests.conftest import DATA, ObedientClock
from tests.crowd import SMALL, fill
from tests.journeys.bot import Bot

THURSDAY_EVENING = datetime(2026, 11, 26, 11, 30, tzinfo=UTC)  # 18:30 in Vietnam: all is awake


@contextmanager
def heard_statements() -> Iterator[dict[str, Any]]:
    """Every statement that is run meanwhile, with the values it was run with."""
    statements: dict[str, Any] = {}

    def note(
        _connection: object, _cursor: object, statement: str, parameters: Any, *more: Any
    ) -> None:
        # Several rows in one statement come as one flat tuple, many statements as a list.
        many = more[-1] and isinstance(parameters, list)
        statements[statement] = parameters[0] if many else parameters

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def looked_through(connection: Connection, statement: str, parameters: Any) -> set[str]:
    """The growing tables that the statement goes through as a whole."""
    if connection.dialect.name == "sqlite":
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
        scanned = {name for row in rows for name in sqlite_scans(str(row[-1]))}
        aliases = re.findall(r'"?(\w+)"? AS "?(\w+)"?', statement)
        names = {alias: table for table, alias in aliases if table in TABLES}
        return {names.get(name, name) for name in scanned} & GROWING
    (plan,) = connection.exec_driver_sql(
        f"EXPLAIN (FORMAT JSON) {statement}", parameters
    ).scalar_one()
    return set(postgresql_scans(plan["Plan"])) & GROWING


TABLES = SQLModel.metadata.tables
GROWING = set(TABLES) - SMALL
# How many a poll asks is counted once, when it opens, and they are the whole commune.
EVERYBODY = r"SELECT count\(\*\) AS count_1 \nFROM \(SELECT asked\."
# Somebody has themselves forgotten: what is queued then is what came within seconds.
FORGOTTEN = r"DELETE FROM queued_event WHERE CAST"
# A partial index holds the few rows that somebody waits for: all of it may be read.
PARTIAL = frozenset(
    index.name
    for table in TABLES.values()
    for index in table.indexes
    if index.dialect_options["sqlite"]["where"] is not None
)


def sqlite_scans(line: str) -> Iterator[str]:
    scan = re.match(r"SCAN (\w+)(?: USING (?:COVERING )?INDEX (\w+))?", line)
    if scan and scan[1] != "json_each" and scan[2] not in PARTIAL:
        yield scan[1]


def postgresql_scans(plan: dict[str, Any]) -> Iterator[str]:
    kind = plan["Node Type"]
    whole = kind == "Seq Scan" or (kind.startswith("Index") and "Index Cond" not in plan)
    if whole and plan.get("Index Name") not in PARTIAL and "Relation Name" in plan:
        yield plan["Relation Name"]
    for part in plan.get("Plans", ()):
        yield from postgresql_scans(part)


@pytest.mark.timeout(600)  # a hundred thousand rows are made first: half a minute when alone
async def test_nothing_that_grows_is_looked_through(
    db: Database, shelf: KnowledgeBase, clock: ObedientClock, tmp_path: Path
) -> None:
    clock.now = THURSDAY_EVENING
    await db.write(load_demo, DATA / "demo", now=datetime(2026, 11, 23, tzinfo=UTC))
    with db.engine.begin() as connection:
        fill(connection)
        stir(connection, clock.now)
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("ANALYZE")
    async with living(db, shelf, clock, tmp_path) as (bot, works):
        for who, name in (("hoa", "Đỗ Thị Thử I"), ("can-bo", "Nguyễn Thị Cán Bộ Mẫu")):
            await say(bot, who, "/start", f"link-{await db.write(code_for, name, clock.now)}")
        with heard_statements() as statements:
            await converse(bot)
            for _, job in works.list_jobs():
                await job()
            for look in (
                webhook_queue.renew_leases,
                partial(webhook_queue.claim_expired, account="zalo-oa"),
            ):
                await db.write(look, "somebody", now=clock.now)
            await db.write(webhook_queue.release_events, "somebody")
            await db.write(webhook_queue.delete_events, ["a", "b"])
            await converse(bot)
    assert len(statements) > 150
    with db.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            # Of small tables it would rather read all: could it do without?
            for way in ("seqscan", "hashjoin", "mergejoin"):
                connection.exec_driver_sql(f"SET enable_{way} = off")
        wrong = {
            f"{table}: {statement}"
            for statement, parameters in statements.items()
            if re.match("SELECT|UPDATE|DELETE|INSERT|WITH", statement)
            and not re.match(f"{EVERYBODY}|{FORGOTTEN}", statement)
            for table in looked_through(connection, statement, parameters)
        }
    assert not wrong, "\n\n".join(sorted(wrong))


@asynccontextmanager
async def living(
    db: Database, shelf: KnowledgeBase, clock: ObedientClock, files: Path
) -> AsyncIterator[tuple[Bot, Scheduler]]:
    """The whole bot; its clock goes when the test says so."""
    clockworks: list[Scheduler] = []
    channels = (Fake(), Fake(name="zalo-oa"), Fake(name="webchat"))
    app = house.build_app(
        Settings(_env_file=None),  # type: ignore[call-arg]
        db,
        shelf,
        channels,
        clock=clock,
        files=files,
        start_scheduler=lambda _app, works: clockworks.append(works),
    )
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        yield (
            Bot(db, shelf, channels, app[house.INBOX], clock, files, app[house.DEBOUNCER]),
            clockworks[0],
        )
    finally:
        await runner.cleanup()


def stir(connection: Connection, now: datetime) -> None:
    """A little of everything is not over: the clock has something to do in each of its rooms."""
    past, coming = now - timedelta(hours=2), now + timedelta(hours=2)
    for change in (
        "delivery SET status = 'queued', due_at = :past, send_before = NULL WHERE id <= 20",
        "delivery SET status = 'queued', send_before = :past WHERE id BETWEEN 21 AND 40",
        "delivery SET status = 'gathered', due_at = :past, send_before = NULL"
        " WHERE id BETWEEN 41 AND 60",
        "delivery SET status = 'parked', send_before = NULL WHERE id BETWEEN 61 AND 90",
        "delivery SET status = 'sending', claimed_until = :past, send_before = NULL"
        " WHERE id BETWEEN 91 AND 95",
        "notice_question SET state = 'waiting', told_at = NULL WHERE id <= 3",
        "reminder SET state = 'waiting', due_at = :past, send_before = NULL WHERE id <= 30",
        "broadcast SET state = 'sending' WHERE id <= 2",
        "broadcast SET state = 'approved', send_at = :past WHERE id = 3",
        "poll SET state = 'ready', opens_at = :past, closes_at = :coming WHERE id = 1",
        "poll SET state = 'open', closes_at = :past WHERE id = 2",
        "poll SET state = 'open', closes_at = :coming WHERE id = 3",
        "poll_round SET ended_at = NULL WHERE id <= 2",
        "ticket SET closed_at = NULL, outcome = '', respond_due_at = :past WHERE id <= 30",
        "ticket SET member_id = NULL WHERE id BETWEEN 11 AND 20",
        "ticket SET accepted_at = :past, respond_due_at = NULL WHERE id BETWEEN 21 AND 30",
        "appointment SET outcome = '', ended_at = NULL, starts_at = :coming WHERE id <= 5",
        "class_session SET cancelled_at = NULL, followed_at = NULL, starts_at = :yesterday"
        " WHERE id <= 10",
        "class_session SET cancelled_at = NULL, starts_at = :coming WHERE id BETWEEN 11 AND 20",
        "make_up SET state = 'waiting', wait_until = :coming WHERE id <= 10",
        "class_series SET paused_at = NULL, last_on = NULL WHERE id <= 5",
        "question SET asked_at = :yesterday, outcome = 'none' WHERE id <= 200",
        "contact SET held_from = NULL, held_until = NULL",
        "contact SET held_from = 1, held_until = :past WHERE id BETWEEN 40 AND 60",
    ):
        times = {"past": past, "coming": coming, "yesterday": now - timedelta(days=1)}
        kind = DateTime(timezone=connection.dialect.name == "postgresql")
        values = {
            name: at if kind.timezone else at.replace(tzinfo=None)
            for name, at in times.items()
            if f":{name}" in change
        }
        bound = [bindparam(name, type_=kind) for name in values]
        connection.execute(text(f"UPDATE {change}").bindparams(*bound), values)


SAID = (
    ("ba-tu", "/start", "u-ap-03"),
    *(("ba-tu", words, "") for words in ("1", "quen mat khau vneid", "2", "menu", "dung co")),
    *(("ba-tu", words, "") for words in ("lịch học", "1", "1", "lớp của tôi", "nhắc tôi")),
    *(("ba-tu", words, "") for words in ("nhắc tôi 8h sáng mai đi khám", "phản ánh", "1")),
    *(("ba-tu", words, "") for words in ("Không có ảnh", "đầu thôn", "ổ gà to", "ai trực")),
    *(("ba-tu", words, "") for words in ("ý kiến", "1", "1", "con trâu bị lạc mất rồi")),
    *(("ba-tu", words, "") for words in ("gặp người", "thông báo", "hạn nộp", "thôn 5")),
    *(("hoa", words, "") for words in ("nhận", "Bác gửi ảnh giúp cháu", "phiếu", "xong")),
    *(("hoa", words, "") for words in ("trực", "/diemdanh", "/trolai", "bận", "menu")),
    *(("can-bo", words, "") for words in ("/thongbao", "Họp thôn tối nay", "Thôn 3", "1")),
    *(("can-bo", words, "") for words in ("thôi", "/ykien", "thôi", "menu")),
    ("zalo-oa:nam", "chào", ""),
    ("zalo-oa:addre60", "chào", ""),  # for whom something is parked
    *(("ba-tu", words, "") for words in ("đổi điện thoại", "dữ liệu của tôi", "xóa dữ liệu", "1")),
)


async def converse(bot: Bot) -> None:
    """A day's words of a resident, a member and an officer."""
    for who, words, start in SAID:
        await say(bot, who, words, start)


def code_for(session: Session, name: str, now: datetime) -> str:
    person = session.exec(select(Person).where(Person.name == name)).one()
    return linking.make_link_code(session, person, actor=OPERATOR, now=now)


async def say(bot: Bot, who: str, words: str, start: str = "") -> None:
    """One message; waits until something is said because of it."""
    bot.clock.pass_by(seconds=20)  # type: ignore[attr-defined]
    account, _, address = who.rpartition(":")
    before = len(bot.channel.sent) + len(bot.second.sent)
    incoming = Incoming(account or "fake", address, uuid4().hex, words, start=start, name="Ai đó")
    await bot.inbox.receive(incoming)
    await bot.pause()
    await bot.until(lambda: len(bot.channel.sent) + len(bot.second.sent) > before)
