"""`bot classes proposals` and `propose`: class proposals from residents' questions."""

import argparse
import asyncio
import json
from datetime import timedelta
from functools import partial

from bot import texts
from bot.classes import proposals
from bot.cli import argument_types
from bot.cli.knowledge import load_knowledge_base
from bot.cli.parser import Commands, add_command
from bot.cli.terminal import (
    get_named_unit,
    in_transaction,
    load_policy,
    open_upgraded_database,
    print_line,
)
from bot.core.clock import utc_now
from bot.core.settings import load_settings
from bot.people.actor import OPERATOR
from bot.usecases import class_from_demand

LISTED_PERIOD = timedelta(weeks=8)


def add_verbs(verbs: Commands) -> None:
    """Add `proposals` and `propose` to `bot classes`."""
    listed = add_command(
        verbs,
        "proposals",
        list_proposals,
        help="The classes that were proposed in the last eight weeks, and what was decided.",
        example="bot classes proposals an-phu --json",
    )
    listed.add_argument("unit", help="the unit's code")
    listed.add_argument("--json", action="store_true", help="one JSON object a line")
    add_command(
        verbs,
        "propose",
        propose_classes,
        help="Propose this week's classes now instead of on Thursday.",
        example="bot classes propose",
    )


def list_proposals(options: argparse.Namespace) -> int:
    """bot classes proposals"""
    since = utc_now() - LISTED_PERIOD
    class_proposals = in_transaction(
        lambda session: proposals.list_proposals(
            session, get_named_unit(session, options.unit), actor=OPERATOR, since=since
        )
    )
    for proposal, unit in class_proposals:
        row = {
            "id": proposal.id,
            "unit": unit.code,
            "topic": proposal.topic_id,
            "title": proposal.title,
            "askers": proposal.askers,
            "state": proposal.state,
            "proposed_at": proposal.proposed_at.isoformat(timespec="minutes"),
            "class": proposal.session_id,
        }
        line = texts.DEMAND_LINE.format(
            number=proposal.id,
            unit=unit.name,
            title=proposal.title,
            count=proposal.askers,
            state=texts.DEMAND_STATES[proposal.state],
        )
        print_line(json.dumps(row, ensure_ascii=False) if options.json else line)
    return 0


def propose_classes(_options: argparse.Namespace) -> int:
    """bot classes propose"""
    settings, now = load_settings(), utc_now()
    today = argument_types.local_today(settings)
    knowledge_base = load_knowledge_base(settings)
    policy = load_policy()
    with open_upgraded_database(settings) as db:
        asyncio.run(knowledge_base.refresh(db, today=today))
        propose = partial(
            class_from_demand.propose_classes,
            get_unit_index=knowledge_base.for_unit_path,
            policy=policy,
            now=now,
        )
        count = asyncio.run(db.write(propose))
    print_line(texts.DEMAND_MADE.format(count=count))
    return 0
