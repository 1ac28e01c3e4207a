"""Register and find evidence packs.

A pack takes seconds to build (`contents.build_pack`, which only reads); it is registered in a short
transaction of its own, which refuses it when another was registered meanwhile.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from bot import texts
from bot.core.errors import NotFound, UserError
from bot.core.events import emit
from bot.people.actor import Actor
from bot.people.units import Unit, is_within, within
from bot.reports.evidence.archive import Manifest
from bot.reports.evidence.events import EvidencePackMade, EvidencePackTaken
from bot.reports.evidence.models import EvidenceContent, EvidencePack
from bot.reports.periods import Period


@dataclass(frozen=True, slots=True)
class BuiltPack:
    """A pack that is written, and not registered yet."""

    unit_id: int
    manifest: Manifest
    period: Period
    frozen_at: datetime
    digest: str
    content: bytes


def find_last(session: Session, unit_id: int) -> EvidencePack | None:
    """Return the newest pack of a unit, or None."""
    query = select(EvidencePack).where(EvidencePack.unit_id == unit_id)
    return session.exec(query.order_by(col(EvidencePack.number).desc()).limit(1)).first()


def register_pack(session: Session, built: BuiltPack, *, actor: Actor) -> EvidencePack:
    """Store a pack as the next of its unit.

    Raises UserError when another was registered since it was built: its number and the digest it
    follows are taken.
    """
    last = find_last(session, built.unit_id)
    if (last.digest if last else "") != built.manifest.previous:
        raise UserError(texts.EVIDENCE_MEANWHILE)
    pack = EvidencePack(
        unit_id=built.unit_id,
        number=built.manifest.number,
        first_day=built.period.first,
        last_day=built.period.last,
        frozen_at=built.frozen_at,
        made_by=actor.person_id,
        digest=built.digest,
        previous_digest=built.manifest.previous,
        size=len(built.content),
    )
    session.add(pack)
    try:
        session.flush()
    except IntegrityError:
        raise UserError(texts.EVIDENCE_MEANWHILE) from None
    session.add(EvidenceContent(pack_id=pack.id, content=built.content))
    emit(session, EvidencePackMade(pack.id, pack.digest, actor, built.frozen_at))
    return pack


def list_packs(session: Session, *, actor: Actor) -> Sequence[tuple[EvidencePack, Unit]]:
    """Return the packs of the actor's units with their unit, the newest first."""
    query = (
        select(EvidencePack, Unit)
        .join(Unit, col(Unit.id) == EvidencePack.unit_id)
        .where(within(Unit.path, actor.scope))
        .order_by(col(EvidencePack.frozen_at).desc(), col(EvidencePack.id).desc())
        .limit(200)
    )
    return session.exec(query).all()


def get_pack(session: Session, pack_id: int, *, actor: Actor) -> tuple[EvidencePack, Unit]:
    """Return a pack and its unit. Raises NotFound, also outside the actor's scope."""
    pack = session.get(EvidencePack, pack_id)
    unit = session.get_one(Unit, pack.unit_id) if pack is not None else None
    if pack is None or unit is None or not is_within(unit.path, actor.scope):
        raise NotFound(texts.EVIDENCE_NONE)
    return pack, unit


def take_pack(
    session: Session, pack_id: int, *, actor: Actor, now: datetime
) -> tuple[EvidencePack, Unit, bytes]:
    """Return a pack, its unit and its file; the audit notes who took it. Raises NotFound."""
    pack, unit = get_pack(session, pack_id, actor=actor)
    emit(session, EvidencePackTaken(pack.id, actor, now))
    return pack, unit, session.get_one(EvidenceContent, pack.id).content


def find_registered_digest(session: Session, *, unit_code: str, number: int) -> str | None:
    """Return the registered digest of a unit's pack with this number, or None."""
    query = (
        select(EvidencePack.digest)
        .join(Unit, col(Unit.id) == EvidencePack.unit_id)
        .where(Unit.code == unit_code, EvidencePack.number == number)
    )
    return session.exec(query).first()
