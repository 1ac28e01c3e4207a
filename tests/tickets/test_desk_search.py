"""The search of the desk on both databases: by code, number, alias and words that were said."""

from functools import partial

from sqlmodel import Session, select

from bot.core.db import Database
from bot.people.actor import Actor
from bot.people.models import Contact, RoleKind
from bot.privacy.erasure import erase_words
from bot.tickets import member_actions, relay, resident_actions, search_words
from bot.tickets.desk_list import DeskFilter
from bot.tickets.models import SaidWord, Ticket, TicketWord
from tests.conftest import ObedientClock
from tests.tickets.scene import Scene, acting
from tests.tickets.test_desk_list import ids_of, officer_of, page_of


async def found(scene: Scene, actor: Actor, words: str, **narrowed: int) -> list[int]:
    """The numbers of the tickets that a search finds."""
    return await ids_of(scene, DeskFilter(words=words, **narrowed), actor)  # type: ignore[arg-type]


async def talk(scene: Scene, number: int) -> int:
    """A member takes the ticket; both sides say something. Returns the member's person id."""
    hoa = await scene.person(await scene.holder(number))
    await scene.do(member_actions.take_ticket, number, actor=acting(hoa))

    def bind(session: Session) -> Ticket:
        return session.get_one(Ticket, number)

    ticket = await scene.db.read(bind)
    await scene.says(relay.relay_to_member, "ba-tu", "Tôi để giấy ở Bưu điện", ticket)
    return hoa


async def test_words_are_found_without_tones(db: Database, clock: ObedientClock) -> None:
    scene = await Scene(db, clock).set_up()
    actor = await officer_of(scene)
    number = await scene.asks("ba-tu", text="Đường vào thôn sụt hố")
    other = await scene.asks("ong-nam", text="quên mật khẩu")
    for words in ("duong vao", "ĐƯỜNG", str(number), f"#{number}", "sụt", "hố đường", "duon", "ho"):
        assert await found(scene, actor, words) == [number], words
    for words in ("%", ".", "duong khau", "h", "vàng"):
        assert await found(scene, actor, words) == [], words
    contact_id = (await scene.ticket(other)).contact_id
    assert await found(scene, actor, f"bà con số {contact_id}") == [other]


async def test_a_code_is_found_whole_and_in_part(db: Database, clock: ObedientClock) -> None:
    scene = await Scene(db, clock).set_up()
    actor = await officer_of(scene)
    number = await scene.asks("ba-tu")

    def give_code(session: Session) -> None:
        session.get_one(Ticket, number).code = "PA-7K3MN"
        search_words.index_changed(session, search_words.TicketWordsChanged(number))

    await db.write(give_code)
    for words in ("PA-7K3MN", "pa7k3mn", "7k3mn", "7k3"):
        assert await found(scene, actor, words) == [number], words


async def test_what_is_said_in_a_ticket_is_found(db: Database, clock: ObedientClock) -> None:
    """The resident's words, the member's and the notes; nothing of it by another commune."""
    scene = await Scene(db, clock).set_up()
    actor = await officer_of(scene)
    number = await scene.asks("ba-tu")
    await scene.asks("ong-nam")
    hoa = await talk(scene, number)
    assert await found(scene, actor, "buu dien") == [number]
    await scene.says(
        partial(relay.relay_to_resident, actor=acting(hoa)), "Hoa", "Bác mang căn cước nhé", number
    )
    await scene.do(member_actions.add_note, number, "Nhà sau chợ Đình", actor=acting(hoa))
    for words in ("can cuoc", "chợ đình", "giay can cuoc cho dinh"):
        assert await found(scene, actor, words) == [number], words
    stranger = await officer_of(scene, "v2", RoleKind.LEADER)
    assert await found(scene, stranger, "buu dien") == []
    village = (await scene.ticket(number)).unit_id or 0
    assert await found(scene, actor, "buu dien", village_id=village) == [number]
    assert await found(scene, actor, "buu dien", village_id=village + 1) == []


async def test_a_name_is_found_once_it_is_told(db: Database, clock: ObedientClock) -> None:
    scene = await Scene(db, clock).set_up()
    actor = await officer_of(scene)
    number = await scene.asks("ba-tu")

    def name(session: Session) -> Contact:
        contact = session.exec(select(Contact).where(Contact.address == "ba-tu")).one()
        contact.name = "Đặng Thị Mùi"
        return contact

    contact = await db.write(name)
    assert await found(scene, actor, "dang mui") == []
    await scene.do(resident_actions.disclose_name, number, contact)
    assert await found(scene, actor, "dang mui") == [number]


async def test_what_is_forgotten_is_not_found(db: Database, clock: ObedientClock) -> None:
    scene = await Scene(db, clock).set_up()
    actor = await officer_of(scene)
    number = await scene.asks("ba-tu", text="sổ hưu của tôi")
    await talk(scene, number)
    assert await found(scene, actor, "so huu") == await found(scene, actor, "giấy") == [number]

    def forget(session: Session) -> tuple[list[str], list[str]]:
        contact = session.exec(select(Contact).where(Contact.address == "ba-tu")).one()
        erase_words(session, contact)
        own = session.exec(select(TicketWord.word).where(TicketWord.ticket_id == number)).all()
        said = session.exec(select(SaidWord.word).where(SaidWord.ticket_id == number)).all()
        return list(own), list(said)

    assert await db.write(forget) == ([], [])
    assert await found(scene, actor, "so huu") == []
    assert await found(scene, actor, str(number)) == [number]


async def test_a_search_goes_on_by_pages(db: Database, clock: ObedientClock) -> None:
    scene = await Scene(db, clock).set_up()
    actor = await officer_of(scene)
    made = []
    for number in range(5):
        made.append(await scene.asks(f"nguoi-{number}", text="đèn đường hỏng"))
        clock.pass_by(minutes=number % 2)
    wanted, seen = DeskFilter(words="den hong"), []
    page = await page_of(scene, wanted, actor, limit=2)
    seen += [row.ticket.id for row in page.rows]
    while page.after is not None:
        page = await page_of(scene, wanted, actor, after=page.after, limit=2)
        seen += [row.ticket.id for row in page.rows]
    assert seen == made[::-1]


async def test_rows_written_in_bulk_are_indexed_as_by_the_verbs(
    db: Database, clock: ObedientClock
) -> None:
    scene = await Scene(db, clock).set_up()
    number = await scene.asks("ba-tu", text="sổ hưu của tôi")
    await talk(scene, number)

    def read(session: Session) -> list[tuple[str, int | None]]:
        own = session.exec(select(TicketWord.word).order_by(TicketWord.word)).all()
        said = session.exec(
            select(SaidWord.word, SaidWord.message_id).order_by(SaidWord.word)
        ).all()
        return [*((word, None) for word in own), *said]

    by_verbs = await db.read(read)

    def write(session: Session) -> None:
        for table in (TicketWord, SaidWord):
            for row in session.exec(select(table)):
                session.delete(row)
        session.flush()
        search_words.index_all(session)

    await db.write(write)
    assert await db.read(read) == by_verbs
