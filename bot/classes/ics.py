"""A class as an iCalendar file (RFC 5545). Pure.

It has no METHOD: it is an event to store, not an invitation, which would need an ORGANIZER.
"""

import hashlib
from datetime import UTC, datetime, timedelta

from bot import texts
from bot.classes.models import ClassSession

MIME = "text/calendar"
MAX_LINE_BYTES = 73  # bytes a line may have, without its end


def render_calendar(class_session: ClassSession, *, now: datetime) -> str:
    """Render one event. Each change raises SEQUENCE, so that calendar apps update the event."""
    ends_at = class_session.starts_at + timedelta(minutes=class_session.minutes)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//To So//Binh dan hoc vu so//VI",
        "BEGIN:VEVENT",
        f"UID:{_make_uid(class_session)}",
        f"SEQUENCE:{class_session.version - 1}",
        f"DTSTAMP:{_format_instant(now)}",
        f"DTSTART:{_format_instant(class_session.starts_at)}",
        f"DTEND:{_format_instant(ends_at)}",
        f"SUMMARY:{_escape(class_session.topic)}",
        f"LOCATION:{_escape(class_session.place)}",
        *_description_lines(class_session),
        f"STATUS:{'CANCELLED' if class_session.cancelled_at else 'CONFIRMED'}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{_fold_line(line)}\r\n" for line in lines)


def _make_uid(class_session: ClassSession) -> str:
    """Return a UID that is stable and unique across installations.

    Row ids repeat between installations, the microsecond of creation does not. No host name in it:
    that may change.
    """
    digest = hashlib.sha256(
        f"{class_session.id} {class_session.created_at.astimezone(UTC).isoformat()}".encode()
    )
    return f"class-{class_session.id}-{digest.hexdigest()[:24]}@to-so"


def _description_lines(class_session: ClassSession) -> list[str]:
    """Return the DESCRIPTION line, or nothing if there are no further details."""
    candidates = (
        (texts.CLASS_REASON, {"reason": class_session.cancel_reason or ""}),
        (texts.CLASS_TEACHER, {"teacher": class_session.teacher or ""}),
        (texts.CLASS_BRING, {"bring": class_session.bring or ""}),
    )
    lines = [line.format(**given) for line, given in candidates if any(given.values())]
    return [f"DESCRIPTION:{_escape(chr(10).join(lines))}"] if lines else []


def _format_instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escape(text: str) -> str:
    for sign in "\\;,":
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")


def _fold_line(line: str) -> str:
    """Fold a long line as RFC 5545 requires, without splitting a UTF-8 character."""
    parts, part = [], ""
    for letter in line:
        if len((part + letter).encode()) > MAX_LINE_BYTES:
            parts.append(part)
            part = ""
        part += letter
    return "\r\n ".join([*parts, part])
