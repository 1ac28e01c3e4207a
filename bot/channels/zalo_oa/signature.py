"""Verifies webhook calls of an Official Account: signed by Zalo, recent, for this account."""

import hashlib
import hmac
import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta
from time import monotonic
from typing import Any

from bot.channels import json_values
from bot.channels.json_values import as_mapping
from bot.core.clock import Clock

log = logging.getLogger(__name__)

SIGNATURE_HEADER, TIMESTAMP_HEADER = "X-ZEvent-Signature", "X-ZEvent-Timestamp"
LOG_INTERVAL = 60.0  # seconds between two lines in the log about calls of one kind
# Zalo tries again for two hours (30 s, 5, 15, 30 min, 1 h); clocks differ by minutes.
MAX_AGE, MAX_CLOCK_SKEW = timedelta(hours=3), timedelta(minutes=15)

UNSIGNED = "without a valid signature"
STALE = "signed long ago, or by a clock that is wrong"
OTHER_ACCOUNT = "of another Official Account of the same app, which is not set up here"
NO_ACCOUNT = "that name no Official Account, where the app has several"


class WebhookVerifier:
    """Verifies webhook calls.

    `ids` are the app's and the account's, `keys` the possible secrets: which of them Zalo signs
    with is not settled.
    """

    def __init__(self, ids: Sequence[str], keys: Sequence[str], clock: Clock) -> None:
        self.clock = clock
        self.has_siblings = False  # another account of the app is served here too
        self._ids = tuple(filter(None, ids))
        self._keys = tuple(filter(None, keys))
        self._logged_at: dict[str, float] = {}
        self._dropped: Counter[str] = Counter()

    def accepts(self, raw: bytes, body: Mapping[str, Any], headers: Mapping[str, str]) -> bool:
        """Return whether the call is valid; refused calls are logged, at most once per interval."""
        reason = self._find_refusal(raw, body, headers)
        if reason:
            self._log_refusal(reason, find_account_id(body) if reason == OTHER_ACCOUNT else "")
        return not reason

    def _find_refusal(self, raw: bytes, body: Mapping[str, Any], headers: Mapping[str, str]) -> str:
        stamps = sorted(
            {json_values.as_string(body.get("timestamp")), headers.get(TIMESTAMP_HEADER, "")} - {""}
        )
        if not has_valid_signature(
            raw, headers.get(SIGNATURE_HEADER, ""), self._ids, stamps, self._keys
        ):
            return UNSIGNED
        if not any(self._is_recent(stamp) for stamp in stamps):
            return STALE
        account = find_account_id(body)
        if not account:  # with one account it can only be this one's
            return NO_ACCOUNT if self.has_siblings else ""
        return OTHER_ACCOUNT if account not in self._ids else ""

    def _is_recent(self, stamp: str) -> bool:
        """Return whether a timestamp in milliseconds since 1970 is recent enough."""
        milliseconds = json_values.as_number(stamp)
        age = self.clock().timestamp() - (milliseconds or 0) / 1000
        return -MAX_CLOCK_SKEW.total_seconds() <= age <= MAX_AGE.total_seconds()

    def _log_refusal(self, reason: str, account: str) -> None:
        self._dropped[reason] += 1
        if monotonic() - self._logged_at.get(reason, -LOG_INTERVAL) >= LOG_INTERVAL:
            log.warning(
                "zalo oa: calls %s were dropped%s",
                reason,
                f" (account {account})" if account else "",
                extra={"action": "zalo_dropped", "count": self._dropped.pop(reason)},
            )
            self._logged_at[reason] = monotonic()


def find_account_id(body: Mapping[str, Any]) -> str:
    """Return the id of the account an event is about; "" if it does not say."""
    event = json_values.as_string(body.get("event_name"))
    account = as_mapping(body.get("sender" if event.startswith("oa_send") else "recipient"))
    return json_values.as_id(body.get("oa_id")) or json_values.as_id(account.get("id"))


def has_valid_signature(
    raw: bytes, header: str, ids: Sequence[str], stamps: Sequence[str], keys: Sequence[str]
) -> bool:
    """Return whether the call has a valid signature.

    The signature is plain SHA-256 of id, raw body, timestamp and key (as in Zalo's Java SDK). Which
    id and which key is not settled: each is tried, all in constant time.
    """
    given = header.strip().removeprefix("mac=").lower().encode("utf-8", "surrogateescape")
    valid = False
    for identifier in ids:
        for stamp in stamps:
            for key in keys:
                signed_bytes = (
                    identifier.encode()
                    + raw
                    + stamp.encode("utf-8", "surrogateescape")
                    + key.encode()
                )
                expected = hashlib.sha256(signed_bytes).hexdigest()
                valid |= hmac.compare_digest(expected.encode(), given)
    return valid
