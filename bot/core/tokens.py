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

from cryptography.fernet import Fernet, InvalidToken
from sqlmodel import Field, Session, SQLModel

from bot.core.clock import Clock
from bot.core.db import Database, OperationalError
from bot.core.dialects import dialect_of, insert_unless_there
from bot.core.errors import Rejected, TryLater
from bot.core.token_pair import Pair

log = logging.getLogger(__name__)

RENEW_AFTER, LIVES = timedelta(hours=20), timedelta(hours=25)  # of an access token
SPARE = timedelta(minutes=1)  # until a renewal that failed is tried again
AFTER_TROUBLE = 1.0  # seconds before the database is asked again
HOLD = timedelta(seconds=45)  # longer than a request for a new pair may last
LOOK_EVERY = 0.1  # seconds between looks while another renews
WAIT = 60.0  # seconds for which somebody waits for another's renewal
ASK_AGAIN = 600.0  # seconds until whoever cannot send without a token asks again
OLD = timedelta(days=60)  # a refresh token lives three months


class ChannelToken(SQLModel, table=True):
    """One account's token pair.

    `number` grows with each pair; `sealed` is readable with our key only.
    """

    __tablename__ = "channel_token"

    account: str = Field(primary_key=True, max_length=40)
    sealed: str = ""
    number: int = 0
    rotated_at: datetime | None = None
    held_until: datetime | None = None  # somebody asks for the next pair
    broken_at: datetime | None = None  # only consent repairs it
    broken_why: str = Field(default="", max_length=200)
    seed: str = Field(default="", max_length=64)  # digest of the pair the settings gave last
    asked: str = ""  # sealed: what the consent that is under way must show


class Health(StrEnum):
    """State of an account's tokens."""

    FINE = "fine"
    NONE = "none"  # nobody consented yet
    OLD = "old"  # not renewed for so long that it may soon be void
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class _Turn:
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
        renew: Callable[[str], Awaitable[Pair]],
        *,
        first: Pair | None = None,
    ) -> None:
        self._db = db
        self.account = account
        self._clock = clock
        self._renew = renew
        self._first = first  # of the settings; taken once
        self._vault = Fernet(urlsafe_b64encode(hashlib.sha256(key.encode()).digest()))
        self._here = asyncio.Lock()  # one of this process asks; the others read what it got
        self._known = _Turn()

    async def token(self) -> str:
        """Return a valid token. Raises TryLater when there is none."""
        if self._fresh(""):
            return self._known.access
        return await self._get("")

    async def another(self, refused: str) -> str:
        """Return a token to replace one the platform refused. Raises TryLater if there is none."""
        return await self._get(refused)

    def _fresh(self, refused: str) -> bool:
        known = self._known
        fresh = known.good_until is not None and self._clock() < known.good_until
        return fresh and known.access != refused

    async def _get(self, refused: str) -> str:
        async with self._here:
            for _ in range(int(WAIT / LOOK_EVERY)):
                if self._fresh(refused):
                    return self._known.access
                turn = await self._db.write(self._look, refused, now=self._clock())
                if turn.access:
                    self._known = turn
                    return turn.access
                if turn.refresh:
                    return await self._rotate(turn)
                await asyncio.sleep(LOOK_EVERY)
        raise TryLater("another process is still renewing the token", retry_after=1.0)

    async def _rotate(self, turn: _Turn) -> str:
        pair = None
        try:
            pair = await self._renew(turn.refresh)
        except TryLater:
            if not turn.spare:
                raise
            self._known = _Turn(access=turn.spare, good_until=self._clock() + SPARE)
            return turn.spare
        except Rejected as error:
            log.error("tokens: consent is needed: %s", error, extra={"action": "token_broken"})
            await self._db.write(self._break, turn.number, str(error), now=self._clock())
            raise TryLater("the account needs consent again", retry_after=ASK_AGAIN) from None
        finally:
            if pair is None:  # also when this is cancelled: the next one may ask at once
                await asyncio.shield(self._db.write(self._let_go, turn.number))
        self._known = await self._keep_surely(pair, turn.number)
        log.info("tokens: renewed", extra={"action": "token_renewed", "account": self.account})
        return self._known.access

    async def _keep_surely(self, pair: Pair, number: int) -> _Turn:
        """Store the new pair, retrying while the database is unavailable: it exists only here."""
        while True:
            try:
                return await self._db.write(self._keep, pair, number=number, now=self._clock())
            except OperationalError as error:
                log.error("tokens: cannot keep the new pair yet: %s", error.orig)
                await asyncio.sleep(AFTER_TROUBLE)

    # Each in a transaction of its own

    def _row(self, session: Session) -> ChannelToken:
        insert = insert_unless_there(dialect_of(session), ChannelToken)
        empty = {"sealed": "", "number": 0, "broken_why": "", "seed": "", "asked": ""}
        session.connection().execute(insert, {"account": self.account, **empty})
        return session.get_one(
            ChannelToken, self.account, with_for_update=True, populate_existing=True
        )

    def _look(self, session: Session, refused: str, *, now: datetime) -> _Turn:
        row = self._row(session)
        self._seed(row, now=now)
        if row.broken_at is not None or not row.sealed or row.rotated_at is None:
            raise TryLater("the account has no consent", retry_after=ASK_AGAIN)
        pair = self._opened(row.sealed)
        good_until = row.rotated_at + RENEW_AFTER
        if pair.access != refused and now < good_until:
            return _Turn(access=pair.access, good_until=good_until)
        if row.held_until is not None and row.held_until > now:
            return _Turn()
        row.held_until = now + HOLD
        spare = "" if pair.access == refused or now > row.rotated_at + LIVES else pair.access
        return _Turn(refresh=pair.refresh, spare=spare, number=row.number)

    def _keep(self, session: Session, pair: Pair, *, number: int | None, now: datetime) -> _Turn:
        """Store the new pair before its first use, if `number` is still current (None: any)."""
        row = self._row(session)
        if number is None:
            row.asked = ""
        if number is None or row.number == number:
            self._fill(row, pair, now=now)
        kept, since = self._opened(row.sealed), row.rotated_at or now
        return _Turn(access=kept.access, good_until=since + RENEW_AFTER)

    def _fill(self, row: ChannelToken, pair: Pair, *, now: datetime) -> None:
        row.sealed, row.number, row.rotated_at = self._seal(pair), row.number + 1, now
        row.held_until, row.broken_at, row.broken_why = None, None, ""

    def _let_go(self, session: Session, number: int) -> None:
        row = self._row(session)
        if row.number == number:
            row.held_until = None

    def _break(self, session: Session, number: int, why: str, *, now: datetime) -> None:
        row = self._row(session)
        if row.number == number:
            row.held_until, row.broken_at, row.broken_why = None, now, why[:200]

    # How the first pair comes

    def _seed(self, row: ChannelToken, *, now: datetime) -> None:
        """Store the pair given in the settings, unless it was stored before."""
        if self._first is None:
            return
        digest = hashlib.sha256(f"{self.account}\n{self._first.refresh}".encode()).hexdigest()
        if row.seed != digest:
            row.seed = digest
            self._fill(row, self._first, now=now)

    async def put(self, pair: Pair) -> None:
        """Store the pair obtained by consent."""
        self._known = await self._db.write(self._keep, pair, number=None, now=self._clock())

    async def ask(self, shown: dict[str, str]) -> None:
        """Store what the consent that begins now must present when it returns."""
        sealed = self._vault.encrypt(json.dumps(shown).encode()).decode()
        await self._db.write(self._ask, sealed)

    def _ask(self, session: Session, sealed: str) -> None:
        self._row(session).asked = sealed

    async def asked(self, within: timedelta) -> dict[str, str]:
        """Return what a consent begun `within` this time must present, {} when there is none.

        It stays valid until a pair is stored: opening the page with something else ends nothing.
        """
        sealed = await self._db.read(self._asked)
        try:
            found = json.loads(self._vault.decrypt(sealed, ttl=int(within.total_seconds())))
        except InvalidToken:
            return {}
        return {str(name): str(value) for name, value in found.items()}

    def _asked(self, session: Session) -> str:
        row = session.get(ChannelToken, self.account)
        return row.asked if row is not None else ""

    # Sealing

    def _seal(self, pair: Pair) -> str:
        return self._vault.encrypt(json.dumps([pair.access, pair.refresh]).encode()).decode()

    def _opened(self, sealed: str) -> Pair:
        try:
            access, refresh = json.loads(self._vault.decrypt(sealed))
        except InvalidToken:
            raise TryLater(
                "BOT_SECRET_KEY has changed: the tokens cannot be read; consent again",
                retry_after=ASK_AGAIN,
            ) from None
        return Pair(access, refresh)


def health(session: Session, account: str, *, now: datetime) -> tuple[Health, str]:
    """Return the state of the account's tokens, and an explanation."""
    row = session.get(ChannelToken, account)
    if row is None or row.rotated_at is None:
        return Health.NONE, ""
    if row.broken_at is not None:
        return Health.BROKEN, row.broken_why
    if row.rotated_at < now - OLD:
        return Health.OLD, f"{row.rotated_at:%Y-%m-%d}"
    return Health.FINE, f"{row.rotated_at:%Y-%m-%d %H:%M} UTC"


def broken_since(session: Session, account: str) -> datetime | None:
    """Return when the account began to need consent; None while it works."""
    row = session.get(ChannelToken, account)
    return row.broken_at if row is not None else None
