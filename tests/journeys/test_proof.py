"""The web page, which anybody opens as often as they like: a ballot and a seat wait for a proof."""

from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from bot.classes import service as classes
from bot.classes.models import Enrolment, EnrolmentStatus
from bot.classes.plans import ClassPlan
from bot.core.audit import Audit
from bot.core.policy import POLICY
from bot.people.actor import OPERATOR
from bot.people.models import Contact, Household
from bot.people.units import get_unit
from bot.polls import drafting, results, service
from bot.polls.drafting import QuestionDraft
from bot.polls.models import QuestionKind, VoterKind
from bot.schedule.demo import go_live
from tests.conftest import ObedientClock
from tests.journeys.bot import Bot

ROAD = QuestionDraft("Làm đường nào trước?", QuestionKind.SINGLE, ("Đường trục", "Đường ngõ"))


@pytest.fixture(autouse=True)
async def village(bot: Bot, clock: ObedientClock) -> None:
    """A poll and a class of two seats in Thôn 3; chị Hoa of its team, chú Đoài of another's."""

    def work(session: Session) -> None:
        unit, now = get_unit(session, "ap-03"), clock()
        session.add(Household(unit_id=unit.id, label="Hộ mẫu", code="K0M2PQ"))
        session.add(Household(unit_id=get_unit(session, "ap-05").id, label="Hộ xa", code="K9M2PQ"))
        ends = now + timedelta(days=2)
        poll = drafting.create_draft(
            session,
            unit,
            "Đường",
            [ROAD],
            per=VoterKind.PERSON,
            closes_at=ends,
            actor=OPERATOR,
            now=now,
        )
        service.open_poll(session, poll, actor=OPERATOR, now=now)
        plan = ClassPlan("VNeID", "Nhà văn hóa", now + timedelta(hours=59), seats=2)
        classes.open_or_update_class(session, unit, plan, actor=OPERATOR, now=now, policy=POLICY)

    await bot.db.write(go_live, now=clock())
    await bot.db.write(work)
    await bot.link("hoa", "Đỗ Thị Thử I")
    await comes(bot, "khach")


async def page(bot: Bot, who: str, text: str = "", **said: str) -> str:
    """Somebody says something on the web page: all that is said to them for it."""
    said_back = await bot.hears(f"webchat:{who}", text, **said)  # type: ignore[arg-type]
    return "\n".join(line for line in said_back if line.startswith(f"webchat:{who} ← "))


async def comes(bot: Bot, who: str) -> None:
    await page(bot, who, "/start", start="u-ap-03")
    await page(bot, who, choice="agree:ap-03")


async def votes(bot: Bot, who: str) -> str:
    await page(bot, who, choice="ballot:go:1")
    return await page(bot, who, choice="ballot:opt:0:0")


async def counted(bot: Bot) -> int:
    return await bot.db.read(
        lambda session: results.count_ballots(session, service.get_poll(session, 1))
    )


async def code_of(bot: Bot, who: str) -> str:
    query = select(Contact.vouch_code).where(Contact.address == who)
    return await bot.db.read(lambda session: session.exec(query).one()) or ""


async def seats(bot: Bot) -> dict[str, str]:
    query = select(Contact.address, Enrolment.status).join(
        Enrolment, col(Enrolment.contact_id) == Contact.id
    )
    return await bot.db.read(lambda session: dict(session.exec(query).all()))


async def test_sixty_pages_of_one_person_count_nothing_and_fill_no_class(bot: Bot) -> None:
    for number in range(60):
        await comes(bot, f"trang-{number}")
        said = await votes(bot, f"trang-{number}")
        assert "chưa được tính" in said and "Đọc mã" in said
        said = await page(bot, f"trang-{number}", choice="class:join:1")
        assert "chưa giữ chỗ" in said
    assert await counted(bot) == 0
    assert set((await seats(bot)).values()) == {EnrolmentStatus.REQUESTED}
    assert "Đã đăng ký" in (await bot.hears("hoa", choice="class:join:1"))[0]


async def test_a_member_s_word_counts_the_ballot_and_gives_the_seat(
    bot: Bot, clock: ObedientClock
) -> None:
    receipt = (await votes(bot, "khach")).partition("Phiếu ")[2][:8]
    await page(bot, "khach", choice="class:join:1")
    assert "chưa được tính" in await page(bot, "khach", f"phiếu {receipt}")
    (listed,) = await bot.hears("hoa", "/xacnhan")
    code = await code_of(bot, "khach")
    assert listed.endswith(f"[Chưa có tên, mã {code}]") or f"mã {code}]" in listed
    (sure,) = await bot.hears("hoa", "1")
    assert "Anh/chị có chắc" in sure
    done, told = await bot.hears("hoa", "1")
    assert done == "hoa ← Đã xác nhận. Phiếu được tính thêm: 1; tên ghi lớp được xếp: 1."
    assert (await counted(bot), await seats(bot)) == (1, {"khach": EnrolmentStatus.JOINED})
    clock.pass_by(minutes=1)
    assert "được nhận và được tính" in await page(bot, "khach", f"phiếu {receipt}")
    assert "«Đường» đã được xác nhận" in told and "Đã đăng ký" in told
    [deed] = await bot.db.read(
        lambda session: session.exec(select(Audit).where(Audit.action == "contact.vouch")).all()
    )
    assert deed.person_id is not None
    assert (await bot.hears("hoa", "/xacnhan"))[0].startswith("hoa ← Không có ai trên trang web")
    assert "Phiếu đã được tính" in await votes(bot, "khach")


async def test_the_code_read_aloud_is_enough(bot: Bot) -> None:
    await votes(bot, "khach")
    code = await code_of(bot, "khach")
    (wrong,) = await bot.hears("hoa", "/xacnhan AAAAAA")
    assert wrong.startswith("hoa ← Không có ai chờ xác nhận với mã ấy")
    done, _ = await bot.hears("hoa", f"/xacnhan {code.lower()}")
    assert done.startswith("hoa ← Đã xác nhận.")
    assert await counted(bot) == 1


async def test_nobody_confirms_in_another_village_or_themselves(bot: Bot) -> None:
    await votes(bot, "khach")
    code = await code_of(bot, "khach")
    said = await bot.hears("nguoi-la", f"/xacnhan {code}")
    assert "Đã xác nhận" not in "\n".join(said)
    assert "Đã xác nhận" not in await page(bot, "khach", f"/xacnhan {code}")
    await page(bot, "khach", choice="verify:yes:1")
    await page(bot, "khach", choice="place:ap-05")
    (other,) = await bot.hears("hoa", f"/xacnhan {code}")
    assert other.startswith("hoa ← Người này không ở thôn của anh/chị")
    assert await counted(bot) == 0


async def test_the_paper_s_code_lets_one_page_through(bot: Bot) -> None:
    await votes(bot, "khach")
    await page(bot, "khach", choice="class:join:1")
    assert "không phải của thôn" in await page(bot, "khach", "mã hộ K9M2PQ")
    assert "Không có hộ" in await page(bot, "khach", "ma ho k1m2pq")
    said = await page(bot, "khach", "ma ho k0m2pq")
    assert "được xác nhận và được tính" in said and "Đã đăng ký" in said
    await comes(bot, "trang-hai")
    await votes(bot, "trang-hai")
    assert "Mỗi mã chỉ xác nhận một phiếu" in await page(bot, "trang-hai", "mã hộ K0M2PQ")
    assert (await counted(bot), (await seats(bot))["khach"]) == (1, EnrolmentStatus.JOINED)


async def test_a_chat_that_is_tied_to_it_is_a_proof(bot: Bot) -> None:
    await votes(bot, "khach")
    await page(bot, "khach", choice="class:join:1")
    await bot.hears("tu", "/start", start="u-ap-03")
    await bot.hears("tu", "1")
    (given,) = await bot.hears("tu", "liên kết")
    code = given.splitlines()[0].rpartition(" ")[2]
    said = await page(bot, "khach", f"lienket {code}")
    assert "được xác nhận và được tính" in said and "Đã đăng ký" in said
    assert (await counted(bot), await seats(bot)) == (1, {"khach": EnrolmentStatus.JOINED})
    await bot.hears("tu", choice="ballot:go:1")
    assert "Cảm ơn" in (await bot.hears("tu", choice="ballot:opt:0:1"))[0]
    assert await counted(bot) == 1
    assert "Đã đăng ký" in (await bot.hears("tu", choice="class:join:1"))[0]
    assert await seats(bot) == {"khach": EnrolmentStatus.JOINED}  # the same person's seat


async def test_who_stands_at_the_door_needs_no_other_proof(bot: Bot, clock: ObedientClock) -> None:
    await page(bot, "khach", choice="class:join:1")
    clock.pass_by(hours=59)
    door = await bot.db.read(lambda session: classes.get_class(session, 1).door_code)
    said = await page(bot, "khach", "/start", start=f"checkin-{door}")
    assert "Đã điểm danh" in said
    assert await seats(bot) == {"khach": EnrolmentStatus.JOINED}
