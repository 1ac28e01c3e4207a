"""A class from demand: proposed once a week to the officers, those who asked invited first."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from bot.classes import enrolments, follow_up, proposals, service
from bot.classes.models import ClassProposal, ClassSession, ProposalState
from bot.core.errors import NotAllowed, UserError
from bot.faq.index import Index
from bot.faq.knowledge_base import Shelf
from bot.faq.models import Question
from bot.messages.content import Incoming
from bot.messages.history import note
from bot.people import linking
from bot.people.models import Contact, Person, Role, RoleKind
from bot.people.service import meet
from bot.people.units import get_unit
from bot.usecases import class_from_demand
from tests.reminders.scene import Scene, local

THURSDAY = local(26, 9)
SUNDAY = local(29, 8, 30)


@pytest.fixture(scope="session")
def index(shelf: Shelf) -> Index:
    """The shipped knowledge."""
    return shelf()


@pytest.fixture
async def asking(scene: Scene, index: Index) -> Scene:
    """An officer of the commune has a chat; three people of Thôn 1 asked about one topic."""
    await scene.db.write(an_officer, scene)
    for who in ("tu", "nam", "sau"):
        await scene.db.write(asks, scene, who, topic_of(index))
    scene.at(THURSDAY)
    return scene


def topic_of(index: Index, number: int = 0) -> str:
    return sorted(index.knowledge.topics)[number]


def an_officer(session: Session, scene: Scene) -> None:
    for name, unit in (("Cán Bộ", "x"), ("Người Khác", "v2")):
        person = Person(name=name)
        session.add(person)
        session.flush()
        contact = meet(session, "fake", name, now=scene.clock.now)
        contact.person_id = person.id
        kind = RoleKind.OFFICER if unit == "x" else RoleKind.MEMBER
        session.add(Role(person_id=person.id, unit_id=get_unit(session, unit).id, kind=kind))
    session.flush()


def asks(session: Session, scene: Scene, who: str, topic: str, unit: str = "v1") -> None:
    contact = meet(session, "fake", who, now=scene.clock.now)
    contact.unit_id = get_unit(session, unit).id
    said = Incoming("fake", who, f"{who}:{topic}:{scene.clock.now}", text="?")
    message = note(session, contact.id, said, "?", now=scene.clock.now)
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


async def week(scene: Scene, index: Index) -> Any:
    return await scene.do(class_from_demand.propose_due, shelf=lambda: index, policy=scene.policy)


def officer(session: Session) -> Contact:
    return session.exec(select(Contact).where(Contact.address == "Cán Bộ")).one()


async def opens(scene: Scene, number: int, askers: Any = ()) -> tuple[ClassSession, int]:
    def work(session: Session) -> tuple[ClassSession, int]:
        one = proposals.get_open(session, officer(session), number)
        return proposals.open_class(
            session,
            one,
            officer(session),
            SUNDAY,
            "Đình làng",
            askers,
            now=scene.clock.now,
            policy=scene.policy,
        )

    return await scene.db.write(work)


async def test_the_officer_is_asked_once_a_week_and_nobody_else(
    asking: Scene, index: Index
) -> None:
    assert [await week(asking, index) for _ in range(2)] == [1, 0]
    [said] = await asking.told("Cán Bộ")
    title = index.knowledge.topics[topic_of(index)].title
    assert said.startswith(f"Bốn tuần qua có 3 người ở Thôn 1 hỏi về «{title}».")
    assert await asking.told("Người Khác") == await asking.told("tu") == []


@pytest.mark.parametrize("at", [local(25, 9), local(26, 7), local(26, 20), local(27, 9)])
async def test_only_on_a_thursday_by_day(asking: Scene, index: Index, at: Any) -> None:
    asking.at(at)
    assert await week(asking, index) == 0


async def test_two_people_or_one_who_asks_thrice_are_no_class(scene: Scene, index: Index) -> None:
    for who in ("tu", "tu", "tu", "nam"):
        await scene.db.write(asks, scene, who, topic_of(index))
        scene.later(minutes=1)
    scene.at(THURSDAY)
    assert await week(scene, index) == 0


async def test_questions_of_the_month_before_do_not_count(asking: Scene, index: Index) -> None:
    asking.at(THURSDAY + timedelta(weeks=5))
    assert await week(asking, index) == 0


async def test_the_topic_most_people_asked_about_is_the_one(asking: Scene, index: Index) -> None:
    other = topic_of(index, 5)
    asking.at(local(25, 9))
    for who in ("bay", "tam", "chin", "muoi"):
        await asking.db.write(asks, asking, who, other)
    asking.at(THURSDAY)
    assert await week(asking, index) == 1
    found = await asking.db.read(lambda session: session.exec(select(ClassProposal)).one())
    assert (found.topic_id, found.askers) == (other, 4)


async def test_a_wish_after_a_class_counts_as_a_question(scene: Scene, index: Index) -> None:
    topic = topic_of(index)
    one = await scene.opens(local(23, 9, 30))
    await scene.joins("tu", one)

    def comes(session: Session) -> None:
        contact = meet(session, "fake", "tu", now=scene.clock.now)
        enrolments.of_contact(session, contact.id, one.id)[0].attended_at = scene.clock.now

    await scene.db.write(comes)
    scene.at(local(24, 9))
    await scene.do(follow_up.follow_up, policy=scene.policy)

    def says(session: Session) -> None:
        contact = meet(session, "fake", "tu", now=scene.clock.now)
        follow_up.say_clear(session, contact, 1, "clear", now=scene.clock.now)
        words = index.knowledge.topics[topic].questions[0]
        assert follow_up.say_wish(session, contact, words, now=scene.clock.now)

    await scene.db.write(says)
    for who in ("nam", "sau"):
        await scene.db.write(asks, scene, who, topic)
    scene.at(THURSDAY)
    assert await week(scene, index) == 1


async def test_an_opened_class_is_shown_to_others_a_day_later(asking: Scene, index: Index) -> None:
    await week(asking, index)
    invited = await asking.db.read(
        class_from_demand.list_invited, index, 2, topic_of(index), since=local(1, 0)
    )
    one, count = await opens(asking, 1, invited)
    assert count == 3
    [said] = await asking.told("tu")
    assert said.startswith("Bác từng hỏi về «") and "Đình làng" in said

    def shown(session: Session) -> list[int]:
        unit = get_unit(session, "v1")
        return [each.id for each in service.upcoming(session, unit, now=asking.clock.now)]

    assert await asking.db.read(shown) == []
    asking.later(hours=25)
    assert await asking.db.read(shown) == [one.id]


async def test_who_stopped_is_not_invited(asking: Scene, index: Index) -> None:
    await week(asking, index)

    def stops(session: Session) -> set[int]:
        contact = meet(session, "fake", "tu", now=asking.clock.now)
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
    asking: Scene, index: Index, state: ProposalState, again: int
) -> None:
    await week(asking, index)

    def decides(session: Session) -> None:
        one = proposals.get_open(session, officer(session), 1)
        proposals.decide(one, officer(session), state, asking.clock.now)

    await asking.db.write(decides)
    asking.later(weeks=1)
    assert await week(asking, index) == again


async def test_nothing_is_proposed_that_is_to_come_anyway(asking: Scene, index: Index) -> None:
    title = index.knowledge.topics[topic_of(index)].title
    await asking.opens(SUNDAY, topic=title.upper())
    assert await week(asking, index) == 0


async def test_it_is_decided_once_and_by_an_officer_of_the_commune(
    asking: Scene, index: Index
) -> None:
    await week(asking, index)

    def other(session: Session) -> None:
        contact = session.exec(select(Contact).where(Contact.address == "Người Khác")).one()
        proposals.get_open(session, contact, 1)

    with pytest.raises(NotAllowed):
        await asking.db.read(other)
    await opens(asking, 1)
    with pytest.raises(UserError):
        await opens(asking, 1)


async def test_the_hours_are_the_village_s_own_then_the_usual(asking: Scene) -> None:
    await asking.opens(local(28, 14))

    def suggested(session: Session) -> list[Any]:
        unit = get_unit(session, "v1")
        return proposals.times_for(session, unit, now=asking.clock.now, policy=asking.policy)

    assert await asking.db.read(suggested) == [
        local(1, 19, 30, month=12),
        local(5, 14, month=12),
        local(5, 19, 30, month=12),
    ]


async def test_an_unlinked_officer_finds_it_in_the_list(scene: Scene, index: Index) -> None:
    for who in ("tu", "nam", "sau"):
        await scene.db.write(asks, scene, who, topic_of(index))
    scene.at(THURSDAY)
    assert await week(scene, index) == 1
    found = await scene.db.read(
        lambda session: proposals.list_proposals(session, get_unit(session, "x"), since=local(1, 0))
    )
    assert [(one.askers, unit.code) for one, unit in found] == [(3, "v1")]
    assert await scene.db.read(linking.officers_of, found[0][1]) == []
