"""Client of the Official Account's API: the token in its own header, errors in HTTP 200."""

import asyncio
import hmac
import io
import json
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any, Protocol

import aiohttp
from PIL import Image, UnidentifiedImageError

from bot.channels.downloads import PublicResolver
from bot.channels.zalo_oa.errors import TOKEN_REFUSED, translate_code
from bot.core.errors import Rejected, TryLater
from bot.messages.content import StoredFile

TIMEOUT = 30.0
MAX_IMAGE_BYTES = 1_000_000  # bytes; Zalo takes jpg and png up to 1 MB
MAX_FILE_BYTES = 5_000_000
FILE_TYPES = {
    "pdf": "application/pdf",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "csv": "text/csv",
}
SIDES = (1600, 1280, 960, 640)  # pixels, tried until the picture is small enough


class TokenSource(Protocol):
    """Source of access tokens; see `bot.tokens`."""

    async def token(self) -> str: ...

    async def another(self, refused: str) -> str: ...


class FixedToken:
    """A fixed token that is never renewed."""

    def __init__(self, token: str) -> None:
        self._token = token

    async def token(self) -> str:
        """Return the token."""
        return self._token

    async def another(self, refused: str) -> str:
        """Raise TryLater: there is no other token."""
        raise TryLater("Zalo refuses the token it has just given")


class ZaloApi:
    """Client of one Official Account's API."""

    def __init__(
        self,
        url: str,
        tokens: TokenSource,
        *,
        proof_key: str = "",
        allowed_hosts: tuple[str, ...] = (),
    ) -> None:
        self._url = url.rstrip("/")
        self._tokens = tokens
        self._proof_key = proof_key.encode()
        self._allowed_hosts = allowed_hosts
        self._session: aiohttp.ClientSession | None = None

    def get_session(self) -> aiohttp.ClientSession:
        """Return the HTTP session, opened on first use; it reaches no private address."""
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(resolver=PublicResolver(self._allowed_hosts)),
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._session

    async def close(self) -> None:
        """Close the HTTP session."""
        if self._session is not None:
            await self._session.close()

    async def get(self, path: str, **data: Any) -> dict[str, Any]:
        """Send a GET whose arguments are one JSON value; return the data."""
        query = {"data": json.dumps(data)} if data else {}
        return await self._call("GET", path, lambda: {"params": query})

    async def post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Send a POST of JSON in UTF-8; return the data."""
        raw = json.dumps(body, ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json; charset=utf-8"}
        return await self._call("POST", path, lambda: {"data": raw, "headers": headers})

    async def upload(self, kind: str, content: bytes, name: str, mime: str) -> str:
        """Upload an "image" or a "file"; return its handle, valid for seven days."""

        def form() -> dict[str, Any]:
            fields = aiohttp.FormData()
            fields.add_field("file", content, filename=name, content_type=mime)
            return {"data": fields}

        answer = await self._call("POST", f"/v2.0/oa/upload/{kind}", form)
        handle = answer.get("attachment_id") or answer.get("token")
        if not isinstance(handle, str):
            raise TryLater("the answer is not Zalo's")
        return handle

    async def _call(
        self, method: str, path: str, options: Callable[[], dict[str, Any]]
    ) -> dict[str, Any]:
        """Return the `data` of the answer; a refused token is replaced once, and only once."""
        token = await self._tokens.token()
        code, message, data = await self._request(method, path, token, options())
        if code in TOKEN_REFUSED:
            token = await self._tokens.another(token)
            code, message, data = await self._request(method, path, token, options())
        if code:
            raise translate_code(code, message)
        return data

    async def _request(
        self, method: str, path: str, token: str, options: dict[str, Any]
    ) -> tuple[int, str, dict[str, Any]]:
        headers = {**options.pop("headers", {}), "access_token": token}
        if self._proof_key:
            headers["appsecret_proof"] = hmac.new(
                self._proof_key, token.encode(), sha256
            ).hexdigest()
        limit = aiohttp.ClientTimeout(total=TIMEOUT, sock_connect=10)
        try:
            async with self.get_session().request(
                method,
                self._url + path,
                headers=headers,
                timeout=limit,
                allow_redirects=False,
                **options,
            ) as response:
                return _parse_answer(response.status, await response.read())
        except TimeoutError:
            raise TryLater("no answer in time", uncertain=True) from None
        except aiohttp.ClientConnectorError as error:
            raise TryLater(f"no answer: {type(error).__name__}") from None
        except (aiohttp.ClientError, OSError) as error:
            raise TryLater(f"no answer: {type(error).__name__}", uncertain=True) from None


def _parse_answer(status: int, body: bytes) -> tuple[int, str, dict[str, Any]]:
    """Return error code, message and data. Raises TryLater if the answer is not Zalo's.

    Zalo's errors come as HTTP 200 with an `error`.
    """
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        answer = None
    error = answer.get("error") if isinstance(answer, dict) else None
    if not isinstance(error, int):
        raise TryLater(f"the answer is not Zalo's (HTTP {status})", uncertain=True)
    data = answer.get("data")
    return error, str(answer.get("message") or ""), data if isinstance(data, dict) else {}


async def prepare_upload(stored: StoredFile, content: bytes) -> tuple[str, bytes, str, str]:
    """Return a file ready for `upload`: kind, bytes, name, MIME type.

    Raises Rejected if Zalo does not accept such a file.
    """
    return await asyncio.to_thread(_prepare_upload_sync, stored, content)


def _prepare_upload_sync(stored: StoredFile, content: bytes) -> tuple[str, bytes, str, str]:
    if stored.extension in FILE_TYPES:
        if len(content) > MAX_FILE_BYTES:
            raise Rejected("the file is over 5 MB")
        return "file", content, stored.name, FILE_TYPES[stored.extension]
    stem = stored.name.partition(".")[0]
    if content.startswith(b"\xff\xd8\xff") and len(content) <= MAX_IMAGE_BYTES:
        return "image", content, f"{stem}.jpg", "image/jpeg"
    if content.startswith(b"\x89PNG") and len(content) <= MAX_IMAGE_BYTES:
        return "image", content, f"{stem}.png", "image/png"
    return "image", _shrink_picture(content), f"{stem}.jpg", "image/jpeg"


def _shrink_picture(content: bytes) -> bytes:
    """Return the picture as a JPEG of at most 1 MB. Raises Rejected if that cannot be."""
    try:
        with Image.open(io.BytesIO(content)) as opened:
            picture = opened.convert("RGB")
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError):
        raise Rejected("Zalo takes pictures, pdf, doc, docx and csv only") from None
    for side in SIDES:
        picture.thumbnail((side, side))
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=80)
        if out.tell() <= MAX_IMAGE_BYTES:
            return out.getvalue()
    raise Rejected("the picture cannot be made small enough")
