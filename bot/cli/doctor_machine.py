"""What the check says of the machine: key, rights of files, disk, memory, port, clock, backup."""

import http.client
import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from sqlalchemy.engine import make_url

from bot import texts
from bot.cli.findings import Finding
from bot.core import machine, secrets
from bot.core.clock import utc_now
from bot.core.settings import ENV_FILE, Settings
from bot.schedule import vitals
from bot.schedule.fault_rules import BACKUP_OLD, describe_age

LOW_DISK = 500_000_000  # bytes
LOW_MEMORY = 100_000_000  # bytes; the service itself holds about 200 MB
SHORTEST_KEY = 16  # characters
MEGABYTE = 1_000_000
PATIENCE = 3.0  # seconds for our own port
EVERYWHERE = ("0.0.0.0", "::")
OWN_MACHINE = ("127.0.0.1", "::1", "localhost")


def check_secret_key(settings: Settings) -> Finding:
    """Check that there is a key that nobody else reads or guesses."""
    subject, given, file = "secret key", settings.secret_key.get_secret_value(), secrets.KEY_FILE
    if given:
        short = len(given) < SHORTEST_KEY
        words = texts.DOCTOR_KEY_SHORT.format(least=SHORTEST_KEY) if short else texts.DOCTOR_KEY_SET
        return Finding(subject, ok=not short, message=words, next=texts.NEXT_KEY_SHORT)
    if not file.exists():
        return Finding(subject, ok=True, message=texts.DOCTOR_KEY_NONE.format(path=file))
    words, step = texts.DOCTOR_KEY_FILE, texts.NEXT_KEY.format(path=file)
    try:
        file.read_text()
    except OSError:
        words = texts.DOCTOR_KEY_UNREADABLE
    if file.stat().st_mode & 0o077:
        words = texts.DOCTOR_KEY_EXPOSED
    fine = words == texts.DOCTOR_KEY_FILE
    return Finding(subject, ok=fine, message=words.format(path=file), next=step)


def check_clock_service(settings: Settings) -> Finding:
    """Say the local time, and whether a time server leads the clock."""
    local = utc_now().astimezone(settings.zone)
    free = machine.is_clock_synchronized() is False
    words = texts.DOCTOR_CLOCK_FREE if free else texts.DOCTOR_CLOCK
    message = words.format(time=f"{local:%H:%M %d/%m/%Y}", zone=settings.timezone)
    return Finding("clock", ok=not free, message=message, next=texts.NEXT_CLOCK)


def check_machine(settings: Settings) -> Iterator[Finding]:
    """Check disk, memory, rights of files and the port."""
    for folder, free in vitals.read_machine(settings.database_url).free.items():
        words = texts.DOCTOR_DISK.format(folder=folder, size=free // MEGABYTE)
        yield Finding("disk", ok=free > LOW_DISK, message=words, next=texts.NEXT_DISK)
    yield _check_memory()
    yield _check_rights(settings)
    yield _check_port(settings)


def _check_memory() -> Finding:
    known = machine.measure_memory()
    if known is None:
        return Finding("memory", ok=True, message=texts.DOCTOR_MEMORY_UNKNOWN)
    free, whole = known
    words = texts.DOCTOR_MEMORY.format(free=free // MEGABYTE, all=whole // MEGABYTE)
    return Finding("memory", ok=free > LOW_MEMORY, message=words, next=texts.NEXT_MEMORY)


def _check_rights(settings: Settings) -> Finding:
    """Check that what holds people's words is closed to others, and open to the service."""
    written = [Path("var"), machine.PHOTO_FOLDER, machine.BACKUP_FOLDER]
    if settings.database_url.startswith("sqlite"):
        file = Path(make_url(settings.database_url).database or "")
        written += [file, *(Path(f"{file}{end}") for end in ("-wal", "-shm"))]
    backups = machine.BACKUP_FOLDER.glob("*") if machine.BACKUP_FOLDER.is_dir() else ()
    kept = [path for path in (ENV_FILE, *written, *backups) if path != Path("var")]
    if exposed := machine.list_exposed(kept):
        paths = " ".join(map(str, exposed))
        words, step = texts.DOCTOR_RIGHTS_EXPOSED.format(paths=paths), texts.NEXT_RIGHTS
    elif stuck := machine.list_unwritable(written):
        paths = " ".join(map(str, stuck))
        words, step = texts.DOCTOR_RIGHTS_UNWRITABLE.format(paths=paths), texts.NEXT_OWNER
    else:
        return Finding("files", ok=True, message=texts.DOCTOR_RIGHTS)
    return Finding("files", ok=False, message=words, next=step.format(paths=paths))


def _check_port(settings: Settings) -> Finding:
    """Check who listens on our port, and that it is not open to the world by mistake."""
    host, port = settings.host, settings.port
    place = {"host": host, "port": port}
    own = settings.proxies == type(settings).model_fields["proxies"].default
    if host not in OWN_MACHINE and own:
        words = texts.DOCTOR_PORT_OUTSIDE.format(**place)
        return Finding("port", ok=False, message=words, next=texts.NEXT_PORT_OUTSIDE)
    reached = "127.0.0.1" if host in EVERYWHERE else host
    if not port or not machine.is_port_open(reached, port):
        return Finding("port", ok=True, message=texts.DOCTOR_PORT_CLOSED.format(**place))
    ours = _is_ours(reached, port)
    words = (texts.DOCTOR_PORT if ours else texts.DOCTOR_PORT_TAKEN).format(**place)
    return Finding("port", ok=ours, message=words, next=texts.NEXT_PORT_TAKEN)


def _is_ours(host: str, port: int) -> bool:
    """Return whether the program on the port answers as this one does."""
    connection = http.client.HTTPConnection(host, port, timeout=PATIENCE)
    try:
        connection.request("GET", "/healthz")
        answer = json.loads(connection.getresponse().read(100))
    except (OSError, http.client.HTTPException, ValueError):
        return False
    finally:
        connection.close()
    return bool(answer == {"status": "ok"})


def check_backup(settings: Settings, began_at: datetime | None, now: datetime) -> Finding:
    """Check the age of the newest backup; on the first days there need be none."""
    folder, newest = machine.BACKUP_FOLDER, machine.find_newest(machine.BACKUP_FOLDER)
    step = texts.NEXT_BACKUP.format(folder=folder)
    if newest is None and not settings.database_url.startswith("sqlite"):
        return Finding("backup", ok=True, message=texts.DOCTOR_BACKUP_ELSEWHERE)
    if newest is None:
        young = began_at is None or now - began_at < BACKUP_OLD
        words = texts.DOCTOR_BACKUP_NONE.format(folder=folder)
        return Finding("backup", ok=young, message=words, next=step)
    age = max(now - newest, now - now)
    words = texts.DOCTOR_BACKUP.format(age=describe_age(age))
    return Finding("backup", ok=age < BACKUP_OLD, message=words, next=step)
