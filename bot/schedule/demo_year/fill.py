"""`bot demo fill --year`: invent a year of the first demo commune, the same for the same seed.

Rows are written in bulk, without the verbs: nobody is notified, every delivery is settled. Counters
are those that the rows tell (`recount_days`).
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from sqlalchemy import bindparam, text, update
from sqlmodel import Session, SQLModel, col, select

from bot import texts
from bot.core.dialects import dialect_name
from bot.core.errors import UserError
from bot.core.policy import Policy
from bot.faq.knowledge_files import Topic
from bot.people.models import Contact, Person, has_phone
from bot.people.units import UnitKind, list_units
from bot.reports.periods import Period
from bot.reports.recount import recount_days, sum_months_again
from bot.schedule import demo
from bot.schedule.demo_year import classes, clearing, notices, office, outreach
from bot.schedule.demo_year.counts import LateCounts
from bot.schedule.demo_year.moments import Year
from bot.schedule.demo_year.people import MARK, Commune, Resident, make_commune, make_residents
from bot.schedule.demo_year.questions import Asking, TopicChoice, add_question
from bot.schedule.demo_year.rows import RowWriter
from bot.schedule.demo_year.talk import add_outgoing
from bot.schedule.demo_year.tickets import TicketMaker
from bot.tickets import search_words

SEED = 2026
FEWEST, MOST = 50, 200_000  # persons
QUESTIONS, TICKETS, FACE_TO_FACE = 1.0, 1 / 6, 1 / 20  # for each person
CONTACT = SQLModel.metadata.tables["contact"]


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is invented, and out of what."""

    folder: Path  # of the demo communes
    topics: Sequence[Topic]
    persons: int
    policy: Policy
    seed: int = SEED


def fill_year(session: Session, plan: Plan, *, now: datetime) -> Mapping[str, int]:
    """Fill the year before `now`; returns the rows by table. Loads the demo when there is none.

    Raises UserError for a database with real data, one that is filled already, or a number of
    persons that is out of bounds.
    """
    if not FEWEST <= plan.persons <= MOST:
        raise UserError(texts.YEAR_TOO_FEW.format(fewest=FEWEST, most=MOST))
    demo.load_demo(session, plan.folder, now=now)
    _refuse_real_data(session, plan.folder)
    rng = Random(plan.seed)
    rows, year, late = RowWriter(session), Year(rng, plan.policy.zone, now=now), LateCounts()
    for unit in list_units(session, UnitKind.PROVINCE):
        unit.live_since = unit.live_since or year.at(year.first, datetime.min.time())
    commune_unit = list_units(session, UnitKind.COMMUNE)[0]
    commune = make_commune(session, rows, year, commune_unit)
    residents = make_residents(rows, rng, year, commune, late, persons=plan.persons)
    rows.flush()
    _add_talk(session, rows, rng, year, commune, residents, late, plan, now=now)
    writing = notices.Office(rows, rng, year, commune)
    notices.add_broadcasts(writing, residents)
    notices.add_polls(writing, residents)
    classes.add_classes(rows, rng, year, commune, residents)
    office.add_deeds(rows, rng, year, commune)
    visits = round(plan.persons * FACE_TO_FACE)
    office.add_face_to_face(rows, rng, year, commune, count=visits)
    rows.flush()
    outreach.add_outreach(session, rows, rng, year, commune)
    rows.flush()
    recount_days(session, Period(year.first, year.last))
    late.write(rows)
    rows.close()
    sum_months_again(session, Period(year.first, year.last))
    search_words.index_all(session)
    _analyze(session)
    return dict(rows.totals)


def _refuse_real_data(session: Session, folder: Path) -> None:
    """Raise UserError when a unit or a person is not the demo's, or a year is there already."""
    codes = demo.read_unit_codes(folder)
    if strange := [unit.code for unit in list_units(session) if unit.code not in codes]:
        raise UserError(texts.YEAR_REAL_DATA.format(what=", ".join(strange[:3])))
    phones = [*demo.read_team_phones(folder), MARK]
    query = select(Person.name).where(~has_phone(*phones), col(Person.name) != "")
    if (name := session.exec(query.limit(1)).first()) is not None:
        raise UserError(texts.YEAR_REAL_DATA.format(what=name))
    filled = select(Contact.id).where(clearing.is_invented())
    if session.exec(filled.limit(1)).first() is not None:
        raise UserError(texts.YEAR_FILLED_BEFORE)


def _add_talk(
    session: Session,
    rows: RowWriter,
    rng: Random,
    year: Year,
    commune: Commune,
    residents: list[Resident],
    late: LateCounts,
    plan: Plan,
    *,
    now: datetime,
) -> None:
    """Add greetings, questions and tickets in the order of time."""
    topics = TopicChoice(plan.topics, rng)
    tickets = TicketMaker(rows, rng, commune, late, now=now)
    questions = sorted(year.pick() for _ in range(round(plan.persons * QUESTIONS)))
    becomes_ticket = set(
        rng.sample(range(len(questions)), round(plan.persons * TICKETS)) if questions else ()
    )
    begins = [resident.since for resident in residents]
    greeted = 0
    for number, at in enumerate(questions):
        known = max(1, bisect_left(begins, at))
        for resident in residents[greeted:known]:
            add_outgoing(rows, resident.id, resident.account, texts.YEAR_GREETING, resident.since)
        greeted = max(greeted, known)
        resident = residents[int(known * rng.random())]
        at = max(at, resident.since + timedelta(seconds=30))
        topic = add_question(rows, rng, topics, Asking(resident, at))
        if number in becomes_ticket and not resident.has_open_ticket:
            tickets.add(resident, topic, at + timedelta(seconds=40))
        rows.flush_many()
    rows.flush()
    seen = [
        {"contact": resident.id, "seen": resident.seen_at}
        for resident in residents
        if resident.seen_at != resident.since
    ]
    _update_seen(session, seen)


def _update_seen(session: Session, seen: Sequence[Mapping[str, object]]) -> None:
    statement = (
        update(CONTACT)
        .where(CONTACT.c.id == bindparam("contact"))
        .values(seen_at=bindparam("seen"), last_interaction_at=bindparam("seen"))
    )
    if seen:
        session.connection().execute(statement, list(seen))


def _analyze(session: Session) -> None:
    """Let PostgreSQL plan by what is there now; SQLite plans by the index alone."""
    if dialect_name(session) == "postgresql":
        session.execute(text("ANALYZE"))
