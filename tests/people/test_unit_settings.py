"""What a unit decides for itself: bounds, whose value counts, and where it is felt."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from sqlmodel import Session, col, select

from bot.core.audit import Audit
from bot.core.clock import QuietHours
from bot.core.db import Database
from bot.core.errors import NotFound, UserError
from bot.core.policy import Policy
from bot.people import unit_policies, unit_settings
from bot.people.actor import OPERATOR, Actor, Hand
from bot.people.models import Contact, RoleKind
from bot.people.service import get_or_create_contact
from bot.people.unit_policies import is_awake
from bot.people.unit_settings import RULES
from bot.people.units import UnitKind, find_unit, get_unit, upsert_unit

NOW = datetime(2026, 12, 1, 13, 0, tzinfo=UTC)  # 20:00 in Vietnam


@pytest.mark.parametrize(
    ("name", "typed", "stored"),
    [
        ("quiet_hours", "20:30-05:30", "20:30-05:30"),
        ("quiet_hours", "23 giờ - 8:00", "23:00-08:00"),
        ("quiet_hours", "21h30-6h", "21:30-06:00"),
        ("quiet_hours", "21:60-6:00", None),
        ("quiet_hours", "21:00-6:00-7:00", None),
        ("quiet_hours", "18:59-06:00", None),
        ("quiet_hours", "21:00-08:01", None),
        ("quiet_hours", "06:00-21:00", None),  # the wrong way round
        ("quiet_hours", "-", None),
        ("accept_minutes", " 30 ", "30"),
        ("accept_minutes", "4", None),
        ("accept_minutes", "241", None),
        ("accept_minutes", "7,5", None),
        ("return_hours", "48", "48"),
        ("return_hours", "0", None),
        ("lead_hours", "1, 24 giờ", "24, 1"),
        ("lead_hours", "1,2,3,4", None),
        ("lead_hours", "", None),
        ("lead_hours", "169", None),
        ("message_price", "1.500", "1500"),
        ("message_price", "100001", None),
        ("greeting", "  Mời bà con\nghé nhà văn hóa. ", "Mời bà con ghé nhà văn hóa."),
        ("greeting", "Bấm https://vi-du.example để nhận quà.", None),
        ("greeting", "x" * 201, None),
        ("greeting", " ", None),
    ],
)
def test_a_value_is_read_within_its_bounds(name: str, typed: str, stored: str | None) -> None:
    if stored is not None:
        assert RULES[name].parse(typed) == stored
        own = RULES[name].apply(Policy(), stored)
        assert RULES[name].write(own) == stored, "what is shown is what was set"
        return
    with pytest.raises(UserError) as refused:
        RULES[name].parse(typed)
    assert str(refused.value).endswith((".", "…"))


def a_province(session: Session) -> None:
    """A province of two communes, each with a village."""
    upsert_unit(session, "t", "Tỉnh T", UnitKind.PROVINCE, parent=None)
    for code in ("a", "b"):
        upsert_unit(session, code, f"Xã {code}", UnitKind.COMMUNE, parent=get_unit(session, "t"))
        upsert_unit(session, f"{code}1", "Thôn 1", UnitKind.VILLAGE, parent=get_unit(session, code))


def change(session: Session, code: str, name: str, value: str) -> None:
    """The operator sets it."""
    unit = get_unit(session, code)
    unit_settings.change_setting(session, unit, name, value, actor=OPERATOR, now=NOW)


async def test_the_nearest_unit_wins(db: Database) -> None:
    policy = Policy()

    def tried(session: Session) -> dict[str, timedelta]:
        a_province(session)
        change(session, "t", "accept_minutes", "20")
        change(session, "a", "accept_minutes", "40")
        unit_policies.read_policies(session, policy)
        ids = {code: get_unit(session, code).id for code in ("t", "a", "a1", "b", "b1")}
        return {code: policy.for_unit(unit).accept_within for code, unit in ids.items()}

    minutes = {"t": 20, "a": 40, "a1": 40, "b": 20, "b1": 20}
    assert await db.write(tried) == {code: timedelta(minutes=m) for code, m in minutes.items()}
    assert policy.for_unit(None).accept_within == timedelta(minutes=15), "of which of both?"
    assert policy.for_unit(999).accept_within == timedelta(minutes=15)


async def test_what_has_no_unit_is_of_the_only_commune(db: Database) -> None:
    policy = Policy()

    def tried(session: Session) -> Policy:
        upsert_unit(session, "x", "Xã X", UnitKind.COMMUNE, parent=None)
        change(session, "x", "greeting", "Mời bà con ghé nhà văn hóa.")
        unit_policies.read_policies(session, policy)
        own = policy.for_unit(None)
        unit_settings.reset_setting(
            session, get_unit(session, "x"), "greeting", actor=OPERATOR, now=NOW
        )
        unit_policies.read_policies(session, policy)
        return own

    own = await db.write(tried)
    assert own.greeting == "Mời bà con ghé nhà văn hóa."
    assert policy.for_unit(None).greeting == "", "taken back"


async def test_a_change_is_audited_once_and_stays_within_the_scope(db: Database) -> None:
    def tried(session: Session) -> list[str]:
        a_province(session)
        unit = get_unit(session, "a")
        other = Actor(None, get_unit(session, "b").path, RoleKind.OFFICER, Hand.CONSOLE)
        for refused in (
            lambda: change(session, "a", "timezone", "UTC"),
            lambda: unit_settings.change_setting(
                session, unit, "greeting", "Chào.", actor=other, now=NOW
            ),
            lambda: unit_settings.reset_setting(session, unit, "greeting", actor=other, now=NOW),
            lambda: unit_settings.list_settings(session, unit, actor=other, policy=Policy()),
        ):
            with pytest.raises(NotFound):
                refused()
        for _ in range(2):
            change(session, "a", "accept_minutes", "25")
        return []

    await db.write(tried)
    entries = await db.read(
        lambda session: session.exec(select(Audit).where(col(Audit.action).like("setting.%"))).all()
    )
    assert [entry.note for entry in entries] == ["Chờ một thành viên nhận phiếu: mặc định → 25"]


async def test_the_page_knows_where_a_value_comes_from(db: Database) -> None:
    policy = replace(Policy(), quiet=QuietHours(time(22), time(6)))

    def tried(session: Session) -> list[tuple[str, str, str, bool]]:
        a_province(session)
        change(session, "t", "accept_minutes", "20")
        change(session, "a", "accept_minutes", "40")
        unit = get_unit(session, "a")
        rows = unit_settings.list_settings(session, unit, actor=OPERATOR, policy=policy)
        return [
            (row.value, row.default, row.source.code if row.source else "", row.is_own)
            for row in rows[:2]
        ]

    assert await db.write(tried) == [
        ("22:00-06:00", "22:00-06:00", "", False),
        ("40", "20", "a", True),
    ]


async def test_a_query_asks_the_quiet_hours_of_each_row(db: Database) -> None:
    policy = Policy()

    def tried(session: Session) -> tuple[list[str], list[str]]:
        a_province(session)
        change(session, "a", "quiet_hours", "19:30-06:00")
        unit_policies.read_policies(session, policy)
        for code in ("a1", "b1", ""):
            contact = get_or_create_contact(session, "fake", code or "none", now=NOW)
            unit = find_unit(session, code) if code else None
            contact.unit_id = unit.id if unit else None
        session.flush()
        query = select(Contact.address).order_by(col(Contact.id))
        later = NOW + timedelta(hours=2)
        return (
            list(session.exec(query.where(is_awake(Contact.unit_id, policy, NOW)))),
            list(session.exec(query.where(is_awake(Contact.unit_id, policy, later)))),
        )

    assert await db.write(tried) == (["b1", "none"], [])
