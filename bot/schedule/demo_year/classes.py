"""Weekly classes of the invented year: seats taken, who came, what they said of it."""

from datetime import datetime, time, timedelta
from random import Random

from bot import texts
from bot.classes.models import Clarity, EnrolmentStatus
from bot.core import codes
from bot.people.units import Unit
from bot.schedule.demo_year.moments import Year
from bot.schedule.demo_year.people import Commune, Resident
from bot.schedule.demo_year.rows import RowWriter

EVERY = timedelta(days=14)  # of one village; the villages take turns, so there are some each week
AHEAD = timedelta(days=21)
SEATS = 25
MINUTES = 90
CAME, TOLD = 0.74, 0.4
CLARITY_WEIGHTS = (80, 14, 6)
EVENING, AFTERNOON = time(19, 30), time(14, 0)


def add_classes(
    rows: RowWriter, rng: Random, year: Year, commune: Commune, residents: list[Resident]
) -> None:
    """Add the classes of every village, those of the next weeks too."""
    for number, unit in enumerate(commune.villages):
        neighbours = [resident for resident in residents if resident.unit_id == unit.id]
        day = year.first + timedelta(days=number % EVERY.days)
        while day <= year.last + AHEAD:
            starts_at = year.at(day, EVENING if rng.random() < 0.8 else AFTERNOON)
            _add_class(rows, rng, unit, starts_at, neighbours, now=year.now)
            day += EVERY
            rows.flush_many()


def _add_class(
    rows: RowWriter,
    rng: Random,
    unit: Unit,
    starts_at: datetime,
    neighbours: list[Resident],
    *,
    now: datetime,
) -> None:
    is_over = starts_at + timedelta(days=1) < now
    made_at = starts_at - timedelta(days=10)
    is_cancelled = is_over and rng.random() < 0.04
    learners = _choose_learners(rng, neighbours, min(made_at, now))
    class_id = rows.reserve_id("class_session")
    came = is_over and not is_cancelled
    rows.add_keyed(
        "class_session",
        id=class_id,
        code=f"mau-{class_id}",
        unit_id=unit.id,
        topic=rng.choice(texts.YEAR_CLASSES),
        place=texts.YEAR_CLASS_PLACE.format(unit=unit.name),
        teacher=rng.choice(texts.YEAR_TEACHERS),
        seats=SEATS,
        bring=texts.YEAR_BRING,
        starts_at=starts_at,
        minutes=MINUTES,
        door_code=_make_door_code(class_id),
        headcount=len(learners) + rng.randint(0, 6) if came and rng.random() < 0.3 else None,
        sheet=[],
        rolled_at=starts_at + timedelta(minutes=20) if came else None,
        listed_at=min(made_at, now),
        followed_at=starts_at + timedelta(hours=13) if came else None,
        cancelled_at=starts_at - timedelta(days=1) if is_cancelled else None,
        created_at=min(made_at, now),
    )
    for place, resident in enumerate(learners):
        joined_at = min(made_at, now) + timedelta(seconds=place)
        _add_learner(rows, rng, class_id, resident, starts_at, joined_at, came=came)


def _choose_learners(rng: Random, neighbours: list[Resident], known_at: datetime) -> list[Resident]:
    known = [resident for resident in neighbours if resident.since < known_at]
    return rng.sample(known, min(len(known), rng.randint(6, SEATS)))


def _make_door_code(class_id: int) -> str:
    """Return a code of eight letters made from the number."""
    size = len(codes.ALPHABET)
    mixed = (class_id * 2_654_435_761 + 97) % size**8
    return "".join(codes.ALPHABET[mixed // size**place % size] for place in range(8))


def _add_learner(
    rows: RowWriter,
    rng: Random,
    class_id: int,
    resident: Resident,
    starts_at: datetime,
    joined_at: datetime,
    *,
    came: bool,
) -> None:
    attended = came and rng.random() < CAME
    rows.add(
        "enrolment",
        key=f"{class_id}:{resident.id}:",
        session_id=class_id,
        contact_id=resident.id,
        learner="",
        status=EnrolmentStatus.JOINED,
        joined_at=joined_at,
        holder=f"c{resident.id}",
        attended_at=starts_at + timedelta(minutes=10) if attended else None,
    )
    if attended and rng.random() < TOLD:
        rows.add(
            "class_feedback",
            session_id=class_id,
            contact_id=resident.id,
            clear=rng.choices(list(Clarity), CLARITY_WEIGHTS)[0],
            wish="",
            asked_at=starts_at + timedelta(hours=13),
            answered_at=starts_at + timedelta(hours=14),
        )
