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
from bot.core.token_pair import TokenPair

TIMEOUT = 15.0  # for one answer; less than the time a renewal is held for
TOKEN_PATH = "/v4/oa/access_token"


class ZaloOAuth:
    """Client of the token endpoint of one app."""

    def __init__(self, app_id: str, app_secret: str, url: str) -> None:
        self._app_id = app_id
        self._secret = app_secret
        self._url = url.rstrip("/")

    def consent_url(self, callback: str, verifier: str, state: str) -> str:
        """Return the URL of the page on which the Official Account's admin consents."""
        query = {
            "app_id": self._app_id,
            "redirect_uri": callback,
            "code_challenge": make_challenge(verifier),
            "state": state,
        }
        return f"{self._url}/v4/oa/permission?{urlencode(query)}"

    async def exchange_code(self, code: str, verifier: str) -> TokenPair:
        """Return the first tokens for the code of a consent (valid ten minutes, once)."""
        return await self._request_tokens(
            grant_type="authorization_code", code=code, code_verifier=verifier
        )

    async def renew_tokens(self, refresh: str) -> TokenPair:
        """Return the next tokens.

        Raises TryLater if there is no answer, Rejected if the refresh token is void.
        """
        return await self._request_tokens(grant_type="refresh_token", refresh_token=refresh)

    async def _request_tokens(self, **form: str) -> TokenPair:
        limit = aiohttp.ClientTimeout(total=TIMEOUT)
        try:
            async with (
                aiohttp.ClientSession(timeout=limit) as session,
                session.post(
                    self._url + TOKEN_PATH,
                    data={**form, "app_id": self._app_id},
                    headers={"secret_key": self._secret},
                    allow_redirects=False,
                ) as response,
            ):
                status, body = response.status, await response.read()
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            raise TryLater(f"no answer from Zalo: {type(error).__name__}") from None
        answer = _parse_json(body)
        if status >= 500 or answer is None:
            raise TryLater(f"no answer from Zalo: HTTP {status}")
        access, refresh = answer.get("access_token"), answer.get("refresh_token")
        if isinstance(access, str) and isinstance(refresh, str) and access and refresh:
            return TokenPair(access, refresh)
        raise Rejected(f"{answer.get('error')} {str(answer.get('error_name') or '')[:100]}".strip())


def make_verifier() -> str:
    """Return a random PKCE code verifier of 43 characters."""
    return _unpadded(secrets.token_bytes(32))


def make_challenge(verifier: str) -> str:
    """Return the PKCE code challenge of a verifier (RFC 7636, S256)."""
    return _unpadded(hashlib.sha256(verifier.encode()).digest())


def _unpadded(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def _parse_json(body: bytes) -> dict[str, Any] | None:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None
