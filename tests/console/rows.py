"""One row of each kind in village ap-01 of commune An Phú, for tests that walk every route."""

import re
from datetime import timedelta

from sqlmodel import Session, SQLModel, col, select

from bot.classes.models import ClassProposal, ClassSeries, ClassSession, Enrolment
from bot.commitments.models import Commitment
from bot.duty.models import DutyEntry, DutyEntryKind
from bot.faq.models import Question, Revision
from bot.people.models import Contact, Household, Person, RoleKind
from bot.people.pending_imports import PendingImport
from bot.people.sign_in import ConsoleSession
from bot.people.units import get_unit
from bot.tickets.models import Ticket
from tests.console.scene import ConsoleScene, Visitor

Rows = dict[str, str]
"""The value of a gap, by the words of the path before it and its name: "devices.id"."""

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
# What is nobody's row: the name of an account, a topic of the files, a kind of list.
SHARED: Rows = {
    "channels.account": "fake",
    "answers/topics.topic": "vneid-quen-mat-khau",
    "answers/documents.document": "luat-can-cuoc-2023",
    "import.kind": "team",
    "people/requests.kind": "export",
    "polls/minutes.kind": "pdf",
    "polls/sure.deed": "close",
    "commitments/sure.deed": "keep",
}
FIXED: Rows = {
    **SHARED,
    "tickets/files.message": "1",
    "tickets/files.index": "0",
    "broadcasts/files.place": "0",
}


async def make_rows(console: ConsoleScene) -> Rows:
    """Create the rows and return what the gaps of paths are filled with."""
    rows = dict(FIXED)
    officer = await console.sign_in(RoleKind.OFFICER)
    rows["broadcasts.id"] = await _save(officer, "/console/broadcasts/new", ANNOUNCEMENT)
    unit_id = await console.db.read(lambda session: get_unit(session, "ap-01").id)
    rows["polls.id"] = await _save(officer, "/console/polls/new", {**POLL, "unit": str(unit_id)})
    for words in ("/start", "đồng ý", "Thôn 1", "mùa này trồng lan thế nào", "gặp người"):
        await console.bot.hears("co-tu", words, name="Tư Ví Dụ")

    def add(session: Session) -> None:
        rows.update(_add_rows(session, console))

    await console.db.write(add)
    return rows


def _add_rows(session: Session, console: ConsoleScene) -> Rows:
    now = console.bot.clock()
    unit = get_unit(session, "ap-01")
    member = session.exec(select(Person).where(Person.phone == "0900000012")).one()
    officer = session.exec(select(Person).where(Person.phone == "0900000001")).one()
    contact = session.exec(select(Contact).where(Contact.address == "co-tu")).one()
    lesson = ClassSession(
        code="walk-1", unit_id=unit.id, topic="Gọi video", place="Nhà văn hóa",
        starts_at=now + timedelta(days=2), door_code="WALK23456789", listed_at=now, created_at=now,
    )  # fmt: skip
    series = ClassSeries(
        unit_id=unit.id, pattern="T3 19:30", first_on=now.date(), created_at=now,
        template={"topic": "Gọi video", "place": "Nhà văn hóa", "seats": 20},
    )  # fmt: skip
    proposal = ClassProposal(
        key="walk-1", unit_id=unit.id, topic_id="vneid-cai-dat", title="Cài VNeID", askers=6,
        proposed_at=now,
    )  # fmt: skip
    household = Household(unit_id=unit.id, label="Hộ mẫu")
    revision = Revision(
        unit_id=unit.id, topic_id="vneid-quen-mat-khau", content=None, author="Cán bộ mẫu",
        drafted_by=officer.id, created_at=now,
    )  # fmt: skip
    duty = DutyEntry(
        person_id=member.id, kind=DutyEntryKind.ABSENCE, first_on=now.date(), last_on=now.date(),
        said_at=now,
    )  # fmt: skip
    promise = Commitment(
        unit_id=unit.id, subject="Đường", answer="Đường lầy.", promise="vá đường",
        due_on=now.date() + timedelta(days=9), drafted_at=now, approved_at=now, state="open",
    )  # fmt: skip
    pending = PendingImport(
        kind="team", person_id=officer.id, unit_id=unit.parent_id, content=b"a", created_at=now
    )
    made: list[SQLModel] = [lesson, series, proposal, household, revision, duty, pending, promise]
    session.add_all(made)
    session.flush()
    learner = Enrolment(
        key="walk-1", session_id=lesson.id, contact_id=contact.id, joined_at=now, holder=""
    )
    session.add(learner)
    session.flush()
    question_id = session.exec(select(Question.id).order_by(col(Question.id))).first()
    ids = {
        "tickets.id": session.exec(select(Ticket.id).order_by(col(Ticket.id))).all()[-1],
        "devices.id": session.exec(select(ConsoleSession.id)).all()[0],
        "classes.id": lesson.id,
        "classes/series.id": series.id,
        "classes/proposals.id": proposal.id,
        "classes/learners.learner": learner.id,
        "people.id": contact.id,
        "people/households.id": household.id,
        "answers/revisions.id": revision.id,
        "answers/misses.id": question_id,
        "teams.id": unit.id,
        "teams/people.id": member.id,
        "teams/duty.entry": duty.id,
        "import.id": pending.id,
        "commitments.id": promise.id,
    }
    return {name: str(number) for name, number in ids.items()}


async def _save(officer: Visitor, path: str, form: dict[str, str]) -> str:
    """Send a form; the number of the row it made."""
    saved = await officer.post(path, form)
    number = re.search(r"/(\d+)", saved.location)
    assert number is not None, saved.text
    return number[1]


def fill_path(path: str, rows: Rows) -> str:
    """Return the path with its gaps filled. Raises KeyError naming what has no row."""

    def value(gap: re.Match[str]) -> str:
        before = path[: gap.start()].removeprefix("/console/")
        words = [word for word in before.split("/") if word and "{" not in word]
        return rows[f"{'/'.join(words)}.{gap[1]}"]

    return re.sub(r"{(\w+)(?::[^}]*)?}", value, path)
