"""Verifies webhook calls of an Official Account: signed by Zalo, recent, for this account."""

import hashlib
import hmac
import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta
from time import monotonic
from typing import Any

from bot.channels import reading
from bot.channels.reading import mapping
from bot.core.clock import Clock

log = logging.getLogger(__name__)

SIGNATURE, STAMP = "X-ZEvent-Signature", "X-ZEvent-Timestamp"
TELL_EVERY = 60.0  # seconds between two lines in the log about calls of one kind
# Zalo tries again for two hours (30 s, 5, 15, 30 min, 1 h); clocks differ by minutes.
OLDEST, NEWEST = timedelta(hours=3), timedelta(minutes=15)

UNSIGNED = "without a valid signature"
STALE = "signed long ago, or by a clock that is wrong"
ELSEWHERE = "of another Official Account of the same app; that one needs an app of its own"


class Door:
    """Verifies webhook calls.

    `ids` are the app's and the account's, `keys` the possible secrets: which of them Zalo signs
    with is not settled.
    """

    def __init__(self, ids: Sequence[str], keys: Sequence[str], clock: Clock) -> None:
        self.clock = clock
        self._ids = tuple(filter(None, ids))
        self._keys = tuple(filter(None, keys))
        self._told: dict[str, float] = {}
        self._dropped: Counter[str] = Counter()

    def lets_in(self, raw: bytes, body: Mapping[str, Any], headers: Mapping[str, str]) -> bool:
        """Return whether the call is valid; refused calls are logged, at most once per interval."""
        why = self._why_not(raw, body, headers)
        if why:
            self._tell(why, _account_of(body) if why == ELSEWHERE else "")
        return not why

    def _why_not(self, raw: bytes, body: Mapping[str, Any], headers: Mapping[str, str]) -> str:
        stamps = sorted({reading.string(body.get("timestamp")), headers.get(STAMP, "")} - {""})
        if not signed(raw, headers.get(SIGNATURE, ""), self._ids, stamps, self._keys):
            return UNSIGNED
        if not any(self._is_of_now(stamp) for stamp in stamps):
            return STALE
        account = _account_of(body)
        return ELSEWHERE if account and account not in self._ids else ""

    def _is_of_now(self, stamp: str) -> bool:
        """Return whether a timestamp in milliseconds since 1970 is recent enough."""
        read = reading.number(stamp)
        age = self.clock().timestamp() - (read or 0) / 1000
        return -NEWEST.total_seconds() <= age <= OLDEST.total_seconds()

    def _tell(self, why: str, account: str) -> None:
        self._dropped[why] += 1
        if monotonic() - self._told.get(why, -TELL_EVERY) >= TELL_EVERY:
            log.warning(
                "zalo oa: calls %s were dropped%s",
                why,
                f" (account {account})" if account else "",
                extra={"action": "zalo_dropped", "count": self._dropped.pop(why)},
            )
            self._told[why] = monotonic()


def _account_of(body: Mapping[str, Any]) -> str:
    """Return the id of the account an event is about; "" if it does not say."""
    event = reading.string(body.get("event_name"))
    ours = mapping(body.get("sender" if event.startswith("oa_send") else "recipient"))
    return reading.identity(body.get("oa_id")) or reading.identity(ours.get("id"))


def signed(
    raw: bytes, header: str, ids: Sequence[str], stamps: Sequence[str], keys: Sequence[str]
) -> bool:
    """Return whether the call has a valid signature.

    The signature is plain SHA-256 of id, raw body, timestamp and key (as in Zalo's Java SDK). Which
    id and which key is not settled: each is tried, all in constant time.
    """
    given = header.strip().removeprefix("mac=").lower().encode("utf-8", "surrogateescape")
    good = False
    for one in ids:
        for stamp in stamps:
            for key in keys:
                whole = one.encode() + raw + stamp.encode("utf-8", "surrogateescape") + key.encode()
                ours = hashlib.sha256(whole).hexdigest()
                good |= hmac.compare_digest(ours.encode(), given)
    return good
