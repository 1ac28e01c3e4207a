"""Sealed columns: what stands in the database is readable with the installation's key only (0075).

Keys are random, and kept in the database wrapped by a key derived from the secret key: so every
process has them, and a backup holds all it needs but the secret. A sealed value names its key, so
that several are open at once while a new one takes over. Equality is searched by a keyed hash.
"""

import hashlib
import hmac
import json
import secrets
import threading
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from weakref import WeakKeyDictionary, ref

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import JSON, ColumnElement, Connection, Dialect, Engine, Table, literal, select
from sqlalchemy.types import TypeDecorator
from sqlmodel import AutoString, Field, SQLModel, col

from bot import texts
from bot.core import table_names
from bot.core.errors import BotError

SEALED, HASHED = "s1.", "h1."
SEALED_LENGTH, HASHED_LENGTH = 200, 80  # of the columns
WRAPPING = b"toso sealing key"
RELOAD_AFTER = 30.0  # seconds until a process looks whether there is a newer key to seal with
assert SQLModel.metadata.naming_convention is table_names.NAMES

JSON_MARK = "sealed"  # the only name of a sealed JSON value


class SealingKey(SQLModel, table=True):
    """A key that values are sealed with, wrapped by the secret key. The newest seals."""

    __tablename__ = "sealing_key"

    id: str = Field(primary_key=True, max_length=16)
    wrapped: str = Field(max_length=120)
    made_at: datetime


@dataclass(frozen=True)
class _Key:
    """An unwrapped key."""

    id: str
    value: bytes

    @cached_property
    def cipher(self) -> AESGCM:
        """Return the cipher of values."""
        return AESGCM(self.value)

    @cached_property
    def hash_key(self) -> bytes:
        """Return the key of hashes, which opens nothing."""
        return hmac.digest(self.value, b"hash", "sha256")


class SealingRing:
    """The keys of one database, read when first needed and again when one is missing or old."""

    def __init__(self, engine: Engine, load_secret: Callable[[], str]) -> None:
        # Of an engine that nobody else holds nothing is read: a ring does not keep it alive.
        self._engine, self._load_secret = ref(engine), load_secret
        self._lock = threading.Lock()
        self._keys: list[_Key] = []  # the newest last
        self._read_at = float("-inf")

    def seal(self, purpose: str, plain: str) -> str:
        """Seal a value with the newest key. The purpose must be named again to open it."""
        key, nonce = self.newest, secrets.token_bytes(12)
        sealed = nonce + key.cipher.encrypt(nonce, plain.encode(), purpose.encode())
        return f"{SEALED}{key.id}.{urlsafe_b64encode(sealed).decode().rstrip('=')}"

    def open(self, purpose: str, value: str) -> str:
        """Open a value; one that is not sealed yet is returned as it is. Raises BotError."""
        if not value.startswith(SEALED):
            return value
        key_id, _, written = value.removeprefix(SEALED).partition(".")
        sealed = urlsafe_b64decode(written + "=" * (-len(written) % 4))
        try:
            plain = self._find(key_id).cipher.decrypt(sealed[:12], sealed[12:], purpose.encode())
        except InvalidTag:
            raise BotError(texts.SEALING_VALUE_BROKEN.format(purpose=purpose)) from None
        return plain.decode()

    def hash(self, purpose: str, plain: str, generation: int = 0) -> str:
        """Hash a value with the newest key, or the one before (`generation` 1) if there is one."""
        if not plain or plain.startswith(HASHED):
            return plain
        newest = self.newest
        key = self._keys[-2] if generation and len(self._keys) > 1 else newest
        digest = hmac.new(key.hash_key, f"{purpose}\0{plain}".encode(), hashlib.sha256)
        return f"{HASHED}{key.id}.{digest.hexdigest()[:40]}"

    @property
    def newest(self) -> _Key:
        """Return the key that seals now."""
        if time.monotonic() - self._read_at > RELOAD_AFTER:
            self.reload()
        return self._keys[-1]

    def is_stale(self, value: str) -> bool:
        """Return whether a stored value is plain, or of a key that is not the newest."""
        current = self.newest.id
        return bool(value) and not value.startswith((f"{SEALED}{current}.", f"{HASHED}{current}."))

    def uses(self, value: str, key_id: str) -> bool:
        """Return whether a stored value needs this key."""
        return value.startswith((f"{SEALED}{key_id}.", f"{HASHED}{key_id}."))

    def reload(self) -> None:
        """Read the keys anew, on a connection of its own."""
        engine = self._engine()
        assert engine is not None, "a value of this engine is being read"
        with self._lock, engine.connect() as connection:
            self.read_keys(connection)

    def read_keys(self, connection: Connection) -> None:
        """Read the keys. Raises BotError when the secret key does not open them."""
        query = select(col(SealingKey.id), col(SealingKey.wrapped))
        query = query.order_by(col(SealingKey.made_at), col(SealingKey.id))
        rows = connection.execute(query).all()
        if rows:
            secret = self._load_secret()
            self._keys = [_Key(row[0], _unwrap(secret, row[0], row[1])) for row in rows]
        elif not self._keys:  # else the migration that made the first has not been committed
            raise BotError(texts.SEALING_NO_KEY)
        self._read_at = time.monotonic()

    def make_key(self, *, now: datetime) -> dict[str, Any]:
        """Return the row of a new key."""
        key_id, value, nonce = (
            secrets.token_hex(4),
            AESGCM.generate_key(256),
            secrets.token_bytes(12),
        )
        sealed = nonce + AESGCM(_wrapping_key(self._load_secret())).encrypt(
            nonce, value, key_id.encode()
        )
        return {"id": key_id, "wrapped": urlsafe_b64encode(sealed).decode(), "made_at": now}

    def _find(self, key_id: str) -> _Key:
        for _ in range(2):
            for key in self._keys:
                if key.id == key_id:
                    return key
            self.reload()
        raise BotError(texts.SEALING_KEY_GONE.format(key=key_id))


def _wrapping_key(secret: str) -> bytes:
    return hmac.digest(secret.encode(), WRAPPING, "sha256")


def _unwrap(secret: str, key_id: str, wrapped: str) -> bytes:
    sealed = urlsafe_b64decode(wrapped)
    try:
        cipher = AESGCM(_wrapping_key(secret))
        return cipher.decrypt(sealed[:12], sealed[12:], key_id.encode())
    except InvalidTag:
        raise BotError(texts.SEALING_OTHER_SECRET) from None


_rings: "WeakKeyDictionary[Dialect, SealingRing]" = WeakKeyDictionary()


def attach_ring(ring: SealingRing, *engines: Engine) -> None:
    """Let the columns of these engines be sealed by the ring."""
    for engine in engines:
        _rings[engine.dialect] = ring


def ring_of(dialect: Dialect) -> SealingRing:
    """Return the ring of an engine by its dialect, which is what a column's type is given."""
    return _rings[dialect]


class SealedText(AutoString):
    """A text that is sealed on its way into the database; the empty text stays empty."""

    cache_ok = True

    def __init__(self, purpose: str, length: int | None = SEALED_LENGTH) -> None:
        super().__init__(length)
        self.purpose = purpose

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Seal."""
        return ring_of(dialect).seal(self.purpose, value) if value else value

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """Open."""
        return ring_of(dialect).open(self.purpose, value) if value else value


class SealedJson(TypeDecorator[Any]):
    """A JSON value that is sealed whole; an empty one stays as it is."""

    impl = JSON
    cache_ok = True

    def __init__(self, purpose: str) -> None:
        super().__init__()
        self.purpose = purpose

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """Seal."""
        if not value:
            return value
        return {JSON_MARK: ring_of(dialect).seal(self.purpose, json.dumps(value))}

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """Open."""
        if isinstance(value, dict) and list(value) == [JSON_MARK]:
            return json.loads(ring_of(dialect).open(self.purpose, value[JSON_MARK]))
        return value


class KeyedHash(AutoString):
    """The keyed hash of a sealed column `source`, by which equal values are found.

    What is bound is hashed, so that it is given the plain value; what is read is the hash.
    """

    cache_ok = True

    def __init__(self, purpose: str, source: str, generation: int = 0) -> None:
        super().__init__(HASHED_LENGTH)
        self.purpose, self.source, self.generation = purpose, source, generation

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Hash."""
        if not value:
            return value
        return ring_of(dialect).hash(self.purpose, value, self.generation)


def equals(column: Any, plain: str) -> ColumnElement[bool]:
    """Return the condition that a `KeyedHash` column is of this value, by either open key."""
    kind: KeyedHash = column.type
    condition: ColumnElement[bool] = column.in_(
        [literal(plain, KeyedHash(kind.purpose, kind.source, number)) for number in (0, 1)]
    )
    return condition


def list_sealed_columns(table: Table) -> dict[str, SealedText | SealedJson | KeyedHash]:
    """Return the sealed and hashed columns of a table."""
    kinds = (SealedText, SealedJson, KeyedHash)
    return {column.name: column.type for column in table.columns if isinstance(column.type, kinds)}
