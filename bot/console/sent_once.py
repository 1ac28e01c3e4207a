"""One press, one deed: a form that comes a second time is answered as the first time was.

Browsers without JavaScript send a form again when a hand trembles, and keep only the last answer.
Every form carries a key of its own (`rendering.FormKeys`). A key with the same contents does
its deed once; what was changed in between is another form.
"""

import asyncio

from aiohttp import web

from bot import texts
from bot.console.context import ConsoleRequest
from bot.people import sent_forms

LOOKS, PAUSE = 20, 0.25  # how often, and with how many seconds between, the first answer is awaited


async def find_earlier_answer(request: ConsoleRequest) -> web.Response | None:
    """Return the answer to a form that was sent before, or None for one to be done now.

    Waits a while for where the first press leads; after that it only says that it is done.
    """
    digest = request.sending.digest
    if not digest:
        return None
    for _ in range(LOOKS):
        location = await request.read(sent_forms.find_location, digest)
        if location is None:  # never sent, or its answer was no deed
            return None
        if location:
            return request.redirect_to(location, flash=texts.FORM_SENT_TWICE)
        await asyncio.sleep(PAUSE)
    return request.render("refusal.html", sentence=texts.FORM_SENT_ONCE, back="")


async def settle(request: ConsoleRequest, response: web.StreamResponse | None) -> None:
    """Remember where a done form led; one whose answer was no deed can be sent again."""
    if not request.sending.is_claimed:
        return
    digest, db = request.sending.digest, request.services.db
    location = response.headers.get("Location", "") if response is not None else ""
    if location and len(location) <= sent_forms.MAX_LOCATION:
        await db.write(sent_forms.record_location, digest, location)
    else:
        await db.write(sent_forms.release_form, digest)
