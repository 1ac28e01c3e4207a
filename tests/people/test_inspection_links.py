"""Links for inspection teams: to look only, until a day, and never for another commune."""

import pytest
from sqlmodel import Session, select

from bot.core.db import Database
from bot.core.errors import NotAllowed, NotFound, UserError
from bot.people import inspection_links, sign_in
from bot.people.actor import OPERATOR, Actor, Hand
from bot.people.models import Role, RoleKind
from bot.people.sign_in import ConsoleRole
from bot.people.units import UnitKind, get_unit, upsert_unit
from tests.conftest import ObedientClock


def plant(session: Session) -> None:
    """Two communes."""
    upsert_unit(session, "an-phu", "Xã An Phú", UnitKind.COMMUNE, parent=None)
    upsert_unit(session, "hoa-lac", "Xã Hòa Lạc", UnitKind.COMMUNE, parent=None)


async def issue(db: Database, clock: ObedientClock, *, days: int = 10) -> str:
    """A link's token for An Phú."""
    return await db.write(
        lambda session: inspection_links.issue_inspection_link(
            session, "an-phu", " Đoàn  số 2 ", days=days, actor=OPERATOR, now=clock()
        )
    )


async def redeem(db: Database, clock: ObedientClock, token: str) -> str:
    """A session's token."""
    entry = await db.write(
        lambda session: inspection_links.redeem_inspection_link(
            session, token, device="Chrome", now=clock()
        )
    )
    return entry.token


async def find(db: Database, clock: ObedientClock, token: str) -> sign_in.SignedIn | None:
    """Who is signed in."""
    return await db.read(lambda session: sign_in.find_signed_in(session, token, now=clock()))


async def test_a_team_looks_at_its_commune_on_several_days(
    db: Database, clock: ObedientClock
) -> None:
    await db.write(plant)
    token = await issue(db, clock)
    for _ in range(2):
        signed_in = await find(db, clock, await redeem(db, clock, token))
        assert signed_in is not None
        assert signed_in.roles == {ConsoleRole.VIEWER}
        assert signed_in.name == "Đoàn: Đoàn số 2"
        assert signed_in.actor.person_id is not None
        assert signed_in.place is not None
        assert signed_in.place.name == "Xã An Phú"
        clock.pass_by(days=3)


@pytest.mark.parametrize("with_clock", [True, False])
async def test_its_time_ends_the_link_and_who_looks(
    db: Database, clock: ObedientClock, with_clock: bool
) -> None:
    await db.write(plant)
    token = await issue(db, clock, days=1)
    clock.pass_by(hours=23)
    session_token = await redeem(db, clock, token)
    clock.pass_by(hours=2)
    if with_clock:
        end = inspection_links.end_inspections_due
        assert await db.write(lambda session: end(session, now=clock())) == 1
        assert await db.read(lambda session: session.exec(select(Role)).all()) == []
    assert await find(db, clock, session_token) is None
    with pytest.raises(NotAllowed):
        await redeem(db, clock, token)


async def test_an_officer_ends_it_at_once_but_not_another_communes(
    db: Database, clock: ObedientClock
) -> None:
    await db.write(plant)
    token = await issue(db, clock)
    session_token = await redeem(db, clock, token)
    paths = await db.read(
        lambda session: [get_unit(session, code).path for code in ("hoa-lac", "an-phu")]
    )
    stranger, officer = (Actor(None, path, RoleKind.OFFICER, Hand.CONSOLE) for path in paths)
    listed = inspection_links.list_inspection_links
    assert await db.read(lambda session: listed(session, actor=stranger)) == []
    ((link, _, _),) = await db.read(lambda session: listed(session, actor=officer))
    end = inspection_links.end_inspection_link
    with pytest.raises(NotFound):
        await db.write(lambda session: end(session, link.id, actor=stranger, now=clock()))
    assert await find(db, clock, session_token) is not None
    await db.write(lambda session: end(session, link.id, actor=officer, now=clock()))
    assert await find(db, clock, session_token) is None
    with pytest.raises(NotAllowed):
        await redeem(db, clock, token)


@pytest.mark.parametrize(("label", "days"), [(" ", 5), ("Đoàn", 0), ("Đoàn", 61)])
async def test_what_no_link_is_made_of(
    db: Database, clock: ObedientClock, label: str, days: int
) -> None:
    await db.write(plant)
    with pytest.raises(UserError):
        await db.write(
            lambda session: inspection_links.issue_inspection_link(
                session, "an-phu", label, days=days, actor=OPERATOR, now=clock()
            )
        )


async def test_a_made_up_token_opens_nothing(db: Database, clock: ObedientClock) -> None:
    await db.write(plant)
    await issue(db, clock)
    for token in ("", "x", "\udcff", "a" * 300):
        with pytest.raises(NotAllowed):
            await redeem(db, clock, token)
