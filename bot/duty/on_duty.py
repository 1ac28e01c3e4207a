"""Who is on duty now, village by village, as the first page of the console shows it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import exists
from sqlmodel import Session, col, select

from bot.core.policy import Policy
from bot.duty import presence
from bot.duty.roster import Calendars, load_rosters
from bot.people.actor import Actor
from bot.people.linking import TEAM_ROLES
from bot.people.models import Contact, Person, Role
from bot.people.units import Unit, UnitKind, sort_units, within


@dataclass(slots=True)
class UnitDuty:
    """The team of a unit: who is on duty now and can be asked, and how many there are."""

    unit: Unit
    names: list[str] = field(default_factory=list)
    team: int = 0
    linked: int = 0  # of them, with a chat

    @property
    def is_village(self) -> bool:
        """Whether it is a village, not the commune's office."""
        return self.unit.kind == UnitKind.VILLAGE


def list_on_duty(
    session: Session, *, actor: Actor, policy: Policy, now: datetime
) -> Sequence[UnitDuty]:
    """Return communes and villages of the actor's scope with who is on duty: four queries.

    By what was said of duty, hours and holidays; who has no reachable chat cannot be on duty.
    """
    units = session.exec(select(Unit).where(within(Unit.path, actor.scope))).all()
    if not units:
        return ()
    shown = [unit for unit in units if unit.kind != UnitKind.PROVINCE]
    duties = {unit.id: UnitDuty(unit) for unit in sort_units(shown)}
    top = min(units, key=lambda unit: len(unit.path))
    has_chat = exists().where(
        col(Contact.person_id) == Person.id, col(Contact.unreachable_since).is_(None)
    )
    rows = session.exec(
        select(Role, Person.name, has_chat)
        .join(Person, col(Person.id) == Role.person_id)
        .where(col(Role.unit_id).in_(duties), col(Role.kind).in_(TEAM_ROLES))
        .order_by(col(Role.id))
    ).all()
    rosters = load_rosters(
        session, {role.person_id for role, _, _ in rows}, today=policy.today(now)
    )
    calendars = Calendars(session, top, policy)
    for role, name, is_linked in rows:
        duty = duties[role.unit_id]
        duty.team += 1
        duty.linked += is_linked
        calendar = calendars.for_unit(duty.unit)
        if is_linked and presence.is_on_duty(now, calendar, rosters[role.person_id]):
            duty.names.append(name)
    return list(duties.values())
