"""Printed forms of an announcement: a poster and a loudspeaker script."""

from dataclasses import dataclass
from datetime import date

from bot import texts
from bot.broadcasts import loudspeaker
from bot.broadcasts.loudspeaker import Script
from bot.broadcasts.models import Broadcast
from bot.core import codes
from bot.core.policy import Policy
from bot.documents.office_files import write_pdf
from bot.documents.office_form import Letterhead
from bot.messages.content import GENERATED, Attachment, AttachmentKind
from bot.people.units import Unit
from bot.vietnamese.read_aloud import ReadingTable

# What a paper's reference looks like; its end is only there to be unknown to others.
REFERENCE_PATTERN = (
    rf"(?P<form>poster|loudspeaker):(?P<number>\d{{1,9}}):[A-Z0-9]{{{codes.UNGUESSABLE_LENGTH}}}"
)


@dataclass(frozen=True, slots=True)
class PrintConfig:
    """What printing needs.

    `table` says how numbers and abbreviations are read aloud.
    """

    policy: Policy
    table: ReadingTable


def print_poster(broadcast: Broadcast, unit: Unit, config: PrintConfig, *, link: str = "") -> bytes:
    """Return the poster as PDF. Its QR code leads to `link`, or else to the unit's web page."""
    from bot.broadcasts import poster  # with reportlab: 0.4 s of CPU at the start of every process

    at = find_local_day(broadcast, config)
    page = f"{config.policy.public_url}/?u={unit.code}" if config.policy.public_url else ""
    day = texts.POSTER_DAY.format(day=f"{at.day}/{at.month}/{at.year}")
    return poster.print_announcement(
        unit.name, broadcast.text, link=link or page, code=broadcast.code, day=day
    )


def make_script(broadcast: Broadcast, unit: Unit, config: PrintConfig) -> Script:
    """Return the loudspeaker script of a broadcast."""
    return loudspeaker.make_script(unit.name, broadcast.text, config.table, code=broadcast.code)


def print_script(broadcast: Broadcast, letterhead: Letterhead, script: Script, day: date) -> bytes:
    """Return the loudspeaker script of a broadcast as PDF in large type."""
    title = texts.LOUDSPEAKER_TITLE.format(number=broadcast.id)
    return write_pdf(loudspeaker.make_document(script, title, letterhead, day=day))


def find_local_day(broadcast: Broadcast, config: PrintConfig) -> date:
    """Return the day the broadcast was decided on, or drafted."""
    return (broadcast.decided_at or broadcast.drafted_at).astimezone(config.policy.zone).date()


def make_attachments(broadcast: Broadcast) -> tuple[Attachment, ...]:
    """Return poster and script as attachments that are rendered at the moment they are sent.

    Every call makes new references.
    """
    return tuple(
        Attachment(
            AttachmentKind.DOCUMENT,
            ref=f"{form}:{broadcast.id}:{codes.generate_code(codes.UNGUESSABLE_LENGTH)}",
            name=name.format(number=broadcast.id),
            account=GENERATED,
        )
        for form, name in texts.FORM_FILES.items()
    )
