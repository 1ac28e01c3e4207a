"""`bot classes …` about learners: feedback, skills, certificates."""

import argparse
import json
from pathlib import Path

from sqlmodel import Session

from bot import texts
from bot.classes import follow_up, service, skills
from bot.classes.certificate_pdf import render_certificates
from bot.classes.models import Clarity
from bot.classes.skills import CertificateSheet
from bot.cli.output_files import write_output
from bot.cli.parser import Commands, add_command, row_number
from bot.cli.printed_documents import add_roll
from bot.cli.terminal import get_named_unit, in_transaction, print_line
from bot.core.clock import utc_now
from bot.core.errors import BotError
from bot.core.settings import load_settings
from bot.documents.office_form import Letterhead
from bot.people.actor import OPERATOR
from bot.people.units import Unit
from bot.usecases.letterheads import load_letterhead
from bot.vietnamese.letters import natural_sort_key


def add_verbs(verbs: Commands) -> None:
    """Add `roll`, `feedback`, `skills` and `certificate` to `bot classes`."""
    add_roll(verbs)
    said = add_command(
        verbs,
        "feedback",
        show_feedback,
        help="What those who were there said: counts, and what they want to learn next.",
        example="bot classes feedback 12 --json",
    )
    said.add_argument("number", type=row_number, help="the class's number")
    said.add_argument("--json", action="store_true", help="print one JSON object")
    counted = add_command(
        verbs,
        "skills",
        show_skills,
        help="How many learners of each village were seen to do what.",
        example="bot classes skills an-phu --json",
    )
    counted.add_argument("unit", help="the unit's code")
    counted.add_argument("--json", action="store_true", help="one JSON object a village")
    printed = add_command(
        verbs,
        "certificate",
        print_certificates,
        help="Print what the learners of a class can do: A4, one page a learner.",
        example="bot classes certificate 12 --out giay-xac-nhan.pdf",
    )
    printed.add_argument("number", type=row_number, help="the class's number")
    printed.add_argument("--out", type=Path, required=True, help="the PDF to write")


def show_feedback(options: argparse.Namespace) -> int:
    """bot classes feedback"""

    def read(session: Session) -> dict[str, object]:
        class_session = service.get_managed_class(session, options.number, actor=OPERATOR)
        unit = session.get_one(Unit, class_session.unit_id)
        since = class_session.created_at
        wishes = follow_up.list_wished_topics(
            session, unit, actor=OPERATOR, since=since, class_id=class_session.id
        )
        counts = follow_up.count_feedback(session, class_session.id, actor=OPERATOR)
        return {"class": class_session.id, **counts, "wishes": [wish for *_, wish in wishes]}

    row = in_transaction(read)
    if options.json:
        print_line(json.dumps(row, ensure_ascii=False))
        return 0
    for name, label in zip(Clarity, texts.FEEDBACK_ANSWERS, strict=True):
        print_line(f"{label}\t{row[name]}/{row['asked']}")
    for wish in row["wishes"]:  # type: ignore[attr-defined]
        print_line(f"- {wish}")
    return 0


def show_skills(options: argparse.Namespace) -> int:
    """bot classes skills"""
    known = skills.load_skills(load_settings().data_dir)
    counts = in_transaction(
        lambda session: skills.count_skills(
            session, get_named_unit(session, options.unit), actor=OPERATOR
        )
    )
    for code, skill_counts in sorted(counts.items(), key=lambda pair: natural_sort_key(pair[0])):
        row = {"unit": code, **{skill.id: skill_counts[skill.id] for skill in known}}
        print_line(json.dumps(row) if options.json else "\t".join(map(str, row.values())))
    return 0


def print_certificates(options: argparse.Namespace) -> int:
    """bot classes certificate"""
    settings, now = load_settings(), utc_now()
    known = skills.load_skills(settings.data_dir)

    def collect(session: Session) -> tuple[list[CertificateSheet], int, Letterhead]:
        class_session = service.get_managed_class(session, options.number, actor=OPERATOR)
        printed, skipped = skills.issue_sheets(
            session, class_session, known, actor=OPERATOR, now=now
        )
        unit = session.get_one(Unit, class_session.unit_id)
        return printed, skipped, load_letterhead(session, unit, is_team=True)

    printed, skipped, letterhead = in_transaction(collect)
    if not printed:
        raise BotError(texts.CERTIFICATES_NONE)
    link = f"{settings.public_url}/certificates/" if settings.public_url else ""
    today = now.astimezone(settings.zone).date()
    pdf = render_certificates(printed, letterhead, today, link=link)
    file = write_output(options.out, pdf)
    print_line(texts.CERTIFICATES_MADE.format(count=len(printed), file=file, left=skipped))
    return 0
