"""Support log of help given face to face: subject, number of households, beneficiary."""

import re
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from bot.core.events import emit
from bot.people.actor import Actor
from bot.people.models import Person
from bot.tickets.events import HelpedFaceToFace
from bot.tickets.models import SupportLog, SupportWay, TicketOutcome
from bot.vietnamese.letters import nfc
from bot.vietnamese.tone_matching import resolve_tone_homographs

_COUNT = re.compile(r"\b(\d{1,3})\s*(?:ho|nha|nguoi|ba con|gia dinh)\b")
MOST_HOUSEHOLDS = 200  # households in one line; more is a slip of the finger


@dataclass(frozen=True, slots=True)
class SupportEntry:
    """One line of the support log, parsed."""

    subject: str
    households: int
    beneficiary: str
    kinds: tuple[tuple[str, int], ...] = ()  # kinds of help and how many of each


def parse_entry(text: str) -> SupportEntry | None:
    """Parse "vneid 2 hộ bà Tư" into subject, households and beneficiary; None without a subject."""
    text = nfc(text)
    match = _COUNT.search(resolve_tone_homographs(text))
    if match is None:
        return SupportEntry(text, 1, "") if text else None
    subject, beneficiary = text[: match.start()].strip(" ,:"), text[match.end() :].strip(" ,:")
    count = int(match[1])
    return (
        SupportEntry(subject, count, beneficiary)
        if subject and 1 <= count <= MOST_HOUSEHOLDS
        else None
    )


def record_entry(
    session: Session, entry: SupportEntry, *, topic_id: str, actor: Actor, now: datetime
) -> SupportLog:
    """Store a support-log row for the member who helped."""
    person = session.get_one(Person, actor.person_id)
    row = SupportLog(
        person_id=person.id,
        unit_id=person.unit_id,
        topic_id=topic_id,
        words=f"{entry.subject}, {entry.beneficiary}".strip(" ,")[:300],
        households=entry.households,
        way=SupportWay.FACE,
        outcome=TicketOutcome.HELPED,
        at=now,
    )
    session.add(row)
    session.flush()
    emit(session, HelpedFaceToFace(row.unit_id, row.households, at=now))
    return row
