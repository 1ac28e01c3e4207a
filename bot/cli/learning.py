"""`bot faq …` for review: misses, drafts, versions, conflicts, steps where residents get stuck."""

import argparse
import json
from datetime import timedelta

from bot import texts
from bot.cli.editing import shelf_and_edits
from bot.cli.terminal import Commands, add, in_transaction, local, say
from bot.core.clock import utc_now
from bot.core.settings import load
from bot.faq import editing, guide, misses, overlay
from bot.faq.models import Revision


def add_verbs(verbs: Commands) -> None:
    """Add the read-only verbs to `bot faq`."""
    asked = add(
        verbs,
        "misses",
        list_misses,
        help="What residents asked and did not get, grouped by likeness.",
        example="bot faq misses --days 30",
    )
    asked.add_argument("--days", type=int, default=30, help="how far back to look")
    asked.add_argument("--json", action="store_true", help="one JSON object a line")
    add(
        verbs,
        "drafts",
        list_drafts,
        help="Edits that wait for a second person.",
        example="bot faq drafts",
    )
    versions = add(
        verbs,
        "versions",
        list_versions,
        help="Every edit of a topic, newest first.",
        example="bot faq versions vneid-quen-mat-khau",
    )
    versions.add_argument("topic", help="the topic's id")
    add(
        verbs,
        "conflicts",
        list_conflicts,
        help="Edits of topics whose shipped text changed since: decide which one stands.",
        example="bot faq conflicts",
    )
    steps = add(
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
    groups = misses.group(in_transaction(lambda session: misses.list_misses(session, since=since)))
    for one in groups:
        villages = {code or "-": count for code, count in one.villages.most_common()}
        row = {
            "group": one.id,
            "count": len(one.misses),
            "villages": villages,
            "examples": [miss.text for miss in one.misses[:3]],
            "topic": one.point[0],
            "point": one.point[1],
        }
        if options.json:
            say(json.dumps(row, ensure_ascii=False))
        else:
            where = ", ".join(f"{code} {count}" for code, count in villages.items())
            point = "/".join(filter(None, one.point)) or "-"
            examples = " | ".join(miss.text for miss in one.misses[:3])
            say(f"{one.id}\t{len(one.misses)}\t{where}\t{point}\t{examples}")
    return 0


def list_drafts(_options: argparse.Namespace) -> int:
    """bot faq drafts"""
    for row in in_transaction(editing.list_drafts):
        say(_line(row))
    return 0


def list_versions(options: argparse.Namespace) -> int:
    """bot faq versions"""
    for row in in_transaction(lambda session: editing.list_versions(session, options.topic)):
        say(_line(row))
    return 0


def _line(row: Revision) -> str:
    return "\t".join(
        [
            str(row.id),
            row.topic_id,
            texts.REVISION_HIDES if row.content is None else texts.REVISION_TEXT,
            texts.REVISION_STATES[row.state],
            row.author,
            row.reviewer or "-",
            local(row.created_at),
            row.note,
        ]
    )


def list_conflicts(_options: argparse.Namespace) -> int:
    """bot faq conflicts"""
    shelf, edits = shelf_and_edits(load())
    found = overlay.conflicts(shelf.shipped, edits)
    for one in found:
        say(f"{one.revision_id}\t{one.topic_id}\t{texts.CONFLICTS[one.kind]}")
    return 1 if found else 0


def list_steps(options: argparse.Namespace) -> int:
    """bot faq steps"""
    for one in in_transaction(guide.count_steps):
        row = {
            "topic": one.topic_id,
            "step": one.step,
            "unit": one.unit_code,
            "shown": one.shown,
            "done": one.done,
            "stuck": one.stuck,
        }
        if options.json:
            say(json.dumps(row))
        else:
            say("\t".join(str(value if value is not None else "-") for value in row.values()))
    return 0
