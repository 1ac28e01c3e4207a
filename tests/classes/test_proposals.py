"""A class from demand: proposed once a week to the officers, those who asked invited first."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from bot.classes import enrolments, follow_up, proposals, service
from bot.classes.models import ClassProposal, ClassSession, ProposalState
from bot.core.errors import NotAllowed, UserError
from bot.faq.index import KnowledgeIndex
from bot.faq.knowledge_base import KnowledgeBase
from bot.faq.models import Question
from bot.messages.content import Incoming
from bot.messages.history import store_incoming
from bot.people import linking
from bot.people.actor import OPERATOR, Actor, Hand
from bot.people.models import Contact, Person, Role, RoleKind
from bot.people.service import get_or_create_contact
from bot.people.units import get_unit
from bot.usecases import class_from_demand
from tests.reminders.scene import Scene, local

THURSDAY = local(26, 9)
SUNDAY = local(29, 8, 30)


@pytest.fixture(scope="session")
def index(shelf: KnowledgeBase) -> KnowledgeIndex:
    """The shipped knowledge."""
    return shelf()


@pytest.fixture
async def asking(scene: Scene, index: KnowledgeIndex) -> Scene:
    """An officer of the commune has a chat; three people of Thôn 1 asked about one topic."""
    await scene.db.write(an_officer, scene)
    for who in ("tu", "nam", "sau"):
        await scene.db.write(asks, scene, who, topic_of(index))
    scene.at(THURSDAY)
    return scene


def topic_of(index: KnowledgeIndex, number: int = 0) -> str:
    return sorted(index.knowledge.topics)[number]


def an_officer(session: Session, scene: Scene) -> None:
    for name, unit in (("Cán Bộ", "x"), ("Người Khác", "v2")):
        person = Person(name=name)
        session.add(person)
        session.flush()
        contact = get_or_create_contact(session, "fake", name, now=scene.clock.now)
        contact.person_id = person.id
        kind = RoleKind.OFFICER if unit == "x" else RoleKind.MEMBER
        session.add(Role(person_id=person.id, unit_id=get_unit(session, unit).id, kind=kind))
    session.flush()


def asks(session: Session, scene: Scene, who: str, topic: str, unit: str = "v1") -> None:
    contact = get_or_create_contact(session, "fake", who, now=scene.clock.now)
    contact.unit_id = get_unit(session, unit).id
    said = Incoming("fake", who, f"{who}:{topic}:{scene.clock.now}", text="?")
    message = store_incoming(session, contact.id, said, "?", now=scene.clock.now)
    assert message is not None
    session.add(
        Question(
            message_id=message.id,
            contact_id=contact.id,
            unit_id=contact.unit_id,
            outcome="answer",
            topic_id=topic,
            asked_at=scene.clock.now,
        )
    )
    session.flush()


async def week(scene: Scene, index: KnowledgeIndex) -> Any:
    return await scene.do(
        class_from_demand.propose_due, get_unit_index=lambda _path: index, policy=scene.policy
    )


def officer(session: Session) -> Contact:
    return session.exec(select(Contact).where(Contact.address == "Cán Bộ")).one()


def acting(contact: Contact) -> Actor:
    return Actor(contact.person_id, "", RoleKind.OFFICER, Hand.CHAT)


async def opens(scene: Scene, number: int, askers: Any = ()) -> tuple[ClassSession, int]:
    def work(session: Session) -> tuple[ClassSession, int]:
        actor = acting(officer(session))
        class_proposal = proposals.get_open_proposal(session, number, actor=actor)
        return proposals.open_class(
            session,
            class_proposal,
            SUNDAY,
            "Đình làng",
            askers,
            actor=actor,
            now=scene.clock.now,
            policy=scene.policy,
        )

    return await scene.db.write(work)


async def test_the_officer_is_asked_once_a_week_and_nobody_else(
    asking: Scene, index: KnowledgeIndex
) -> None:
    assert [await week(asking, index) for _ in range(2)] == [1, 0]
    [said] = await asking.told("Cán Bộ")
    title = index.knowledge.topics[topic_of(index)].title
    assert said.startswith(f"Bốn tuần qua có 3 người ở Thôn 1 hỏi về «{title}».")
    assert await asking.told("Người Khác") == await asking.told("tu") == []


@pytest.mark.parametrize("at", [local(25, 9), local(26, 7), local(26, 20), local(27, 9)])
async def test_only_on_a_thursday_by_day(asking: Scene, index: KnowledgeIndex, at: Any) -> None:
    asking.at(at)
    assert await week(asking, index) == 0


async def test_two_people_or_one_who_asks_thrice_are_no_class(
    scene: Scene, index: KnowledgeIndex
) -> None:
    for who in ("tu", "tu", "tu", "nam"):
        await scene.db.write(asks, scene, who, topic_of(index))
        scene.later(minutes=1)
    scene.at(THURSDAY)
    assert await week(scene, index) == 0


async def test_questions_of_the_month_before_do_not_count(
    asking: Scene, index: KnowledgeIndex
) -> None:
    asking.at(THURSDAY + timedelta(weeks=5))
    assert await week(asking, index) == 0


async def test_the_topic_most_people_asked_about_is_the_one(
    asking: Scene, index: KnowledgeIndex
) -> None:
    other = topic_of(index, 5)
    asking.at(local(25, 9))
    for who in ("bay", "tam", "chin", "muoi"):
        await asking.db.write(asks, asking, who, other)
    asking.at(THURSDAY)
    assert await week(asking, index) == 1
    class_proposal = await asking.db.read(lambda session: session.exec(select(ClassProposal)).one())
    assert (class_proposal.topic_id, class_proposal.askers) == (other, 4)


async def test_a_wish_after_a_class_counts_as_a_question(
    scene: Scene, index: KnowledgeIndex
) -> None:
    topic = topic_of(index)
    class_session = await scene.opens(local(23, 9, 30))
    await scene.joins("tu", class_session)

    def comes(session: Session) -> None:
        contact = get_or_create_contact(session, "fake", "tu", now=scene.clock.now)
        enrolments.list_contact_enrolments(session, contact.id, class_session.id)[
            0
        ].attended_at = scene.clock.now

    await scene.db.write(comes)
    scene.at(local(24, 9))
    await scene.do(follow_up.follow_up_due, policy=scene.policy)

    def says(session: Session) -> None:
        contact = get_or_create_contact(session, "fake", "tu", now=scene.clock.now)
        follow_up.record_clarity(session, contact, 1, "clear", now=scene.clock.now)
        words = index.knowledge.topics[topic].questions[0]
        assert follow_up.record_wished_topic(session, contact, words, now=scene.clock.now)

    await scene.db.write(says)
    for who in ("nam", "sau"):
        await scene.db.write(asks, scene, who, topic)
    scene.at(THURSDAY)
    assert await week(scene, index) == 1


async def test_an_opened_class_is_shown_to_others_a_day_later(
    asking: Scene, index: KnowledgeIndex
) -> None:
    await week(asking, index)
    invited = await asking.db.read(
        class_from_demand.list_invited, lambda _path: index, 2, topic_of(index), since=local(1, 0)
    )
    class_session, count = await opens(asking, 1, invited)
    assert count == 3
    [said] = await asking.told("tu")
    assert said.startswith("Bác từng hỏi về «") and "Đình làng" in said

    def shown(session: Session) -> list[int]:
        unit = get_unit(session, "v1")
        return [
            class_session.id
            for class_session in service.list_upcoming_classes(session, unit, now=asking.clock.now)
        ]

    assert await asking.db.read(shown) == []
    asking.later(hours=25)
    assert await asking.db.read(shown) == [class_session.id]


async def test_who_stopped_is_not_invited(asking: Scene, index: KnowledgeIndex) -> None:
    await week(asking, index)

    def stops(session: Session) -> set[int]:
        contact = get_or_create_contact(session, "fake", "tu", now=asking.clock.now)
        contact.stopped_at = asking.clock.now
        return set(session.exec(select(Contact.id)).all())

    everybody = await asking.db.write(stops)
    _, count = await opens(asking, 1, everybody)
    assert count == len(everybody) - 1
    assert await asking.told("tu") == []


@pytest.mark.parametrize(
    ("state", "again"), [(ProposalState.LATER, 1), (ProposalState.DECLINED, 0)]
)
async def test_later_comes_back_next_week_and_no_does_not(
    asking: Scene, index: KnowledgeIndex, state: ProposalState, again: int
) -> None:
    await week(asking, index)

    def decides(session: Session) -> None:
        actor, now = acting(officer(session)), asking.clock.now
        class_proposal = proposals.get_open_proposal(session, 1, actor=actor)
        proposals.record_decision(session, class_proposal, state, actor=actor, now=now)

    await asking.db.write(decides)
    asking.later(weeks=1)
    assert await week(asking, index) == again


async def test_nothing_is_proposed_that_is_to_come_anyway(
    asking: Scene, index: KnowledgeIndex
) -> None:
    title = index.knowledge.topics[topic_of(index)].title
    await asking.opens(SUNDAY, topic=title.upper())
    assert await week(asking, index) == 0


async def test_it_is_decided_once_and_by_an_officer_of_the_commune(
    asking: Scene, index: KnowledgeIndex
) -> None:
    await week(asking, index)

    def other(session: Session) -> None:
        contact = session.exec(select(Contact).where(Contact.address == "Người Khác")).one()
        proposals.get_open_proposal(session, 1, actor=acting(contact))

    with pytest.raises(NotAllowed):
        await asking.db.read(other)
    await opens(asking, 1)
    with pytest.raises(UserError):
        await opens(asking, 1)


async def test_the_hours_are_the_village_s_own_then_the_usual(asking: Scene) -> None:
    await asking.opens(local(28, 14))

    def suggested(session: Session) -> list[Any]:
        unit = get_unit(session, "v1")
        return proposals.suggest_times(session, unit, now=asking.clock.now, policy=asking.policy)

    assert await asking.db.read(suggested) == [
        local(1, 19, 30, month=12),
        local(5, 14, month=12),
        local(5, 19, 30, month=12),
    ]


async def test_an_unlinked_officer_finds_it_in_the_list(
    scene: Scene, index: KnowledgeIndex
) -> None:
    for who in ("tu", "nam", "sau"):
        await scene.db.write(asks, scene, who, topic_of(index))
    scene.at(THURSDAY)
    assert await week(scene, index) == 1
    found = await scene.db.read(
        lambda session: proposals.list_proposals(
            session, get_unit(session, "x"), actor=OPERATOR, since=local(1, 0)
        )
    )
    assert [(class_proposal.askers, unit.code) for class_proposal, unit in found] == [(3, "v1")]
    assert await scene.db.read(linking.list_officer_contacts, found[0][1]) == []
