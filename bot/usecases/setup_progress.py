"""How far a commune is set up: read from what is there, stored nowhere, so it can stop any time."""

from collections import Counter
from dataclasses import dataclass, field

from sqlmodel import Session, col, func, select

from bot.core.audit import Audit
from bot.core.errors import NotFound
from bot.duty.models import UnitHours
from bot.faq import service as faq
from bot.messages.history import Direction, Message
from bot.people.actor import Actor, get_own_unit
from bot.people.events import PosterPrinted
from bot.people.models import Role, RoleKind
from bot.people.service import TEAM_KINDS
from bot.people.units import Unit, UnitKind, within
from bot.usecases.events import ChannelTested

PHONE_FACTS = ("centre_phone", "commune_phone")


@dataclass(frozen=True, slots=True)
class SetupProgress:
    """What is there of a commune; `commune` None: the first step is still to be done."""

    commune: Unit | None = None
    village_count: int = 0
    roles: Counter[str] = field(default_factory=Counter)
    has_hours: bool = False
    has_phone: bool = False
    was_channel_tested: bool = False
    was_asked: bool = False
    poster_count: int = 0

    @property
    def member_count(self) -> int:
        """How many places in teams are filled."""
        return sum(self.roles[kind] for kind in TEAM_KINDS)

    @property
    def has_approver(self) -> bool:
        """Whether anybody approves."""
        return self.roles[RoleKind.APPROVER] > 0

    @property
    def steps_done(self) -> int:
        """How many of the eight steps are done."""
        return sum(
            (
                self.commune is not None,
                self.village_count > 0,
                self.member_count > 0,
                self.has_approver,
                self.has_hours and self.has_phone,
                self.was_channel_tested,
                self.was_asked,
                0 < self.village_count <= self.poster_count,
            )
        )


def load_progress(session: Session, actor: Actor) -> SetupProgress:
    """Return how far the actor's commune is; the operator's is the first one."""
    try:
        commune = get_own_unit(session, actor)
    except NotFound:
        return SetupProgress()
    below = within(Unit.path, commune.path)
    villages = select(Unit.id).where(Unit.kind == UnitKind.VILLAGE, below)
    village_ids = session.exec(villages).all()
    roles = select(Role.kind, func.count()).join(Unit, col(Unit.id) == Role.unit_id).where(below)
    facts = faq.load_facts(session, commune.id)
    return SetupProgress(
        commune,
        len(village_ids),
        Counter(dict(session.exec(roles.group_by(Role.kind)).all())),
        session.get(UnitHours, commune.id) is not None,
        any(facts.get(name) for name in PHONE_FACTS),
        _was_done(session, ChannelTested.action),
        was_asked(session),
        _count_posters(session, {f"unit:{unit_id}" for unit_id in village_ids}),
    )


def was_asked(session: Session) -> bool:
    """Whether anybody has ever written to the bot."""
    first = select(Message.id).where(Message.direction == Direction.IN).limit(1)
    return session.exec(first).first() is not None


def _was_done(session: Session, action: str) -> bool:
    return session.exec(select(Audit.id).where(Audit.action == action).limit(1)).first() is not None


def _count_posters(session: Session, subjects: set[str]) -> int:
    printed = select(Audit.subject).where(Audit.action == PosterPrinted.action).distinct()
    return len(subjects.intersection(session.exec(printed).all()))
