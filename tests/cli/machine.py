"""A machine with a bot on it: a folder, a database, an environment, and commands to give."""

import asyncio
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import pytest
from sqlmodel import Session, col, select

from bot.cli import main
from bot.core.policy import POLICY
from bot.messages.history import Message
from bot.people.models import Contact, Person, Role, RoleKind
from bot.people.service import get_or_create_contact
from bot.people.units import get_unit
from bot.reactions import open_database
from bot.tickets.opening import open_ticket
from tests.conftest import CACHE, DATA
from tests.secret import SECRET

ROOT = Path(__file__).parents[2]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Ran:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def rows(self) -> list[Any]:
        """The output as JSON, one value a line."""
        return [json.loads(line) for line in self.out.splitlines()]


class Machine:
    """Everything happens in `folder`, with an upgraded, empty SQLite database in it."""

    def __init__(self, folder: Path, database_url: str) -> None:
        self.folder = folder
        self.database = Path(database_url.removeprefix("sqlite:///"))
        self.settings = {
            "BOT_DATABASE_URL": database_url,
            "BOT_DATA_DIR": str(DATA),
            "BOT_CACHE_DIR": str(CACHE),
            "BOT_SECRET_KEY": SECRET,
        }

    def bot(self, *arguments: str, **settings: str) -> Ran:
        """Give a command in this process."""
        out, err = io.StringIO(), io.StringIO()
        with pytest.MonkeyPatch.context() as environment:
            for name, value in {**self.settings, **settings}.items():
                environment.setenv(name, value)
            with redirect_stdout(out), redirect_stderr(err):
                try:
                    code = main(arguments)
                except SystemExit as stop:
                    code = int(stop.code or 0)
        return Ran(code, out.getvalue(), err.getvalue())

    def start(self, *arguments: str, **settings: str) -> "subprocess.Popen[bytes]":
        """Start a command as a process of its own."""
        clean = {name: value for name, value in os.environ.items() if name[:4] != "BOT_"}
        return subprocess.Popen(
            [sys.executable, "-m", "bot", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=self.folder,
            env={**clean, **self.settings, **settings, "PYTHONPATH": str(ROOT)},
        )

    def run(self, *arguments: str, **settings: str) -> Ran:
        """Run a command as a process of its own to its end."""
        return self.pipe(b"", *arguments, **settings)

    def pipe(self, stdin: bytes, *arguments: str, **settings: str) -> Ran:
        """Run a command that reads from a pipe."""
        process = self.start(*arguments, **settings)
        out, err = process.communicate(stdin, timeout=60)
        return Ran(process.returncode, out.decode(), err.decode())

    def file(self, name: str, content: str | bytes) -> str:
        """Write a file; its path."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return str(path)

    def write(self, fn: Callable[[Session], T]) -> T:
        """Something happens in the database."""
        db = open_database(self.settings["BOT_DATABASE_URL"])
        try:
            return asyncio.run(db.write(fn))
        finally:
            db.close()

    def ask_for_person(self, address: str) -> int:
        """A resident wants a person; the ticket's number."""
        return self.write(lambda session: _open_ticket(session, address))


def _open_ticket(session: Session, address: str) -> int:
    now = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
    ticket, _ = open_ticket(
        session, get_or_create_contact(session, "fake", address, now=now), now=now, policy=POLICY
    )
    return ticket.id


def an_approver(session: Session) -> None:
    """In unit x somebody who may say yes has a chat."""
    now, unit = datetime(2026, 11, 23, 1, tzinfo=UTC), get_unit(session, "x")
    person = Person(name="Ngô Thị Duyệt", unit_id=unit.id)
    session.add(person)
    session.flush()
    session.add(Role(person_id=person.id, unit_id=unit.id, kind=RoleKind.APPROVER))
    get_or_create_contact(session, "telegram", "duyet", now=now).person_id = person.id


def what_approvers_are_told(session: Session) -> list[str]:
    """What they are to be told."""
    query = (
        select(Message.text)
        .join(Contact, col(Contact.id) == Message.contact_id)
        .where(Contact.address == "duyet")
    )
    return list(session.exec(query))
