"""The list of tickets on both databases: tabs, scope, pages by key, search."""

from datetime import UTC, timedelta

from sqlmodel import Session, select

from bot.core.db import Database
from bot.core.policy import POLICY
from bot.people.actor import Actor, Hand
from bot.people.models import Contact, RoleKind
from bot.people.units import get_unit
from bot.tickets import desk_list
from bot.tickets.desk_list import Cursor, DeskFilter, DeskPage, Tab, TabCounts
from bot.tickets.lateness import load_lateness
from bot.tickets.models import URGENT, Ticket, TicketOutcome
from bot.tickets.service import close_ticket
from tests.conftest import ObedientClock
from tests.tickets.scene import Scene


async def officer_of(scene: Scene, unit: str = "x", role: RoleKind = RoleKind.OFFICER) -> Actor:
    """The officer, acting over a unit."""
    person_id = await scene.person("Cán")
    path = await scene.db.read(lambda session: get_unit(session, unit).path)
    return Actor(person_id, path, role, Hand.CONSOLE)


async def page_of(
    scene: Scene,
    wanted: DeskFilter,
    actor: Actor,
    after: Cursor | None = None,
    limit: int = desk_list.PAGE_SIZE,
) -> DeskPage:
    """A page of the list."""

    def read(session: Session) -> DeskPage:
        late = load_lateness(session, actor=actor, policy=POLICY, now=scene.clock.now)
        return desk_list.list_page(
            session, wanted, actor=actor, lateness=late, after=after, limit=limit
        )

    return await scene.db.read(read)


async def tabs_of(scene: Scene, actor: Actor) -> TabCounts:
    """The counts of the tabs."""

    def read(session: Session) -> TabCounts:
        late = load_lateness(session, actor=actor, policy=POLICY, now=scene.clock.now)
        return desk_list.count_tabs(session, actor=actor, lateness=late)

    return await scene.db.read(read)


async def ids_of(scene: Scene, wanted: DeskFilter, actor: Actor) -> list[int]:
    """The numbers of a page's tickets."""
    return [row.ticket.id for row in (await page_of(scene, wanted, actor)).rows]


async def test_tabs_and_their_counts(db: Database, clock: ObedientClock) -> None:
    scene = await Scene(db, clock).set_up()
    actor = await officer_of(scene)
    first = await scene.asks("ba-tu", "v1")
    clock.pass_by(minutes=5)
    second = await scene.asks("ong-nam", "v2")
    third = await scene.asks("co-ba", "")  # the only commune's, while the village is not known
    village = await officer_of(scene, "v1", RoleKind.LEADER)

    def settle(session: Session) -> None:
        ticket = session.get_one(Ticket, second)
        ticket.accepted_at = clock.now
        close_ticket(session, session.get_one(Ticket, third), TicketOutcome.DONE, now=clock.now)

    await db.write(settle)
    counts = await tabs_of(scene, actor)
    assert [counts.get(tab) for tab in Tab] == [1, 1, 0, 1]
    assert counts.waiting_since == clock.now - timedelta(minutes=5)
    for tab, number in ((Tab.WAITING, first), (Tab.HELPING, second), (Tab.CLOSED, third)):
        assert await ids_of(scene, DeskFilter(tab), actor) == [number]
    assert await ids_of(scene, DeskFilter(), village) == [first]
    assert await ids_of(scene, DeskFilter(Tab.HELPING), village) == []
    clock.pass_by(hours=2)
    late = await tabs_of(scene, actor)
    assert late.late == 2
    assert set(await ids_of(scene, DeskFilter(Tab.LATE), actor)) == {first, second}


async def test_nobody_is_late_at_night(db: Database, clock: ObedientClock) -> None:
    """What comes in the evening waits until duty begins; danger is late at any hour."""
    scene = await Scene(db, clock).set_up()
    actor = await officer_of(scene)
    clock.pass_by(days=2, hours=12)  # Wednesday, 20:00: the 24th is a holiday
    evening = await scene.asks("ba-tu", "v1")
    nowhere = await scene.asks("ong-nam", "")
    danger = await scene.asks("co-ba", "v2")

    def mark(session: Session) -> None:
        session.get_one(Ticket, danger).area = URGENT

    await db.write(mark)
    clock.pass_by(hours=11)  # 7:00
    assert await ids_of(scene, DeskFilter(Tab.LATE), actor) == [danger]
    rows = (await page_of(scene, DeskFilter(), actor)).rows
    assert {row.ticket.id: row.is_late for row in rows} == {
        evening: False,
        nowhere: False,
        danger: True,
    }
    clock.pass_by(hours=1, minutes=20)  # fifty minutes of duty
    assert (await tabs_of(scene, actor)).late == 1
    clock.pass_by(minutes=10)
    assert (await tabs_of(scene, actor)).late == 3
    leader = await officer_of(scene, "v1", RoleKind.LEADER)
    rows = (await page_of(scene, DeskFilter(), leader)).rows
    assert [(row.ticket.id, row.is_late) for row in rows] == [(evening, True)]


async def test_pages_go_on_by_key_and_lose_nobody(db: Database, clock: ObedientClock) -> None:
    scene = await Scene(db, clock).set_up()
    actor = await officer_of(scene)
    made = [await scene.asks(f"nguoi-{number}") for number in range(7)]  # all at one instant
    seen: list[int] = []
    after: Cursor | None = None
    while True:
        page = await page_of(scene, DeskFilter(), actor, after=after, limit=3)
        seen += [row.ticket.id for row in page.rows]
        if page.after is None:
            break
        after = desk_list.parse_cursor(str(page.after), UTC)
    assert seen == made
    assert desk_list.parse_cursor("hôm qua", UTC) is None


async def test_nobody_sees_what_is_about_them(db: Database, clock: ObedientClock) -> None:
    scene = await Scene(db, clock).set_up()
    actor = await officer_of(scene)
    leader = await officer_of(scene, "x", RoleKind.LEADER)
    named, about, own = [await scene.asks(who) for who in ("a", "b", "c")]

    def change(session: Session) -> None:
        person_id = actor.person_id or 0
        session.get_one(Ticket, named).named_person_ids = [person_id + 100, person_id]
        session.get_one(Ticket, about).about_team = True
        contact = session.exec(select(Contact).where(Contact.address == "c")).one()
        contact.person_id = person_id

    await db.write(change)
    assert await ids_of(scene, DeskFilter(), actor) == [about]
    assert await ids_of(scene, DeskFilter(), leader) == []
    other = Actor((actor.person_id or 0) + 10, actor.scope, RoleKind.OFFICER, Hand.CONSOLE)
    assert await ids_of(scene, DeskFilter(), other) == [named, about, own]


async def test_what_the_filters_offer(db: Database, clock: ObedientClock) -> None:
    scene = await Scene(db, clock).set_up()
    actor = await officer_of(scene)
    number = await scene.asks("ba-tu")

    def name_topic(session: Session) -> int | None:
        ticket = session.get_one(Ticket, number)
        ticket.topic_id, ticket.subject = "vneid", "Quên mật khẩu"
        return ticket.member_id

    member_id = await db.write(name_topic)
    choices = await db.read(desk_list.list_choices, actor=actor, now=clock.now)
    assert [name for _, name in choices.villages] == ["Thôn 1", "Thôn 2", "Thôn 3"]
    assert choices.topics == [("vneid", "Quên mật khẩu")]
    assert len(choices.members) == 4
    assert await ids_of(scene, DeskFilter(topic_id="vneid", member_id=member_id), actor) == [number]
    assert await ids_of(scene, DeskFilter(topic_id="khac"), actor) == []
    clock.pass_by(days=3)
    assert await ids_of(scene, DeskFilter(days=1), actor) == []
