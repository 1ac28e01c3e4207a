"""On the first of the month each helper is thanked for their own help, unless they want none."""

from datetime import UTC, datetime

from sqlmodel import Session, select

from bot.core.db import Database
from bot.core.policy import POLICY
from bot.people.actor import Actor, Hand
from bot.people.models import Contact, Person, Role, RoleKind
from bot.people.units import get_unit
from bot.reactions import open_database
from bot.reports.thanks import send_thanks_due, set_thanks
from bot.tickets.models import SupportLog, SupportWay, TicketOutcome
from tests.reports.counts import plant_units
from tests.reports.notes import add_person, at, read_sent, tick

HELPS = (
    ("Bình", "ap-10", 12),
    ("An", "ap-02", 1),
    ("Cúc", "ap-02", 0),  # helped in the month before only
    ("Em", "ap-02", 2),
)


def plant(session: Session) -> None:
    """Helpers of one commune; Em has no chat; Giang left the team; a neighbour is of another."""
    plant_units(session)
    add_person(session, "Cán bộ", "an-phu", RoleKind.OFFICER)
    add_person(session, "Cán bộ bên", "hoa-lac", RoleKind.OFFICER)
    for name, code, count in (*HELPS, ("Hà", "thon-1", 3), ("Giang", "ap-02", 4)):
        person_id = add_person(session, name, code, RoleKind.MEMBER, has_chat=name != "Em")
        for number in range(count + 1):
            session.add(
                SupportLog(
                    person_id=person_id,
                    unit_id=get_unit(session, code).id,
                    way=SupportWay.FACE,
                    outcome=TicketOutcome.HELPED,
                    # The first of each is of the month before, in the last minutes by our clock.
                    at=datetime(2026, 11, 9, 2, number, tzinfo=UTC)
                    if number
                    else at("2026-10-31", 23, 59),
                )
            )
    gone = session.exec(select(Role).join(Person).where(Person.name == "Giang")).one()
    session.delete(gone)


def thanks(count: int, month: int = 11) -> str:
    return (
        f"Tháng {month}, anh/chị đã giúp bà con {count} việc. Xã cảm ơn anh/chị, chúc anh/chị khỏe!"
    )


LIST = """\
Tháng 11 đã gửi lời cảm ơn tới 2 người giúp bà con: An, Bình.
Chưa có khung chat, nhờ anh/chị cảm ơn trực tiếp: Em."""


async def test_each_is_thanked_once_for_their_own_and_officers_see_whom(
    db: Database, database_url: str
) -> None:
    await db.write(plant)
    await tick(db, send_thanks_due, at("2026-11-02", 9))  # of October
    first = await read_sent(db)
    assert [text for _, text in first if "anh/chị đã" in text] == [thanks(1, 10)] * 4
    assert await tick(db, send_thanks_due, at("2026-12-01", 7, 59)) == 0
    other = open_database(database_url)  # as another process would
    await tick(other, send_thanks_due, at("2026-12-01", 8))
    await tick(db, send_thanks_due, at("2026-12-01", 8))
    other.close()
    sent = (await read_sent(db))[len(first) :]
    assert sent == [
        ("An", thanks(1)),
        ("Bình", thanks(12)),
        ("Cán bộ", LIST),
        ("Hà", thanks(3)),
        ("Cán bộ bên", "Tháng 11 đã gửi lời cảm ơn tới 1 người giúp bà con: Hà."),
    ]
    assert await tick(db, send_thanks_due, at("2026-12-05", 9)) == 0


async def test_who_wants_none_or_stopped_everything_is_left_out(db: Database) -> None:
    await db.write(plant)

    def wish(session: Session, name: str, *, wanted: bool) -> None:
        person = session.exec(select(Person).where(Person.name == name)).one()
        actor = Actor(person.id, get_unit(session, "ap-10").path, RoleKind.MEMBER, Hand.CHAT)
        set_thanks(session, wanted=wanted, actor=actor, now=at("2026-11-20"))

    def stop(session: Session) -> None:
        session.exec(select(Contact).where(Contact.address == "An")).one().stopped_at = at(
            "2026-11-20"
        )

    await db.write(wish, "Bình", wanted=False)
    await db.write(wish, "Bình", wanted=False)
    await db.write(wish, "Hà", wanted=False)
    await db.write(wish, "Hà", wanted=True)
    await db.write(stop)
    await tick(db, send_thanks_due, at("2026-12-01", 8))
    assert [to for to, _ in await read_sent(db)] == ["Cán bộ", "Hà", "Cán bộ bên"]
    assert "chưa gửi được tới ai" in (await read_sent(db))[0][1]


async def test_after_a_week_thanks_are_stale(db: Database) -> None:
    await db.write(plant)
    assert await db.write(send_thanks_due, policy=POLICY, now=at("2026-12-08", 9)) == 0
    assert await db.write(send_thanks_due, policy=POLICY, now=at("2026-12-07", 9)) == 1
