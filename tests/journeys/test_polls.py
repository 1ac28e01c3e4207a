"""A poll of two days, one ballot a household: as residents, a member and the clock meet it."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from bot import texts
from bot.core.policy import POLICY
from bot.notices import poll_rounds
from bot.people.actor import OPERATOR
from bot.people.models import Household
from bot.people.units import get_unit
from bot.polls import drafting, results, rounds, service
from bot.polls.drafting import QuestionDraft
from bot.polls.models import Ballot, QuestionKind, VoterKind
from bot.schedule.demo import go_live
from tests.conftest import ObedientClock
from tests.journeys.bot import Bot

HOA = "Đỗ Thị Thử I"  # of Thôn 3
QUESTIONS = (
    QuestionDraft("Thôn làm đường nào trước?", QuestionKind.SINGLE, ("Đường trục", "Đường ngõ")),
    QuestionDraft("Ngõ nào trước?", QuestionKind.MULTIPLE, ("Ngõ 1", "Ngõ 2", "Ngõ 3"), (0, 1)),
    QuestionDraft("Nhà mình có hiến đất mở rộng không?", QuestionKind.YES_NO),
)


@pytest.fixture(autouse=True)
async def village(bot: Bot) -> None:
    """Six households of Thôn 3; bà Tư and ông Năm have chats, the member too."""

    def households(session: Session) -> None:
        unit = get_unit(session, "ap-03")
        for place in range(6):
            session.add(Household(unit_id=unit.id, label=f"Hộ mẫu {place}", code=f"K{place}M2PQ"))

    await bot.db.write(households)
    await bot.db.write(go_live, now=bot.clock())
    for who, name in (("tu", "Bà Tư"), ("nam", "Ông Năm")):
        await bot.hears(who, "/start", start="u-ap-03", name=name)
        await bot.hears(who, "1", name=name)
    await bot.link("hoa", HOA)


async def opened(
    bot: Bot, per: VoterKind = VoterKind.HOUSEHOLD, *questions: QuestionDraft
) -> list[str]:
    def work(session: Session) -> None:
        now = bot.clock()
        ends = now + timedelta(days=2)
        given: Any = {"per": per, "closes_at": ends, "actor": OPERATOR, "now": now}
        unit = get_unit(session, "ap-03")
        poll = drafting.create_draft(
            session, unit, "Làm đường thôn 3", questions or QUESTIONS, **given
        )
        service.open_poll(session, poll, actor=OPERATOR, now=now)

    return await happens(bot, work)


async def happens(bot: Bot, work: Any, *given: Any, **named: Any) -> list[str]:
    before = len(bot.channel.sent), len(bot.second.sent)
    await bot.db.write(work, *given, **named)
    await bot.db.write(poll_rounds.stage_due, window=300, policy=POLICY, now=bot.clock())
    return await bot.heard(before)


def does(session: Session, verb: Any, now: Any) -> None:
    verb(session, service.get_poll(session, 1, lock=True), actor=OPERATOR, now=now)


async def test_two_days_of_a_household_poll(bot: Bot, clock: ObedientClock) -> None:
    invited = await opened(bot)
    assert sorted(line.split(" ← ")[0] for line in invited) == ["hoa", "nam", "tu"]
    assert invited[0].endswith("[1. Trả lời] [2. Thôi]")
    (code,) = await bot.hears("tu", "1")
    assert code == (
        "tu ← Làm đường thôn 3\nMỗi hộ một phiếu. Bác gõ mã hộ in trên giấy Tổ đã phát, ví dụ:"
        " K7M2PQ. [1. Tôi không có mã] [2. Thôi]"
    )
    (wrong,) = await bot.hears("tu", "k9m2pq")
    assert wrong.startswith(f"tu ← {texts.POLL_NO_HOUSEHOLD}")
    await bot.hears("tu", "lay y kien")
    (first,) = await bot.hears("tu", "k0m2pq")
    assert first == "tu ← Câu 1/3. Thôn làm đường nào trước? [1. Đường trục] [2. Đường ngõ]"
    (second,) = await bot.hears("tu", "2")
    assert second.endswith("[1. Ngõ 1] [2. Ngõ 2] [3. Ngõ 3] [4. Xong]")
    (ticked,) = await bot.hears("tu", "3")
    assert "[3. ✓ Ngõ 3]" in ticked
    (third,) = await bot.hears("tu", "xong")
    assert third.endswith("[1. Đồng ý] [2. Không đồng ý]")
    assert await bot.hears("tu", "khong dong y") == [f"tu ← {texts.POLL_REASON} [Bỏ qua]"]
    (done,) = await bot.hears("tu", "nha toi chat qua")
    assert done.startswith("tu ← Cảm ơn bác. Phiếu đã được tính, mã phiếu ")
    receipt = done.split("nhắn: phiếu ")[1].split(".")[0]
    (counted,) = await bot.hears("nam", f"phieu {receipt.lower()}")
    assert counted.startswith(f"nam ← Phiếu {receipt} của cuộc «Làm đường thôn 3» đã được nhận")
    # The same household again from another phone; then the member writes down another one.
    await bot.hears("nam", "khảo sát")
    (taken,) = await bot.hears("nam", "K0M2PQ")
    assert taken.startswith(f"nam ← {texts.POLL_HOUSEHOLD_ANSWERED}")
    (refused,) = await bot.hears("hoa", "/phieu 1 K0M2PQ")
    assert refused.startswith(f"hoa ← {texts.POLL_ALREADY_OWN}")
    (asked,) = await bot.hears("hoa", "/phieu 1 K1M2PQ, tận nhà")
    assert asked.startswith("hoa ← Câu 1/3.")
    await bot.hears("hoa", "1")
    await bot.hears("hoa", "1")
    (written,) = await bot.hears("hoa", "bỏ qua")
    assert written.startswith("hoa ← Đã ghi phiếu ")
    # The next day those who did not answer are asked once more; then time is up.
    clock.pass_by(days=1)
    reminded = await happens(bot, does, service.send_reminder, bot.clock())
    assert sorted(line.split(" ← ")[0] for line in reminded) == ["hoa", "nam"]
    clock.pass_by(days=1, minutes=1)
    assert await happens(bot, service.close_due, now=bot.clock()) == []
    (late,) = await bot.hears("nam", choice="ballot:go:1")
    assert late.startswith("nam ← Cuộc lấy ý kiến này đã đóng")
    told = await happens(bot, does, rounds.send_results, bot.clock())
    assert any(
        line.startswith("tu ← Cảm ơn bà con đã cho ý kiến.\nKết quả lấy ý kiến «Làm đường thôn 3»:")
        and "2/6 hộ trả lời" in line
        and "Chưa đủ 5 phiếu" in line
        for line in told
    )
    counts = await bot.db.read(
        lambda session: [
            tally.counts for tally in results.list_tallies(session, service.get_poll(session, 1))
        ]
    )
    assert counts == [(1, 1), (0, 0, 1), (1, 1)]


async def test_answers_can_be_changed_until_it_closes(bot: Bot) -> None:
    await opened(bot, VoterKind.PERSON, QUESTIONS[0])
    await bot.hears("tu", "1")
    (done,) = await bot.hears("tu", "1")
    assert done.endswith("[Trả lời lại]")
    await bot.hears("tu", "trả lời lại")
    (again,) = await bot.hears("tu", "2")
    assert again.startswith("tu ← Cảm ơn bác.")
    counts = await bot.db.read(
        lambda session: [
            tally.counts for tally in results.list_tallies(session, service.get_poll(session, 1))
        ]
    )
    assert counts == [(0, 1)]


async def test_a_link_opens_the_poll_and_a_newcomer_is_greeted_first(bot: Bot) -> None:
    await opened(bot, VoterKind.PERSON, QUESTIONS[0])
    (asked,) = await bot.hears("tu", "/start", start="poll-1")
    assert asked.startswith("tu ← Câu 1/1.")
    (hello,) = await bot.hears("moi", "/start", start="poll-1")
    assert hello.startswith(f"moi ← {texts.WELCOME}")
    for start in ("poll-99", "poll-x", "poll-"):
        (said,) = await bot.hears("tu", "/start", start=start)
        assert said.startswith(f"tu ← {texts.POLL_UNKNOWN}")


async def test_only_the_village_s_own_people_answer(bot: Bot) -> None:
    await opened(bot, VoterKind.PERSON, QUESTIONS[0])
    await bot.hears("xa", "/start", start="u-ap-05")
    await bot.hears("xa", "1")
    (none,) = await bot.hears("xa", "lấy ý kiến")
    assert none.startswith(f"xa ← {texts.POLLS_NONE}")
    (refused,) = await bot.hears("xa", choice="ballot:go:1")
    assert refused.startswith("xa ← Cuộc lấy ý kiến này chỉ dành cho bà con Thôn 3")


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("/phieu", texts.POLL_DESK_HOW),
        ("/phieu 1", texts.POLL_DESK_HOW),
        ("/phieu 1 K9M2PQ", texts.POLL_NO_HOUSEHOLD),
        ("/phieu 1 + Nguyễn Thị Tư", texts.POLL_DESK_HOUSEHOLD),
        ("/phieu 99 K1M2PQ", texts.POLL_UNKNOWN),
    ],
)
async def test_a_member_s_slip_is_explained(bot: Bot, line: str, answer: str) -> None:
    await opened(bot)
    (said,) = await bot.hears("hoa", line)
    assert said.startswith(f"hoa ← {answer}")


async def test_a_person_without_a_phone_is_written_down_by_name(bot: Bot) -> None:
    await opened(bot, VoterKind.PERSON, QUESTIONS[0])
    for _ in range(2):
        await bot.hears("hoa", "/phieu 1 + Lê Thị Sáu, giấy")
        (written,) = await bot.hears("hoa", "1")
        assert written.startswith("hoa ← Đã ghi phiếu ")
    count = await bot.db.read(
        lambda session: results.count_ballots(session, service.get_poll(session, 1))
    )
    assert count == 1


@pytest.mark.parametrize(
    "choice",
    ["ballot:", "ballot:go", "ballot:go:x", "ballot:opt:0:9", "ballot:done:0", "ballot:what:1"],
)
async def test_an_odd_button_is_an_old_one(bot: Bot, choice: str) -> None:
    await opened(bot)
    (said,) = await bot.hears("tu", choice=choice)
    assert said.startswith("tu ← ")


async def test_stop_menu_and_a_person_work_in_the_middle(bot: Bot) -> None:
    await opened(bot, VoterKind.PERSON, QUESTIONS[2])
    await bot.hears("tu", "1")
    (reason,) = await bot.hears("tu", "1")
    assert reason.startswith(f"tu ← {texts.POLL_REASON}")
    (menu,) = await bot.hears("tu", "menu")
    assert menu.startswith(f"tu ← {texts.MENU}")
    (stopped,) = await bot.hears("tu", "dung")
    assert stopped.startswith("tu ← ") and "thông báo" in stopped


async def written(bot: Bot, name: str) -> str:
    (said,) = await bot.hears("hoa", f"/phieu 1 + {name}, giấy")
    return (await bot.hears("hoa", "1"))[0] if said.startswith("hoa ← Câu") else said


async def test_two_of_a_name_but_for_the_tone_have_two_ballots(bot: Bot) -> None:
    await opened(bot, VoterKind.PERSON, QUESTIONS[0])
    for name in ("Lê Thị Sáu", "Lê Thị Sâu", "lê thị SÁU", "Trần Văn Hòa", "Trần Văn Hoà"):
        assert (await written(bot, name)).startswith("hoa ← Đã ghi phiếu")
    assert (await written(bot, "Tran Van Hoa")).startswith("hoa ← Đã ghi phiếu")  # the only one
    assert "gõ đủ dấu" in await written(bot, "le thi sau")
    assert (await written(bot, "Lê Thị Sáu 1950")).startswith("hoa ← Đã ghi phiếu")
    voters = await bot.db.read(lambda session: len(session.exec(select(Ballot)).all()))
    assert voters == 4


async def test_words_to_a_question_of_several_stay_in_the_poll(bot: Bot) -> None:
    days = QuestionDraft("Họp ngày nào?", QuestionKind.MULTIPLE, ("Thứ bảy", "Chủ nhật", "Thứ hai"))
    await opened(bot, VoterKind.PERSON, days)
    await bot.hears("tu", "1")
    (again,) = await bot.hears("tu", "sao cũng được")
    assert again.startswith(f"tu ← {texts.POLL_UNCLEAR}\nCâu 1/1.")
    assert again.endswith("[1. Thứ bảy] [2. Chủ nhật] [3. Thứ hai] [4. Xong]")
    (answer,) = await bot.hears("tu", "cho hỏi làm giấy khai sinh cho cháu ở đâu")
    assert answer.startswith("tu ← Khai sinh cho bé trong 60 ngày")
    assert answer.endswith("[6. Thứ bảy] [7. Chủ nhật] [8. Thứ hai] [9. Xong]")
    (ticked,) = await bot.hears("tu", "thu bay va thứ 2")
    assert "Đã chọn: Thứ bảy, Thứ hai." in ticked
    (more,) = await bot.hears("tu", "tất cả")
    assert "Đã chọn: Thứ bảy, Chủ nhật, Thứ hai." in more
    (done,) = await bot.hears("tu", "xong")
    assert done.startswith("tu ← Cảm ơn bác.")


@pytest.mark.parametrize(("typed", "counts"), [("Lê Thị Thủy", (0, 1)), ("lê thị thúy", (1, 0))])
async def test_a_name_is_counted_for_whom_it_is_written(
    bot: Bot, typed: str, counts: tuple[int, int]
) -> None:
    await opened(
        bot,
        VoterKind.PERSON,
        QuestionDraft("Bầu ai?", QuestionKind.SINGLE, ("Lê Thị Thúy", "Lê Thị Thủy")),
    )
    await bot.hears("tu", "1")
    (done,) = await bot.hears("tu", typed)
    assert done.startswith("tu ← Cảm ơn bác.")
    found = await bot.db.read(
        lambda session: [
            tally.counts for tally in results.list_tallies(session, service.get_poll(session, 1))
        ]
    )
    assert found == [counts]
