"""What the office and the team write down in the invented year: audit entries, help at the door."""

from datetime import datetime, timedelta
from random import Random

from bot import texts
from bot.people.models import RoleKind
from bot.schedule.demo_year.moments import Year
from bot.schedule.demo_year.people import Commune
from bot.schedule.demo_year.rows import RowWriter
from bot.tickets.models import SupportWay, TicketOutcome

DEEDS = (
    ("fact.set", "unit:{code}"),
    ("duty.day", "unit:{id}"),
    ("duty.hours", "unit:{id}"),
    ("link.code", "person:{person}"),
)
DEED_EVERY = 3  # days


def add_audit(
    rows: RowWriter, action: str, subject: str, person_id: int, at: datetime, note: str = ""
) -> None:
    """Add an audit entry; its note says that it is invented."""
    marked = f"{texts.YEAR_NOTE}. {note}" if note else texts.YEAR_NOTE
    rows.add("audit", action=action, subject=subject, person_id=person_id, note=marked, done_at=at)


def add_deeds(rows: RowWriter, rng: Random, year: Year, commune: Commune) -> None:
    """Add what the officer changed."""
    officer = commune.get_helper(RoleKind.OFFICER)
    for day in year.list_days()[::DEED_EVERY][:-1]:
        action, subject = rng.choice(DEEDS)
        unit = rng.choice([commune.unit, *commune.villages])
        person = rng.choice(commune.helpers).person_id
        named = subject.format(code=unit.code, id=unit.id, person=person)
        at = year.at(day, datetime.min.time()) + timedelta(hours=rng.uniform(7.5, 16.5))
        add_audit(rows, action, named, officer.person_id, at)


def add_face_to_face(
    rows: RowWriter, rng: Random, year: Year, commune: Commune, *, count: int
) -> None:
    """Add households that members helped without a ticket."""
    weak_id = commune.get_weak_id()
    members = [one for one in commune.list_members(None) if one.unit_id != weak_id]
    households = {village.id: village.households_count or 0 for village in commune.villages}
    weights = [1 + households.get(member.unit_id, 0) for member in members]
    for at in sorted(year.pick() for _ in range(count)):
        member = rng.choices(members, weights)[0]
        rows.add(
            "support_log",
            ticket_id=None,
            person_id=member.person_id,
            unit_id=member.unit_id,
            topic_id="",
            words=rng.choice(texts.YEAR_FACE_TO_FACE),
            households=rng.choice((1, 1, 1, 2, 3)),
            way=SupportWay.FACE,
            outcome=TicketOutcome.HELPED,
            at=at,
        )
