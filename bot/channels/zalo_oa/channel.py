"""Channel of a commune's Zalo Official Account, where most residents are.

Replies are text with numbered choices; buttons only if enabled, and disabled at the first sign that
Zalo refuses them. Tokens, errors, uploads: `zalo_oa_api`; events: `zalo_oa_parse`.
"""

import json
import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web

from bot import texts
from bot.channels import file_links
from bot.channels.account_report import AccountReport
from bot.channels.base import Receive
from bot.channels.downloads import download_file
from bot.channels.file_store import FILES_FOLDER as FOLDER
from bot.channels.file_store import FileStore
from bot.channels.splitting import append_buttons, split_reply
from bot.channels.zalo_oa.api import (
    FILE_TYPES,
    MAX_FILE_BYTES,
    TokenSource,
    ZaloApi,
    prepare_upload,
)
from bot.channels.zalo_oa.bodies import (
    build_button_message,
    build_buttons,
    build_contact_form,
    build_file_message,
    describe_location,
    is_sendable,
)
from bot.channels.zalo_oa.errors import NO_BUTTONS, UPLOAD_EXPIRED
from bot.channels.zalo_oa.parse import parse_event
from bot.channels.zalo_oa.signature import WebhookVerifier, find_account_id
from bot.channels.zalo_oa.templates import Template
from bot.core.clock import utc_now
from bot.core.errors import Rejected, TryLater, WindowClosed
from bot.messages.content import Attachment, AttachmentKind, Reply

log = logging.getLogger(__name__)

WEBHOOK_PATH = "/webhooks/zalo-oa"
MAX_TEXT = 1900  # characters; Zalo says 2000 and not how it counts
MAX_BODY = 1_000_000  # bytes of a webhook call
UPLOAD_LIFETIME = 6.5 * 86_400  # seconds; Zalo forgets an upload after seven days


class ZaloOA:
    """Receives by webhook, sends by the API.

    `keys` are the secrets that may sign calls, `ids` the app's and then the account's: Zalo's own
    documents differ on which are used.
    """

    def __init__(
        self,
        *,
        api_url: str,
        tokens: TokenSource,
        ids: Sequence[str],
        keys: Sequence[str],
        proof_key: str = "",
        buttons: bool = False,
        name: str = "zalo-oa",
        path: str = WEBHOOK_PATH,
        media_hosts: Sequence[str] = (),
        allowed_hosts: tuple[str, ...] = (),
        templates: Sequence[Template] = (),
        public_url: str = "",
    ) -> None:
        self.name = name
        self.oa_id = ids[-1]
        self.siblings: Sequence[ZaloOA] = ()  # the other accounts of the same app
        self.verifier = WebhookVerifier(ids, keys, utc_now)
        self._path = path
        self._receive: Receive | None = None
        self._buttons = buttons
        self._media_hosts = media_hosts
        self._public_url = public_url
        self._api = ZaloApi(
            api_url,
            tokens,
            proof_key=proof_key,
            allowed_hosts=(urlsplit(api_url).hostname or "", *allowed_hosts),
        )
        self._templates = {template.priority: template for template in templates}
        self._uploads: dict[str, tuple[str, float]] = {}  # file → handle, when
        self.files = FileStore(FOLDER)

    # Listening

    def attach(self, app: web.Application, receive: Receive) -> None:
        """Add the webhook's route; it is registered on Zalo's own console."""

        async def close_api(_app: web.Application) -> AsyncIterator[None]:
            yield
            await self._api.close()

        self._receive = receive
        app.router.add_post(self._path, self._serve_webhook, name=f"{self.name}-webhook")
        app.cleanup_ctx.append(close_api)

    async def _serve_webhook(self, request: web.Request) -> web.Response:
        if (request.content_length or 0) > MAX_BODY:
            raise web.HTTPRequestEntityTooLarge(MAX_BODY, request.content_length or 0)
        raw = await request.read()
        body = _parse_json(raw)
        addressee = self._find_addressee(body)
        if not addressee.verifier.accepts(raw, body, request.headers):
            return web.Response()  # Zalo's console probes without a signature and wants 200
        await addressee.take_event(raw, body)
        return web.Response()

    def _find_addressee(self, body: Mapping[str, Any]) -> "ZaloOA":
        """Return the account an event is of: an app has one webhook for all its accounts.

        This one, whose verifier refuses it, when it is of none of them.
        """
        named = find_account_id(body)
        return next((held for held in self.siblings if named and held.oa_id == named), self)

    async def take_event(self, raw: bytes, body: Mapping[str, Any]) -> None:
        """Pass on a verified event. Raises HTTPServiceUnavailable when it could not be stored."""
        incoming = parse_event(raw, body, self.name)
        if incoming is None or self._receive is None:
            return
        try:
            await self._receive(incoming)
        except Exception:
            # Not stored: Zalo tries again after 30 s, 5 min, 15 min, 30 min, 1 h.
            log.exception("zalo oa: not received", extra={"action": "receive_failed"})
            raise web.HTTPServiceUnavailable from None

    # Speaking

    def parts(self, reply: Reply) -> tuple[Reply, ...]:
        """Split into texts of 1900 characters, with the buttons as numbered lines at the end.

        A file is a message of its own; a picture takes the text as its caption.
        """
        files = [attachment for attachment in reply.attachments if is_sendable(attachment)]
        places = [
            describe_location(attachment)
            for attachment in reply.attachments
            if attachment.latitude is not None
        ]
        unsent = [
            attachment
            for attachment in reply.attachments
            if attachment not in files and attachment.latitude is None
        ]
        blocks = [
            append_buttons(reply),
            *places,
            file_links.describe_unsent(unsent, self._public_url),
        ]
        text = "\n\n".join(filter(None, blocks))
        captioned_kinds = (AttachmentKind.PHOTO, AttachmentKind.CONTACT)
        caption = MAX_TEXT if all(attachment.kind in captioned_kinds for attachment in files) else 0
        pieces = split_reply(Reply(text, attachments=tuple(files)), MAX_TEXT, max_caption=caption)
        return (*pieces[:-1], replace(pieces[-1], choices=reply.choices))

    async def send(self, address: str, reply: Reply, *, key: str = "") -> str:
        """Send one part; return Zalo's message id."""
        if reply.attachments:
            return await self._send_file(address, reply)
        if self._buttons and (buttons := build_buttons(reply)):
            try:
                return await self._send_message(address, build_button_message(reply.text, buttons))
            except Rejected as error:
                if _parse_error_code(error) not in NO_BUTTONS:
                    raise
                log.warning("zalo oa: no buttons from now on: %s", error)
                self._buttons = False
        return await self._send_message(address, {"text": reply.text})

    async def _send_message(self, address: str, message: dict[str, Any]) -> str:
        answer = await self._api.post(
            "/v3.0/oa/message/cs", {"recipient": {"user_id": address}, "message": message}
        )
        message_id = answer.get("message_id")
        if not isinstance(message_id, str | int):
            raise TryLater("the answer is not Zalo's", uncertain=True)
        return str(message_id)

    @property
    def template_priorities(self) -> frozenset[int]:
        """The priorities that may be sent by template once the messaging window is closed."""
        return frozenset(self._templates)

    async def send_template(self, address: str, reply: Reply, priority: int) -> str:
        """Send the whole message by an approved template. Raises WindowShut if it cannot be."""
        if (template := self._templates.get(priority)) is None:
            raise WindowClosed("no template for this kind of message")
        body = {"template_id": template.id, "template_data": template.fill(reply)}
        try:
            answer = await self._api.post("/v3.0/oa/message/template", {"user_id": address, **body})
        except Rejected as error:
            log.warning("zalo oa: template refused: %s", error, extra={"action": "no_template"})
            raise WindowClosed(str(error)) from None
        return str(answer.get("message_id") or "")

    async def _send_file(self, address: str, reply: Reply) -> str:
        attachment = reply.attachments[0]
        if attachment.kind is AttachmentKind.CONTACT:
            return await self._send_message(address, build_contact_form(reply.text, attachment))
        for may_retry in (True, False):
            kind, handle = await self._get_handle(attachment)
            try:
                return await self._send_message(
                    address, build_file_message(kind, handle, reply.text)
                )
            except TryLater as error:
                if _parse_error_code(error) != UPLOAD_EXPIRED or not may_retry:
                    raise
                self._uploads.pop(_upload_key(attachment), None)
        raise TryLater("the upload did not last")

    async def _get_handle(self, attachment: Attachment) -> tuple[str, str]:
        """Return kind and handle of the file at Zalo, uploading it if needed."""
        kind = "image" if attachment.kind is AttachmentKind.PHOTO else "file"
        if attachment.file is None and kind == "image":
            return "url", attachment.ref
        known, since = self._uploads.get(_upload_key(attachment), ("", 0.0))
        if known and monotonic() - since < UPLOAD_LIFETIME:
            return kind, known
        if attachment.file is not None:
            content = await self.files.read(attachment.file)
            kind, content, name, mime = await prepare_upload(attachment.file, content)
        else:
            content, name, mime = await self._fetch_for_upload(attachment)
        handle = await self._api.upload(kind, content, attachment.name or name, mime)
        self._uploads[_upload_key(attachment)] = (handle, monotonic())
        return kind, handle

    async def _fetch_for_upload(self, attachment: Attachment) -> tuple[bytes, str, str]:
        content = await self.fetch(attachment.ref)
        ending = attachment.name.rpartition(".")[2].lower()
        if ending not in FILE_TYPES or len(content) > MAX_FILE_BYTES:
            raise Rejected("Zalo takes pdf, doc, docx and csv up to 5 MB only")
        return content, attachment.name, FILE_TYPES[ending]

    async def fetch(self, ref: str) -> bytes:
        """Return a photo, voice or file by the URL Zalo gave; only from Zalo's own hosts."""
        return await download_file(self._api.get_session(), ref, self._media_hosts)

    def reachable(self) -> frozenset[str] | None:
        """Return None: Zalo stores messages for everyone who wrote before."""
        return None

    async def check(self) -> AccountReport:
        """Return who we are at Zalo. Raises DeliveryError, which names the missing step."""
        try:
            account = await self._api.get("/v2.0/oa/getoa")
        finally:
            await self._api.close()
        package = account.get("package_name")
        return AccountReport(
            str(account.get("name")),
            details=(
                texts.PLATFORM_VERIFIED[bool(account.get("is_verified"))],
                texts.PLATFORM_PACKAGE.format(name=package)
                if package
                else texts.PLATFORM_NO_PACKAGE,
                texts.PLATFORM_WALLET[bool(account.get("linked_ZCA"))],
            ),
        )


def _upload_key(attachment: Attachment) -> str:
    """Return the cache key of an upload: our file's name, or its URL at Zalo."""
    return f"ours {attachment.file.name}" if attachment.file else attachment.ref


def _parse_json(raw: bytes) -> dict[str, Any]:
    try:
        value = json.loads(raw)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _parse_error_code(error: Exception) -> int:
    """Return Zalo's code at the start of one of our errors; 0 if there is none."""
    first = str(error).partition(" ")[0]
    return int(first) if first.removeprefix("-").isdecimal() else 0
