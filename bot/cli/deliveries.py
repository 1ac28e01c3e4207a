"""`bot deliveries`: messages that could not be sent, and why."""

import argparse
import json
from datetime import timedelta

from bot.cli.parser import Commands, add_command, day_count
from bot.cli.terminal import format_local, in_transaction, print_line
from bot.core.clock import utc_now
from bot.outbox import failure_reasons


def add_verbs(verbs: Commands) -> None:
    """Add the verb of `bot deliveries`."""
    failed = add_command(
        verbs,
        "list",
        list_failed,
        help="Messages that could not be sent, newest first, and why.",
        example="bot deliveries list --days 7",
    )
    failed.add_argument("--days", type=day_count, default=7, help="how far back to look")
    failed.add_argument("--json", action="store_true", help="one JSON object a line")


def list_failed(options: argparse.Namespace) -> int:
    """bot deliveries list"""
    since = utc_now() - timedelta(days=options.days)
    for delivery in in_transaction(
        lambda session: failure_reasons.list_failed(session, since=since)
    ):
        row = {
            "delivery": delivery.id,
            "contact": delivery.contact_id,
            "channel": delivery.account,
            "at": delivery.settled_at.isoformat(timespec="minutes") if delivery.settled_at else "",
            "attempts": delivery.attempts,
            "why": failure_reasons.describe_failure(delivery),
            "platform": delivery.reason,
        }
        print_line(
            json.dumps(row, ensure_ascii=False)
            if options.json
            else "\t".join(map(str, {**row, "at": format_local(delivery.settled_at)}.values()))
        )
    return 0
