"""`bot privacy`: erase a person's data or withdraw their consent, when they ask on paper."""

import argparse
from collections.abc import Callable

from sqlmodel import Session

from bot import texts
from bot.cli.parser import Commands, add_command
from bot.cli.terminal import in_transaction, masked_text, print_line
from bot.core.clock import utc_now
from bot.core.errors import NotFound
from bot.people.actor import OPERATOR
from bot.people.models import Contact
from bot.privacy.processing_record import write_processing_record
from bot.tickets.models import Ticket
from bot.usecases import forget_person
from bot.usecases import withdraw_consent as withdrawing


def add_verbs(verbs: Commands) -> None:
    """Add the verbs of `bot privacy`."""
    _add_verb(
        verbs,
        "erase",
        erase_data,
        help="Erase all data of the person who opened a ticket, in all their chats; on record.",
        example='bot privacy erase 12 --reason "117/2026"',
    )
    _add_verb(
        verbs,
        "withdraw",
        withdraw_consent,
        help="Withdraw the consent of the person who opened a ticket; on record.",
        example='bot privacy withdraw 12 --reason "117/2026"',
    )
    add_command(
        verbs,
        "record",
        write_record,
        help="Print the record of processing, written from the inventory.",
        example="bot privacy record",
    )


def _add_verb(
    verbs: Commands,
    name: str,
    run: Callable[[argparse.Namespace], int],
    *,
    help: str,
    example: str,
) -> None:
    parser = add_command(verbs, name, run, help=help, example=example)
    parser.add_argument("ticket", type=int, help="the ticket's number")
    parser.add_argument("--reason", type=masked_text, required=True, help="why")


def erase_data(options: argparse.Namespace) -> int:
    """bot privacy erase"""

    def work(session: Session) -> int:
        forgotten = forget_person.forget_person(
            session,
            _get_contact(session, options.ticket),
            now=utc_now(),
            actor=OPERATOR,
            note=options.reason,
        )
        return len(forgotten.contact_ids)

    print_line(texts.CLI_ERASED.format(count=in_transaction(work)))
    return 0


def withdraw_consent(options: argparse.Namespace) -> int:
    """bot privacy withdraw"""

    def work(session: Session) -> None:
        withdrawing.withdraw_consent(
            session,
            _get_contact(session, options.ticket),
            now=utc_now(),
            actor=OPERATOR,
            note=options.reason,
        )

    in_transaction(work)
    print_line(texts.CLI_WITHDRAWN)
    return 0


def _get_contact(session: Session, ticket_id: int) -> Contact:
    """Return who opened the ticket. Raises NotFound."""
    ticket = session.get(Ticket, ticket_id)
    if ticket is None:
        raise NotFound(texts.TICKET_UNKNOWN.format(number=ticket_id))
    return session.get_one(Contact, ticket.contact_id)


def write_record(_options: argparse.Namespace) -> int:
    """bot privacy record"""
    print_line(write_processing_record().rstrip("\n"))
    return 0
