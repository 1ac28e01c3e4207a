"""Verbs of commitments in one line each."""

from datetime import date, timedelta
from typing import Any

from sqlmodel import Session, col, select

from bot.commitments import drafting, service
from bot.commitments.drafting import CommitmentWords
from bot.commitments.models import Commitment, CommitmentShare
from bot.core.db import Database
from bot.core.policy import POLICY
from bot.messages.history import Message
from bot.notices import commitment_rounds
from bot.outbox.models import Delivery
from bot.people.actor import Actor, Hand
from bot.people.models import Contact, RoleKind
from bot.people.units import Unit, get_unit
from bot.usecases import commitment_sources
from tests.conftest import ObedientClock

WORDS = ("Mưa là đường ngõ lầy.", "đổ bê tông 200 m ngõ 3")


class CommitmentScene:
    """An officer, an approver, and a closed poll."""

    def __init__(
        self, db: Database, clock: ObedientClock, people: dict[RoleKind, int], poll: int
    ) -> None:
        self.db, self.clock, self.poll = db, clock, poll
        self._people = people

    @property
    def today(self) -> date:
        """The local day."""
        return POLICY.today(self.clock.now)

    async def actor(self, kind: RoleKind = RoleKind.OFFICER) -> Actor:
        """The officer, or the approver."""
        scope = await self.db.read(lambda session: get_unit(session, "x").path)
        return Actor(self._people[kind], scope, kind, Hand.CONSOLE)

    async def drafts(self, *tickets: int, days: int = 5, unit: str = "") -> int:
        """The officer answers the poll, or field reports."""
        words = CommitmentWords(*WORDS, self.today + timedelta(days=days))
        return await self.db.write(
            commitment_sources.draft_commitment,
            None if tickets else self.poll,
            tickets,
            words,
            actor=await self.actor(),
            today=self.today,
            now=self.clock.now,
        )

    async def does(
        self, verb: Any, number: int, kind: RoleKind = RoleKind.OFFICER, **given: Any
    ) -> Any:
        """Somebody of the office does something with it."""
        return await self.db.write(
            service.change_commitment,
            number,
            verb,
            actor=await self.actor(kind),
            now=self.clock.now,
            **given,
        )

    async def promises(self, *tickets: int, days: int = 5) -> int:
        """Drafted, sent for approval and approved."""
        number = await self.drafts(*tickets, days=days)
        await self.does(drafting.submit_for_approval, number, today=self.today)
        await self.does(
            drafting.approve_commitment,
            number,
            RoleKind.APPROVER,
            request_number="1",
            today=self.today,
        )
        return number

    async def stages(self) -> int:
        """The clock stages what is to be told; to how many."""
        return await self.db.write(
            commitment_rounds.stage_due, window=10, policy=POLICY, now=self.clock.now
        )

    async def told(self, start: str = "Xã X") -> dict[str, list[str]]:
        """What is queued for whom that begins so, in order."""

        def read(session: Session) -> dict[str, list[str]]:
            query = (
                select(Contact.address, Message.text)
                .join(Delivery, col(Delivery.contact_id) == Contact.id)
                .join(Message, col(Message.id) == Delivery.message_id)
                .where(
                    col(Message.text).startswith(start),
                    col(Message.text).not_like("% lấy ý kiến bà con: %"),  # the invitation
                )
                .order_by(col(Delivery.id))
            )
            found: dict[str, list[str]] = {}
            for address, text in session.exec(query):
                found.setdefault(address, []).append(text)
            return found

        return await self.db.read(read)

    async def shares(self) -> list[tuple[str, int]]:
        """Village and count of every message."""
        query = (
            select(Unit.name, CommitmentShare.told)
            .join(Unit, col(Unit.id) == CommitmentShare.unit_id)
            .order_by(col(CommitmentShare.id))
        )
        return await self.db.read(lambda session: list(session.exec(query)))

    async def row(self, number: int) -> Commitment:
        """The row."""
        return await self.db.read(lambda session: session.get_one(Commitment, number))
