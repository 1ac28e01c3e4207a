"""Lists that officers send to the bot as a file: which list it is, what it would do, doing it.

The file is the one that came with a message: nothing is pending but the message itself, so a
restart loses nothing. It is read, and its plan is made, outside of the transaction that answers
(`core.preparation`); what was read last stays in memory.
"""

import threading
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Generic, TypeVar

from sqlmodel import Session

from bot import texts
from bot.channels.file_store import FileStore
from bot.core.errors import UserError
from bot.core.policy import Policy
from bot.core.preparation import NotPrepared
from bot.documents.import_plans import ImportPlan, check_fingerprint
from bot.documents.tables import FoundTables
from bot.documents.workbooks import MAX_BYTES, parse_workbook
from bot.messages.content import (
    Attachment,
    StoredFile,
    cached_file_name,
    list_stored_files,
)
from bot.messages.history import Message
from bot.people.actor import Actor
from bot.usecases.import_kinds import IMPORT_KINDS

Kept = TypeVar("Kept")
MOST_KEPT = 3  # files, and plans: of officers who send a list in the same minute


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

    file: str  # as it lies in the store
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
    for kind in IMPORT_KINDS.values():
        try:
            found[kind.name] = kind.find(book)
        except UserError:
            continue  # these are not its columns
    ranked = sorted(found, key=lambda name: -_weigh(found[name]))
    return RecognisedList(stored.name, name, {kind: found[kind] for kind in ranked})


def _weigh(found: FoundTables) -> int:
    """Return how well the headings fit: the scores of all columns of the best table."""
    return max(sum(table.scores.values()) for table in found.tables)


class _Recent(Generic[Kept]):
    """The last few things that were made, by their keys; every thread may ask."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, Kept] = OrderedDict()
        self._lock = threading.Lock()

    def put(self, key: Hashable, kept: Kept) -> None:
        """Keep it; the oldest goes."""
        with self._lock:
            self._kept[key] = kept
            self._kept.move_to_end(key)
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)

    def get(self, key: Hashable) -> Kept | None:
        """Return it, or None."""
        with self._lock:
            return self._kept.get(key)

    def take(self, key: Hashable) -> Kept | None:
        """Return it once, or None."""
        with self._lock:
            return self._kept.pop(key, None)


class ListDesk:
    """Where the lists of chats are read: never within a transaction that writes.

    What is not there yet raises NotPrepared, and is there when the message is handled again.
    """

    def __init__(self, files: FileStore) -> None:
        self.files = files
        self._lists: _Recent[RecognisedList | UserError] = _Recent()
        self._plans: _Recent[ImportPlan] = _Recent()

    def get_list(self, stored: StoredFile, name: str) -> RecognisedList:
        """Return what a file holds. Raises UserError for one that cannot be read."""
        known = self._lists.get((stored.name, name))
        if known is None:
            raise NotPrepared(partial(self._read_list, stored, name))
        if isinstance(known, UserError):
            raise known
        return known

    def _read_list(self, stored: StoredFile, name: str, _session: Session) -> None:
        try:
            self._lists.put((stored.name, name), recognise_list(self.files, stored, name))
        except UserError as error:
            self._lists.put((stored.name, name), error)

    def get_plan(
        self,
        session: Session,
        recognised: RecognisedList,
        kind: str,
        *,
        actor: Actor,
        policy: Policy,
        now: datetime,
    ) -> ImportPlan:
        """Return what importing the file as this kind of list would do; it can only be shown.

        A kind that rehearses is planned here: it needs this transaction.
        """

        def plan(reading: Session) -> ImportPlan:
            tables = recognised.tables[kind]
            planned = IMPORT_KINDS[kind].plan(reading, tables, actor=actor, policy=policy, now=now)
            return replace(planned, deeds=())

        if IMPORT_KINDS[kind].rehearses:
            return plan(session)
        key = (recognised.file, recognised.name, kind, actor)
        prepared = self._plans.take(key)
        if prepared is None:
            raise NotPrepared(lambda reading: self._plans.put(key, plan(reading)))
        return prepared


def apply_list(
    session: Session,
    recognised: RecognisedList,
    kind: str,
    *,
    shown: str,
    actor: Actor,
    policy: Policy,
    now: datetime,
) -> ImportPlan:
    """Plan again and import. Raises ListChanged, and nothing is written, when the plan is no longer
    the one whose fingerprint begins with `shown`.
    """
    way, tables = IMPORT_KINDS[kind], recognised.tables[kind]
    if way.rehearses:  # its plan is known only when everything is done
        plan = way.plan(session, tables, actor=actor, policy=policy, now=now)
        check_fingerprint(plan, shown)
    return way.apply(session, tables, actor=actor, policy=policy, now=now, shown=shown)
