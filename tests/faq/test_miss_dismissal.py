"""Choices that were taken, questions put aside, how a topic is used: each within one's units."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session

from bot.core.db import Database
from bot.core.errors import NotFound
from bot.faq import miss_dismissal, misses, topic_usage
from bot.faq.misses import MissReason
from bot.faq.models import Feedback, Guide, Question, StepMark
from bot.messages.history import Direction, Message
from bot.people.actor import Actor, Hand
from bot.people.models import RoleKind
from bot.people.service import get_or_create_contact
from bot.people.units import Unit, UnitKind, get_unit, upsert_unit

NOW = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
SINCE = NOW - timedelta(days=1)


def plant(session: Session) -> None:
    """Two communes with a village each."""
    for commune in ("xa-a", "xa-b"):
        upsert_unit(session, commune, commune, UnitKind.COMMUNE, parent=None)
        parent = get_unit(session, commune)
        upsert_unit(session, f"{commune}-1", "Thôn 1", UnitKind.VILLAGE, parent=parent)


def officer(session: Session, code: str) -> Actor:
    return Actor(1, get_unit(session, code).path, RoleKind.OFFICER, Hand.CONSOLE)


def ask(
    session: Session,
    who: str,
    unit: Unit | None,
    *,
    outcome: str = "none",
    topic_id: str = "",
    minutes: int = 0,
) -> int:
    """Somebody of a unit asks; the question's id."""
    contact = get_or_create_contact(session, "fake", who, now=NOW)
    at = NOW + timedelta(minutes=minutes)
    message = Message(
        contact_id=contact.id, account="fake", direction=Direction.IN, text="hỏi", said_at=at
    )
    session.add(message)
    session.flush()
    question = Question(
        message_id=message.id,
        contact_id=contact.id,
        unit_id=unit.id if unit else None,
        outcome=outcome,
        topic_id=topic_id,
        asked_at=at,
    )
    session.add(question)
    session.flush()
    return question.id


@pytest.mark.parametrize(("minutes", "counted"), [(2, 0), (15, 1)])
async def test_choices_of_which_one_was_taken_are_no_miss(
    db: Database, minutes: int, counted: int
) -> None:
    def work(session: Session) -> list[MissReason]:
        ask(session, "ba-tu", None, outcome="choices")
        ask(session, "ba-tu", None, outcome="chosen", topic_id="mot", minutes=minutes)
        ask(session, "ong-ba", None, outcome="chosen", topic_id="mot", minutes=1)
        return [miss.reason for miss in misses.list_misses(session, since=SINCE)]

    assert await db.write(work) == [MissReason.CHOICES] * counted


async def test_misses_are_those_of_ones_own_units(db: Database) -> None:
    def work(session: Session) -> None:
        plant(session)
        here = ask(session, "ba-a", get_unit(session, "xa-a-1"))
        there = ask(session, "ba-b", get_unit(session, "xa-b-1"))
        nowhere = ask(session, "khach", None)
        for code, expected in (("xa-a", {here}), ("xa-b", {there})):
            rows = misses.list_open_misses(session, actor=officer(session, code), since=SINCE)
            assert {miss.question_id for miss in rows} == expected
        everything = Actor(1, "", RoleKind.OFFICER, Hand.CONSOLE)
        rows = misses.list_open_misses(session, actor=everything, since=SINCE)
        assert {miss.question_id for miss in rows} == {here, there, nowhere}

    await db.write(work)


async def test_what_is_put_aside_leaves_the_list_and_comes_back(db: Database) -> None:
    def work(session: Session) -> None:
        plant(session)
        here, actor = ask(session, "ba-a", get_unit(session, "xa-a-1")), officer(session, "xa-a")
        other = officer(session, "xa-b")
        with pytest.raises(NotFound):
            miss_dismissal.dismiss_misses(session, [here], actor=other, now=NOW)
        assert miss_dismissal.dismiss_misses(session, [here, 999], actor=actor, now=NOW) == 1
        assert misses.list_open_misses(session, actor=actor, since=SINCE) == []
        assert [row[0] for row in miss_dismissal.list_dismissed(session, actor=actor)] == [here]
        assert miss_dismissal.list_dismissed(session, actor=other) == []
        with pytest.raises(NotFound):
            miss_dismissal.dismiss_misses(session, [here], actor=actor, now=NOW)
        assert miss_dismissal.restore_misses(session, [here], actor=actor, now=NOW) == 1
        assert len(misses.list_open_misses(session, actor=actor, since=SINCE)) == 1
        session.info.clear()  # the events are not of this test

    await db.write(work)


async def test_usage_counts_ones_own_units_only(db: Database) -> None:
    def work(session: Session) -> None:
        plant(session)
        village = get_unit(session, "xa-a-1")
        first = ask(session, "ba-a", village, outcome="answer", topic_id="mot")
        ask(session, "ba-a", village, outcome="chosen", topic_id="mot")
        ask(session, "ba-b", get_unit(session, "xa-b-1"), outcome="answer", topic_id="mot")
        contact = get_or_create_contact(session, "fake", "ba-a", now=NOW)
        session.add(
            Feedback(
                question_id=first, contact_id=contact.id, topic_id="mot", helped=False, given_at=NOW
            )
        )
        guide = Guide(contact_id=contact.id, topic_id="mot", started_at=NOW, moved_at=NOW)
        session.add(guide)
        session.flush()
        for step in (1, 1, 2):
            mark = StepMark(
                guide_id=guide.id, topic_id="mot", step=step, kind="stuck", marked_at=NOW
            )
            mark.unit_id = village.id
            session.add(mark)
        session.flush()
        actor = officer(session, "xa-a")
        usage = topic_usage.count_topic_usage(session, ["mot", "hai"], actor=actor, since=SINCE)
        counted = usage["mot"]
        assert (counted.asked, counted.helped, counted.unhelpful) == (2, 0, 1)
        assert (counted.stuck_step, counted.stuck) == (2, 2)
        assert usage["hai"].asked == 0
        assert topic_usage.count_askers(session, "mot", actor=actor, since=SINCE) == 1

    await db.write(work)
