"""One ballot a person, whatever they do in any order: the whole bot on SQLite."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import StaticPool, create_engine
from sqlmodel import Session, SQLModel, func, select

import bot.tables
from bot.core.errors import UserError
from bot.faq.knowledge_base import KnowledgeBase
from bot.handlers.routes import routes
from bot.inbox import receive
from bot.messages.content import Incoming
from bot.messages.history import Direction, Message
from bot.people.actor import OPERATOR
from bot.people.models import Household
from bot.people.units import UnitKind, get_unit, upsert_unit
from bot.polls import drafting, results, service
from bot.polls.drafting import QuestionDraft
from bot.polls.models import Ballot, QuestionKind, VoterDigest, VoterKind

assert bot.tables
ROAD = QuestionDraft("Làm đường nào trước?", QuestionKind.SINGLE, ("Đường trục", "Đường ngõ"))
# Everything here is one and the same person's.
CHATS = ("telegram", "zalo-oa", "webchat")
NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


@dataclass
class House:
    """The bot without its channels: what is said to it is answered at once."""

    shelf: KnowledgeBase
    per: VoterKind = VoterKind.PERSON
    now: datetime = NOW
    numbers: count = field(default_factory=lambda: count(1))  # type: ignore[type-arg]

    def __post_init__(self) -> None:
        self.engine = create_engine(
            "sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False}
        )
        SQLModel.metadata.create_all(self.engine)
        self.routes = routes(self.shelf, key="of these tests")
        with Session(self.engine) as session, session.begin():
            upsert_unit(session, "x", "Xã X", UnitKind.COMMUNE, parent=None)
            for number in (1, 2):
                commune = get_unit(session, "x")
                upsert_unit(
                    session, f"v{number}", f"Thôn {number}", UnitKind.VILLAGE, parent=commune
                )
            village = get_unit(session, "v1")
            village.live_since = self.now
            session.add(Household(unit_id=village.id, label="Hộ 1", code="H1AAAA"))
            session.flush()
            ends = self.now + timedelta(days=2)
            given = {"per": self.per, "closes_at": ends, "actor": OPERATOR, "now": self.now}
            poll = drafting.create_draft(session, get_unit(session, "x"), "Đường", [ROAD], **given)  # type: ignore[arg-type]
            service.open_poll(session, poll, actor=OPERATOR, now=self.now)

    def hears(self, chat: str, text: str = "", *, choice: str = "", start: str = "") -> str:
        """Somebody says something; the words of the answers."""
        account, _, address = chat.partition(":")
        said = Incoming(
            account=account,
            address=address or "1",
            message_id=str(next(self.numbers)),
            text=text,
            choice=choice,
            start=start,
            name="Bà Tư",
        )
        self.now += timedelta(seconds=10)
        with Session(self.engine) as session:
            before = self._last(session)
        try:
            with Session(self.engine) as session, session.begin():
                receive.handle_message(session, said, self.routes, now=self.now)
        except UserError as error:
            with Session(self.engine) as session, session.begin():
                receive.answer_user_error(session, said, str(error), now=self.now)
        with Session(self.engine) as session:
            later = select(Message).where(Message.id > before, Message.direction == Direction.OUT)
            return "\n".join(message.text for message in session.exec(later))

    @staticmethod
    def _last(session: Session) -> int:
        return session.exec(select(func.max(Message.id))).one() or 0

    def meets(self, chat: str, unit: str = "v1") -> None:
        """They open the bot and agree."""
        self.hears(chat, "/start", start=f"u-{unit}")
        self.hears(chat, choice=f"agree:{unit}")

    def votes(self, chat: str, option: int) -> str:
        """They answer the poll, as far as it lets them."""
        self.hears(chat, choice="ballot:go:1")
        return self.hears(chat, choice=f"ballot:opt:0:{option}")

    def links(self, chat: str, other: str) -> str:
        """The code of one chat typed in another."""
        given = self.hears(chat, "liên kết")
        code = given.partition("Mã liên kết của bác: ")[2].partition("\n")[0]
        return self.hears(other, f"lienket {code}") if code else given

    def counted(self) -> int:
        """How many ballots count."""
        with Session(self.engine) as session:
            return results.count_ballots(session, service.get_poll(session, 1))


class Voter(RuleBasedStateMachine):
    """One person with four chats of three kinds; those ever tied together are known to be one."""

    shelf: KnowledgeBase

    @initialize()
    def opens(self) -> None:
        """A commune with one poll; every chat has agreed."""
        self.house = House(self.shelf)
        self.groups = [{chat} for chat in CHATS]
        self.voted: set[str] = set()
        for chat in CHATS:
            self.house.meets(chat)

    @rule(chat=st.sampled_from(CHATS), option=st.integers(0, 1))
    def vote(self, chat: str, option: int) -> None:
        """Answer, or answer anew."""
        if "Cảm ơn" in self.house.votes(chat, option):
            self.voted.add(chat)

    @rule(chat=st.sampled_from(CHATS))
    def sit(self, chat: str) -> None:
        """Begin, and leave it half done."""
        self.house.hears(chat, choice="ballot:go:1")

    @rule(chat=st.sampled_from(CHATS), option=st.integers(0, 1))
    def finish(self, chat: str, option: int) -> None:
        """Press what was asked before."""
        if "Cảm ơn" in self.house.hears(chat, choice=f"ballot:opt:0:{option}"):
            self.voted.add(chat)

    @rule(chat=st.sampled_from(CHATS))
    def erase(self, chat: str) -> None:
        """Be forgotten, and come back."""
        self.house.hears(chat, choice="erase:yes")
        self.house.meets(chat)

    @rule(chat=st.sampled_from(CHATS))
    def withdraw(self, chat: str) -> None:
        """Take the agreement back, and come back in the other village."""
        self.house.hears(chat, choice="withdraw")
        self.house.meets(chat, "v2")

    @rule(chat=st.sampled_from(CHATS), other=st.sampled_from(CHATS))
    def link(self, chat: str, other: str) -> None:
        """Tie one chat to another."""
        if "Đã liên kết" in self.house.links(chat, other):
            one = next(group for group in self.groups if chat in group)
            two = next(group for group in self.groups if other in group)
            if one is not two:
                self.groups.remove(two)
                one |= two

    @rule(chat=st.sampled_from(CHATS))
    def unlink(self, chat: str) -> None:
        """Untie it."""
        self.house.hears(chat, "bỏ liên kết")

    @rule(chat=st.sampled_from(CHATS))
    def use_household_code(self, chat: str) -> None:
        """Let the code on the paper speak for the chat."""
        self.house.hears(chat, "mã hộ H1AAAA")

    @invariant()
    def one_ballot_each(self) -> None:
        """Of chats known to be one person's no more than one ballot counts; of the page's alone
        the household's code lets one through."""
        provable = [g for g in self.groups if any(not c.startswith("webchat") for c in g)]
        page_alone = len(self.groups) > len(provable)
        counted = self.house.counted()
        assert counted <= len(provable) + page_alone
        voted = [g for g in provable if any(not c.startswith("webchat") for c in g & self.voted)]
        assert counted >= len(voted)


def test_one_person_has_one_ballot_in_whatever_order(shelf: KnowledgeBase) -> None:
    machine = type("Shelved", (Voter,), {"shelf": shelf})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=15,
            stateful_step_count=14,
            derandomize=True,
            phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
        ),
    )


T, Z, W = CHATS


@pytest.mark.parametrize(
    ("steps", "counted"),
    [
        ("vote T, erase T, vote T, erase T, vote T", 1),
        ("vote T, code T, withdraw T, vote T", 1),
        ("vote T, link T Z, withdraw Z, vote Z", 1),
        ("link T Z, unlink Z, vote Z, vote T", 1),
        ("link T Z, withdraw T, withdraw Z, vote Z, vote T", 1),
        ("vote T, vote Z", 2),  # nothing says that they are one person's
        ("vote T, vote Z, link T Z", 1),
        ("vote T, erase T, vote Z, link T Z", 1),
        ("vote T, vote Z, link T Z, erase Z, vote Z, vote T", 1),
        ("sit Z, link T Z, vote T, finish Z", 1),
        ("link T Z, vote T, erase T, link T Z, vote T, vote Z", 1),
        ("vote W", 0),
        ("vote W, erase W, vote W, withdraw W, vote W", 0),
        ("vote W, link T W", 1),
        ("link T W, vote W, vote T", 1),
        ("link T W, vote W, unlink W, vote W, vote T", 1),
        ("vote W, paper W", 1),
        ("vote W, paper W, erase W, vote W", 1),
        ("vote W, paper W, vote X, paper X", 1),  # another page of the same paper
        ("vote W, paper W, erase W, vote X, paper X", 1),
        ("vote T, paper T", 1),
        ("vote W, vote X, link W X", 0),  # two pages are no proof of each other
    ],
)
def test_known_ways_to_vote_twice_count_once(
    shelf: KnowledgeBase, steps: str, counted: int
) -> None:
    house = House(shelf)
    chats = {"T": T, "Z": Z, "W": W, "X": f"{W}:2"}
    for chat in chats.values():
        house.meets(chat)
    for step in steps.split(", "):
        verb, *named = step.split()
        chat, *other = (chats[name] for name in named)
        match verb:
            case "vote":
                house.votes(chat, 0)
            case "sit":
                house.hears(chat, choice="ballot:go:1")
            case "finish":
                house.hears(chat, choice="ballot:opt:0:1")
            case "code":
                house.hears(chat, "liên kết")
            case "link":
                assert "Đã liên kết" in house.links(chat, *other)
            case "unlink":
                house.hears(chat, "bỏ liên kết")
            case "paper":
                house.hears(chat, "mã hộ H1AAAA")
            case "erase" | "withdraw":
                house.hears(chat, choice="erase:yes" if verb == "erase" else verb)
                house.meets(chat)
            case _:
                pytest.fail(f"what is {verb}?")
    assert house.counted() == counted


def test_what_was_forgotten_stays_counted_and_nothing_leads_to_it(shelf: KnowledgeBase) -> None:
    house = House(shelf)
    house.meets(T)
    house.votes(T, 0)
    assert "vẫn được đếm nhưng không còn tên" in house.hears(T, choice="erase:yes")
    house.meets(T)
    assert "đã được tính, không còn tên" in house.hears(T, choice="ballot:go:1")
    with Session(house.engine) as session:
        [ballot] = session.exec(select(Ballot)).all()
        marks = session.exec(select(VoterDigest)).all()
        assert (ballot.voter, ballot.contact_id) == (f"gone:{ballot.id}", None)
        assert [(mark.voter, mark.contact_id) for mark in marks] == [("", None)]


def test_marks_are_gone_an_hour_after_the_poll(shelf: KnowledgeBase) -> None:
    house = House(shelf)
    house.meets(T)
    house.votes(T, 0)
    for hours, left in ((48, 1), (2, 0)):
        house.now += timedelta(hours=hours)
        with Session(house.engine) as session, session.begin():
            service.close_due(session, now=house.now)
            assert len(session.exec(select(VoterDigest)).all()) == left
