"""What a blocked contact is told."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot import texts
from bot.messages.content import Reply
from bot.people.contact_blocks import ContactBlock
from bot.vietnamese.dates.formatting import format_moment


def render_block(block: ContactBlock, phone: str, *, now: datetime, zone: ZoneInfo) -> Reply:
    """Say until when and why nothing is answered, and whom to call."""
    told = texts.BLOCKED_TOLD.format(
        time=format_moment(block.ends_at, now=now, zone=zone),
        reason=block.reason.rstrip("."),
        phone=phone or texts.BLOCKED_NO_PHONE,
    )
    return Reply(told)
