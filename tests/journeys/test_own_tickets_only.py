"""A volunteer who means ill: tickets by their numbers, complaints about herself, old codes."""

from datetime import UTC, datetime

import pytest
from sqlmodel import Session, col, select

from bot import texts
from bot.people import linking
from bot.people.actor import OPERATOR
from bot.people.models import Contact, Person, RoleKind
from bot.people.service import upsert_member
from bot.people.units import get_unit
from bot.tickets.models import Ticket
from tests.conftest import ObedientClock
from tests.journeys.bot import Bot
from tests.journeys.test_helping import HOA, NAM, to

OFFICER = "Nguyễn Văn Cán"
LEADER = "Phạm Thị Trưởng"
VERBS = (
    "nhận 1",
    "chuyển 1",
    "bận 1",
    "xong 1",
    "/goi 1",
    "/hen #1 thứ 7 9h",
    "/nhan 1",
    "/xong 1 rồi",
)


@pytest.fixture(autouse=True)
async def village(bot: Bot) -> None:
    """Hoa and Nam of Thôn 3, a leader of it, a member of another village, an officer; bà Tư."""

    def staff(session: Session) -> None:
        upsert_member(
            session,
            get_unit(session, "ap-03"),
            LEADER,
            "0911000001",
            RoleKind.LEADER,
            actor=OPERATOR,
            now=datetime(2026, 11, 23, tzinfo=UTC),
        )
        upsert_member(
            session,
            get_unit(session, "ap-04"),
            "Vũ Thị Xa",
            "0911000002",
            RoleKind.MEMBER,
            actor=OPERATOR,
            now=datetime(2026, 11, 23, tzinfo=UTC),
        )
        upsert_member(
            session,
            get_unit(session, "an-phu"),
            OFFICER,
            "0911000003",
            RoleKind.OFFICER,
            actor=OPERATOR,
            now=datetime(2026, 11, 23, tzinfo=UTC),
        )

    await bot.db.write(staff)
    await bot.link("hoa", HOA)
    await bot.link("nam", NAM)
    await bot.link("xa", "Vũ Thị Xa")
    await bot.hears("ba-tu", "/start", start="u-ap-03", name="Bà Tư")
    await bot.hears("ba-tu", "1", name="Bà Tư")


def ticket(session: Session) -> Ticket:
    """The one that is there."""
    return session.exec(select(Ticket).order_by(col(Ticket.id))).one()


@pytest.mark.parametrize("line", VERBS)
async def test_a_number_alone_gives_nobody_a_ticket(bot: Bot, line: str) -> None:
    await bot.hears("ba-tu", "con trâu của tôi bị lạc mất rồi")
    await bot.hears("ba-tu", "gặp người")  # offered to Hoa
    said = "\n".join(await bot.hears("xa", line))
    assert "con trâu" not in said
    assert texts.TICKET_NOT_FOR_YOU.format(number=1) in said
    assert (await bot.db.read(ticket)).accepted_at is None


async def test_a_note_needs_the_ticket_too(bot: Bot) -> None:
    await bot.hears("ba-tu", "gặp người")
    said = await bot.hears("xa", choice="ticket:1:give")
    assert "xa ← " in said[0] and texts.WORDS_SENT.format(number=1) not in said[0]


async def test_what_waits_in_the_own_village_may_be_taken_by_its_number(bot: Bot) -> None:
    await bot.hears("hoa", "hôm nay tôi nghỉ")
    await bot.hears("nam", "hôm nay tôi nghỉ")
    await bot.hears("xa", "hôm nay tôi nghỉ")
    await bot.hears("ba-tu", "gặp người")
    (refused,) = await bot.hears("xa", "nhận 1")
    assert texts.TICKET_NOT_FOR_YOU.format(number=1) in refused
    taken = await bot.hears("nam", "nhận 1")
    assert to("nam", taken)[0].startswith("nam ← Phiếu 1 đã giao cho anh/chị.")


async def test_who_has_a_ticket_of_the_village_is_no_secret_its_words_are(bot: Bot) -> None:
    await bot.hears("ba-tu", "con trâu của tôi bị lạc mất rồi")
    await bot.hears("ba-tu", "gặp người")
    await bot.hears("hoa", "nhận")
    said = [line for verb in VERBS for line in to("nam", await bot.hears("nam", verb))]
    assert f"nam ← {texts.TICKET_TAKEN.format(number=1, member=HOA)}" in said[0]
    assert "con trâu" not in "".join(said)
    assert (await bot.db.read(ticket)).closed_at is None


async def test_a_leader_gives_a_ticket_to_somebody(bot: Bot) -> None:
    await bot.link("truong", LEADER)
    await bot.hears("truong", "hôm nay tôi nghỉ")
    await bot.hears("ba-tu", "gặp người")
    given = await bot.hears("truong", "/chuyen 1 anh Mẫu J")
    assert to("truong", given) == [f"truong ← {texts.TICKET_PASSED.format(number=1, member=NAM)}"]
    assert to("nam", given)[0].startswith("nam ← Phiếu 1.")
    assert to("hoa", given) == [f"hoa ← {texts.TICKET_GIVEN_ON.format(number=1)}"]
    (refused,) = await bot.hears("truong", "/chuyen 1")
    assert texts.TICKET_NOT_YOURS.format(number=1) in refused


@pytest.mark.parametrize(
    "words",
    [
        "cô Thử I đòi tiền tôi",
        "co thu i doi tien cua toi",
        "chị I quát mẹ tôi",
        f"{HOA} nhận tiền rồi không làm",
        "tôi muốn khiếu nại Đỗ Thị Thử I",
    ],
)
async def test_a_complaint_about_a_member_goes_to_the_commune_and_never_to_her(
    bot: Bot, words: str
) -> None:
    await bot.link("can", OFFICER)
    await bot.hears("can", "nhận")  # nothing is open yet
    await bot.hears("ba-tu", words)
    asked = await bot.hears("ba-tu", "gặp người")
    assert to("hoa", asked) == to("nam", asked) == to("xa", asked) == []
    assert words in to("can", asked)[0]
    for line in VERBS:
        said = "\n".join(await bot.hears("hoa", line))
        assert texts.TICKET_NOT_FOR_YOU.format(number=1) in said and words not in said
    (refused,) = await bot.hears("can", "/chuyen 1 chị Thử I")
    assert texts.COLLEAGUE_NOT_THIS.format(name=HOA, number=1) in refused


async def test_without_an_officer_a_complaint_waits_and_no_member_gets_it(bot: Bot) -> None:
    await bot.hears("ba-tu", "tổ trưởng đòi tiền tôi")
    asked = await bot.hears("ba-tu", "gặp người")
    assert {line.partition(" ")[0] for line in asked} == {"ba-tu"}
    assert await bot.later(hours=2) == []
    (refused,) = await bot.hears("nam", "nhận 1")
    assert texts.TICKET_NOT_FOR_YOU.format(number=1) in refused


async def test_a_report_about_the_team_is_for_the_officers_only(bot: Bot) -> None:
    await bot.link("can", OFFICER)
    (category,) = await bot.hears("ba-tu", "phản ánh")
    assert "[7. Về người trong Tổ]" in category
    (question,) = await bot.hears("ba-tu", "7")
    assert texts.REPORT_WORDS_TEAM in question
    sent = await bot.hears("ba-tu", "hay đi nhậu, không giúp bà con")
    assert to("hoa", sent) == to("nam", sent) == to("xa", sent) == []
    assert "đi nhậu" in to("can", sent)[0]


async def test_a_name_in_a_report_keeps_only_the_named_one_away(bot: Bot) -> None:
    await bot.hears("ba-tu", choice="report")
    await bot.hears("ba-tu", choice="field-report:road")
    await bot.hears("ba-tu", choice="field-report:none")
    await bot.hears("ba-tu", "cạnh nhà chị Thử I")
    sent = await bot.hears("ba-tu", "ổ gà to")
    assert to("hoa", sent) == []
    assert to("nam", sent)[0].startswith("nam ← Phiếu 1.")


async def test_words_added_later_take_the_ticket_from_whom_they_are_about(bot: Bot) -> None:
    await bot.hears("ba-tu", "gặp người")
    added = await bot.hears("ba-tu", "cô Thử I hôm trước đòi tiền tôi")
    assert to("hoa", added) == [f"hoa ← {texts.TICKET_GIVEN_ON.format(number=1)}"]


async def test_a_good_word_about_a_member_is_no_complaint(bot: Bot) -> None:
    await bot.hears("ba-tu", "cho tôi hỏi chị Thử I dạy lớp VNeID hôm nào")
    asked = await bot.hears("ba-tu", "gặp người")
    assert to("hoa", asked)[0].startswith("hoa ← Phiếu 1.")


def parted(session: Session, name: str, clock: ObedientClock) -> None:
    """What `bot team unlink` does."""
    person = session.exec(select(Person).where(Person.name == name)).one()
    linking.unlink_person(session, person, actor=OPERATOR, now=clock())


async def test_who_was_removed_does_not_come_back_by_a_code_made_before(
    bot: Bot, clock: ObedientClock
) -> None:
    (given,) = await bot.hears("hoa", "liên kết")
    code = given.splitlines()[0].removeprefix("hoa ← Mã liên kết của bác: ")
    await bot.db.write(parted, HOA, clock)
    for who in ("hoa", "web-hoa"):
        assert f"{who} ← {texts.LINK_CODE_WRONG}" in await bot.hears(who, f"lienket {code}")
    (wrong,) = await bot.hears("ba-tu", f"lienket {code}")
    assert wrong == f"ba-tu ← {texts.LINK_CODE_WRONG}"


async def test_the_old_cards_of_who_was_removed_answer_politely(
    bot: Bot, clock: ObedientClock
) -> None:
    await bot.hears("ba-tu", "con trâu của tôi bị lạc mất rồi")
    await bot.hears("ba-tu", "gặp người")
    await bot.db.write(parted, HOA, clock)
    pressed = (
        "ticket:1:take",
        "ticket:1:busy",
        "ticket:1:done",
        "canned:1",
        "swap:1:yes",
        "visit:1:helped",
        "attendance:1:0",
    )
    for choice in (*pressed, "link:undo:1", "link:undo:" + "9" * 40):
        said = await bot.hears("hoa", choice=choice)
        assert to("hoa", said)[0].startswith(f"hoa ← {texts.BUTTON_OLD}")
    said = await bot.hears("hoa", "1")
    assert "con trâu" not in "".join(said)
    assert (await bot.db.read(ticket)).accepted_at is None


async def test_a_new_chat_of_a_member_is_told_to_the_others_who_can_undo_it(bot: Bot) -> None:
    said = await bot.link("zalo:ke-gian", HOA)
    channel = next(line for line in said if line.startswith("hoa ← "))
    assert channel == (
        f"hoa ← {texts.LINK_NEW_CHAT.format(channel='zalo', name=texts.LINK_NO_NAME)}"
        f" [{texts.BUTTON_NOT_MINE}]"
    )

    # The newcomer cannot throw out the owner.
    def number(session: Session) -> int:
        return session.exec(select(Contact).where(Contact.address == "hoa")).one().id

    theirs = await bot.db.read(number)
    (refused,) = await bot.hears("zalo:ke-gian", choice=f"link:undo:{theirs}")
    assert texts.BUTTON_OLD in refused
    undone = await bot.hears("hoa", "1")
    assert undone == [
        f"hoa ← {texts.LINK_UNDONE}",
        f"zalo:ke-gian ← {texts.LINK_PARTED}",
    ]
    await bot.hears("ba-tu", "gặp người")
    (refused,) = await bot.hears("zalo:ke-gian", "nhận 1")
    assert "Phiếu 1 đã giao" not in refused
    taken = await bot.hears("hoa", "nhận 1")
    assert to("hoa", taken)[0].startswith("hoa ← Phiếu 1 đã giao")


async def test_the_first_chat_of_a_member_is_told_to_nobody(bot: Bot) -> None:
    assert len(await bot.link("truong", LEADER)) == 1
    assert len(await bot.link("truong", LEADER)) == 1
