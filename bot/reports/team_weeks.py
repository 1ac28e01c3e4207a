"""What a team's weekly note is made of: last week in figures, and what lies open this morning."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import case, func
from sqlmodel import Session, col, select

from bot.classes.attendance import CLOSES_AFTER
from bot.classes.models import ClassSession
from bot.core.policy import Policy
from bot.duty import presence
from bot.duty.roster import Calendars, load_rosters
from bot.outreach.coverage import VillageCoverage, list_coverage
from bot.people.actor import Actor, Hand
from bot.people.linking import TEAM_ROLES
from bot.people.models import Role
from bot.people.units import Unit, within
from bot.reports.models import CountName
from bot.reports.periods import week_of
from bot.reports.totals import load_totals
from bot.tickets.lateness import Lateness, load_lateness
from bot.tickets.models import Appointment, Ticket, TicketKind, VisitOutcome
from bot.usecases.team_advice import TeamWeek

WEEK = timedelta(days=7)
REPORT_AFTER = timedelta(hours=12)  # after its hour, in which a visit may still be going on


@dataclass(frozen=True, slots=True)
class WeekReader:
    """Reads the weeks of a commune's teams; what is the same for all is read once."""

    session: Session
    policy: Policy
    now: datetime
    calendars: Calendars
    lateness: Lateness
    coverage: Mapping[int, VillageCoverage]  # by village, as the pages of outreach show it

    @classmethod
    def of_commune(
        cls, session: Session, commune: Unit, *, policy: Policy, now: datetime
    ) -> "WeekReader":
        """Read what all teams of the commune share."""
        actor = Actor(None, commune.path, None, Hand.CLOCK)
        return cls(
            session,
            policy,
            now,
            Calendars(session, commune, policy),
            load_lateness(session, actor=actor, policy=policy, now=now),
            {row.unit.id: row for row in list_coverage(session, actor=actor)},
        )

    def read_week(self, unit: Unit) -> TeamWeek:
        """Return the week of the team of exactly this unit."""
        monday = week_of(self.policy.today(self.now)).first
        last_week = load_totals(self.session, week_of(monday - WEEK), unit.path)
        late, old_reports = self._count_tickets(unit)
        classes, next_class_at, without_roll = self._count_classes(unit, monday)
        coverage = self.coverage.get(unit.id)
        return TeamWeek(
            asked=last_week.questions,
            solved=last_week.get(CountName.TICKET_RESOLVED),
            households_helped=last_week.get(CountName.FACE_TO_FACE),
            classes=classes,
            next_class_at=next_class_at,
            late=late,
            visits_unreported=self._count_visits(unit),
            unstaffed_days=self._list_unstaffed_days(unit, monday),
            classes_without_roll=without_roll,
            old_reports=old_reports,
            households=coverage.households if coverage else 0,
            households_reached=coverage.reached if coverage else 0,
        )

    def _count_tickets(self, unit: Unit) -> tuple[int, int]:
        """Return the people who wait too long, and the field reports open for over a week.

        What is about the team itself is the officers' alone.
        """
        is_report = col(Ticket.kind) == TicketKind.REPORT
        is_old = is_report & (col(Ticket.opened_at) < self.now - WEEK)
        count = func.coalesce(func.sum(case((is_old, 1), else_=0)), 0)
        waits = func.count(func.distinct(case((self.lateness.condition(), Ticket.contact_id))))
        query = (
            select(waits, count)
            .select_from(Ticket)
            .join(Unit, col(Unit.id) == Ticket.unit_id)
            .where(
                within(Unit.path, unit.path),
                col(Ticket.closed_at).is_(None),
                col(Ticket.about_team).is_(False),
            )
        )
        late, old_reports = self.session.exec(query).one()
        return int(late), int(old_reports)

    def _count_visits(self, unit: Unit) -> int:
        """Return the visits of two weeks whose hour has passed and that nobody told of."""
        query = (
            select(func.count(col(Appointment.id)))
            .join(Ticket, col(Ticket.id) == Appointment.ticket_id)
            .join(Unit, col(Unit.id) == Ticket.unit_id)
            .where(
                within(Unit.path, unit.path),
                Appointment.outcome == VisitOutcome.PENDING,
                Appointment.starts_at < self.now - REPORT_AFTER,
                Appointment.starts_at > self.now - 2 * WEEK,
                col(Ticket.closed_at).is_(None),
            )
        )
        return self.session.exec(query).one()

    def _count_classes(self, unit: Unit, monday: date) -> tuple[int, datetime | None, int]:
        """Return the classes still to come this week, the next, and those without a roll.

        Of the last days only: later a roll is no longer taken in the chat.
        """
        query = (
            select(ClassSession)
            .join(Unit, col(Unit.id) == ClassSession.unit_id)
            .where(
                within(Unit.path, unit.path),
                col(ClassSession.cancelled_at).is_(None),
                ClassSession.starts_at >= self._begin(monday - WEEK),
                ClassSession.starts_at < self._begin(monday + WEEK),
            )
            .order_by(col(ClassSession.starts_at))
        )
        classes = self.session.exec(query).all()
        coming = [known for known in classes if known.starts_at >= self.now]
        without_roll = [
            known
            for known in classes
            if self.now - CLOSES_AFTER < known.starts_at < self.now - timedelta(hours=3)
            and known.rolled_at is None
            and known.headcount is None
        ]
        next_at = coming[0].starts_at if coming else None
        return len(coming), next_at, len(without_roll)

    def _list_unstaffed_days(self, unit: Unit, monday: date) -> tuple[date, ...]:
        """Return the unit's working days of this week on which none of the team is on duty.

        A team that is one person alone has no gaps: the day would be that person's.
        """
        today = self.policy.today(self.now)
        people = self._list_members(unit)
        if len(people) < 2:
            return ()
        calendar = self.calendars.for_unit(unit)
        rosters = load_rosters(self.session, people, today=today)
        staffed = {
            start.astimezone(self.policy.zone).date()
            for person in people
            for start, _ in presence.list_duty_intervals(
                calendar, rosters[person], monday, WEEK.days
            )
        }
        days = (monday + timedelta(days=at) for at in range(WEEK.days))
        return tuple(
            day for day in days if day >= today and calendar.usual_spans(day) and day not in staffed
        )

    def _list_members(self, unit: Unit) -> list[int]:
        query = select(Role.person_id).where(
            Role.unit_id == unit.id, col(Role.kind).in_(TEAM_ROLES)
        )
        return sorted(set(self.session.exec(query)))

    def _begin(self, day: date) -> datetime:
        return datetime.combine(day, time(), self.policy.zone)
