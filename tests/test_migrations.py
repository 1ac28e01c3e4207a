"""Migrations: the database that grew is the same as the one that is new, on both kinds."""

import asyncio
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, text
from sqlmodel import Session, SQLModel, col, select

import bot.tables
from bot.classes.models import SkillObservation
from bot.core import upgrade
from bot.core.db import Database
from bot.core.errors import BotError
from bot.messages.content import Attachment, StoredFile
from bot.messages.history import Message
from bot.messages.route_names import RouteName
from bot.outbox.models import Batch
from bot.people.actor import OPERATOR
from bot.people.models import Contact
from bot.polls import service as polls
from bot.polls.models import Ballot, PollRound, RoundKind
from bot.reactions import open_database
from bot.tickets.models import ReportDraft, Ticket
from tests.conftest import ObedientClock
from tests.postgres import Server

assert bot.tables  # every table is known from here on

FURTHER = '''
"""A change that SQLite can only make by copying the table."""
import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{head}"
branch_labels = depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("contact") as batch:
        batch.alter_column("address", type_=sa.String(200), existing_nullable=False)
        batch.add_column(sa.Column("nickname", sa.String(20), server_default="", nullable=False))
'''


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database with nothing in it."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/empty.db"
        return
    server: Server = request.getfixturevalue("postgres")
    name = f"empty_{id(request)}"
    yield server.create(name)
    server.drop(name)


@pytest.fixture
def empty(empty_url: str) -> Iterator[Database]:
    database = open_database(empty_url)
    yield database
    database.close()


def shape(engine: Engine) -> dict[str, Any]:
    """Everything about the tables that can be compared."""
    look = inspect(engine)
    return {
        table: {
            "columns": {
                column["name"]: (str(column["type"]), column["nullable"], column["default"])
                for column in look.get_columns(table)
            },
            "primary key": look.get_pk_constraint(table),
            "foreign keys": _sorted(look.get_foreign_keys(table)),
            "unique": _sorted(look.get_unique_constraints(table)),
            "checks": _sorted(look.get_check_constraints(table)),
            "indexes": _sorted(look.get_indexes(table)),
        }
        for table in look.get_table_names()
        if table != "alembic_version"
    }


def _sorted(rows: Any) -> list[Any]:
    # A partial index's condition is an object that equals only itself.
    told = [
        {**row, "dialect_options": {k: str(v) for k, v in row.get("dialect_options", {}).items()}}
        for row in rows
    ]
    return sorted(told, key=lambda row: str(row["name"]))


def test_a_grown_database_is_the_same_as_a_fresh_one(empty: Database) -> None:
    upgrade.upgrade_database(empty)
    grown = shape(empty.engine)
    SQLModel.metadata.drop_all(empty.engine)
    assert shape(empty.engine) == {}
    SQLModel.metadata.create_all(empty.engine)
    fresh = shape(empty.engine)
    assert len(fresh) > 8, "looking in the wrong place?"
    assert grown == fresh


def test_alembic_sees_nothing_left_to_change(db: Database) -> None:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, SQLModel.metadata) == []


def test_the_second_upgrade_has_nothing_to_do(empty: Database) -> None:
    assert upgrade.upgrade_database(empty) is True
    assert upgrade.upgrade_database(empty) is False
    with empty.engine.connect() as connection:
        assert upgrade.current_revision(connection) == upgrade.newest_revision()


async def test_those_who_upgrade_together_do_it_once(empty_url: str) -> None:
    together = [open_database(empty_url) for _ in range(4)]
    done = await asyncio.gather(
        *(asyncio.to_thread(upgrade.upgrade_database, db) for db in together)
    )
    assert sorted(done) == [False, False, False, True]
    for db in together:
        db.close()


def test_two_processes_upgrade_together(empty_url: str) -> None:
    code = (
        "import sys; from bot.core import databases, upgrade;"
        "database = databases.open_database(sys.argv[1]);"
        "print(upgrade.upgrade_database(database)); database.close()"
    )
    command = [sys.executable, "-c", code, empty_url]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    said = sorted(process.communicate(timeout=30)[0].strip() for process in both)
    assert said == ["False", "True"]
    assert [process.returncode for process in both] == [0, 0]


# What happens to a database with people in it


@pytest.fixture
def further(tmp_path: Path) -> Path:
    """The scripts of a later version of the bot."""
    folder = tmp_path / "migrations"
    shutil.copytree(upgrade.MIGRATIONS_DIR, folder, ignore=shutil.ignore_patterns("__pycache__"))
    script = FURTHER.format(head=upgrade.newest_revision())
    (folder / "versions" / "9999_further.py").write_text(script, "utf-8")
    return folder


def a_conversation(session: Session, now: Any) -> None:
    contact = Contact(account="telegram", address="7", created_at=now, seen_at=now)
    session.add(contact)
    session.flush()
    for number in range(3):
        session.add(
            Message(
                contact_id=contact.id,
                account="telegram",
                direction="in",
                platform_id=f"7:{number}",
                text="xin chào",
                said_at=now,
            )
        )


async def test_an_upgrade_keeps_what_was_said(
    db: Database, further: Path, clock: ObedientClock
) -> None:
    await db.write(a_conversation, clock())
    assert upgrade.upgrade_database(db, further) is True

    def said(session: Session) -> tuple[int, str]:
        count = session.execute(text("select count(*) from message where contact_id = 1"))
        nickname = session.execute(text("select nickname from contact"))
        return count.scalar_one(), nickname.scalar_one()

    assert await db.read(said) == (3, "")


async def test_after_an_upgrade_foreign_keys_are_enforced_again(
    sqlite_url: str, further: Path
) -> None:
    db = open_database(sqlite_url)
    upgrade.upgrade_database(db, further)
    with db.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1
    assert await db.write(lambda s: s.execute(text("PRAGMA foreign_keys")).scalar_one()) == 1
    db.close()


async def test_a_file_is_copied_aside_before_it_changes(
    sqlite_url: str, further: Path, tmp_path: Path, clock: ObedientClock
) -> None:
    db = open_database(sqlite_url)
    await db.write(a_conversation, clock())
    upgrade.upgrade_database(db, further)
    db.close()
    with sqlite3.connect(tmp_path / "bot.db.before-9999") as copy:
        assert copy.execute("select count(*) from message").fetchone() == (3,)
        assert copy.execute("select version_num from alembic_version").fetchall() == [
            (upgrade.newest_revision(),)
        ]
        assert "nickname" not in str(copy.execute("select sql from sqlite_master").fetchall())
    copy.close()


def test_a_new_file_is_not_copied(tmp_path: Path) -> None:
    db = open_database(f"sqlite:///{tmp_path}/bot.db")
    upgrade.upgrade_database(db)
    db.close()
    assert list(tmp_path.glob("*.before-*")) == []


def test_the_database_of_a_later_version_is_refused(db: Database, further: Path) -> None:
    upgrade.upgrade_database(db, further)
    with pytest.raises(BotError, match="mới hơn"):
        upgrade.upgrade_database(db)


def test_a_file_has_one_running_bot(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "bot.db"
    with (
        upgrade.single_process_lock(file),
        pytest.raises(BotError, match="một bot khác"),
        upgrade.single_process_lock(file),
    ):
        pass
    with upgrade.single_process_lock(file):
        pass


def test_tickets_of_the_first_version_keep_their_place_in_line(empty: Database) -> None:
    with empty.engine.begin() as connection:
        command.upgrade(upgrade._config(connection, upgrade.MIGRATIONS_DIR), "0001")
        for statement in (
            "INSERT INTO contact (id, account, address, name, created_at, seen_at, offered)"
            " VALUES (1, 'fake', 'ba-tu', '', '2026-11-23', '2026-11-23', '[]')",
            "INSERT INTO ticket (id, contact_id, text, topic_id, attachments, opened_at, answer)"
            " VALUES (1, 1, 'words', '', '[]', '2026-11-23 01:00:00', '')",
        ):
            connection.execute(text(statement))
    upgrade.upgrade_database(empty)
    with Session(empty.engine) as session:
        ticket = session.get_one(Ticket, 1)
        assert ticket.waiting_since == ticket.opened_at
        assert (ticket.text, ticket.area, ticket.escalation_level, ticket.offered_to_ids) == (
            "words",
            "",
            "village",
            [],
        )
        assert (ticket.anonymous, ticket.queue_first, ticket.member_id) == (True, False, None)


def test_a_poll_that_was_opened_before_can_still_be_called_off(empty: Database) -> None:
    with empty.engine.begin() as connection:
        command.upgrade(upgrade._config(connection, upgrade.MIGRATIONS_DIR), "0010")
        for statement in (
            "INSERT INTO unit (id, code, name, kind, path, aliases)"
            " VALUES (1, 'x', 'Xã X', 'commune', '/1/', '[]')",
            "INSERT INTO batch (id, created_at, messages, staged, sent, failed, unreachable,"
            " expired, cancelled) VALUES (7, '2026-11-23', '{}', 0, 0, 0, 0, 0, 0)",
            "INSERT INTO poll (id, unit_id, title, per, role, state, closes_at, made_at, opened_at,"
            " eligible, batch_id, reminded) VALUES (1, 1, 'Đường', 'person', '', 'open',"
            " '2026-11-25', '2026-11-22', '2026-11-23', 0, 7, 0)",
            "INSERT INTO poll (id, unit_id, title, per, role, state, closes_at, made_at, eligible,"
            " reminded) VALUES (2, 1, 'Nháp', 'person', '', 'draft', '2026-11-25', '2026-11-22', 0,"
            " 0)",
        ):
            connection.execute(text(statement))
    upgrade.upgrade_database(empty)
    with Session(empty.engine) as session, session.begin():
        (invited,) = session.exec(select(PollRound)).all()
        assert (invited.poll_id, invited.kind, invited.batch_id) == (1, RoundKind.INVITE, 7)
        assert invited.ended_at is not None
        poll = polls.get_poll(session, 1, lock=True)
        polls.close_poll(session, poll, actor=OPERATOR, now=datetime.now(UTC))
        assert session.get_one(Batch, 7).cancelled_at is not None


PHOTO_NAME = f"{'a' * 32}.jpg"


def test_only_files_we_wrote_ourselves_become_files_of_ours(empty: Database) -> None:
    thing = f'{{"kind": "photo", "ref": "file:/srv/var/photos/{PHOTO_NAME}"}}'
    hostile = '{"kind": "document", "ref": "file:../.env"}'
    relayed = thing.replace('"kind"', '"account": "zalo-oa", "kind"')
    with empty.engine.begin() as connection:
        command.upgrade(upgrade._config(connection, upgrade.MIGRATIONS_DIR), "0011")
        for number, account in ((1, "webchat"), (2, "zalo-oa")):
            connection.execute(
                text(
                    "INSERT INTO contact (id, account, address, name, created_at, seen_at, offered)"
                    " VALUES (:id, :account, 'x', '', '2026-11-23', '2026-11-23', '[]')"
                ),
                {"id": number, "account": account},
            )
        said = (
            (1, 1, "webchat", "in", thing),
            (2, 2, "zalo-oa", "in", thing),
            (3, 1, "webchat", "in", hostile),
            (4, 2, "telegram", "out", relayed),
            (5, 2, "telegram", "out", thing),
        )
        for number, contact, account, direction, given in said:
            connection.execute(
                text(
                    "INSERT INTO message (id, contact_id, account, direction, event, text, choice,"
                    " payload, repeated, route, said_at) VALUES (:id, :contact, :account,"
                    " :direction, 'message', '', '', :payload, false, '', '2026-11-23')"
                ),
                {
                    "id": number,
                    "contact": contact,
                    "account": account,
                    "direction": direction,
                    "payload": f'{{"attachments": [{given}], "start": "u-1"}}',
                },
            )
        connection.execute(
            text(
                "INSERT INTO report_draft (contact_id, step, category, place, attachments,"
                " started_at, moved_at) VALUES (1, 'words', '', '', :things, '2026-11-23',"
                " '2026-11-23')"
            ),
            {"things": f"[{thing}]"},
        )
    upgrade.upgrade_database(empty)
    with Session(empty.engine) as session:
        rows = session.exec(select(Message).order_by(col(Message.id))).all()
        named = [Attachment.from_json(row.payload["attachments"][0]).file for row in rows]
        assert named == [StoredFile(PHOTO_NAME), None, None, None, StoredFile(PHOTO_NAME)]
        assert {row.payload["start"] for row in rows} == {"u-1"}
        assert session.get_one(ReportDraft, 1).attachments == [
            {"kind": "photo", "file": PHOTO_NAME}
        ]


def test_ballots_stay_counted_and_what_learners_can_do_is_told_apart(empty: Database) -> None:
    with empty.engine.begin() as connection:
        command.upgrade(upgrade._config(connection, upgrade.MIGRATIONS_DIR), "0011")
        for statement in (
            "INSERT INTO unit (id, code, name, kind, path, aliases)"
            " VALUES (1, 'x', 'Xã X', 'commune', '/1/', '[]')",
            "INSERT INTO contact (id, account, address, name, created_at, seen_at, offered)"
            " VALUES (1, 'telegram', 'a', '', '2026-11-23', '2026-11-23', '[]'),"
            " (2, 'webchat', 'b', '', '2026-11-23', '2026-11-23', '[]')",
            "INSERT INTO poll (id, unit_id, title, per, role, state, closes_at, made_at, eligible,"
            " reminded) VALUES (1, 1, 'Đường', 'person', '', 'open', '2026-11-25', '2026-11-22', 0,"
            " 0)",
            "INSERT INTO ballot (id, poll_id, voter, contact_id, receipt, how, cast_at) VALUES"
            " (1, 1, 'c1', 1, 'A', 'chat', '2026-11-23'), (2, 1, 'c2', 2, 'B', 'chat',"
            " '2026-11-23'), (3, 1, 'h7', 1, 'C', 'chat', '2026-11-23'), (4, 1, 'n1:le thi sau',"
            " NULL, 'D', 'paper', '2026-11-23')",
            "INSERT INTO skill_seen (id, key, holder, contact_id, unit_id, learner, skill, seen_at)"
            " VALUES (1, 'c1:tran thi thuy:a', 'c1:tran thi thuy', 1, 1, 'Trần Thị Thúy', 'a',"
            " '2026-11-23'), (2, 'c1:tran thi thuy:b', 'c1:tran thi thuy', 1, 1, 'Trần Thị Thủy',"
            " 'b', '2026-11-23'), (3, 'c1::a', 'c1:', 1, 1, '', 'a', '2026-11-23')",
        ):
            connection.execute(text(statement))
    upgrade.upgrade_database(empty)
    with Session(empty.engine) as session:
        rows = select(Ballot.proof).where(Ballot.poll_id == 1).order_by(Ballot.receipt)
        assert session.exec(rows).all() == ["chat", "earlier", "household", "written"]
        seen = session.exec(select(SkillObservation.holder, SkillObservation.key)).all()
        assert sorted(seen) == [
            ("c1:", "c1::a"),
            ("c1:trân2 thi5 thuy1", "c1:trân2 thi5 thuy1:a"),
            ("c1:trân2 thi5 thuy3", "c1:trân2 thi5 thuy3:b"),
        ]


def test_messages_of_the_past_have_the_names_of_routes(empty: Database) -> None:
    before_and_after: dict[str, str] = {
        "answer_emergency.<locals>.answer": RouteName.EMERGENCY,
        "speak.<locals>.spoken": RouteName.MEMBER_SPEAKS,
        "carry.<locals>.carried": RouteName.TICKET_CARRY,
        "added_or.<locals>.added": RouteName.TICKET_ADD,
        "asking_once.<locals>.answer_and_ask": "faq.question",
        "press.<locals>.pressed": "press.<locals>.pressed",  # of thirteen buttons
        "of_an_older_version": "of_an_older_version",
        **{name: name for name in RouteName if "." not in name},
        "": "",
    }
    with empty.engine.begin() as connection:
        command.upgrade(upgrade._config(connection, upgrade.MIGRATIONS_DIR), "0027")
        for number, old in enumerate(before_and_after, start=1):
            connection.execute(
                text(
                    "INSERT INTO message (id, account, direction, event, text, choice, payload,"
                    " repeated, route, said_at) VALUES (:id, 'telegram', 'in', 'message', 'a',"
                    " '', '{}', false, :route, '2026-11-23')"
                ),
                {"id": number, "route": str(old)},
            )
    upgrade.upgrade_database(empty)
    with Session(empty.engine) as session:
        rows = session.exec(select(Message).order_by(col(Message.id))).all()
        assert [row.route for row in rows] == list(before_and_after.values())
        assert {row.text for row in rows} == {"a"}


async def test_a_question_that_waits_still_waits_after_buttons_were_renamed(
    empty: Database,
) -> None:
    old = '[{"label": "Thôi", "value": "nh:no"}, {"label": "Trang chủ", "value": "menu"}]'
    lists = f'[{{"name": "classes", "at": "2026-11-30T00:00:00+00:00", "buttons": {old}}}]'
    with empty.engine.begin() as connection:
        command.upgrade(upgrade._config(connection, upgrade.MIGRATIONS_DIR), "0028")
        rows = (
            "INSERT INTO contact (id, account, address, name, created_at, seen_at, offered, lists)"
            " VALUES (:id, 'fake', :address, '', '2026-11-23', '2026-11-23', :offered, :lists)"
        )
        for number, offered in ((1, old), (2, "[]")):
            connection.execute(
                text(rows),
                {"id": number, "address": f"r{number}", "offered": offered, "lists": lists},
            )
    upgrade.upgrade_database(empty)
    with Session(empty.engine) as session:
        first, second = session.get_one(Contact, 1), session.get_one(Contact, 2)
        assert [button["value"] for button in first.offered] == ["reminder:no", "menu"]
        assert second.offered == []
        assert [button["value"] for button in second.lists[0]["buttons"]] == ["reminder:no", "menu"]


def test_a_script_is_named_after_its_revision() -> None:
    scripts = ScriptDirectory(str(upgrade.MIGRATIONS_DIR))
    revisions = list(scripts.walk_revisions())
    assert len(revisions) > 40
    for script in revisions:
        assert Path(script.path).name.startswith(f"{script.revision}_")
    assert upgrade.newest_revision() == scripts.get_current_head()
