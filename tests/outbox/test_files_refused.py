"""A file the platform does not show: words and buttons go without it, and say what is missing."""

import asyncio
from datetime import datetime

import pytest

from bot import texts
from bot.channels.fake import Fake
from bot.core.db import Database, Session
from bot.core.errors import Rejected, TryLater
from bot.messages.content import Attachment, AttachmentKind, Choice, Reply
from bot.outbox import service
from bot.outbox.models import DeliveryStatus
from bot.outbox.reasons import SENT_WITHOUT_FILE
from bot.people.service import get_or_create_contact
from tests.conftest import ObedientClock
from tests.outbox.scene import ACCOUNT, deliveries, until_statuses
from tests.outbox.test_dispatcher import Slow, speaking

TAKE = (Choice("Nhận", "ticket:1:take"),)
JUNK = Attachment(AttachmentKind.PHOTO, ref="junk")
GOOD = Attachment(AttachmentKind.PHOTO, ref="good")
REFUSED = "Bad Request: IMAGE_PROCESS_FAILED"


class Picky(Slow):
    """A platform that looks into pictures, and holds words beside one where `captions`."""

    def __init__(self, *, captions: bool) -> None:
        super().__init__()
        self._captions = captions

    def parts(self, reply: Reply) -> tuple[Reply, ...]:
        if self._captions and len(reply.attachments) == 1:
            return (reply,)
        return Fake.parts(self, reply)

    async def send(self, address: str, reply: Reply, *, key: str = "") -> str:
        if JUNK in reply.attachments:
            raise Rejected(REFUSED)
        if not (reply.text or reply.attachments):
            raise Rejected("Bad Request: message text is empty")
        return await super().send(address, reply, key=key)


async def owe(db: Database, clock: ObedientClock, reply: Reply) -> None:
    def stage(session: Session) -> None:
        service.stage(
            session, get_or_create_contact(session, ACCOUNT, "hoa", now=clock()), reply, now=clock()
        )

    await db.write(stage)


MISSING = texts.FILE_NOT_SHOWN


@pytest.mark.parametrize("captions", [True, False])
@pytest.mark.parametrize(
    ("things", "words", "said"),
    [
        ((JUNK,), "Phiếu 1", [f"Phiếu 1\n\n{MISSING}"]),
        ((JUNK,), "", [MISSING]),
        ((JUNK, JUNK, JUNK), "Phiếu 1", [MISSING, "Phiếu 1"]),
        ((GOOD, JUNK, GOOD), "Phiếu 1", ["", MISSING, "", "Phiếu 1"]),
        ((JUNK, GOOD), "", [MISSING, ""]),
    ],
    ids=["one", "no-words", "three", "among-good", "nothing-else"],
)
async def test_words_and_buttons_go_without_a_picture_nobody_can_read(
    db: Database,
    clock: ObedientClock,
    captions: bool,
    things: tuple[Attachment, ...],
    words: str,
    said: list[str],
) -> None:
    await owe(db, clock, Reply(words, TAKE, things))
    voice = Picky(captions=captions)
    async with speaking(db, voice, clock):
        await until_statuses(db, {words: "sent"})
    if len(things) == 1 and words and not captions:
        said = [MISSING, words]
    assert voice.said() == said
    assert voice.sent[-1][1].choices == TAKE
    assert (await db.read(deliveries))[words].reason == f"{SENT_WITHOUT_FILE}{REFUSED}"


async def test_what_is_shown_leaves_no_reason(db: Database, clock: ObedientClock) -> None:
    await owe(db, clock, Reply("Phiếu 1", TAKE, (GOOD,)))
    async with speaking(db, Picky(captions=True), clock):
        await until_statuses(db, {"Phiếu 1": "sent"})
    assert (await db.read(deliveries))["Phiếu 1"].reason == ""


async def until_tried(db: Database, attempts: int) -> datetime:
    """Wait until so many attempts have ended; when the next is due.

    The clock may go on only after that: moved while an attempt is under way, it passes several.
    """
    async with asyncio.timeout(20):
        while True:
            delivery = (await db.read(deliveries))["Phiếu 1"]
            if (delivery.status, delivery.attempts) == (DeliveryStatus.QUEUED, attempts):
                return delivery.due_at
            await asyncio.sleep(0.01)


async def test_a_file_that_cannot_be_fetched_for_a_minute_keeps_no_words_back(
    db: Database, clock: ObedientClock
) -> None:
    async def away(_account: str, _reply: Reply) -> Reply:
        raise TryLater("Zalo is away")

    await owe(db, clock, Reply("Phiếu 1", TAKE, (GOOD,)))
    voice = Picky(captions=True)
    async with speaking(db, voice, clock, resolve_media=away):
        for attempts in range(1, 6):
            due_at = await until_tried(db, attempts)
            assert voice.sent == []
            clock.now = due_at
        await until_statuses(db, {"Phiếu 1": "sent"})
    assert voice.said() == [f"Phiếu 1\n\n{MISSING}"]
    assert voice.sent[0][1].choices == TAKE
