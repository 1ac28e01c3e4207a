"""One row of each kind in village ap-01 of commune An Phú, for tests that walk every route."""

import re

from sqlmodel import Session, col, select

from bot.people.models import RoleKind
from bot.people.sign_in import ConsoleSession
from bot.people.units import get_unit
from bot.tickets.models import Ticket
from tests.console.scene import ConsoleScene, Visitor

Rows = dict[str, str]
"""The value of a gap, by the noun after /console/ and the gap's name: "devices.id"."""

ANNOUNCEMENT = {
    "text": "19 giờ 30 thứ Sáu 27/11 họp thôn tại nhà văn hóa.",
    "way": "villages",
    "villages": "ap-01",
    "when": "now",
    "urgency": "normal",
}
POLL = {
    "title": "Làm đường Thôn 1",
    "per": "household",
    "closes_day": "25/11/2026",
    "closes_hour": "17:00",
    "count": "1",
    "q0-text": "Thôn làm đường nào trước?",
    "q0-kind": "single",
    "q0-options": "Đường trục\nĐường ngõ",
}
FIXED: Rows = {
    "channels.account": "fake",
    "tickets.message": "1",
    "tickets.index": "0",
    "broadcasts.place": "0",
    "polls.kind": "pdf",
    "polls.deed": "close",
}


async def make_rows(console: ConsoleScene) -> Rows:
    """Create the rows and return what the gaps of paths are filled with."""
    rows = dict(FIXED)
    officer = await console.sign_in(RoleKind.OFFICER)
    rows["broadcasts.id"] = await _save(officer, "/console/broadcasts/new", ANNOUNCEMENT)
    unit_id = await console.db.read(lambda session: get_unit(session, "ap-01").id)
    rows["polls.id"] = await _save(officer, "/console/polls/new", {**POLL, "unit": str(unit_id)})
    for words in ("/start", "đồng ý", "Thôn 1", "gặp người giúp", "gặp người"):
        await console.bot.hears("co-tu", words, name="Tư Ví Dụ")

    def read(session: Session) -> None:
        rows["tickets.id"] = str(session.exec(select(Ticket.id).order_by(col(Ticket.id))).all()[-1])
        rows["devices.id"] = str(session.exec(select(ConsoleSession.id)).all()[0])

    await console.db.read(read)
    return rows


async def _save(officer: Visitor, path: str, form: dict[str, str]) -> str:
    """Send a form; the number of the row it made."""
    saved = await officer.post(path, form)
    number = re.search(r"/(\d+)", saved.location)
    assert number is not None, saved.text
    return number[1]


def fill_path(path: str, rows: Rows) -> str:
    """Return the path with its gaps filled. Raises KeyError naming what has no row."""
    noun = path.removeprefix("/console/").partition("/")[0]

    def value(gap: re.Match[str]) -> str:
        return rows[f"{noun}.{gap[1]}"]

    return re.sub(r"{(\w+)(?::[^}]*)?}", value, path)
