"""Support log of help given face to face: subject, number of households, beneficiary."""

import re
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from bot.people.models import Person
from bot.tickets.models import SupportLog
from bot.vietnamese.letters import nfc
from bot.vietnamese.word_patterns import plain

_COUNT = re.compile(r"\b(\d{1,3})\s*(?:ho|nha|nguoi|ba con|gia dinh)\b")
MOST = 200  # households in one line; more is a slip of the finger


@dataclass(frozen=True, slots=True)
class Helped:
    """One line of the support log, parsed."""

    subject: str
    count: int
    whom: str


def read(text: str) -> Helped | None:
    """Parse "vneid 2 hộ bà Tư" into subject, households and beneficiary; None without a subject."""
    text = nfc(text)
    found = _COUNT.search(plain(text))
    if found is None:
        return Helped(text, 1, "") if text else None
    subject, whom = text[: found.start()].strip(" ,:"), text[found.end() :].strip(" ,:")
    count = int(found[1])
    return Helped(subject, count, whom) if subject and 1 <= count <= MOST else None


def log(
    session: Session, person_id: int, helped: Helped, *, topic_id: str, now: datetime
) -> SupportLog:
    """Store a support-log row for the person."""
    person = session.get_one(Person, person_id)
    row = SupportLog(
        person_id=person_id,
        unit_id=person.unit_id,
        topic_id=topic_id,
        words=f"{helped.subject}, {helped.whom}".strip(" ,")[:300],
        households=helped.count,
        way="face",
        outcome="helped",
        at=now,
    )
    session.add(row)
    session.flush()
    return row
