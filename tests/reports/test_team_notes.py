"""On Monday morning each team reads three lines, once, with the one thing to do."""

from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

from sqlmodel import Session, select

from bot.classes.models import ClassSession
from bot.core.clock import QuietHours
from bot.core.db import Database
from bot.core.policy import POLICY
from bot.duty.models import DutyEntry, DutyEntryKind
from bot.outreach.models import HouseholdReach
from bot.people.models import Contact, Household, Role, RoleKind
from bot.people.units import get_unit
from bot.reports.models import CountName
from bot.reports.team_notes import send_team_notes_due
from bot.reports.team_weeks import WeekReader
from bot.tickets.models import Appointment, Ticket
from bot.usecases.team_advice import TeamWeek
from tests.reports.counts import add_counts, plant_units
from tests.reports.notes import BEGAN, add_person, at, read_sent, tick

MONDAY = "2026-11-30"
LAST_WEEK = date(2026, 11, 24)
COUNTS = (
    ("ap-02", LAST_WEEK, CountName.ANSWERED, "", 14),
    ("ap-02", LAST_WEEK, CountName.TICKET_RESOLVED, "", 6),
    ("ap-02", date(2026, 11, 30), CountName.ANSWERED, "", 3),  # of this week
    ("ap-10", LAST_WEEK, CountName.FACE_TO_FACE, "", 5),
)


def plant(session: Session) -> None:
    """Two teams in one commune; one whose only chat blocked us; one where nothing was counted."""
    plant_units(session)
    add_counts(session, COUNTS)
    add_person(session, "An", "ap-02", RoleKind.LEADER)
    add_person(session, "Bình", "ap-02", RoleKind.MEMBER)
    add_person(session, "Cúc", "ap-10", RoleKind.MEMBER)
    add_person(session, "Dung", "thon-9", RoleKind.MEMBER)
    add_person(session, "Em", "an-phu", RoleKind.OFFICER)  # gets the month, not the week
    blocked = add_person(session, "Giang", "thon-1", RoleKind.MEMBER, has_chat=False)
    session.add(
        Contact(
            account="fake",
            address="Giang",
            person_id=blocked,
            created_at=BEGAN,
            seen_at=BEGAN,
            unreachable_since=BEGAN,
        )
    )


NOTE = """\
Nơi ap-02, tuần 23/11–29/11: bà con hỏi 14 câu, 6 việc nhờ người giúp đã xong.
Tuần này chưa có buổi lớp nào.
Không còn việc nào tồn đọng. Cảm ơn cả Tổ!"""
OTHER = """\
Nơi ap-10, tuần 23/11–29/11: Tổ giúp trực tiếp 5 hộ.
Tuần này chưa có buổi lớp nào.
Không còn việc nào tồn đọng. Cảm ơn cả Tổ!"""


async def test_each_team_reads_its_week_once(db: Database) -> None:
    await db.write(plant)
    for too_early in (at("2026-11-29", 9), at(MONDAY, 7, 29)):
        assert await tick(db, send_team_notes_due, too_early) == 0
    await tick(db, send_team_notes_due, at(MONDAY, 7, 30))
    sent = await read_sent(db)
    assert sent == [("An", NOTE), ("Bình", NOTE), ("Cúc", OTHER)]
    for later in (MONDAY, "2026-12-01", "2026-12-02"):
        assert await tick(db, send_team_notes_due, at(later, 11)) == 0
    await tick(db, send_team_notes_due, at("2026-12-07", 8))
    first_of_next = (await read_sent(db))[3][1]
    assert "tuần 30/11–06/12: bà con hỏi 3 câu." in first_of_next


async def test_a_machine_that_was_off_says_it_on_tuesday_and_not_later(db: Database) -> None:
    await db.write(plant)
    assert await db.write(send_team_notes_due, policy=POLICY, now=at("2026-12-02", 9)) == 0
    assert await db.write(send_team_notes_due, policy=POLICY, now=at("2026-12-01", 6)) == 0
    assert await db.write(send_team_notes_due, policy=POLICY, now=at("2026-12-01", 7)) > 0


async def test_quiet_hours_come_first(db: Database) -> None:
    await db.write(plant)
    policy = replace(POLICY, quiet=QuietHours(time(21), time(8)))
    assert await tick(db, send_team_notes_due, at(MONDAY, 7, 45), policy=policy) == 0
    assert await tick(db, send_team_notes_due, at(MONDAY, 8), policy=policy) > 0


def open_everything(session: Session) -> None:
    """Something of each kind lies open in ap-02, and again in the village beside it."""
    now = at(MONDAY, 7, 30)
    for code, person in (("ap-02", "An"), ("ap-10", "Cúc")):
        unit = get_unit(session, code)
        unit.households_count, unit.counted_on = 150, date(2026, 1, 5)
        resident = Contact(
            account="fake", address=f"r-{code}", unit_id=unit.id, created_at=BEGAN, seen_at=BEGAN
        )
        session.add(resident)
        session.flush()
        common: dict[str, Any] = {
            "contact_id": resident.id,
            "unit_id": unit.id,
            "waiting_since": now,
        }
        waits = {**common, "waiting_since": at("2026-11-27", 9)}
        tickets = [
            Ticket(area="vneid", opened_at=now - timedelta(hours=5), **waits),
            Ticket(area="tax", opened_at=now - timedelta(hours=5), **waits),  # the same person
            Ticket(area="road", kind="report", opened_at=now - timedelta(days=8), **common),
            Ticket(area="team", about_team=True, opened_at=now - timedelta(days=9), **waits),
            Ticket(area="old", opened_at=now, closed_at=now, **waits),
        ]
        session.add_all(tickets)
        member = add_person(session, f"{person} Hai", code, RoleKind.MEMBER)
        session.flush()
        session.add(
            Appointment(
                ticket_id=tickets[0].id,
                person_id=member,
                starts_at=now - timedelta(days=1),
                made_at=BEGAN,
            )
        )
        homes = [Household(unit_id=unit.id, label=f"Hộ {number}") for number in range(138)]
        session.add_all(homes)
        session.flush()
        session.add_all(
            HouseholdReach(
                household_id=home.id, unit_id=unit.id, reached_on=date(2026, 5, 5), way="visit"
            )
            for home in homes
        )
        for name, starts_at in (("past", at("2026-11-28", 19)), ("next", at("2026-12-03", 19, 30))):
            session.add(
                ClassSession(
                    code=f"{code}-{name}",
                    door_code=f"{code}{name}"[:12],
                    unit_id=unit.id,
                    topic="VNeID",
                    place="Nhà văn hóa",
                    starts_at=starts_at,
                    created_at=BEGAN,
                )
            )
        team = select(Role.person_id).where(Role.unit_id == unit.id)
        for person_id in sorted(set(session.exec(team))):
            session.add(
                DutyEntry(
                    person_id=person_id,
                    kind=DutyEntryKind.ABSENCE,
                    first_on=date(2026, 12, 2),
                    last_on=date(2026, 12, 2),
                    said_at=BEGAN,
                )
            )


async def test_what_lies_open_is_read_of_the_teams_own_place(db: Database) -> None:
    await db.write(plant)
    await db.write(open_everything)

    def read(session: Session) -> TeamWeek:
        commune, unit = get_unit(session, "an-phu"), get_unit(session, "ap-02")
        reader = WeekReader.of_commune(session, commune, policy=POLICY, now=at(MONDAY, 7, 30))
        return reader.read_week(unit)

    assert await db.read(read) == TeamWeek(
        asked=14,
        solved=6,
        classes=1,
        next_class_at=at("2026-12-03", 19, 30),
        late=1,
        visits_unreported=1,
        unstaffed_days=(date(2026, 12, 2),),
        classes_without_roll=1,
        old_reports=1,
        households=150,
        households_reached=138,
    )
    await tick(db, send_team_notes_due, at(MONDAY, 7, 30))
    text = dict(await read_sent(db))["An"].splitlines()
    assert text[1:] == [
        "Tuần này có 1 buổi lớp, sớm nhất lúc 19 giờ 30 thứ Năm ngày 3/12.",
        "Nên làm trước: 1 người chờ quá hẹn, Tổ xem lại phiếu giúp bà con.",
    ]
