"""Lists that officers send to the bot as a file: which list it is, what it would do, doing it.

The file is the one that came with a message, read from the store of files each time: nothing is
pending but the message itself, so a restart loses nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlmodel import Session

from bot import texts
from bot.channels.file_store import FileStore
from bot.classes import imports as class_imports
from bot.core.errors import UserError
from bot.core.policy import Policy
from bot.documents.import_plans import ImportPlan
from bot.documents.tables import FoundTables
from bot.documents.workbooks import MAX_BYTES, RawWorkbook, parse_workbook
from bot.messages.content import (
    Attachment,
    StoredFile,
    cached_file_name,
    list_stored_files,
)
from bot.messages.history import Message
from bot.people import team_imports, unit_imports
from bot.people.actor import Actor
from bot.polls import household_import

FINGERPRINT_LENGTH = 16  # of a plan, in a button's value


@dataclass(frozen=True, slots=True)
class ListKind:
    """A kind of list: how it is found in a file, planned and imported."""

    find: Callable[[RawWorkbook], FoundTables]
    plan: Callable[..., ImportPlan]
    apply: Callable[..., ImportPlan]
    takes_policy: bool = False


KINDS = {
    "team": ListKind(
        team_imports.find_team_tables, team_imports.plan_team_import, team_imports.apply_team_import
    ),
    "classes": ListKind(
        class_imports.find_class_tables,
        class_imports.plan_class_import,
        class_imports.apply_class_import,
        takes_policy=True,
    ),
    "households": ListKind(
        household_import.find_household_tables,
        household_import.plan_household_import,
        household_import.apply_household_import,
    ),
    "units": ListKind(
        unit_imports.find_unit_tables,
        unit_imports.plan_units_import,
        unit_imports.apply_units_import,
    ),
}
"""The kinds by name; of two that fit a file equally well, the earlier is meant."""


def find_stored_list(
    files: FileStore, message: Message, attachment: Attachment
) -> StoredFile | None:
    """Return the file as it lies in the store, or None while it has not been fetched."""
    if attachment.file is not None:
        return attachment.file if files.has(attachment.file) else None
    name = cached_file_name(message.account, attachment.ref)
    return next((file for file in list_stored_files(name) if files.has(file)), None)


@dataclass(frozen=True, slots=True)
class RecognisedList:
    """A file with the kinds of list it can be, the likeliest first."""

    name: str  # as its sender calls it
    tables: dict[str, FoundTables]

    @property
    def kinds(self) -> list[str]:
        """The kinds it can be."""
        return list(self.tables)


def recognise_list(files: FileStore, stored: StoredFile, name: str) -> RecognisedList:
    """Read a file and return what it can be; no kinds when no headings are known.

    `name` is only shown. Raises UserError for a file that cannot be read.
    """
    if files.path(stored).stat().st_size > MAX_BYTES:
        raise UserError(texts.FILE_TOO_BIG.format(path=name))
    book = parse_workbook(files.path(stored).read_bytes(), Path(name))
    found: dict[str, FoundTables] = {}
    for kind, ways in KINDS.items():
        try:
            found[kind] = ways.find(book)
        except UserError:
            continue  # these are not its columns
    ranked = sorted(found, key=lambda kind: -_weigh(found[kind]))
    return RecognisedList(name, {kind: found[kind] for kind in ranked})


def _weigh(found: FoundTables) -> int:
    """Return how well the headings fit: the scores of all columns of the best table."""
    return max(sum(table.scores.values()) for table in found.tables)


def plan_list(
    session: Session,
    recognised: RecognisedList,
    kind: str,
    *,
    actor: Actor,
    policy: Policy,
    now: datetime,
) -> ImportPlan:
    """Return what importing the file as this kind of list would do; writes nothing."""
    options = _make_options(kind, actor, policy, now)
    return KINDS[kind].plan(session, recognised.tables[kind], **options)


def apply_list(
    session: Session,
    recognised: RecognisedList,
    kind: str,
    *,
    shown: str,
    actor: Actor,
    policy: Policy,
    now: datetime,
) -> ImportPlan | None:
    """Plan again and import; None when the plan is no longer the one that was `shown`.

    `shown` is the beginning of its fingerprint.
    """
    plan = plan_list(session, recognised, kind, actor=actor, policy=policy, now=now)
    if plan.fingerprint[:FINGERPRINT_LENGTH] != shown:
        return None
    options = _make_options(kind, actor, policy, now)
    return KINDS[kind].apply(session, recognised.tables[kind], shown=plan.fingerprint, **options)


def _make_options(kind: str, actor: Actor, policy: Policy, now: datetime) -> dict[str, Any]:
    options: dict[str, Any] = {"actor": actor, "now": now}
    return {**options, "policy": policy} if KINDS[kind].takes_policy else options
