"""Whose paper it is: the committee's, or a village team's under the committee."""

import pytest
from sqlmodel import Session

from bot.core.clock import utc_now
from bot.core.db import Database
from bot.documents.office_form import Letterhead, Signer
from bot.faq import service as faq
from bot.people.actor import OPERATOR
from bot.people.models import RoleKind
from bot.people.service import upsert_member
from bot.people.units import UnitKind, get_unit, upsert_unit
from bot.usecases.letterheads import load_letterhead, name_place


def a_commune(session: Session) -> None:
    now = utc_now()
    upsert_unit(session, "t", "Tỉnh T", UnitKind.PROVINCE, parent=None)
    upsert_unit(session, "x", "Xã An Phú", UnitKind.COMMUNE, parent=get_unit(session, "t"))
    upsert_unit(session, "v1", "Thôn Cầu Đá", UnitKind.VILLAGE, parent=get_unit(session, "x"))
    leader = (get_unit(session, "v1"), "Bùi Thị Mẫu", "0900000001", RoleKind.LEADER)
    upsert_member(session, *leader, actor=OPERATOR, now=now)


async def letterhead(db: Database, code: str, *, is_team: bool | None = None) -> Letterhead:
    return await db.read(
        lambda session: load_letterhead(session, get_unit(session, code), is_team=is_team)
    )


async def test_a_commune_is_its_committee(db: Database) -> None:
    await db.write(a_commune)
    head = await letterhead(db, "x")
    assert (head.body, head.superior, head.place) == ("Ủy ban nhân dân\nxã An Phú", "", "An Phú")
    assert head.symbol == "UBND"
    assert head.signer == Signer("CHỦ TỊCH", "TM. ỦY BAN NHÂN DÂN", note="")


async def test_a_village_is_its_team_under_the_committee(db: Database) -> None:
    await db.write(a_commune)
    head = await letterhead(db, "v1")
    assert head.body == "Tổ công nghệ số cộng đồng\nthôn Cầu Đá"
    assert (head.superior, head.place, head.symbol) == ("UBND xã An Phú", "An Phú", "TCNSCĐ")
    assert head.signer == Signer("TỔ TRƯỞNG", name="Bùi Thị Mẫu")
    team = await letterhead(db, "x", is_team=True)
    assert team.body == "Tổ công nghệ số cộng đồng\nxã An Phú"
    assert team.signer == Signer("TỔ TRƯỞNG")


async def test_what_the_commune_set_comes_first(db: Database) -> None:
    await db.write(a_commune)

    def sets(session: Session) -> None:
        for name, value in (
            ("document_place", "Phường An Phú"),
            ("document_signer_title", "KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH"),
            ("document_signer", "Trần Văn Mẫu"),
        ):
            unit = get_unit(session, "x")
            faq.set_fact(session, unit, name, value, actor=OPERATOR, now=utc_now())

    await db.write(sets)
    head = await letterhead(db, "x")
    assert head.place == "Phường An Phú"
    assert head.signer is not None
    assert head.signer.position == "KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH"
    assert head.signer.name == "Trần Văn Mẫu"
    assert (await letterhead(db, "v1")).place == "Phường An Phú"


@pytest.mark.parametrize(
    ("commune", "place"),
    [
        ("Xã An Phú", "An Phú"),
        ("Đặc khu Phú Quý", "Phú Quý"),
        ("Phường 7", "Phường 7"),
        ("Phường Nguyễn Trãi", "Phường Nguyễn Trãi"),
        ("Xã X", "Xã X"),
        ("An Phú", "An Phú"),
        ("Xã", "Xã"),
    ],
)
def test_a_place_is_named_as_the_decree_has_it(commune: str, place: str) -> None:
    assert name_place(commune) == place
