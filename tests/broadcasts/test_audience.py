"""Who is meant by a line: each filter, added and taken away; never anybody of another commune."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, select

from bot.broadcasts import audience
from bot.classes import enrolments
from bot.classes import service as classes
from bot.classes.plans import ClassPlan
from bot.core.errors import UserError
from bot.core.policy import POLICY
from bot.people.actor import OPERATOR
from bot.people.models import Contact, Person
from bot.people.units import get_unit
from bot.reminders import service
from tests.broadcasts.scene import Scene


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("an-phu", [(True, [("unit", "an-phu")])]),
        (" AN-PHU , role:Team ", [(True, [("unit", "an-phu"), ("role", "team")])]),
        (
            "a + b - class:12",
            [(True, [("unit", "a")]), (True, [("unit", "b")]), (False, [("class", "12")])],
        ),
        ("topic:thue-dat", [(True, [("topic", "thue-dat")])]),
    ],
)
def test_a_line_is_read(written: str, parts: Any) -> None:
    read = [(part.included, list(part.filters)) for part in audience.parse_audience(written)]
    assert read == parts


@pytest.mark.parametrize(
    "written",
    [
        "",
        " ",
        "role:king",
        "class:x",
        "lang:",
        "lang:latinh",
        "missed:",
        "what:1",
        "a + ",
        "a, ,b",
        "x" * 1001,
        "class:" + "1" * 10,
    ],
)
def test_what_cannot_be_read_says_so(written: str) -> None:
    with pytest.raises(UserError):
        audience.parse_audience(written)


@given(st.text(max_size=80))
def test_any_line_is_read_or_refused(written: str) -> None:
    try:
        assert audience.parse_audience(written)[0].included
    except UserError as error:
        assert str(error)


async def people(scene: Scene) -> None:
    for number in (1, 2, 3):
        await scene.lives(f"r{number}", f"v{number}")
    await scene.lives("z1", "v1", account="zalo")
    await scene.lives("other", "w1")
    await scene.lives("nowhere", "v1", unit_id=None)


async def meant(scene: Scene, written: str, *, trial: bool = False) -> list[str]:
    def read(session: Session) -> list[str]:
        unit = get_unit(session, "x")
        found = audience.select_recipients(session, written, unit, trial=trial)
        ids = [row.contact_id for row in session.connection().execute(found)]
        return sorted(session.get_one(Contact, one).address for one in ids)

    return await scene.db.read(read)


@pytest.mark.parametrize(
    ("written", "who"),
    [
        ("x", ["Cán Bộ", "Hoa", "Lãnh Đạo", "r1", "r2", "r3", "z1"]),
        ("v1", ["Hoa", "r1", "z1"]),
        ("v1 + v3", ["Hoa", "r1", "r3", "z1"]),
        ("x - v1 - role:officer", ["Lãnh Đạo", "r2", "r3"]),
        ("v1, channel:zalo", ["z1"]),
        ("role:team", ["Hoa"]),
        ("role:officer", ["Cán Bộ"]),
        ("v2, role:team", []),
        ("v1 - channel:fake", ["z1"]),
    ],
)
async def test_filters_add_and_take_away(scene: Scene, written: str, who: list[str]) -> None:
    await people(scene)
    assert await meant(scene, written) == who


@pytest.mark.parametrize("written", ["y", "w1", "p", "nope", "v1 - w1", "missed:1"])
async def test_another_commune_does_not_exist(scene: Scene, written: str) -> None:
    with pytest.raises(UserError):
        await meant(scene, written)


async def test_a_class_and_a_deadline(scene: Scene) -> None:
    await people(scene)

    def work(session: Session) -> None:
        contacts = {contact.address: contact for contact in session.exec(select(Contact))}
        now = scene.now
        plan = ClassPlan("VNeID", "Nhà", now.replace(day=28))
        class_session, _ = classes.open_or_update_class(
            session, get_unit(session, "v1"), plan, actor=OPERATOR, now=now, policy=POLICY
        )
        for who in ("r1", "r2"):
            enrolments.enrol_learner(session, class_session, contacts[who], now=now, policy=POLICY)
        gone = enrolments.list_contact_enrolments(session, contacts["r2"].id, class_session.id)[0]
        enrolments.leave_class(session, gone.id, contacts["r2"], now=now, policy=POLICY)
        service.subscribe_to_deadline(session, contacts["r3"], "thue-dat", now=now)

    await scene.db.write(work)
    assert await meant(scene, "class:1") == ["r1"]
    assert await meant(scene, "topic:thue-dat") == ["r3"]
    assert await meant(scene, "v1 + topic:thue-dat - class:1") == ["Hoa", "r3", "z1"]


async def test_a_person_with_two_chats_is_one_recipient_and_wholly_taken_away(
    scene: Scene,
) -> None:
    await scene.lives("a", "v1")
    await scene.lives("b", "v1", account="zalo")

    def one_person(session: Session) -> None:
        both = Person(name="Hai Máy")
        session.add(both)
        session.flush()
        for contact in session.exec(select(Contact).where(Contact.address.in_(("a", "b")))):  # type: ignore[attr-defined]
            contact.person_id = both.id

    await scene.db.write(one_person)
    assert len(await meant(scene, "v1")) == 2  # Hoa and the person
    assert await meant(scene, "v1 - channel:zalo") == ["Hoa"]


async def test_until_a_commune_is_live_only_its_team_is_meant(scene: Scene) -> None:
    await people(scene)

    def closes(session: Session) -> None:
        get_unit(session, "x").live_since = None

    await scene.db.write(closes)
    assert await meant(scene, "x", trial=True) == ["Cán Bộ", "Hoa", "Lãnh Đạo"]

    def opens(session: Session) -> None:
        get_unit(session, "p").live_since = scene.now

    await scene.db.write(opens)
    assert len(await meant(scene, "x", trial=True)) == 7
