"""An account belongs to a commune: who writes to it is there, and nothing of elsewhere is taken."""

import pytest
from sqlmodel import Session

from bot.core.db import Database
from bot.core.errors import SettingsError, UserError
from bot.people import account_units, linking
from bot.people.account_units import choose_accounts
from bot.people.actor import OPERATOR
from bot.people.models import RoleKind
from bot.people.service import find_person, get_or_create_contact, set_village, upsert_member
from bot.people.units import UnitKind, get_unit, upsert_unit
from tests.conftest import ObedientClock

HOMES = {"telegram:a": "xa-a", "telegram:b": "xa-b", "zalo-oa": ""}


def make_places(session: Session) -> None:
    """One province, two communes, a village each; an account for each commune."""
    upsert_unit(session, "tinh", "Tỉnh Mẫu", UnitKind.PROVINCE, parent=None)
    for name in "ab":
        top = get_unit(session, "tinh")
        upsert_unit(session, f"xa-{name}", f"Xã {name}", UnitKind.COMMUNE, parent=top)
        commune = get_unit(session, f"xa-{name}")
        upsert_unit(session, f"thon-{name}", f"Thôn {name}", UnitKind.VILLAGE, parent=commune)
    account_units.assign_units(session, HOMES)


async def test_who_writes_is_in_the_account_s_commune(db: Database, clock: ObedientClock) -> None:
    def look(session: Session) -> None:
        make_places(session)
        commune, other = get_unit(session, "xa-a"), get_unit(session, "thon-b")
        contact = get_or_create_contact(session, "telegram:a", "7", now=clock())
        twin = get_or_create_contact(session, "telegram:b", "7", now=clock())
        anyone = get_or_create_contact(session, "zalo-oa", "7", now=clock())
        assert (contact.unit_id, contact.place_id) == (None, commune.id)
        assert twin.place_id != contact.place_id and anyone.place_id is None
        assert account_units.is_elsewhere(session, contact, other)
        assert not account_units.is_elsewhere(session, anyone, other)
        assert [unit.code for unit in account_units.list_communes(session, contact)] == ["xa-a"]
        assert account_units.find_ticket_unit_id(session, contact) == commune.id
        set_village(contact, get_unit(session, "thon-a"))
        assert contact.place_id == contact.unit_id

    await db.write(look)


async def test_contacts_follow_when_an_account_moves(db: Database, clock: ObedientClock) -> None:
    def move(session: Session) -> None:
        make_places(session)
        contact = get_or_create_contact(session, "zalo-oa", "7", now=clock())
        account_units.assign_units(session, {"zalo-oa": "tinh"})
        session.refresh(contact)
        assert contact.account_unit_id == get_unit(session, "tinh").id
        assert account_units.find_ticket_unit_id(session, contact) is None  # a province asks
        account_units.assign_units(session, {"zalo-oa": ""})
        session.refresh(contact)
        assert contact.account_unit_id is None
        for code, said in (("xa-c", "chưa có đơn vị nào"), ("thon-a", "phải thuộc một xã")):
            with pytest.raises(SettingsError, match=said):
                account_units.assign_units(session, {"zalo-oa": code})

    await db.write(move)


async def test_a_code_of_another_commune_is_kept_for_its_own(
    db: Database, clock: ObedientClock
) -> None:
    def redeem(session: Session) -> None:
        make_places(session)
        now = clock()
        village = get_unit(session, "thon-b")
        upsert_member(
            session, village, "Lê Thị Mẫu", "0900000001", RoleKind.MEMBER, actor=OPERATOR, now=now
        )
        person = find_person(session, "0900000001", "Lê Thị Mẫu")
        assert person is not None
        code = linking.make_link_code(session, person, actor=OPERATOR, now=now)
        stranger = get_or_create_contact(session, "telegram:a", "7", now=clock())
        with pytest.raises(UserError, match="đơn vị khác"):
            linking.redeem_link_code(session, stranger, code, now=clock())
        own = get_or_create_contact(session, "telegram:b", "7", now=clock())
        assert linking.redeem_link_code(session, own, code, now=clock()) is person
        assert (own.unit_id, stranger.person_id) == (village.id, None)

    await db.write(redeem)


async def test_a_unit_s_paper_names_its_own_account(db: Database) -> None:
    def choose(session: Session) -> list[set[str]]:
        make_places(session)
        homes = account_units.map_account_units(session)
        accounts = ["telegram", "telegram:a", "telegram:b", "zalo-oa", "webchat"]
        units = [get_unit(session, code) for code in ("thon-a", "xa-b", "tinh")]
        return [choose_accounts(accounts, homes, unit) for unit in units]

    shared = {"zalo-oa", "webchat"}
    assert await db.write(choose) == [
        shared | {"telegram:a"},
        shared | {"telegram:b"},
        shared | {"telegram"},
    ]
