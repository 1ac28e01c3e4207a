"""A copy holds everything that the inventory says is a person's, and nothing of anybody else."""

import io
import json
import zipfile
from datetime import timedelta

from pypdf import PdfReader
from sqlalchemy import JSON, String
from sqlmodel import Session, SQLModel, select

from bot import texts
from bot.core.db import Database
from bot.core.policy import POLICY
from bot.messages.content import GENERATED, cached_file_name
from bot.people.models import Contact
from bot.privacy import data_copies
from bot.privacy.data_rules import Effect
from bot.privacy.inventory import INVENTORY
from bot.privacy.lifetimes import COPY_LIFETIME
from bot.privacy.models import DataCopy, DataRequest, Discarded, RequestKind
from bot.privacy.own_data import (
    NOT_COPIED,
    collect_own_data,
    list_copied_columns,
    list_copied_names,
)
from bot.usecases import own_data_files
from tests.conftest import ObedientClock
from tests.privacy.rows import Life, fill

TABLES = SQLModel.metadata.tables


def test_every_table_with_rows_of_persons_is_decided_and_has_a_name() -> None:
    owned = {name for name, rules in INVENTORY.items() if rules.owner is not None}
    assert set(list_copied_names()) | set(NOT_COPIED) == owned
    assert set(list_copied_names()) == set(texts.COPY_TABLES)


def test_no_digest_and_no_reference_to_somebody_is_in_a_copy() -> None:
    for name in list_copied_names():
        for column in list_copied_columns(TABLES[name], INVENTORY[name]):
            assert not column.foreign_keys
            is_text = isinstance(column.type, String | JSON)
            assert not (is_text and column.name.endswith("digest")), f"{name}.{column.name}"


async def test_every_table_and_every_word_of_a_person_is_in_their_copy(
    db: Database, clock: ObedientClock
) -> None:
    life = await db.write(fill, Life("tutu", 1, clock.now))
    other = await db.write(fill, Life("nam9", 2, clock.now))

    def read(session: Session) -> bytes:
        contact = session.get_one(Contact, life.ids["contact"])
        data = collect_own_data(session, contact)
        rows = {table.name: table.rows for table in data.tables}
        missing = []
        for name in list_copied_names():
            words = INVENTORY[name].list_columns(Effect.BLANK, Effect.UNLINK)
            shown = {column.name for column in list_copied_columns(TABLES[name], INVENTORY[name])}
            assert len(rows[name]) == 1, name
            (row,) = rows[name]
            for word in set(words) & shown:
                if life.marker not in str(row[word]).lower():
                    missing.append(f"{name}.{word}")
        assert missing == []
        return own_data_files.write_json(data, now=clock.now)

    written = (await db.read(read)).decode().lower()
    assert life.marker in written and other.marker not in written


async def test_a_member_gets_no_word_of_the_residents_they_help(
    db: Database, clock: ObedientClock
) -> None:
    life = await db.write(fill, Life("tutu", 1, clock.now))
    member = await db.write(fill, Life("nam9", 2, clock.now))

    def relay(session: Session) -> None:
        message = TABLES["message"]
        session.execute(
            message.update()
            .where(message.c.contact_id == member.ids["contact"])
            .values(text="lời của tutu", ticket_id=life.ids["ticket"])
        )

    await db.write(relay)

    def read(session: Session) -> str:
        contact = session.get_one(Contact, member.ids["contact"])
        return str(collect_own_data(session, contact))

    assert "tutu" not in await db.read(read)


async def test_a_copy_is_a_pdf_with_page_numbers_and_a_json(
    db: Database, clock: ObedientClock
) -> None:
    life = await db.write(fill, Life("tutu", 1, clock.now))

    def read(session: Session) -> dict[str, own_data_files.CopyWriter]:
        contact = session.get_one(Contact, life.ids["contact"])
        make = own_data_files.make_writers
        return dict(make(session, contact, now=clock.now, zone=POLICY.zone))

    writers = await db.read(read)
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(writers["pdf"]())).pages]
    whole = "\n".join(pages)
    assert texts.COPY_KIND in whole and texts.COPY_TABLES["ticket"] in whole
    assert len(pages) > 1 and pages[1].lstrip().startswith("2")
    with zipfile.ZipFile(io.BytesIO(own_data_files.write_archive(writers))) as archive:
        assert archive.namelist() == ["du-lieu-cua-toi.json", "du-lieu-cua-toi.pdf"]
        assert json.loads(archive.read("du-lieu-cua-toi.json"))["tables"]["contact"]["rows"]


async def test_a_link_is_used_once_and_for_an_hour(db: Database, clock: ObedientClock) -> None:
    life = await db.write(fill, Life("tutu", 1, clock.now))
    later = clock.now + timedelta(minutes=5)

    def make(session: Session) -> str:
        contact = session.get_one(Contact, life.ids["contact"])
        return data_copies.make_copy(session, contact, now=later)

    token = await db.write(make)
    first = await db.write(lambda s: data_copies.use_link(s, token, now=later))
    assert first is not None and first.id == life.ids["contact"]
    assert await db.write(lambda s: data_copies.use_link(s, token, now=later)) is None
    assert await db.write(lambda s: data_copies.use_link(s, "x" * 32, now=later)) is None

    other = await db.write(make)
    over = later + COPY_LIFETIME
    assert not await db.read(lambda s: data_copies.has_link(s, other, now=over))
    assert await db.read(lambda s: data_copies.has_link(s, other, now=later))
    assert await db.read(lambda s: data_copies.find_copied_contact(s, token, now=later)) is None

    def read(session: Session) -> tuple[int, set[str], int]:
        paths = {row.path for row in session.exec(select(Discarded))}
        asked = session.exec(
            select(DataRequest).where(DataRequest.kind == RequestKind.EXPORT)
        ).all()
        return len(session.exec(select(DataCopy)).all()), paths, len(asked)

    assert await db.write(lambda s: data_copies.end_copies_due(s, now=over)) == 1
    copies, paths, asked = await db.read(read)
    stems = {
        cached_file_name(GENERATED, data_copies.make_reference(one, kind))
        for one in (token, other)
        for kind in data_copies.FORMATS
    }
    assert copies == 0 and stems <= paths and asked == 2
