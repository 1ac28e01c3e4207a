"""Printed forms of an announcement: a poster and a loudspeaker script."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot import texts
from bot.broadcasts import loudspeaker, poster
from bot.broadcasts.loudspeaker import Script
from bot.broadcasts.models import Broadcast
from bot.core import codes
from bot.messages.content import MADE, Attachment, AttachmentKind
from bot.people.units import Unit
from bot.vietnamese.read_aloud import Table

# What a paper's reference looks like; its end is only there to be unknown to others.
REF = rf"(?P<form>poster|loudspeaker):(?P<number>\d{{1,9}}):[A-Z0-9]{{{codes.UNKNOWN}}}"


@dataclass(frozen=True, slots=True)
class Press:
    """What printing needs.

    `table` says how numbers and abbreviations are read aloud; `public_url` is the web page's
    address, "" for none.
    """

    zone: ZoneInfo
    table: Table
    public_url: str = ""


def print_poster(one: Broadcast, unit: Unit, press: Press, *, link: str = "") -> bytes:
    """Return the poster as PDF. Its QR code leads to `link`, or else to the unit's web page."""
    at = (one.decided_at or one.drafted_at).astimezone(press.zone)
    page = f"{press.public_url}/?u={unit.code}" if press.public_url else ""
    day = texts.POSTER_DAY.format(day=f"{at.day}/{at.month}/{at.year}")
    return poster.announcement(unit.name, one.text, link=link or page, code=one.code, day=day)


def script_of(one: Broadcast, unit: Unit, press: Press) -> Script:
    """Return the loudspeaker script of a broadcast."""
    return loudspeaker.script(unit.name, one.text, press.table, code=one.code)


def print_script(one: Broadcast, unit: Unit, press: Press) -> bytes:
    """Return the loudspeaker script as PDF in large type."""
    title = texts.LOUDSPEAKER_TITLE.format(number=one.id)
    return loudspeaker.print_script(script_of(one, unit, press), title)


def papers(one: Broadcast) -> tuple[Attachment, ...]:
    """Return poster and script as attachments that are rendered at the moment they are sent.

    Every call makes new references.
    """
    return tuple(
        Attachment(
            AttachmentKind.DOCUMENT,
            ref=f"{form}:{one.id}:{codes.fresh(codes.UNKNOWN)}",
            name=name.format(number=one.id),
            account=MADE,
        )
        for form, name in texts.FORM_FILES.items()
    )
