"""Questions about an announcement and the one answer to them, on both databases."""

import asyncio
from datetime import timedelta

import pytest
from sqlmodel import Session, col, func, select

from bot.broadcasts import author_answers, question_digest, questions, service
from bot.broadcasts.models import (
    Broadcast,
    NoticeAnswer,
    NoticeDigest,
    NoticeQuestion,
    QuestionState,
)
from bot.core.errors import UserError
from bot.core.policy import POLICY
from bot.messages.history import Direction, Message
from bot.outbox.models import Delivery, DeliveryStatus
from bot.people.actor import OPERATOR
from bot.people.models import Contact
from bot.people.service import mark_unreachable
from bot.privacy import consent
from tests.broadcasts.scene import Scene, actor
from tests.conftest import ObedientClock
from tests.test_plans import heard_statements, looked_through

HOW, WHERE = "có được đi thay không", "để xe ở chỗ nào"


class Asking(Scene):
    """Verbs about questions."""

    async def asks(self, who: str, words: str, number: int) -> questions.QuestionOutcome:
        """A resident asks the author."""

        def work(session: Session) -> questions.QuestionOutcome:
            contact = self.contact(session, who)
            message = Message(
                contact_id=contact.id,
                account=contact.account,
                direction=Direction.IN,
                text=words,
                said_at=self.now,
            )
            session.add(message)
            session.flush()
            broadcast = session.get_one(Broadcast, number)
            return questions.ask_author(session, broadcast, contact, message, words, now=self.now)

        return await self.db.write(work)

    @staticmethod
    def contact(session: Session, who: str) -> Contact:
        return session.exec(select(Contact).where(Contact.address == who)).one()

    async def writes(self, number: int, words: str) -> int:
        """The author writes an answer and sees it said back; its number."""

        def work(session: Session) -> int:
            broadcast = session.get_one(Broadcast, number)
            officer = actor(session, "Cán Bộ")
            answer = author_answers.begin_answer(session, broadcast, actor=officer, now=self.now)
            author_answers.save_answer_text(session, answer, words, now=self.now)
            return answer.id

        return await self.db.write(work)

    async def lets_go(self, answer_id: int) -> author_answers.AnswerOutcome:
        def work(session: Session) -> author_answers.AnswerOutcome:
            number = session.get_one(NoticeAnswer, answer_id).broadcast_id
            broadcast = service.get_broadcast(session, number, actor=OPERATOR, lock=True)
            answer = session.get_one(NoticeAnswer, answer_id)
            session.refresh(answer)
            return author_answers.send_answer(
                session, answer, broadcast, actor=actor(session, "Cán Bộ"), now=self.now
            )

        return await self.db.write(work)

    async def tells(self) -> int:
        return await self.db.write(
            question_digest.gather_questions_due, now=self.now, policy=POLICY
        )

    async def counts(self, number: int) -> tuple[int, int]:
        counts = await self.db.read(
            lambda session: questions.count_askers(session, session.get_one(Broadcast, number))
        )
        return counts.asked, counts.waiting

    async def answers_to(self, who: str) -> int:
        """How many answers are promised to somebody."""
        query = (
            select(func.count(col(Delivery.id)))
            .join(Contact, col(Contact.id) == Delivery.contact_id)
            .where(Contact.address == who, col(Delivery.key).startswith("notice-answer:"))
        )
        return await self.db.read(lambda session: session.exec(query).one())


@pytest.fixture
async def asking(scene: Scene) -> Asking:
    for who in ("tu", "nam", "sau"):
        await scene.lives(who, "v1", consented_at=scene.now)
    return Asking(scene.db, scene.clock)


async def test_two_presses_at_once_send_once(asking: Asking) -> None:
    number = await asking.approved()
    for who in ("tu", "nam"):
        await asking.asks(who, HOW, number)
    answer = await asking.writes(number, "Được ạ")
    ends = await asyncio.gather(*(asking.lets_go(answer) for _ in range(4)), return_exceptions=True)
    assert sum(isinstance(end, author_answers.AnswerOutcome) for end in ends) == 1
    assert sum(isinstance(end, UserError) for end in ends) == 3
    assert [await asking.answers_to(who) for who in ("tu", "nam", "sau")] == [1, 1, 0]


async def test_who_asks_while_the_answer_goes_is_answered_or_waits(asking: Asking) -> None:
    number = await asking.approved()
    await asking.asks("tu", HOW, number)
    answer = await asking.writes(number, "Được ạ")
    _, late = await asyncio.gather(asking.lets_go(answer), asking.asks("nam", HOW, number))
    assert late.answer == "Được ạ" or await asking.answers_to("nam") == 1
    assert await asking.counts(number) == (2, 0)


async def test_what_broke_before_its_end_happened_not_at_all(asking: Asking) -> None:
    number = await asking.approved()
    await asking.asks("tu", HOW, number)
    answer_id = await asking.writes(number, "Được ạ")

    def dies(session: Session) -> None:
        broadcast = service.get_broadcast(session, number, actor=OPERATOR, lock=True)
        answer = session.get_one(NoticeAnswer, answer_id)
        author_answers.send_answer(
            session, answer, broadcast, actor=actor(session, "Cán Bộ"), now=asking.now
        )
        raise KeyError("killed")

    with pytest.raises(KeyError):
        await asking.db.write(dies)
    assert await asking.answers_to("tu") == 0
    assert await asking.counts(number) == (1, 1)
    assert (await asking.lets_go(answer_id)).reached == 1
    assert await asking.answers_to("tu") == 1


async def test_the_author_is_told_once_and_again_after_ten_minutes(
    asking: Asking, clock: ObedientClock
) -> None:
    number = await asking.approved()
    assert await asking.tells() == 0
    await asking.asks("tu", HOW, number)
    assert [await asking.tells(), await asking.tells()] == [1, 0]
    await asking.asks("nam", WHERE, number)
    assert await asking.tells() == 0
    clock.pass_by(minutes=10)
    assert [await asking.tells(), await asking.tells()] == [1, 0]
    told = [words for words in await asking.told("Cán Bộ") if "bà con hỏi" in words]
    assert len(told) == 2 and told[1].startswith(f"2 bà con hỏi về thông báo số {number}")


async def test_only_the_newest_dozen_is_shown_and_the_rest_counted(asking: Asking) -> None:
    number = await asking.approved()
    subjects = (
        *("xe máy", "trẻ con", "nước uống", "giấy mời", "ghế ngồi", "áo mưa", "máy chiếu"),
        *("người ốm", "hộ nghèo", "đất đai", "con dấu", "chó mèo", "bữa trưa", "đường lầy"),
    )
    for place, subject in enumerate(subjects):
        await asking.lives(f"r{place}", "v2")
        await asking.asks(f"r{place}", f"{subject} thì sao", number)
    await asking.tells()
    (told,) = [words for words in await asking.told("Cán Bộ") if "bà con hỏi" in words]
    lines = told.split("\n")
    assert lines[0].startswith("14 bà con hỏi") and lines[-1] == "và 2 câu nữa, hỏi trước đó."
    assert len(lines) == 14 and "xe máy" not in told and "đường lầy" in told


async def test_what_waits_a_month_is_over_and_its_words_go_with_those_of_who_never_agreed(
    asking: Asking, clock: ObedientClock
) -> None:
    number = await asking.approved()
    await asking.lives("khach", "v1", forget_at=asking.now + timedelta(days=30))
    await asking.asks("khach", WHERE, number)
    await asking.tells()
    clock.pass_by(days=30, seconds=5)
    await asking.db.write(consent.forget_due, now=asking.now)
    assert await asking.db.read(words_asked) == [WHERE], "it still waits"
    assert await asking.db.write(questions.expire_due, now=asking.now) == 1
    assert await asking.db.write(questions.expire_due, now=asking.now) == 0
    clock.pass_by(days=30, seconds=5)
    await asking.db.write(consent.forget_due, now=asking.now)
    assert await asking.db.read(words_asked) == [""]
    assert await asking.counts(number) == (1, 0)


def words_asked(session: Session) -> list[str]:
    return list(session.exec(select(NoticeQuestion.text).order_by(col(NoticeQuestion.id))))


async def test_an_erased_question_goes_from_what_the_author_read_and_others_stay(
    asking: Asking,
) -> None:
    number = await asking.approved()
    await asking.asks("tu", WHERE, number)
    await asking.asks("nam", HOW, number)
    await asking.tells()

    def erase(session: Session) -> None:
        contact = asking.contact(session, "tu")
        consent.erase_contact(session, contact, now=asking.now)
        questions.forget_contact(session, contact.id, now=asking.now)

    await asking.db.write(erase)
    query = select(Message.text).join(NoticeDigest, col(NoticeDigest.message_id) == Message.id)
    (told,) = await asking.db.read(lambda session: list(session.exec(query)))
    assert WHERE not in told and HOW in told and "hỏi: …" in told
    assert await asking.counts(number) == (2, 1)
    assert (await asking.lets_go(await asking.writes(number, "Được ạ"))).reached == 1
    assert [await asking.answers_to(who) for who in ("tu", "nam")] == [0, 1]


async def test_who_blocked_us_after_it_was_said_back_is_told_of(asking: Asking) -> None:
    number = await asking.approved()
    for who in ("tu", "nam"):
        await asking.asks(who, HOW, number)
    answer = await asking.writes(number, "Được ạ")

    def block(session: Session) -> None:
        mark_unreachable(session, asking.contact(session, "nam").id, now=asking.now)

    await asking.db.write(block)
    assert await asking.lets_go(answer) == author_answers.AnswerOutcome(reached=1, unreached=1)
    states = await asking.db.read(
        lambda session: list(session.exec(select(NoticeQuestion.state).order_by("id")))
    )
    assert states == [QuestionState.ANSWERED, QuestionState.UNREACHED]
    assert await asking.counts(number) == (2, 0)


async def test_where_the_platform_takes_nothing_the_answer_waits_for_the_person(
    asking: Asking, clock: ObedientClock
) -> None:
    await asking.lives("z", "v1", "zalo-oa", last_interaction_at=asking.now)
    number = await asking.approved()
    await asking.asks("z", HOW, number)
    clock.pass_by(days=8)
    await asking.lets_go(await asking.writes(number, "Được ạ"))
    await asking.sends("zalo-oa")
    query = select(Delivery.status).where(col(Delivery.key).startswith("notice-answer:"))
    assert await asking.db.read(lambda session: session.exec(query).one()) == DeliveryStatus.PARKED


async def test_a_neighbour_commune_is_not_asked_and_does_not_see_it(asking: Asking) -> None:
    number = await asking.approved()
    await asking.asks("tu", HOW, number)

    def look(session: Session) -> tuple[list[str], int, int]:
        broadcast = session.get_one(Broadcast, number)
        authors = [chat.address for chat in questions.list_authors(session, broadcast)]
        asked = (
            author_answers.list_awaiting_answer(session, actor(session, who).scope)
            for who in ("Cán Bộ", "Xã Bên")
        )
        return authors, *(len(broadcasts) for broadcasts in asked)  # type: ignore[return-value]

    assert await asking.db.read(look) == (["Cán Bộ"], 1, 0)


async def test_one_person_asks_five_questions_and_then_waits(asking: Asking) -> None:
    number = await asking.approved()
    for words in ("để xe ở đâu", "ai chủ trì", "mấy giờ tan", "có nước uống không", HOW):
        assert await asking.asks("tu", words, number) == questions.QuestionOutcome()
    assert (await asking.asks("tu", HOW, number)).repeated
    with pytest.raises(UserError, match="5 câu"):
        await asking.asks("tu", "trời mưa thì sao", number)
    assert await asking.counts(number) == (1, 1)


async def test_no_question_is_looked_for_in_the_whole_table(asking: Asking) -> None:
    number = await asking.approved()
    with heard_statements() as statements:
        await asking.asks("tu", HOW, number)
        await asking.tells()
        await asking.lets_go(await asking.writes(number, "Được ạ"))
        await asking.asks("nam", HOW, number)
        await asking.db.write(questions.expire_due, now=asking.now)
        await asking.counts(number)
    mine = {text: given for text, given in statements.items() if "notice_" in text}
    assert len(mine) > 8
    with asking.db.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            for way in ("seqscan", "hashjoin", "mergejoin"):
                connection.exec_driver_sql(f"SET enable_{way} = off")
        wrong = {
            f"{table}: {statement}"
            for statement, parameters in mine.items()
            for table in looked_through(connection, statement, parameters)
        }
    assert not wrong, "\n\n".join(sorted(wrong))
