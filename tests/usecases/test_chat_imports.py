"""Lists sent in chat: read and planned by a reader, and only carried out by the writer."""

import threading
from pathlib import Path

import pytest
from sqlmodel import Session, func, select

from bot.channels.file_store import FileStore
from bot.core.db import Database
from bot.core.errors import UserError
from bot.core.policy import Policy
from bot.core.preparation import write_prepared
from bot.documents.import_plans import SHORT_FINGERPRINT, ImportPlan, ListChanged
from bot.messages.content import StoredFile
from bot.people.actor import OPERATOR
from bot.people.models import Household
from bot.people.units import UnitKind, get_unit, upsert_unit
from bot.usecases.chat_imports import ListDesk, apply_list
from tests.conftest import ObedientClock

POLICY = Policy()
STORED = StoredFile("0" * 32 + ".bin")
ROWS = 20_000


class WatchedFiles(FileStore):
    """A store that notes by which thread each file was opened."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.readers: set[str] = set()
        self.count = 0

    def path(self, stored: StoredFile) -> Path:
        self.readers.add(threading.current_thread().name)
        self.count += 1
        return super().path(stored)


def add_villages(session: Session) -> None:
    upsert_unit(session, "loc-an", "Xã Lộc An", UnitKind.COMMUNE, parent=None)
    commune = get_unit(session, "loc-an")
    upsert_unit(session, "thon-1", "Thôn 1", UnitKind.VILLAGE, parent=commune)


def make_households(count: int) -> bytes:
    rows = [f"{number};Chủ Hộ Mẫu {number};1960;Xóm {number};Thôn 1" for number in range(count)]
    return "\n".join(("STT;Chủ hộ;Năm sinh;Địa chỉ;Thôn", *rows)).encode()


async def test_the_writer_reads_no_sheet_and_plans_none_to_show(
    db: Database, clock: ObedientClock, tmp_path: Path
) -> None:
    await db.write(add_villages)
    files = WatchedFiles(tmp_path)
    await files.save(STORED, make_households(ROWS))
    files.count, desk = 0, ListDesk(files)
    files.readers.clear()
    planned_by: list[str] = []

    def show(session: Session) -> ImportPlan:
        recognised = desk.get_list(STORED, "ho.csv")
        plan = desk.get_plan(
            session, recognised, "households", actor=OPERATOR, policy=POLICY, now=clock.now
        )
        planned_by.append(threading.current_thread().name)
        return plan

    plan = await write_prepared(db, show)
    assert plan.as_json()["created"] == ROWS and not plan.deeds
    assert all(name.startswith("db-read") for name in files.readers)
    assert len(planned_by) == 1  # the writer came as far as the plan once, when it was there
    opened = files.count

    def apply(session: Session) -> ImportPlan:
        recognised = desk.get_list(STORED, "ho.csv")
        return apply_list(
            session, recognised, "households", shown=plan.fingerprint[:SHORT_FINGERPRINT],
            actor=OPERATOR, policy=POLICY, now=clock.now,
        )  # fmt: skip

    await write_prepared(db, apply)
    assert files.count == opened  # nothing is opened again to be imported
    count = select(func.count()).select_from(Household)
    assert await db.read(lambda session: session.exec(count).one()) == ROWS


async def test_what_changed_since_it_was_shown_is_not_written(
    db: Database, clock: ObedientClock, tmp_path: Path
) -> None:
    await db.write(add_villages)
    files = FileStore(tmp_path)
    await files.save(STORED, make_households(2))
    desk = ListDesk(files)

    def apply(session: Session) -> ImportPlan:
        recognised = desk.get_list(STORED, "ho.csv")
        shown = "0" * SHORT_FINGERPRINT
        return apply_list(
            session, recognised, "households", shown=shown, actor=OPERATOR, policy=POLICY,
            now=clock.now,
        )  # fmt: skip

    with pytest.raises(ListChanged) as changed:
        await write_prepared(db, apply)
    assert changed.value.plan.as_json()["created"] == 2
    count = select(func.count()).select_from(Household)
    assert await db.read(lambda session: session.exec(count).one()) == 0


async def test_a_broken_file_is_read_once_and_said_each_time(db: Database, tmp_path: Path) -> None:
    files = WatchedFiles(tmp_path)
    await files.save(STORED, b"PK\x03\x04 no workbook")
    desk = ListDesk(files)
    for _ in range(2):
        before = files.count
        with pytest.raises(UserError):
            await write_prepared(db, lambda _session: desk.get_list(STORED, "to.xlsx"))
    assert files.count == before
