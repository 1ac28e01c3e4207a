"""The stand-ins of tests/pretend, with a log of what they took and what was confirmed to them."""

import asyncio
import json
from typing import Any

import aiohttp
from aiohttp import web

from tests.chaos.evidence import Accepted, Evidence, Heard, real_now
from tests.pretend.telegram import PretendTelegram
from tests.pretend.telegram_rules import Json
from tests.pretend.zalo_oa import PretendZalo

REPEAT_AFTER = 0.5  # seconds; the real ones wait longer, and as long as it takes
NO_ANSWER = aiohttp.ClientTimeout(total=20)


class ChaosTelegram(PretendTelegram):
    """Repeats what was not confirmed, and keeps a log."""

    def __init__(self, evidence: Evidence) -> None:
        super().__init__(webhook_retry=REPEAT_AFTER)
        self.evidence = evidence

    def _send(self, chat: int, arguments: Json, fields: Json) -> Json:
        message = super()._send(chat, arguments, fields)
        text = str(fields.get("text") or fields.get("caption") or "")
        number = f"{chat}:{message['message_id']}"
        self.evidence.hear(Heard("telegram", str(chat), number, text, real_now()))
        return message

    async def _call(self, request: web.Request) -> web.StreamResponse:
        before = len(self.calls)
        answer = await super()._call(request)
        self.evidence.outgoing += [
            json.dumps(body, default=repr) for _, body in self.calls[before:]
        ]
        return answer

    async def _post_once(self, update: Json) -> bool:
        headers = {"X-Telegram-Bot-Api-Secret-Token": self.webhook["secret_token"]}
        try:
            async with self._client.post(
                self.webhook["url"], json=update, headers=headers, timeout=NO_ANSWER
            ) as answer:
                status = answer.status
        except (TimeoutError, aiohttp.ClientError, OSError):
            return False
        if status == 200 and (message := update.get("message")):
            chat, number = str(message["chat"]["id"]), message["message_id"]
            found = Accepted("telegram", chat, f"{chat}:{number}", real_now())
            self.evidence.accepted.append(found)
        return status == 200


class ChaosZalo(PretendZalo):
    """Repeats for as long as it takes, and keeps a log."""

    def __init__(self, evidence: Evidence) -> None:
        super().__init__()
        self.evidence = evidence
        self.echo = False

    def _send(self, body: Json) -> Json:
        answer = super()._send(body)
        who, text = str(body["recipient"]["user_id"]), str(body["message"].get("text", ""))
        number = str(answer["message_id"])
        self.evidence.hear(Heard("zalo-oa", who, number, text, real_now()))
        return answer

    async def _answer(self, request: web.Request, path: str) -> Json:
        if request.content_type == "application/json":
            self.evidence.outgoing.append((await request.read()).decode("utf-8", "replace"))
        return await super()._answer(request, path)

    async def _post(self, raw: bytes, signature: str) -> None:
        body: dict[str, Any] = json.loads(raw)
        async with self._turn:
            while not await self._posted(raw, {"X-ZEvent-Signature": signature}):  # noqa: ASYNC110
                await asyncio.sleep(REPEAT_AFTER)
        if number := body.get("message", {}).get("msg_id"):
            who = str(body["sender"]["id"])
            self.evidence.accepted.append(Accepted("zalo-oa", who, str(number), real_now()))
