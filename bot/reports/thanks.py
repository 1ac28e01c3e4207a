"""The thanks of the month: to each member for what they did themselves, never beside another."""

from datetime import datetime, time

from sqlalchemy import exists, func
from sqlalchemy import select as sa_select
from sqlmodel import Session, col, select

from bot.core.events import emit
from bot.core.policy import Policy
from bot.people.actor import Actor
from bot.people.models import Contact, Person, Role
from bot.people.units import Unit, UnitKind, within
from bot.reports.models import NoteKind
from bot.reports.periods import DAY, Period, month_of
from bot.reports.recognition import HELP, TEAM
from bot.reports.row_conditions import during
from bot.reports.sent_notes import claim_note, lacks_note
from bot.tickets.models import RESOLVED_OUTCOMES
from bot.usecases.note_events import ThanksDue, ThanksSwitched
from bot.vietnamese.letters import natural_sort_key

THANKS_TIME = time(8)  # local, on the first of the month
LAST_DAY = 7  # a machine that was off says it within a week; later it is stale


def send_thanks_due(session: Session, *, policy: Policy, now: datetime) -> int:
    """Thank the helpers of one commune for the month before. Returns how many communes, 0 or 1.

    Nothing is sent in the quiet hours. Who left the team, or wants no thanks, is not thanked.
    """
    local = now.astimezone(policy.zone)
    if local.day > LAST_DAY or local.time() < THANKS_TIME or policy.is_quiet(now):
        return 0
    month = month_of(local.date().replace(day=1) - DAY)
    query = select(Unit).where(
        Unit.kind == UnitKind.COMMUNE, lacks_note(NoteKind.THANKS, month.first)
    )
    commune = session.exec(query.order_by(col(Unit.id)).limit(1)).first()
    if commune is None:
        return 0
    if claim_note(session, commune, NoteKind.THANKS, month.first, now=now):
        _thank_helpers(session, commune, month, now=now)
    return 1


def _thank_helpers(session: Session, commune: Unit, month: Period, *, now: datetime) -> None:
    if helps := list_helps(session, commune, month):
        emit(session, ThanksDue(commune.id, month.first, helps, now))


def list_helps(session: Session, commune: Unit, month: Period) -> tuple[tuple[int, int], ...]:
    """Return the persons of the commune's team who helped and their acts, in order of names.

    Who asked for no thanks is left out, and so is whoever stopped all announcements.
    """
    of_team = exists().where(
        col(Role.person_id) == col(Person.id),
        col(Role.kind).in_(TEAM),
        col(Role.unit_id).in_(sa_select(col(Unit.id)).where(within(Unit.path, commune.path))),
    )
    stopped = exists().where(
        col(Contact.person_id) == col(Person.id), col(Contact.stopped_at).is_not(None)
    )
    query = (
        sa_select(col(Person.id), col(Person.name), func.count())
        .join(HELP.id.table, HELP.person_id == col(Person.id))
        .join(Unit, col(Unit.id) == HELP.unit_id)
        .where(
            within(Unit.path, commune.path),
            *during(HELP.at, month),
            HELP.outcome.in_([str(outcome) for outcome in RESOLVED_OUTCOMES]),
            col(Person.thanks_stopped_at).is_(None),
            of_team,
            ~stopped,
        )
        .group_by(col(Person.id), col(Person.name))
    )
    rows = sorted(session.execute(query), key=lambda row: (natural_sort_key(row[1]), row[0]))
    return tuple((person_id, int(count)) for person_id, _, count in rows)


def set_thanks(session: Session, *, wanted: bool, actor: Actor, now: datetime) -> None:
    """Write down whether the actor wants the monthly thanks; asking twice changes nothing."""
    person = session.get_one(Person, actor.person_id)
    if wanted == (person.thanks_stopped_at is None):
        return
    person.thanks_stopped_at = None if wanted else now
    emit(session, ThanksSwitched(person.id, wanted, actor, now))
