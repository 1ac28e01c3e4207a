"""«Xã đã nghe – xã đã làm», from a poll to the picture, as bà Tư of 75 and the office read it."""

import re
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import FormData
from sqlmodel import Session, select

from bot.commitments import service as commitments
from bot.core.policy import POLICY
from bot.notices import commitment_rounds
from bot.people.models import Contact, RoleKind
from bot.people.units import get_unit
from bot.polls.models import Ballot, Poll, PollState
from bot.schedule.demo import go_live
from tests.console.scene import ConsoleScene, Visitor
from tests.journeys.bot import Bot
from tests.pictures import a_picture

OFFICER, APPROVER = "Nguyễn Thị Cán Bộ Mẫu", "Trần Văn Lãnh Đạo Mẫu"
PROMISE = {
    "answer": "Nhiều bà con xin làm đường ngõ trước, vì mưa là lầy.",
    "promise": "đổ bê tông 200 m ngõ 3",
    "due": "30/11/2026",
}


@pytest.fixture(autouse=True)
async def commune(bot: Bot) -> None:
    """The office has chats; bà Tư and ông Năm of Thôn 3 answered a poll that is over."""
    await bot.db.write(go_live, now=bot.clock())
    await bot.link("can-bo", OFFICER)
    await bot.link("lanh-dao", APPROVER)
    for who, name in (("tu", "Bà Tư"), ("nam", "Ông Năm"), ("muoi", "Cô Mười")):
        await bot.hears(who, "/start", start="u-ap-03", name=name)
        await bot.hears(who, "1", name=name)
    await bot.db.write(add_poll, bot)


def add_poll(session: Session, bot: Bot) -> None:
    """Add a poll that is over, answered by two."""
    now = bot.clock()
    poll = Poll(
        unit_id=get_unit(session, "an-phu").id, title="Làm đường Thôn 3", state=PollState.CLOSED,
        closes_at=now, closed_at=now, opened_at=now - timedelta(days=2), made_at=now, eligible=3,
    )  # fmt: skip
    session.add(poll)
    session.flush()
    for contact in session.exec(select(Contact)).all():
        if contact.address in ("tu", "nam"):
            session.add(
                Ballot(
                    poll_id=poll.id,
                    voter=f"c{contact.id}",
                    contact_id=contact.id,
                    unit_id=contact.unit_id,
                    receipt=f"R{contact.id}",
                    proof="chat",
                    cast_at=now,
                )
            )


async def hears(bot: Bot, **duration: float) -> list[str]:
    """What the clock sends after a while, to whom."""
    before = len(bot.channel.sent), len(bot.second.sent), len(bot.page.sent)
    clock: Any = bot.clock
    clock.pass_by(**duration)
    await bot.db.write(commitments.remind_due, policy=POLICY, now=clock())
    await bot.db.write(commitment_rounds.stage_due, window=9, policy=POLICY, now=clock())
    return await bot.heard(before)


async def confirmed(console: ConsoleScene) -> Visitor:
    approver = await console.sign_in(RoleKind.APPROVER)
    await approver.post("/console/confirm/send")
    code = re.search(r"\b\d{6}\b", await console.latest("lanh-dao"))
    assert code is not None
    await approver.post("/console/confirm", {"code": code[0], "next": "/console/"})
    return approver


async def test_heard_promised_reminded_and_done(bot: Bot) -> None:
    async with ConsoleScene.open(bot) as console:
        officer = await console.sign_in(RoleKind.OFFICER)
        saved = await officer.post("/console/commitments/new", {"poll": "1", **PROMISE})
        page = saved.location
        assert page == "/console/commitments/1", saved.text
        await officer.post(f"{page}/submit")
        approver = await confirmed(console)
        await approver.post(f"{page}/approve", {"asks": "1"})
        await bot.quiet()

        promised = (
            "Xã An Phú Đông xin trả lời bác. Bác đã trả lời cuộc lấy ý kiến «Làm đường Thôn 3»."
            "\n\nXã đã nghe: Nhiều bà con xin làm đường ngõ trước, vì mưa là lầy."
            "\nXã sẽ: đổ bê tông 200 m ngõ 3."
            "\nHẹn xong chậm nhất thứ Hai 30/11/2026."
            "\n\nLàm xong, xã nhắn bác. Cần hỏi thêm, bác bấm Gặp người. [Gặp người]"
        )
        told = await hears(bot, seconds=2)
        assert sorted(told) == [f"{who} ← {promised}" for who in ("nam", "tu")]

        for asked in ("lời hứa của xã", "xa da hua gi"):
            (listed,) = await bot.hears("muoi", asked)
            assert listed == (
                "muoi ← Xã An Phú Đông đang hứa với bà con:\n• đổ bê tông 200 m ngõ 3\n"
                "Hẹn xong chậm nhất thứ Hai 30/11/2026, còn 7 ngày. [Gặp người]"
            )

        assert await hears(bot, days=3) == []
        (soon,) = await hears(bot, days=1)
        assert soon.startswith(
            "can-bo ← Còn 3 ngày tới hẹn (thứ Hai 30/11/2026): đổ bê tông 200 m ngõ 3\n"
            "Đây là lời hứa số 1 với bà con về: Làm đường Thôn 3."
        )
        assert await hears(bot, days=1) == []  # once
        (today,) = await hears(bot, days=2)
        assert today.startswith("can-bo ← Hôm nay là ngày hẹn: đổ bê tông 200 m ngõ 3")

        officer = await console.sign_in(RoleKind.OFFICER)
        form = FormData({"words": "Ngõ 3 đã đổ xong 200 m, xe máy đi lại được."})
        form.add_field("photo", a_picture(), filename="ngo3.jpg", content_type="image/jpeg")
        done = await officer.post(f"{page}/sure/keep", form)
        assert done.location == page, done.text
        before = len(bot.channel.sent)
        told = await hears(bot, seconds=2)
        told = [line for line in told if not line.endswith("← ")]  # the picture goes before
        assert sorted(told)[-1] == (
            "tu ← Xã An Phú Đông báo bác một việc đã hứa nay đã làm."
            " Bác đã trả lời cuộc lấy ý kiến «Làm đường Thôn 3»."
            "\n\nXã đã hứa: đổ bê tông 200 m ngõ 3."
            "\nXã đã làm: Ngõ 3 đã đổ xong 200 m, xe máy đi lại được."
            "\n\nBác thấy chưa đúng như vậy thì bấm Gặp người. [Gặp người]"
        )
        photo = bot.channel.sent[before][1].attachments[0]
        assert bot.path_of(photo).read_bytes().startswith(b"\xff\xd8")
        (listed,) = await bot.hears("muoi", "xã đã hứa gì")
        assert "Việc đã hứa và đã làm gần đây:" in listed
        assert "Đã làm thứ Hai 30/11/2026: Ngõ 3 đã đổ xong 200 m" in listed
        assert (await officer.get(f"{page}/photo")).body.startswith(b"\xff\xd8")


async def test_reports_are_answered_with_their_codes(bot: Bot) -> None:
    for words in ("phản ánh", "1", "không có ảnh", "đầu thôn 3"):
        await bot.hears("tu", words)
    sent = await bot.hears("tu", "ổ gà to, hai hôm nay")
    code = re.search(r"PA-[2-9A-Z]{5}", "".join(sent))
    assert code is not None
    async with ConsoleScene.open(bot) as console:
        officer = await console.sign_in(RoleKind.OFFICER)
        form = (await officer.get("/console/commitments/new?about=reports")).text
        ticket = re.search(r'name="tickets" value="(\d+)"', form)
        assert ticket is not None and code[0] in form
        saved = await officer.post("/console/commitments/new", {"tickets": ticket[1], **PROMISE})
        approver = await confirmed(console)
        await officer.post(f"{saved.location}/submit")
        await approver.post(f"{saved.location}/approve", {"asks": "1"})
        await bot.quiet()
        (told,) = await hears(bot, seconds=2)
        assert told.startswith(
            f"tu ← Xã An Phú Đông xin trả lời bác. Bác đã gửi phản ánh {code[0]}"
            " (Đường, cầu, cống)."
        )


async def test_who_has_no_village_is_asked_for_it(bot: Bot) -> None:
    await bot.hears("la", "/start", name="Lạ")
    (asked,) = await bot.hears("la", "lời hứa của xã")
    assert "tôi cần biết bác ở thôn nào" in asked
