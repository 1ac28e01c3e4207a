"""The draft of the month comes once, from the 25th on, to each officer who has a chat."""

import io
from dataclasses import replace
from datetime import date, time

import docx
import pytest
from sqlmodel import Session, select

from bot.broadcasts.print_layouts import PrintConfig
from bot.console import list_routes
from bot.core.clock import QuietHours
from bot.core.db import Database
from bot.core.errors import Rejected, UserError
from bot.core.policy import POLICY, UnitPolicies
from bot.messages.history import Message
from bot.people import unit_settings
from bot.people.actor import OPERATOR
from bot.people.models import Person, RoleKind
from bot.people.units import get_unit
from bot.reports import month_drafts
from bot.reports.models import CountName
from bot.reports.month_drafts import draft_months_due
from bot.reports.report_documents import prepare_report
from bot.usecases.report_references import make_reference
from tests.reports.counts import add_counts, plant_units
from tests.reports.notes import add_chat, add_person, at, read_sent, tick

COUNTS = (
    ("ap-02", date(2026, 9, 1), CountName.ANSWERED, "", 1),  # counting began
    ("ap-02", date(2026, 10, 3), CountName.ANSWERED, "", 30),
    ("ap-02", date(2026, 10, 28), CountName.ANSWERED, "", 500),  # after the days compared
    ("ap-02", date(2026, 11, 3), CountName.ANSWERED, "", 40),
    ("ap-10", date(2026, 11, 24), CountName.MISSED, "", 2),
    ("ap-10", date(2026, 11, 24), CountName.TICKET_RESOLVED, "", 6),
    ("ap-10", date(2026, 11, 24), CountName.FACE_TO_FACE, "", 9),
    ("ap-10", date(2026, 11, 24), CountName.CLASS_HELD, "", 1),
    ("ap-10", date(2026, 11, 24), CountName.ATTENDED, "", 17),
    ("thon-1", date(2026, 11, 24), CountName.ANSWERED, "", 77),
)
DRAFT = """\
Dự thảo báo cáo tháng của Nơi an-phu, số liệu từ 01/11 đến hết 25/11/2026:
Bà con hỏi 42 lượt.
Trả lời được ngay 40 lượt.
Người giúp giải quyết 6 việc, giúp trực tiếp 9 hộ.
Mở 1 buổi lớp, 17 lượt người đến học.
So với cùng số ngày tháng trước: hỏi nhiều hơn 12 lượt (30 lượt).
Tệp gửi kèm là bản Word, anh/chị sửa rồi trình ký. Hết tháng, anh/chị tải lại để có số đủ tháng.
Xem số liệu tại trang Báo cáo trên bàn làm việc."""


def plant(session: Session) -> None:
    """Two officers in one commune, one without a chat in the next, a third where nothing counts."""
    plant_units(session)
    add_counts(session, COUNTS)
    add_person(session, "An", "an-phu", RoleKind.OFFICER)
    add_person(session, "Bình", "an-phu", RoleKind.OFFICER)
    add_person(session, "Cúc", "hoa-lac", RoleKind.OFFICER, has_chat=False)
    add_person(session, "Dung", "im-lang", RoleKind.OFFICER)
    add_person(session, "Em", "ap-02", RoleKind.LEADER)


async def test_the_draft_is_sent_once_whoever_asks_and_however_often(db: Database) -> None:
    await db.write(plant)
    for too_early in (at("2026-11-24", 10), at("2026-11-25", 7, 59)):
        assert await tick(db, draft_months_due, too_early) == 0
    await tick(db, draft_months_due, at("2026-11-25", 8))
    assert await read_sent(db) == [("An", DRAFT), ("Bình", DRAFT)]
    for later in ("2026-11-25", "2026-11-26", "2026-11-30"):
        assert await tick(db, draft_months_due, at(later, 10)) == 0
    assert len(await read_sent(db)) == 2
    # Over the end of the month: nothing until the next 25th, then a new one.
    assert await tick(db, draft_months_due, at("2026-12-01", 8)) == 0
    await tick(db, draft_months_due, at("2026-12-25", 8))
    assert [to for to, _ in await read_sent(db)] == ["An", "Bình"] * 2


async def test_who_links_a_chat_later_gets_it_then_with_the_days_until_then(db: Database) -> None:
    await db.write(plant)
    await tick(db, draft_months_due, at("2026-11-25", 8))

    def link(session: Session) -> None:
        person = session.exec(select(Person).where(Person.name == "Cúc")).one()
        add_chat(session, person.id, "Cúc")

    await db.write(link)
    await tick(db, draft_months_due, at("2026-11-28", 9))
    ((to, text),) = (await read_sent(db))[2:]
    assert to == "Cúc" and "Nơi hoa-lac" in text and "đến hết 28/11/2026" in text
    assert "Chưa so được với tháng trước" in text


async def test_quiet_hours_are_waited_for_and_the_day_can_be_another(db: Database) -> None:
    await db.write(plant)
    policy = replace(POLICY, quiet=QuietHours(time(20), time(9)), public_url="https://x.example")
    assert await tick(db, draft_months_due, at("2026-11-25", 8, 30), policy=policy) == 0
    assert await tick(db, draft_months_due, at("2026-11-25", 20), policy=policy) == 0
    await tick(db, draft_months_due, at("2026-11-26", 9), policy=policy)
    (_, text), _ = await read_sent(db)
    page = "https://x.example/console/reports/sheet?unit=an-phu&since=2026-11-01&until=2026-11-26"
    assert text.endswith(page)


async def test_a_commune_decides_over_the_day(db: Database) -> None:
    await db.write(plant)

    def choose(session: Session, code: str, day: str) -> int | None:
        unit = get_unit(session, code)
        unit_settings.change_setting(
            session, unit, "draft_day", day, actor=OPERATOR, now=at("2026-12-01", 8)
        )
        return unit.id

    early, late = await db.write(choose, "an-phu", "20"), await db.write(choose, "im-lang", "27")
    policy = replace(POLICY, units=UnitPolicies())
    own = {early: replace(policy, draft_day=20), late: replace(policy, draft_day=27)}
    policy.units.replace_all(policy, own)
    assert await tick(db, draft_months_due, at("2026-12-19", 8), policy=policy) == 0
    assert await tick(db, draft_months_due, at("2026-12-20", 8), policy=policy) >= 1
    assert {name for name, _ in await read_sent(db)} == {"An", "Bình"}
    assert await tick(db, draft_months_due, at("2026-12-26", 8), policy=policy) == 0
    assert await tick(db, draft_months_due, at("2026-12-27", 8), policy=policy) >= 1


def test_no_day_that_some_month_lacks() -> None:
    rule = unit_settings.RULES["draft_day"]
    assert rule.parse(" 28 ") == "28" and rule.write(rule.apply(POLICY, "3")) == "3"
    assert rule.write(POLICY) == "25"
    for typed in ("0", "29", "cuối tháng", ""):
        with pytest.raises(UserError, match="1 đến 28"):
            rule.parse(typed)


def test_the_address_is_that_of_the_page_of_figures() -> None:
    assert month_drafts.PAGE in [r.path for r in list_routes() if r.name == "reports.sheet"]


async def test_the_file_is_the_report_of_these_days(db: Database) -> None:
    await db.write(plant)
    await tick(db, draft_months_due, at("2026-11-25", 8))
    config = PrintConfig(POLICY, None)  # type: ignore[arg-type]

    def read(session: Session) -> tuple[str, bytes]:
        message = session.exec(select(Message)).first()
        assert message is not None
        (file,) = message.payload["attachments"]
        write = prepare_report(session, file["ref"], at("2026-11-25", 9), config)
        assert write is not None
        for bad in ("report:1:2026-13-45:2026-11-01", "report:999999:2026-11-01:2026-11-25"):
            with pytest.raises(Rejected):
                prepare_report(session, bad, at("2026-11-25", 9), config)
        assert prepare_report(session, "poster:1:x", at("2026-11-25", 9), config) is None
        unit = get_unit(session, "an-phu")
        assert file["ref"] == make_reference(unit.id, date(2026, 11, 1), date(2026, 11, 25))
        return file["name"], write()

    name, content = await db.read(read)
    assert name == "bao-cao-an-phu-2026-11.docx"
    document = docx.Document(io.BytesIO(content))
    figures = next(t for t in document.tables if t.rows[0].cells[0].text == "Chỉ số")
    assert [cell.text for cell in figures.rows[1].cells][:4] == ["Lượt hỏi", "42", "30", "+12"]
