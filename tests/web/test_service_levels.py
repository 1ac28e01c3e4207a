"""The public page: no sign-in, no script, no person; what is not shown does not exist."""

import re
from collections.abc import AsyncIterator
from datetime import date

import pytest
from sqlmodel import Session, select

from bot.faq.models import Fact
from bot.people.actor import OPERATOR
from bot.people.units import get_unit
from bot.reports.models import CountName
from bot.reports.service_levels import set_levels_public
from bot.web.service_levels import find_number
from tests.console.scene import ConsoleScene, Visitor
from tests.journeys.bot import Bot
from tests.reports.counts import add_counts
from tests.reports.notes import at

ADDRESS = "/muc-phuc-vu/an-phu"
COUNTS = (
    ("ap-01", date(2026, 9, 30), CountName.ANSWERED, "", 1),
    ("ap-01", date(2026, 10, 4), CountName.ANSWERED, "", 176),
    ("ap-01", date(2026, 10, 4), CountName.MISSED, "", 24),
    ("ap-02", date(2026, 10, 9), CountName.TICKET_OPENED, "", 12),
    ("ap-02", date(2026, 10, 9), CountName.FIRST_RESPONSE, "30", 12),
    ("ap-02", date(2026, 10, 9), CountName.CLASS_HELD, "", 3),
    ("ap-02", date(2026, 10, 9), CountName.ATTENDED, "", 41),
)


def switch(session: Session, *, is_public: bool) -> None:
    """Show An Phú's page, or no longer."""
    unit = get_unit(session, "an-phu")
    set_levels_public(session, unit, is_public=is_public, actor=OPERATOR, now=at("2026-11-20"))


@pytest.fixture
async def console(bot: Bot) -> AsyncIterator[ConsoleScene]:
    """The pages behind a real port, with the demo communes."""
    async with ConsoleScene.open(bot) as scene:
        yield scene


@pytest.fixture
async def visitor(console: ConsoleScene) -> Visitor:
    """Somebody who is not signed in; October has figures."""
    await console.db.write(add_counts, COUNTS)
    return console.stranger()


async def test_everybody_reads_it_and_nothing_in_it_runs(
    console: ConsoleScene, visitor: Visitor
) -> None:
    await console.db.write(switch, is_public=True)
    page = await visitor.get(ADDRESS)
    assert page.status == 200
    text = " ".join(re.sub(r"<[^>]+>", " ", page.text).split())
    assert "Tháng 10 năm 2026" in text
    assert "Câu hỏi được trả lời ngay 88%" in text
    assert "trong một giờ Chưa đủ số liệu" in text  # twelve cases say nothing
    assert "3 buổi Có 41 lượt người đến học" in text
    assert "200" not in text and "<script" not in page.text and "style=" not in page.text
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy
    assert page.headers["Cache-Control"] == "public, max-age=300"
    assert "Set-Cookie" not in page.headers
    style = re.search(r'rel="stylesheet" href="([^"]+)"', page.text)
    assert style is not None
    answer = await visitor.get(style[1])
    assert (answer.status, answer.headers["Content-Type"]) == (200, "text/css; charset=utf-8")


async def test_what_is_not_shown_is_the_same_as_what_is_not_there(
    console: ConsoleScene, visitor: Visitor
) -> None:
    hidden, unknown = await visitor.get(ADDRESS), await visitor.get("/muc-phuc-vu/khong-co")
    village = await visitor.get("/muc-phuc-vu/ap-01")
    assert hidden.status == unknown.status == village.status == 404
    assert hidden.text == unknown.text == village.text
    assert hidden.headers["Cache-Control"] == "no-store"
    await console.db.write(switch, is_public=True)
    assert (await visitor.get(ADDRESS)).status == 200


async def test_it_is_kept_for_five_minutes_then_hidden_and_renewed_with_the_month(
    console: ConsoleScene, visitor: Visitor
) -> None:
    await console.db.write(switch, is_public=True)
    assert "88%" in (await visitor.get(ADDRESS)).text
    await console.db.write(add_counts, [("ap-01", date(2026, 11, 2), CountName.ANSWERED, "", 50)])
    console.pass_by(days=10)
    renewed = (await visitor.get(ADDRESS)).text
    assert "Tháng 11 năm 2026" in renewed and "100%" in renewed
    await console.db.write(switch, is_public=False)
    console.pass_by(minutes=4)
    assert (await visitor.get(ADDRESS)).status == 200
    console.pass_by(minutes=2)
    assert (await visitor.get(ADDRESS)).status == 404


async def test_what_an_office_typed_is_shown_as_typed(
    console: ConsoleScene, visitor: Visitor
) -> None:
    def type_facts(session: Session) -> None:
        unit_id = get_unit(session, "an-phu").id
        for name, value in (
            ("centre_phone", "0236 3123 456 <b>(giờ hành chính)</b>"),
            ("centre_address", "Số 1 đường Ấp Một"),
        ):
            known = select(Fact).where(Fact.unit_id == unit_id, Fact.name == name)
            fact = session.exec(known).first()
            fact = fact or Fact(unit_id=unit_id, name=name, value="", changed_at=at("2026-11-01"))
            fact.value = value
            session.add(fact)

    await console.db.write(type_facts)
    await console.db.write(switch, is_public=True)
    page = (await visitor.get(ADDRESS)).text
    assert 'href="tel:02363123456"' in page and "<b>" not in page
    assert "Số 1 đường Ấp Một" in page


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("0236 3123 456 (giờ hành chính)", "02363123456"),
        ("+84 236.3123-456", "+842363123456"),
        ("1022", "1022"),
        ("trực ban: 02363123456 hoặc 0900000000", "02363123456"),
        ("chưa có", ""),
        ("", ""),
    ],
)
def test_the_first_number_is_dialled(written: str, number: str) -> None:
    assert find_number(written) == number
