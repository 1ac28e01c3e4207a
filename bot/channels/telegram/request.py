"""HTTP transport for python-telegram-bot over aiohttp, without building PTB's objects.

PTB's own HTTPXRequest costs eight times the CPU and logs the URL, which holds the token; nothing
here puts the URL, the token or the text into an error or a log.
"""

import json
from functools import lru_cache
from typing import Any, Final, cast

import aiohttp
import telegram as tg
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

_JSON: Final = {"Content-Type": "application/json"}
_CONNECTIONS = 100
_READ, _WRITE, _MEDIA_WRITE, _CONNECT, _POOL = 15.0, 10.0, 60.0, 10.0, 10.0
# How PTB says "the caller gave no timeout"; it has no public type to write down.
_NOT_GIVEN: Any = BaseRequest.DEFAULT_NONE


class AiohttpRequest(BaseRequest):
    """PTB request over its own aiohttp session; may be opened and closed repeatedly."""

    __slots__ = ("_session",)

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        """Seconds to wait for an answer if the caller gives no timeout."""
        return _READ

    async def initialize(self) -> None:
        """Open the session; needs a running event loop."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=_CONNECTIONS, ttl_dns_cache=300),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT},
            )

    async def shutdown(self) -> None:
        """Close the session."""
        if self._session is not None:
            session, self._session = self._session, None
            await session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = _NOT_GIVEN,
        write_timeout: Any = _NOT_GIVEN,
        connect_timeout: Any = _NOT_GIVEN,
        pool_timeout: Any = _NOT_GIVEN,
    ) -> tuple[int, bytes]:
        """Send one request; return status and body.

        Raises TimedOut or NetworkError, whose messages contain no URL.
        """
        if self._session is None:
            raise NetworkError("the channel is closed")
        uploads = request_data is not None and request_data.contains_files
        timeout = _timeout(
            _timeout_or_default(read_timeout, _READ),
            _timeout_or_default(write_timeout, _MEDIA_WRITE if uploads else _WRITE),
            _timeout_or_default(connect_timeout, _CONNECT),
            _timeout_or_default(pool_timeout, _POOL),
        )
        # Telegram never redirects; whoever does must not be given the token or the words.
        options: dict[str, Any] = {"timeout": timeout, "allow_redirects": False}
        if request_data is not None:
            options |= _build_body(request_data, uploads)
        # `from None`: aiohttp's errors can hold the address, and a traceback would print them.
        try:
            async with self._session.request(method, url, **options) as response:
                return response.status, _sanitize_error(response.status, await response.read())
        except TimeoutError:
            raise TimedOut from None
        except aiohttp.ClientConnectorError as error:
            raise NotConnected(f"no answer: {type(error).__name__}") from None
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise NetworkError(f"no answer: {type(error).__name__}") from None

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Return Telegram's answer. Raises TelegramError, which (unlike PTB's) does not log it."""
        answer = _parse_answer(payload)
        if answer is None:
            raise TelegramError("the answer is not Telegram's")
        return answer


class NotConnected(NetworkError):
    """No connection was made: the message was certainly not delivered."""


class _JsonCall:
    """A call without files, encoded as JSON at once.

    PTB's `RequestData` encodes each argument by itself and then all of them.
    """

    contains_files = False

    def __init__(self, arguments: dict[str, Any]) -> None:
        self.json_payload = json.dumps(arguments).encode()


class LeanBot(tg.Bot):
    """PTB's Bot that returns Telegram's answers as dicts.

    Building a `Message` of each answer costs 0.2 ms, three times the rest of a call's work, to read
    one number; and one malformed update would make `get_updates` fail for ever.
    """

    __slots__ = ()

    async def call_method(
        self, method: str, /, seconds: float | None = None, **arguments: Any
    ) -> Any:
        """Call a method of the Bot API; `seconds` is the read timeout."""
        if seconds is None:
            return await self._post(method, arguments)
        return await self._post(method, arguments, read_timeout=seconds)

    async def _do_post(self, endpoint: str, data: dict[str, Any], **transport: Any) -> Any:
        if not all(isinstance(value, _JSON_TYPES) for value in data.values()):
            return await super()._do_post(endpoint, data, **transport)
        request = self._request[0] if endpoint == "getUpdates" else self._request[1]
        url = f"{self._base_url}/{endpoint}"
        return await request.post(url, cast("RequestData", _JsonCall(data)), **transport)

    async def _send_message(
        self, endpoint: str, data: dict[str, Any], *args: Any, **kwargs: Any
    ) -> Any:
        if args:
            raise TypeError("this python-telegram-bot passes a message's options otherwise")
        transport = {name: kwargs.pop(name) for name in _TRANSPORT if name in kwargs}
        return await self._post(endpoint, {**data, **kwargs}, **transport)


_JSON_TYPES = (str, int, float, dict)
_TRANSPORT = ("read_timeout", "write_timeout", "connect_timeout", "pool_timeout", "api_kwargs")


def _timeout_or_default(value: Any, default: float) -> float | None:
    return default if value is _NOT_GIVEN else cast("float | None", value)


@lru_cache(maxsize=32)
def _timeout(
    read: float | None, write: float | None, connect: float | None, pool: float | None
) -> aiohttp.ClientTimeout:
    """Convert PTB's four timeouts to aiohttp's.

    aiohttp has none for writing, so that one counts towards the total.
    """
    waits = [read, write, connect, pool]
    return aiohttp.ClientTimeout(
        total=None if None in waits else sum(wait or 0 for wait in waits),
        connect=None if connect is None or pool is None else connect + pool,
        sock_connect=connect,
        sock_read=read,
    )


def _build_body(request_data: RequestData, uploads: bool) -> dict[str, Any]:
    if not uploads:
        return {"data": request_data.json_payload, "headers": _JSON}
    form = aiohttp.FormData(quote_fields=False)
    for name, value in request_data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, mime) in request_data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=mime)
    return {"data": form}


def _sanitize_error(status: int, payload: bytes) -> bytes:
    """Return an error body that PTB can quote.

    A proxy's error page may contain the URL, and with it the token.
    """
    if status < 300 or _parse_answer(payload) is not None:
        return payload
    return json.dumps({"ok": False, "description": f"HTTP {status}, not from Telegram"}).encode()


def _parse_answer(payload: bytes) -> dict[str, Any] | None:
    try:
        answer = json.loads(payload)
    except (ValueError, RecursionError):
        return None
    if not isinstance(answer, dict) or not ("result" in answer or answer.get("description")):
        return None
    return answer
