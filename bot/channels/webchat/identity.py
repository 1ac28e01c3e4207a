"""Who a browser is: a random id with our signature, kept by the browser.

The id is the contact's address. Nobody can take another's place without the signed token.
"""

import hashlib
import hmac
import re
import secrets

_TOKEN = re.compile(r"([0-9a-f]{32})\.([0-9a-f]{32})", re.ASCII)


class Identity:
    """Issues and reads tokens: "<id>.<mac>", 128 bits each."""

    def __init__(self, secret: str) -> None:
        if len(secret) < 16:
            raise ValueError("the web chat's secret is too short to sign with")
        self._secret = secret.encode()

    def issue(self) -> str:
        """A token for somebody new."""
        address = secrets.token_hex(16)
        return f"{address}.{self._mac(address)}"

    def address_in(self, token: str) -> str | None:
        """The address a token speaks for; None when we did not sign it."""
        found = _TOKEN.fullmatch(token)
        if not found or not hmac.compare_digest(found[2], self._mac(found[1])):
            return None
        return found[1]

    def _mac(self, address: str) -> str:
        return hmac.new(self._secret, address.encode(), hashlib.sha256).hexdigest()[:32]
