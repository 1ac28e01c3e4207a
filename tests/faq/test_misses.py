"""What residents asked and did not get, grouped by likeness."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session

from bot.core.db import Database
from bot.faq import misses
from bot.faq.misses import Miss
from bot.faq.models import Feedback, Question
from bot.messages.history import Direction, Message
from bot.people.models import Person, Role, RoleKind
from bot.people.service import get_or_create_contact
from bot.people.units import UnitKind, get_unit, upsert_unit

NOW = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)


def miss(number: int, text: str, unit: str = "ap-01") -> Miss:
    """A miss with only what grouping reads."""
    return Miss(number, text, unit, NOW)


def test_likeness_groups_whatever_the_tones_and_the_order() -> None:
    groups = misses.group_misses(
        [
            miss(5, "xin giấy phép karaoke"),
            miss(1, "bao giờ tiêm phòng dại cho chó"),
            miss(2, "tiem phong dai cho cho bao gio"),
            miss(3, "khi nào xã tiêm phòng dại chó", "ap-02"),
            miss(4, "mở quán karaoke xin giấy phép ở đâu"),
        ]
    )
    assert [(group.id, len(group.misses)) for group in groups] == [(1, 3), (4, 2)]
    assert groups[0].villages == {"ap-01": 2, "ap-02": 1}


def test_different_matters_stay_apart() -> None:
    texts = ["giá lúa hôm nay", "con bò nhà tôi bị ốm", "sửa đường dây điện", "hát quan họ ở đâu"]
    assert len(misses.group_misses(miss(at, text) for at, text in enumerate(texts))) == len(texts)


@pytest.mark.parametrize(
    ("outcome", "kind", "helped", "counted"),
    [
        ("none", "", None, True),
        ("none", "outside", None, True),
        ("none", "smalltalk", None, False),
        ("choices", "covered", None, True),
        ("choices", "vague", None, True),
        ("answer", "covered", None, False),
        ("answer", "covered", True, False),
        ("answer", "covered", False, True),
    ],
)
async def test_what_counts_as_a_miss(
    db: Database, outcome: str, kind: str, helped: bool | None, *, counted: bool
) -> None:
    def work(session: Session) -> int:
        contact = get_or_create_contact(session, "fake", "ba-tu", now=NOW)
        message = Message(
            contact_id=contact.id, account="fake", direction=Direction.IN, text="hỏi", said_at=NOW
        )
        session.add(message)
        session.flush()
        question = Question(
            message_id=message.id,
            contact_id=contact.id,
            outcome=outcome,
            kind=kind,
            asked_at=NOW,
        )
        session.add(question)
        session.flush()
        if helped is not None:
            session.add(
                Feedback(
                    question_id=question.id,
                    contact_id=contact.id,
                    topic_id="mot",
                    helped=helped,
                    given_at=NOW,
                )
            )
        session.flush()
        recent = misses.list_misses(session, since=NOW - timedelta(days=1))
        assert misses.list_misses(session, since=NOW + timedelta(days=1)) == []
        return len(recent)

    assert await db.write(work) == int(counted)


@pytest.mark.parametrize(
    ("text", "staff", "counted"),
    [
        ("thủ tục này làm ở đâu", False, True),
        ("5", False, False),
        (" 12. ", False, False),
        ("5 người làm được không", False, True),
        ("thủ tục này làm ở đâu", True, False),
    ],
)
async def test_a_bare_number_and_the_teams_own_words_are_no_questions(
    db: Database, text: str, *, staff: bool, counted: bool
) -> None:
    def work(session: Session) -> int:
        contact = get_or_create_contact(session, "fake", "ba-tu", now=NOW)
        upsert_unit(session, "x", "Xã Mẫu", UnitKind.COMMUNE, parent=None)
        person = Person(name="Bùi Văn Thử")
        session.add(person)
        session.flush()
        if staff:
            unit = get_unit(session, "x")
            session.add(Role(person_id=person.id, unit_id=unit.id, kind=RoleKind.MEMBER))
        contact.person_id = person.id
        message = Message(
            contact_id=contact.id, account="fake", direction=Direction.IN, text=text, said_at=NOW
        )
        session.add(message)
        session.flush()
        question = Question(
            message_id=message.id,
            contact_id=contact.id,
            asked_at=NOW,
            outcome="choices",
            kind="vague",
        )
        session.add(question)
        session.flush()
        return len(misses.list_misses(session, since=NOW - timedelta(days=1)))

    assert await db.write(work) == int(counted)
