"""Who helped: members and officers by village, with the milestone they passed. Nobody is ranked.

Names stay within the commune: whoever sees more than one commune sees how many helped. Members are
volunteers; how much each did is told in milestones, not in places.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlmodel import Session, SQLModel, col

from bot.people.actor import Actor
from bot.people.models import Person, Role, RoleKind
from bot.people.units import Unit, UnitKind, find_ancestor, is_within, within
from bot.reports.periods import Period
from bot.reports.queries import get_scope
from bot.reports.row_conditions import during
from bot.tickets.models import RESOLVED_OUTCOMES, SupportLog
from bot.vietnamese.letters import natural_sort_key

MILESTONES = (50, 10, 1)  # acts of help in the period
HELP = SQLModel.metadata.tables[str(SupportLog.__tablename__)].c
TEAM = (RoleKind.MEMBER, RoleKind.LEADER, RoleKind.OFFICER)


@dataclass(frozen=True, slots=True)
class Helper:
    """Somebody who helped, where they are of the team, and the milestone passed."""

    name: str
    village: str
    milestone: int


@dataclass(frozen=True, slots=True)
class Recognition:
    """How many helped how often; the names within the commune only, by village and name."""

    helpers: int
    acts: int
    households: int
    is_named: bool
    named: Sequence[Helper] = ()


def load_recognition(
    session: Session, period: Period, *, actor: Actor, unit: Unit | None = None
) -> Recognition:
    """Return who helped in `unit`, or in all the actor may see. Raises NotFound outside of it."""
    scope = get_scope(actor, unit)
    query = (
        select(HELP.person_id, func.count(), func.sum(HELP.households))
        .join(Unit, col(Unit.id) == HELP.unit_id)
        .where(
            within(Unit.path, scope),
            *during(HELP.at, period),
            HELP.person_id.is_not(None),
            HELP.outcome.in_([str(outcome) for outcome in RESOLVED_OUTCOMES]),
        )
        .group_by(HELP.person_id)
    )
    acts = {
        person_id: (int(count), int(households))
        for person_id, count, households in session.connection().execute(query)
    }
    is_named = _is_within_a_commune(session, actor)
    return Recognition(
        len(acts),
        sum(count for count, _ in acts.values()),
        sum(households for _, households in acts.values()),
        is_named,
        _name_helpers(session, {person: count for person, (count, _) in acts.items()}, actor)
        if is_named
        else (),
    )


def _is_within_a_commune(session: Session, actor: Actor) -> bool:
    """Whether the actor sees one commune or a part of it, and is no viewer from above."""
    if actor.role not in (RoleKind.LEADER, RoleKind.OFFICER, RoleKind.APPROVER):
        return False
    own = session.execute(select(Unit).where(col(Unit.path) == actor.scope)).scalar()
    commune = find_ancestor(session, own, UnitKind.COMMUNE) if own else None
    return commune is not None and is_within(actor.scope, commune.path)


def _name_helpers(session: Session, acts: dict[int, int], actor: Actor) -> list[Helper]:
    """Return those who are of the commune's team today; who left it is counted, not named."""
    query = (
        select(col(Person.id), col(Person.name), col(Unit.name), col(Unit.code))
        .join(Role, col(Role.person_id) == Person.id)
        .join(Unit, col(Unit.id) == Role.unit_id)
        .where(
            col(Person.id).in_(list(acts)),
            col(Role.kind).in_(TEAM),
            within(Unit.path, actor.scope),
        )
        .order_by(col(Role.id))
    )
    known: dict[int, tuple[str, Helper]] = {}
    for person_id, name, village, code in session.connection().execute(query):
        milestone = next(step for step in MILESTONES if acts[person_id] >= step)
        known.setdefault(person_id, (code, Helper(name, village, milestone)))
    rows = sorted(
        known.values(), key=lambda row: (natural_sort_key(row[0]), natural_sort_key(row[1].name))
    )
    return [helper for _, helper in rows]
