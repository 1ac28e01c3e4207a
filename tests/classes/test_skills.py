"""The skill passport: what a member saw a learner do, and the sheet that is printed of it."""

from datetime import date
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from pypdf import PdfReader
from sqlmodel import Session, col, select

from bot.classes import attendance, erasure, service, skills
from bot.classes.certificate import print_sheets
from bot.classes.models import Certificate, ClassSession, Enrolment, SkillSeen
from bot.classes.skills import Sheet, Skill
from bot.core.errors import DataError, UserError
from bot.people.models import Person
from bot.people.service import meet
from bot.people.units import get_unit
from tests.cli.test_cli_words import english
from tests.reminders.scene import ZONE, Scene, local

KNOWN = (
    Skill("vneid", "Mở được VNeID", ("vneid",)),
    Skill("thue", "Nộp thuế bằng eTax Mobile", ("thue", "etax")),
    Skill("ho-so", "Nộp hồ sơ trực tuyến", ("dich vu cong",)),
)
EVENING = local(24, 19, 30)


async def a_class(scene: Scene) -> tuple[ClassSession, list[Enrolment]]:
    """Bà Tư with her husband, and a neighbour without a phone; all three are there."""
    one = await scene.opens(EVENING)
    await scene.joins("tu", one)
    await scene.joins("tu", one, "Nguyễn Văn Năm")
    scene.at(EVENING)

    def roll_call(session: Session) -> list[Enrolment]:
        meet(session, "fake", "tu", now=scene.clock.now).name = "Trần Thị Tư"
        session.add(Person(name="Người Dạy"))
        lesson = service.get(session, one.id)
        attendance.walk_in(session, lesson, "Lê Thị Sáu", now=scene.clock.now)
        seats = list(session.exec(select(Enrolment).order_by(col(Enrolment.id))))
        for seat in seats:
            seat.attended_at = scene.clock.now
        return seats

    return one, await scene.db.write(roll_call)


async def sees(scene: Scene, one: ClassSession, seat: Enrolment, *names: str) -> None:
    def work(session: Session) -> None:
        lesson, fresh = service.get(session, one.id), session.get_one(Enrolment, seat.id)
        for name in names:
            skills.toggle(session, lesson, fresh, name, 1, now=scene.clock.now)

    await scene.db.write(work)


async def seen(scene: Scene, seat: Enrolment, one: ClassSession) -> set[str]:
    holder = skills.holder_of(seat, one.unit_id)
    return set(await scene.db.read(skills.seen_of, holder))


async def sheets(scene: Scene, one: ClassSession) -> tuple[list[Sheet], int]:
    return await scene.db.write(
        lambda session: skills.sheets_of(
            session, service.get(session, one.id), KNOWN, now=scene.clock.now
        )
    )


async def test_what_was_seen_is_ticked_and_taken_back(scene: Scene) -> None:
    one, (tu, *_) = await a_class(scene)
    await sees(scene, one, tu, "vneid", "thue")
    assert await seen(scene, tu, one) == {"vneid", "thue"}
    await sees(scene, one, tu, "thue")
    assert await seen(scene, tu, one) == {"vneid"}


async def test_nobody_can_what_was_not_seen_of_them(scene: Scene) -> None:
    one, (tu, nam, sau) = await a_class(scene)
    await sees(scene, one, sau, "vneid")
    assert [await seen(scene, each, one) for each in (tu, nam, sau)] == [set(), set(), {"vneid"}]

    def leaves(session: Session) -> None:
        session.get_one(Enrolment, tu.id).attended_at = None

    await scene.db.write(leaves)
    with pytest.raises(UserError):
        await sees(scene, one, tu, "vneid")


async def test_the_passport_goes_on_in_the_next_class(scene: Scene) -> None:
    one, (tu, *_) = await a_class(scene)
    await sees(scene, one, tu, "vneid")
    other = await scene.opens(local(26, 19, 30), unit="v2")
    seat = await scene.joins("tu", other)
    assert await seen(scene, seat, other) == {"vneid"}


async def test_villages_are_counted_by_learners(scene: Scene) -> None:
    one, (tu, nam, sau) = await a_class(scene)
    for each in (tu, nam, sau):
        await sees(scene, one, each, "vneid")
    await sees(scene, one, sau, "thue")
    counts = await scene.db.read(
        lambda session: skills.count_skills(session, get_unit(session, "x"))
    )
    assert counts == {"v1": {"vneid": 3, "thue": 1}}


async def test_a_sheet_needs_a_name_and_a_skill_and_keeps_its_code(scene: Scene) -> None:
    one, (tu, _, sau) = await a_class(scene)
    await sees(scene, one, tu, "vneid")
    await sees(scene, one, sau, "thue", "vneid")
    made, left = await sheets(scene, one)
    assert [(each.name, each.skills) for each in made] == [
        ("Trần Thị Tư", ("Mở được VNeID",)),
        ("Lê Thị Sáu", ("Mở được VNeID", "Nộp thuế bằng eTax Mobile")),
    ]
    assert left == 1
    assert await sheets(scene, one) == (made, left)
    told = await scene.db.read(skills.describe, f" {made[1].code.lower()} ", ZONE)
    assert told is not None and "L. T. S." in told and "Sáu" not in told
    assert "2 kỹ năng" in told
    assert await scene.db.read(skills.describe, "AAAAAAAA", ZONE) is None


async def test_who_is_forgotten_leaves_a_number(scene: Scene) -> None:
    one, (tu, nam, _) = await a_class(scene)
    for each in (tu, nam):
        await sees(scene, one, each, "vneid")
    assert len((await sheets(scene, one))[0]) == 2

    def forget(session: Session) -> list[Any]:
        erasure.forget(session, meet(session, "fake", "tu", now=scene.clock.now).id)
        assert session.exec(select(Certificate.name)).all() == []
        return [(each.contact_id, each.learner) for each in session.exec(select(SkillSeen))]

    assert await scene.db.write(forget) == [(None, "")] * 2
    counts = await scene.db.read(
        lambda session: skills.count_skills(session, get_unit(session, "x"))
    )
    assert counts["v1"]["vneid"] == 2


def test_what_a_class_teaches_comes_first() -> None:
    assert [one.id for one in skills.ordered(KNOWN, "Nộp thuế qua eTax")] == [
        "thue",
        "vneid",
        "ho-so",
    ]
    assert not KNOWN[0].taught_by("Họp thôn")


@pytest.mark.parametrize(
    "text",
    [
        "not toml",
        '[[skill]]\nid = "a b"\ntitle = "A"\ntopics = []\n',
        '[[skill]]\nid = "a"\ntitle = "A"\n',
        '[[skill]]\nid = "a"\ntitle = "A"\ntopics = []\n' * 2,
        "".join(f'[[skill]]\nid = "a{n}"\ntitle = "A"\ntopics = []\n' for n in range(13)),
    ],
)
def test_a_file_that_cannot_be_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "skills.toml").write_text(text)
    with pytest.raises(DataError, match=r"skills\.toml") as told:
        skills.load(tmp_path)
    assert english(str(told.value)) == []


def test_the_shipped_skills_are_readable_and_no_file_is_none(tmp_path: Path) -> None:
    assert len(skills.load(Path("data"))) >= 8
    assert skills.load(tmp_path) == ()


@pytest.mark.parametrize("count", [1, 2, 12])
def test_each_learner_has_one_page_with_all_they_can(tmp_path: Path, count: int) -> None:
    names = ("Nguyễn Thị Tư", "Công Tằng Tôn Nữ Hoàng Thị Ngọc Quỳnh Như")
    titles = tuple(f"Việc thứ {number} rất dài để xem chữ xuống dòng" for number in range(count))

    unit = type("U", (), {"name": "Thôn Cầu Đá"})()
    made = [Sheet(name, unit, titles, "K7M2PQ9R") for name in names]
    pdf = print_sheets(made, "Xã An Phú", date(2026, 11, 25), link="https://x.vn/certificates/")
    path = tmp_path / "sheet.pdf"
    path.write_bytes(pdf)
    pages = PdfReader(path).pages
    assert len(pages) == 2
    for page, name in zip(pages, names, strict=True):
        text = " ".join(page.extract_text().split())
        assert name in text and "K7M2PQ9R" in text and "25 tháng 11 năm 2026" in text
        assert all(title in text for title in titles)
    assert len(pypdfium2.PdfDocument(path)) == 2
