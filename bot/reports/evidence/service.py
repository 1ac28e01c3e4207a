"""Make, register and find evidence packs.

A pack takes seconds to make: it is built from what a reader sees, and registered in a short
transaction of its own, which refuses it when another was registered meanwhile.
"""

import secrets
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from bot import __version__, texts
from bot.channels.file_store import FileStore
from bot.core.errors import NotFound, UserError
from bot.core.events import emit
from bot.core.policy import Policy
from bot.people.actor import Actor
from bot.people.units import Unit, UnitKind, get_unit, is_within, within
from bot.reports.evidence.archive import Manifest, write_pack
from bot.reports.evidence.contents import Sources, list_files
from bot.reports.evidence.events import EvidencePackMade, EvidencePackTaken
from bot.reports.evidence.models import EvidenceContent, EvidencePack
from bot.reports.evidence.records import Subject
from bot.reports.indicators.definitions import IndicatorSets
from bot.reports.periods import Period

MAX_SIZE = 100_000_000  # bytes of the file
IN_MEMORY = 8_000_000  # bytes; a larger one is written to a temporary file meanwhile
SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class BuiltPack:
    """A pack that is written, and not registered yet."""

    unit_id: int
    manifest: Manifest
    period: Period
    frozen_at: datetime
    digest: str
    content: bytes


def build_pack(
    session: Session,
    period: Period,
    *,
    unit_code: str,
    actor: Actor,
    policy: Policy,
    topic_titles: Mapping[str, str],
    indicator_sets: IndicatorSets,
    folder: FileStore,
    now: datetime,
) -> BuiltPack:
    """Return the pack of a unit and period, frozen at `now`. Only reads.

    Raises NotFound for a unit outside the actor's scope, UserError for a village or for days that
    have not begun.
    """
    unit = get_unit(session, unit_code)
    if not is_within(unit.path, actor.scope):
        raise NotFound(texts.IMPORT_NO_UNIT.format(code=unit_code))
    if unit.kind == UnitKind.VILLAGE:
        raise UserError(texts.EVIDENCE_NO_VILLAGE)
    if period.first > policy.today(now):
        raise UserError(texts.EVIDENCE_LATER)
    last = _find_last(session, unit.id)
    manifest = Manifest(
        unit=unit.code,
        unit_name=unit.name,
        number=last.number + 1 if last else 1,
        first_day=period.first.isoformat(),
        last_day=period.last.isoformat(),
        frozen_at=now.isoformat(timespec="seconds"),
        previous=last.digest if last else "",
        software=f"bot {__version__}",
    )
    secret = secrets.token_bytes(SECRET_BYTES)
    subject = Subject(session, unit, period, now, policy, secret)
    sources = Sources(subject, actor, topic_titles, indicator_sets, folder)
    with tempfile.SpooledTemporaryFile(IN_MEMORY) as target:
        digest = write_pack(target, manifest, list_files(sources), at=now.astimezone(policy.zone))
        if target.tell() > MAX_SIZE:
            raise UserError(texts.EVIDENCE_TOO_LARGE)
        target.seek(0)
        content = target.read()
    return BuiltPack(unit.id, manifest, period, now, digest, content)


def _find_last(session: Session, unit_id: int) -> EvidencePack | None:
    query = select(EvidencePack).where(EvidencePack.unit_id == unit_id)
    return session.exec(query.order_by(col(EvidencePack.number).desc()).limit(1)).first()


def register_pack(session: Session, built: BuiltPack, *, actor: Actor) -> EvidencePack:
    """Store a pack as the next of its unit.

    Raises UserError when another was registered since it was built: its number and the digest it
    follows are taken.
    """
    last = _find_last(session, built.unit_id)
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
