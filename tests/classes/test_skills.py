"""The skill passport: what a member saw a learner do, and the sheet that is printed of it."""

from datetime import date
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from pypdf import PdfReader
from sqlmodel import Session, col, select

from bot.classes import attendance, erasure, service, skills
from bot.classes.certificate_pdf import render_certificates
from bot.classes.models import Certificate, ClassSession, Enrolment, SkillObservation
from bot.classes.skills import CertificateSheet, Skill
from bot.core.errors import DataError, UserError
from bot.core.policy import POLICY
from bot.documents.office_form import Letterhead
from bot.people.actor import OPERATOR, Actor, Hand
from bot.people.models import Person
from bot.people.service import get_or_create_contact
from bot.people.units import get_unit
from tests.cli.test_cli_words import english
from tests.reminders.scene import Scene, local

KNOWN = (
    Skill("vneid", "Mở được VNeID", ("vneid",)),
    Skill("thue", "Nộp thuế bằng eTax Mobile", ("thue", "etax")),
    Skill("ho-so", "Nộp hồ sơ trực tuyến", ("dich vu cong",)),
)
TEAM = Letterhead("Tổ công nghệ số cộng đồng\nThôn Cầu Đá", "UBND xã An Phú", "An Phú")
EVENING = local(24, 19, 30)
TEACHER = Actor(1, "", None, Hand.CHAT)


async def a_class(scene: Scene) -> tuple[ClassSession, list[Enrolment]]:
    """Bà Tư with her husband, and a neighbour without a phone; all three are there."""
    class_session = await scene.opens(EVENING)
    await scene.joins("tu", class_session)
    await scene.joins("tu", class_session, "Nguyễn Văn Năm")
    scene.at(EVENING)

    def roll_call(session: Session) -> list[Enrolment]:
        get_or_create_contact(session, "fake", "tu", now=scene.clock.now).name = "Trần Thị Tư"
        session.add(Person(name="Người Dạy"))
        lesson = service.get_class(session, class_session.id)
        attendance.add_walk_in(session, lesson, "Lê Thị Sáu", actor=OPERATOR, now=scene.clock.now)
        seats = list(session.exec(select(Enrolment).order_by(col(Enrolment.id))))
        for seat in seats:
            seat.attended_at = scene.clock.now
        return seats

    return class_session, await scene.db.write(roll_call)


async def sees(scene: Scene, class_session: ClassSession, seat: Enrolment, *names: str) -> None:
    def work(session: Session) -> None:
        lesson, fresh = (
            service.get_class(session, class_session.id),
            session.get_one(Enrolment, seat.id),
        )
        for name in names:
            skills.toggle_skill(session, lesson, fresh, name, actor=TEACHER, now=scene.clock.now)

    await scene.db.write(work)


async def seen(scene: Scene, seat: Enrolment, class_session: ClassSession) -> set[str]:
    holder = skills.make_holder_key(seat, class_session.unit_id)
    return set(await scene.db.read(skills.list_observed_skills, holder))


async def sheets(scene: Scene, class_session: ClassSession) -> tuple[list[CertificateSheet], int]:
    return await scene.db.write(
        lambda session: skills.issue_sheets(
            session,
            service.get_class(session, class_session.id),
            KNOWN,
            actor=OPERATOR,
            now=scene.clock.now,
        )
    )


async def test_what_was_seen_is_ticked_and_taken_back(scene: Scene) -> None:
    class_session, (tu, *_) = await a_class(scene)
    await sees(scene, class_session, tu, "vneid", "thue")
    assert await seen(scene, tu, class_session) == {"vneid", "thue"}
    await sees(scene, class_session, tu, "thue")
    assert await seen(scene, tu, class_session) == {"vneid"}


async def test_nobody_can_what_was_not_seen_of_them(scene: Scene) -> None:
    class_session, (tu, nam, sau) = await a_class(scene)
    await sees(scene, class_session, sau, "vneid")
    assert [await seen(scene, enrolment, class_session) for enrolment in (tu, nam, sau)] == [
        set(),
        set(),
        {"vneid"},
    ]

    def leaves(session: Session) -> None:
        session.get_one(Enrolment, tu.id).attended_at = None

    await scene.db.write(leaves)
    with pytest.raises(UserError):
        await sees(scene, class_session, tu, "vneid")


async def test_the_passport_goes_on_in_the_next_class(scene: Scene) -> None:
    class_session, (tu, *_) = await a_class(scene)
    await sees(scene, class_session, tu, "vneid")
    other = await scene.opens(local(26, 19, 30), unit="v2")
    seat = await scene.joins("tu", other)
    assert await seen(scene, seat, other) == {"vneid"}


async def test_villages_are_counted_by_learners(scene: Scene) -> None:
    class_session, (tu, nam, sau) = await a_class(scene)
    for enrolment in (tu, nam, sau):
        await sees(scene, class_session, enrolment, "vneid")
    await sees(scene, class_session, sau, "thue")
    counts = await scene.db.read(
        lambda session: skills.count_skills(session, get_unit(session, "x"), actor=OPERATOR)
    )
    assert counts == {"v1": {"vneid": 3, "thue": 1}}


async def test_a_sheet_needs_a_name_and_a_skill_and_keeps_its_code(scene: Scene) -> None:
    class_session, (tu, _, sau) = await a_class(scene)
    await sees(scene, class_session, tu, "vneid")
    await sees(scene, class_session, sau, "thue", "vneid")
    made, left = await sheets(scene, class_session)
    assert [(sheet.name, sheet.skills) for sheet in made] == [
        ("Trần Thị Tư", ("Mở được VNeID",)),
        ("Lê Thị Sáu", ("Mở được VNeID", "Nộp thuế bằng eTax Mobile")),
    ]
    assert left == 1
    assert await sheets(scene, class_session) == (made, left)
    told = await scene.db.read(skills.describe_certificate, f" {made[1].code.lower()} ", POLICY)
    assert told is not None and "L. T. S." in told and "Sáu" not in told
    assert "2 kỹ năng" in told
    assert await scene.db.read(skills.describe_certificate, "AAAAAAAA", POLICY) is None


async def test_who_is_forgotten_leaves_a_number(scene: Scene) -> None:
    class_session, (tu, nam, _) = await a_class(scene)
    for enrolment in (tu, nam):
        await sees(scene, class_session, enrolment, "vneid")
    assert len((await sheets(scene, class_session))[0]) == 2

    def forget(session: Session) -> list[Any]:
        erasure.forget(
            session, get_or_create_contact(session, "fake", "tu", now=scene.clock.now).id
        )
        assert session.exec(select(Certificate.name)).all() == []
        return [
            (skill_seen.contact_id, skill_seen.learner)
            for skill_seen in session.exec(select(SkillObservation))
        ]

    assert await scene.db.write(forget) == [(None, "")] * 2
    counts = await scene.db.read(
        lambda session: skills.count_skills(session, get_unit(session, "x"), actor=OPERATOR)
    )
    assert counts["v1"]["vneid"] == 2


def test_what_a_class_teaches_comes_first() -> None:
    assert [skill.id for skill in skills.order_by_topic(KNOWN, "Nộp thuế qua eTax")] == [
        "thue",
        "vneid",
        "ho-so",
    ]
    assert not KNOWN[0].is_taught_by("Họp thôn")


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
        skills.load_skills(tmp_path)
    assert english(str(told.value)) == []


def test_the_shipped_skills_are_readable_and_no_file_is_none(tmp_path: Path) -> None:
    assert len(skills.load_skills(Path("data"))) >= 8
    assert skills.load_skills(tmp_path) == ()


@pytest.mark.parametrize("count", [1, 2, 12])
def test_each_learner_has_one_page_with_all_they_can(tmp_path: Path, count: int) -> None:
    names = ("Nguyễn Thị Tư", "Công Tằng Tôn Nữ Hoàng Thị Ngọc Quỳnh Như")
    titles = tuple(f"Việc thứ {number} rất dài để xem chữ xuống dòng" for number in range(count))

    unit = type("U", (), {"name": "Thôn Cầu Đá"})()
    sheets = [CertificateSheet(name, unit, titles, "K7M2PQ9R") for name in names]
    pdf = render_certificates(sheets, TEAM, date(2026, 11, 25), link="https://x.vn/certificates/")
    path = tmp_path / "sheet.pdf"
    path.write_bytes(pdf)
    pages = PdfReader(path).pages
    assert len(pages) == 2
    for page, name in zip(pages, names, strict=True):
        text = " ".join(page.extract_text().split())
        assert name in text and "K7M2PQ9R" in text and "25 tháng 11 năm 2026" in text
        assert all(title in text for title in titles)
    assert len(pypdfium2.PdfDocument(path)) == 2
