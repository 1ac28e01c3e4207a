"""A class as a calendar file (RFC 5545), for phones that keep one. Pure."""

from datetime import UTC, datetime, timedelta

from bot.reminders.models import ClassSession

MIME = "text/calendar"
WIDTH = 73  # bytes a line may have, without its end


def calendar_file(one: ClassSession, *, now: datetime) -> str:
    """One event; a change raises SEQUENCE, so that the phone moves it."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//To So//Binh dan hoc vu so//VI",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:class-{one.id}@to-so",
        f"SEQUENCE:{one.version - 1}",
        f"DTSTAMP:{_stamp(now)}",
        f"DTSTART:{_stamp(one.starts_at)}",
        f"DTEND:{_stamp(one.starts_at + timedelta(minutes=one.minutes))}",
        f"SUMMARY:{_escaped(one.topic)}",
        f"LOCATION:{_escaped(one.place)}",
        f"DESCRIPTION:{_escaped(one.bring)}",
        f"STATUS:{'CANCELLED' if one.cancelled_at else 'CONFIRMED'}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _stamp(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    for sign in "\\;,":
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\n", "\\n")


def _folded(line: str) -> str:
    """Long lines go on in the next, after a space; no letter is cut in two."""
    parts, part = [], ""
    for letter in line:
        if len((part + letter).encode()) > WIDTH:
            parts.append(part)
            part = ""
        part += letter
    return "\r\n ".join([*parts, part])
