"""`bot polls`: ask for approval, open, remind, close, reopen, send the result."""

import argparse
from collections.abc import Callable
from typing import Any

from sqlmodel import Session

from bot import texts
from bot.cli.parser import Commands, add_command, row_number
from bot.cli.terminal import in_transaction, print_line
from bot.core.clock import utc_now
from bot.core.policy import policy_from
from bot.core.settings import load_settings
from bot.people.actor import OPERATOR
from bot.polls import approval, closing, rounds, service, wording
from bot.polls.models import PollState


def add_verbs(verbs: Commands) -> None:
    """Add the verbs that move a poll on to `bot polls`."""
    for name, verb, help in (
        ("ask", request_approval, "Ask the second person, in their chat, to let it go."),
        ("open", open_poll, "Open it at once, without a second person; on record."),
        ("remind", remind_voters, "Ask those who did not answer once more; at most twice."),
        ("close", close_poll, "Nobody answers any more."),
        ("reopen", reopen_poll, "It was closed by a slip, within the hour."),
        ("tell", send_result, "The result goes back to the villages."),
    ):
        verb_parser = add_command(verbs, name, verb, help=help, example=f"bot polls {name} 3")
        verb_parser.add_argument("number", type=row_number, help="the poll's number")
        verb_parser.add_argument("--json", action="store_true", help="print JSON")


def _change_state(options: argparse.Namespace, verb: Callable[..., Any], template: str) -> int:
    def work(session: Session) -> Any:
        poll = service.get_poll(session, options.number, lock=True)
        return verb(session, poll, actor=OPERATOR, now=utc_now()), poll.state

    count, state = in_transaction(work)
    template = texts.POLL_READY if state == PollState.SCHEDULED else template
    print_line(template.format(number=options.number, count=count))
    return 0


def request_approval(options: argparse.Namespace) -> int:
    """bot polls ask"""
    policy = policy_from(load_settings())

    def work(session: Session) -> str:
        poll = service.get_poll(session, options.number, lock=True)
        count = approval.submit_for_approval(
            session, poll, actor=OPERATOR, policy=policy, now=utc_now()
        )
        return wording.render_submission(poll, count)

    print_line(in_transaction(work))
    return 0


def open_poll(options: argparse.Namespace) -> int:
    """bot polls open"""
    return _change_state(options, service.open_poll, texts.POLL_OPENED)


def remind_voters(options: argparse.Namespace) -> int:
    """bot polls remind"""
    return _change_state(options, service.send_reminder, texts.POLL_REMINDED_NOW)


def close_poll(options: argparse.Namespace) -> int:
    """bot polls close"""
    return _change_state(options, closing.close_poll_early, texts.POLL_CLOSED)


def reopen_poll(options: argparse.Namespace) -> int:
    """bot polls reopen"""
    return _change_state(options, closing.reopen_poll, texts.POLL_REOPENED)


def send_result(options: argparse.Namespace) -> int:
    """bot polls tell"""
    return _change_state(options, rounds.send_results, texts.POLL_TOLD)
