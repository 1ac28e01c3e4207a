"""OAuth of an Official Account: consent and renewal of its tokens (Zalo's OAuth v4).

The app's secret is sent in a header, the rest as a form. An answer without an access token is a
failure; no error message contains a token.
"""

import hashlib
import json
import secrets
from base64 import urlsafe_b64encode
from typing import Any
from urllib.parse import urlencode

import aiohttp

from bot.core.errors import Rejected, TryLater
from bot.core.token_pair import Pair

SECONDS = 15.0  # for one answer; less than the time a renewal is held for
EXCHANGE = "/v4/oa/access_token"


class ZaloOAuth:
    """Client of the token endpoint of one app."""

    def __init__(self, app_id: str, app_secret: str, url: str) -> None:
        self._app_id = app_id
        self._secret = app_secret
        self._url = url.rstrip("/")

    def consent_url(self, callback: str, verifier: str, state: str) -> str:
        """Return the URL of the page on which the Official Account's admin consents."""
        shown = {
            "app_id": self._app_id,
            "redirect_uri": callback,
            "code_challenge": challenge(verifier),
            "state": state,
        }
        return f"{self._url}/v4/oa/permission?{urlencode(shown)}"

    async def exchange(self, code: str, verifier: str) -> Pair:
        """Return the first tokens for the code of a consent (valid ten minutes, once)."""
        return await self._ask(grant_type="authorization_code", code=code, code_verifier=verifier)

    async def renew(self, refresh: str) -> Pair:
        """Return the next tokens.

        Raises TryLater if there is no answer, Rejected if the refresh token is void.
        """
        return await self._ask(grant_type="refresh_token", refresh_token=refresh)

    async def _ask(self, **form: str) -> Pair:
        limit = aiohttp.ClientTimeout(total=SECONDS)
        try:
            async with (
                aiohttp.ClientSession(timeout=limit) as session,
                session.post(
                    self._url + EXCHANGE,
                    data={**form, "app_id": self._app_id},
                    headers={"secret_key": self._secret},
                    allow_redirects=False,
                ) as response,
            ):
                status, body = response.status, await response.read()
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            raise TryLater(f"no answer from Zalo: {type(error).__name__}") from None
        answer = _json(body)
        if status >= 500 or answer is None:
            raise TryLater(f"no answer from Zalo: HTTP {status}")
        access, refresh = answer.get("access_token"), answer.get("refresh_token")
        if isinstance(access, str) and isinstance(refresh, str) and access and refresh:
            return Pair(access, refresh)
        raise Rejected(f"{answer.get('error')} {str(answer.get('error_name') or '')[:100]}".strip())


def new_verifier() -> str:
    """Return a random PKCE code verifier of 43 characters."""
    return _unpadded(secrets.token_bytes(32))


def challenge(verifier: str) -> str:
    """Return the PKCE code challenge of a verifier (RFC 7636, S256)."""
    return _unpadded(hashlib.sha256(verifier.encode()).digest())


def _unpadded(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def _json(body: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
