"""The database door: a transaction is a plain function, run in a worker thread (ADR-0002).

SQLite has one writer thread, by its nature: it takes every waiting function into one transaction,
a savepoint each, so that durability is paid once a batch. PostgreSQL runs the same functions in a
pool.
`synchronous=FULL`: with NORMAL a power cut may forget commits that were already confirmed.
"""

import asyncio
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from sqlalchemy import BigInteger, Engine, Integer, create_engine, event
from sqlalchemy.engine import Connection, ExceptionContext, make_url
from sqlalchemy.exc import OperationalError
from sqlmodel import Field, Session, SQLModel

from bot.core.sqlite_files import empty_log, forbid_writes, prepare

__all__ = [
    "Database",
    "Id",
    "OperationalError",
    "Session",
    "identity",
    "open_database",
    "reference",
    "wipe_after",
]

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

# SQLite grows ids only for INTEGER; PostgreSQL's INTEGER ends at two thousand million.
Id = BigInteger().with_variant(Integer, "sqlite")

P = ParamSpec("P")
T = TypeVar("T")

READERS = 4
PG_WORKERS = 8
CONNECT_WITHIN = 5  # seconds
WIPE = "wipe"  # in a session's info: see `wipe_after`
BATCH = 64  # waiting writes taken into one SQLite transaction at the most


def identity() -> Any:
    """A table's own id, given by the database."""
    return Field(default=None, primary_key=True, sa_type=Id)


def reference(column: str, *, index: bool = True, nullable: bool = False) -> Any:
    """The id of a row elsewhere, such as `reference("contact.id")`."""
    if nullable:
        return Field(default=None, foreign_key=column, index=index, sa_type=Id, nullable=True)
    return Field(foreign_key=column, index=index, sa_type=Id)


_here = threading.local()  # whether this thread is within a transaction's function


def wipe_after(session: Session) -> None:
    """Words were erased: once this is committed, they must not be read in the files either.

    `secure_delete` overwrites them in the database; the write-ahead log still has the old pages
    until it is emptied.
    """
    session.info[WIPE] = True


_Waiting = tuple[Callable[[Session], Any], Future[Any]]


class _Pool(Protocol):
    def submit(self, job: Callable[[Session], Any]) -> Future[Any]: ...

    def close(self) -> None: ...


class _Threads:
    """Each function in a transaction of its own, several at a time."""

    def __init__(self, engine: Engine, workers: int, name: str) -> None:
        self._engine = engine
        self._executor = ThreadPoolExecutor(workers, thread_name_prefix=name)

    def submit(self, job: Callable[[Session], Any]) -> Future[Any]:
        return self._executor.submit(self._run, job)

    def _run(self, job: Callable[[Session], Any]) -> Any:
        with Session(self._engine, expire_on_commit=False) as session, session.begin():
            return job(session)

    def close(self) -> None:
        self._executor.shutdown(wait=True)
        self._engine.dispose()


class _OneWriter:
    """One thread, one connection; what waits together is committed together."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._jobs: queue.SimpleQueue[_Waiting | None] = queue.SimpleQueue()
        self._door = threading.Lock()
        self._closed = False
        self._wipe = False  # something was erased, and the log still has it
        self._thread = threading.Thread(target=self._loop, name="db-write", daemon=True)
        self._thread.start()

    def submit(self, job: Callable[[Session], Any]) -> Future[Any]:
        future: Future[Any] = Future()
        with self._door:
            if self._closed:
                raise RuntimeError("the database is closed")
            self._jobs.put((job, future))
        return future

    def close(self) -> None:
        with self._door:
            self._closed = True
            self._jobs.put(None)
        self._thread.join()
        self._engine.dispose()

    def _loop(self) -> None:
        while (first := self._jobs.get()) is not None:
            batch = [first]
            while len(batch) < BATCH and not self._jobs.empty():
                if (job := self._jobs.get()) is None:
                    self._commit(batch)
                    return
                batch.append(job)
            self._commit(batch)

    def _commit(self, batch: list[_Waiting]) -> None:
        # From here on nobody can cancel.
        batch = [one for one in batch if one[1].set_running_or_notify_cancel()]
        outcomes: list[tuple[Any, BaseException | None]]
        try:
            with self._engine.begin() as connection:
                outcomes = [self._attempt(connection, job) for job, _ in batch]
        except BaseException as error:
            # The commit itself failed: nothing of the batch is kept, and everyone must hear it.
            outcomes = [(None, error)] * len(batch)
        if self._wipe:
            self._wipe = not empty_log(self._engine)
        for (_, future), (result, failure) in zip(batch, outcomes, strict=True):
            if failure is None:
                future.set_result(result)
            else:
                future.set_exception(failure)

    def _attempt(
        self, connection: Connection, job: Callable[[Session], Any]
    ) -> tuple[Any, BaseException | None]:
        session = Session(
            connection, expire_on_commit=False, join_transaction_mode="create_savepoint"
        )
        try:
            with session, session.begin():
                result = job(session)
                self._wipe = self._wipe or WIPE in session.info
            return result, None
        except Exception as error:
            # A full or failing disk makes SQLite roll back the whole transaction by itself: those
            # before in this batch are gone too, and those after would be written without one.
            raw: Any = connection.connection.driver_connection
            if not raw.in_transaction:
                raise
            return None, error


class Database:
    """Two verbs, `write` and `read`; both run a function of a session and give back its result."""

    def __init__(self, engine: Engine, writers: _Pool, readers: _Pool) -> None:
        self.engine = engine
        self._writers = writers
        self._readers = readers

    async def write(
        self, fn: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run `fn` in a transaction: committed if it returns, rolled back if it raises."""
        return await self._run(self._writers, fn, *args, **kwargs)

    async def read(
        self, fn: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run `fn` in a transaction that must not write (SQLite refuses it)."""
        return await self._run(self._readers, fn, *args, **kwargs)

    @staticmethod
    async def _run(
        pool: _Pool,
        fn: Callable[Concatenate[Session, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        def work(session: Session) -> T:
            _here.working = True
            try:
                return fn(session, *args, **kwargs)
            finally:
                _here.working = False

        future = pool.submit(work)
        # Shielded: a caller that gives up must not undo a write that is already under way.
        result: T = await asyncio.shield(asyncio.wrap_future(future))
        return result

    def close(self) -> None:
        """Finish what is waiting, then let go of the files and sockets."""
        self._writers.close()
        self._readers.close()


def open_database(url: str) -> Database:
    """The database at `url` (sqlite:///FILE or postgresql://…); folders of a file are made.

    Never within a transaction: SQLite's one writer would wait for itself, in vain.
    """
    if getattr(_here, "working", False):
        raise RuntimeError("a transaction opens no database: what it needs is made before")
    if url.startswith("sqlite"):
        return _open_sqlite(url)
    # hide_parameters: an error would otherwise print the bound values, which are people's words.
    engine = create_engine(
        make_url(url).set(drivername="postgresql+psycopg"),
        hide_parameters=True,
        pool_size=PG_WORKERS + READERS,
        pool_pre_ping=True,
        # A server that does not answer must not hold a stop, or a resident's message, for minutes.
        connect_args={"connect_timeout": CONNECT_WITHIN},
    )
    event.listen(engine, "handle_error", _forget_values)
    return Database(
        engine,
        _Threads(engine, PG_WORKERS, "db-write"),
        _Threads(engine, READERS, "db-read"),
    )


def _open_sqlite(url: str) -> Database:
    if file := make_url(url).database:
        Path(file).parent.mkdir(parents=True, exist_ok=True)
    writer = create_engine(url, hide_parameters=True, pool_size=1, max_overflow=1)
    event.listen(writer, "connect", prepare)
    event.listen(writer, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    reader = create_engine(url, hide_parameters=True, pool_size=READERS)
    event.listen(reader, "connect", prepare)
    event.listen(reader, "connect", forbid_writes)
    event.listen(reader, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    return Database(writer, _OneWriter(writer), _Threads(reader, READERS, "db-read"))


def _forget_values(context: ExceptionContext) -> None:
    """PostgreSQL names the row that offends in a second line: "Key (text)=(their words)…"."""
    for error in (context.original_exception, context.sqlalchemy_exception):
        if error is not None and error.args:
            first, *rest = error.args
            error.args = (str(first).partition("\n")[0], *rest)
