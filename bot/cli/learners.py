"""`bot classes …` about learners: feedback, skills, certificates."""

import argparse
import json
from pathlib import Path

from sqlmodel import Session

from bot import texts
from bot.classes import follow_up, service, skills
from bot.classes.certificate import print_sheets
from bot.classes.skills import Sheet
from bot.cli.files import write_out
from bot.cli.terminal import Commands, add, in_transaction, named_unit, say
from bot.core.clock import utc_now
from bot.core.errors import BotError
from bot.core.settings import load
from bot.people import units
from bot.people.units import Unit, UnitKind
from bot.vietnamese.letters import natural_key


def add_verbs(verbs: Commands) -> None:
    """Add `feedback`, `skills` and `certificate` to `bot classes`."""
    said = add(
        verbs,
        "feedback",
        show_feedback,
        help="What those who were there said: counts, and what they want to learn next.",
        example="bot classes feedback 12 --json",
    )
    said.add_argument("number", type=int, help="the class's number")
    said.add_argument("--json", action="store_true", help="print one JSON object")
    counted = add(
        verbs,
        "skills",
        show_skills,
        help="How many learners of each village were seen to do what.",
        example="bot classes skills an-phu --json",
    )
    counted.add_argument("unit", help="the unit's code")
    counted.add_argument("--json", action="store_true", help="one JSON object a village")
    printed = add(
        verbs,
        "certificate",
        make_certificates,
        help="Print what the learners of a class can do: A4, one page a learner.",
        example="bot classes certificate 12 --out giay-xac-nhan.pdf",
    )
    printed.add_argument("number", type=int, help="the class's number")
    printed.add_argument("--out", type=Path, required=True, help="the PDF to write")


def show_feedback(options: argparse.Namespace) -> int:
    """bot classes feedback"""

    def read(session: Session) -> dict[str, object]:
        one = service.get(session, options.number)
        unit = session.get_one(Unit, one.unit_id)
        since = one.created_at
        found = follow_up.list_wishes(session, unit, since=since, class_id=one.id)
        counts = follow_up.count_feedback(session, one.id)
        return {"class": one.id, **counts, "wishes": [words for *_, words in found]}

    row = in_transaction(read)
    if options.json:
        say(json.dumps(row, ensure_ascii=False))
        return 0
    for name, label in zip(follow_up.ANSWERS, texts.FEEDBACK_ANSWERS, strict=True):
        say(f"{label}\t{row[name]}/{row['asked']}")
    for words in row["wishes"]:  # type: ignore[attr-defined]
        say(f"- {words}")
    return 0


def show_skills(options: argparse.Namespace) -> int:
    """bot classes skills"""
    known = skills.load(load().data_dir)
    counts = in_transaction(
        lambda session: skills.count_skills(session, named_unit(session, options.unit))
    )
    for code, found in sorted(counts.items(), key=lambda pair: natural_key(pair[0])):
        row = {"unit": code, **{skill.id: found[skill.id] for skill in known}}
        say(json.dumps(row) if options.json else "\t".join(map(str, row.values())))
    return 0


def make_certificates(options: argparse.Namespace) -> int:
    """bot classes certificate"""
    settings, now = load(), utc_now()
    known = skills.load(settings.data_dir)

    def collect(session: Session) -> tuple[list[Sheet], int, str]:
        one = service.get(session, options.number)
        made, left = skills.sheets_of(session, one, known, now=now)
        unit = session.get_one(Unit, one.unit_id)
        commune = units.ancestor(session, unit, UnitKind.COMMUNE) or unit
        return made, left, commune.name

    made, left, commune = in_transaction(collect)
    if not made:
        raise BotError(texts.CERTIFICATES_NONE)
    link = f"{settings.public_url}/certificates/" if settings.public_url else ""
    today = now.astimezone(settings.zone).date()
    pdf = print_sheets(made, commune, today, link=link)
    file = write_out(options.out, pdf)
    say(texts.CERTIFICATES_MADE.format(count=len(made), file=file, left=left))
    return 0
