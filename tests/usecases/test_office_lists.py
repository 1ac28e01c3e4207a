"""The lists a team prints, from what is in the database, and for nobody else's commune."""

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import docx
import pytest
from sqlmodel import Session, select

from bot.broadcasts.models import Broadcast
from bot.classes import attendance
from bot.classes import service as classes
from bot.classes.plans import ClassPlan
from bot.core.db import Database
from bot.core.errors import NotFound
from bot.core.policy import POLICY
from bot.documents.office_docx import render_docx
from bot.documents.office_form import OfficeDocument, Paragraph, Table
from bot.documents.office_pdf import render_pdf
from bot.duty.hours import Absence, Shift, Span
from bot.duty.roster import add_entries
from bot.outbox.models import DeliveryStatus
from bot.people.actor import OPERATOR, Actor
from bot.people.models import RoleKind
from bot.people.service import upsert_member
from bot.people.units import get_unit
from bot.usecases import office_lists
from tests.broadcasts.scene import Scene, a_commune, actor, person
from tests.conftest import ObedientClock
from tests.documents.papers import pages_of
from tests.reminders.scene import ZONE, local

TODAY = date(2026, 11, 23)


@pytest.fixture
async def scene(db: Database, clock: ObedientClock) -> Scene:
    await db.write(a_commune, clock.now)
    return Scene(db, clock)


def table_of(document: OfficeDocument) -> Table:
    (table,) = [block for block in document.blocks if isinstance(block, Table)]
    return table


def words_of(document: OfficeDocument) -> str:
    """The paragraphs; the document is also written in both formats."""
    (_, *_) = pages_of(render_pdf(document))
    assert docx.Document(io.BytesIO(render_docx(document))).core_properties.title == document.title
    return "\n".join(block.text for block in document.blocks if isinstance(block, Paragraph))


async def a_class(scene: Scene) -> int:
    def opens(session: Session) -> int:
        plan = ClassPlan(
            topic="Gọi video", place="Nhà văn hóa", starts_at=local(24, 19, 30), teacher="Cô Lan"
        )
        class_session, *_ = classes.open_or_update_class(
            session, get_unit(session, "v1"), plan, actor=OPERATOR, now=scene.now, policy=POLICY
        )
        for name in ("Bùi Thị Mẫu", "Lê Văn Thử"):
            attendance.add_walk_in(session, class_session, name, actor=OPERATOR, now=scene.now)
        return class_session.id

    return await scene.db.write(opens)


def roll(session: Session, number: int, whose: Actor) -> OfficeDocument:
    return office_lists.make_roll_sheet(session, number, actor=whose, zone=ZONE, on=TODAY)


async def test_a_roll_has_a_line_for_each_learner_and_some_to_spare(scene: Scene) -> None:
    number = await a_class(scene)
    document = await scene.db.read(lambda session: roll(session, number, actor(session, "Cán Bộ")))
    table = table_of(document)
    assert [column.heading for column in table.columns][:4] == [
        "STT",
        "Họ và tên",
        "Thôn",
        "Ký tên",
    ]
    assert [row[1] for row in table.rows[:3]] == ["Bùi Thị Mẫu", "Lê Văn Thử", ""]
    assert len(table.rows) == 14 and table.row_height == 9
    words = words_of(document)
    assert "19:30 đến 21:00, thứ Ba 24/11/2026" in words
    assert "Người dạy: Cô Lan." in words and "Đã đăng ký: 2 người" in words
    assert document.letterhead.body == "Tổ công nghệ số cộng đồng\nThôn 1"


async def test_another_commune_s_lists_do_not_exist(scene: Scene) -> None:
    number = await a_class(scene)
    await scene.approved()

    def reads(session: Session) -> int:
        unit, other = get_unit(session, "v1"), get_unit(session, "w1")
        broadcast = session.exec(select(Broadcast.id)).one()
        beside: Any = {"actor": actor(session, "Xã Bên"), "on": TODAY}
        ours: Any = {"actor": actor(session, "Cán Bộ"), "on": TODAY}
        makers: list[Callable[[], OfficeDocument]] = [
            lambda: roll(session, number, beside["actor"]),
            lambda: office_lists.make_team_list(session, unit, **beside),
            lambda: office_lists.make_duty_roster(session, unit, TODAY, policy=POLICY, **beside),
            lambda: office_lists.make_unreached_list(session, broadcast, **beside),
            lambda: office_lists.make_unreached_list(session, broadcast, unit=other, **ours),
        ]
        for make in makers:
            with pytest.raises(NotFound):
                make()
        return len(makers)

    assert await scene.db.read(reads) == 5


async def test_a_commune_s_team_is_listed_village_by_village(scene: Scene) -> None:
    def joins(session: Session) -> None:
        for name, unit, kind in (
            ("An Mẫu", "v2", RoleKind.MEMBER),
            ("Zung Mẫu", "v2", RoleKind.LEADER),
        ):
            upsert_member(
                session,
                get_unit(session, unit),
                name,
                "0900000001",
                kind,
                skills=["VNeID"],
                actor=OPERATOR,
                now=scene.now,
            )

    await scene.db.write(joins)
    commune, village = await scene.db.read(
        lambda session: [
            office_lists.make_team_list(
                session, get_unit(session, code), actor=actor(session, "Cán Bộ"), on=TODAY
            )
            for code in ("x", "v2")
        ]
    )
    assert [row[1:4] for row in table_of(commune).rows] == [
        ("Hoa", "Thôn 1", "Thành viên"),
        ("Zung Mẫu", "Thôn 2", "Phụ trách Tổ"),
        ("An Mẫu", "Thôn 2", "Thành viên"),
        ("Cán Bộ", "Xã X", "Cán bộ xã"),
    ]
    assert table_of(village).rows[0] == (
        "1", "Zung Mẫu", "Phụ trách Tổ", "0900000001", "VNeID",
    )  # fmt: skip
    assert "2 dòng" in words_of(village)
    assert village.signers[0].name == "Zung Mẫu"


async def test_a_week_s_duty_stands_under_its_days(scene: Scene) -> None:
    def says(session: Session) -> None:
        lines = (
            Shift(date(2026, 11, 25), date(2026, 11, 25), Span(18 * 60, 21 * 60)),
            Shift(date(2026, 11, 28), date(2026, 11, 28), Span(20 * 60, 26 * 60)),
            Absence(date(2026, 11, 26), date(2026, 11, 26)),
        )
        add_entries(session, person(session, "Hoa"), lines, source_text="", now=scene.now)

    await scene.db.write(says)
    document = await scene.db.read(
        lambda session: office_lists.make_duty_roster(
            session,
            get_unit(session, "v1"),
            date(2026, 11, 26),
            policy=POLICY,
            actor=actor(session, "Hoa"),
            on=TODAY,
        )
    )
    assert "từ ngày 23/11/2026 đến ngày 29/11/2026" in document.summary
    assert document.is_sideways
    office = "07:30–11:30\n13:30–17:00"
    (row,) = table_of(document).rows
    assert row[2:4] == (office, "")  # 24/11 is a holiday
    assert row[4].endswith("18:00–21:00") and row[5] == "" and row[7] == "20:00–02:00"
    assert "Thứ Hai\n23/11" in [column.heading for column in table_of(document).columns]


async def test_an_empty_team_has_an_empty_week(scene: Scene) -> None:
    document = await scene.db.read(
        lambda session: office_lists.make_duty_roster(
            session, get_unit(session, "v3"), TODAY, policy=POLICY, actor=OPERATOR, on=TODAY
        )
    )
    assert words_of(document) == "Tuần này chưa có ai trong danh sách Tổ."


async def test_who_was_not_reached_is_to_be_visited(scene: Scene) -> None:
    await scene.lives("r1", "v1", name="Không Đồng Ý")
    await scene.lives("r2", "v2")
    number = await scene.approved(to="v1 + v2 - role:team")
    await scene.ticks()
    await scene.sends(status=DeliveryStatus.FAILED, reason="too odd")
    await scene.ticks()
    document = await scene.db.read(
        lambda session: office_lists.make_unreached_list(
            session, number, actor=OPERATOR, on=TODAY, unit=get_unit(session, "v1")
        )
    )
    (row,) = table_of(document).rows
    assert row[1] == "Thôn 1" and row[2].startswith("Bà con số ")
    assert row[3:] == ("máy không gửi được", "", "")
    assert "họp thôn tại nhà văn hóa" in words_of(document)


async def test_a_list_of_nobody_says_so(scene: Scene) -> None:
    await scene.lives("r1", "v1")
    number = await scene.approved(to="v1 - role:team")
    await scene.ticks()
    await scene.sends()
    await scene.ticks()
    document = await scene.db.read(
        lambda session: office_lists.make_unreached_list(session, number, actor=OPERATOR, on=TODAY)
    )
    assert "Không sót ai." in words_of(document)
