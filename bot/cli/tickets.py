"""`bot tickets`: who waits, who is behind an alias, and an answer."""

import argparse
import json
from datetime import datetime

from sqlmodel import Session

from bot import texts
from bot.cli.parser import Commands, add_command, row_number
from bot.cli.terminal import (
    format_local,
    get_named_unit,
    in_transaction,
    masked_text,
    print_line,
)
from bot.core.clock import utc_now
from bot.people.actor import OPERATOR
from bot.tickets import cards, resident_actions
from bot.tickets import service as handoff


def add_verbs(verbs: Commands) -> None:
    """Add the verbs of `bot tickets`."""
    listing = add_command(
        verbs,
        "list",
        list_tickets,
        help="Who is waiting for a person, longest first.",
        example="bot tickets list --unit an-phu",
    )
    listing.add_argument("--unit", help="only this unit and what is under it")
    listing.add_argument("--json", action="store_true", help="one JSON object a line")
    _add_reveal(verbs)
    answering = add_command(
        verbs,
        "answer",
        answer_ticket,
        help="Answer a ticket: the words go to the resident, and the ticket is closed.",
        example=f'bot tickets answer 12 --text "{texts.EXAMPLE_ANSWER}"',
    )
    answering.add_argument("ticket", type=row_number, help="the ticket's number")
    answering.add_argument("--text", type=_nonempty_text, required=True, help="what to say")


def _nonempty_text(written: str) -> str:
    if not (text := masked_text(written)):
        raise argparse.ArgumentTypeError(texts.CLI_EMPTY)
    return text


def list_tickets(options: argparse.Namespace) -> int:
    """bot tickets list"""

    def read(session: Session) -> list[tuple[datetime, dict[str, object]]]:
        unit = get_named_unit(session, options.unit) if options.unit else None
        return [
            (
                ticket.opened_at,
                {
                    "ticket": ticket.id,
                    "opened_at": ticket.opened_at.isoformat(timespec="seconds"),
                    "channel": contact.account,
                    "who": cards.resident_name(session, ticket),
                    "with": cards.member_name(session, ticket.member_id)
                    if ticket.accepted_at
                    else "",
                    "text": ticket.text,
                },
            )
            for ticket, contact in handoff.list_open_tickets(session, unit.path if unit else "")
        ]

    rows = in_transaction(read)
    for opened_at, row in rows:
        print_line(
            json.dumps(row, ensure_ascii=False)
            if options.json
            else "\t".join(map(str, {**row, "opened_at": format_local(opened_at)}.values()))
        )
    if not rows and not options.json:
        print_line(texts.TICKETS_NONE)
    return 0


def answer_ticket(options: argparse.Namespace) -> int:
    """bot tickets answer"""
    in_transaction(
        lambda session: handoff.answer_ticket(
            session, options.ticket, options.text, actor=OPERATOR, now=utc_now()
        )
    )
    return 0


def _add_reveal(verbs: Commands) -> None:
    revealing = add_command(
        verbs,
        "reveal",
        reveal_resident,
        help="Who is behind a ticket's alias; the asking is written down with its reason.",
        example=f'bot tickets reveal 12 --by "{texts.EXAMPLE_OFFICER}" --reason "117/2026"',
    )
    revealing.add_argument("ticket", type=row_number, help="the ticket's number")
    revealing.add_argument("--by", type=masked_text, required=True, help="who asks")
    revealing.add_argument("--reason", type=masked_text, required=True, help="why")


def reveal_resident(options: argparse.Namespace) -> int:
    """bot tickets reveal"""
    contact = in_transaction(
        lambda session: resident_actions.reveal_identity(
            session,
            options.ticket,
            actor=OPERATOR,
            revealed_by=options.by,
            reason=options.reason,
            now=utc_now(),
        )
    )
    print_line("\t".join((contact.account, contact.address, contact.name or "-")))
    return 0
