"""`bot commitments`: what the communes promised, and what was told to how many."""

import argparse

from sqlmodel import Session

from bot import texts
from bot.cli.parser import Commands, add_command, row_number
from bot.cli.terminal import get_named_unit, in_transaction, print_line
from bot.commitments import overview, service, telling
from bot.commitments.overview import Shelf
from bot.core.clock import utc_now
from bot.core.settings import load_settings
from bot.people.actor import OPERATOR, Actor, Hand
from bot.people.units import Unit

MAX_LISTED = 1000


def add_verbs(verbs: Commands) -> None:
    """Add the verbs of `bot commitments`."""
    listed = add_command(
        verbs,
        "list",
        list_commitments,
        help="What a unit promised, late ones first.",
        example="bot commitments list an-phu",
    )
    listed.add_argument("unit", help="the unit's code")
    shown = add_command(
        verbs,
        "show",
        show_commitment,
        help="One promise, and to how many of each village it was told.",
        example="bot commitments show 3",
    )
    shown.add_argument("number", type=row_number, help="the promise's number")


def list_commitments(options: argparse.Namespace) -> int:
    """bot commitments list"""
    today = utc_now().astimezone(load_settings().zone).date()

    def rows(session: Session) -> list[str]:
        actor = Actor(None, get_named_unit(session, options.unit).path, None, Hand.CLI)
        return [
            texts.COMMITMENT_LIST_LINE.format(
                number=line.commitment.id,
                state=texts.COMMITMENT_STATES[line.commitment.state],
                day=line.commitment.due_on,
                left=line.days_left if shelf is Shelf.OPEN else "",
                subject=line.commitment.subject,
                promise=" ".join(line.commitment.promise.split()),
            )
            for shelf in Shelf
            for line in overview.list_lines(session, actor, shelf, today=today, limit=MAX_LISTED)
        ]

    for line in in_transaction(rows):
        print_line(line)
    return 0


def show_commitment(options: argparse.Namespace) -> int:
    """bot commitments show"""

    def work(session: Session) -> list[str]:
        one = service.get_commitment(session, options.number, OPERATOR)
        shown = texts.COMMITMENT_SHOWN.format(
            number=one.id,
            unit=session.get_one(Unit, one.unit_id).name,
            state=texts.COMMITMENT_STATES[one.state],
            subject=one.subject,
            answer=one.answer,
            promise=one.promise,
            day=one.due_on,
        )
        outcome = [texts.COMMITMENT_SHOWN_OUTCOME.format(outcome=one.outcome)] * bool(one.outcome)
        return [shown, *outcome] + [
            texts.COMMITMENT_SHOWN_ROUND.format(
                kind=texts.COMMITMENT_ROUND_KINDS[told.kind], unit=village.unit, count=village.count
            )
            for told in telling.list_rounds(session, one)
            for village in told.villages
        ]

    for line in in_transaction(work):
        print_line(line)
    return 0
