"""Rotating OAuth tokens of an account: stored encrypted, renewed by one process at a time.

The refresh token works once and is replaced with each use. So the new pair is committed before
anybody uses it, whoever renews holds a lease on the row for as long as a request may last, and
other processes wait and read. A crash between the platform's renewal and our commit loses the pair:
then only consent repairs it, and the account is marked broken.
"""

import asyncio
import hashlib
import json
import logging
from base64 import urlsafe_b64encode
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy import Column, Select, func
from sqlalchemy import select as sa_select
from sqlmodel import Field, Session, SQLModel, col

from bot.core.clock import Clock
from bot.core.db import Database, OperationalError
from bot.core.dialects import dialect_name, insert_or_ignore
from bot.core.errors import Rejected, TryLater
from bot.core.sealing import SealedText
from bot.core.token_pair import TokenPair

log = logging.getLogger(__name__)

RENEW_AFTER, LIFETIME = timedelta(hours=20), timedelta(hours=25)  # of an access token
SPARE_VALIDITY = timedelta(minutes=1)  # until a renewal that failed is tried again
RETRY_DELAY = 1.0  # seconds before the database is asked again
LEASE_TIME = timedelta(seconds=45)  # longer than a request for a new pair may last
POLL_INTERVAL = 0.1  # seconds between looks while another renews
RENEWAL_TIMEOUT = 60.0  # seconds for which somebody waits for another's renewal
CONSENT_RETRY_AFTER = 600.0  # seconds until whoever cannot send without a token asks again
STALE_AFTER = timedelta(days=60)  # a refresh token lives three months


def _sealed_column() -> Column[str]:
    return Column(SealedText("channel_token", None), nullable=False)


class ChannelToken(SQLModel, table=True):
    """One account's token pair.

    `number` grows with each pair; `sealed` is readable with our key only.
    """

    __tablename__ = "channel_token"

    account: str = Field(primary_key=True, max_length=40)
    # Sealed twice: within by a key of the secret, around it by one that is rotated.
    sealed: str = Field(default="", sa_column=_sealed_column())
    number: int = 0
    rotated_at: datetime | None = None
    held_until: datetime | None = None  # somebody asks for the next pair
    broken_at: datetime | None = None  # only consent repairs it
    broken_why: str = Field(default="", max_length=200)
    seed: str = Field(default="", max_length=64)  # digest of the pair the settings gave last
    asked: str = Field(
        default="", sa_column=_sealed_column()
    )  # sealed: what the consent that is under way must show


class TokenHealth(StrEnum):
    """State of an account's tokens."""

    FINE = "fine"
    NONE = "none"  # nobody consented yet
    OLD = "old"  # not renewed for so long that it may soon be void
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class _TokenState:
    """What the row says: a token to use, a claim to renew it, or (empty) wait."""

    access: str = ""
    refresh: str = ""
    spare: str = ""  # 20 hours old and not refused: good for a while yet
    number: int = 0
    good_until: datetime | None = None


class TokenStore:
    """The tokens of one account. `key` encrypts them.

    `renew` asks the platform for the next pair; it raises TryLater (unknown outcome) or Rejected
    (the pair is void).
    """

    def __init__(
        self,
        db: Database,
        account: str,
        key: str,
        clock: Clock,
        renew: Callable[[str], Awaitable[TokenPair]],
        *,
        first: TokenPair | None = None,
    ) -> None:
        self._db = db
        self.account = account
        self._clock = clock
        self._renew = renew
        self._seed_pair = first  # of the settings; taken once
        self._cipher = Fernet(urlsafe_b64encode(hashlib.sha256(key.encode()).digest()))
        self._lock = asyncio.Lock()  # one of this process asks; the others read what it got
        self._cached = _TokenState()

    async def token(self) -> str:
        """Return a valid token. Raises TryLater when there is none."""
        if self._is_fresh(""):
            return self._cached.access
        return await self._obtain("")

    async def another(self, refused: str) -> str:
        """Return a token to replace one the platform refused. Raises TryLater if there is none."""
        return await self._obtain(refused)

    def _is_fresh(self, refused: str) -> bool:
        known = self._cached
        fresh = known.good_until is not None and self._clock() < known.good_until
        return fresh and known.access != refused

    async def _obtain(self, refused: str) -> str:
        async with self._lock:
            for _ in range(int(RENEWAL_TIMEOUT / POLL_INTERVAL)):
                if self._is_fresh(refused):
                    return self._cached.access
                turn = await self._db.write(self._read_or_claim, refused, now=self._clock())
                if turn.access:
                    self._cached = turn
                    return turn.access
                if turn.refresh:
                    return await self._renew_pair(turn)
                await asyncio.sleep(POLL_INTERVAL)
        raise TryLater("another process is still renewing the token", retry_after=1.0)

    async def _renew_pair(self, turn: _TokenState) -> str:
        pair = None
        try:
            pair = await self._renew(turn.refresh)
        except TryLater:
            if not turn.spare:
                raise
            self._cached = _TokenState(access=turn.spare, good_until=self._clock() + SPARE_VALIDITY)
            return turn.spare
        except Rejected as error:
            log.error("tokens: consent is needed: %s", error, extra={"action": "token_broken"})
            await self._db.write(self._mark_broken, turn.number, str(error), now=self._clock())
            raise TryLater(
                "the account needs consent again", retry_after=CONSENT_RETRY_AFTER
            ) from None
        finally:
            if pair is None:  # also when this is cancelled: the next one may ask at once
                await asyncio.shield(self._db.write(self._release_lease, turn.number))
        self._cached = await self._store_with_retry(pair, turn.number)
        log.info("tokens: renewed", extra={"action": "token_renewed", "account": self.account})
        return self._cached.access

    async def _store_with_retry(self, pair: TokenPair, number: int) -> _TokenState:
        """Store the new pair, retrying while the database is unavailable: it exists only here."""
        while True:
            try:
                return await self._db.write(
                    self._store_pair, pair, number=number, now=self._clock()
                )
            except OperationalError as error:
                log.error("tokens: cannot keep the new pair yet: %s", error.orig)
                await asyncio.sleep(RETRY_DELAY)

    # Each in a transaction of its own

    def _lock_row(self, session: Session) -> ChannelToken:
        insert = insert_or_ignore(dialect_name(session), ChannelToken)
        empty = {"sealed": "", "number": 0, "broken_why": "", "seed": "", "asked": ""}
        session.connection().execute(insert, {"account": self.account, **empty})
        return session.get_one(
            ChannelToken, self.account, with_for_update=True, populate_existing=True
        )

    def _read_or_claim(self, session: Session, refused: str, *, now: datetime) -> _TokenState:
        row = self._lock_row(session)
        self._apply_seed(row, now=now)
        if row.broken_at is not None or not row.sealed or row.rotated_at is None:
            raise TryLater("the account has no consent", retry_after=CONSENT_RETRY_AFTER)
        pair = self._unseal(row.sealed)
        good_until = row.rotated_at + RENEW_AFTER
        if pair.access != refused and now < good_until:
            return _TokenState(access=pair.access, good_until=good_until)
        if row.held_until is not None and row.held_until > now:
            return _TokenState()
        row.held_until = now + LEASE_TIME
        spare = "" if pair.access == refused or now > row.rotated_at + LIFETIME else pair.access
        return _TokenState(refresh=pair.refresh, spare=spare, number=row.number)

    def _store_pair(
        self, session: Session, pair: TokenPair, *, number: int | None, now: datetime
    ) -> _TokenState:
        """Store the new pair before its first use, if `number` is still current (None: any)."""
        row = self._lock_row(session)
        if number is None:
            row.asked = ""
        if number is None or row.number == number:
            self._write_pair(row, pair, now=now)
        kept, since = self._unseal(row.sealed), row.rotated_at or now
        return _TokenState(access=kept.access, good_until=since + RENEW_AFTER)

    def _write_pair(self, row: ChannelToken, pair: TokenPair, *, now: datetime) -> None:
        row.sealed, row.number, row.rotated_at = self._seal(pair), row.number + 1, now
        row.held_until, row.broken_at, row.broken_why = None, None, ""

    def _release_lease(self, session: Session, number: int) -> None:
        row = self._lock_row(session)
        if row.number == number:
            row.held_until = None

    def _mark_broken(self, session: Session, number: int, why: str, *, now: datetime) -> None:
        row = self._lock_row(session)
        if row.number == number:
            row.held_until, row.broken_at, row.broken_why = None, now, why[:200]

    # How the first pair comes

    def _apply_seed(self, row: ChannelToken, *, now: datetime) -> None:
        """Store the pair given in the settings, unless it was stored before."""
        if self._seed_pair is None:
            return
        digest = hashlib.sha256(f"{self.account}\n{self._seed_pair.refresh}".encode()).hexdigest()
        if row.seed != digest:
            row.seed = digest
            self._write_pair(row, self._seed_pair, now=now)

    async def store_pair(self, pair: TokenPair) -> None:
        """Store the pair obtained by consent."""
        self._cached = await self._db.write(self._store_pair, pair, number=None, now=self._clock())

    async def store_challenge(self, shown: dict[str, str]) -> None:
        """Store what the consent that begins now must present when it returns."""
        sealed = self._cipher.encrypt(json.dumps(shown).encode()).decode()
        await self._db.write(self._write_challenge, sealed)

    def _write_challenge(self, session: Session, sealed: str) -> None:
        self._lock_row(session).asked = sealed

    async def load_challenge(self, within: timedelta) -> dict[str, str]:
        """Return what a consent begun `within` this time must present, {} when there is none.

        It stays valid until a pair is stored: opening the page with something else ends nothing.
        """
        sealed = await self._db.read(self._read_challenge)
        try:
            challenge = json.loads(self._cipher.decrypt(sealed, ttl=int(within.total_seconds())))
        except InvalidToken:
            return {}
        return {str(name): str(value) for name, value in challenge.items()}

    def _read_challenge(self, session: Session) -> str:
        row = session.get(ChannelToken, self.account)
        return row.asked if row is not None else ""

    # Sealing

    def _seal(self, pair: TokenPair) -> str:
        return self._cipher.encrypt(json.dumps([pair.access, pair.refresh]).encode()).decode()

    def _unseal(self, sealed: str) -> TokenPair:
        try:
            access, refresh = json.loads(self._cipher.decrypt(sealed))
        except InvalidToken:
            raise TryLater(
                "BOT_SECRET_KEY has changed: the tokens cannot be read; consent again",
                retry_after=CONSENT_RETRY_AFTER,
            ) from None
        return TokenPair(access, refresh)


def check_health(session: Session, account: str, *, now: datetime) -> tuple[TokenHealth, str]:
    """Return the state of the account's tokens, and an explanation."""
    row = session.get(ChannelToken, account)
    if row is None or row.rotated_at is None:
        return TokenHealth.NONE, ""
    if row.broken_at is not None:
        return TokenHealth.BROKEN, row.broken_why
    if row.rotated_at < now - STALE_AFTER:
        return TokenHealth.OLD, f"{row.rotated_at:%Y-%m-%d}"
    return TokenHealth.FINE, f"{row.rotated_at:%Y-%m-%d %H:%M} UTC"


def find_broken_since(session: Session, account: str) -> datetime | None:
    """Return when the account began to need consent; None while it works."""
    row = session.get(ChannelToken, account)
    return row.broken_at if row is not None else None


def select_broken_count() -> Select[Any]:
    """Return the query of how many accounts need consent again."""
    return sa_select(func.count(col(ChannelToken.account))).where(
        col(ChannelToken.broken_at).is_not(None)
    )
