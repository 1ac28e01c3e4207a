"""A commune with households, residents on two channels and a team, and a poll of it."""

from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, select

from bot.core.db import Database
from bot.core.policy import POLICY
from bot.notices import poll_rounds
from bot.outbox import batches, claims
from bot.outbox import service as outbox
from bot.outbox.models import DeliveryStatus
from bot.outbox.service import Outcome
from bot.people.actor import OPERATOR
from bot.people.models import Contact, Household, Person, Role, RoleKind
from bot.people.service import get_or_create_contact
from bot.people.units import UnitKind, get_unit, upsert_unit
from bot.polls import ballot_drafts, drafting, service
from bot.polls.drafting import QuestionDraft
from bot.polls.models import Ballot, BallotMethod, Poll, QuestionKind, VoterKind
from tests.conftest import ObedientClock

ROAD = QuestionDraft("Làm đường nào trước?", QuestionKind.SINGLE, ("Đường trục", "Đường ngõ"))
WHY_LATER = QuestionDraft(
    "Ngõ nào trước?", QuestionKind.MULTIPLE, ("Ngõ 1", "Ngõ 2", "Ngõ 3"), (0, 1)
)
LAND = QuestionDraft("Bà con có hiến đất mở rộng không?", QuestionKind.YES_NO)


def a_commune(session: Session, now: datetime) -> None:
    """Xã X with villages v1 and v2, three households each, Hoa and Mai in the team of v1."""
    upsert_unit(session, "x", "Xã X", UnitKind.COMMUNE, parent=None)
    for number in (1, 2):
        commune = get_unit(session, "x")
        upsert_unit(session, f"v{number}", f"Thôn {number}", UnitKind.VILLAGE, parent=commune)
        unit = get_unit(session, f"v{number}")
        for place in range(3):
            session.add(
                Household(unit_id=unit.id, label=f"Hộ {place}", code=f"H{number}{place}AAA")
            )
    upsert_unit(session, "y", "Xã Y", UnitKind.COMMUNE, parent=None)
    for code in ("x", "y"):
        get_unit(session, code).live_since = now
    for name in ("Hoa", "Mai"):
        person = Person(name=name, unit_id=get_unit(session, "v1").id)
        session.add(person)
        session.flush()
        session.add(
            Role(person_id=person.id, unit_id=get_unit(session, "v1").id, kind=RoleKind.MEMBER)
        )
        contact = get_or_create_contact(session, "fake", name, now=now)
        contact.person_id, contact.unit_id = person.id, get_unit(session, "v1").id
    session.flush()


class Scene:
    """Verbs in one line each."""

    def __init__(self, db: Database, clock: ObedientClock) -> None:
        self.db, self.clock = db, clock

    @property
    def now(self) -> datetime:
        """What time it is."""
        return self.clock.now

    async def lives(self, who: str, unit: str, account: str = "fake", **given: Any) -> int:
        """A resident has a chat; its id."""

        def work(session: Session) -> int:
            contact = get_or_create_contact(session, account, who, now=self.now)
            contact.unit_id = get_unit(session, unit).id
            for name, value in given.items():
                setattr(contact, name, value)
            return contact.id

        return await self.db.write(work)

    async def drafts(
        self,
        *questions: QuestionDraft,
        per: VoterKind = VoterKind.PERSON,
        days: float = 2,
        **more: Any,
    ) -> int:
        """A draft of commune x; its number."""

        def work(session: Session) -> int:
            closes_at = self.now + timedelta(days=days)
            asked = questions or (ROAD, WHY_LATER, LAND)
            unit = get_unit(session, "x")
            given: Any = {"closes_at": closes_at, "actor": OPERATOR, "now": self.now, **more}
            return drafting.create_draft(session, unit, "Làm đường", asked, per=per, **given).id

        return await self.db.write(work)

    async def opens(self, *questions: QuestionDraft, per: VoterKind = VoterKind.PERSON) -> int:
        """Drafted and opened."""
        number = await self.drafts(*questions, per=per)
        await self.does(service.open_poll, number)
        await self.stages()
        return number

    async def stages(self, window: int = batches.MIN_IN_OUTBOX) -> int:
        """The clock looks at what is to be said; how many were staged."""
        stage_due = poll_rounds.stage_due
        return await self.db.write(stage_due, window=window, policy=POLICY, now=self.now)

    async def arrive(self, count: int) -> None:
        """So many of what waits is sent."""

        def work(session: Session) -> None:
            for claimed in claims.claim_deliveries(
                session, "fake", "one", limit=count, now=self.now
            ):
                end = Outcome(
                    claimed.id, claimed.contact_id, DeliveryStatus.SENT, batch_id=claimed.batch_id
                )
                outbox.settle_deliveries(session, [end], now=self.now)

        await self.db.write(work)

    async def does(self, verb: Any, number: int, **given: Any) -> Any:
        """The operator does something with the poll."""
        given = {"actor": OPERATOR, "now": self.now, **given}
        return await self.db.write(
            lambda session: verb(session, service.get_poll(session, number, lock=True), **given)
        )

    async def votes(
        self,
        who: str,
        number: int,
        *answers: int | list[int],
        voter: str = "",
        how: BallotMethod = BallotMethod.CHAT,
        reason: str = "",
    ) -> str:
        """Somebody answers all that they are asked; the receipt."""

        def work(session: Session) -> str:
            contact = session.exec(select(Contact).where(Contact.address == who)).one()
            poll = service.get_poll(session, number)
            unit_id = contact.unit_id
            name = voter or service.make_voter_key(contact)
            if name.startswith("H"):
                name, unit_id = ballot_drafts.get_household_voter(session, poll, name)
            given: Any = {"voter": name, "unit_id": unit_id, "how": how, "now": self.now}
            seat = ballot_drafts.begin_ballot(session, contact, poll, **given)
            questions = service.list_questions(session, poll)
            left = list(answers)
            while (asked := ballot_drafts.find_current_question(questions, seat)) is not None:
                chosen = left.pop(0)
                for option in chosen if isinstance(chosen, list) else [chosen]:
                    ballot_drafts.choose_option(session, seat, asked, option)
                if seat.reason:
                    ballot_drafts.set_reason(session, seat, asked, reason)
                elif asked.kind == QuestionKind.MULTIPLE:
                    ballot_drafts.advance_question(session, seat, asked)
            return service.cast_ballot(session, seat, contact, now=self.now).receipt

        return await self.db.write(work)

    async def ballots(self, number: int) -> list[Ballot]:
        """What counts."""
        query = select(Ballot).where(Ballot.poll_id == number).order_by(Ballot.voter)
        return await self.db.read(lambda session: list(session.exec(query)))

    async def poll(self, number: int) -> Poll:
        """The row."""
        return await self.db.read(lambda session: session.get_one(Poll, number))
