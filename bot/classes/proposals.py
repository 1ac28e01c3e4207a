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
from bot.classes import wording as class_wording
from bot.classes.models import ClassProposal, ClassSession, ProposalState
from bot.classes.plans import Plan
from bot.core.dialects import dialect_of, insert_unless_there
from bot.core.errors import NotAllowed, NotFound, UserError
from bot.core.policy import Policy
from bot.messages.content import Choice, Reply
from bot.people.linking import officers_of
from bot.people.models import Contact
from bot.people.units import Unit
from bot.reminders import wording
from bot.reminders.notify import tell
from bot.vietnamese.dates.words import clock_words
from bot.vietnamese.letters import bare

FEWEST = 3  # people of a village who asked about one topic
SETTLED = timedelta(weeks=8)  # opened or declined: not proposed again so long
FIRST = timedelta(hours=24)  # only those who asked are told of it meanwhile
TIMES = 3
USUAL = ((1, time(19, 30)), (5, time(19, 30)), (6, time(8, 30)))  # weekday, hour


@dataclass(frozen=True, slots=True)
class Demand:
    """A topic that several contacts of a village asked about."""

    unit_id: int
    topic_id: str
    title: str
    contacts: frozenset[int]


def propose(session: Session, demand: Demand, *, now: datetime, policy: Policy) -> bool:
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
    statement = insert_unless_there(dialect_of(session), ClassProposal, returning="id")
    made = session.connection().execute(statement, values).scalar()
    if made is None:
        return False
    proposal = session.get_one(ClassProposal, made)
    unit = session.get_one(Unit, demand.unit_id)
    words = texts.DEMAND_PROPOSED.format(
        count=proposal.askers, unit=unit.name, title=proposal.title
    )
    buttons = (
        *(
            _time_button(made, at, policy)
            for at in times_for(session, unit, now=now, policy=policy)
        ),
        Choice(texts.BUTTON_DEMAND_LATER, f"dl:later:{made}"),
        Choice(texts.BUTTON_DEMAND_NO, f"dl:no:{made}"),
    )
    for officer in officers_of(session, unit):
        tell(session, officer, Reply(words, buttons), now=now, key=f"demand:{made}:{officer.id}")
    return True


def _time_button(number: int, at: datetime, policy: Policy) -> Choice:
    local = at.astimezone(policy.zone)
    label = texts.BUTTON_DEMAND_TIME.format(
        time=clock_words(local),
        weekday=texts.WEEKDAYS[local.weekday()],
        day=wording.day(at, policy.zone),
    )
    return Choice(label, f"dl:at:{number}:{int(at.timestamp()) // 60}")


def times_for(session: Session, unit: Unit, *, now: datetime, policy: Policy) -> list[datetime]:
    """Suggest times next week: the village's most frequent class times, then the usual ones."""
    held = session.exec(
        select(ClassSession.starts_at)
        .where(ClassSession.unit_id == unit.id, col(ClassSession.cancelled_at).is_(None))
        .order_by(col(ClassSession.starts_at).desc())
        .limit(20)
    )
    local = (at.astimezone(policy.zone) for at in held)
    habits = [slot for slot, _ in Counter((at.weekday(), at.time()) for at in local).most_common()]
    slots = sorted(dict.fromkeys((*habits[:TIMES], *USUAL)), key=lambda slot: slot not in habits)
    today = policy.today(now)
    monday = today + timedelta(days=7 - today.weekday())
    return sorted(_at(monday, *slot, policy) for slot in slots[:TIMES])


def _at(monday: date, weekday: int, hour: time, policy: Policy) -> datetime:
    local = datetime.combine(monday + timedelta(days=weekday), hour, policy.zone)
    return local.astimezone(UTC)


def place_for(session: Session, unit: Unit) -> str:
    """Suggest the place of the village's last class, else its house of culture."""
    query = select(ClassSession.place).where(ClassSession.unit_id == unit.id)
    last = session.exec(query.order_by(col(ClassSession.starts_at).desc()).limit(1)).first()
    return last or texts.PLACE_USUAL.format(unit=unit.name)


def get_open(session: Session, officer: Contact, number: int) -> ClassProposal:
    """Return a proposal this officer may decide on, locked.

    Raises NotFound, NotAllowed for another unit's officer, or UserError if already decided.
    """
    found = session.get(ClassProposal, number, with_for_update=True)
    if found is None:
        raise NotFound(texts.BUTTON_OLD)
    unit = session.get_one(Unit, found.unit_id)
    if officer.person_id is None or all(
        one.person_id != officer.person_id for one in officers_of(session, unit)
    ):
        raise NotAllowed(texts.DEMAND_NOT_YOURS)
    if found.state not in (ProposalState.OPEN, ProposalState.LATER):
        raise UserError(texts.DEMAND_DECIDED)
    return found


def decide(proposal: ClassProposal, officer: Contact, state: ProposalState, now: datetime) -> None:
    """Record the officer's decision."""
    proposal.state, proposal.person_id, proposal.decided_at = state, officer.person_id, now


def open_class(
    session: Session,
    proposal: ClassProposal,
    officer: Contact,
    starts_at: datetime,
    place: str,
    askers: Collection[int],
    *,
    now: datetime,
    policy: Policy,
) -> tuple[ClassSession, int]:
    """Open the class and invite those who asked. Returns it and how many were invited.

    Others see the class a day later (HEAD_START).
    """
    unit = session.get_one(Unit, proposal.unit_id)
    code = f"dl-{proposal.id}"
    plan = Plan(topic=proposal.title, place=place, starts_at=starts_at, code=code)
    one, _ = service.put(session, unit, plan, now=now, policy=policy)
    one.listed_at = now + FIRST
    decide(proposal, officer, ProposalState.OPENED, now)
    proposal.session_id = one.id
    session.flush()
    invited = follow_up.listening(session, set(askers))
    what = class_wording.full(one, now=now, zone=policy.zone)
    words = texts.DEMAND_INVITE.format(title=proposal.title, what=what)
    buttons = (
        Choice(texts.BUTTON_JOIN, f"lh:join:{one.id}"),
        Choice(texts.BUTTON_JOIN_KIN, f"lh:kin:{one.id}"),
    )
    due_at = policy.quiet.defer(now, policy.zone)
    for contact in invited:
        tell(
            session,
            contact,
            Reply(words, buttons),
            now=now,
            key=f"invite:{one.id}:{contact.id}",
            due_at=due_at,
            send_before=starts_at,
        )
    return one, len(invited)


def is_settled(session: Session, demand: Demand, *, now: datetime) -> bool:
    """Return whether a class on the topic is upcoming, or officers decided on it recently."""
    decided = select(ClassProposal.id).where(
        ClassProposal.unit_id == demand.unit_id,
        ClassProposal.topic_id == demand.topic_id,
        col(ClassProposal.state).in_((ProposalState.OPENED, ProposalState.DECLINED)),
        col(ClassProposal.decided_at) > now - SETTLED,
    )
    if session.exec(decided.limit(1)).first() is not None:
        return True
    coming = select(ClassSession.topic).where(
        ClassSession.unit_id == demand.unit_id,
        ClassSession.starts_at > now,
        col(ClassSession.cancelled_at).is_(None),
    )
    return any(bare(topic) == bare(demand.title) for topic in session.exec(coming))


def list_proposals(
    session: Session, unit: Unit, *, since: datetime
) -> Sequence[tuple[ClassProposal, Unit]]:
    """Return the proposals of a unit's subtree since an instant, newest first."""
    query = (
        select(ClassProposal, Unit)
        .join(Unit, col(Unit.id) == ClassProposal.unit_id)
        .where(col(Unit.path).startswith(unit.path), ClassProposal.proposed_at >= since)
        .order_by(col(ClassProposal.id).desc())
    )
    return session.exec(query).all()
