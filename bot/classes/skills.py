"""Skills of learners, as observed by members; attending a class alone proves none.

A holder is a contact's owner or a relative it enrolled ("c12:nguyên4 thi5 tư") or, without a phone,
a name in a village ("u5:nguyên4 thi5 tư"): in one village equal names are one learner.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from bot import texts
from bot.classes.models import Certificate, ClassSession, Enrolment, SkillSeen
from bot.core import codes
from bot.core.errors import DataError, UserError
from bot.core.toml_files import read_toml
from bot.people.models import Contact
from bot.people.units import Unit
from bot.reminders import wording
from bot.vietnamese.letters import bare, keyed, nfc

MOST = 12  # skills: what fits on one screen and one page
CODE_LENGTH = 8
HOLDER = 160  # characters of its column
_ID = re.compile(r"[a-z0-9-]{1,40}")


@dataclass(frozen=True, slots=True)
class Skill:
    """A skill; `topics` are the folded words of class topics that teach it."""

    id: str
    title: str
    topics: tuple[str, ...]

    def taught_by(self, topic: str) -> bool:
        """Return whether a class on this topic teaches it."""
        said = f" {bare(topic)} "
        return any(f" {one} " in said for one in self.topics)


def load(data_dir: Path) -> tuple[Skill, ...]:
    """Return the skills of the shipped file, or none without a file. Raises DataError."""
    path = data_dir / "skills.toml"
    if not path.is_file():
        return ()
    tables = read_toml(path).get("skill", [])
    found = tuple(_read(path, table) for table in tables)
    if len({one.id for one in found}) < len(found) or len(found) > MOST:
        reason = texts.SKILLS_IDS.format(most=MOST)
        raise DataError(texts.DATA_FAULT.format(path=path, reason=reason))
    return found


def _read(path: Path, table: dict[str, Any]) -> Skill:
    name = str(table.get("id", "?"))
    if set(table) != {"id", "title", "topics"} or not _ID.fullmatch(name):
        fault = texts.DATA_ENTRY_FAULT
        raise DataError(fault.format(path=path, name=name, reason=texts.SKILL_FIELDS))
    return Skill(name, nfc(str(table["title"])), tuple(bare(str(one)) for one in table["topics"]))


def ordered(skills: Sequence[Skill], topic: str) -> list[Skill]:
    """Return the skills with those the topic teaches first."""
    return sorted(skills, key=lambda one: not one.taught_by(topic))


def holder_of(enrolment: Enrolment, unit_id: int) -> str:
    """Return the key that identifies a learner across classes."""
    if enrolment.contact_id is not None:
        return keyed(f"c{enrolment.contact_id}:", enrolment.learner, HOLDER)
    return keyed(f"u{unit_id}:", enrolment.learner, HOLDER)


def toggle(
    session: Session,
    one: ClassSession,
    enrolment: Enrolment,
    skill: str,
    person_id: int,
    *,
    now: datetime,
) -> None:
    """Record the observation of a skill, or delete it. Raises UserError if they did not attend."""
    if enrolment.attended_at is None:
        raise UserError(texts.SKILL_NOT_THERE)
    holder = holder_of(enrolment, one.unit_id)
    key = f"{holder}:{skill}"
    found = session.exec(select(SkillSeen).where(SkillSeen.key == key).with_for_update()).first()
    if found is not None:
        session.delete(found)
    else:
        session.add(
            SkillSeen(
                key=key,
                holder=holder,
                contact_id=enrolment.contact_id,
                unit_id=one.unit_id,
                learner=enrolment.learner,
                skill=skill,
                session_id=one.id,
                person_id=person_id,
                seen_at=now,
            )
        )
    session.flush()


def seen_of(session: Session, holder: str) -> dict[str, datetime]:
    """Return the observed skills of a holder and when each was observed."""
    rows = session.exec(select(SkillSeen).where(SkillSeen.holder == holder))
    return {row.skill: row.seen_at for row in rows}


def holders_of(session: Session, contact: Contact) -> list[tuple[str, str]]:
    """Return the holders of a contact with observed skills, its owner first: (holder, name)."""
    rows = session.exec(
        select(SkillSeen.holder, SkillSeen.learner)
        .where(SkillSeen.contact_id == contact.id)
        .distinct()
    )
    return sorted(rows, key=lambda row: (row[1] != "", row[1]))


def count_skills(session: Session, unit: Unit) -> dict[str, Counter[str]]:
    """Count the learners by village and skill: unit code → skill → learners."""
    rows = session.exec(
        select(Unit.code, SkillSeen.skill)
        .join(Unit, col(Unit.id) == SkillSeen.unit_id)
        .where(col(Unit.path).startswith(unit.path))
    )
    counts: dict[str, Counter[str]] = {}
    for code, skill in rows:
        counts.setdefault(code, Counter())[skill] += 1
    return counts


@dataclass(frozen=True, slots=True)
class Sheet:
    """Content of one learner's printed certificate."""

    name: str
    unit: Unit
    skills: tuple[str, ...]
    code: str


def sheets_of(
    session: Session, one: ClassSession, skills: Sequence[Skill], *, now: datetime
) -> tuple[list[Sheet], int]:
    """Issue a sheet to each attendee with a name and a skill.

    Returns them and how many lack either.
    """
    unit = session.get_one(Unit, one.unit_id)
    seats = session.exec(
        select(Enrolment)
        .where(Enrolment.session_id == one.id, col(Enrolment.attended_at).is_not(None))
        .order_by(col(Enrolment.id))
    ).all()
    made: list[Sheet] = []
    for seat in seats:
        contact = session.get(Contact, seat.contact_id) if seat.contact_id else None
        name = seat.learner or (contact.name if contact else "")
        holder = holder_of(seat, one.unit_id)
        seen = seen_of(session, holder)
        titles = tuple(skill.title for skill in skills if skill.id in seen)
        if name and titles:
            code = _certificate(session, holder, name, unit, now=now).code
            made.append(Sheet(name, unit, titles, code))
    return made, len(seats) - len(made)


def _certificate(
    session: Session, holder: str, name: str, unit: Unit, *, now: datetime
) -> Certificate:
    """Return the learner's certificate, created if missing; its code never changes."""
    found = session.exec(
        select(Certificate).where(Certificate.holder == holder).with_for_update()
    ).first()
    if found is None:
        code = codes.fresh(CODE_LENGTH)
        found = Certificate(code=code, holder=holder, name=name, unit_id=unit.id, issued_at=now)
        session.add(found)
    found.name, found.unit_id, found.issued_at = name, unit.id, now
    session.flush()
    return found


def describe(session: Session, code: str, zone: ZoneInfo) -> str | None:
    """Return the public description of the certificate with this code, or None."""
    query = select(Certificate).where(Certificate.code == code.strip().upper())
    found = session.exec(query).first()
    if found is None:
        return None
    return texts.CERTIFICATE_KNOWN.format(
        day=wording.full_day(found.issued_at, zone),
        who=initials(found.name),
        unit=session.get_one(Unit, found.unit_id).name,
        count=len(seen_of(session, found.holder)),
    )


def initials(name: str) -> str:
    """Abbreviate a name for public display: "Nguyễn Thị Tư" becomes "N. T. T."."""
    return " ".join(f"{word[0].upper()}." for word in name.split())


def forget_walk_in(session: Session, unit_id: int, learner: str) -> None:
    """Anonymise a walk-in's observed skills and delete their certificates."""
    holder = keyed(f"u{unit_id}:", learner, HOLDER)
    for one in session.exec(select(SkillSeen).where(SkillSeen.holder == holder)).all():
        one.key = one.holder = f"gone:{one.id}"
        one.learner = ""
    for sheet in session.exec(select(Certificate).where(Certificate.holder == holder)).all():
        session.delete(sheet)


def forget(session: Session, contact_id: int) -> None:
    """Anonymise a contact's observed skills and delete their certificates."""
    for sheet in list_sheets(session, contact_id):
        session.delete(sheet)
    for seen in session.exec(select(SkillSeen).where(SkillSeen.contact_id == contact_id)):
        seen.key = seen.holder = f"gone:{seen.id}"
        seen.contact_id, seen.learner = None, ""
    session.flush()


def list_sheets(session: Session, contact_id: int) -> Sequence[Certificate]:
    """Return the certificates of a contact's learners."""
    holders = select(SkillSeen.holder).where(SkillSeen.contact_id == contact_id)
    return session.exec(select(Certificate).where(col(Certificate.holder).in_(holders))).all()
