"""One row of each kind in village ap-01 of commune An Phú, for tests that walk every route."""

import re
from datetime import datetime, timedelta

from sqlmodel import Session, SQLModel, col, select

from bot.broadcasts.models import Broadcast, BroadcastState
from bot.classes.models import ClassProposal, ClassSeries, ClassSession, Enrolment
from bot.commitments.models import Commitment
from bot.core.policy import POLICY
from bot.duty.models import DutyEntry, DutyEntryKind
from bot.faq.models import Question, Revision
from bot.outbox.models import Batch
from bot.outreach.models import HomeVisitOutcome
from bot.outreach.plans import PlanDraft, make_plan
from bot.outreach.visits import VisitReport, record_visit
from bot.people.actor import OPERATOR
from bot.people.import_records import ImportRecord
from bot.people.merges import Merge
from bot.people.models import Contact, Household, InspectionLink, Person, RoleKind
from bot.people.pending_imports import PendingImport
from bot.people.sign_in import ConsoleSession
from bot.people.units import Unit, get_unit
from bot.privacy.models import DataRequest
from bot.reminders.models import UnitDeadline
from bot.reports.evidence.models import EvidenceContent, EvidencePack
from bot.reports.indicators.models import IndicatorValue
from bot.tickets.models import HelpCount, SupportLog, SupportWay, Ticket
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
    "settings/own.name": "greeting",
    "reports/indicators.set": "serving_people_766",
    "reports/indicators.code": "1.1",
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
    commune = get_unit(session, "an-phu")
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
    figure = IndicatorValue(
        unit_id=get_unit(session, "an-phu").id, set_key="serving_people_766", code="1.1",
        period="2026-11", value=16, source="Cổng mẫu", measured_on=now.date(), entered_at=now,
    )  # fmt: skip
    deadline = UnitDeadline(
        unit_id=commune.id, title="Phí vệ sinh", text="Nộp cho trưởng thôn.",
        day=now.date(), repeat="monthly", days_before="3", written_at=now,
    )  # fmt: skip
    pack = EvidencePack(
        unit_id=commune.id, number=1, first_day=now.date(), last_day=now.date(), frozen_at=now,
        digest="0" * 64, size=1,
    )  # fmt: skip
    link = InspectionLink(
        digest="0" * 64, person_id=member.id, unit_id=commune.id, made_at=now, expires_at=now,
    )  # fmt: skip
    record = ImportRecord(kind="team", unit_id=commune.id, imported_at=now)
    request = DataRequest(
        unit_id=unit.id, kind="correct", origin="paper", name="Lê Thị Mẫu", asked_at=now,
        due_at=now + timedelta(days=10),
    )  # fmt: skip
    made: list[SQLModel] = [request, lesson, series, proposal, household, revision, duty, pending]
    made += [pack, link, deadline, figure, promise, record]
    session.add_all(made)
    session.flush()
    learner = Enrolment(
        key="walk-1", session_id=lesson.id, contact_id=contact.id, joined_at=now, holder=""
    )
    merged = Merge(
        kind="household", unit_id=unit.id, kept_id=household.id, merged_at=now,
        other={"id": 0, "label": "Hộ mẫu", "year": "", "address": "", "code": None},
    )  # fmt: skip
    joined = Merge(
        kind="member", unit_id=unit.id, kept_id=member.id, other={"id": officer.id}, merged_at=now
    )
    content = EvidenceContent(pack_id=pack.id, content=b"zip")
    session.add_all([learner, merged, joined, content])
    session.flush()
    question_id = session.exec(select(Question.id).order_by(col(Question.id))).first()
    ids = {
        "tickets.id": session.exec(select(Ticket.id).order_by(col(Ticket.id))).all()[-1],
        "devices.id": session.exec(select(ConsoleSession.id)).all()[0],
        "people/requests.id": request.id,
        "people/households/merges.merge": merged.id,
        "teams/people/merges.merge": joined.id,
        "classes.id": lesson.id,
        "classes/series.id": series.id,
        "classes/proposals.id": proposal.id,
        "classes/learners.learner": learner.id,
        "people.id": contact.id,
        "people/households.id": household.id,
        "answers/revisions.id": revision.id,
        "answers/misses.id": question_id,
        **_add_outreach(session, unit, household, now),
        "teams.id": unit.id,
        "teams/people.id": member.id,
        "teams/duty.entry": duty.id,
        "import.id": pending.id,
        "commitments.id": promise.id,
        "imports.id": record.id,
        "reports/evidence.id": pack.id,
        "reports/evidence/links.id": link.id,
        "settings/deadlines.id": deadline.id,
        "reports/indicators/values.id": figure.id,
    }
    return {name: str(number) for name, number in ids.items()}


def _add_outreach(session: Session, unit: Unit, household: Household, now: datetime) -> Rows:
    """Add a plan with a visit, an entry of help, and an announcement that is over."""
    today = POLICY.today(now)
    plan = make_plan(session, unit, PlanDraft("Đợt 1", today, today), actor=OPERATOR, now=now)
    report = VisitReport(household.id, today, HomeVisitOutcome.AWAY)
    visit = record_visit(
        session, report, key="walk-1", actor=OPERATOR, now=now, policy=POLICY
    ).visit
    entry = SupportLog(unit_id=unit.id, words="vneid", way=SupportWay.FACE, at=now)
    batch = Batch(created_at=now)
    session.add_all([entry, batch])
    session.flush()
    announcement = Broadcast(
        unit_id=unit.id, text="Họp thôn", audience=unit.code, state=BroadcastState.DONE,
        drafted_at=now, batch_id=batch.id, ended_at=now,
    )  # fmt: skip
    session.add_all([HelpCount(log_id=entry.id, kind="etax", people=1, counted=1), announcement])
    session.flush()
    numbers = {
        "outreach/plans.id": plan.id,
        "outreach/visits.id": visit.id,
        "outreach/census.id": unit.id,
        "outreach/announcements.id": announcement.id,
        "outreach/announcements.unit": unit.id,
        "reports/help/entries.id": entry.id,
    }
    return {name: str(number) for name, number in numbers.items()}


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
