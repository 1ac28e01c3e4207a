"""`bot classes proposals` and `propose`: class proposals from residents' questions."""

import argparse
import json
from datetime import timedelta

from bot import texts
from bot.classes import proposals
from bot.cli import times
from bot.cli.terminal import Commands, add, in_transaction, named_unit, say
from bot.core.clock import utc_now
from bot.core.policy import policy_from
from bot.core.settings import load
from bot.faq.knowledge_base import build_index
from bot.usecases import class_from_demand

SHOWN = timedelta(weeks=8)


def add_verbs(verbs: Commands) -> None:
    """Add `proposals` and `propose` to `bot classes`."""
    listed = add(
        verbs,
        "proposals",
        show_proposals,
        help="The classes that were proposed in the last eight weeks, and what was decided.",
        example="bot classes proposals an-phu --json",
    )
    listed.add_argument("unit", help="the unit's code")
    listed.add_argument("--json", action="store_true", help="one JSON object a line")
    add(
        verbs,
        "propose",
        propose_now,
        help="Propose this week's classes now instead of on Thursday.",
        example="bot classes propose",
    )


def show_proposals(options: argparse.Namespace) -> int:
    """bot classes proposals"""
    since = utc_now() - SHOWN
    found = in_transaction(
        lambda session: proposals.list_proposals(
            session, named_unit(session, options.unit), since=since
        )
    )
    for one, unit in found:
        row = {
            "id": one.id,
            "unit": unit.code,
            "topic": one.topic_id,
            "title": one.title,
            "askers": one.askers,
            "state": one.state,
            "proposed_at": one.proposed_at.isoformat(timespec="minutes"),
            "class": one.session_id,
        }
        line = texts.DEMAND_LINE.format(
            number=one.id,
            unit=unit.name,
            title=one.title,
            count=one.askers,
            state=texts.DEMAND_STATES[one.state],
        )
        say(json.dumps(row, ensure_ascii=False) if options.json else line)
    return 0


def propose_now(_options: argparse.Namespace) -> int:
    """bot classes propose"""
    settings, now = load(), utc_now()
    index = build_index(settings.data_dir, today=times.today(settings))
    policy = policy_from(settings)
    made = in_transaction(
        lambda session: class_from_demand.propose(session, index, policy=policy, now=now)
    )
    say(texts.DEMAND_MADE.format(count=made))
    return 0
