"""Lists that officers send, in every format and spoiled: understood, or refused in a sentence."""

import csv
import io
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session

from bot.core.db import Database
from bot.core.errors import UserError
from bot.core.policy import POLICY
from bot.people.actor import OPERATOR
from bot.people.units import find_unit
from bot.reactions import open_database
from bot.reports.evidence.archive import verify_pack
from bot.usecases.import_kinds import IMPORT_KINDS, ImportKind
from bot.usecases.list_imports import read_content, understand
from tests.fuzz.values import NOW, cases, line

XLS = (Path(__file__).parents[1] / "documents/an-dong.xls").read_bytes()
HEADINGS = sorted(
    {name for kind in IMPORT_KINDS.values() for c in kind.columns for name in c.headings}
)
VALUES = ("an-phu", "ap-03", "Thôn 3", "0900000019", "Tổ trưởng", "5/12/2026", "19h30", "", "31/2")
cell = st.one_of(st.sampled_from(VALUES), line)
header = st.lists(st.one_of(st.sampled_from(HEADINGS), cell), max_size=8)
rows = st.tuples(header, st.lists(st.lists(cell, max_size=8), max_size=6)).map(
    lambda parts: [parts[0], *parts[1]]
)


def as_csv(table: Sequence[Sequence[str]], encoding: str) -> bytes:
    """The rows as a .csv."""
    text = io.StringIO()
    csv.writer(text).writerows([[one.replace("\0", "") for one in row] for row in table])
    return text.getvalue().encode(encoding, "replace")


def as_xlsx(table: Sequence[Sequence[str]]) -> bytes:
    """The rows as a workbook; what Excel cannot hold is left out."""
    content = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(content, options) as book:
        sheet = book.add_worksheet()
        for place, row in enumerate(table):
            kept = ["".join(c for c in one if c.isprintable())[:3000] for one in row]
            sheet.write_row(place, 0, kept)
    return content.getvalue()


def spoil(content: bytes, places: Sequence[tuple[int, int]], cut: int) -> bytes:
    """The same with some bytes changed, and cut off."""
    spoiled = bytearray(content)
    for at, value in places:
        if spoiled:
            spoiled[at % len(spoiled)] = value
    return bytes(spoiled[: len(spoiled) - cut])


damage = st.tuples(
    st.lists(st.tuples(st.integers(0, 2**20), st.integers(0, 255)), max_size=6),
    st.integers(0, 400),
)
some_csv = st.builds(as_csv, rows, st.sampled_from(("utf-8", "utf-8-sig", "utf-16", "cp1258")))
contents = st.one_of(
    st.tuples(some_csv, st.just("a.csv")),
    st.tuples(rows.map(as_xlsx), st.just("a.xlsx")),
    st.builds(lambda d: (spoil(XLS, *d), "a.xls"), damage),
    st.builds(lambda table, d: (spoil(as_xlsx(table), *d), "a.xlsx"), rows, damage),
    st.tuples(
        st.binary(max_size=200), st.sampled_from(("a.csv", "a.xlsx", "a.xls", "a.docx", "a.pdf"))
    ),
    st.tuples(rows.map(lambda table: as_csv(table, "utf-8")), st.just("")),
)


def plan(session: Session, kind: ImportKind, content: bytes, name: str) -> None:
    """What the page does with a file: understand it, plan it, leave nothing."""
    understanding = understand(kind, read_content(content, name), None)
    if understanding.found is not None:
        unit = find_unit(session, "an-phu")
        kind.plan(session, understanding.found, actor=OPERATOR, now=NOW, policy=POLICY, unit=unit)


@pytest.fixture
def demo_db(demo_url: str) -> Database:
    """The demo communes."""
    return open_database(demo_url)


@pytest.mark.parametrize("kind", IMPORT_KINDS.values(), ids=IMPORT_KINDS.keys())
def test_a_list_is_understood_or_refused_in_one_sentence(
    kind: ImportKind, demo_db: Database
) -> None:
    @cases(fast=12, nightly=700)
    @given(contents)
    def feed(sent: tuple[bytes, str]) -> None:
        with suppress(UserError), Session(demo_db.engine) as session:
            plan(session, kind, *sent)

    feed()
    demo_db.close()


@cases(fast=15, nightly=1500)
@given(st.binary(max_size=300), rows, damage)
def test_a_pack_of_evidence_is_verified_or_refused(
    content: bytes, table: list[list[str]], broken: tuple[list[tuple[int, int]], int]
) -> None:
    for file in (content, b"PK\x03\x04" + content, spoil(as_xlsx(table), *broken)):
        assert verify_pack(io.BytesIO(file)).faults
