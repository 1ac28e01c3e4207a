"""`bot reminders`: what is due is done now."""

import argparse
import json
from functools import partial
from typing import Any

from bot.classes import class_series, follow_up, watchdog
from bot.cli.parser import Commands, add_command
from bot.cli.terminal import in_transaction, print_line
from bot.core.clock import utc_now
from bot.core.policy import policy_from
from bot.core.settings import load_settings
from bot.outbox import digest
from bot.outreach import follow_ups
from bot.reminders import deadlines, service
from bot.usecases import due_reminders


def add_verbs(verbs: Commands) -> None:
    """Add the verb of `bot reminders`."""
    sending = add_command(
        verbs,
        "send",
        fire_reminders,
        help="Do the reminders that are due (what the clock does every minute).",
        example="bot reminders send",
    )
    sending.add_argument("--now", action="store_true", required=True, help="once, now")


def fire_reminders(_options: argparse.Namespace) -> int:
    """bot reminders send"""
    policy, now = policy_from(load_settings()), utc_now()
    known = deadlines.load_deadlines(load_settings().data_dir)
    counts = {"overdue": in_transaction(lambda session: watchdog.count_overdue(session, now=now))}
    jobs: tuple[tuple[str, Any, dict[str, Any]], ...] = (
        ("reminders", due_reminders.fire_due, {"policy": policy}),
        ("deadlines", service.send_deadlines_due, {"policy": policy, "deadlines": known}),
        ("digests", digest.gather_due, {"policy": policy}),
        ("returns", follow_ups.remind_due, {"policy": policy}),
    )
    for name, due, given in jobs:
        counts[name] = 0
        while done := in_transaction(partial(due, now=now, **given)):
            counts[name] += done
    for name, once in (
        ("classes", class_series.open_sessions_due),
        ("followed", follow_up.follow_up_due),
        ("make_ups", follow_up.offer_make_ups_due),
    ):
        counts[name] = in_transaction(partial(once, policy=policy, now=now))
    print_line(json.dumps(counts))
    return 0
