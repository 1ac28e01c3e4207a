"""Visitor tokens: a random id with our signature, kept by the browser.

The id is the contact's address. Without the signed token nobody can impersonate another visitor.
"""

import hashlib
import hmac
import re
import secrets

_TOKEN = re.compile(r"([0-9a-f]{32})\.([0-9a-f]{32})", re.ASCII)


class VisitorTokens:
    """Issues and verifies tokens: "<id>.<mac>", 128 bits each."""

    def __init__(self, secret: str) -> None:
        if len(secret) < 16:
            raise ValueError("the web chat's secret is too short to sign with")
        self._secret = secret.encode()

    def issue(self) -> str:
        """Return a token for a new visitor."""
        address = secrets.token_hex(16)
        return f"{address}.{self._mac(address)}"

    def find_address(self, token: str) -> str | None:
        """Return the address of a token, or None if we did not sign it."""
        match = _TOKEN.fullmatch(token)
        if not match or not hmac.compare_digest(match[2], self._mac(match[1])):
            return None
        return match[1]

    def _mac(self, address: str) -> str:
        return hmac.new(self._secret, address.encode(), hashlib.sha256).hexdigest()[:32]
