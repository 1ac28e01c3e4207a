"""The whole bot as a resident meets it: say something, read what comes back."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from copy import copy
from dataclasses import fields
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any, Self

from aiohttp import web
from sqlmodel import Session, col, func, select

from bot import app as house
from bot.channels.fake import Fake
from bot.channels.file_store import FileStore
from bot.core.clock import Clock
from bot.core.db import Database
from bot.core.policy import POLICY
from bot.core.settings import Settings
from bot.faq.knowledge_base import KnowledgeBase
from bot.inbox.fragments import HOLD_TIME, Debouncer
from bot.inbox.receive import Inbox
from bot.messages.content import Attachment, Event, Incoming, Reply
from bot.outbox.buttons import strip_number
from bot.outbox.models import Delivery, DeliveryStatus
from bot.people import linking
from bot.people.actor import OPERATOR
from bot.people.models import Contact, Person
from bot.schedule import demo as demo_data
from bot.schedule.jobs import KNOWLEDGE_EVERY, Job, Scheduler, run_scheduler
from bot.tickets import timers
from bot.vietnamese.letters import normalize_for_match

DEMO_LOADED_AT = datetime(2026, 11, 23, tzinfo=UTC)
NAMES = ("place", "places", "ballot", "broadcast", "poll")  # a tone makes another place or person


class Bot:
    """The bot with a fake channel, a second one called "zalo" for who is written "zalo:…", and one
    called as the web page for "webchat:…"."""

    runner: web.AppRunner  # the application, for who wants it behind a port

    def __init__(
        self,
        db: Database,
        shelf: KnowledgeBase,
        channels: Sequence[Fake],
        inbox: Inbox,
        clock: Clock,
        files: Path,
        held: Debouncer,
    ) -> None:
        self.held = held
        self.files = FileStore(files)
        self.db = db
        self.shelf = shelf
        self.channel, self.second, self.page = channels
        self.inbox = inbox
        self.clock = clock
        self._numbers = count(1)

    @classmethod
    @asynccontextmanager
    async def started(
        cls,
        db: Database,
        shelf: KnowledgeBase,
        clock: Clock,
        *,
        demo: Path | None,
        files: Path,
        public_url: str = "",
    ) -> AsyncIterator[Self]:
        """Start it, with the demo communes or (None) without any; all is stopped at the end."""
        if demo is not None:
            await db.write(demo_data.load_demo, demo, now=DEMO_LOADED_AT)
        channels = (Fake(), Fake(name="zalo"), Fake(name="webchat"))
        settings = Settings(_env_file=None, public_url=public_url)  # type: ignore[call-arg]
        own = copy(shelf)  # built once for all tests; what officers publish stays in this one
        app = house.build_app(
            settings, db, own, channels, clock=clock, files=files, start_scheduler=knowledge_only
        )
        runner = web.AppRunner(app)
        await runner.setup()
        try:
            bot = cls(db, own, channels, app[house.INBOX], clock, files, app[house.DEBOUNCER])
            bot.runner = runner
            yield bot
        finally:
            await runner.cleanup()

    async def hears(
        self,
        who: str,
        text: str = "",
        *,
        choice: str = "",
        start: str = "",
        name: str = "",
        attachments: Sequence[Attachment] = (),
        event: Event = Event.MESSAGE,
        message_id: str = "",
        reply_to: str = "",
        album: str = "",
        more: bool = False,
    ) -> list[str]:
        """What is said to whom because of one message: "who ← words [buttons]".

        When it waits for what may follow, nothing follows, unless the caller says `more`.
        """
        before = len(self.channel.sent), len(self.second.sent), len(self.page.sent)
        account, _, address = who.rpartition(":")
        await self.inbox.receive(
            Incoming(
                account=account or self.channel.name,
                address=address,
                message_id=message_id or f"{who}:{next(self._numbers)}",
                text=text,
                choice=choice,
                start=start,
                name=name,
                attachments=tuple(attachments),
                event=event,
                reply_to=reply_to,
                album=album,
            )
        )
        if not more and await self.waits():
            await self.pause()
        return await self.heard(before)

    async def types(
        self, who: str, *pieces: str, gap: float = 1.5, more: bool = False
    ) -> list[str]:
        """What is said because of several messages, so many seconds apart, and a pause after."""
        before = len(self.channel.sent), len(self.second.sent), len(self.page.sent)
        for number, piece in enumerate(pieces):
            if number:
                self.clock.pass_by(seconds=gap)  # type: ignore[attr-defined]
                await self.held.answer_due()
            await self.hears(who, piece, more=True)
        if not more:
            await self.pause()
        return await self.heard(before)

    async def waits(self) -> bool:
        """Whether something was said that waits for what may follow."""
        return await self.db.read(_waiting) > 0

    async def pause(self) -> None:
        """Nothing more is said for as long as anybody waits."""
        clock: Any = self.clock
        clock.pass_by(seconds=HOLD_TIME.total_seconds())
        await self.held.answer_due()

    async def heard(self, before: Sequence[int]) -> list[str]:
        """What is said on each channel since so many messages."""
        await self.quiet()
        channels = ((self.channel, ""), (self.second, "zalo:"), (self.page, "webchat:"))
        return [
            self._line(f"{account}{who}", reply)
            for start, (channel, account) in zip(before, channels, strict=False)
            for who, reply in channel.sent[start:]
        ]

    async def later(self, **duration: float) -> list[str]:
        """Let time go by, let the clock look after the tickets, and hear what that says."""
        before = len(self.channel.sent), len(self.second.sent), len(self.page.sent)
        clock: Any = self.clock
        clock.pass_by(**duration)
        await self.held.answer_due()
        for due in timers.DUE_JOBS:
            await self.db.write(due, policy=POLICY, now=clock())
        return await self.heard(before)

    async def link(self, who: str, name: str) -> list[str]:
        """A member of the team opens the link made for them."""

        def code(session: Session) -> str:
            person = session.exec(select(Person).where(Person.name == name)).one()
            return linking.make_link_code(session, person, actor=OPERATOR, now=self.clock())

        return await self.hears(who, "/start", start=f"link-{await self.db.write(code)}")

    @staticmethod
    def _line(who: str, reply: Reply) -> str:
        _check_labels(reply)
        buttons = "".join(f" [{choice.label}]" for choice in reply.choices)
        return f"{who} ← {reply.text}{buttons}"

    def path_of(self, thing: Attachment) -> Path:
        """Where a file that was sent lies with us."""
        assert thing.file is not None, "another account's handle means nothing here"
        return self.files.path(thing.file)

    async def until(self, happened: Callable[[], bool]) -> None:
        """Wait for something that the clock or another process brings about."""
        async with asyncio.timeout(10):
            while not happened():  # noqa: ASYNC110  nobody tells us
                await asyncio.sleep(0.02)

    async def quiet(self) -> None:
        """Wait until nothing that is due is left to send."""
        async with asyncio.timeout(10):
            while await self.db.read(_owed):  # noqa: ASYNC110  the truth is in the database
                await asyncio.sleep(0.005)


def _check_labels(reply: Reply) -> None:
    """No two buttons of one message read the same: of names not a tone, else not a letter."""
    labels = [
        label if choice.value.partition(":")[0] in NAMES else normalize_for_match(label)
        for choice in reply.choices
        if (label := strip_number(choice.label))
    ]
    twice = [label for label, count in Counter(labels).items() if count > 1]
    assert not twice, f"two buttons read {twice} under: {reply.text[:80]}"


class KnowledgeOnly(Scheduler):
    """Only what officers publish is taken in by itself: the rest happens when a test lets it, or a
    slow machine would do it in the middle of a sentence."""

    def list_jobs(self) -> Iterator[tuple[float, Job]]:
        """One tick."""
        yield KNOWLEDGE_EVERY, self.refresh_knowledge


def knowledge_only(app: web.Application, works: Scheduler) -> None:
    """A clock that does no more than that."""
    run_scheduler(
        app, KnowledgeOnly(**{one.name: getattr(works, one.name) for one in fields(works)})
    )


def _waiting(session: Session) -> int:
    query = select(func.count(col(Contact.id))).where(col(Contact.held_until).is_not(None))
    return session.exec(query).one()


def _owed(session: Session) -> int:
    owed = (DeliveryStatus.QUEUED, DeliveryStatus.SENDING)
    return session.exec(
        select(func.count(col(Delivery.id))).where(col(Delivery.status).in_(owed))
    ).one()
