"""A person with a row in every table is erased, and no word of theirs is left in any column."""

import pytest
from sqlmodel import Session, select

from bot.core.audit import Audit, list_actions
from bot.core.db import Database
from bot.core.errors import NotFound
from bot.people.actor import OPERATOR, Actor, Hand
from bot.people.models import Contact, RoleKind
from bot.privacy import erasure, personal_data
from bot.privacy.data_rules import Effect
from bot.privacy.models import Discarded
from bot.usecases import forget_person, withdraw_consent
from tests.conftest import ObedientClock
from tests.privacy.rows import Life, declared, fill, places

TU, NAM = "zxqtu", "zxqnam"


async def both(db: Database, clock: ObedientClock) -> tuple[Life, Life]:
    """Two people with a row of each table."""
    lives = Life(TU, 1, clock.now), Life(NAM, 2, clock.now)
    for life in lives:
        await db.write(fill, life)
    return lives


def forget(session: Session, /, life: Life, clock: ObedientClock, **more: object) -> None:
    contact = session.get_one(Contact, life.ids["contact"])
    forget_person.forget_person(session, contact, now=clock.now, **more)  # type: ignore[arg-type]


async def test_no_word_is_left_anywhere_and_nobody_else_loses_one(
    db: Database, clock: ObedientClock
) -> None:
    tu, nam = await both(db, clock)
    filled = declared(Effect.BLANK, Effect.UNLINK)
    assert len(filled) > 35
    assert filled <= await db.read(places, TU), "the marker stands wherever words can"
    before = await db.read(places, NAM)

    await db.write(forget, tu, clock)

    assert await db.read(places, TU) == set()
    assert await db.read(places, NAM) == before
    files = await db.read(lambda session: set(session.exec(select(Discarded.path))))
    assert tu.file in files and nam.file not in files


async def test_what_is_over_goes_when_the_consent_is_withdrawn(
    db: Database, clock: ObedientClock
) -> None:
    tu, _ = await both(db, clock)

    def withdraw(session: Session) -> None:
        contact = session.get_one(Contact, tu.ids["contact"])
        withdraw_consent.withdraw_consent(session, contact, now=clock.now)

    await db.write(withdraw)
    # The voter's key is how a ballot is known while the poll is open.
    assert await db.read(places, TU) == {"ballot.voter"}


async def test_what_is_shown_is_counted_and_then_is_nothing(
    db: Database, clock: ObedientClock
) -> None:
    tu, _ = await both(db, clock)

    def collect(session: Session) -> personal_data.PersonalData:
        return personal_data.collect_data(session, session.get_one(Contact, tu.ids["contact"]))

    data = await db.read(collect)
    assert data.profile["name"] == tu.name and data.message_count == 1
    assert set(data.counts.values()) == {1}
    await db.write(forget, tu, clock)
    data = await db.read(collect)
    assert (set(data.profile.values()), data.unit_name, data.message_count) == ({""}, "", 0)
    assert set(data.counts.values()) == {0}


def entries(session: Session, contact_id: int) -> list[Audit]:
    return list(list_actions(session, f"contact:{contact_id}"))


async def test_an_officer_does_it_for_somebody_and_it_is_on_record(
    db: Database, clock: ObedientClock
) -> None:
    tu, nam = await both(db, clock)
    officer = Actor(nam.ids["person"], f"/{tu.ids['unit']}/", RoleKind.OFFICER, Hand.CONSOLE)
    await db.write(forget, tu, clock, actor=officer, note="đơn giấy số 4")
    [entry] = await db.read(entries, tu.ids["contact"])
    assert (entry.action, entry.person_id, entry.note) == (
        "contact.erase",
        nam.ids["person"],
        "đơn giấy số 4",
    )
    assert await db.read(places, TU) == set()


async def test_a_contact_of_another_commune_does_not_exist(
    db: Database, clock: ObedientClock
) -> None:
    tu, nam = await both(db, clock)
    elsewhere = Actor(nam.ids["person"], f"/{nam.ids['unit']}/", RoleKind.OFFICER, Hand.CONSOLE)
    before = await db.read(places, TU)
    with pytest.raises(NotFound):
        await db.write(forget, tu, clock, actor=elsewhere)
    assert await db.read(places, TU) == before


async def test_persons_themselves_leave_no_entry(db: Database, clock: ObedientClock) -> None:
    tu, nam = await both(db, clock)
    await db.write(forget, tu, clock)
    assert await db.read(entries, tu.ids["contact"]) == []
    await db.write(forget, nam, clock, actor=OPERATOR)
    assert [entry.person_id for entry in await db.read(entries, nam.ids["contact"])] == [None]


async def test_when_nothing_is_left_the_clock_has_nothing_to_forget(
    db: Database, clock: ObedientClock
) -> None:
    tu, _ = await both(db, clock)

    def over(session: Session) -> bool:
        contact = session.get_one(Contact, tu.ids["contact"])
        return erasure.has_words(session, contact)

    assert await db.read(over)
    await db.write(forget, tu, clock)
    assert not await db.read(over)
