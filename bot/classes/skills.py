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

from sqlmodel import Session, col, select

from bot import texts
from bot.classes.events import CertificatesIssued
from bot.classes.models import Certificate, ClassSession, Enrolment, SkillObservation
from bot.core import codes
from bot.core.errors import DataError, UserError
from bot.core.events import emit
from bot.core.policy import Policy
from bot.core.toml_files import read_toml
from bot.people.actor import Actor
from bot.people.models import Contact
from bot.people.units import Unit, within
from bot.reminders import wording
from bot.vietnamese.letters import make_name_column, nfc, normalize_for_match

MAX_SKILLS = 12  # skills: what fits on one screen and one page
CODE_LENGTH = 8
HOLDER_LENGTH = 160  # characters of its column
_ID = re.compile(r"[a-z0-9-]{1,40}")


@dataclass(frozen=True, slots=True)
class Skill:
    """A skill; `topics` are the folded words of class topics that teach it."""

    id: str
    title: str
    topics: tuple[str, ...]

    def is_taught_by(self, topic: str) -> bool:
        """Return whether a class on this topic teaches it."""
        spaced_topic = f" {normalize_for_match(topic)} "
        return any(f" {taught_topic} " in spaced_topic for taught_topic in self.topics)


def load_skills(data_dir: Path) -> tuple[Skill, ...]:
    """Return the skills of the shipped file, or none without a file. Raises DataError."""
    path = data_dir / "skills.toml"
    if not path.is_file():
        return ()
    tables = read_toml(path).get("skill", [])
    skills = tuple(_parse_skill(path, table) for table in tables)
    if len({skill.id for skill in skills}) < len(skills) or len(skills) > MAX_SKILLS:
        reason = texts.SKILLS_IDS.format(most=MAX_SKILLS)
        raise DataError(texts.DATA_FAULT.format(path=path, reason=reason))
    return skills


def _parse_skill(path: Path, table: dict[str, Any]) -> Skill:
    name = str(table.get("id", "?"))
    if set(table) != {"id", "title", "topics"} or not _ID.fullmatch(name):
        fault = texts.DATA_ENTRY_FAULT
        raise DataError(fault.format(path=path, name=name, reason=texts.SKILL_FIELDS))
    return Skill(
        name,
        nfc(str(table["title"])),
        tuple(normalize_for_match(str(topic)) for topic in table["topics"]),
    )


def order_by_topic(skills: Sequence[Skill], topic: str) -> list[Skill]:
    """Return the skills with those the topic teaches first."""
    return sorted(skills, key=lambda skill: not skill.is_taught_by(topic))


def make_holder_key(enrolment: Enrolment, unit_id: int) -> str:
    """Return the key that identifies a learner across classes."""
    if enrolment.contact_id is not None:
        return make_name_column(f"c{enrolment.contact_id}:", enrolment.learner, HOLDER_LENGTH)
    return make_name_column(f"u{unit_id}:", enrolment.learner, HOLDER_LENGTH)


def toggle_skill(
    session: Session,
    class_session: ClassSession,
    enrolment: Enrolment,
    skill: str,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Record the observation of a skill, or delete it. Raises UserError if they did not attend."""
    if enrolment.attended_at is None:
        raise UserError(texts.SKILL_NOT_THERE)
    holder = make_holder_key(enrolment, class_session.unit_id)
    key = f"{holder}:{skill}"
    observation = session.exec(
        select(SkillObservation).where(SkillObservation.key == key).with_for_update()
    ).first()
    if observation is not None:
        session.delete(observation)
    else:
        session.add(
            SkillObservation(
                key=key,
                holder=holder,
                contact_id=enrolment.contact_id,
                unit_id=class_session.unit_id,
                learner=enrolment.learner,
                skill=skill,
                session_id=class_session.id,
                person_id=actor.person_id,
                seen_at=now,
            )
        )
    session.flush()


def list_observed_skills(session: Session, holder: str) -> dict[str, datetime]:
    """Return the observed skills of a holder and when each was observed."""
    rows = session.exec(select(SkillObservation).where(SkillObservation.holder == holder))
    return {row.skill: row.seen_at for row in rows}


def list_holders(session: Session, contact: Contact) -> list[tuple[str, str]]:
    """Return the holders of a contact with observed skills, its owner first: (holder, name)."""
    rows = session.exec(
        select(SkillObservation.holder, SkillObservation.learner)
        .where(SkillObservation.contact_id == contact.id)
        .distinct()
    )
    return sorted(rows, key=lambda row: (row[1] != "", row[1]))


def count_skills(session: Session, unit: Unit, *, actor: Actor) -> dict[str, Counter[str]]:
    """Count the learners by village and skill: unit code → skill → learners."""
    rows = session.exec(
        select(Unit.code, SkillObservation.skill)
        .join(Unit, col(Unit.id) == SkillObservation.unit_id)
        .where(within(Unit.path, unit.path), within(Unit.path, actor.scope))
    )
    counts: dict[str, Counter[str]] = {}
    for code, skill in rows:
        counts.setdefault(code, Counter())[skill] += 1
    return counts


@dataclass(frozen=True, slots=True)
class CertificateSheet:
    """Content of one learner's printed certificate."""

    name: str
    unit: Unit
    skills: tuple[str, ...]
    code: str


def issue_sheets(
    session: Session,
    class_session: ClassSession,
    skills: Sequence[Skill],
    *,
    actor: Actor,
    now: datetime,
) -> tuple[list[CertificateSheet], int]:
    """Issue a sheet to each attendee with a name and a skill.

    Returns them and how many lack either.
    """
    unit = session.get_one(Unit, class_session.unit_id)
    seats = session.exec(
        select(Enrolment)
        .where(Enrolment.session_id == class_session.id, col(Enrolment.attended_at).is_not(None))
        .order_by(col(Enrolment.id))
    ).all()
    sheets: list[CertificateSheet] = []
    for enrolment in seats:
        contact = session.get(Contact, enrolment.contact_id) if enrolment.contact_id else None
        name = enrolment.learner or (contact.name if contact else "")
        holder = make_holder_key(enrolment, class_session.unit_id)
        seen = list_observed_skills(session, holder)
        titles = tuple(skill.title for skill in skills if skill.id in seen)
        if name and titles:
            code = _issue_certificate(session, holder, name, unit, now=now).code
            sheets.append(CertificateSheet(name, unit, titles, code))
    if sheets:
        emit(session, CertificatesIssued(class_session.id, actor, at=now))
    return sheets, len(seats) - len(sheets)


def _issue_certificate(
    session: Session, holder: str, name: str, unit: Unit, *, now: datetime
) -> Certificate:
    """Return the learner's certificate, created if missing; its code never changes."""
    certificate = session.exec(
        select(Certificate).where(Certificate.holder == holder).with_for_update()
    ).first()
    if certificate is None:
        code = codes.generate_code(CODE_LENGTH)
        certificate = Certificate(
            code=code, holder=holder, name=name, unit_id=unit.id, issued_at=now
        )
        session.add(certificate)
    certificate.name, certificate.unit_id, certificate.issued_at = name, unit.id, now
    session.flush()
    return certificate


def describe_certificate(session: Session, code: str, policy: Policy) -> str | None:
    """Return the public description of the certificate with this code, or None."""
    query = select(Certificate).where(Certificate.code == code.strip().upper())
    certificate = session.exec(query).first()
    if certificate is None:
        return None
    return texts.CERTIFICATE_KNOWN.format(
        day=wording.format_full_day(certificate.issued_at, policy.zone),
        who=format_initials(certificate.name),
        unit=session.get_one(Unit, certificate.unit_id).name,
        count=len(list_observed_skills(session, certificate.holder)),
    )


def format_initials(name: str) -> str:
    """Abbreviate a name for public display: "Nguyễn Thị Tư" becomes "N. T. T."."""
    return " ".join(f"{word[0].upper()}." for word in name.split())


def forget_walk_in_skills(session: Session, unit_id: int, learner: str) -> None:
    """Anonymise a walk-in's observed skills and delete their certificates."""
    holder = make_name_column(f"u{unit_id}:", learner, HOLDER_LENGTH)
    for observation in session.exec(
        select(SkillObservation).where(SkillObservation.holder == holder)
    ).all():
        observation.key = observation.holder = f"gone:{observation.id}"
        observation.learner = ""
    for certificate in session.exec(select(Certificate).where(Certificate.holder == holder)).all():
        session.delete(certificate)


def forget_contact_skills(session: Session, contact_id: int) -> None:
    """Anonymise a contact's observed skills and delete their certificates."""
    for certificate in list_certificates(session, contact_id):
        session.delete(certificate)
    for observation in session.exec(
        select(SkillObservation).where(SkillObservation.contact_id == contact_id)
    ):
        observation.key = observation.holder = f"gone:{observation.id}"
        observation.contact_id, observation.learner = None, ""
    session.flush()


def list_certificates(session: Session, contact_id: int) -> Sequence[Certificate]:
    """Return the certificates of a contact's learners."""
    holders = select(SkillObservation.holder).where(SkillObservation.contact_id == contact_id)
    return session.exec(select(Certificate).where(col(Certificate.holder).in_(holders))).all()
