"""`bot contacts`: block a resident's chat for a while, end that, and list who is blocked."""

import argparse

from sqlmodel import Session

from bot import texts
from bot.cli.parser import Commands, add_command
from bot.cli.terminal import in_transaction, masked_text, print_line
from bot.core.clock import utc_now
from bot.core.policy import POLICY
from bot.people import contact_blocks
from bot.people.actor import OPERATOR
from bot.vietnamese.dates.formatting import format_moment


def add_verbs(verbs: Commands) -> None:
    """Add the verbs of `bot contacts`."""
    block = add_command(
        verbs,
        "block",
        block_contact,
        help="Answer a chat nothing but dangers for some days; on record.",
        example='bot contacts block 12 --reason "117/2026" --days 7',
    )
    block.add_argument("contact", type=int, help="the chat's number")
    block.add_argument("--reason", type=masked_text, required=True, help="why")
    block.add_argument("--days", type=int, default=7, help="for how many days")
    unblock = add_command(
        verbs,
        "unblock",
        unblock_contact,
        help="Answer a blocked chat again; on record.",
        example="bot contacts unblock 12",
    )
    unblock.add_argument("contact", type=int, help="the chat's number")
    add_command(
        verbs,
        "blocked",
        list_blocked,
        help="List the chats that are blocked, until when and why.",
        example="bot contacts blocked",
    )


def block_contact(options: argparse.Namespace) -> int:
    """bot contacts block"""

    def work(session: Session) -> str:
        block = contact_blocks.block_contact(
            session,
            options.contact,
            options.reason,
            days=options.days,
            actor=OPERATOR,
            now=utc_now(),
        )
        return format_moment(block.ends_at, now=utc_now(), zone=POLICY.zone)

    print_line(texts.BLOCK_DONE.format(time=in_transaction(work)))
    return 0


def unblock_contact(options: argparse.Namespace) -> int:
    """bot contacts unblock"""

    def work(session: Session) -> None:
        contact_blocks.unblock_contact(session, options.contact, actor=OPERATOR, now=utc_now())

    in_transaction(work)
    print_line(texts.BLOCK_ENDED)
    return 0


def list_blocked(_options: argparse.Namespace) -> int:
    """bot contacts blocked"""

    def work(session: Session) -> list[str]:
        now = utc_now()
        return [
            texts.BLOCK_LINE.format(
                contact=texts.ALIAS.format(number=block.contact_id),
                unit=unit.name,
                time=format_moment(block.ends_at, now=now, zone=POLICY.zone),
                reason=block.reason,
            )
            for block, unit in contact_blocks.list_running_blocks(session, actor=OPERATOR)
        ]

    for line in in_transaction(work) or [texts.BLOCK_NOBODY]:
        print_line(line)
    return 0
