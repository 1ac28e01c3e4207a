"""A month of the invented year: every figure of its report again, by plain SQL over the rows.

Nothing here reads a counter or uses a function of the reports: only the tables that the events
left. Units are compared one by one, and all of them together.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from statistics import median
from typing import Any

import pytest
from sqlalchemy import bindparam, text
from sqlmodel import Session, SQLModel

from bot.commitments import drafting, service
from bot.commitments.drafting import CommitmentWords, Source
from bot.commitments.models import Commitment
from bot.core.db import Database
from bot.core.policy import POLICY
from bot.faq.knowledge_files import load_knowledge
from bot.people.actor import OPERATOR
from bot.people.units import UnitKind, get_unit, list_units
from bot.reports.columns import COLUMNS
from bot.reports.figures import Figures
from bot.reports.histograms import BOUNDS
from bot.reports.models import CountName
from bot.reports.periods import ComparedPeriod, Period, compare_period, month_of
from bot.reports.queries import load_report
from bot.reports.sheets import SHEET_KEYS, load_sheet
from bot.schedule.demo_year.fill import Plan, fill_year
from tests.conftest import DATA

NOW = datetime(2026, 11, 30, 3, 0, tzinfo=UTC)
NOVEMBER = month_of(date(2026, 11, 5))
OCTOBER = NOVEMBER.previous  # in which the teams went from door to door
MIDNIGHT = 17  # o'clock in UTC, in Vietnam
INSTANT = SQLModel.metadata.tables["ticket"].c.opened_at.type
DAY = SQLModel.metadata.tables["daily_count"].c.day.type
RESIDENT = (
    "c.account <> 'terminal' AND (c.person_id IS NULL OR NOT EXISTS"
    " (SELECT 1 FROM role r WHERE r.person_id = c.person_id))"
)
QUESTIONS = (
    "SELECT q.unit_id, count(*) FROM question q JOIN contact c ON c.id = q.contact_id"
    f" WHERE q.outcome = '{{}}' AND q.kind <> 'smalltalk' AND {RESIDENT}"
    " AND q.asked_at >= :begin AND q.asked_at < :end GROUP BY q.unit_id"
)
VERDICTS = (
    "SELECT q.unit_id, count(*) FROM feedback f JOIN question q ON q.id = f.question_id"
    f" JOIN contact c ON c.id = f.contact_id WHERE {{}} f.helped AND {RESIDENT}"
    " AND f.given_at >= :begin AND f.given_at < :end GROUP BY q.unit_id"
)
HISTORY = (
    "SELECT t.unit_id, count(*) FROM ticket_event e JOIN ticket t ON t.id = e.ticket_id"
    f" JOIN contact c ON c.id = t.contact_id WHERE e.kind = '{{}}' AND {RESIDENT}"
    " AND e.at >= :begin AND e.at < :end {} GROUP BY t.unit_id"
)
PASSED_ON = (
    "SELECT t.unit_id, count(*) FROM ticket t JOIN contact c ON c.id = t.contact_id JOIN"
    " (SELECT ticket_id, min(at) AS first_at FROM ticket_event"
    "  WHERE kind = 'offered' AND note = '{}' GROUP BY ticket_id) o ON o.ticket_id = t.id"
    f" WHERE {RESIDENT} AND o.first_at >= :begin AND o.first_at < :end GROUP BY t.unit_id"
)
CLASSES = (
    "SELECT unit_id, {} FROM (SELECT s.unit_id, CASE WHEN coalesce(s.headcount, 0) >"
    "  (SELECT count(*) FROM enrolment e WHERE e.session_id = s.id AND e.attended_at IS NOT NULL)"
    "  THEN s.headcount ELSE"
    "  (SELECT count(*) FROM enrolment e WHERE e.session_id = s.id AND e.attended_at IS NOT NULL)"
    "  END AS came FROM class_session s WHERE s.followed_at IS NOT NULL"
    "  AND s.starts_at >= :begin AND s.starts_at < :end) k WHERE came > 0 GROUP BY unit_id"
)
RECIPIENTS = (
    "SELECT coalesce(p.unit_id, b.unit_id), count(*) FROM broadcast b"
    " JOIN broadcast_recipient p ON p.broadcast_id = b.id LEFT JOIN delivery d"
    " ON d.key = 'b' || b.batch_id || ':' || p.recipient"
    " WHERE b.ended_at >= :begin AND b.ended_at < :end AND {}"
    " GROUP BY coalesce(p.unit_id, b.unit_id)"
)
STEPS = (
    "SELECT m.unit_id, count(*) FROM step_mark m JOIN guide g ON g.id = m.guide_id"
    f" JOIN contact c ON c.id = g.contact_id WHERE m.kind = '{{}}' AND {RESIDENT}"
    " AND m.marked_at >= :begin AND m.marked_at < :end GROUP BY m.unit_id"
)
DOORS = (
    "SELECT unit_id, {} FROM home_visit WHERE withdrawn_at IS NULL"
    " AND visited_on >= :first AND visited_on <= :last GROUP BY unit_id"
)
PROMISES = (
    "SELECT unit_id, count(*) FROM commitment WHERE {0} >= :begin AND {0} < :end {1}"
    " GROUP BY unit_id"
)
STATEMENTS: Mapping[CountName, str] = {
    CountName.ANSWERED: QUESTIONS.format("answer"),
    CountName.CHOICES: QUESTIONS.format("choices"),
    CountName.MISSED: QUESTIONS.format("none"),
    CountName.TOPIC_OPENED: QUESTIONS.format("chosen"),
    CountName.HELPED: VERDICTS.format(""),
    CountName.NOT_HELPED: VERDICTS.format("NOT"),
    CountName.TICKET_OPENED: HISTORY.format("opened", ""),
    CountName.TICKET_TAKEN: HISTORY.format("accepted", ""),
    CountName.TICKET_RESOLVED: HISTORY.format(
        "closed", "AND e.note IN ('done', 'answered', 'quiet', 'helped')"
    ),
    CountName.TICKET_REOPENED: HISTORY.format("reopened", ""),
    # In the invented year whatever came back came late; of no known village it was not counted.
    CountName.TICKET_LATE: HISTORY.format("returned", "AND t.unit_id IS NOT NULL"),
    CountName.UNTAKEN: HISTORY.format("escalated", ""),
    CountName.TO_NEIGHBOUR: PASSED_ON.format("neighbour"),
    CountName.TO_COMMUNE: PASSED_ON.format("commune"),
    CountName.RATING: "SELECT t.unit_id, count(*) FROM ticket t JOIN contact c"
    f" ON c.id = t.contact_id WHERE {RESIDENT} AND t.rating IS NOT NULL AND"
    " (SELECT max(at) FROM ticket_event e WHERE e.ticket_id = t.id AND e.kind = 'rated')"
    " >= :begin AND (SELECT max(at) FROM ticket_event e WHERE e.ticket_id = t.id"
    " AND e.kind = 'rated') < :end GROUP BY t.unit_id",
    CountName.CLASS_HELD: CLASSES.format("count(*)"),
    CountName.ATTENDED: CLASSES.format("sum(came)"),
    CountName.ENROLLED: "SELECT s.unit_id, count(*) FROM enrolment e JOIN class_session s"
    " ON s.id = e.session_id LEFT JOIN contact c ON c.id = e.contact_id"
    f" WHERE e.status <> 'asked' AND (c.id IS NULL OR ({RESIDENT}))"
    " AND e.joined_at >= :begin AND e.joined_at < :end GROUP BY s.unit_id",
    CountName.BROADCAST: "SELECT unit_id, count(*) FROM broadcast WHERE batch_id IS NOT NULL"
    " AND ended_at >= :begin AND ended_at < :end GROUP BY unit_id",
    CountName.ADDRESSED: RECIPIENTS.format("1 = 1"),
    CountName.DELIVERED: RECIPIENTS.format("p.reach = '' AND d.status = 'sent'"),
    CountName.UNREACHED: RECIPIENTS.format(
        "(p.reach <> '' OR (d.status = 'failed' AND d.reason = 'blocked'))"
    ),
    CountName.BALLOT: "SELECT coalesce(b.unit_id, p.unit_id), count(*) FROM ballot b"
    " JOIN poll p ON p.id = b.poll_id LEFT JOIN contact c ON c.id = b.contact_id"
    f" WHERE (c.id IS NULL OR ({RESIDENT})) AND b.cast_at >= :begin AND b.cast_at < :end"
    " GROUP BY coalesce(b.unit_id, p.unit_id)",
    CountName.STARTED: f"SELECT NULL, count(*) FROM contact c WHERE {RESIDENT}"
    " AND c.created_at >= :begin AND c.created_at < :end HAVING count(*) > 0",
    CountName.LINKED: f"SELECT c.unit_id, count(*) FROM contact c WHERE {RESIDENT}"
    " AND c.unit_id IS NOT NULL AND c.created_at >= :begin AND c.created_at < :end"
    " GROUP BY c.unit_id",
    CountName.CONSENTED: "SELECT c.unit_id, count(*) FROM consent s JOIN contact c"
    f" ON c.id = s.contact_id WHERE {RESIDENT}"
    " AND s.purpose = 'memory' AND s.given_at >= :begin AND s.given_at < :end GROUP BY c.unit_id",
    CountName.VISIT: "SELECT t.unit_id, count(*) FROM appointment a JOIN ticket t"
    f" ON t.id = a.ticket_id JOIN contact c ON c.id = t.contact_id WHERE {RESIDENT}"
    " AND a.outcome IN ('helped', 'again', 'no_device')"
    " AND a.ended_at >= :begin AND a.ended_at < :end GROUP BY t.unit_id",
    CountName.FACE_TO_FACE: "SELECT unit_id, sum(households) FROM support_log"
    " WHERE way = 'face' AND at >= :begin AND at < :end GROUP BY unit_id",
    CountName.HELP_KIND: "SELECT s.unit_id, sum(h.counted) FROM help_count h"
    " JOIN support_log s ON s.id = h.log_id LEFT JOIN ticket t ON t.id = s.ticket_id"
    " LEFT JOIN contact c ON c.id = t.contact_id WHERE s.withdrawn_at IS NULL"
    f" AND (c.id IS NULL OR ({RESIDENT}))"
    " AND s.at >= :begin AND s.at < :end GROUP BY s.unit_id",
    CountName.HOUSE_VISIT: DOORS.format("count(*)"),
    CountName.HOUSE_SET_UP: DOORS.format("sum(json_array_length(setups))"),
    CountName.HOUSE_REACHED: "SELECT unit_id, count(*) FROM household_reach"
    " WHERE reached_on >= :first AND reached_on <= :last GROUP BY unit_id",
    CountName.HOUSE_TOLD: "SELECT unit_id, count(*) FROM home_telling"
    " WHERE told_on >= :first AND told_on <= :last GROUP BY unit_id",
    CountName.COMMITMENT: PROMISES.format("approved_at", ""),
    CountName.COMMITMENT_KEPT: PROMISES.format("ended_at", "AND in_time"),
    CountName.COMMITMENT_LATE: PROMISES.format("late_at", ""),
    CountName.STEP_SHOWN: STEPS.format("shown"),
    CountName.STEP_STUCK: STEPS.format("stuck"),
}
WAITS = (
    "SELECT t.unit_id, t.opened_at, f.first_at FROM ticket t JOIN contact c ON c.id = t.contact_id"
    " JOIN (SELECT ticket_id, min(at) AS first_at FROM ticket_event WHERE kind = 'accepted'"
    "  OR (kind = 'closed' AND note = 'answered') GROUP BY ticket_id) f ON f.ticket_id = t.id"
    f" WHERE {RESIDENT} AND f.first_at >= :begin AND f.first_at < :end"
)
STARS = (
    "SELECT t.unit_id, t.rating FROM ticket t JOIN contact c ON c.id = t.contact_id"
    f" WHERE {RESIDENT} AND t.rating IS NOT NULL AND (SELECT max(at) FROM ticket_event e"
    "  WHERE e.ticket_id = t.id AND e.kind = 'rated') >= :begin AND (SELECT max(at)"
    "  FROM ticket_event e WHERE e.ticket_id = t.id AND e.kind = 'rated') < :end"
)
Unit = int | None  # None: whose village is not known


def query(session: Session, month: Period, statement: str, **columns: Any) -> list[Any]:
    """The rows of a statement in the month."""
    midnights = [
        datetime(day.year, day.month, day.day, MIDNIGHT, tzinfo=UTC)
        for day in (month.first - timedelta(days=1), month.last)
    ]
    names = ("begin", "end", "first", "last")
    bounds = list(zip(names, (*midnights, month.first, month.last), strict=True))
    prepared = text(statement).bindparams(
        *(
            bindparam(name, bound, type_=INSTANT if isinstance(bound, datetime) else DAY)
            for name, bound in bounds
            if f":{name}" in statement
        )
    )
    if columns:
        prepared = prepared.columns(**columns)  # type: ignore[assignment]
    return list(session.connection().execute(prepared))


class Truth:
    """What the rows tell of the month, by unit."""

    def __init__(self, session: Session, month: Period) -> None:
        self.counts: dict[CountName, Counter[Unit]] = {}
        for name, statement in STATEMENTS.items():
            self.counts[name] = Counter(
                {unit: int(n) for unit, n in query(session, month, statement)}
            )
        waits = query(session, month, WAITS, unit_id=INT, opened_at=INSTANT, first_at=INSTANT)
        minute = timedelta(minutes=1)
        self.waits = [(unit, (last - first) / minute) for unit, first, last in waits]
        self.stars = [(unit, int(stars)) for unit, stars in query(session, month, STARS)]

    def get(self, name: CountName, units: set[Unit]) -> int:
        """How often something was counted in these units."""
        return sum(count for unit, count in self.counts[name].items() if unit in units)

    def check(self, figures: Figures, units: set[Unit]) -> None:
        """Compare all figures of a report's row with the rows of these units."""
        count = {name: self.get(name, units) for name in STATEMENTS}
        for name, expected in count.items():
            told = (
                figures.get_details(name) if name is CountName.RATING else {"": figures.get(name)}
            )
            assert sum(told.values()) == expected, (name, units)
        asked = sum(
            count[name] for name in (CountName.ANSWERED, CountName.CHOICES, CountName.MISSED)
        )
        columns = {column.key: column.compute(figures) for column in COLUMNS}
        assert columns.pop("questions") == asked
        shares = {
            "answered_share": (count[CountName.ANSWERED], asked),
            "reached_share": (count[CountName.DELIVERED], count[CountName.ADDRESSED]),
        }
        for key, (part, whole) in shares.items():
            assert columns.pop(key) == (pytest.approx(part / whole) if whole else None), key
        self._check_stars(columns.pop("average_rating"), units)
        waits = [minutes for unit, minutes in self.waits if unit in units]
        assert sum(figures.get_details(CountName.FIRST_RESPONSE).values()) == len(waits)
        self._check_waits(columns.pop("median_response"), columns.pop("p95_response"), waits)
        assert (columns.pop("started") or 0) == count[CountName.STARTED]
        assert columns == {key: count[CountName(key)] for key in columns}

    def _check_stars(self, told: float | None, units: set[Unit]) -> None:
        stars = [given for unit, given in self.stars if unit in units]
        assert told == (pytest.approx(sum(stars) / len(stars)) if stars else None)

    def _check_waits(self, half: float | None, most: float | None, waits: list[float]) -> None:
        """The quantiles lie within the bucket of the exact ones."""
        if not waits:
            assert half is None and most is None
            return
        ordered = sorted(waits)
        exact_most = ordered[min(len(ordered) - 1, -(-95 * len(ordered) // 100) - 1)]
        assert half is not None and most is not None
        # Of an even number the median lies between two values, which may be of two buckets.
        lower, upper = ordered[(len(ordered) - 1) // 2], ordered[len(ordered) // 2]
        assert find_bucket(lower)[0] <= half <= find_bucket(upper)[1]
        assert find_bucket(exact_most)[0] <= most <= find_bucket(exact_most)[1]
        assert ordered[0] <= median(ordered) <= ordered[-1]


INT = SQLModel.metadata.tables["ticket"].c.id.type


def find_bucket(minutes: float) -> tuple[float, float]:
    """The bounds of the bucket that a wait falls into."""
    place = bisect_left(BOUNDS, minutes)
    return (BOUNDS[place - 1] if place else 0, BOUNDS[min(place, len(BOUNDS) - 1)])


@pytest.fixture
async def year(db: Database) -> Database:
    """An invented year of a commune."""
    topics = tuple(load_knowledge(DATA).topics.values())
    await db.write(fill_year, Plan(DATA / "demo", topics, 3000, POLICY), now=NOW)
    await db.write(make_promises)
    return db


def make_promises(session: Session) -> None:
    """Through the verbs, as the year invents none: done in time, done late, and withdrawn."""
    late = promise(session, "an-phu", date(2026, 10, 5), due_on=date(2026, 10, 20))
    service.remind_due(session, policy=POLICY, now=morning(date(2026, 10, 21)))
    in_time = promise(session, "an-phu", date(2026, 11, 3), due_on=date(2026, 11, 9))
    vain = promise(session, "ap-03", date(2026, 11, 4), due_on=date(2026, 11, 20))
    for kept, day in ((late, date(2026, 11, 5)), (in_time, date(2026, 11, 9))):
        service.keep_commitment(
            session, kept, "Đã làm xong.", actor=OPERATOR, today=day, now=morning(day)
        )
    withdrawn = morning(date(2026, 11, 19))
    service.withdraw_commitment(session, vain, "Chưa có kinh phí.", actor=OPERATOR, now=withdrawn)


def promise(session: Session, code: str, day: date, *, due_on: date) -> Commitment:
    """Promise something in the morning of a day."""
    source = Source(get_unit(session, code).id, "Đường thôn")
    words = CommitmentWords("Đường lầy.", "đổ bê tông", due_on)
    when = {"actor": OPERATOR, "today": day, "now": morning(day)}
    commitment = drafting.create_draft(session, source, words, **when)  # type: ignore[arg-type]
    drafting.submit_for_approval(session, commitment, **when)  # type: ignore[arg-type]
    drafting.approve_commitment(session, commitment, request_number="1", **when)  # type: ignore[arg-type]
    return commitment


def morning(day: date) -> datetime:
    """Ten o'clock in Vietnam."""
    return datetime(day.year, day.month, day.day, 3, tzinfo=UTC)


async def test_every_figure_of_a_month_is_what_the_rows_tell(year: Database) -> None:
    assert set(STATEMENTS) == set(CountName) - {CountName.FIRST_RESPONSE}

    def check(session: Session) -> None:
        truths = {month: Truth(session, month) for month in (OCTOBER, NOVEMBER)}
        seen = {
            name
            for truth in truths.values()
            for name in STATEMENTS
            if sum(truth.counts[name].values())
        }
        assert set(CountName) - seen <= {CountName.FIRST_RESPONSE, CountName.HOUSE_TOLD}
        villages = {unit.id for unit in list_units(session, UnitKind.VILLAGE)}
        everywhere: set[Unit] = {None, *(unit.id for unit in list_units(session))}
        commune, province = get_unit(session, "an-phu"), get_unit(session, "demo")
        for month, truth in truths.items():
            report = load_report(session, month, actor=OPERATOR, unit=commune)
            rows = {row.unit.id: row.figures for row in report.rows}
            for village in villages & set(rows):
                truth.check(rows[village], {village})
            truth.check(rows[commune.id], {commune.id})
            whole = load_report(session, month, actor=OPERATOR, unit=province)
            truth.check(whole.total, everywhere)
        # Days that end in no whole month are read from the days: nothing happened in these five.
        by_days = Period(NOVEMBER.first, date(2026, 12, 5))
        whole = load_report(session, by_days, actor=OPERATOR, unit=province)
        truths[NOVEMBER].check(whole.total, everywhere)

    await year.read(check)


async def test_the_sheet_tells_the_same_and_the_weeks_add_up(year: Database) -> None:
    def check(session: Session) -> None:
        commune = get_unit(session, "an-phu")
        compared: ComparedPeriod = compare_period(NOVEMBER)
        sheet = load_sheet(session, compared, actor=OPERATOR, unit=commune)
        report = load_report(session, NOVEMBER, actor=OPERATOR, unit=commune)
        columns = {column.key: column for column in COLUMNS}
        for line in sheet.lines:
            assert line.current == columns[line.column.key].compute(report.total)
            assert line.previous == columns[line.column.key].compute(report.previous)
        assert {line.column.key for line in sheet.lines} == set(SHEET_KEYS)
        for name in CountName:
            total = report.total.get(name)
            assert total == sum(step.figures.get(name) for step in report.steps)
            assert total == sum(row.figures.get(name) for row in report.rows)

    await year.read(check)
