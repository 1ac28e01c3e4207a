"""Class proposals from demand: officers are asked once a week and open a class with one tap.

Contacts who asked about the topic are invited before the class is listed for others.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlmodel import Session, col, select

from bot import texts
from bot.classes import follow_up, service
from bot.classes.events import AskersInvited, ClassProposed, ProposalDecided
from bot.classes.models import (
    SETTLED,
    UNDECIDED,
    ClassProposal,
    ClassSession,
    ProposalState,
)
from bot.classes.plans import ClassPlan
from bot.core.dialects import dialect_name, insert_or_ignore
from bot.core.errors import NotAllowed, NotFound, UserError
from bot.core.events import emit
from bot.core.policy import Policy
from bot.people.actor import Actor, shares_commune
from bot.people.approvals import DECIDING_ROLES
from bot.people.models import Role
from bot.people.units import Unit, list_ancestor_ids, within
from bot.vietnamese.letters import normalize_for_match

MIN_ASKERS = 3  # people of a village who asked about one topic
SETTLED_FOR = timedelta(weeks=8)  # opened or declined: not proposed again so long
HEAD_START = timedelta(hours=24)  # only those who asked are told of it meanwhile
MAX_TIMES = 3
USUAL_SLOTS = ((1, time(19, 30)), (5, time(19, 30)), (6, time(8, 30)))  # weekday, hour


@dataclass(frozen=True, slots=True)
class Demand:
    """A topic that several contacts of a village asked about."""

    unit_id: int
    topic_id: str
    title: str
    contacts: frozenset[int]


def propose_class(session: Session, demand: Demand, *, now: datetime, policy: Policy) -> bool:
    """Ask the officers whether to open a class; returns False if already asked this week."""
    year, week, _ = policy.today(now).isocalendar()
    values = {
        "key": f"{demand.unit_id}:{year}-{week}",
        "unit_id": demand.unit_id,
        "topic_id": demand.topic_id,
        "title": demand.title,
        "askers": len(demand.contacts),
        "state": ProposalState.OPEN,
        "proposed_at": now,
    }
    statement = insert_or_ignore(dialect_name(session), ClassProposal, returning="id")
    proposal_id = session.connection().execute(statement, values).scalar()
    if proposal_id is None:
        return False
    unit = session.get_one(Unit, demand.unit_id)
    times = tuple(suggest_times(session, unit, now=now, policy=policy))
    emit(session, ClassProposed(proposal_id, times, zone=policy.zone, at=now))
    return True


def suggest_times(session: Session, unit: Unit, *, now: datetime, policy: Policy) -> list[datetime]:
    """Suggest times next week: the village's most frequent class times, then the usual ones."""
    held = session.exec(
        select(ClassSession.starts_at)
        .where(ClassSession.unit_id == unit.id, col(ClassSession.cancelled_at).is_(None))
        .order_by(col(ClassSession.starts_at).desc())
        .limit(20)
    )
    local = (at.astimezone(policy.zone) for at in held)
    habits = [slot for slot, _ in Counter((at.weekday(), at.time()) for at in local).most_common()]
    slots = sorted(
        dict.fromkeys((*habits[:MAX_TIMES], *USUAL_SLOTS)), key=lambda slot: slot not in habits
    )
    today = policy.today(now)
    monday = today + timedelta(days=7 - today.weekday())
    return sorted(_make_instant(monday, *slot, policy) for slot in slots[:MAX_TIMES])


def _make_instant(monday: date, weekday: int, hour: time, policy: Policy) -> datetime:
    local = datetime.combine(monday + timedelta(days=weekday), hour, policy.zone)
    return local.astimezone(UTC)


def suggest_place(session: Session, unit: Unit) -> str:
    """Suggest the place of the village's last class, else its house of culture."""
    query = select(ClassSession.place).where(ClassSession.unit_id == unit.id)
    last = session.exec(query.order_by(col(ClassSession.starts_at).desc()).limit(1)).first()
    return last or texts.PLACE_USUAL.format(unit=unit.name)


def get_open_proposal(
    session: Session, proposal_id: int, *, actor: Actor, lock: bool = True
) -> ClassProposal:
    """Return a proposal this officer may decide on; lock it before deciding.

    Raises NotFound, also for another commune's, NotAllowed for who is not an officer of its
    commune, or UserError if already decided.
    """
    proposal = _get_proposal(session, proposal_id, actor=actor, lock=lock)
    if proposal.state not in UNDECIDED:
        raise UserError(texts.DEMAND_DECIDED)
    return proposal


def take_back_refusal(session: Session, proposal_id: int, *, actor: Actor, now: datetime) -> None:
    """Let a declined proposal wait again. Raises as `get_open_proposal`."""
    proposal = _get_proposal(session, proposal_id, actor=actor, lock=True)
    if proposal.state != ProposalState.DECLINED:
        raise UserError(texts.DEMAND_DECIDED)
    record_decision(session, proposal, ProposalState.OPEN, actor=actor, now=now)


def _get_proposal(session: Session, proposal_id: int, *, actor: Actor, lock: bool) -> ClassProposal:
    proposal = session.get(ClassProposal, proposal_id, with_for_update=lock)
    if proposal is None:
        raise NotFound(texts.BUTTON_OLD)
    unit = session.get_one(Unit, proposal.unit_id)
    if not shares_commune(session, actor, unit):
        raise NotFound(texts.BUTTON_OLD)
    if not _decides(session, actor, unit):
        raise NotAllowed(texts.DEMAND_NOT_YOURS)
    return proposal


def _decides(session: Session, actor: Actor, unit: Unit) -> bool:
    """Return whether the actor is an officer of the unit or of a unit above it."""
    query = select(Role.id).where(
        Role.person_id == actor.person_id,
        col(Role.kind).in_(DECIDING_ROLES),
        col(Role.unit_id).in_(list_ancestor_ids(unit)),
    )
    return actor.person_id is not None and session.exec(query.limit(1)).first() is not None


def record_decision(
    session: Session, proposal: ClassProposal, state: ProposalState, *, actor: Actor, now: datetime
) -> None:
    """Record the officer's decision."""
    proposal.state, proposal.person_id, proposal.decided_at = state, actor.person_id, now
    emit(session, ProposalDecided(proposal.id, state, actor, at=now))


def open_class(
    session: Session,
    proposal: ClassProposal,
    starts_at: datetime,
    place: str,
    askers: Collection[int],
    *,
    actor: Actor,
    now: datetime,
    policy: Policy,
) -> tuple[ClassSession, int]:
    """Open the class and invite those who asked. Returns it and how many were invited.

    Others see the class a day later (HEAD_START).
    """
    unit = session.get_one(Unit, proposal.unit_id)
    code = f"dl-{proposal.id}"
    plan = ClassPlan(topic=proposal.title, place=place, starts_at=starts_at, code=code)
    class_session, _ = service.open_or_update_class(
        session, unit, plan, actor=actor, now=now, policy=policy
    )
    class_session.listed_at = now + HEAD_START
    record_decision(session, proposal, ProposalState.OPENED, actor=actor, now=now)
    proposal.session_id = class_session.id
    session.flush()
    contacts = follow_up.list_notifiable_contacts(session, set(askers))
    invited = tuple(contact.id for contact in contacts)
    own = policy.for_unit(unit.id)
    due_at = own.quiet.defer(now, own.zone)
    emit(session, AskersInvited(proposal.id, invited, due_at, zone=policy.zone, at=now))
    return class_session, len(invited)


def is_settled(session: Session, demand: Demand, *, now: datetime) -> bool:
    """Return whether a class on the topic is upcoming, or officers decided on it recently."""
    decided = select(ClassProposal.id).where(
        ClassProposal.unit_id == demand.unit_id,
        ClassProposal.topic_id == demand.topic_id,
        col(ClassProposal.state).in_(SETTLED),
        col(ClassProposal.decided_at) > now - SETTLED_FOR,
    )
    if session.exec(decided.limit(1)).first() is not None:
        return True
    coming = select(ClassSession.topic).where(
        ClassSession.unit_id == demand.unit_id,
        ClassSession.starts_at > now,
        col(ClassSession.cancelled_at).is_(None),
    )
    return any(
        normalize_for_match(topic) == normalize_for_match(demand.title)
        for topic in session.exec(coming)
    )


def list_proposals(
    session: Session, unit: Unit, *, actor: Actor, since: datetime
) -> Sequence[tuple[ClassProposal, Unit]]:
    """Return the proposals of a unit's subtree since an instant, newest first."""
    query = (
        select(ClassProposal, Unit)
        .join(Unit, col(Unit.id) == ClassProposal.unit_id)
        .where(
            within(Unit.path, unit.path),
            within(Unit.path, actor.scope),
            ClassProposal.proposed_at >= since,
        )
        .order_by(col(ClassProposal.id).desc())
    )
    return session.exec(query).all()
