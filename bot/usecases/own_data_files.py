"""The copy of a person's own data as files: JSON for machines, PDF to be read, both in one ZIP."""

import io
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot import texts
from bot.broadcasts.print_layouts import PrintConfig
from bot.core.errors import Rejected
from bot.documents.office_files import DOCUMENT_WRITERS
from bot.documents.office_form import Block, Column, Heading, Letterhead, OfficeDocument, Paragraph
from bot.documents.office_form import Table as PrintedTable
from bot.people import languages
from bot.people.models import Contact
from bot.people.units import Unit
from bot.privacy import data_copies
from bot.privacy.own_data import OwnData, OwnTable, collect_own_data
from bot.usecases.generated_documents import PrintJob
from bot.usecases.letterheads import load_letterhead
from bot.vietnamese.dates.formatting import format_day

MOST_PRINTED = 400  # rows of a table on paper
MOST_LETTERS = 600  # of one row on paper
TIME_WIDTH = 34.0  # millimetres
CopyWriter = Callable[[], bytes]


def prepare_copy(session: Session, ref: str, now: datetime, config: PrintConfig) -> PrintJob | None:
    """Read a person's data; return the function that writes it, or None if `ref` names no copy.

    Raises Rejected for a copy whose hour is over.
    """
    parsed = data_copies.parse_reference(ref)
    if parsed is None:
        return None
    token, kind = parsed
    contact = data_copies.find_copied_contact(session, token, now=now)
    if contact is None:
        raise Rejected("the copy is over")
    return make_writers(session, contact, now=now, zone=config.policy.zone)[kind]


def make_writers(
    session: Session, contact: Contact, *, now: datetime, zone: ZoneInfo
) -> Mapping[str, CopyWriter]:
    """Read a person's data; return the functions that write it, by kind of file."""
    data = collect_own_data(session, contact)
    unit = session.get(Unit, contact.unit_id) if contact.unit_id else None
    letterhead = load_letterhead(session, unit) if unit else Letterhead(texts.BOT_NAME)
    document = make_document(data, letterhead, now=now, zone=zone)
    return {
        "json": lambda: write_json(data, now=now),
        "pdf": lambda: DOCUMENT_WRITERS["pdf"](document),
    }


def write_archive(writers: Mapping[str, CopyWriter]) -> bytes:
    """Return all files of a copy in one ZIP."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for kind, write in writers.items():
            archive.writestr(texts.COPY_FILE_NAME.format(kind=kind), write())
    return sink.getvalue()


def write_json(data: OwnData, *, now: datetime) -> bytes:
    """Return the data as JSON: every table by its name, with its rows."""
    whole = {
        "made_at": now.isoformat(),
        "account": data.account,
        "village": data.unit_name,
        "tables": {
            table.name: {"label": texts.COPY_TABLES[table.name], "rows": list(table.rows)}
            for table in data.tables
        },
    }
    return json.dumps(whole, ensure_ascii=False, indent=1, default=str).encode()


def make_document(
    data: OwnData, letterhead: Letterhead, *, now: datetime, zone: ZoneInfo
) -> OfficeDocument:
    """Return the data as a document to be read."""
    local = now.astimezone(zone)
    tables = {table.name: table for table in data.tables}
    moment = f"{local:%H:%M} {format_day(local.date())}"
    blocks: list[Block] = [
        Paragraph(texts.COPY_INTRO.format(moment=moment)),
        Paragraph(_describe_profile(data, tables["contact"])),
    ]
    for name in texts.COPY_TABLES:
        table = tables.get(name)
        if table is not None and table.rows and name != "contact":
            blocks += _print_table(table, zone)
    place = texts.CHANNEL_NAMES.get(data.account, data.account)
    summary = texts.COPY_SUMMARY.format(bot=texts.BOT_NAME, place=place)
    return OfficeDocument(letterhead, texts.COPY_KIND, summary, blocks, day=local.date())


def _describe_profile(data: OwnData, contact: OwnTable) -> str:
    row = contact.rows[0]
    language = str(row["language"])
    return texts.COPY_PROFILE.format(
        name=row["name"] or texts.DATA_UNKNOWN,
        unit=data.unit_name or texts.DATA_UNKNOWN,
        phone=row["phone"] or texts.DATA_UNKNOWN,
        language=languages.language_name(language)
        if language in texts.LANGUAGES
        else texts.DATA_UNKNOWN,
    )


def _print_table(table: OwnTable, zone: ZoneInfo) -> Iterator[Block]:
    label = texts.COPY_TABLES[table.name]
    yield Heading(texts.COPY_COUNT.format(label=label, count=len(table.rows)))
    rows = [
        (_find_moment(row, zone), words)
        for row in table.rows
        if (words := _describe_row(table, row))
    ]
    if not rows:
        yield Paragraph(texts.COPY_NO_WORDS)
        return
    columns = [Column(texts.COPY_COLUMNS[0], width=TIME_WIDTH), Column(texts.COPY_COLUMNS[1])]
    yield PrintedTable(columns, rows[-MOST_PRINTED:], is_tight=True)
    if len(rows) > MOST_PRINTED:
        yield Paragraph(texts.COPY_MORE.format(count=len(rows) - MOST_PRINTED))


def _find_moment(row: Mapping[str, Any], zone: ZoneInfo) -> str:
    """Return the first instant of a row, as people write it; "" without one."""
    for name, value in row.items():
        if (name.endswith("_at") or name == "at") and isinstance(value, str):
            return f"{datetime.fromisoformat(value).astimezone(zone):%H:%M %d/%m/%Y}"
    return ""


def _describe_row(table: OwnTable, row: Mapping[str, Any]) -> str:
    """Return the words of a row on one line; "" when it has none left."""
    if table.name == "consent":
        name = texts.PURPOSE_NAMES.get(row["purpose"], row["purpose"])
        state = texts.COPY_WITHDRAWN if row["withdrawn_at"] else texts.COPY_GIVEN
        return texts.COPY_PURPOSE.format(name=name, state=state)
    parts = [part for name in table.words for part in _list_words(row[name])]
    text = "; ".join(dict.fromkeys(parts))[:MOST_LETTERS]
    if text and table.name == "message":
        return texts.COPY_SAID_BY[row["direction"]].format(text=text)
    return text


def _list_words(value: Any) -> Sequence[str]:
    """Return the words in a value; of files only how many there are."""
    if isinstance(value, str):
        return (value,) if value.strip() else ()
    if isinstance(value, dict) and value.get("attachments"):
        return (texts.COPY_FILES.format(count=len(value["attachments"])),)
    if isinstance(value, list) and value:
        if all(isinstance(item, dict) and "kind" in item for item in value):
            return (texts.COPY_FILES.format(count=len(value)),)
        return tuple(item for item in value if isinstance(item, str))
    return ()
