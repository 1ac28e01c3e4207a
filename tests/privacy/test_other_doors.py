"""Words that come in by the command line, a sheet or an edit go through the same mask."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import Session, select

from bot.classes import imports as class_imports
from bot.cli.terminal import masked_text
from bot.core.db import Database
from bot.documents.columns import UNMASKED_COLUMNS
from bot.documents.workbooks import read_workbook
from bot.faq import revision_lifecycle
from bot.faq import service as faq
from bot.faq.models import Fact
from bot.messages.masking.mask import COVER, mask_strings
from bot.people.actor import OPERATOR
from bot.people.models import Person
from bot.people.team_imports import TEAM_COLUMNS, find_team_tables, import_team
from bot.people.unit_imports import UNIT_COLUMNS
from bot.people.units import Unit, UnitKind, get_unit, upsert_unit
from bot.polls import household_import as household_imports
from tests.conftest import ObedientClock
from tests.faq.test_overlay import SHIPPED
from tests.faq.test_revision_lifecycle import FRESH

SECRET = "001085012345"
COLUMNS = (
    *UNIT_COLUMNS,
    *TEAM_COLUMNS,
    *household_imports.COLUMNS,
    *class_imports.COLUMNS,
)


def test_every_column_of_a_sheet_is_decided() -> None:
    free = {column.name for column in COLUMNS} - UNMASKED_COLUMNS
    assert free == {"name", "aliases", "topic", "place", "teacher", "bring", "label", "address"}


def test_free_words_of_a_sheet_are_covered_and_phones_are_not(tmp_path: Path) -> None:
    path = tmp_path / "to.csv"
    path.write_text(f"Mã đơn vị,Họ tên,Số điện thoại,Vai trò\nx,Lan {SECRET},912345678,tv\n")
    (table,) = find_team_tables(read_workbook(path)).tables
    (row,) = table.rows
    assert row.values["name"] == f"Lan {COVER}"
    assert row.values["phone"] == "912345678"


async def test_a_team_is_imported_without_the_secret(db: Database, tmp_path: Path) -> None:
    path = tmp_path / "to.csv"
    path.write_text(
        f"Mã đơn vị,Họ tên,Số điện thoại,Vai trò\nx,Lê Lan cccd {SECRET},0900000001,member\n"
    )

    def work(session: Session) -> list[Person]:
        upsert_unit(session, "x", "Xã Mẫu", UnitKind.COMMUNE, parent=None)
        import_team(session, path, actor=OPERATOR, now=datetime(2026, 11, 23, tzinfo=UTC))
        return list(session.exec(select(Person)))

    (person,) = await db.write(work)
    assert (person.name, person.phone) == (f"Lê Lan cccd {COVER}", "0900000001")


def test_an_argument_is_covered_and_that_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert masked_text("mã otp là 482913") == f"mã otp là {COVER}"
    assert "đã che" in capsys.readouterr().err
    assert masked_text("gọi 0263 3822 123") == "gọi 0263 3822 123"
    assert capsys.readouterr().err == ""


async def test_a_fact_and_a_reason_hold_no_secret(db: Database, clock: ObedientClock) -> None:
    def work(session: Session) -> str:
        upsert_unit(session, "x", "Xã Mẫu", UnitKind.COMMUNE, parent=None)
        unit: Unit = get_unit(session, "x")
        faq.set_fact(
            session, unit, "team_contact", f"chị Lan cccd {SECRET}", actor=OPERATOR, now=clock.now
        )
        session.flush()
        return session.exec(select(Fact)).one().value

    assert await db.write(work) == f"chị Lan cccd {COVER}"

    def draft(session: Session) -> dict[str, object] | None:
        content = {**FRESH, "answer": f"Số {SECRET}.", "steps": [f"cccd {SECRET}"]}
        return revision_lifecycle.draft_revision(
            session, SHIPPED, "moi", content, actor=OPERATOR, now=clock.now
        ).content

    stored = await db.write(draft)
    assert stored and SECRET not in str(stored) and COVER in str(stored["steps"])


def test_a_file_of_tables_is_covered_string_by_string() -> None:
    given = {"title": "Họp", "question": [{"text": f"cccd {SECRET}", "options": ("1", SECRET)}]}
    assert SECRET not in str(mask_strings(given))
