"""`bot faq …` for review: misses, drafts, versions, conflicts, steps where residents get stuck."""

import argparse
import json
from datetime import timedelta

from sqlmodel import Session

from bot import texts
from bot.cli.parser import Commands, add_command, day_count
from bot.cli.terminal import format_local, in_transaction, print_line
from bot.core.clock import utc_now
from bot.core.settings import load_settings
from bot.faq import guide, misses, overlay, revision_lifecycle
from bot.faq.knowledge_files import load_knowledge
from bot.faq.models import Revision
from bot.people.actor import OPERATOR
from bot.people.units import Unit, list_units


def add_verbs(verbs: Commands) -> None:
    """Add the read-only verbs to `bot faq`."""
    _add_counts(verbs)
    _add_revisions(verbs)


def _add_revisions(verbs: Commands) -> None:
    add_command(
        verbs,
        "drafts",
        list_drafts,
        help="Edits that wait for a second person.",
        example="bot faq drafts",
    )
    versions = add_command(
        verbs,
        "versions",
        list_versions,
        help="Every edit of a topic, newest first.",
        example="bot faq versions vneid-quen-mat-khau",
    )
    versions.add_argument("topic", help="the topic's id")
    add_command(
        verbs,
        "conflicts",
        list_conflicts,
        help="Edits of topics whose shipped text changed since: decide which one stands.",
        example="bot faq conflicts",
    )


def _add_counts(verbs: Commands) -> None:
    asked = add_command(
        verbs,
        "misses",
        list_misses,
        help="What residents asked and did not get, grouped by likeness.",
        example="bot faq misses --days 30",
    )
    asked.add_argument("--days", type=day_count, default=30, help="how far back to look")
    asked.add_argument("--json", action="store_true", help="one JSON object a line")
    steps = add_command(
        verbs,
        "steps",
        list_steps,
        help="Where residents get stuck: counts per step and village.",
        example="bot faq steps",
    )
    steps.add_argument("--json", action="store_true", help="one JSON object a line")


def list_misses(options: argparse.Namespace) -> int:
    """bot faq misses"""
    since = utc_now() - timedelta(days=options.days)
    groups = misses.group_misses(
        in_transaction(lambda session: misses.list_misses(session, since=since))
    )
    for group in groups:
        villages = {code or "-": count for code, count in group.villages.most_common()}
        row = {
            "group": group.id,
            "count": len(group.misses),
            "villages": villages,
            "examples": [miss.text for miss in group.misses[:3]],
            "topic": group.missing_detail[0],
            "point": group.missing_detail[1],
        }
        if options.json:
            print_line(json.dumps(row, ensure_ascii=False))
        else:
            where = ", ".join(f"{code} {count}" for code, count in villages.items())
            point = "/".join(filter(None, group.missing_detail)) or "-"
            examples = " | ".join(miss.text for miss in group.misses[:3])
            print_line(f"{group.id}\t{len(group.misses)}\t{where}\t{point}\t{examples}")
    return 0


def list_drafts(_options: argparse.Namespace) -> int:
    """bot faq drafts"""
    for line in in_transaction(
        lambda session: [
            _format_revision(row, unit)
            for row, unit in revision_lifecycle.list_drafts(session, actor=OPERATOR)
        ]
    ):
        print_line(line)
    return 0


def list_versions(options: argparse.Namespace) -> int:
    """bot faq versions"""
    for line in in_transaction(
        lambda session: [
            _format_revision(row, unit)
            for row, unit in revision_lifecycle.list_revisions(
                session, options.topic, actor=OPERATOR
            )
        ]
    ):
        print_line(line)
    return 0


def _format_revision(row: Revision, unit: Unit | None) -> str:
    return "\t".join(
        [
            str(row.id),
            row.topic_id,
            unit.code if unit else "-",
            texts.REVISION_HIDES if row.content is None else texts.REVISION_TEXT,
            texts.REVISION_STATES[row.state],
            row.author,
            row.reviewer or "-",
            format_local(row.created_at),
            row.note,
        ]
    )


def list_conflicts(_options: argparse.Namespace) -> int:
    """bot faq conflicts"""
    settings = load_settings()
    shipped = load_knowledge(settings.data_dir)

    def read(session: Session) -> list[tuple[overlay.Conflict, str]]:
        revisions = revision_lifecycle.list_readable_revisions(session, actor=OPERATOR)
        codes = {unit.path: unit.code for unit in list_units(session)}
        return [
            (conflict, codes.get(conflict.unit_path, "-"))
            for conflict in overlay.list_conflicts(shipped, revisions)
        ]

    conflicts = in_transaction(read)
    for conflict, code in conflicts:
        kind = texts.CONFLICTS[conflict.kind]
        print_line(f"{conflict.revision_id}\t{conflict.topic_id}\t{code}\t{kind}")
    return 1 if conflicts else 0


def list_steps(options: argparse.Namespace) -> int:
    """bot faq steps"""
    for step_count in in_transaction(guide.count_steps):
        row = {
            "topic": step_count.topic_id,
            "step": step_count.step,
            "unit": step_count.unit_code,
            "shown": step_count.shown,
            "done": step_count.done,
            "stuck": step_count.stuck,
        }
        if options.json:
            print_line(json.dumps(row))
        else:
            print_line(
                "\t".join(str(value if value is not None else "-") for value in row.values())
            )
    return 0
