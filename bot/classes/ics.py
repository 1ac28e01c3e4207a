"""A class as an iCalendar file (RFC 5545). Pure.

It has no METHOD: it is an event to store, not an invitation, which would need an ORGANIZER.
"""

import hashlib
from datetime import UTC, datetime, timedelta

from bot import texts
from bot.classes.models import ClassSession

MIME = "text/calendar"
WIDTH = 73  # bytes a line may have, without its end


def calendar_file(one: ClassSession, *, now: datetime) -> str:
    """Render one event. Each change raises SEQUENCE, so that calendar apps update the event."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//To So//Binh dan hoc vu so//VI",
        "BEGIN:VEVENT",
        f"UID:{_uid(one)}",
        f"SEQUENCE:{one.version - 1}",
        f"DTSTAMP:{_stamp(now)}",
        f"DTSTART:{_stamp(one.starts_at)}",
        f"DTEND:{_stamp(one.starts_at + timedelta(minutes=one.minutes))}",
        f"SUMMARY:{_escaped(one.topic)}",
        f"LOCATION:{_escaped(one.place)}",
        *_description(one),
        f"STATUS:{'CANCELLED' if one.cancelled_at else 'CONFIRMED'}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _uid(one: ClassSession) -> str:
    """Return a UID that is stable and unique across installations.

    Row ids repeat between installations, the microsecond of creation does not. No host name in it:
    that may change.
    """
    made = hashlib.sha256(f"{one.id} {one.created_at.astimezone(UTC).isoformat()}".encode())
    return f"class-{one.id}-{made.hexdigest()[:24]}@to-so"


def _description(one: ClassSession) -> list[str]:
    """Return the DESCRIPTION line, or nothing if there are no further details."""
    known = (
        (texts.CLASS_REASON, {"reason": one.cancel_reason or ""}),
        (texts.CLASS_TEACHER, {"teacher": one.teacher or ""}),
        (texts.CLASS_BRING, {"bring": one.bring or ""}),
    )
    words = [line.format(**given) for line, given in known if any(given.values())]
    return [f"DESCRIPTION:{_escaped(chr(10).join(words))}"] if words else []


def _stamp(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    for sign in "\\;,":
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")


def _folded(line: str) -> str:
    """Fold a long line as RFC 5545 requires, without splitting a UTF-8 character."""
    parts, part = [], ""
    for letter in line:
        if len((part + letter).encode()) > WIDTH:
            parts.append(part)
            part = ""
        part += letter
    return "\r\n ".join([*parts, part])
