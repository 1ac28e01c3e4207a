"""One ballot a voter, the voter's own word first, counted as a whole or not at all."""

import asyncio
import random
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from bot.core.errors import UserError
from bot.messages.history import Message
from bot.outbox import batches
from bot.outbox.models import Delivery, DeliveryStatus
from bot.people.models import Contact, Person
from bot.people.service import get_or_create_contact
from bot.people.units import get_unit
from bot.polls import ballot_drafts, merging, results, rounds, service, wording
from bot.polls.drafting import QuestionDraft
from bot.polls.models import BallotDraft, BallotMethod, PollState, QuestionKind, Vote, VoterKind
from bot.privacy import consent
from tests.polls.scene import LAND, ROAD, Scene


async def tallied(scene: Scene, number: int) -> list[tuple[int, ...]]:
    return await scene.db.read(
        lambda session: [
            tally.counts
            for tally in results.list_tallies(session, service.get_poll(session, number))
        ]
    )


async def told(scene: Scene, who: str) -> list[str]:
    query = (
        select(Message.text)
        .join(Delivery, col(Delivery.message_id) == Message.id)
        .join(Contact, col(Contact.id) == Delivery.contact_id)
        .where(Contact.address == who)
        .order_by(col(Delivery.id))
    )
    return await scene.db.read(lambda session: list(session.exec(query)))


@pytest.mark.parametrize(
    "questions",
    [
        (QuestionDraft("", QuestionKind.YES_NO),),
        (QuestionDraft("a", QuestionKind.SINGLE, ("x",)),),
        (QuestionDraft("a", QuestionKind.SINGLE, ("x", "x")),),
        (QuestionDraft("a", QuestionKind.SINGLE, ("x", " ")),),
        (QuestionDraft("a", QuestionKind.MULTIPLE, tuple("abcdefghi")),),
        (QuestionDraft("a" * 501, QuestionKind.YES_NO),),
        (QuestionDraft("a", QuestionKind.YES_NO, (), (0, 0)),),
        (ROAD, QuestionDraft("b", QuestionKind.YES_NO, (), (0, 2))),
        (ROAD, QuestionDraft("b", QuestionKind.YES_NO, (), (1, 0))),
        (
            QuestionDraft("a", QuestionKind.MULTIPLE, ("x", "y")),
            QuestionDraft("b", QuestionKind.YES_NO, (), (0, 0)),
        ),
        tuple(LAND for _ in range(11)),
    ],
)
async def test_a_draft_that_cannot_be_says_why(scene: Scene, questions: Any) -> None:
    with pytest.raises(UserError):
        await scene.drafts(*questions)


async def test_a_poll_that_ends_before_it_begins_is_refused(scene: Scene) -> None:
    with pytest.raises(UserError):
        await scene.drafts(days=-1)


async def test_everybody_who_can_be_told_is_invited_once(scene: Scene) -> None:
    await scene.lives("tu", "v1")
    await scene.lives("nam", "v2")
    await scene.lives("gone", "v2", unreachable_since=scene.now)
    await scene.lives("other", "y")
    number = await scene.opens()
    assert (await scene.poll(number)).eligible == 4  # with the two of the team
    assert [len(await told(scene, who)) for who in ("tu", "nam", "gone", "other")] == [1, 1, 0, 0]
    with pytest.raises(UserError):
        await scene.does(service.open_poll, number)


async def test_only_a_window_stands_in_the_outbox_and_nobody_is_passed_over(scene: Scene) -> None:
    def crowd(session: Session) -> None:
        for place in range(batches.MIN_IN_OUTBOX + 20):
            unit = get_unit(session, "v1" if place < batches.MIN_IN_OUTBOX else "v2")
            get_or_create_contact(session, "fake", f"r{place:03}", now=scene.now).unit_id = unit.id

    await scene.db.write(crowd)
    number = await scene.drafts(ROAD)
    everybody = batches.MIN_IN_OUTBOX + 22  # with the two of the team
    assert await scene.does(service.open_poll, number) == everybody
    assert [await scene.stages() for _ in range(2)] == [batches.MIN_IN_OUTBOX + 2, 0]
    await scene.arrive(10)
    assert [await scene.stages() for _ in range(3)] == [20, 0, 0]
    await scene.arrive(everybody)
    await scene.stages()
    invited = await scene.db.read(lambda session: session.exec(select(Delivery.contact_id)).all())
    assert len(invited) == len(set(invited)) == everybody


async def test_closing_calls_off_what_still_asks(scene: Scene) -> None:
    for place in range(3):
        await scene.lives(f"r{place}", "v1")
    number = await scene.opens(ROAD)
    await scene.arrive(9)
    scene.clock.now += timedelta(hours=21)
    assert await scene.does(service.send_reminder, number) == 5
    await scene.stages()
    await scene.does(service.close_poll, number)
    waiting = await scene.db.read(
        lambda session: session.exec(
            select(Delivery.status).where(Delivery.status == DeliveryStatus.QUEUED)
        ).all()
    )
    assert waiting == [] and await scene.stages() == 0


async def test_who_stopped_in_one_village_is_not_asked_in_another(scene: Scene) -> None:
    def two_chats(session: Session) -> None:
        person = Person(name="Bà Tư")
        session.add(person)
        session.flush()
        for contact in session.exec(select(Contact).where(col(Contact.address).in_(("a", "b")))):
            contact.person_id = person.id

    await scene.lives("a", "v1", stopped_at=scene.now)
    await scene.lives("b", "v2")
    await scene.db.write(two_chats)
    await scene.opens(ROAD)
    assert [await told(scene, who) for who in ("a", "b")] == [[], []]


async def test_the_result_of_each_village_is_its_own(scene: Scene) -> None:
    await scene.lives("tu", "v1")
    await scene.lives("nam", "v2")
    number = await scene.opens(ROAD, per=VoterKind.HOUSEHOLD)
    await scene.votes("tu", number, 0, voter="H10AAA")
    await scene.does(service.close_poll, number)
    await scene.does(rounds.send_results, number)
    await scene.stages()
    assert (await told(scene, "tu"))[-1].endswith("Thôn 1: 1/3 hộ trả lời.")
    assert (await told(scene, "nam"))[-1].endswith("Thôn 2: 0/3 hộ trả lời.")


async def test_a_branch_is_asked_only_when_it_leads_there(scene: Scene) -> None:
    await scene.lives("tu", "v1")
    await scene.lives("nam", "v1")
    number = await scene.opens()
    await scene.votes("tu", number, 0, 0)
    await scene.votes("nam", number, 1, [0, 2], 1)
    assert await tallied(scene, number) == [(1, 1), (1, 0, 1), (1, 1)]


async def test_the_last_word_counts_until_it_closes(scene: Scene) -> None:
    await scene.lives("tu", "v1")
    number = await scene.opens()
    first = await scene.votes("tu", number, 1, [0], 0)
    assert await scene.votes("tu", number, 0, 1) == first
    assert await tallied(scene, number) == [(1, 0), (0, 0, 0), (0, 1)]
    scene.clock.now += timedelta(days=3)
    with pytest.raises(UserError):
        await scene.votes("tu", number, 1, [0], 0)
    assert await scene.db.write(service.close_due, now=scene.now) == 1
    assert await scene.db.write(service.close_due, now=scene.now) == 0
    assert (await scene.poll(number)).state == PollState.CLOSED


async def test_what_is_half_answered_does_not_count(scene: Scene) -> None:
    await scene.lives("tu", "v1")
    number = await scene.opens()

    def begins(session: Session) -> None:
        contact = get_or_create_contact(session, "fake", "tu", now=scene.now)
        poll = service.get_poll(session, number)
        given: Any = {"voter": "c1", "unit_id": contact.unit_id, "now": scene.now}
        seat = ballot_drafts.begin_ballot(session, contact, poll, **given)
        ballot_drafts.choose_option(session, seat, service.list_questions(session, poll)[0], 0)

    await scene.db.write(begins)
    assert await scene.ballots(number) == []
    await scene.does(service.close_poll, number)
    left = await scene.db.read(lambda session: session.exec(select(BallotDraft)).all())
    assert left == []


async def test_several_options_need_one_at_least(scene: Scene) -> None:
    await scene.lives("tu", "v1")
    number = await scene.opens()
    with pytest.raises(UserError):
        await scene.votes("tu", number, 1, [], 0)
    with pytest.raises(UserError):
        await scene.votes("tu", number, 1, [0, 0], 0)  # ticked and taken back


async def test_a_household_has_one_ballot_whoever_has_the_code(scene: Scene) -> None:
    await scene.lives("tu", "v1")
    await scene.lives("con", "v1", account="zalo")
    number = await scene.opens(ROAD, per=VoterKind.HOUSEHOLD)
    assert (await scene.poll(number)).eligible == 6
    await scene.votes("tu", number, 0, voter="H10AAA")
    with pytest.raises(UserError):
        await scene.votes("con", number, 1, voter="H10AAA")
    await scene.votes("tu", number, 1, voter="H10AAA")
    await scene.votes("tu", number, 1, voter="H11AAA")
    assert await tallied(scene, number) == [(0, 2)]
    with pytest.raises(UserError):
        await scene.votes("tu", number, 1, voter="H99AAA")


async def test_paper_gives_way_to_the_voter_s_own_word_and_never_replaces_it(scene: Scene) -> None:
    await scene.lives("tu", "v1")
    number = await scene.opens(ROAD, per=VoterKind.HOUSEHOLD)
    await scene.votes("Hoa", number, 0, voter="H10AAA", how=BallotMethod.PAPER)
    await scene.votes("Hoa", number, 1, voter="H10AAA", how=BallotMethod.DOOR)
    with pytest.raises(UserError):
        await scene.votes("Mai", number, 0, voter="H10AAA", how=BallotMethod.PAPER)
    await scene.votes("tu", number, 0, voter="H10AAA")
    for member in ("Hoa", "Mai"):
        with pytest.raises(UserError):
            await scene.votes(member, number, 1, voter="H10AAA", how=BallotMethod.PAPER)
    [ballot] = await scene.ballots(number)
    assert (ballot.how, ballot.entered_by) == (BallotMethod.CHAT, None)
    assert await tallied(scene, number) == [(1, 0)]


async def test_who_wrote_down_what_is_known(scene: Scene) -> None:
    number = await scene.opens(ROAD, per=VoterKind.HOUSEHOLD)
    for code, how in (("H10AAA", BallotMethod.PAPER), ("H11AAA", BallotMethod.DOOR)):
        await scene.votes("Hoa", number, 0, voter=code, how=how)
    await scene.votes("Mai", number, 0, voter="H12AAA", how=BallotMethod.PHONE)
    found = await scene.db.read(
        lambda session: results.count_by_member(session, service.get_poll(session, number))
    )
    assert found == [("Hoa", 2), ("Mai", 1)]
    shares = await scene.db.read(
        lambda session: results.list_turnout(session, service.get_poll(session, number))
    )
    assert [
        (turnout.unit, turnout.answered, turnout.eligible, turnout.percent) for turnout in shares
    ] == [
        ("Thôn 1", 3, 3, 100),
        ("Thôn 2", 0, 3, 0),
    ]


@pytest.mark.parametrize("later", ["chat", "person"])
async def test_linked_chats_have_one_ballot_the_later_one(scene: Scene, later: str) -> None:
    await scene.lives("tu", "v1")
    await scene.lives("tu-zalo", "v1", account="zalo")
    number = await scene.opens(ROAD)

    def links(session: Session, who: str) -> None:
        person = session.exec(select(Person).where(Person.name == "Bà Tư")).first()
        if person is None:
            person = Person(name="Bà Tư")
            session.add(person)
            session.flush()
        contact = session.exec(select(Contact).where(Contact.address == who)).one()
        contact.person_id = person.id
        session.flush()
        merging.merge_ballots(session, contact, now=scene.now)

    await scene.db.write(links, "tu")
    order = ("tu", "tu-zalo") if later == "chat" else ("tu-zalo", "tu")
    for option, who in enumerate(order):
        await scene.votes(who, number, option)
        scene.clock.now += timedelta(minutes=1)
    assert len(await scene.ballots(number)) == 2
    await scene.db.write(links, "tu-zalo")
    assert len(await scene.ballots(number)) == 1
    assert await tallied(scene, number) == [(0, 1)]


async def test_who_is_forgotten_stays_a_number(scene: Scene) -> None:
    contact_id = await scene.lives("tu", "v1")
    number = await scene.opens(LAND)
    await scene.votes("tu", number, 1, reason="nhà tôi hết đất")

    def forget(session: Session) -> None:
        consent.erase_contact(session, session.get_one(Contact, contact_id), now=scene.now)
        service.forget_contact(session, contact_id)

    await scene.db.write(forget)
    [ballot] = await scene.ballots(number)
    assert (ballot.contact_id, ballot.voter) == (None, f"gone:{ballot.id}")
    reasons = await scene.db.read(lambda session: session.exec(select(Vote.reason)).all())
    assert (await tallied(scene, number), reasons) == ([(0, 1)], [""])


async def test_only_who_did_not_answer_is_reminded_and_not_too_often(scene: Scene) -> None:
    for who in ("tu", "nam"):
        await scene.lives(who, "v1")
    number = await scene.opens(ROAD)
    await scene.votes("tu", number, 0)
    with pytest.raises(UserError):
        await scene.does(service.send_reminder, number)
    scene.clock.now += timedelta(hours=21)
    assert await scene.does(service.send_reminder, number) == 3
    assert await scene.stages() == 3
    assert [len(await told(scene, who)) for who in ("tu", "nam")] == [1, 2]
    with pytest.raises(UserError):
        await scene.does(service.send_reminder, number)
    scene.clock.now += timedelta(hours=21)
    await scene.does(service.send_reminder, number)
    scene.clock.now += timedelta(hours=1)
    with pytest.raises(UserError):
        await scene.does(service.send_reminder, number)


async def test_a_receipt_says_that_it_counts_and_nothing_else(scene: Scene) -> None:
    await scene.lives("tu", "v1")
    number = await scene.opens(ROAD)
    receipt = await scene.votes("tu", number, 0)
    found = await scene.db.read(service.find_ballot_by_receipt, f" {receipt.lower()} ")
    assert found is not None and found[1].id == number
    assert await scene.db.read(service.find_ballot_by_receipt, "AAAAAAAA") is None


async def test_reasons_are_put_together_and_masked_words_stay_so(scene: Scene) -> None:
    number = await scene.opens(LAND)
    for place, reason in enumerate(("đất nhà tôi hẹp quá", "dat nha toi hep qua", "sợ mất ao")):
        await scene.lives(f"r{place}", "v1")
        await scene.votes(f"r{place}", number, 1, reason=reason)
    [tally] = await scene.db.read(
        lambda session: results.list_tallies(session, service.get_poll(session, number))
    )
    assert tally.reasons == (("đất nhà tôi hẹp quá", 2), ("sợ mất ao", 1))


async def test_the_result_waits_for_five_and_goes_back_once(scene: Scene) -> None:
    number = await scene.opens(ROAD)
    for place in range(6):
        await scene.lives(f"r{place}", "v1" if place < 5 else "v2")
    for place in range(4):
        await scene.votes(f"r{place}", number, 0)

    async def words() -> str:
        return await scene.db.read(
            lambda session: wording.render_results(session, service.get_poll(session, number))
        )

    assert "Chưa đủ 5 phiếu" in await words()
    await scene.votes("r4", number, 1)
    assert "- Đường trục: 4 phiếu, 80%\n- Đường ngõ: 1 phiếu, 20%" in await words()
    with pytest.raises(UserError):
        await scene.does(rounds.send_results, number)
    await scene.does(service.close_poll, number)
    assert await scene.does(rounds.send_results, number) == 8
    assert await scene.stages() == 8
    assert (await told(scene, "r5"))[-1].startswith("Cảm ơn bà con đã cho ý kiến.")
    with pytest.raises(UserError):
        await scene.does(rounds.send_results, number)


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ({1: 9, 2: 8}, {1, 2}),
        ({1: 9, 2: 4}, set()),
        ({1: 9, 2: 7, 3: 2}, {1}),
        ({1: 9, 2: 3, 3: 3}, {1}),
        ({1: 9, 2: 0}, {1}),
        ({}, set()),
    ],
)
def test_villages_too_small_are_hidden_also_from_subtraction(
    counts: dict[int, int], shown: set[int]
) -> None:
    assert results.select_shown_villages(counts) == shown


@given(st.dictionaries(st.integers(1, 8), st.integers(0, 20)))
def test_what_is_hidden_is_never_fewer_than_five_together(counts: dict[int, int]) -> None:
    shown = results.select_shown_villages(counts)
    hidden = sum(count for name, count in counts.items() if name not in shown)
    assert hidden == 0 or hidden >= results.MIN_BALLOTS or not shown
    assert all(counts[name] >= results.MIN_BALLOTS for name in shown)


@pytest.mark.parametrize("seed", range(6))
async def test_any_order_of_votes_ends_with_one_ballot_a_household(scene: Scene, seed: int) -> None:
    dice = random.Random(seed)
    for who in ("tu", "nam"):
        await scene.lives(who, "v1")
    number = await scene.opens(ROAD, per=VoterKind.HOUSEHOLD)
    own: dict[str, str] = {}
    last: dict[str, int] = {}
    for _ in range(25):
        who = dice.choice(("tu", "nam", "Hoa", "Mai"))
        code = dice.choice(("H10AAA", "H11AAA", "H20AAA"))
        option = dice.randrange(2)
        how = BallotMethod.CHAT if who in ("tu", "nam") else BallotMethod.PAPER
        try:
            await scene.votes(who, number, option, voter=code, how=how)
        except UserError:
            assert own.get(code, who) != who
            continue
        own[code], last[code] = who, option
    ballots = await scene.ballots(number)
    assert len(ballots) == len(last) == len({ballot.voter for ballot in ballots})
    chosen = [tuple(last.values()).count(option) for option in (0, 1)]
    assert await tallied(scene, number) == [tuple(chosen)]


async def test_a_poll_whose_time_passed_unopened_holds_up_no_other(scene: Scene) -> None:
    await scene.lives("tu", "v1")
    missed = await scene.drafts(ROAD, opens_at=scene.now + timedelta(hours=1))
    await scene.does(service.open_poll, missed)
    scene.clock.now += timedelta(days=30)  # the machine was off
    other = await scene.drafts(ROAD, opens_at=scene.now + timedelta(hours=1))
    await scene.does(service.open_poll, other)
    scene.clock.now += timedelta(hours=1)
    opened = [await scene.db.write(service.open_due, now=scene.now) for _ in range(2)]
    assert opened == [1, 0]
    await scene.votes("tu", other, 0)
    with pytest.raises(UserError):
        await scene.votes("tu", missed, 0)


async def test_a_poll_with_an_hour_opens_by_itself(scene: Scene) -> None:
    await scene.lives("tu", "v1")
    number = await scene.drafts(ROAD, opens_at=scene.now + timedelta(hours=3))
    assert await scene.does(service.open_poll, number) == 0
    assert await scene.db.write(service.open_due, now=scene.now) == 0
    with pytest.raises(UserError):
        await scene.votes("tu", number, 0)
    scene.clock.now += timedelta(hours=3)
    opened = [await scene.db.write(service.open_due, now=scene.now) for _ in range(2)]
    assert opened == [1, 0]
    await scene.stages()
    assert len(await told(scene, "tu")) == 1
    await scene.votes("tu", number, 0)


async def test_a_poll_of_the_team_asks_nobody_else(scene: Scene) -> None:
    await scene.lives("tu", "v1")
    number = await scene.drafts(ROAD, role="team")
    assert await scene.does(service.open_poll, number) == 2
    assert await scene.stages() == 2
    assert await told(scene, "tu") == []

    def voter(session: Session, who: str) -> str | None:
        contact = session.exec(select(Contact).where(Contact.address == who)).one()
        return ballot_drafts.find_own_voter(session, contact, service.get_poll(session, number))

    assert (await scene.db.read(voter, "Hoa") or "").startswith("p")
    with pytest.raises(UserError):
        await scene.db.read(voter, "tu")
    for wrong in ({"role": "king"}, {"role": "team", "per": VoterKind.HOUSEHOLD}):
        with pytest.raises(UserError):
            await scene.drafts(ROAD, **wrong)  # type: ignore[arg-type]


async def test_until_a_commune_is_live_only_its_team_is_invited(scene: Scene) -> None:
    await scene.lives("tu", "v1")

    def closes(session: Session) -> None:
        get_unit(session, "x").live_since = None

    await scene.db.write(closes)
    number = await scene.opens(ROAD)
    assert (await scene.poll(number)).eligible == 2
    assert await told(scene, "tu") == []


async def test_two_villages_called_alike_are_two(scene: Scene) -> None:
    def alike(session: Session) -> None:
        get_unit(session, "v2").name = get_unit(session, "v1").name

    await scene.db.write(alike)
    number = await scene.opens(per=VoterKind.PERSON)
    for place in range(12):
        await scene.lives(f"r{place}", "v1" if place < 7 else "v2")
        await scene.votes(f"r{place}", number, 0, 0)

    def look(session: Session) -> tuple[list[int], list[int]]:
        poll = service.get_poll(session, number)
        shares = [turnout.answered for turnout in results.list_turnout(session, poll)]
        return shares, [
            tallies[0].answered
            for _, tallies in results.list_village_tallies(session, poll).villages
        ]

    assert await scene.db.read(look) == ([7, 5], [7, 5])


async def test_two_clocks_that_look_at_once_ask_everybody_once(scene: Scene) -> None:
    for place in range(20):
        await scene.lives(f"r{place:02}", "v1" if place < 10 else "v2")
    number = await scene.drafts(ROAD)
    await scene.does(service.open_poll, number)
    await asyncio.gather(*(scene.stages() for _ in range(4)))
    await scene.stages()
    invited = await scene.db.read(lambda session: session.exec(select(Delivery.contact_id)).all())
    assert len(invited) == len(set(invited)) == 22
