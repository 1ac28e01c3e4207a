"""Digests of the photos that rolls and field reports refer to: the photos themselves stay here."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import select

from bot import texts
from bot.channels.file_store import FileStore
from bot.messages.content import (
    Attachment,
    AttachmentKind,
    StoredFile,
    cached_file_name,
    list_stored_files,
)
from bot.reports.evidence.records import CLASS, TICKET, UNIT, Row, Subject
from bot.tickets.models import TicketKind


def list_photos(subject: Subject, folder: FileStore) -> Iterator[Row]:
    """Yield each photo: of what, when, its SHA-256, its size in bytes.

    One that was deleted when its time was over has neither.
    """
    rolls = (
        select(CLASS.code, CLASS.rolled_at, CLASS.sheet)
        .join_from(CLASS.id.table, UNIT.id.table, UNIT.id == CLASS.unit_id)
        .where(subject.within_unit(), subject.during(CLASS.starts_at))
        .order_by(CLASS.id)
    )
    reports = (
        select(TICKET.code, TICKET.opened_at, TICKET.attachments)
        .join_from(TICKET.id.table, UNIT.id.table, UNIT.id == TICKET.unit_id)
        .where(
            subject.within_unit(),
            subject.during(TICKET.opened_at),
            TICKET.kind == TicketKind.REPORT,
            ~TICKET.about_team,
        )
        .order_by(TICKET.id)
    )
    for kind, query in ((texts.EVIDENCE_ROLL, rolls), (texts.EVIDENCE_FIELD_REPORT, reports)):
        for code, at, attachments in subject.stream(query):
            for path in _list_paths(attachments, folder):
                yield (kind, code, at, *_describe(path))


def _list_paths(attachments: list[dict[str, Any]], folder: FileStore) -> Iterator[Path | None]:
    """Yield where each photo lies, None for one that is gone."""
    for values in attachments:
        attachment = Attachment.from_json(values)
        if attachment.kind is not AttachmentKind.PHOTO:
            continue
        names: tuple[StoredFile, ...] = (
            (attachment.file,)
            if attachment.file is not None
            else tuple(list_stored_files(cached_file_name(attachment.account, attachment.ref)))
        )
        yield next((folder.path(name) for name in names if folder.has(name)), None)


def _describe(path: Path | None) -> tuple[str, int | None]:
    if path is None:
        return texts.EVIDENCE_PHOTO_GONE, None
    with path.open("rb") as photo:
        return hashlib.file_digest(photo, "sha256").hexdigest(), path.stat().st_size
