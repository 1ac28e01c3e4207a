"""Webhook bodies and polling offsets of Telegram updates."""

import json
from typing import Any

from aiohttp import web

MAX_BODY = 1_000_000  # bytes; a real update is a few thousand


def next_offset(updates: list[Any], offset: int) -> int:
    """Return the offset that acknowledges these updates.

    It may go down: ids start anew after a week without updates.
    """
    ids = [update.get("update_id") for update in updates if isinstance(update, dict)]
    known = [number for number in ids if isinstance(number, int)]
    return known[-1] + 1 if known else offset


async def read_update(request: web.Request) -> dict[str, Any]:
    """Return the update in a webhook call. Raises 413 if it is too large, 400 if it is none."""
    if (request.content_length or 0) > MAX_BODY:
        raise web.HTTPRequestEntityTooLarge(MAX_BODY, request.content_length or 0)
    body = await request.read()
    if len(body) > MAX_BODY:
        raise web.HTTPRequestEntityTooLarge(MAX_BODY, len(body))
    try:
        update = json.loads(body)
    except (ValueError, RecursionError):
        raise web.HTTPBadRequest from None
    if not isinstance(update, dict) or not isinstance(update.get("update_id"), int):
        raise web.HTTPBadRequest
    return update
