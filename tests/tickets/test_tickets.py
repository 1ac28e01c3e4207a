"""A ticket from the first wish to the last word, between people, on both databases."""

import asyncio
from dataclasses import replace
from functools import partial

import pytest
from sqlmodel import Session, select

from bot import texts
from bot.core.audit import list_actions
from bot.core.db import Database
from bot.core.errors import NotAllowed, UserError
from bot.core.policy import POLICY
from bot.messages.content import Attachment, AttachmentKind
from bot.people.actor import OPERATOR
from bot.people.models import Contact
from bot.people.service import get_or_create_contact, mark_unreachable
from bot.tickets import member_actions, relay, resident_actions, timers
from bot.tickets.models import SupportLog, Ticket
from tests.conftest import ObedientClock
from tests.tickets.scene import Scene, acting, with_policy


@pytest.fixture
async def scene(db: Database, clock: ObedientClock) -> Scene:
    """Monday 8:00: everybody works by the commune's hours."""
    return await Scene(db, clock).set_up()


def contact_of(session: Session, who: str) -> Contact:
    """A chat by its address."""
    return session.exec(select(Contact).where(Contact.address == who)).one()


async def own(scene: Scene, verb: object, number: int, who: str, *given: object) -> object:
    """A resident's verb about their ticket."""

    def work(session: Session) -> object:
        contact = contact_of(session, who)
        return with_policy(verb)(session, number, contact, *given, now=scene.clock.now)

    return await scene.db.write(work)


async def test_the_own_villages_member_is_asked_and_the_resident_knows_who(scene: Scene) -> None:
    number = await scene.asks("ba-tu")
    assert await scene.holder(number) == "Hoa"
    (card,) = await scene.told("Hoa")
    assert card == (
        f"Phiếu {number}. Bà con số 5, Thôn 1, cần người giúp.\nLời bà con: quên mật khẩu\n"
        "Nhận trước 8 giờ 15, quá giờ tôi chuyển người khác."
    )
    ticket = await scene.ticket(number)
    assert (ticket.escalation_level, ticket.respond_due_at) == (
        "village",
        scene.clock.now + POLICY.accept_within,
    )


async def test_tickets_are_spread_over_the_village_before_a_neighbour_is_asked(
    scene: Scene,
) -> None:
    numbers = [await scene.asks(f"r-{n}") for n in range(8)]
    asked = [await scene.holder(number) for number in numbers]
    assert asked == ["Hoa", "Nam", "Hoa", "Nam", "Hoa", "Nam", "Lan", "Lan"]


async def test_nobody_left_means_a_place_in_line_and_the_first_free_hand(scene: Scene) -> None:
    numbers = [await scene.asks(f"r-{n}") for n in range(14)]
    assert [await scene.holder(number) for number in numbers[12:]] == ["", ""]
    hoa = await scene.person("Hoa")
    await scene.do(member_actions.take_ticket, numbers[0], actor=acting(hoa))
    await scene.do(member_actions.complete_ticket, numbers[0], actor=acting(hoa))
    await scene.tick()
    assert [await scene.holder(number) for number in numbers[12:]] == ["Hoa", ""]


async def test_two_press_take_together_and_one_has_it(scene: Scene) -> None:
    number = await scene.asks("ba-tu")
    hoa, nam = await scene.person("Hoa"), await scene.person("Nam")
    outcomes = await asyncio.gather(
        *(
            scene.do(member_actions.take_ticket, number, actor=acting(one))
            for one in (hoa, nam) * 4
        ),
        return_exceptions=True,
    )
    ticket = await scene.ticket(number)
    winner, loser = ("Hoa", "Nam") if ticket.member_id == hoa else ("Nam", "Hoa")
    assert await scene.holder(number) == winner
    lost = [outcome for outcome in outcomes if isinstance(outcome, UserError)]
    name = {"Hoa": "Lê Thị Hoa", "Nam": "Trần Văn Nam"}[winner]
    assert [str(user_error) for user_error in lost] == [
        texts.TICKET_TAKEN.format(number=number, member=name)
    ] * 4
    assert (await scene.events(number)).count("accepted") == 1
    accepted = texts.TICKET_ACCEPTED.format(number=number, member=name, team=texts.TEAM_MEMBER)
    assert await scene.told("ba-tu") == [accepted]
    assert loser


async def test_only_the_communes_team_may_take_it_and_nobody_their_own(scene: Scene) -> None:
    number = await scene.asks("Hoa", text="tôi cũng cần giúp")
    assert await scene.holder(number) == "Nam"
    with pytest.raises(NotAllowed):
        await scene.do(member_actions.take_ticket, number, actor=acting(await scene.person("Hoa")))


async def test_who_does_not_take_it_in_time_loses_it_and_everybody_is_told(scene: Scene) -> None:
    number = await scene.asks("ba-tu")
    scene.clock.pass_by(minutes=14)
    await scene.tick()
    assert await scene.holder(number) == "Hoa"
    scene.clock.pass_by(minutes=1)
    await scene.tick()
    assert await scene.holder(number) == "Nam"
    assert (await scene.told("Hoa"))[-1] == texts.TICKET_TAKEN_AWAY.format(number=number)
    (told,) = await scene.told("ba-tu")
    assert told.startswith("Lê Thị Hoa đang bận tay.\nTôi đã nhờ Trần Văn Nam")
    assert "Đến 8 giờ 30 chưa có trả lời" in told


async def test_from_village_to_neighbour_to_commune_to_the_desk(scene: Scene) -> None:
    number = await scene.asks("ba-tu")
    path = []
    for _ in range(5):
        ticket = await scene.ticket(number)
        path.append((await scene.holder(number), ticket.escalation_level))
        scene.clock.pass_by(minutes=15)
        await scene.tick()
    assert path == [
        ("Hoa", "village"),
        ("Nam", "village"),
        ("Lan", "neighbour"),
        ("Cán", "commune"),
        ("", "desk"),
    ]
    assert (await scene.told("Cán"))[-2:][0] == "Phiếu 1, Thôn 1, chưa ai nhận: quên mật khẩu"
    scene.clock.pass_by(minutes=60)
    await scene.tick()
    assert await scene.holder(number) == "Hoa"


async def test_a_tick_that_runs_twice_or_after_the_clock_went_back_hops_once(
    scene: Scene,
) -> None:
    number = await scene.asks("ba-tu")
    scene.clock.pass_by(minutes=16)
    await scene.tick()
    scene.clock.pass_by(seconds=-90)
    await scene.tick()
    await scene.tick()
    assert await scene.holder(number) == "Nam"
    assert len(await scene.told("ba-tu")) == 1


async def test_busy_and_pass_ask_the_next_one(scene: Scene) -> None:
    number = await scene.asks("ba-tu")
    said = await scene.do(
        member_actions.decline_ticket, number, actor=acting(await scene.person("Hoa"))
    )
    assert said.member_id == await scene.person("Nam")
    nam = await scene.person("Nam")
    await scene.do(member_actions.take_ticket, number, actor=acting(nam))
    await scene.do(member_actions.add_note, number, "bác ấy nặng tai", actor=acting(nam))
    await scene.do(member_actions.pass_ticket, number, actor=acting(nam))
    assert await scene.holder(number) == "Lan"
    assert "Ghi chú: bác ấy nặng tai" in (await scene.told("Lan"))[-1]
    with pytest.raises(UserError, match="không do anh/chị đang giữ"):
        await scene.do(member_actions.pass_ticket, number, actor=acting(nam))


@pytest.mark.parametrize(("to", "who"), [("chị Lan", "Lan"), ("xã", "Cán")])
async def test_pass_names_a_colleague_or_the_commune(scene: Scene, to: str, who: str) -> None:
    number = await scene.asks("ba-tu")
    hoa = await scene.person("Hoa")
    await scene.do(member_actions.take_ticket, number, actor=acting(hoa))
    await scene.do(member_actions.pass_ticket, number, to, actor=acting(hoa))
    assert await scene.holder(number) == who


async def test_an_officer_speaks_for_the_commune_not_for_the_team(scene: Scene) -> None:
    number = await scene.asks("ba-tu")
    hoa, officer = await scene.person("Hoa"), await scene.person("Cán")
    await scene.do(member_actions.take_ticket, number, actor=acting(hoa))
    await scene.do(member_actions.pass_ticket, number, "xã", actor=acting(hoa))
    await scene.do(member_actions.take_ticket, number, actor=acting(officer))
    to_resident = partial(relay.relay_to_resident, actor=acting(officer))
    await scene.says(to_resident, "Cán", "Bác mang sổ đỏ ra xã ạ", number)
    assert (await scene.told("ba-tu"))[-1] == "Nguyễn Văn Cán, cán bộ xã: Bác mang sổ đỏ ra xã ạ"


async def test_words_and_photos_go_both_ways_and_are_kept_with_the_ticket(scene: Scene) -> None:
    number = await scene.asks("ba-tu")
    hoa = await scene.person("Hoa")
    await scene.do(member_actions.take_ticket, number, actor=acting(hoa))
    to_resident = partial(relay.relay_to_resident, actor=acting(hoa))
    await scene.says(to_resident, "Hoa", "Bác gửi ảnh màn hình ạ", number)
    assert (await scene.told("ba-tu"))[-1] == (
        "Lê Thị Hoa, Tổ công nghệ số: Bác gửi ảnh màn hình ạ"
    )
    photo = Attachment(AttachmentKind.PHOTO, ref="p-1")
    ticket = await scene.ticket(number)

    def back(session: Session, message: object, **named: object) -> object:
        held = session.get_one(Ticket, ticket.id)
        return relay.relay_to_member(session, held, message, policy=POLICY, **named)  # type: ignore[arg-type]

    await scene.says(back, "ba-tu", "đây cháu", things=[photo])
    assert (await scene.told("Hoa"))[-1] == f"Bà con số 5, Thôn 1 (phiếu {number}): đây cháu"
    messages = await scene.db.read(relay.list_messages, ticket.id, actor=acting(hoa))
    said = [message.text for message in messages]
    assert "đây cháu" in said and "Bác gửi ảnh màn hình ạ" in said
    rest = await scene.db.read(
        relay.list_messages, ticket.id, actor=acting(hoa), after=messages[0].id
    )
    assert [message.id for message in rest] == [message.id for message in messages[1:]]
    elsewhere = replace(acting(hoa), scope="/999/")
    assert await scene.db.read(relay.list_messages, ticket.id, actor=elsewhere) == []


async def test_an_answer_owed_is_fetched_elsewhere_and_thanks_owe_nothing(scene: Scene) -> None:
    number = await scene.asks("ba-tu")
    hoa = await scene.person("Hoa")
    await scene.do(member_actions.take_ticket, number, actor=acting(hoa))

    def back(session: Session, message: object, **named: object) -> object:
        held = session.get_one(Ticket, number)
        return relay.relay_to_member(session, held, message, policy=POLICY, **named)  # type: ignore[arg-type]

    scene.clock.pass_by(minutes=20)
    to_resident = partial(relay.relay_to_resident, actor=acting(hoa))
    await scene.says(to_resident, "Hoa", "Bác thử lại ạ", number)
    await scene.says(back, "ba-tu", "cảm ơn cháu nhé")
    scene.clock.pass_by(minutes=31)
    await scene.tick()
    assert await scene.holder(number) == "Hoa"
    assert (await scene.told("Hoa"))[-1] == texts.TICKET_QUIET.format(number=number)

    await scene.says(back, "ba-tu", "nó vẫn báo lỗi")
    scene.clock.pass_by(minutes=31)
    await scene.tick()
    assert await scene.holder(number) == "Nam"


async def test_silence_for_hours_brings_the_bot_back(scene: Scene) -> None:
    number = await scene.asks("ba-tu")
    hoa = await scene.person("Hoa")
    await scene.do(member_actions.take_ticket, number, actor=acting(hoa))
    to_resident = partial(relay.relay_to_resident, actor=acting(hoa))
    await scene.says(to_resident, "Hoa", "Bác thử lại ạ", number)
    scene.clock.pass_by(hours=6, minutes=1)
    await scene.tick()
    ticket = await scene.ticket(number)
    assert ticket.outcome == "quiet"
    assert (await scene.told("ba-tu"))[-1] == texts.BOT_BACK_AFTER_QUIET.format(number=number)


async def test_closing_asks_the_resident_and_is_evidence(scene: Scene) -> None:
    number = await scene.asks("ba-tu")
    hoa = await scene.person("Hoa")
    await scene.do(member_actions.take_ticket, number, actor=acting(hoa))
    await scene.do(member_actions.complete_ticket, number, actor=acting(hoa))
    with pytest.raises(UserError, match="đã đóng"):
        await scene.do(member_actions.complete_ticket, number, actor=acting(hoa))
    assert (await scene.told("ba-tu"))[-1] == texts.TICKET_DONE_ASK
    await own(scene, resident_actions.rate_ticket, number, "ba-tu", 5)
    assert (await scene.ticket(number)).rating == 5
    rows = await scene.db.read(lambda s: list(s.exec(select(SupportLog))))
    assert [
        (support_log.ticket_id, support_log.person_id, support_log.outcome) for support_log in rows
    ] == [(number, hoa, "done")]


async def test_reopening_goes_to_the_same_member_only_on_duty(scene: Scene) -> None:
    number = await scene.asks("ba-tu")
    nam = await scene.person("Nam")
    await scene.do(member_actions.take_ticket, number, actor=acting(nam))
    await scene.do(member_actions.complete_ticket, number, actor=acting(nam))
    await own(scene, resident_actions.reopen_ticket, number, "ba-tu")
    assert await scene.holder(number) == "Nam"
    await scene.do(member_actions.take_ticket, number, actor=acting(nam))
    await scene.do(member_actions.complete_ticket, number, actor=acting(nam))
    await scene.db.write(
        lambda s: mark_unreachable(s, contact_of(s, "Nam").id, now=scene.clock.now)
    )
    await own(scene, resident_actions.reopen_ticket, number, "ba-tu")
    assert await scene.holder(number) == "Hoa"


async def test_a_resident_meddles_with_nobody_elses_ticket(scene: Scene) -> None:
    number = await scene.asks("ba-tu")
    await scene.db.write(get_or_create_contact, "fake", "ong-nam", now=scene.clock.now)
    for verb in (resident_actions.reopen_ticket, resident_actions.disclose_name):
        with pytest.raises(UserError):
            await own(scene, verb, number, "ong-nam")


async def test_leaving_duty_with_open_cases_gives_each_to_somebody(scene: Scene) -> None:
    numbers = [await scene.asks(f"r-{n}") for n in range(6)]
    hoa = await scene.person("Hoa")
    mine = [number for number in numbers if await scene.holder(number) == "Hoa"]
    for number in mine[:2]:
        await scene.do(member_actions.take_ticket, number, actor=acting(hoa))
    assert await scene.do(timers.reassign_member_tickets, hoa, policy=POLICY) == len(mine)
    assert {await scene.holder(number) for number in mine} == {"Lan"}


async def test_who_blocks_us_is_passed_over_at_once(scene: Scene) -> None:
    number = await scene.asks("ba-tu")
    await scene.db.write(
        lambda s: mark_unreachable(s, contact_of(s, "Hoa").id, now=scene.clock.now)
    )
    await scene.tick()
    assert await scene.holder(number) == "Nam"


async def test_a_resident_who_blocks_us_ends_the_ticket_and_the_member_hears_it(
    scene: Scene,
) -> None:
    number = await scene.asks("ba-tu")
    await scene.do(member_actions.take_ticket, number, actor=acting(await scene.person("Hoa")))
    await scene.db.write(
        lambda s: mark_unreachable(s, contact_of(s, "ba-tu").id, now=scene.clock.now)
    )
    await scene.tick()
    assert (await scene.ticket(number)).outcome == "unreachable"
    assert (await scene.told("Hoa"))[-1] == texts.TICKET_RESIDENT_GONE.format(number=number)


async def test_after_hours_the_question_waits_first_in_line_until_somebody_comes(
    scene: Scene,
) -> None:
    scene.clock.pass_by(days=2, hours=12)  # Wednesday 20:00; the 24th is a day off
    number = await scene.asks("ba-tu")
    assert (await scene.ticket(number)).queue_first
    await scene.tick()
    assert await scene.holder(number) == ""
    scene.clock.pass_by(hours=11, minutes=29)
    await scene.tick()
    assert await scene.holder(number) == ""
    scene.clock.pass_by(minutes=1)  # 7:30
    await scene.tick()
    assert await scene.holder(number) == "Hoa"


async def test_the_only_member_is_away_and_the_commune_helps(
    db: Database, clock: ObedientClock
) -> None:
    scene = await Scene(db, clock).set_up()
    number = await scene.asks("ba-tu", unit="v3")
    assert await scene.holder(number) in ("Hoa", "Nam", "Lan")


async def test_fifty_tickets_in_a_minute_lose_nobody_and_overload_nobody(scene: Scene) -> None:
    numbers = await asyncio.gather(*(scene.asks(f"r-{n}") for n in range(50)))
    holders = [await scene.holder(number) for number in numbers]
    given = {who: holders.count(who) for who in set(holders)}
    assert given == {"Hoa": 3, "Nam": 3, "Lan": 3, "Cán": 3, "": 38}


async def test_revealing_who_it_is_is_written_down(scene: Scene) -> None:
    number = await scene.asks("ba-tu")
    contact = await scene.do(
        resident_actions.reveal_identity,
        number,
        actor=OPERATOR,
        revealed_by="Cán",
        reason="cấp cứu",
    )
    assert contact.address == "ba-tu"
    assert (await scene.events(number))[-1] == "revealed"
    (entry,) = await scene.db.read(list_actions, f"ticket:{number}")
    assert (entry.action, entry.note) == ("ticket.reveal", "Cán: cấp cứu")


async def test_passing_to_a_colleague_who_is_off_is_refused_and_the_ticket_stays(
    scene: Scene,
) -> None:
    number = await scene.asks("ba-tu")
    hoa = await scene.person("Hoa")
    await scene.do(member_actions.take_ticket, number, actor=acting(hoa))
    await scene.db.write(
        lambda s: mark_unreachable(s, contact_of(s, "Lan").id, now=scene.clock.now)
    )
    with pytest.raises(UserError, match="không trực"):
        await scene.do(member_actions.pass_ticket, number, "chị Lan", actor=acting(hoa))
    with pytest.raises(UserError, match="tên chị Tám"):
        await scene.do(member_actions.pass_ticket, number, "chị Tám", actor=acting(hoa))
    assert await scene.holder(number) == "Hoa"
