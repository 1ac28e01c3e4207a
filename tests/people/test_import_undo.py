"""An import is taken back: what nothing has touched since, and a reason for the rest."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import Session, col, func, select

from bot import texts
from bot.core.audit import Audit
from bot.core.db import Database
from bot.core.errors import NotFound, UserError
from bot.people import import_records, import_undo, linking, members
from bot.people.actor import OPERATOR, Actor, Hand
from bot.people.import_records import ImportChange
from bot.people.models import Household, Person, Role, RoleKind
from bot.people.proof import VOUCHED_BY_HOUSEHOLD
from bot.people.service import get_or_create_contact
from bot.people.team_imports import import_team
from bot.people.unit_imports import import_units
from bot.people.units import Unit, get_unit, list_units
from bot.polls.household_import import import_households
from tests.people.test_unit_imports import a_csv

NOW = datetime(2026, 11, 23, tzinfo=UTC)
VILLAGES = "Tên,Cấp,Số hộ\nXã Lộc Mẫu,xã,\nThôn 1,thôn,100\nThôn 2,thôn,200\n"
TEAM = (
    "Thôn,Họ tên,SĐT,Vai trò\n"
    "Thôn 1,Đinh Thị Mẫu,0900000701,Tổ trưởng\n"
    "Thôn 1,Mai Văn Mẫu,0900000702,Tổ viên\n"
)
HOUSEHOLDS = "Thôn,Chủ hộ,Năm sinh\nThôn 1,Bùi Văn Cả,1950\nThôn 2,Trần Thị Đào,1960\n"


@pytest.fixture
async def settled(db: Database, tmp_path: Path) -> Database:
    """A commune of two villages."""
    await db.write(import_units, a_csv(tmp_path, VILLAGES), actor=OPERATOR, now=NOW)
    return db


async def get_last(db: Database) -> int:
    """The number of the last import."""
    ((record, _), *_) = await db.read(import_records.list_records, actor=OPERATOR)
    return int(record.id)


async def take_back(db: Database, record: int, actor: Actor = OPERATOR) -> import_undo.UndoPlan:
    """Look, and take back what was shown."""
    plan = await db.read(import_undo.plan_undo, record, actor=actor)
    return await db.write(
        import_undo.undo_import, record, shown=plan.fingerprint, actor=actor, now=NOW
    )


async def count(db: Database, table: type) -> int:
    query = select(func.count()).select_from(table)
    return await db.read(lambda session: session.exec(query).one())


def reasons(plan: import_undo.UndoPlan) -> set[str]:
    return {row.reason for row in plan.kept}


async def test_a_wrong_team_goes_whole_and_the_log_says_so(
    settled: Database, tmp_path: Path
) -> None:
    await settled.write(import_team, a_csv(tmp_path, TEAM), actor=OPERATOR, now=NOW)
    assert (await count(settled, Person), await count(settled, Role)) == (2, 2)
    plan = await take_back(settled, await get_last(settled))
    assert (len(plan.taken), plan.kept) == (4, [])
    assert (await count(settled, Person), await count(settled, Role)) == (0, 0)
    assert await count(settled, ImportChange) == 3  # of the villages, still to be taken back

    def list_deeds(session: Session) -> list[str]:
        return [entry.action for entry in session.exec(select(Audit).order_by(col(Audit.id)))]

    deeds = await settled.read(list_deeds)
    assert deeds.count("role.end") == 2 and deeds.count("sheet.undo") == 1
    with pytest.raises(UserError, match="Không còn dòng nào"):
        await take_back(settled, plan.record.id)


async def test_what_was_changed_is_again_what_it_was(settled: Database, tmp_path: Path) -> None:
    await settled.write(import_team, a_csv(tmp_path, TEAM), actor=OPERATOR, now=NOW)
    wrong = TEAM.replace("0900000702", "0900000777").replace("Tổ trưởng", "Tổ viên")
    await settled.write(import_team, a_csv(tmp_path, wrong), actor=OPERATOR, now=NOW)
    counts = VILLAGES.replace("200", "2000")
    await settled.write(import_units, a_csv(tmp_path, counts), actor=OPERATOR, now=NOW)
    number = await get_last(settled)
    await take_back(settled, number)
    await take_back(settled, number - 1)

    def read(session: Session) -> tuple[set[str], set[str], set[int | None]]:
        return (
            set(session.exec(select(Person.phone))),
            set(session.exec(select(Role.kind))),
            set(session.exec(select(Unit.households_count))),
        )

    phones, kinds, households = await settled.read(read)
    assert phones == {"0900000701", "0900000702"} and kinds == {"leader", "member"}
    assert households == {None, 100, 200}


async def test_who_has_joined_and_what_was_mended_since_stay(
    settled: Database, tmp_path: Path
) -> None:
    await settled.write(import_team, a_csv(tmp_path, TEAM), actor=OPERATOR, now=NOW)
    number = await get_last(settled)

    def go_on(session: Session) -> None:
        first, second = session.exec(select(Person).order_by(col(Person.id)))
        linking.make_link_code(session, first, actor=OPERATOR, now=NOW)
        role = session.exec(select(Role).where(Role.person_id == second.id)).one()
        form = members.MemberForm("Mai Văn Mẫu", "0900000799", RoleKind.MEMBER)
        members.correct_member(session, role.id, form, person_id=second.id, actor=OPERATOR, now=NOW)

    await settled.write(go_on)
    plan = await take_back(settled, number)
    assert [row.change.subject for row in plan.taken] == ["role"]
    assert reasons(plan) == {
        texts.UNDO_USED["role"], texts.UNDO_USED["person"], texts.UNDO_CHANGED_SINCE
    }  # fmt: skip
    assert await count(settled, Person) == 2
    again = await settled.read(import_undo.plan_undo, number, actor=OPERATOR)
    assert len(again.rows) == 3 and not again.taken


async def test_villages_go_with_the_smallest_first_and_used_ones_stay(
    settled: Database, tmp_path: Path
) -> None:
    villages = await get_last(settled)
    await settled.write(import_households, a_csv(tmp_path, HOUSEHOLDS), actor=OPERATOR, now=NOW)
    households = await get_last(settled)
    plan = await settled.read(import_undo.plan_undo, villages, actor=OPERATOR)
    assert not plan.taken and reasons(plan) == {texts.UNDO_USED["unit"]}
    await take_back(settled, households)
    assert await count(settled, Household) == 0
    plan = await take_back(settled, villages)
    assert len(plan.taken) == 3 and await settled.read(list_units) == []


async def test_a_household_whose_code_somebody_used_stays(
    settled: Database, tmp_path: Path
) -> None:
    await settled.write(import_households, a_csv(tmp_path, HOUSEHOLDS), actor=OPERATOR, now=NOW)

    def vouch(session: Session) -> None:
        household = session.exec(select(Household).where(Household.year == "1950")).one()
        contact = get_or_create_contact(session, "fake", "ba-tu", now=NOW)
        contact.vouched = f"{VOUCHED_BY_HOUSEHOLD}{household.id}"

    await settled.write(vouch)
    plan = await take_back(settled, await get_last(settled))
    assert [row.subject for row in plan.taken] == ["Trần Thị Đào"]
    assert [(row.subject, row.reason) for row in plan.kept] == [
        ("Bùi Văn Cả", texts.UNDO_USED["household"])
    ]


async def test_it_is_not_done_otherwise_than_shown_nor_by_another_commune(
    settled: Database, tmp_path: Path
) -> None:
    other = "Tên,Cấp\nXã Khác Mẫu,xã\n"
    await settled.write(import_units, a_csv(tmp_path, other), actor=OPERATOR, now=NOW)
    await settled.write(import_team, a_csv(tmp_path, TEAM), actor=OPERATOR, now=NOW)
    number = await get_last(settled)
    stranger = (await settled.read(get_unit, "khac-mau")).path
    actor = Actor(None, stranger, RoleKind.OFFICER, Hand.CONSOLE)
    with pytest.raises(NotFound):
        await settled.read(import_undo.plan_undo, number, actor=actor)
    listed = await settled.read(import_records.list_records, actor=actor)
    assert number not in [record.id for record, _ in listed]
    with pytest.raises(UserError, match="vừa thay đổi"):
        await settled.write(import_undo.undo_import, number, shown="9-9", actor=OPERATOR, now=NOW)
    assert await count(settled, Person) == 2


async def test_an_officer_takes_no_role_they_could_not_give(
    settled: Database, tmp_path: Path
) -> None:
    chiefs = TEAM.replace("Tổ trưởng", "Lãnh đạo xã").replace("Thôn 1,Đinh", "Xã Lộc Mẫu,Đinh")
    report = await settled.write(import_team, a_csv(tmp_path, chiefs), actor=OPERATOR, now=NOW)
    assert not report.rejected, report.rejected
    commune = (await settled.read(get_unit, "loc-mau")).path
    officer = Actor(None, commune, RoleKind.OFFICER, Hand.CONSOLE)

    def make_officer(session: Session) -> Actor:
        person = Person(name="Cao Thị Mẫu", phone="0900000703")
        session.add(person)
        session.flush()
        return Actor(person.id, officer.scope, officer.role, officer.hand)

    actor = await settled.write(make_officer)
    plan = await settled.read(import_undo.plan_undo, await get_last(settled), actor=actor)
    assert texts.UNDO_NOT_YOURS in reasons(plan)
    kinds = {row.row.kind for row in plan.taken if isinstance(row.row, Role)}
    assert kinds == {"member"}
